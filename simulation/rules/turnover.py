"""Exit from and entry to the above-scale state (model.md Q12, Q13)."""

import math

import numpy as np

from simulation.inputs.size_classes import ABOVE_SCALE_SALES
from simulation.rules.compiled import rule

YOUNG = 20
"""Quarters under which a firm counts as young (five years)."""
LARGEST_ENTRANT = 200000.0
"""Yearly sales of an entrant, 10,000 yuan: at most 2 billion yuan, at least what makes it above scale."""


@rule
def exit_weight(size_score: float, productivity_score: float, age: int, in_default: bool, p: np.record) -> float:
    """Q12: w = exp(-η_Y z(ln Y) - η_A z(ln A)) (1.6 if young) (3 if in default); age in quarters."""
    weight: float = math.exp(-p.exit_size_effect * size_score - p.exit_productivity_effect * productivity_score)
    if age < YOUNG:
        weight *= p.young_firm_exit_factor
    if in_default:
        weight *= p.default_exit_factor
    return weight


@rule
def exit_hazard(weight: float, mean_weight: float, ratio: float, p: np.record) -> float:
    """Q12: h = h_exit w / mean(w) x hazard ratios, at most 0.9 a year."""
    hazard: float = p.exit_hazard * weight / mean_weight * ratio
    return min(0.9, hazard)


@rule
def expected_entrants(firms: int, entry_effect: float, p: np.record) -> float:
    """Q13: mean of the Poisson count of a quarter for one town and sector."""
    mean: float = p.entry_rate / 4.0 * max(float(firms), 0.2) * (1.0 + entry_effect)
    return mean


@rule
def entrant_sales(u: float, p: np.record) -> float:
    """Q13: yearly sales of an entrant, Pareto between the threshold and the cap, by inversion."""
    tail = p.entrant_tail
    below_cap = 1.0 - (ABOVE_SCALE_SALES / LARGEST_ENTRANT) ** tail
    sales: float = ABOVE_SCALE_SALES * (1.0 - u * below_cap) ** (-1.0 / tail)
    return sales


@rule
def mean_entrant_sales(p: np.record) -> float:
    """Q13: expected yearly sales of an entrant."""
    tail = p.entrant_tail
    below_cap = 1.0 - (ABOVE_SCALE_SALES / LARGEST_ENTRANT) ** tail
    top = ABOVE_SCALE_SALES * (1.0 - (ABOVE_SCALE_SALES / LARGEST_ENTRANT) ** (tail - 1.0))
    mean: float = tail / (tail - 1.0) * top / below_cap
    return mean
