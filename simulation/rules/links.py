"""Links of firms with institutes (model.md Q15); overlap of instruments and take-up of services (Q16, Q17)."""

import math

import numpy as np

from simulation.rules.compiled import rule
from simulation.rules.distributions import normal_quantile

NEAR = 10.0
"""Distance in km at which the cost of distance has grown to ln 2."""
DURATION_LOG_SD = 0.5


@rule
def link_utility(proximity: float, capacity: float, distance: float, known: bool, p: np.record) -> float:
    """Q15: c1 prox + c2 ACAP - c3 ln(1 + d/10 km) + c4 [past link] - c5 price, without intercept and match."""
    utility: float = p.link_proximity_effect * proximity + p.link_absorption_effect * capacity
    utility -= p.link_distance_effect * math.log(1.0 + distance / NEAR)
    if known:
        utility += p.link_memory_effect
    utility -= p.link_price_effect * p.link_price
    return utility


@rule
def link_quarters(u: float, p: np.record) -> int:
    """Duration of a link in quarters, lognormal around its median, at least one."""
    quarters: float = p.link_duration * math.exp(DURATION_LOG_SD * normal_quantile(u))
    return max(1, round(quarters))


@rule
def raised_chance(quarterly_chance: float, yearly_effect: float) -> float:
    """Q15: Pr' = 1 - (1 - Pr)(1 - e/4): a probability-type effect never enters the logit."""
    return 1.0 - (1.0 - quarterly_chance) * (1.0 - yearly_effect / 4.0)


@rule
def overlap(gain: float, loss: float, exponent: float) -> float:
    """Q16: (Σ max(e,0)^ρ)^(1/ρ) - Σ max(-e,0); `gain` is the sum already raised to ρ. Never more than the plain sum."""
    if gain <= 0.0:
        return -loss
    combined: float = gain ** (1.0 / exponent)
    return combined - loss


@rule
def next_takeup(users: float, ceiling: float, p: np.record) -> float:
    """Q17: u' = u + 0.35 u (1 - u/ū): logistic diffusion to the ceiling, which it never passes."""
    if ceiling <= 0.0:
        return 0.0
    grown: float = users + p.service_takeup_speed * users * (1.0 - users / ceiling)
    return min(ceiling, max(0.0, grown))


@rule
def takeup_ceiling(bodies: int, firms: float, capacity: float, most: float) -> float:
    """Q17: ū = min(u_max, capacity x bodies / firms)."""
    if bodies <= 0 or firms <= 0.0:
        return 0.0
    return min(most, capacity * bodies / firms)


@rule
def ramp(quarters_since: int, delay: int, tau: float) -> float:
    """1.2 timing: 0 before the delay, then 1 - exp(-(q-D+1)/τ), or (q-D+1)/4 up to 1 where no τ is given (τ = 0)."""
    step = quarters_since - delay + 1
    if step <= 0:
        return 0.0
    if tau > 0.0:
        return 1.0 - math.exp(-step / tau)
    return min(1.0, step / 4.0)
