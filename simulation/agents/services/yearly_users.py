"""Firms that use a service for a year at a time; who comes back without a break keeps the full effect."""

import numpy as np
from numpy.typing import NDArray

from simulation.agents.delivery import delayed
from simulation.agents.shared_costs import risen
from simulation.world.firms import Floats, Integers
from simulation.world.world import World

YEAR = 4
"""Quarters for which a firm is served."""


class YearlyUsers:
    """Users of one service."""

    def __init__(self) -> None:
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.identity: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self.begins: Integers = np.zeros(0, dtype=np.int64)
        self.ends: Integers = np.zeros(0, dtype=np.int64)

    def serve(self, world: World, rows: Integers, delay: float) -> None:
        """Serve these firms for a year from `delay` quarters on; those served already go on without a new start."""
        self.forget(world)
        first = world.quarter + delayed(world, delay)
        identity = world.firms.roster.identity[rows]
        known = dict(zip(self.identity.tolist(), self.begins.tolist(), strict=True))
        begins = np.array([known.get(who, first) for who in identity.tolist()], dtype=np.int64)
        others = ~np.isin(self.identity, identity)
        self.rows = np.concatenate([self.rows[others], rows])
        self.identity = np.concatenate([self.identity[others], identity])
        self.begins = np.concatenate([self.begins[others], begins])
        self.ends = np.concatenate([self.ends[others], np.full(len(rows), first + YEAR)])

    def forget(self, world: World) -> None:
        """Firms that are gone or whose year is over."""
        roster = world.firms.roster
        held = roster.above_scale[self.rows] & (roster.identity[self.rows] == self.identity)
        held &= self.ends > world.quarter
        self.rows, self.identity = self.rows[held], self.identity[held]
        self.begins, self.ends = self.begins[held], self.ends[held]

    def now(self, world: World) -> tuple[Integers, Floats]:
        """Users of this quarter and the part of the full effect each has."""
        self.forget(world)
        return self.rows, risen(world, self.begins)
