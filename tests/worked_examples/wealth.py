"""A small world in which money is no object, so that an example shows one rule and nothing else."""

import numpy as np

from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.levers.running import world_with


def wealthy(purse: str, money: float, quarters: int) -> World:
    """The small province, its towns with a hundred million yuan each, the purse with `money`, all of it spendable."""
    world = world_with({purse: money}, quarters)
    world.p["budget_execution_share"] = 1.0
    world.macro.deflator[:] = 1.0
    towns = world.chart.towns + np.arange(world.towns.count)
    world.ledger.pay(world.chart.outside, towns, np.full(len(towns), 10_000 * FEN))
    return world
