"""From a uniform to an outcome, always by inversion: a higher rate can only raise the outcome, never reshuffle luck."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulation.rules.compiled import rule

TABLE_STEP = 0.005
TABLE_LENGTH = 8001
SHARE_OF_A_YEAR = 0.25
LARGE_MEAN = 700.0
FAR_BELOW = 12.0
"""Standard deviations below a large mean at which its sum starts."""
NEGLIGIBLE = 1e-18
"""Chances above the mean smaller than this no longer move a sum that is nearly one."""


@rule
def logistic(x: float) -> float:
    """Λ(x) = 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


@rule
def quarterly(yearly: float) -> float:
    """Probability in a quarter of what happens with this probability in a year: 1 - (1-h)^(1/4)."""
    left: float = (1.0 - yearly) ** 0.25
    return 1.0 - left


@rule
def strikes(u: float, yearly: float) -> bool:
    """Whether the die of a quarter hits what has this probability in a year: u < 1 - (1-h)^(1/4)."""
    left = 1.0 - u
    left *= left
    return 1.0 - left * left < yearly


@rule
def normal_quantile(u: float) -> float:
    """Standard normal quantile (Wichura 1988, algorithm AS 241, about 1e-16 relative)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
              + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
              + 133.14166789178437745) * r + 3.387132872796366608)  # fmt: skip
        low = (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
              + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
              + 42.313330701600911252) * r + 1.0)  # fmt: skip
        return q * top / low
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= 5.0:
        r -= 1.6
        top = (((((((0.00077454501427834140764 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
              + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
              + 4.6303378461565452959) * r + 1.42343711074968357734)  # fmt: skip
        low = (((((((1.05075007164441684324e-9 * r + 0.0005475938084995344946) * r + 0.0151986665636164571966) * r
              + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
              + 2.05319162663775882187) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
              + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
              + 5.4637849111641143699) * r + 6.6579046435011037772)  # fmt: skip
        low = (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
              + 0.0007868691311456132591) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
              + 0.59983220655588793769) * r + 1.0)  # fmt: skip
    return math.copysign(top / low, q)


@lru_cache(maxsize=1)
def variance_gamma_table() -> NDArray[np.float64]:
    """Square root of the quantile of |X| at equal steps of -ln(survival), X the quarterly growth shock of unit scale.

    X = sqrt(2 G) Z with G ~ Gamma(1/4, 1): four of them add up to a Laplace(0, 1) year (model.md 0.3, trap 1).
    Density (|x|/2)^(-1/4) K_{1/4}(|x|) / (sqrt(π) Γ(1/4)), integrated in y = sqrt(|x|), where it is smooth.
    """
    from scipy.special import gamma, kv, roots_legendre

    edges = np.linspace(0.0, math.sqrt(60.0), 6001)
    nodes, weights = roots_legendre(8)
    half = (edges[1:] - edges[:-1])[:, None] / 2.0
    y = edges[:-1, None] + half * (1.0 + nodes[None, :])
    x = y * y
    density = 2.0 * (x / 2.0) ** -SHARE_OF_A_YEAR * kv(SHARE_OF_A_YEAR, x)
    density /= math.sqrt(math.pi) * gamma(SHARE_OF_A_YEAR)
    cells = (density * 2.0 * y * weights[None, :] * half).sum(axis=1)
    survival = np.concatenate([np.cumsum(cells[::-1])[::-1], [0.0]])
    log_survival = -np.log(survival[:-1] / survival[0])
    steps = np.arange(TABLE_LENGTH) * TABLE_STEP
    table: NDArray[np.float64] = np.interp(steps, log_survival, edges[:-1])
    return table


@rule
def variance_gamma_quantile(u: float, table: NDArray[np.float64]) -> float:
    """Quantile of the quarterly growth shock of unit scale; `table` from variance_gamma_table()."""
    tail = u if u < 0.5 else 1.0 - u
    place = -math.log(2.0 * tail) / TABLE_STEP
    cell = int(place)
    if cell >= TABLE_LENGTH - 1:
        cell = TABLE_LENGTH - 2
    root: float = table[cell] + (place - cell) * (table[cell + 1] - table[cell])
    size = root * root
    return size if u > 0.5 else -size


@rule
def poisson_quantile(u: float, mean: float) -> int:
    """Smallest k with P(Poisson(mean) <= k) >= u.

    A large mean starts its sum where what lies below is less than the smallest die: exp(-mean) would be zero.
    """
    k = 0
    if mean > LARGE_MEAN:
        k = int(mean - FAR_BELOW * math.sqrt(mean))
    chance = math.exp(-mean) if k == 0 else math.exp(k * math.log(mean) - mean - math.lgamma(k + 1.0))
    below = chance
    while below < u and (k < mean or chance > NEGLIGIBLE):
        k += 1
        chance *= mean / k
        below += chance
    return k


@rule
def negative_binomial_quantile(u: float, mean: float, dispersion: float) -> int:
    """Smallest k with P(N <= k) >= u; N has this mean and variance mean + dispersion mean^2."""
    if mean <= 0.0:
        return 0
    size = 1.0 / dispersion
    fail = mean / (mean + size)
    chance = (1.0 - fail) ** size
    below = chance
    k = 0
    while below < u and (k < mean or chance > NEGLIGIBLE):
        chance *= fail * (size + k) / (k + 1)
        below += chance
        k += 1
    return k


@rule
def binomial_quantile(u: float, trials: int, share: float) -> int:
    """Smallest k with P(Binomial(trials, share) <= k) >= u; a normal approximation above 200 trials."""
    if trials <= 0 or share <= 0.0:
        return 0
    if share >= 1.0:
        return trials
    if trials > 200:
        spread = math.sqrt(trials * share * (1.0 - share))
        return min(trials, max(0, round(trials * share + spread * normal_quantile(u))))
    odds = share / (1.0 - share)
    chance = (1.0 - share) ** trials
    below = chance
    k = 0
    while below < u and k < trials:
        chance *= odds * (trials - k) / (k + 1)
        below += chance
        k += 1
    return k
