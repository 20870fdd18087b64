"""What several instruments share: a cost under a cap, who can pay and is paid for, an effect that rises over a year."""

import numpy as np

from simulation.agents.delivery import local_can_pay, whole_fen
from simulation.agents.purse import Purse
from simulation.inputs.delivery import Shares
from simulation.rules.links import ramp
from simulation.world.firms import Floats, Integers
from simulation.world.ledger import split_fen
from simulation.world.world import World

STEPS = 5
"""Quarters from an effect's first one until it is whole, and one before it."""
RISE = np.array([ramp(step, 1, 0.0) for step in range(STEPS)])
"""Part of its effect that a decision has: nothing before its first quarter, a fourth then, all from the fourth on."""


def risen(world: World, begins: Integers) -> Floats:
    """Part of their effect this quarter of decisions whose first effect comes in quarter `begins` (1.2)."""
    part: Floats = RISE[np.clip(world.quarter - begins + 1, 0, STEPS - 1)]
    return part


def capped(cost: float, share: float, cap: float | None) -> float:
    """A project's cost, made smaller where the province's part of it would pass the cap."""
    return cost if cap is None or share * cost <= cap else cap / share


def parts(cost: float, shares: Shares, count: int) -> list[Integers]:
    """What province, town with its city, and firm pay of each of `count` projects of this cost, fen."""
    return [np.repeat(part, count) for part in split_fen(whole_fen(cost, 1), tuple(shares))]


def affordable(world: World, purse: Purse, rows: Integers, province: Integers, local: Integers) -> Integers:
    """Places, in this order, of the projects that are paid for: as many as the purse covers, and where a town with its
    city cannot pay its part the next on a reserve list as long as theirs (of every region, where money is kept)."""
    towns = world.firms.roster.town[rows]
    covered = purse.covers(world, towns, province)
    if purse.kept is None:
        listed = np.arange(min(len(rows), 2 * len(covered)))
    else:
        listed = twice_as_many(world.towns.place.region[towns], covered)
    listed = listed[local_can_pay(world, towns[listed], local[listed])]
    if purse.kept is not None:
        listed = listed[purse.covers(world, towns[listed], province[listed])]
    chosen: Integers = listed[: len(covered)]
    return chosen


def twice_as_many(region: Integers, covered: Integers) -> Integers:
    """Places of the first applicants of every region, twice as many as are covered there, in the order of all."""
    most = 2 * np.bincount(region[covered], minlength=int(region.max(initial=0)) + 1)
    listed = np.zeros(len(region), dtype=np.bool_)
    for code, count in enumerate(most.tolist()):
        listed[np.flatnonzero(region == code)[:count]] = True
    return np.flatnonzero(listed)
