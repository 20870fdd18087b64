"""Worlds of the small province held in one quarter, with a purse and a few firms set by hand."""

import numpy as np

from simulation.world.ledger import FEN, PAYERS
from simulation.world.world import World
from tests.levers.running import world_with

SECOND, THIRD = 2, 3
"""Quarters begun: the world stands in the second, or in the third quarter of 2016."""
MONEY = {"budget": "1亿元"}


def world_in(quarters: int, towns_money: float = 1000.0, **numbers: float) -> World:
    """A world in this quarter with 1亿元 in its purse, prices of 2015, and numbers of the draw set by hand."""
    world = world_with({"programme": 10_000.0}, quarters)
    world.macro = world.macro._replace(deflator=np.ones(len(world.macro.deflator)))
    for key, value in {"budget_execution_share": 1.0, **numbers}.items():
        world.p[key] = value
    for account in range(world.chart.towns, world.chart.towns + world.towns.count):
        world.ledger.pay(world.chart.outside, account, np.array([int(towns_money * FEN)]))
    return world


def performers(world: World, count: int) -> np.ndarray:
    """Firms with R&D in certified towns, with enough cash for anything; nobody else in the world does R&D."""
    firms = world.firms
    able = firms.is_industrial & firms.research.performs & world.towns.status.certified[firms.roster.town]
    rows = np.flatnonzero(able)[:count]
    firms.research.performs[:] = False
    firms.research.performs[rows] = True
    firms.finance.cash[rows] = 1000.0
    return rows


def spent(world: World) -> dict[str, float]:
    """What each payer has spent on the programme, 10,000 yuan."""
    return {payer: float(world.ledger.spent[0, place].sum()) / FEN for place, payer in enumerate(PAYERS)}


def until(world: World, quarter: int) -> None:
    """Let time pass without anything else happening."""
    world.quarter = quarter
    world.firms.channels.grant[:] = 0.0
    world.firms.channels.told_grant[:] = 0.0
    world.firms.channels.gain[:] = 0.0
