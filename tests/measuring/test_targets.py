"""The yearly numbers behind the targets, over the towns that hold the title at the end of the year."""

import numpy as np
import pytest

from simulation.inputs.measures import MEASURES
from simulation.measuring.targets import measure_targets

from .tiny import CANDIDATE, DELTA, EAST, WEST, Stage, measured, tiny_stage


def measures(place: Stage, base: Stage | None = None) -> dict[str, float]:
    year = measured(place)
    values = measure_targets(year, year if base is None else measured(base))
    return dict(zip(MEASURES, values.tolist(), strict=True))


def test_a_town_exactly_at_the_bar_is_not_over_it(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.agriculture_year[:] = 1e7, 1e7 + 1, 1e6 + 1, 9e9
    found = measures(place)  # the candidate has no title
    assert (found["towns"], found["towns_100bn"], found["towns_10bn"]) == (3, 1, 3)
    assert found["towns_10bn_without_100bn"] == 2


def test_gdp_is_told_three_ways(p: np.record) -> None:
    place = tiny_stage(p).at_end_of(2016)  # prices 1.1
    place.towns.tally.services_year[:] = 11e4
    place.towns.status.certified[[WEST, CANDIDATE]] = False, True
    found = measures(place)
    assert found["gdp"] == pytest.approx(33.0)
    assert found["gdp_2015_prices"] == pytest.approx(30.0)
    assert found["gdp_cohort_2015"] == pytest.approx(33.0)
    place.towns.tally.services_year[CANDIDATE] = 0.0
    assert measures(place)["gdp"] == pytest.approx(22.0)
    assert measures(place)["gdp_cohort_2015"] == pytest.approx(33.0)


def test_research_intensity_is_a_ratio_of_sums_reported_and_real(p: np.record) -> None:
    place = tiny_stage(p)
    tally = place.towns.tally
    tally.services_year[:2] = 9_000.0, 1_000.0
    tally.reported_year[:2] = 85.0, 85.0
    tally.real_year[:2] = 85.0, 42.5
    tally.capital_year[DELTA] = 10.0
    found = measures(place)
    assert found["rd_intensity"] == pytest.approx(2.0)
    assert found["rd_intensity_real"] == pytest.approx(1.5)
    assert found["science_input_intensity"] == pytest.approx(2.5)


def test_what_is_told_and_what_was_done_stand_side_by_side(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 1))
    tally, firms = place.towns.tally, place.firms
    tally.services_year[:2] = 3e4, 1e4
    tally.value_added_year[:2, 0] = 1e4
    tally.reported_year[DELTA] = tally.real_year[DELTA] = 85.0 * 15.0  # 100 heads
    place.towns.economy.value_added_ratio[:] = 0.25
    firms.titles.high_tech[:2] = True
    firms.titles.relabelled[1] = 0.01
    firms.output.sales_year[:2] = 300.0, 100.0
    tally.high_tech_value_year[DELTA] = 4e3
    place.over_reporting = np.array([1.1, 1.0, 1.0, 1.0])
    found = measures(place)
    assert (found["gdp"], found["gdp_real"]) == pytest.approx((6.4, 6.0))
    assert found["rd_personnel"] == pytest.approx(1.1 * found["rd_personnel_real"])
    assert found["rd_personnel_real"] == pytest.approx(10_000 * 100 / 3_000)
    assert (found["high_tech_value"], found["high_tech_value_real"]) == pytest.approx((20.0, 15.0))


def test_patents_count_all_types_and_without_designs(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.grants_year[:] = (1, 2, 4), (1, 0, 0), (0, 0, 0), (50, 50, 50)
    found = measures(place)
    assert (found["patents"], found["patents_without_designs"]) == (8.0, 4.0)


def test_research_staff_is_counted_per_ten_thousand_residents(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.reported_year[DELTA] = 85.0 * 15.0
    found = measures(place)  # 100 heads among 3,000 residents
    assert found["rd_personnel"] == pytest.approx(10_000 * 100 / 3_000)
    assert found["rd_personnel_fte"] == pytest.approx(10_000 * 50 / 3_000)


def test_coverage_counts_towns_and_functional_coverage_counts_users(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 0), (EAST, 6), (EAST, 6))
    place.towns.status.platforms[DELTA] = 1
    place.towns.status.platform_paid_until[DELTA] = 1
    place.towns.status.platform_users[DELTA] = 0.5
    found = measures(place)
    assert found["platform_coverage"] == pytest.approx(100 / 3)
    assert found["functional_coverage"] == pytest.approx(25.0)


def test_new_institutes_are_those_a_town_has_gained_since_2015(p: np.record) -> None:
    base, place = tiny_stage(p), tiny_stage(p)
    base.towns.status.institutes[:] = 2, 1, 0, 0
    place.towns.status.institutes[:] = 3, 0, 2, 9
    found = measures(place, base)
    assert (found["rd_institutes"], found["rd_institutes_new"]) == (5.0, 3.0)


def test_backbone_coverage_is_a_share_of_large_firms(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (EAST, 6))
    place.firms.output.sales_year[:2] = 50_000.0
    place.firms.output.employees[:2] = 2_000.0
    place.firms.research.institution[0] = True
    assert measures(place)["backbone_rd_coverage"] == 50.0


def test_a_cluster_is_one_specialty_in_one_city_over_the_bar_together(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.place.city[:] = 0
    place.towns.place.specialty[:2] = 6
    place.towns.tally.sales_year[:2, 6] = 6e6
    assert measures(place)["clusters_100bn"] == 1.0
    place.towns.place.city[DELTA] = 1
    assert measures(place)["clusters_100bn"] == 0.0
