"""Who starts research, how much is done and what is told (Q6, Q7, Q11, A8)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules import research as rules
from tests.rules.numbers import by_hand, numbers

wish_to_start = by_hand(rules.wish_to_start)
start_hazard = by_hand(rules.start_hazard)
deviation_persistence = by_hand(rules.deviation_persistence)
next_deviation = by_hand(rules.next_deviation)
rd_intensity = by_hand(rules.rd_intensity)
reported_from_real = by_hand(rules.reported_from_real)
rd_heads = by_hand(rules.rd_heads)

STARTS = numbers(
    rd_start_size_effect=0.5,
    rd_start_absorption_effect=0.2,
    rd_start_link_effect=0.3,
    rd_start_hnte_effect=0.4,
    rd_start_constraint_effect=1.0,
)
INTENSITY = numbers(rd_intensity_persistence=0.8, rd_user_cost_elasticity=0.4, rd_intensity_shock_sd=0.1)


def test_the_wish_to_start_adds_up_size_knowledge_links_and_the_title():
    # 0.5 x 2 + 0.2 x 0.5 = 1.1, a link adds 0.3, the wish for a title 0.4
    assert wish_to_start(2.0, 0.5, False, False, STARTS) == pytest.approx(1.1)
    assert wish_to_start(2.0, 0.5, True, False, STARTS) == pytest.approx(1.4)
    assert wish_to_start(2.0, 0.5, True, True, STARTS) == pytest.approx(1.8)


def test_one_firm_in_two_starts_at_logit_zero_and_fewer_after_a_cut():
    assert start_hazard(-1.1, 1.1, False, STARTS) == 0.5
    # 1 / (1 + e^1)
    assert start_hazard(-1.1, 1.1, True, STARTS) == pytest.approx(1.0 / (1.0 + math.e))


def test_hazards_of_many_firms_are_those_of_each():
    wishes = np.array([-2.0, 0.0, 3.0])
    one_by_one = [start_hazard(-1.0, wish, False, STARTS) for wish in wishes]
    assert rules.start_hazards(-1.0, wishes) == pytest.approx(one_by_one)


def test_a_deviation_keeps_a_quarter_of_its_yearly_loss():
    assert deviation_persistence(INTENSITY) == pytest.approx(0.95)  # 1 - (1 - 0.8) / 4


def test_dearer_research_pulls_intensity_down_and_luck_moves_it():
    # 0.95 x 0.2 - 0.05 x 0.4 x ln e + 0.1 x 1
    assert next_deviation(0.2, math.e, 1.0, INTENSITY) == pytest.approx(0.19 - 0.02 + 0.1)
    assert next_deviation(0.2, 1.0, 0.0, INTENSITY) == pytest.approx(0.19)


def test_in_the_long_run_intensity_answers_user_cost_with_its_elasticity():
    deviation = 0.0
    for _ in range(600):
        deviation = next_deviation(deviation, 0.9, 0.0, INTENSITY)
    assert deviation == pytest.approx(-0.4 * math.log(0.9))


@given(st.floats(-1.0, 1.0), st.floats(0.5, 1.5), st.floats(0.5, 1.5), st.floats(-4.0, 4.0))
def test_cheaper_research_never_lowers_intensity(deviation, cheap, dear, draw):
    cheap, dear = sorted((cheap, dear))
    assert next_deviation(deviation, cheap, draw, INTENSITY) >= next_deviation(deviation, dear, draw, INTENSITY)


def test_intensity_drifts_from_its_permanent_level():
    p = numbers(rd_intensity_drift=0.06, rd_composition_drift=0.01)
    assert rd_intensity(math.log(0.02), 0.0, 0.0, p) == pytest.approx(0.02)
    # Two years at 0.06 - 0.01 a year.
    assert rd_intensity(math.log(0.02), 0.1, 2.0, p) == pytest.approx(0.02 * math.exp(0.2))


def test_a_firm_tells_what_it_does_what_it_relabels_and_the_grant_it_diverts():
    assert reported_from_real(100.0, 10.0, 8.0, 5.0) == 113.0
    assert reported_from_real(100.0, 0.0, 5.0, 5.0) == 100.0


def test_research_staff_are_what_the_money_pays_for_more_where_life_is_good():
    p = numbers(amenity_staff_elasticity=0.5)
    # 500 / (25 x 2) = 10 heads; amenity 4 draws 4^0.5 = 2 times as many.
    assert rd_heads(500.0, 1.0, 25.0, 2.0, p) == pytest.approx(10.0)
    assert rd_heads(500.0, 4.0, 25.0, 2.0, p) == pytest.approx(20.0)
