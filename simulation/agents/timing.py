"""How an effect grows from the quarter in which it begins (model.md 1.2): a quarter at first, all after a year."""

import numpy as np

from simulation.rules.links import ramp
from simulation.world.firms import Floats, Integers
from simulation.world.macro import QUARTERS

GROWTH = np.array([ramp(quarters, 1, 0.0) for quarters in range(QUARTERS + 1)])
"""Part of its effect that an award has after so many quarters of effect; none before the first."""


def grown(begins: Integers, quarter: int) -> Floats:
    """Part of the effect of awards that is there in a quarter; `begins` is the first quarter with an effect of each."""
    part: Floats = GROWTH[np.maximum(0, quarter - begins + 1)]
    return part
