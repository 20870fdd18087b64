"""Links to institutes, instruments that overlap, services that spread (Q15-Q17, 1.2)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules import links as rules
from tests.rules.numbers import by_hand, numbers

link_utility = by_hand(rules.link_utility)
link_quarters = by_hand(rules.link_quarters)
raised_chance = by_hand(rules.raised_chance)
overlap = by_hand(rules.overlap)
next_takeup = by_hand(rules.next_takeup)
takeup_ceiling = by_hand(rules.takeup_ceiling)
ramp = by_hand(rules.ramp)

shares = st.floats(0.0, 1.0)


def test_a_firm_prefers_near_institutes_in_its_field_that_it_knows():
    p = numbers(
        link_proximity_effect=1.0,
        link_absorption_effect=2.0,
        link_distance_effect=0.5,
        link_memory_effect=0.8,
        link_price_effect=0.1,
        link_price=3.0,
    )
    # 1 x 0.6 + 2 x 0.25 - 0.5 ln(1 + 10/10) - 0.1 x 3
    stranger = 0.6 + 0.5 - 0.5 * math.log(2.0) - 0.3
    assert link_utility(0.6, 0.25, 10.0, False, p) == pytest.approx(stranger)
    assert link_utility(0.6, 0.25, 10.0, True, p) == pytest.approx(stranger + 0.8)


def test_half_of_all_links_last_their_median_and_none_less_than_a_quarter():
    p = numbers(link_duration=6.0)
    assert link_quarters(0.5, p) == 6
    # One standard deviation up: 6 x exp(0.5) = 9.9.
    assert link_quarters(0.8413447460685429, p) == 10
    assert link_quarters(1e-12, p) == 1


def test_a_yearly_effect_of_four_tenths_saves_a_tenth_of_what_is_missed_in_a_quarter():
    assert raised_chance(0.2, 0.4) == pytest.approx(1.0 - 0.8 * 0.9)
    assert raised_chance(0.2, 0.0) == pytest.approx(0.2)


@given(shares, shares, shares)
def test_a_raised_chance_stays_a_chance_and_never_falls(chance, less, more):
    less, more = sorted((less, more))
    assert chance - 1e-12 <= raised_chance(chance, less) <= raised_chance(chance, more) <= 1.0


def test_overlapping_instruments_combine_like_the_sides_of_a_triangle_at_exponent_two():
    # (0.3^2 + 0.4^2)^(1/2) = 0.5, less a loss of 0.1
    assert overlap(0.3**2 + 0.4**2, 0.1, 2.0) == pytest.approx(0.4)
    assert overlap(0.3, 0.0, 1.0) == pytest.approx(0.3)
    assert overlap(0.0, 0.2, 2.0) == pytest.approx(-0.2)


@given(st.lists(st.floats(1e-6, 1.0), min_size=1, max_size=6), st.floats(1.0, 3.0))
def test_together_instruments_do_no_more_than_their_sum_and_no_less_than_the_best(effects, exponent):
    combined = overlap(sum(effect**exponent for effect in effects), 0.0, exponent)
    assert max(effects) * (1.0 - 1e-12) <= combined <= sum(effects) * (1.0 + 1e-12)


def test_users_spread_by_a_third_while_few():
    p = numbers(service_takeup_speed=0.35)
    # 0.1 + 0.35 x 0.1 x (1 - 0.1/0.5)
    assert next_takeup(0.1, 0.5, p) == pytest.approx(0.128)
    assert next_takeup(0.5, 0.5, p) == 0.5
    assert next_takeup(0.1, 0.0, p) == 0.0
    assert next_takeup(0.0, 0.5, p) == 0.0  # nobody learns from nobody


@given(shares, shares, st.floats(0.0, 1.0))
def test_take_up_never_passes_its_ceiling(users, ceiling, speed):
    p = numbers(service_takeup_speed=speed)
    for _ in range(8):
        users = next_takeup(users, ceiling, p)
        assert 0.0 <= users <= ceiling


def test_users_below_their_ceiling_never_leave():
    p = numbers(service_takeup_speed=0.35)
    users = 0.01
    for _ in range(80):
        more = next_takeup(users, 0.4, p)
        assert more >= users
        users = more
    assert users == pytest.approx(0.4, rel=1e-4)


def test_the_ceiling_is_what_platforms_can_serve_and_what_firms_want():
    assert takeup_ceiling(1, 100.0, 30.0, 0.5) == pytest.approx(0.3)
    assert takeup_ceiling(2, 100.0, 30.0, 0.5) == 0.5
    assert takeup_ceiling(0, 100.0, 30.0, 0.5) == 0.0
    assert takeup_ceiling(1, 0.0, 30.0, 0.5) == 0.0


def test_an_effect_waits_for_its_delay_and_then_rises_over_a_year():
    assert [ramp(quarters, 2, 0.0) for quarters in range(8)] == [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    assert ramp(1, 2, 4.0) == 0.0
    assert ramp(5, 2, 4.0) == pytest.approx(1.0 - math.exp(-1.0))


@given(st.integers(0, 60), st.integers(0, 12), st.floats(0.0, 20.0))
def test_an_effect_never_falls_while_it_ramps_and_never_passes_one(quarters, delay, tau):
    assert 0.0 <= ramp(quarters, delay, tau) <= ramp(quarters + 1, delay, tau) <= 1.0
