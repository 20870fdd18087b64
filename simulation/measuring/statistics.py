"""Statistics by which economists know an economy of firms: tails, shapes of growth, persistence, dispersion (4.1)."""

import math

import numpy as np
from scipy.optimize import minimize_scalar

from simulation.world.firms import Floats, Integers

FLATTEST, SHARPEST = 0.3, 6.0
"""Range in which the shape of a Subbotin distribution is sought: 1 is Laplace, 2 is Gauss."""
SHAPE_TOLERANCE = 1e-4
FEWEST_IN_BIN = 5


def hill_exponent(values: Floats, top_share: float) -> float:
    """Hill's estimate of the Pareto exponent from the largest values; NaN with fewer than two of them."""
    count = int(top_share * len(values))
    if count < 2:
        return math.nan
    top = np.sort(values)[-count - 1 :] if count < len(values) else np.sort(values)
    excess = float(np.log(top[1:] / top[0]).sum())
    return (len(top) - 1) / excess if excess > 0.0 else math.nan


def subbotin_shape(values: Floats) -> float:
    """Shape b of f(x) ~ exp(-|x - m|^b / (b a^b)) by maximum likelihood around the median m; NaN without spread.

    The scale a is replaced by its best value for each b, which leaves one dimension to search.
    """
    if len(values) < 2:
        return math.nan
    sizes = np.abs(values - np.median(values))
    logs = np.log(sizes[sizes > 0.0])
    if not len(logs):
        return math.nan
    found = minimize_scalar(
        lambda shape: _minus_likelihood(float(shape), logs, len(sizes)),
        bounds=(FLATTEST, SHARPEST),
        method="bounded",
        options={"xatol": SHAPE_TOLERANCE},
    )
    return float(found.x)


def _minus_likelihood(shape: float, log_sizes: Floats, count: int) -> float:
    """Minus the mean log likelihood without constants; sizes of zero count in `count` only."""
    power = float(np.exp(shape * log_sizes).sum()) / count
    log_scale = math.log(power) / shape
    return log_scale + math.log(shape) / shape + math.lgamma(1.0 + 1.0 / shape) + 1.0 / shape


def spread_slope(sizes: Floats, growth: Floats, bins: int) -> float:
    """Slope of the log standard deviation of growth on log size, over equally full bins of log size.

    NaN with fewer than five firms a bin, or when a bin does not move at all.
    """
    if len(sizes) < FEWEST_IN_BIN * bins:
        return math.nan
    order = np.argsort(sizes, kind="stable")
    groups = np.array_split(order, bins)
    spreads = np.array([growth[group].std() for group in groups])
    if not (spreads > 0.0).all():
        return math.nan
    return regression_slope(np.array([sizes[group].mean() for group in groups]), np.log(spreads))


def regression_slope(x: Floats, y: Floats) -> float:
    """Least-squares slope of y on x; NaN when x does not vary."""
    if len(x) < 2:
        return math.nan
    deviation = x - x.mean()
    variance = float((deviation * deviation).sum())
    return float((deviation * y).sum()) / variance if variance > 0.0 else math.nan


def within_groups(values: Floats, group: Integers) -> Floats:
    """Deviations of the values from the mean of their group."""
    count = np.bincount(group)
    mean = np.bincount(group, values) / np.maximum(1, count)
    deviations: Floats = values - mean[group]
    return deviations


def dispersion(counts: Integers) -> float:
    """Variance over mean of counts; NaN when all are zero."""
    mean = float(counts.mean()) if len(counts) else 0.0
    return float(counts.var()) / mean if mean > 0.0 else math.nan


def top_share(values: Floats, part: float) -> float:
    """Share of the largest `part` of the values (at least one) in their sum; NaN of nothing."""
    total = float(values.sum())
    if total <= 0.0:
        return math.nan
    count = max(1, round(part * len(values)))
    return float(np.sort(values)[-count:].sum()) / total
