"""Firms of the small province that were short of money in the last quarter, set by hand."""

import math

import numpy as np

from simulation.world.firms import FUNDING_MEMORY
from simulation.world.ledger import FEN, PAYERS
from simulation.world.world import World
from tests.agents.programme_worlds import world_in

PROGRAMME = "programme"
"""Name of the only purse of these worlds; it holds 1亿元."""


def rich_world(quarters: int = 2, **numbers: float) -> World:
    """The small province in this quarter (2: the second of 2016), prices of 2015, all money spendable, nobody short."""
    world = world_in(quarters, **numbers)
    world.firms.finance.funding[:] = 0.0
    world.firms.finance.refused_at[:] = -1000
    return world


def makers(world: World, count: int) -> np.ndarray:
    """Industrial firms of certified towns, with belief one and moderate sales."""
    firms = world.firms
    rows = np.flatnonzero(firms.is_industrial & world.towns.status.certified[firms.roster.town])[:count]
    firms.roster.belief[rows] = 1.0
    firms.output.sales[rows] = 2500.0
    firms.output.log_sales[rows] = math.log(2500.0)
    firms.titles.banned_until[rows] = 0
    return rows


def refuse(world: World, rows: np.ndarray, missing: float, funded: float = 0.5) -> None:
    """A bank refused these firms last quarter; `funded` = what they still invested over what they wanted."""
    finance = world.firms.finance
    finance.refused_at[rows] = world.quarter - 1
    finance.shortage[rows] = missing
    finance.funding[rows, (world.quarter - 1) % FUNDING_MEMORY] = math.log(funded)


def spent(world: World) -> dict[str, float]:
    """By payer, 10,000 yuan."""
    return {payer: float(world.ledger.spent[0, place].sum()) / FEN for place, payer in enumerate(PAYERS)}


def one_city(world: World, city: int) -> None:
    """Only this city's certified towns report any GDP."""
    world.history.gdp[:] = np.where(world.towns.place.city == city, 100.0, 0.0)


def single(world: World) -> None:
    """Channels alone: one instrument's effect on a channel, with nothing else in it."""
    world.firms.channels.gain[:] = 0.0
    world.firms.channels.loss[:] = 0.0
    world.p["instrument_overlap_exponent"] = 1.0
