"""Output grows by what firms learn, sell and invest; the residual holds the total to its path (Q4, Q5, 1.1b)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules import growth as rules
from tests.rules.numbers import by_hand, numbers

shock_scale = by_hand(rules.shock_scale)
mean_correction = by_hand(rules.mean_correction)
output_growth = by_hand(rules.output_growth)
funding_effect = by_hand(rules.funding_effect)
next_employees = by_hand(rules.next_employees)
macro_residual = by_hand(rules.macro_residual)
cohort_residual = by_hand(rules.cohort_residual)
services_growth = by_hand(rules.services_growth)
population_growth = by_hand(rules.population_growth)

SWINGS = numbers(sales_shock_scale=0.12, size_volatility_exponent=0.5)


def test_a_firm_four_times_the_median_swings_half_as_much():
    assert shock_scale(0.0, SWINGS) == pytest.approx(0.12)
    assert shock_scale(math.log(4.0), SWINGS) == pytest.approx(0.06)  # 4^-0.5 = 1/2


@given(st.floats(-50.0, 50.0), st.floats(-50.0, 50.0))
def test_larger_firms_never_swing_more_and_all_stay_between_the_bounds(smaller, larger):
    smaller, larger = sorted((smaller, larger))
    assert 0.02 <= shock_scale(larger, SWINGS) <= shock_scale(smaller, SWINGS) <= 0.5


def test_the_mean_correction_takes_off_a_quarter_of_what_the_year_would_gain():
    # A Laplace year of scale 0.6 has the mean of its exponential at 1 / (1 - 0.36) = 1 / 0.64.
    assert 4.0 * mean_correction(0.6) == pytest.approx(math.log(0.64))
    assert mean_correction(0.0) == 0.0


def test_output_grows_by_half_its_productivity_and_all_of_its_market_and_funding():
    p = numbers(productivity_pass_through=0.5)
    # 0.5 x 0.02 + 0.03 - 0.01 + 0.04 / 4
    assert output_growth(0.02, 0.03, -0.01, 0.04, p) == pytest.approx(0.04)


def test_firms_funded_in_full_gain_nothing_and_others_lose():
    p = numbers(investment_output_elasticity=0.1)
    assert funding_effect(0.0, p) == 0.0
    assert funding_effect(-0.2, p) == pytest.approx(-0.02)


def test_employees_follow_output_with_their_elasticity():
    p = numbers(employment_output_elasticity=0.5)
    assert next_employees(100.0, math.log(1.21), p) == pytest.approx(110.0)


def test_no_residual_is_needed_where_firms_meet_their_path_by_themselves():
    # 1,000 are to become 1,100; entrants bring 110, so 990 are wanted of firms that reach 900 x 1.1 = 990.
    assert macro_residual(math.log(1.1), 1000.0, 900.0, 110.0) == pytest.approx(0.0, abs=1e-12)


@given(st.floats(-0.1, 0.1), st.floats(100.0, 1e6), st.floats(0.5, 1.5), st.floats(0.0, 0.2))
def test_after_the_residual_sector_output_net_of_entry_and_exit_is_on_its_path(path, sales, survival, entry):
    grown, entering = survival * sales, entry * sales
    residual = macro_residual(path, sales, grown, entering)
    assert grown * math.exp(path - residual) + entering == pytest.approx(math.exp(path) * sales)


def test_a_sector_without_firms_has_no_residual():
    assert macro_residual(0.02, 0.0, 0.0, 0.0) == 0.0
    assert macro_residual(0.02, 100.0, 90.0, 200.0) == 0.0


def test_firms_below_scale_take_in_drops_and_give_off_entrants():
    # 100 are to become 110 of which 20 drop in and 10 leave: 100 stay 100, all of the path is taken off.
    residual = cohort_residual(math.log(1.1), 100.0, 20.0, 10.0)
    assert residual == pytest.approx(math.log(1.1))
    assert 100.0 * math.exp(math.log(1.1) - residual) + 20.0 - 10.0 == pytest.approx(110.0)
    assert cohort_residual(0.02, 0.0, 5.0, 1.0) == 0.0


def test_services_follow_half_of_what_industry_does_better_than_the_reference():
    p = numbers(local_service_pass_through=0.5)
    assert services_growth(0.02, 0.03, 0.01, p) == pytest.approx(0.03)
    assert services_growth(0.02, 0.01, 0.01, p) == 0.02


def test_people_move_to_the_delta_and_to_towns_that_grow():
    p = numbers(population_growth_prd=0.02, population_growth_other=0.004, population_pull=0.1)
    assert population_growth(0, 0.03, 0.02, p) == pytest.approx(0.005 + 0.001)
    assert population_growth(1, 0.02, 0.02, p) == pytest.approx(0.001)
    assert population_growth(3, 0.02, 0.02, p) == pytest.approx(0.001)
