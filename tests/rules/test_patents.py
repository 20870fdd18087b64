"""Patents follow research less than in proportion; products come and go (Q9, Q10)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules import patents as rules
from tests.rules.numbers import by_hand, numbers

effective_rd = by_hand(rules.effective_rd)
mean_applications = by_hand(rules.mean_applications)
application_shares = by_hand(rules.application_shares)
grant_wait = by_hand(rules.grant_wait)
next_new_products = by_hand(rules.next_new_products)
stationary_new_products = by_hand(rules.stationary_new_products)
years_since_2015 = by_hand(rules.years_since_2015)
propensity_drift = by_hand(rules.propensity_drift)


def test_effective_research_starts_at_zero_and_grows_with_its_elasticity():
    # Offset 50, elasticity 0.5: sqrt(50 + 150) - sqrt(50) = sqrt(50).
    assert effective_rd(0.0, 50.0, 0.5, math.sqrt(50.0)) == 0.0
    assert effective_rd(150.0, 50.0, 0.5, math.sqrt(50.0)) == pytest.approx(math.sqrt(50.0))


@given(st.floats(1.0, 1e5), st.integers(2, 50), st.floats(0.3, 0.9))
def test_spreading_research_over_firms_never_beats_the_patents_per_yuan_of_a_beginner(research, firms, elasticity):
    at_zero = 50.0**elasticity
    slope_at_zero = elasticity * 50.0 ** (elasticity - 1.0)
    together = effective_rd(research, 50.0, elasticity, at_zero)
    spread = firms * effective_rd(research / firms, 50.0, elasticity, at_zero)
    assert together <= spread * (1.0 + 1e-9) <= slope_at_zero * research * (1.0 + 1e-6)


def test_mean_applications_multiply_scale_research_ideas_and_filing():
    assert mean_applications(0.1, 20.0, 0.03, 0.1, 2.0) == pytest.approx(0.1 * 20.0 * 1.03 * 1.1 * 2.0)  # 4.532
    assert mean_applications(0.1, 20.0, 0.0, 0.0, 1.0) == pytest.approx(2.0)


def test_applications_hold_more_inventions_than_grants_do():
    p = numbers(
        invention_share_of_grants=0.1,
        invention_grant_rate=0.5,
        design_share_of_grants=0.4,
        design_grant_rate=0.8,
        utility_grant_rate=1.0,
    )
    # 0.1 / 0.5 = 0.2, 0.4 / 0.8 = 0.5, 0.5 / 1 = 0.5: shares of 1.2.
    assert application_shares(p) == pytest.approx((1.0 / 6.0, 5.0 / 12.0))


@pytest.mark.parametrize(("kind", "waits"), [(0, (8, 9, 10, 11, 12)), (1, (3, 4)), (2, (2, 3))])
def test_every_wait_for_a_grant_is_equally_likely(kind, waits):
    dice = [(k + 0.5) / 100.0 for k in range(100)]
    met = [grant_wait(u, kind) for u in dice]
    assert [met.count(wait) for wait in waits] == [100 // len(waits)] * len(waits)


def test_new_products_age_out_and_research_brings_others():
    # Of 0.12, a twelfth ages: 0.11 stays. R&D of 5 % of sales renews 5 % of the other 0.88.
    assert next_new_products(0.12, 5.0, 100.0, 1.0, 12.0) == pytest.approx(0.11 + 0.044)


def test_the_stationary_share_of_new_products_stays():
    # Born 0.05, ageing 1/20 = 0.05: half of all products are new.
    share = stationary_new_products(0.05, 1.0, 20.0)
    assert share == pytest.approx(0.5)
    assert next_new_products(share, 5.0, 100.0, 1.0, 20.0) == pytest.approx(share)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1e6), st.floats(1.0, 1e6), st.floats(0.0, 5.0), st.floats(1.0, 40.0))
def test_the_share_of_new_products_stays_a_share(share, research, sales, conversion, life):
    assert 0.0 <= next_new_products(share, research, sales, conversion, life) <= 1.0 + 1e-12


def test_time_runs_from_the_middle_of_2015_to_the_middle_of_the_quarter():
    # 1 July 2015 to mid-February 2016 is 7.5 months.
    assert years_since_2015(0) == 7.5 / 12.0
    assert years_since_2015(19) == pytest.approx(5.375)


def test_the_propensity_to_patent_drifts_by_its_yearly_rate():
    p = numbers(patent_propensity_drift=0.08)
    assert propensity_drift(0, p) == pytest.approx(math.exp(0.05))
    assert propensity_drift(7, p) / propensity_drift(3, p) == pytest.approx(math.exp(0.08))
