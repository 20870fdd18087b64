"""The contract of a guidance fund, checked by hand: raising, prices of stakes, and the waterfall of proceeds."""

import numpy as np
import pytest

from simulation.agents.funds.terms import (
    Sale,
    can_be_bought,
    firm_value,
    private_money,
    public_money,
    ticket_for,
    waterfall,
)

EVEN = np.ones(4)


def sale(cost: int, proceeds: int, years: float, conceded: bool = False) -> Sale:
    return Sale(np.array([cost]), np.array([proceeds]), np.array([years]), np.array([conceded]))


def parts(split) -> tuple[int, int, int, int]:
    return tuple(int(part[0]) for part in split)


# Raising


def test_private_money_comes_in_equal_parts_when_luck_is_even():
    assert private_money(1000, 0.8, EVEN).tolist() == [200, 200, 200, 200]


def test_private_money_never_exceeds_four_times_the_public_commitment():
    assert private_money(1000, 2.8, np.array([2.0, 3.0])).sum() == 4000


def test_public_money_follows_private_money_closing_by_closing():
    assert public_money(1000, np.array([150, 450])).tolist() == [250, 750]


def test_a_commitment_without_half_as_much_private_money_is_cut_to_twice_the_private_money():
    assert public_money(1000, np.array([100, 100])).tolist() == [200, 200]
    assert public_money(1000, np.array([250, 250])).sum() == 1000


def test_a_fund_that_no_one_joins_takes_no_public_money():
    assert public_money(1000, np.array([0, 0])).tolist() == [0, 0]


# Prices


def test_a_firm_is_worth_its_sales_times_the_multiple_raised_by_its_productivity():
    value = firm_value(np.array([1000.0, 1000.0]), np.array([0.0, 1.0]), 1.2)
    assert value == pytest.approx([1200.0, 1560.0])


def test_a_firm_is_worth_at_least_a_fifth_of_its_sales():
    assert firm_value(np.array([1000.0]), np.array([-4.0]), 1.2) == pytest.approx([200.0])


def test_only_firms_whose_ticket_buys_ten_to_thirty_percent_come_into_question():
    value = np.array([999.0, 1000.0, 20_000.0, 20_001.0])
    assert can_be_bought(value, 300.0, 2000.0).tolist() == [False, True, True, False]


def test_a_cap_below_the_least_ticket_leaves_no_firm():
    assert not can_be_bought(np.array([1000.0, 5000.0]), 300.0, 299.0).any()


def test_a_ticket_is_the_stake_times_the_value_within_its_limits():
    tickets = ticket_for(np.array([5000.0, 1200.0, 15_000.0]), np.array([0.5, 0.0, 1.0]), 300.0, 2000.0)
    assert tickets == pytest.approx([1000.0, 300.0, 2000.0])


# Waterfall


def test_a_loss_is_shared_pari_passu():
    assert parts(waterfall(sale(1000, 600, 2.0), 0, 0.6)) == (0, 360, 240, 0)


def test_fees_that_are_due_are_paid_first():
    assert parts(waterfall(sale(1000, 600, 2.0), 100, 0.6)) == (100, 300, 200, 0)


def test_fees_are_taken_from_one_sale_after_the_other_until_they_are_paid():
    sales = Sale(np.array([100, 100]), np.array([50, 80]), np.array([1.0, 1.0]), np.array([False, False]))
    split = waterfall(sales, 70, 0.5)
    assert split.fees.tolist() == [50, 20]
    assert split.government.tolist() == [0, 30]


def test_managers_get_a_fifth_of_what_exceeds_eight_percent_a_year():
    # Cost 100 000, two years: hurdle 16 640; gain 100 000; carried 0.2 x 83 360 = 16 672; the rest 83 328 is halved.
    assert parts(waterfall(sale(100_000, 200_000, 2.0), 0, 0.5)) == (0, 91_664, 91_664, 16_672)


def test_a_gain_below_the_hurdle_carries_nothing():
    assert parts(waterfall(sale(100_000, 116_000, 2.0), 0, 0.5)) == (0, 58_000, 58_000, 0)


def test_the_government_gives_up_its_gain_on_a_stake_bought_back_early():
    assert parts(waterfall(sale(100_000, 200_000, 2.0, conceded=True), 0, 0.5)) == (0, 50_000, 133_328, 16_672)


def test_the_four_parts_add_up_to_the_proceeds_to_the_fen():
    sales = Sale(np.array([7, 101, 1003]), np.array([3, 500, 4999]), np.array([0.25, 3.0, 5.0]), np.array([True] * 3))
    assert sum(waterfall(sales, 11, 1.0 / 3.0)).tolist() == [3, 500, 4999]
