"""Money kept for regions: what a payment may take, what is covered, and how money that is split goes to regions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.pots import Pots, first_within, pots_of, poured
from simulation.agents.shared_costs import twice_as_many
from simulation.inputs.regional_shares import Kept

REGION = np.array([0, 0, 1, 2, 3])
"""Two towns in the delta, one in the east, west and north each."""
DELTA, EAST, WEST, NORTH = 0, 2, 3, 4
"""A town of every region."""
MIXED = Kept((0.3, 0.2, 0.0, 0.0), 0.3, 0.2)
"""30 % for the delta, 20 % for the east, 30 % more for east, west and north, 20 % for all."""


def mixed(*spent: int) -> Pots:
    return pots_of(MIXED, 100, np.array(spent or (0, 0, 0, 0)), REGION)


def test_a_region_may_have_its_own_the_common_and_the_open_money():
    pots = mixed()
    assert [pots.room(town) for town in (DELTA, EAST, WEST, NORTH)] == [50, 70, 50, 50]


def test_a_payment_takes_its_own_money_first_and_the_open_money_last():
    pots = mixed()
    pots.take(EAST, 60)  # 20 of its own, 30 common, 10 open
    assert (pots.own, pots.outside_delta, pots.open) == ([30, 0, 0, 0], 0, 10)
    assert [pots.room(town) for town in (DELTA, EAST, WEST, NORTH)] == [40, 10, 10, 10]


def test_the_delta_cannot_touch_what_is_kept_for_the_others():
    pots = mixed()
    pots.take(DELTA, 50)
    assert [pots.room(town) for town in (DELTA, EAST, WEST, NORTH)] == [0, 50, 30, 30]
    with pytest.raises(ValueError, match="prd may take 0 fen, not 1"):
        pots.take(DELTA, 1)


def test_what_was_spent_before_is_taken_out_of_the_same_pots():
    before = mixed(40, 25, 0, 30)  # 10 of the delta beyond its own, 5 of the east, 30 of the north: 35 with 30 common
    assert (before.own, before.outside_delta, before.open) == ([0, 0, 0, 0], 0, 20 - 10 - 5)


def test_spending_beyond_a_share_that_has_shrunk_leaves_nothing_and_breaks_nothing():
    assert [mixed(90, 90, 0, 0).room(town) for town in (DELTA, EAST, WEST)] == [0, 0, 0]


def test_payments_are_covered_in_order_and_one_that_is_not_closes_its_region():
    # The delta has 50: 30 and then not 30 more, so that its 5 stays out too; west and north share 50.
    towns, amounts = np.array([DELTA, DELTA, WEST, DELTA, NORTH]), np.array([30, 30, 30, 5, 20])
    assert mixed().covered(towns, amounts).tolist() == [0, 2, 4]


def test_without_kept_money_as_many_are_covered_as_come_first():
    assert [first_within(np.array([30, 40, 50, 1]), money) for money in (29, 30, 70, 121)] == [0, 1, 2, 4]


AMOUNTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 60)), max_size=30)
SHARES = st.lists(st.integers(0, 20), min_size=6, max_size=6).filter(any)


@given(SHARES, AMOUNTS, st.integers(0, 1000))
def test_in_whatever_order_they_come_no_region_gets_more_than_it_may(shares, payments, money):
    whole = sum(shares)
    kept = Kept(tuple(share / whole for share in shares[:4]), shares[4] / whole, shares[5] / whole)
    towns, amounts = (np.array([pair[k] for pair in payments], dtype=np.int64) for k in (0, 1))
    pots = pots_of(kept, money, np.zeros(4, dtype=np.int64), REGION)
    own, common, is_open = list(pots.own), pots.outside_delta, pots.open
    chosen = pots.covered(towns, amounts)
    by_region = np.bincount(REGION[towns[chosen]], amounts[chosen], minlength=4)
    assert sum(own) + common + is_open == money
    assert (by_region <= [own[0] + is_open, *(own[k] + common + is_open for k in (1, 2, 3))]).all()
    assert by_region[1:].sum() <= sum(own[1:]) + common + is_open
    assert by_region.sum() == money - sum(pots.own) - pots.outside_delta - pots.open
    rebuilt = pots_of(kept, money, by_region.astype(np.int64), REGION)
    assert (rebuilt.own, rebuilt.outside_delta, rebuilt.open) == (pots.own, pots.outside_delta, pots.open)


def test_split_money_goes_to_its_region_and_what_is_left_by_weight():
    # The delta takes 30 of its own and the open money by weight 3 : 1 : 1; the common 30 goes 1 : 1 to west and north.
    endless, weight = np.array([np.inf, 0.0, np.inf, np.inf]), np.array([30.0, 0.0, 10.0, 10.0])
    assert mixed().split(endless, weight).tolist() == [30 + 12, 0, 15 + 4, 15 + 4]


def test_a_region_gets_no_more_of_split_money_than_it_wants():
    # The east wants 10 of its own 20, and the west 14 of the common 30, of which 16 are left for the north; the open 20
    # are shared by delta and north.
    wanted, weight = np.array([1000.0, 10.0, 14.0, 1000.0]), np.array([1.0, 1.0, 1.0, 1.0])
    assert mixed().split(wanted, weight).tolist() == [30 + 10, 10, 14, 16 + 10]


def test_pouring_stops_when_nobody_wants_more():
    assert poured(100.0, np.array([10.0, 20.0]), np.array([1.0, 1.0])).tolist() == [10.0, 20.0]
    assert poured(0.0, np.array([10.0, 20.0]), np.array([1.0, 1.0])).tolist() == [0.0, 0.0]
    assert poured(9.0, np.array([10.0, 20.0]), np.array([1.0, 2.0])).tolist() == [3.0, 6.0]


def test_the_reserve_list_is_as_long_as_the_winners_of_every_region():
    region, winners = np.array([0, 0, 0, 1, 1, 0, 2]), np.array([0, 3])
    assert twice_as_many(region, winners).tolist() == [0, 1, 3, 4]
