"""Small, weak and young firms leave first; entrants are small (Q12, Q13)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from simulation.rules import turnover as rules
from tests.rules.numbers import by_hand, numbers

exit_weight = by_hand(rules.exit_weight)
exit_hazard = by_hand(rules.exit_hazard)
expected_entrants = by_hand(rules.expected_entrants)
entrant_sales = by_hand(rules.entrant_sales)
mean_entrant_sales = by_hand(rules.mean_entrant_sales)

EXITS = numbers(exit_size_effect=0.3, exit_productivity_effect=0.2, young_firm_exit_factor=1.6, default_exit_factor=3.0)


def test_young_firms_and_firms_in_default_leave_more_often():
    assert exit_weight(0.0, 0.0, 20, False, EXITS) == 1.0
    assert exit_weight(0.0, 0.0, 19, False, EXITS) == 1.6
    assert exit_weight(0.0, 0.0, 20, True, EXITS) == 3.0
    assert exit_weight(0.0, 0.0, 19, True, EXITS) == pytest.approx(4.8)


def test_large_and_productive_firms_leave_less_often():
    # exp(-0.3 x 2 - 0.2 x 1)
    assert exit_weight(2.0, 1.0, 40, False, EXITS) == pytest.approx(math.exp(-0.8))


def test_the_average_firm_has_the_average_hazard_and_none_more_than_nine_in_ten():
    p = numbers(exit_hazard=0.08)
    assert exit_hazard(2.0, 2.0, 1.0, p) == pytest.approx(0.08)
    assert exit_hazard(3.0, 2.0, 0.5, p) == pytest.approx(0.06)
    assert exit_hazard(100.0, 1.0, 1.0, p) == 0.9


def test_entry_follows_the_firms_that_are_there_and_starts_in_empty_sectors_too():
    p = numbers(entry_rate=0.1)
    assert expected_entrants(40, 0.0, p) == pytest.approx(1.0)
    assert expected_entrants(40, 0.1, p) == pytest.approx(1.1)
    assert expected_entrants(0, 0.0, p) == pytest.approx(0.005)


def test_three_entrants_in_four_sell_less_than_twice_the_threshold_at_a_tail_of_two():
    p = numbers(entrant_tail=2.0)
    # 2000 x (1 - 3/4)^(-1/2); the cap leaves out the top 0.01^2 of dice.
    assert entrant_sales(0.75 / 0.9999, p) == pytest.approx(4000.0)


@given(st.floats(1e-16, 1.0 - 1e-16), st.floats(1.1, 3.0))
def test_entrants_sell_between_the_threshold_and_two_billion_yuan(u, tail):
    assert 2000.0 <= entrant_sales(u, numbers(entrant_tail=tail)) <= 200000.0 * (1.0 + 1e-9)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_better_luck_never_makes_a_smaller_entrant(worse, better):
    worse, better = sorted((worse, better))
    p = numbers(entrant_tail=1.6)
    assert entrant_sales(worse, p) <= entrant_sales(better, p)


def test_mean_sales_of_entrants_by_hand():
    # Tail 2: 2 x 2000 x (1 - 0.01) / 0.9999
    assert mean_entrant_sales(numbers(entrant_tail=2.0)) == pytest.approx(3960.0 / 0.9999)


@pytest.mark.parametrize("tail", [1.4, 1.6, 2.0])
def test_mean_sales_of_entrants_are_the_mean_of_their_draws(tail):
    p = numbers(entrant_tail=tail)
    numerical, _ = quad(lambda u: entrant_sales(u, p), 0.0, 1.0, epsrel=1e-10, limit=400)
    assert mean_entrant_sales(p) == pytest.approx(numerical, rel=1e-7)
