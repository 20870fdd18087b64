"""Works that towns have begun: how large they are, from when on they are felt, and how much of them is felt by now."""

import numpy as np

from simulation.agents.delivery import delayed
from simulation.agents.timing import grown
from simulation.world.firms import Floats, Integers
from simulation.world.world import World


class Works:
    """One entry for every town and year in which it began some; what is built lasts."""

    def __init__(self) -> None:
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.begins: Integers = np.zeros(0, dtype=np.int64)
        self.size: Floats = np.zeros(0)

    def start(self, world: World, rows: Integers, size: Floats, delay: float) -> None:
        """Note works begun this quarter in these towns; `size` as the instrument reads it."""
        begins = world.quarter + delayed(world, delay)
        self.rows = np.concatenate([self.rows, rows])
        self.begins = np.concatenate([self.begins, np.full(len(rows), begins, dtype=np.int64)])
        self.size = np.concatenate([self.size, size])

    def felt(self, world: World) -> Floats:
        """(towns,) size of all works as far as they are felt this quarter."""
        total = np.zeros(world.towns.count)
        np.add.at(total, self.rows, self.size * grown(self.begins, world.quarter))
        return total
