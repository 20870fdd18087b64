"""The notch of the high-tech title: how far, at what gain, and how much of the step is only told (Q14)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules import high_tech as rules
from tests.rules.numbers import by_hand, numbers

notch = by_hand(rules.notch)
step_to_notch = by_hand(rules.step_to_notch)
net_gain = by_hand(rules.net_gain)


def test_the_law_asks_five_four_and_three_percent_by_size():
    assert notch(5000.0) == 0.05  # 50 million yuan
    assert notch(5000.01) == 0.04
    assert notch(20000.0) == 0.04  # 200 million yuan
    assert notch(20000.01) == 0.03


def test_a_firm_closes_its_gap_partly_by_research_and_partly_by_words():
    # 5 % asked, 3 % done: of the gap of 2 % three tenths are relabelled.
    p = numbers(notch_relabelling_share=0.3)
    assert step_to_notch(0.03, 4000.0, p) == pytest.approx((0.014, 0.006))


def test_a_firm_above_its_notch_takes_no_step():
    assert step_to_notch(0.06, 4000.0, numbers(notch_relabelling_share=0.3)) == (0.0, 0.0)


@given(st.floats(0.0, 0.2), st.floats(500.0, 1e6), st.floats(0.0, 1.0))
def test_after_the_step_a_firm_reports_its_notch_or_what_it_did_before(intensity, sales, relabelled):
    step = step_to_notch(intensity, sales, numbers(notch_relabelling_share=relabelled))
    assert step.real >= 0.0
    assert step.relabelled >= 0.0
    assert intensity + step.real + step.relabelled == pytest.approx(max(intensity, notch(sales)))


def test_the_gain_of_a_title_is_the_tax_saved_less_the_step_and_the_filing():
    p = numbers(corporate_tax_rate=0.25, hnte_tax_rate=0.15, hnte_filing_cost=20.0)
    # A tenth of a profit of 400 is 40; 0.5 x 30 x 0.02^2 x 4000 = 24; filing 20.
    assert net_gain(0.03, 4000.0, 0.1, 30.0, p) == pytest.approx(40.0 - 24.0 - 20.0)
    assert net_gain(0.05, 4000.0, 0.1, 30.0, p) == pytest.approx(40.0 - 20.0)
    assert net_gain(0.05, 4000.0, -0.1, 30.0, p) == pytest.approx(-20.0)
