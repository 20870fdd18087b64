"""What a firm can pay: taxes, credit, and cuts that take exactly what is missing (Q8)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules import finance as rules
from tests.rules.numbers import by_hand, numbers

profit_tax = by_hand(rules.profit_tax)
cash_flow = by_hand(rules.cash_flow)
debt_service = by_hand(rules.debt_service)
borrowing_room = by_hand(rules.borrowing_room)
loan_chance = by_hand(rules.loan_chance)
cut_plans = by_hand(rules.cut_plans)
closing_cash = by_hand(rules.closing_cash)
funding_log = by_hand(rules.funding_log)
leased_investment = by_hand(rules.leased_investment)

CREDIT = numbers(loan_acceptance_mean=0.8, loan_size_effect=0.4, loan_productivity_effect=0.2, loan_age_effect=0.02)
CUTS = numbers(rd_cut_weight=0.4)
scores = st.floats(-8.0, 8.0)
money = st.floats(0.0, 1e6)


def test_a_title_saves_ten_points_of_profit_tax_and_a_loss_pays_none():
    p = numbers(corporate_tax_rate=0.25, hnte_tax_rate=0.15)
    assert profit_tax(0.1, 1000.0, False, p) == pytest.approx(25.0)
    assert profit_tax(0.1, 1000.0, True, p) == pytest.approx(15.0)
    assert profit_tax(-0.1, 1000.0, False, p) == 0.0


def test_cash_flow_adds_back_depreciation_and_the_research_inside_the_margin():
    p = numbers(depreciation_share=0.04)
    # (0.10 + 0.04) x 1000 + 30 - 25
    assert cash_flow(0.1, 30.0, 1000.0, 25.0, p) == pytest.approx(145.0)


def test_debt_costs_a_quarter_of_the_yearly_interest_and_its_share_of_the_loans_life():
    p = numbers(loan_interest=0.06, loan_life=10.0)
    assert debt_service(1000.0, p) == pytest.approx((15.0, 100.0))


def test_a_firm_borrows_up_to_its_collateral_less_what_it_owes():
    p = numbers(loan_to_value=0.6, collateral_share=0.5)
    # 0.6 x 0.5 x 400 a year = 120
    assert borrowing_room(100.0, 100.0, p) == pytest.approx(20.0)
    assert borrowing_room(150.0, 100.0, p) == 0.0


def test_an_average_firm_of_nine_years_gets_its_loan_at_the_mean_rate():
    assert loan_chance(0.0, 0.0, 9.0, 0.0, CREDIT) == pytest.approx(0.8)
    # Help of one half saves half of the refusals.
    assert loan_chance(0.0, 0.0, 9.0, 0.5, CREDIT) == pytest.approx(0.9)
    # ln 4 is the logit of 0.8; half of its odds again by size: 0.4 x 2.5 = 1.
    assert loan_chance(2.5, 0.0, 9.0, 0.0, CREDIT) == pytest.approx(4.0 * math.e / (1.0 + 4.0 * math.e))


@given(scores, scores, st.floats(0.0, 60.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_chance_of_a_loan_is_a_chance_and_help_never_lowers_it(size, productivity, age, less, more):
    less, more = sorted((less, more))
    chance = loan_chance(size, productivity, age, less, CREDIT)
    assert 0.0 <= chance <= loan_chance(size, productivity, age, more, CREDIT) <= 1.0


def test_research_carries_the_smaller_part_of_a_shortage():
    # Weights 0.4 x 100 = 40 and 100: of 70 missing, 20 fall on R&D and 50 on investment.
    assert cut_plans(100.0, 100.0, 70.0, CUTS) == pytest.approx((80.0, 50.0))


def test_what_investment_cannot_bear_falls_on_research():
    # Of 150 missing, 107 would fall on investment, which has only 100: R&D gives the other 50.
    assert cut_plans(100.0, 100.0, 150.0, CUTS) == pytest.approx((50.0, 0.0))


def test_nothing_is_cut_without_a_shortage():
    assert cut_plans(100.0, 50.0, 0.0, CUTS) == (100.0, 50.0)
    assert cut_plans(100.0, 50.0, -20.0, CUTS) == (100.0, 50.0)


@given(money, money, money, st.floats(0.05, 1.0))
def test_cuts_take_exactly_the_shortage_or_all_there_is_and_never_more(rd, investment, shortage, weight):
    cut = cut_plans(rd, investment, shortage, numbers(rd_cut_weight=weight))
    taken = rd + investment - cut.rd - cut.investment
    assert cut.rd >= 0.0
    assert cut.investment >= 0.0
    assert taken == pytest.approx(min(shortage, rd + investment), rel=1e-9, abs=1e-6)


def test_cash_beyond_the_ceiling_is_paid_out_and_less_than_a_fen_is_nothing():
    p = numbers(cash_ceiling=0.12)
    # 0.12 x 4 x 100 = 48
    assert closing_cash(60.0, 100.0, p) == pytest.approx(48.0)
    assert closing_cash(30.0, 100.0, p) == 30.0
    assert closing_cash(-5.0, 100.0, p) == -5.0
    assert closing_cash(-5e-7, 100.0, p) == 0.0


def test_investment_counts_as_funded_by_a_fifth_at_least():
    assert funding_log(50.0, 100.0) == pytest.approx(math.log(0.5))
    assert funding_log(0.0, 100.0) == pytest.approx(math.log(0.2))
    assert funding_log(0.0, 0.0) == 0.0


def test_a_lessor_adds_its_part_and_never_more_than_was_wanted():
    assert leased_investment(80.0, 100.0, 0.05) == pytest.approx(4.0)
    assert leased_investment(99.0, 100.0, 0.05) == pytest.approx(1.0)
    assert leased_investment(100.0, 100.0, 0.05) == 0.0
