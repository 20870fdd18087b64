"""A fund looks at ten firms for every deal, buys the best that does not refuse, and keeps to its place and money."""

import numpy as np
import pytest

from simulation.agents.funds.market import Market, Prices, Search, find_deals
from simulation.world.ledger import FEN, fen
from simulation.world.world import World
from tests.levers.running import world_with


@pytest.fixture
def world() -> World:
    """The small province in its first quarter, without any lever."""
    return world_with({}, quarters=1)


def industrial(world: World, count: int) -> np.ndarray:
    return np.flatnonzero(world.firms.is_industrial)[:count]


def market_of(world: World, rows: np.ndarray, merit: np.ndarray, value: float = 5000.0) -> Market:
    count = len(rows)
    never = np.zeros(count, dtype=np.bool_)
    return Market(rows, ~never, merit, never, np.full(count, value), never.copy(), Prices(300.0, 2000.0))


def test_the_best_of_ten_candidates_is_bought(world):
    rows = industrial(world, 20)
    merit = np.zeros(20)
    merit[[3, 15]] = 1.0
    deals = find_deals(world, market_of(world, rows, merit), Search(int(fen(3000.0)), int(fen(9000.0)), 0.0, None))
    assert deals.rows.tolist() == [rows[3], rows[15]]


def test_deals_stop_when_the_quarter_is_served_and_never_pass_what_is_left(world):
    rows = industrial(world, 40)
    market = market_of(world, rows, np.zeros(40))
    one = find_deals(world, market, Search(1, int(fen(9000.0)), 0.0, None))
    assert len(one.rows) == 1
    assert market.seen.sum() == 10
    assert len(find_deals(world, market, Search(1, int(fen(499.0)), 0.0, None)).rows) == 0


def test_firms_elsewhere_are_not_looked_at_under_the_local_quota(world):
    rows = industrial(world, 10)
    market = market_of(world, rows, np.zeros(10))
    assert len(find_deals(world, market, Search(1, int(fen(9000.0)), 0.0, False)).rows) == 0


def test_an_empty_market_leads_to_no_deal(world):
    market = market_of(world, industrial(world, 0), np.zeros(0))
    assert len(find_deals(world, market, Search(1, 100 * FEN, 0.8, None)).rows) == 0


def test_only_the_best_firms_refuse_public_money(world):
    rows = industrial(world, 10)
    market = market_of(world, rows, np.zeros(10))
    world.p["fund_refusal_by_best"] = 2.0
    assert len(find_deals(world, market, Search(1, int(fen(9000.0)), 0.0, None)).rows) == 1
    proud = market_of(world, rows, np.zeros(10))._replace(is_best=np.ones(10, dtype=np.bool_))
    assert len(find_deals(world, proud, Search(1, int(fen(9000.0)), 0.0, None)).rows) == 0
