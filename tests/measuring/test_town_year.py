"""What a year's statistics say about a town follows from what its firms and bodies did, by hand."""

import numpy as np
import pytest

from simulation.measuring.town_year import measure_towns
from simulation.phases.turnover import clear
from simulation.world.world import start_flow

from .tiny import CANDIDATE, DELTA, EAST, TOWNS, WEST, measured, tiny_stage


def test_research_of_firms_is_scaled_up_by_the_share_that_others_do(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.reported_year[DELTA] = 85.0
    place.towns.tally.real_year[DELTA] = 68.0
    year = measured(place)
    assert year.reported.research[DELTA] == pytest.approx(100.0)
    assert year.real.research[DELTA] == pytest.approx(80.0)


def test_staff_follows_from_reported_research_and_the_cost_of_a_head(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.reported_year[DELTA] = 85.0 * 15.0
    place.towns.tally.real_year[DELTA] = 85.0 * 12.0
    year = measured(place)  # a head costs 30 x 0.5 = 15 a year, so 1500 pay for 100 heads, 50 of them full time
    assert year.reported.heads[DELTA] == pytest.approx(100.0)
    assert year.real.heads[DELTA] == pytest.approx(80.0)
    assert year.knowledge.full_time_staff[DELTA] == pytest.approx(50.0)


def test_the_cost_of_a_head_grows_from_2015_on_and_with_the_wage_of_researchers(p: np.record) -> None:
    place = tiny_stage(p).at_end_of(2017)
    place.wage_index = 1.25
    place.towns.tally.reported_year[DELTA] = 85.0 * 15.0 * 1.21 * 1.25
    assert measured(place).reported.heads[DELTA] == pytest.approx(100.0)


def test_a_firm_has_no_more_research_staff_than_its_payroll_allows_and_the_excess_is_counted(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 1))
    place.firms.research.reported_year[:2] = 1500.0, 150.0
    place.firms.output.employees[:2] = 50.0, 50.0
    place.towns.tally.reported_year[DELTA] = 1650.0
    year = measured(place)  # 100 heads against 0.6 x 50 = 30 in the first firm, 10 in the second
    assert year.firms.excess_heads[DELTA] == pytest.approx(70.0)
    assert year.reported.heads[DELTA] == pytest.approx(1650.0 / 0.85 / 15.0 - 70.0)


def test_science_input_is_research_with_its_surroundings_plus_public_capital(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.reported_year[DELTA] = 85.0
    place.towns.tally.capital_year[DELTA] = 7.0
    assert measured(place).knowledge.science_input[DELTA] == pytest.approx(1.2 * 100.0 + 7.0)


def test_patents_of_people_and_universities_are_split_by_the_shares_of_the_types(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.tally.grants_year[DELTA] = 1, 2, 3
    place.towns.tally.non_firm_year[DELTA] = 10.0
    assert measured(place).knowledge.patents[DELTA] == pytest.approx([3.0, 7.0, 6.0])


def test_residents_are_the_mean_of_the_start_and_the_end_of_the_year(p: np.record) -> None:
    place = tiny_stage(p).at_end_of(2016)
    started = np.full(4, 800.0)
    assert measure_towns(place, started).accounts.population[DELTA] == 900.0  # type: ignore[arg-type]
    assert measured(place).accounts.population[DELTA] == 1000.0


def test_gdp_is_the_value_added_of_industry_agriculture_and_services(p: np.record) -> None:
    place = tiny_stage(p)
    tally = place.towns.tally
    tally.value_added_year[DELTA, 2] = 5.0
    tally.agriculture_value_year[DELTA] = 3.0
    tally.services_year[DELTA] = 2.0
    year = measured(place)
    assert year.reported.gdp[DELTA] == year.real.gdp[DELTA] == 10.0


def test_only_what_a_town_can_dress_up_is_dressed_up(p: np.record) -> None:
    place = tiny_stage(p)
    tally = place.towns.tally
    tally.services_year[:] = 100.0
    tally.reported_year[:] = tally.real_year[:] = 85.0
    tally.grants_year[:] = 4
    place.over_reporting = np.array([1.1, 1.0, 1.0, 1.0])
    year = measured(place)
    assert year.reported.gdp == pytest.approx([110.0, 100.0, 100.0, 100.0])
    assert year.reported.research[DELTA] == pytest.approx(110.0)
    assert year.real.gdp[DELTA] == 100.0 and year.real.research[DELTA] == pytest.approx(100.0)
    assert year.knowledge.patents[DELTA].sum() == 12.0


def test_half_of_what_title_holders_make_is_not_earned_when_half_of_it_is_relabelled(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 1), (DELTA, 2), (EAST, 6))
    place.towns.economy.value_added_ratio[:] = 0.25
    place.firms.output.sales_year[:4] = 600.0, 200.0, 400.0, 100.0
    place.firms.titles.high_tech[[0, 1, 2, 3]] = True, True, False, True
    place.firms.titles.relabelled[1] = 0.01
    place.towns.tally.high_tech_value_year[:2] = 200.0, 25.0
    knowledge = measured(place).knowledge  # 50 of the 200 that holders made at the year's end is relabelled
    assert knowledge.high_tech_value[:2].tolist() == [200.0, 25.0]
    assert knowledge.high_tech_value_earned[:2].tolist() == [150.0, 25.0]


def test_a_platform_counts_while_its_running_costs_are_paid(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 0)).at_end_of(2016)
    status = place.towns.status
    status.platforms[:3] = 1
    status.platform_paid_until[:3] = 4, 3, -1000
    status.platform_users[:3] = 0.5
    bodies = measured(place).bodies
    assert bodies.platform.tolist() == [True, False, False, False]
    assert bodies.services.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert bodies.platform_users.tolist() == [1.0, 0.0, 0.0, 0.0]


def test_every_kind_of_service_body_counts_once(p: np.record) -> None:
    place = tiny_stage(p)
    status = place.towns.status
    status.testing_platforms[DELTA], status.institutes[DELTA] = 1, 2
    status.incubators[DELTA], status.service_bodies[DELTA] = 3, 4
    assert measured(place).bodies.services[DELTA] == 10.0


def test_an_incubator_counts_for_the_target_from_half_full(p: np.record) -> None:
    place = tiny_stage(p)
    place.towns.status.incubators[:3] = 2, 3, 4
    place.towns.status.incubator_fill[:3] = 0.5, 0.49, 0.7
    bodies = measured(place).bodies
    assert bodies.incubators_half_full.tolist() == [2.0, 0.0, 4.0, 0.0]
    assert bodies.incubators.tolist() == [2.0, 3.0, 4.0, 0.0]


def test_only_above_scale_industrial_firms_are_counted(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 13), (DELTA, 1))
    place.firms.roster.above_scale[2] = False
    place.firms.titles.high_tech[:3] = True
    place.firms.titles.institute[:3] = 0
    year = measured(place)
    assert year.firms.firms[DELTA] == year.firms.linked[DELTA] == year.firms.high_tech[DELTA] == 1.0


def test_titles_below_scale_are_added_to_those_of_firms(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0))
    place.firms.titles.high_tech[0] = True
    place.towns.economy.high_tech_below_scale[DELTA] = 6
    assert measured(place).knowledge.high_tech[DELTA] == 7.0


def test_a_large_firm_has_both_the_sales_and_the_staff(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 0), (DELTA, 0), (DELTA, 0))
    place.firms.output.sales_year[:4] = 40_000.0, 39_999.0, 50_000.0, 50_000.0
    place.firms.output.employees[:4] = 1_000.0, 1_000.0, 999.0, 2_000.0
    place.firms.research.institution[:4] = True, True, True, False
    year = measured(place)
    assert (year.firms.large[DELTA], year.firms.large_covered[DELTA]) == (2.0, 1.0)


def test_cooperation_is_what_was_paid_over_the_links_of_the_firms_that_are_there(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 3), (EAST, 6))
    place.firms.titles.cooperation_year[:3] = 20.0, 5.0, 1.0
    assert measured(place).firms.cooperation.tolist() == [25.0, 1.0, 0.0, 0.0]


def test_what_firms_paid_before_they_left_stays_in_the_year(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 13), (EAST, 6))
    place.firms.titles.cooperation_year[:3] = 20.0, 5.0, 1.0
    clear(place.firms, place.towns.tally, start_flow(TOWNS, place.firms.slots, 3), np.array([0, 1]))
    place.firms.roster.above_scale[:2] = False
    assert measured(place).firms.cooperation.tolist() == [20.0, 1.0, 0.0, 0.0]


def test_workers_of_an_industrial_specialty_are_the_staff_of_its_firms_and_of_the_small_ones(p: np.record) -> None:
    place = tiny_stage(p)
    tally = place.towns.tally
    tally.employees[EAST, 6] = 40.0
    tally.micro_year[EAST, 6] = 300.0  # 30 a worker: ten workers
    tally.value_added_year[EAST, 6] = 500.0
    tally.employees[EAST, 5] = 999.0
    accounts = measured(place).accounts
    assert accounts.specialty_workers[EAST] == pytest.approx(50.0)
    assert accounts.specialty_value[EAST] == 500.0


def test_workers_of_farming_and_service_specialties_follow_from_value_added_per_worker(p: np.record) -> None:
    place = tiny_stage(p).at_end_of(2016)  # prices 1.1
    tally = place.towns.tally
    place.towns.status.specialty_share[:] = 0.4
    tally.agriculture_value_year[WEST] = 100.0
    tally.services_year[CANDIDATE] = 300.0
    accounts = measured(place).accounts
    assert accounts.specialty_value[WEST] == pytest.approx(40.0)
    assert accounts.specialty_workers[WEST] == pytest.approx(40.0 / (2.5 * 1.1))
    assert accounts.specialty_workers[CANDIDATE] == pytest.approx(120.0 / (12.0 * 1.1))


@pytest.mark.parametrize("quarter", [0, 1, 2, 4, 18])
def test_a_year_is_not_measured_before_it_is_over(quarter: int, p: np.record) -> None:
    place = tiny_stage(p)
    place.quarter = quarter
    with pytest.raises(ValueError, match="fourth quarter"):
        measured(place)


def test_a_town_that_pays_its_part_of_a_shared_platform_is_covered_without_users_of_its_own(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0)).at_end_of(2016)
    place.towns.status.platform_shared[DELTA] = True
    bodies = measured(place).bodies
    assert bodies.platform.tolist() == [True, False, False, False]
    assert bodies.platform_users.tolist() == [0.0, 0.0, 0.0, 0.0]


def test_persons_that_instruments_bring_are_added_to_the_research_staff(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0))
    before = measured(place).reported.heads[DELTA]
    place.towns.tally.added_staff[DELTA] = 5.0
    assert measured(place).reported.heads[DELTA] - before == pytest.approx(5.0)
