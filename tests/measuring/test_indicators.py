"""The 16 indicators of the annex: each a town's own, each a ratio of sums for a region."""

import numpy as np
import pytest

from simulation.inputs.indicators import load_indicators
from simulation.measuring.indicators import CODES, SUMS, indicators_of, place_parts, town_parts

from .tiny import DELTA, EAST, Stage, measured, tiny_stage


def column(code: str) -> int:
    return CODES.index(code)


def of_towns(place: Stage) -> np.ndarray:
    return indicators_of(town_parts(measured(place)))


def of_places(place: Stage) -> np.ndarray:
    year = measured(place)
    return indicators_of(place_parts(year, town_parts(year)))


def with_two_towns(p: np.record) -> Stage:
    """A rich town in the delta and a poor one in the east."""
    place = tiny_stage(p, (DELTA, 0), (DELTA, 0), (DELTA, 0), (EAST, 6))
    tally = place.towns.tally
    tally.services_year[:2] = 3000.0, 1000.0
    tally.reported_year[:2] = 85.0, 0.0
    place.firms.titles.institute[0] = 5
    place.firms.research.centre[:3] = 1, 1, 0
    return place


def test_the_columns_stand_in_the_order_of_the_annex() -> None:
    assert tuple(indicator.code for indicator in load_indicators()) == CODES


def test_exactly_the_amounts_and_counts_are_summed_over_towns() -> None:
    amounts = {indicator.code for indicator in load_indicators() if indicator.unit in ("万元", "个")}
    assert amounts == set(SUMS)


def test_a_town_is_measured_by_its_own_numbers(p: np.record) -> None:
    values = of_towns(with_two_towns(p))[DELTA]
    assert values[column("A11")] == 3000.0
    assert values[column("A12")] == 3.0
    assert values[column("A21")] == pytest.approx(1000 * 100.0 / 15.0 / 1000.0)
    assert values[column("B11")] == pytest.approx(100 * 120.0 / 3000.0)
    assert values[column("B21")] == pytest.approx(2 / 3)
    assert values[column("B32")] == pytest.approx(100 / 3)


def test_the_province_is_a_ratio_of_sums_not_a_mean_of_ratios(p: np.record) -> None:
    province, delta, east = of_places(with_two_towns(p))[:3]
    assert province[column("A11")] == 4000.0
    assert province[column("B11")] == pytest.approx(100 * 120.0 / 4000.0)  # the mean of 4 % and 0 % would be 2 %
    assert province[column("B32")] == pytest.approx(100 / 4)
    assert delta[column("A12")] == 3.0 and east[column("A12")] == 1.0


def test_towns_without_a_title_count_for_no_place(p: np.record) -> None:
    place = with_two_towns(p)
    place.towns.status.certified[DELTA] = False
    province, delta = of_places(place)[:2]
    assert province[column("A11")] == 1000.0
    assert not delta.any()


def test_a_town_without_above_scale_firms_scores_nothing_per_firm(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.status.cobuilt_bodies[DELTA] = 3
    assert of_towns(place)[DELTA, column("B23")] == 0.0


def test_patents_per_head_leave_designs_out(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.grants_year[DELTA] = 1, 2, 100
    assert of_towns(place)[DELTA, column("C11")] == pytest.approx(10_000 * 3 / 1000)


def test_the_share_of_a_specialty_is_that_in_its_own_branch(p: np.record) -> None:
    place = tiny_stage(p)
    tally = place.towns.tally
    tally.sales_year[DELTA, 0], tally.sales_year[DELTA, 1], tally.micro_year[DELTA, 0] = 30.0, 50.0, 20.0
    tally.agriculture_year[2] = 100.0
    place.towns.status.specialty_share[2] = 0.4
    values = of_towns(place)
    assert values[DELTA, column("D11")] == 50.0
    assert values[DELTA, column("D12")] == pytest.approx(50.0)
    assert values[2, column("D12")] == pytest.approx(40.0)
