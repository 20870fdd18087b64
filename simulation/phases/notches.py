"""What the high-tech title asks of many firms at once, and what it would bring them (model.md Q14)."""

import numpy as np

from simulation.rules.compiled import phase
from simulation.rules.high_tech import net_gain, notch, step_to_notch
from simulation.world.firms import Floats


@phase
def notches(sales: Floats) -> Floats:
    """(n,) R&D intensity asked of each firm; `sales` (n,) of a year, 10,000 yuan."""
    out = np.empty(sales.shape[0])
    for i in range(sales.shape[0]):
        out[i] = notch(sales[i])
    return out


@phase
def net_gains(intensity: Floats, sales: Floats, margin: Floats, cost_slope: float, p: np.record) -> Floats:
    """(n,) what the title brings a firm in a year without award and noise, 10,000 yuan."""
    out = np.empty(sales.shape[0])
    for i in range(sales.shape[0]):
        out[i] = net_gain(intensity[i], sales[i], margin[i], cost_slope, p)
    return out


@phase
def steps_to_notch(intensity: Floats, sales: Floats, p: np.record) -> Floats:
    """(2, n) real and relabelled rise of intensity with which each firm closes its gap."""
    out = np.empty((2, sales.shape[0]))
    for i in range(sales.shape[0]):
        step = step_to_notch(intensity[i], sales[i], p)
        out[0, i], out[1, i] = step.real, step.relabelled
    return out
