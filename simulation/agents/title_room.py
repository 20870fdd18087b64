"""How many high-tech titles above-scale firms can hold: at most a share of the firms that do R&D (model.md 1.1c)."""

import numpy as np

from simulation.world.firms import Flags
from simulation.world.world import World


def in_certified(world: World) -> Flags:
    """Industrial above-scale firms of the towns certified in 2015 or since."""
    return world.firms.is_industrial & world.towns.status.certified[world.firms.roster.town]


def most_titles(world: World) -> int:
    """Titles that the firms of the certified towns can hold, whoever gave them."""
    performers = int(np.count_nonzero(world.firms.research.performs & in_certified(world)))
    return int(float(world.p.hnte_performer_cap) * performers)
