"""Knowledge piles up, fades, and is worth more to those who know something already (Q1-Q3)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules import knowledge as rules
from tests.rules.numbers import by_hand, numbers

next_knowledge = by_hand(rules.next_knowledge)
absorption = by_hand(rules.absorption)
own_knowledge = by_hand(rules.own_knowledge)
outside_knowledge = by_hand(rules.outside_knowledge)
rivalry = by_hand(rules.rivalry)
agglomeration = by_hand(rules.agglomeration)
shock_law = by_hand(rules.shock_law)
next_shock = by_hand(rules.next_shock)
reach = by_hand(rules.reach)

stocks = st.floats(0.0, 1e7)
shares = st.floats(0.0, 1.0)


def test_a_stock_loses_its_obsolescence_over_four_quarters_and_gains_what_is_spent():
    # 1 - 0.3439 = 0.6561 = 0.9^4: a tenth of 1,000 fades in a quarter; 100 x 1.2 / 1.2 = 100 is added.
    assert next_knowledge(1000.0, 100.0, 0.2, 1.2, 0.3439) == pytest.approx(1000.0)
    assert next_knowledge(1000.0, 0.0, 0.0, 1.0, 0.3439) == pytest.approx(900.0)


@given(stocks, stocks, shares, st.floats(0.5, 2.0), shares)
def test_knowledge_is_never_negative(stock, spending, idea, wage_index, obsolescence):
    assert next_knowledge(stock, spending, idea, wage_index, obsolescence) >= 0.0


def test_a_firm_absorbs_half_at_the_half_stock():
    assert absorption(100.0, 100.0) == 0.5
    assert absorption(300.0, 100.0) == 0.75
    assert absorption(0.0, 100.0) == 0.0


@given(stocks, stocks, st.floats(1.0, 1e4))
def test_who_knows_more_absorbs_more_and_never_everything(less, more, half_stock):
    less, more = sorted((less, more))
    assert 0.0 <= absorption(less, half_stock) <= absorption(more, half_stock) < 1.0


def test_own_knowledge_follows_a_logarithm():
    p = numbers(knowledge_output_elasticity=0.1, absorption_half_stock=1.0)
    # 0.1 x (1 + 1) x ln(1 + 300/100) = 0.2 x ln 4
    assert own_knowledge(300.0, 100.0, p) == pytest.approx(0.4 * math.log(2.0))
    assert own_knowledge(0.0, 100.0, p) == 0.0


def test_at_the_median_stock_one_percent_more_knowledge_yields_the_tabled_elasticity():
    p = numbers(knowledge_output_elasticity=0.1, absorption_half_stock=0.5)
    median, half_stock = 200.0, 100.0  # K_0 = 0.5 x the median stock
    gain = own_knowledge(median * 1.001, half_stock, p) - own_knowledge(median * 0.999, half_stock, p)
    assert gain / 0.002 == pytest.approx(0.1, rel=1e-5)


def test_outside_knowledge_reaches_only_who_can_absorb_it():
    p = numbers(spillover_elasticity=0.05)
    # 0.05 x 0.5 x ln e^2 = 0.05
    assert outside_knowledge(0.5, math.e**2, 1.0, p) == pytest.approx(0.05)
    assert outside_knowledge(0.0, math.e**2, 1.0, p) == 0.0
    assert outside_knowledge(0.5, 700.0, 700.0, p) == 0.0


def test_rivals_take_off_what_they_know():
    p = numbers(rivalry_elasticity=0.01)
    assert rivalry(100.0, 100.0, p) == pytest.approx(0.02 * math.log(2.0))
    assert rivalry(0.0, 100.0, p) == 0.0
    # At the reference the elasticity is the tabled one.
    assert (rivalry(100.1, 100.0, p) - rivalry(99.9, 100.0, p)) / 0.002 == pytest.approx(0.01, rel=1e-5)


def test_agglomeration_counts_an_empty_sector_as_one_employee():
    p = numbers(agglomeration_elasticity=0.04)
    assert agglomeration(1000.0 * math.e, 1000.0, p) == pytest.approx(0.04)
    assert agglomeration(0.0, math.e, p) == pytest.approx(-0.04)


def test_a_passing_shock_fades_by_its_yearly_persistence_and_keeps_its_spread():
    kept, luck = shock_law(0.6561, 0.1)
    assert kept == pytest.approx(0.9)  # 0.9^4 = 0.6561
    assert luck == pytest.approx(0.1 * math.sqrt(0.19))  # 1 - 0.81
    assert luck**2 / (1.0 - kept**2) == pytest.approx(0.1**2)
    assert next_shock(0.5, 2.0, (0.9, 0.1)) == pytest.approx(0.65)


def test_knowledge_halves_with_every_half_distance_until_the_cutoff():
    assert reach(0.0, 30.0, 0.01) == 1.0
    assert reach(30.0, 30.0, 0.01) == pytest.approx(0.5)
    assert reach(90.0, 30.0, 0.01) == pytest.approx(0.125)
    assert reach(90.0, 30.0, 0.2) == 0.0
