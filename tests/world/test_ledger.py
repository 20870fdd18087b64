"""Public money is whole fen, has a payer and a payee, and every account closes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.world.ledger import (
    FEN,
    BrokenBooksError,
    Ledger,
    OverdraftError,
    chart_of,
    fen,
    money_of,
    split_fen,
)

VOUCHERS, FUNDS = 0, 1
YEAR = 0


@pytest.fixture
def ledger() -> Ledger:
    """Two cities, three towns, one institute, one fund, one guarantor; purses for vouchers and funds."""
    return Ledger(chart_of(2, 3, 1, funds=1, guarantors=1), ("vouchers", "funds"))


def whole(*amounts: int) -> np.ndarray:
    return np.array(amounts, dtype=np.int64)


def give(ledger: Ledger, account: int, amount: int) -> None:
    ledger.pay(ledger.chart.outside, account, whole(amount))


def test_ten_thousand_yuan_are_a_million_fen_and_a_third_is_rounded():
    assert FEN == 10_000 * 100
    assert int(fen(1.0)) == 1_000_000
    assert fen(np.array([5.0, 1.0 / 3.0, 2.0 / 3.0])).tolist() == [5_000_000, 333_333, 666_667]
    assert money_of(whole(333_333, 5_000_000)).tolist() == [0.333333, 5.0]


@given(st.floats(0.0, 1e7))
def test_fen_are_the_nearest_to_the_amount(amount):
    assert abs(int(fen(amount)) - amount * FEN) <= 0.5


def test_accounts_follow_one_another_without_gap_or_overlap():
    chart = chart_of(2, 3, 1, funds=1, guarantors=1)
    assert chart == (0, 1, 2, 3, 5, 8, 11, 14, 15, 16, 17, 18, 21)
    # outside, centre, province, 2 cities, 3 towns, 3 tills, 3 platforms, 1 institute, 1 fund, 1 guarantor = 17


def test_seven_to_three_of_101_fen_gives_the_odd_fen_to_the_larger_remainder():
    # 70.7 and 30.3: the fen left over goes to 0.7.
    province, town = split_fen(whole(101), (0.7, 0.3))
    assert (int(province[0]), int(town[0])) == (71, 30)


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=5), st.lists(st.integers(1, 100), min_size=1, max_size=4))
def test_parts_of_a_payment_add_up_to_the_fen_and_stray_less_than_two_fen(totals, weights):
    shares = tuple(weight / sum(weights) for weight in weights)
    parts = split_fen(whole(*totals), shares)
    assert (sum(parts) == totals).all()
    for part, share in zip(parts, shares, strict=True):
        assert (np.abs(part - np.array(totals) * share) < 2.0).all()


def test_a_payment_moves_money_and_creates_none(ledger):
    town, till = ledger.chart.towns, ledger.chart.tills
    give(ledger, town, 500)
    ledger.pay(whole(town, town), till, whole(100, 150))
    assert ledger.balance[[town, till]].tolist() == [250, 250]
    assert ledger.balance.sum() == 0  # outside owes what all others hold
    ledger.close_quarter()


def test_many_payees_may_be_the_same_account(ledger):
    province, tills = ledger.chart.province, ledger.chart.tills
    give(ledger, province, 600)
    ledger.pay(province, whole(tills, tills, tills + 1), whole(100, 200, 300))
    assert ledger.balance[[province, tills, tills + 1]].tolist() == [0, 300, 300]


def test_an_overdraft_is_refused(ledger):
    town, till = ledger.chart.towns, ledger.chart.tills
    give(ledger, town, 100)
    with pytest.raises(OverdraftError, match=f"account {town} has -1 fen"):
        ledger.pay(town, till, whole(101))


def test_an_overdraft_of_one_payer_among_many_is_refused(ledger):
    towns, till = ledger.chart.towns, ledger.chart.tills
    give(ledger, towns, 100)
    give(ledger, towns + 1, 100)
    with pytest.raises(OverdraftError, match=f"account {towns + 1}"):
        ledger.pay(whole(towns, towns + 1, towns + 1), till, whole(100, 60, 60))


def test_a_negative_payment_is_refused_even_among_others(ledger):
    with pytest.raises(OverdraftError, match="negative"):
        ledger.pay(ledger.chart.outside, ledger.chart.towns, whole(5, -1))


def test_only_outside_may_owe(ledger):
    give(ledger, ledger.chart.centre, 10**15)
    assert ledger.balance[ledger.chart.outside] == -(10**15)


def test_a_broken_payment_fails_the_quarter(ledger):
    # One fen leaves the town but is not written down as paid (A1).
    give(ledger, ledger.chart.towns, 100)
    ledger.balance[ledger.chart.towns] -= 1
    with pytest.raises(BrokenBooksError, match=f"A1: account {ledger.chart.towns} "):
        ledger.close_quarter()


def test_money_from_nowhere_fails_the_quarter(ledger):
    # The town receives a fen that nobody paid: its own account closes, the payments of all do not (A2).
    ledger.balance[ledger.chart.towns] += 1
    ledger.received[ledger.chart.towns] += 1
    with pytest.raises(BrokenBooksError, match="A2"):
        ledger.close_quarter()


def test_a_closed_quarter_opens_the_next_with_its_balances(ledger):
    give(ledger, ledger.chart.towns, 100)
    ledger.close_quarter()
    assert ledger.opening[ledger.chart.towns] == 100
    assert ledger.paid.sum() == ledger.received.sum() == 0
    ledger.close_quarter()


def test_a_purse_pays_no_more_than_it_was_given(ledger):
    province, till = ledger.chart.province, ledger.chart.tills
    ledger.appropriate(VOUCHERS, YEAR, 1.0)
    ledger.appropriate(FUNDS, YEAR, 5.0)
    ledger.spend(VOUCHERS, YEAR, "province", (province, till), whole(400_000, 600_000))
    with pytest.raises(OverdraftError, match="vouchers has 0 fen left, not 1"):
        ledger.spend(VOUCHERS, YEAR, "province", (province, till), whole(1))


def test_every_payer_of_a_lever_is_written_in_its_own_column(ledger):
    chart = ledger.chart
    give(ledger, chart.cities, 30)
    give(ledger, chart.towns, 20)
    ledger.appropriate(VOUCHERS, YEAR, 1.0)
    ledger.spend(VOUCHERS, YEAR, "province", (chart.province, chart.tills), whole(70))
    ledger.spend(VOUCHERS, YEAR, "city", (chart.cities, chart.tills), whole(30))
    ledger.spend(VOUCHERS, YEAR, "town", (chart.towns, chart.tills), whole(20))
    ledger.spend(VOUCHERS, YEAR, "private", (chart.tills, chart.institutes), whole(120))
    assert ledger.spent[VOUCHERS, :, YEAR].tolist() == [70, 30, 20, 120]
    assert not ledger.spent[FUNDS].any()
    assert ledger.purse[VOUCHERS] == 1_000_000 - 70


def test_what_a_purse_has_not_spent_goes_back_and_the_year_closes(ledger):
    ledger.appropriate(VOUCHERS, YEAR, 1.0)
    ledger.spend(VOUCHERS, YEAR, "province", (ledger.chart.province, ledger.chart.tills), whole(400_000))
    ledger.give_back(VOUCHERS, YEAR)
    assert ledger.returned[VOUCHERS, YEAR] == 600_000
    assert ledger.balance[ledger.chart.province] == 0
    ledger.close_quarter()
    ledger.close_year(YEAR)


def test_a_purse_that_leaks_fails_the_year(ledger):
    # Ten fen go from province to till past the purse's book: every account closes, the purse does not (A3).
    ledger.appropriate(VOUCHERS, YEAR, 1.0)
    ledger.pay(ledger.chart.province, ledger.chart.tills, whole(10))
    ledger.purse[VOUCHERS] -= 10
    ledger.close_quarter()
    with pytest.raises(BrokenBooksError, match="A3"):
        ledger.close_year(YEAR)


def test_money_said_to_be_spent_but_still_in_the_purse_fails_the_year(ledger):
    ledger.appropriate(VOUCHERS, YEAR, 1.0)
    ledger.spent[VOUCHERS, 0, YEAR] += 1
    with pytest.raises(BrokenBooksError, match="A3"):
        ledger.close_year(YEAR)


def test_half_of_what_is_left_may_wait_for_the_next_year(ledger):
    # 1,000,001 fen, 400,000 spent: of 600,001 left 300,000 wait (an odd fen goes back) and join next year's 5,000,000.
    ledger.appropriate(VOUCHERS, YEAR, 1.000001)
    ledger.spend(VOUCHERS, YEAR, "province", (ledger.chart.province, ledger.chart.tills), whole(400_000))
    ledger.give_back(VOUCHERS, YEAR, 0.5)
    assert (ledger.carried[VOUCHERS, YEAR], ledger.returned[VOUCHERS, YEAR]) == (300_000, 300_001)
    assert ledger.balance[ledger.chart.province] == 300_000
    ledger.close_year(YEAR)
    ledger.appropriate(VOUCHERS, YEAR + 1, 5.0)
    assert ledger.available(VOUCHERS, YEAR + 1) == 5_300_000
    assert ledger.available(FUNDS, YEAR + 1) == 0
    ledger.spend(VOUCHERS, YEAR + 1, "province", (ledger.chart.province, ledger.chart.tills), whole(5_200_000))
    ledger.give_back(VOUCHERS, YEAR + 1)
    ledger.close_year(YEAR + 1)
    assert ledger.returned[VOUCHERS, YEAR + 1] == 100_000
    assert not ledger.purse.any()


def test_money_that_waits_but_is_not_in_the_purse_fails_the_year(ledger):
    ledger.appropriate(VOUCHERS, YEAR, 1.0)
    ledger.give_back(VOUCHERS, YEAR, 0.5)
    ledger.purse[VOUCHERS] -= 1
    with pytest.raises(BrokenBooksError, match="A3"):
        ledger.close_year(YEAR)


def test_money_carried_over_and_given_back_as_well_fails_the_year(ledger):
    ledger.appropriate(VOUCHERS, YEAR, 1.0)
    ledger.give_back(VOUCHERS, YEAR, 0.5)
    ledger.returned[VOUCHERS, YEAR] += 500_000
    with pytest.raises(BrokenBooksError, match="A3"):
        ledger.close_year(YEAR)
