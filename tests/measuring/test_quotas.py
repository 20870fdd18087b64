"""Targets handed down to cities: quotas add up to what the document wants, and what is missing is told city by city."""

from collections.abc import Sequence

import numpy as np
import pytest

from simulation.measuring.quotas import (
    Standing,
    bars,
    hand_down,
    handed_down,
    parts_of_gap,
    pressure,
    standing,
    still_missing,
)

from .conftest import Born
from .tiny import CANDIDATE, DELTA, EAST, WEST, measured, tiny_stage

CITIES = 4
NAMES = [target.id for target in handed_down()]
RATIOS = ["platform_coverage", "rd_intensity", "rd_personnel"]


def test_cities_answer_for_every_target_of_the_clause_but_the_number_of_towns() -> None:
    assert NAMES == [
        "gdp", "towns_100bn", "towns_10bn", "platform_coverage", "rd_institutes", "incubators", "rd_intensity",
        "patents", "rd_personnel",
    ]  # fmt: skip
    assert bars().tolist() == [40_000, 20, 180, 90, 50, 100, 2.9, 120_000, 80]


def test_a_city_stands_where_its_certified_towns_stand(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.services_year[:] = 9e4, 1e4, 4e4, 7e4
    place.towns.tally.reported_year[[DELTA, WEST]] = 85.0 * 18.0, 85.0 * 4.0
    place.towns.tally.grants_year[:] = 1, 2, 3
    place.towns.status.platforms[WEST] = 1
    place.towns.status.platform_paid_until[WEST] = 1
    found = standing(measured(place), CITIES)
    level = dict(zip(NAMES, found.level.T, strict=True))
    assert level["gdp"].tolist() == [9.0, 1.0, 4.0, 0.0]  # the candidate of the third city has no title
    assert level["rd_intensity"] == pytest.approx([2.0, 0.0, 1.0, 0.0])
    assert level["patents"].tolist() == [6.0, 6.0, 6.0, 0.0]
    assert level["platform_coverage"].tolist() == [0.0, 0.0, 100.0, 0.0]
    place.towns.status.certified[[CANDIDATE, EAST]] = True, False
    assert standing(measured(place), CITIES).level[:, 0].tolist() == [9.0, 0.0, 11.0, 0.0]


def test_figures_are_held_against_quotas_as_they_are_told(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.services_year[:] = 1e4
    place.over_reporting = np.array([1.1, 1.0, 1.0, 1.0])
    assert standing(measured(place), CITIES).level[:, 0] == pytest.approx([1.1, 1.0, 1.0, 0.0])


@pytest.mark.parametrize("base_share", [0.0, 0.5, 1.0])
def test_quotas_add_up_to_the_target_to_the_last_digit_that_matters(base_share: float, births: Sequence[Born]) -> None:
    for born in births:
        base = standing(measured(born.stage), 21)
        quotas = hand_down(base, bars(), base_share)
        for t, name in enumerate(NAMES):
            below = base.below[:, t]
            total = quotas[:, t] @ below / below.sum() if name in RATIOS else quotas[:, t].sum()
            had = base.above[:, t].sum() / (below.sum() if name in RATIOS else 1.0)
            assert total == pytest.approx(max(bars()[t], had)), name
        assert (quotas >= base.level - 1e-9).all()
        assert (quotas[base.below[:, 0] == 0.0] == 0.0).all()


def test_parts_of_the_gap_add_up_to_one_and_follow_the_base_and_the_shortfall() -> None:
    have, fair = np.array([40.0, 20.0, 0.0]), np.array([30.0, 30.0, 30.0])
    assert parts_of_gap(have, fair, 1.0) == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert parts_of_gap(have, fair, 0.0) == pytest.approx([0.0, 0.25, 0.75])
    assert parts_of_gap(have, fair, 0.5) == pytest.approx([1 / 3, 7 / 24, 3 / 8])


def test_where_nobody_has_anything_the_shortfall_alone_decides() -> None:
    assert parts_of_gap(np.zeros(2), np.array([30.0, 10.0]), 0.5) == pytest.approx([0.75, 0.25])


def test_a_ratio_is_asked_of_a_city_by_what_stands_below_its_line() -> None:
    base = Standing(np.array([[100.0], [100.0]]), np.array([[100.0], [50.0]]), np.array([True]))
    # 2 x 150 are wanted, 100 missing; fair parts 200 and 100, so all shortfall is the first city's
    assert hand_down(base, np.array([2.0]), 0.0)[:, 0] == pytest.approx([2.0, 2.0])
    assert hand_down(base, np.array([2.0]), 1.0)[:, 0] == pytest.approx([1.5, 3.0])


def test_what_is_missing_is_a_part_of_the_way_and_nothing_where_nothing_was_asked() -> None:
    base, quota = np.array([10.0, 10.0, 10.0, 10.0, 10.0]), np.array([30.0, 30.0, 30.0, 30.0, 10.0])
    now = np.array([10.0, 25.0, 31.0, 5.0, 0.0])
    assert still_missing(base, quota, now) == pytest.approx([1.0, 0.25, 0.0, 1.0, 0.0])


def test_only_figures_that_can_be_dressed_up_press() -> None:
    missing = np.zeros((2, len(NAMES)))
    missing[0, [NAMES.index(name) for name in ("patents", "incubators", "towns_10bn")]] = 1.0
    missing[1, NAMES.index("rd_intensity")] = 1.0
    assert pressure(missing, 2) == pytest.approx([0.0, 1 / 6])


def test_pressure_rises_as_the_years_run_out_and_never_above_one() -> None:
    missing = np.ones((1, len(NAMES)))
    assert [float(pressure(missing, years)[0]) for years in (5, 4, 2, 1)] == [0.2, 0.25, 0.5, 1.0]
