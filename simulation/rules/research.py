"""Whether a firm does R&D, how much, and who is counted as R&D staff (model.md Q6, Q7, Q11)."""

import math

import numpy as np
from numpy.typing import NDArray

from simulation.rules.compiled import rule
from simulation.rules.distributions import logistic


@rule
def wish_to_start(size_score: float, capacity: float, linked: bool, wants_title: bool, p: np.record) -> float:
    """Q6: the logit of a start without its intercept and without the finance term."""
    wish: float = p.rd_start_size_effect * size_score + p.rd_start_absorption_effect * capacity
    if linked:
        wish += p.rd_start_link_effect
    if wants_title:
        wish += p.rd_start_hnte_effect
    return wish


@rule
def start_hazard(intercept: float, wish: float, recently_cut: bool, p: np.record) -> float:
    """Q6: λ = Λ(α0 + wish - α5 fc), a yearly probability."""
    return logistic(intercept + wish - (p.rd_start_constraint_effect if recently_cut else 0.0))


def start_hazards(intercept: float, wishes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Q6 for many: Λ(α0 + wish) of firms whose money was not cut."""
    with np.errstate(over="ignore"):  # in a sector of one firm a wish has no bottom: then the hazard is 0
        hazards: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(intercept + wishes)))
    return hazards


@rule
def deviation_persistence(p: np.record) -> float:
    """Q7: φ = 1 - (1 - ρ_R)/4 per quarter."""
    phi: float = 1.0 - (1.0 - p.rd_intensity_persistence) / 4.0
    return phi


@rule
def next_deviation(deviation: float, user_cost: float, draw: float, p: np.record) -> float:
    """Q7: d' = φ d - (1-φ) ε_uc ln UC + σ_r ξ; user cost relative to 2015."""
    phi = deviation_persistence(p)
    pull: float = (1.0 - phi) * p.rd_user_cost_elasticity * math.log(user_cost)
    shock: float = p.rd_intensity_shock_sd * draw
    return phi * deviation - pull + shock


@rule
def rd_intensity(permanent: float, deviation: float, years: float, p: np.record) -> float:
    """Q7: r = exp(ln r_bar + (τ_R - g_comp) t + d), share of sales, t in years since 2015Q4."""
    drift: float = p.rd_intensity_drift - p.rd_composition_drift
    return math.exp(permanent + drift * years + deviation)


@rule
def reported_from_real(real: float, relabelled: float, told_grant: float, grant: float) -> float:
    """A8: reported = real + relabelled; a grant is told as it is spent, the diverted part as well if it is told."""
    return real + relabelled + (told_grant - grant)


@rule
def rd_heads(reported_year: float, amenity: float, cost_per_head: float, wage_index: float, p: np.record) -> float:
    """Q11: heads = R a^ε_am / (cost of a head x P_R); cost of a head = c_FTE,y x f_FTE, 10,000 yuan a year."""
    heads: float = reported_year * amenity**p.amenity_staff_elasticity / (cost_per_head * wage_index)
    return heads
