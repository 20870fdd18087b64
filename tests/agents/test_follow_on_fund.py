"""The follow-on fund adds half of a private ticket a quarter later; a full round sends some of it back to partners."""

import numpy as np
import pytest

from simulation.agents.follow_on_fund import FollowOnFund
from simulation.agents.purse import Purse
from simulation.inputs.levers.guidance_funds import FollowOn
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.levers.running import world_with

PURSE = "guidance_funds.follow_on"


@pytest.fixture
def world() -> World:
    """The small province in the last quarter of 2016, with 20 million yuan a year, all of it spendable."""
    world = world_with({PURSE: 2000.0}, quarters=4)
    world.p["budget_execution_share"] = 1.0
    world.p["private_round_size"] = 1600.0 / float(world.macro.deflator[3])
    world.p["follow_on_displaced_share"] = 0.4
    return world


def fund_of(world: World, **settings: str) -> FollowOnFund:
    stated = FollowOn.model_validate({"budget": "2000万元", **settings})
    return FollowOnFund(world, world.chart.funds + 62, Purse(PURSE, stated))


def with_rounds(world: World, count: int, **settings: str) -> FollowOnFund:
    """A fund that heard of this many private rounds last quarter."""
    fund = fund_of(world, **settings)
    fund.rounds = np.flatnonzero(world.firms.is_industrial)[:count]
    fund.identities = world.firms.roster.identity[fund.rounds]
    return fund


def test_public_tickets_are_half_of_the_private_ones_and_the_last_gets_what_is_left(world):
    fund = with_rounds(world, 4)
    fund.follow()
    assert fund.portfolio.stakes.cost.tolist() == [800 * FEN, 800 * FEN, 400 * FEN]


def test_a_rest_too_small_for_a_ticket_is_not_spent(world):
    fund = with_rounds(world, 4, cap="900万元")
    world.p["private_round_size"] = 4000.0
    fund.follow()
    assert fund.portfolio.stakes.cost.tolist() == [900 * FEN, 900 * FEN]


def test_in_a_full_round_part_of_the_money_only_displaces_private_money(world):
    fund = with_rounds(world, 2)
    full, short = fund.rounds
    world.firms.finance.equity[:] = 0.0
    world.firms.research.cut[full] = -1000
    world.firms.research.cut[short] = 2
    fund.follow()
    assert world.firms.finance.equity[[full, short]] == pytest.approx([480.0, 800.0])
    assert fund.portfolio.books.paid_in == 1600 * FEN
    fund.portfolio.check(world)


def test_a_round_whose_firm_has_gone_is_not_followed(world):
    fund = with_rounds(world, 1)
    world.firms.roster.above_scale[fund.rounds] = False
    fund.follow()
    assert len(fund.portfolio.stakes.rows) == 0


def test_only_research_firms_close_private_rounds(world):
    fund = fund_of(world)
    world.p["private_round_rate"] = 0.9
    fund.hear_of_rounds()
    assert len(fund.rounds) > 0
    assert world.firms.research.performs[fund.rounds].all()
