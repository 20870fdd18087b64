"""Patent applications, their types and grants; new products (model.md Q9, Q10)."""

import math

import numpy as np

from simulation.rules.compiled import rule


@rule
def effective_rd(lagged: float, offset: float, elasticity: float, at_zero: float) -> float:
    """Q9: (R + R_0)^β - R_0^β: close to proportional for small performers, elasticity β for large (trap 9).

    `at_zero` = R_0^β, the same for all firms of a quarter.
    """
    effective: float = (lagged + offset) ** elasticity - at_zero
    return effective


@rule
def mean_applications(scale: float, effective: float, idea: float, filing: float, drift: float) -> float:
    """Q9: mean applications of a quarter; `scale` = κ_s m_i / 4, `drift` = exp(τ_pat t)."""
    return scale * effective * (1.0 + idea) * (1.0 + filing) * drift


@rule
def application_shares(p: np.record) -> tuple[float, float]:
    """Shares of inventions and of designs in applications, from their shares in grants and their grant rates."""
    invention = p.invention_share_of_grants / p.invention_grant_rate
    design = p.design_share_of_grants / p.design_grant_rate
    utility = (1.0 - p.invention_share_of_grants - p.design_share_of_grants) / p.utility_grant_rate
    total = invention + design + utility
    return invention / total, design / total


@rule
def grant_wait(u: float, kind: int) -> int:
    """Quarters from application to grant: invention 8-12, utility model 3-4, design 2-3, each equally likely."""
    if kind == 0:
        return 8 + int(5.0 * u)
    if kind == 1:
        return 3 + int(2.0 * u)
    return 2 + int(2.0 * u)


@rule
def next_new_products(share: float, real_rd: float, sales: float, conversion: float, life: float) -> float:
    """Q10: n' = n (1 - 1/life) + (1 - n) conv R / Y; `conversion` holds (1 + E_test) / P_R; life in quarters."""
    born = min(1.0, conversion * real_rd / sales)
    return share * (1.0 - 1.0 / life) + (1.0 - share) * born


@rule
def stationary_new_products(intensity: float, conversion: float, life: float) -> float:
    """Q10: the share at which births and deaths of products balance."""
    born = min(1.0, conversion * intensity)
    return born / (born + 1.0 / life)


@rule
def years_since_2015(quarter: int) -> float:
    """Years from the middle of 2015 to the middle of this quarter (0 = 2016Q1)."""
    return (quarter + 2.5) / 4.0


@rule
def propensity_drift(quarter: int, p: np.record) -> float:
    """Q9: exp(τ_pat t), one in the middle of 2015."""
    return math.exp(p.patent_propensity_drift * years_since_2015(quarter))
