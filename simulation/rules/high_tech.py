"""The high-tech title: the R&D notch, what a firm gains by reaching it, and what it only relabels (model.md Q14)."""

from typing import NamedTuple

import numpy as np

from simulation.rules.compiled import rule

SMALL = 5000.0
MEDIUM = 20000.0
TITLE_QUARTERS = 12


@rule
def notch(sales_year: float) -> float:
    """R&D intensity asked of a title holder: 5 % to 50 million yuan of yearly sales, 4 % to 200 million, 3 % above."""
    if sales_year <= SMALL:
        return 0.05
    return 0.04 if sales_year <= MEDIUM else 0.03


class Step(NamedTuple):
    """How a firm closes the gap to its notch, shares of sales."""

    real: float
    relabelled: float


@rule
def step_to_notch(intensity: float, sales_year: float, p: np.record) -> Step:
    """Q14: Δ = (1 - φ_rel) gap and ρ = φ_rel gap; no gap above the notch."""
    gap = max(0.0, notch(sales_year) - intensity)
    return Step((1.0 - p.notch_relabelling_share) * gap, p.notch_relabelling_share * gap)


@rule
def net_gain(intensity: float, sales_year: float, margin: float, cost_slope: float, p: np.record) -> float:
    """Q14: 0.10 profit - 0.5 c_N gap^2 Y - filing cost, 10,000 yuan a year, without award and noise."""
    gap = max(0.0, notch(sales_year) - intensity)
    saving = (p.corporate_tax_rate - p.hnte_tax_rate) * max(0.0, margin * sales_year)
    gain: float = saving - 0.5 * cost_slope * gap * gap * sales_year - p.hnte_filing_cost
    return gain
