"""A guidance fund raises, invests, sells and shares proceeds as its contract says, and its books close to the fen."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulation.agents.funds.portfolio import Portfolio, further_failure
from simulation.agents.funds.terms import Sale
from simulation.agents.guidance_fund import GuidanceFund, Terms, Vintage
from simulation.agents.purse import Purse
from simulation.inputs.levers.guidance_funds import StagedEquity
from simulation.world.ledger import FEN, BrokenBooksError
from simulation.world.world import World
from tests.levers.running import world_with

PURSE = "guidance_funds.staged_equity"


def sale(cost: int, proceeds: int, years: float) -> Sale:
    return Sale(np.array([cost]), np.array([proceeds]), np.array([years]), np.array([False]))


@pytest.fixture
def world() -> World:
    """The small province in its first quarter, with money for staged equity and no lever that acts."""
    return world_with({PURSE: 27_000.0}, quarters=1)


def fund_of(world: World, government: int = 100 * FEN, **terms) -> GuidanceFund:
    contract = Terms(
        **{"management_fee": 0.02, "local_quota": 0.6, "recycle": 0.8, **terms}, reserve=world.chart.funds + 63
    )
    purse = Purse(PURSE, StagedEquity.model_validate({"budget": "2.7亿元"}))
    return GuidanceFund(world, Vintage(world.chart.funds, True, government, 0), contract, purse)


def endowed(world: World, public: int, private: int) -> GuidanceFund:
    """A fund past its closings with this money, whole fen."""
    fund = fund_of(world, public)
    world.ledger.pay(world.chart.outside, fund.vintage.account, np.array([public + private]))
    fund.paid_public, fund.paid_private, fund.closed = public, private, len(fund.private)
    fund.portfolio.books.paid_in = public + private
    return fund


def industrial(world: World, count: int) -> np.ndarray:
    return np.flatnonzero(world.firms.is_industrial)[:count]


def balance(world: World, account: int) -> int:
    return int(world.ledger.balance[account])


def test_all_closings_fall_in_the_year_whose_money_it_is(world):
    assert 2 <= len(fund_of(world).private) <= 4
    world.quarter = 2
    assert len(fund_of(world).private) == 2
    world.quarter = 3
    assert len(fund_of(world).private) == 1


def test_every_closing_pays_public_and_private_money_into_the_fund(world):
    fund = fund_of(world)
    fund.close()
    assert fund.portfolio.cash(world) == int(fund.private[0] + fund.public[0]) == fund.portfolio.books.paid_in
    place = world.ledger.purses.index(PURSE)
    assert world.ledger.spent[place, :, 0].tolist() == [int(fund.public[0]), 0, 0, int(fund.private[0])]


def test_private_partners_come_less_to_the_delta_than_to_the_lagging_regions(world):
    contract = fund_of(world).terms
    purse = fund_of(world).purse
    lagging = GuidanceFund(world, Vintage(world.chart.funds, False, 100 * FEN, 0), contract, purse)
    assert lagging.leverage() / fund_of(world).leverage() == pytest.approx(1.4 / 0.6)


def test_a_quarter_costs_half_a_percent_of_what_was_paid_in(world):
    fund = endowed(world, 600, 400)
    fund.pay_fee()
    assert (fund.portfolio.books.fees, fund.portfolio.cash(world)) == (5, 995)


def test_a_fee_beyond_the_cash_waits_for_proceeds(world):
    fund = endowed(world, 600, 400)
    world.ledger.pay(fund.vintage.account, world.chart.outside, np.array([998]))
    fund.pay_fee()
    assert (fund.portfolio.books.fees, fund.fees_due) == (2, 3)


def test_four_fifths_of_the_governments_part_go_to_the_next_vintage_and_a_fifth_to_the_treasury(world):
    fund = endowed(world, 500, 500)
    outside = balance(world, world.chart.outside)
    world.ledger.pay(world.chart.outside, fund.vintage.account, np.array([600]))
    fund.distribute(sale(1000, 600, 1.0))
    assert balance(world, fund.terms.reserve) == 240
    assert fund.portfolio.cash(world) == 1000
    assert balance(world, world.chart.outside) - outside == -600 + 300 + 60
    assert fund.portfolio.books.distributions == 600


def test_a_stake_reaches_the_firm_as_outside_equity_half_now_and_half_at_the_milestone(world):
    fund = endowed(world, 900 * FEN, 900 * FEN)
    rows = industrial(world, 2)
    world.firms.finance.equity[:] = 0.0
    tickets = np.array([300 * FEN, 300 * FEN])
    fund.portfolio.buy(world, rows, (tickets, tickets), np.ones(2))
    assert world.firms.finance.equity[rows].tolist() == [300.0, 300.0]
    world.quarter = 4
    world.firms.research.applications[rows] = [1, 0]
    world.firms.output.sales[rows[1]] = 1.19 * fund.portfolio.stakes.sales[1]
    assert fund.portfolio.pay_second_instalments(world) == 0
    assert fund.portfolio.stakes.pending.tolist() == [0, 300 * FEN]
    assert world.firms.finance.equity[rows].tolist() == [600.0, 300.0]
    fund.portfolio.check(world)


def test_sales_up_by_a_fifth_meet_the_milestone_and_after_two_years_it_is_missed(world):
    fund = endowed(world, 900 * FEN, 900 * FEN)
    rows = industrial(world, 2)
    fund.portfolio.buy(world, rows, (np.array([FEN] * 2), np.array([FEN] * 2)), np.ones(2))
    world.quarter = 7
    world.firms.research.applications[rows] = 0
    world.firms.output.sales[rows] = fund.portfolio.stakes.sales * np.array([1.21, 1.0])
    assert fund.portfolio.pay_second_instalments(world) == FEN
    assert fund.portfolio.stakes.cost.tolist() == [2 * FEN, FEN]
    assert fund.portfolio.stakes.pending.tolist() == [0, 0]


def test_a_firm_that_is_gone_is_written_off(world):
    fund = endowed(world, 900 * FEN, 900 * FEN)
    rows = industrial(world, 1)
    fund.portfolio.buy(world, rows, (np.array([FEN]), np.array([0])), np.ones(1))
    world.firms.roster.above_scale[rows] = False
    sold, _ = fund.portfolio.part_with_stakes(world)
    assert len(sold.cost) == 0
    assert fund.portfolio.books.written_off == FEN
    assert len(fund.portfolio.stakes.rows) == 0
    fund.portfolio.check(world)


def test_a_new_firm_in_the_slot_of_a_backed_one_is_not_taken_for_it(world):
    portfolio = Portfolio(world.chart.funds)
    world.ledger.pay(world.chart.outside, portfolio.account, np.array([FEN]))
    rows = industrial(world, 1)
    portfolio.buy(world, rows, (np.array([FEN]), np.array([0])), np.ones(1))
    world.firms.roster.identity[rows] += np.uint64(1)
    assert len(portfolio.held(world)) == 0


def test_write_offs_and_departures_together_reach_the_share_of_failures_in_seven_years():
    p = SimpleNamespace(fund_write_off_share=0.45, exit_hazard=0.04)
    staying = (1.0 - further_failure(SimpleNamespace(p=p))) * (1.0 - 0.9 * 0.04)
    assert 1.0 - staying**7 == pytest.approx(0.45)


def test_where_departures_alone_exceed_the_failures_nothing_is_added():
    p = SimpleNamespace(fund_write_off_share=0.30, exit_hazard=0.10)
    assert further_failure(SimpleNamespace(p=p)) == 0.0


def test_a_fen_that_leaves_by_the_back_door_breaks_the_books(world):
    fund = endowed(world, 500, 500)
    fund.portfolio.check(world)
    world.ledger.pay(fund.vintage.account, world.chart.outside, np.array([1]))
    with pytest.raises(BrokenBooksError, match="A5"):
        fund.portfolio.check(world)


def test_a_fund_promises_an_equal_part_every_quarter_and_keeps_its_fees_aside(world):
    fund = endowed(world, 50_000, 50_000)
    world.quarter = fund.invests_from
    assert fund.due() == pytest.approx(86_000 / 16)
    world.quarter = fund.invests_from + 15
    assert fund.due() == pytest.approx(86_000)


def test_money_for_other_places_waits_for_local_deals(world):
    fund = endowed(world, 50_000, 50_000)
    world.quarter = fund.invests_from + 15
    assert fund.room_elsewhere() == 0
    fund.promised[True] = 600
    assert fund.room_elsewhere() == 400
