"""How sure an ensemble can be: an interval for every share and every mean, from draws that are not independent runs.

The design has eight independently scrambled sequences of parameter draws. Their eight means are independent, so the
interval of a mean is Student's t with seven degrees of freedom on them (each draw first averaged over its
replications). When fewer than ten draws hit, or fewer than ten miss, the eight means say too little, and the interval
is joined with Wilson's at n = draws: the wider bound on each side. n is never draws x replications. A paired difference
of probabilities has the same guard, with Tango's interval, when fewer than ten draws change. How often the intervals
hold the truth is measured by `python -m benchmarks.coverage`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.spread import average_by_draw
from simulation.ensemble.results import CONFIDENCE

Numbers = NDArray[np.float64]

FEW_DRAWS: Final = 10
HALVINGS: Final = 32


@dataclass(frozen=True)
class Interval:
    """An estimate with its bounds; the bounds are NaN when the draws cannot support any."""

    estimate: float
    low: float
    high: float
    standard_error: float
    bounded: bool = False
    """True when the t interval reached beyond a logical limit (0 or 1) and is shown up to it."""

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return bool(self.low > 0 or self.high < 0)

    @property
    def half_width(self) -> float:
        """How far the bound that is further away lies from the estimate."""
        return max(self.estimate - self.low, self.high - self.estimate)


def mean_interval(values: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE) -> Interval:
    """Interval of the mean of `values` [draws] by t on the means of its sequences; NaN draws are left out.

    The estimate is the mean over draws. With one sequence only there is no interval (NaN bounds).
    """
    present = ~np.isnan(values)
    values, sequence = values[present], sequence[present]
    if not values.size:
        return Interval(np.nan, np.nan, np.nan, np.nan)
    estimate = float(values.mean())
    means = sequence_means(values, sequence)
    if means.size < 2:
        return Interval(estimate, np.nan, np.nan, np.nan)
    error = float(means.std(ddof=1) / np.sqrt(means.size))
    reach = student(means.size - 1, confidence) * error
    return Interval(estimate, estimate - reach, estimate + reach, error)


def sequence_means(values: Numbers, sequence: NDArray[np.int64]) -> Numbers:
    """Mean of `values` [draws], none missing, over each sequence that has any: what is independent in an ensemble."""
    count = np.bincount(sequence)
    total = np.bincount(sequence, weights=values)
    means: Numbers = total[count > 0] / count[count > 0]
    return means


def student(freedom: int, confidence: float) -> float:
    """Two-sided quantile of Student's t. scipy is loaded here, because a list must not wait for it."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence / 2))


def wilson_interval(share: float, draws: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's score interval of a share observed over `draws` independent draws; (0, 1) when there are none."""
    if draws == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    spread = z * np.sqrt(share * (1 - share) / draws + z * z / (4 * draws * draws))
    middle = share + z * z / (2 * draws)
    scale = 1 + z * z / draws
    low = 0.0 if share == 0 else float((middle - spread) / scale)
    high = 1.0 if share == 1 else float((middle + spread) / scale)
    return low, high


def share_interval(shares: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE) -> Interval:
    """Interval of a probability from `shares` [draws], the part of each draw's runs that hit; NaN draws are left out.

    Joined with Wilson's when fewer than ten draws hit at all or fewer than ten miss at all, and whenever the eight
    means give no interval. Cut at 0 and 1, and marked so.
    """
    by_sequence = mean_interval(shares, sequence, confidence)
    known = shares[~np.isnan(shares)]
    if not known.size:
        return Interval(np.nan, 0.0, 1.0, np.nan)
    low, high = by_sequence.low, by_sequence.high
    hits, misses = int((known > 0).sum()), int((known < 1).sum())
    if min(hits, misses) < FEW_DRAWS or np.isnan(low):
        wilson_low, wilson_high = wilson_interval(by_sequence.estimate, known.size, confidence)
        low, high = float(np.fmin(low, wilson_low)), float(np.fmax(high, wilson_high))
    beyond = low < 0 or high > 1
    return Interval(by_sequence.estimate, max(low, 0.0), min(high, 1.0), by_sequence.standard_error, beyond)


def paired_share_interval(gaps: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE) -> Interval:
    """Interval of a difference of probabilities from `gaps` [draws, replications]: 1 gained, -1 lost, 0 the same.

    Runs with NaN are left out. It is t on the eight means; where fewer than ten draws change at all, those say too
    little (if none changes, they say that the difference is exactly zero), and it is joined with Tango's score interval
    at n = draws: the wider bound on each side. So after no change in any of 256 draws the difference is known to 1.5
    percentage points. Cut at -1 and 1, and marked so.
    """
    by_sequence = mean_interval(average_by_draw(gaps), sequence, confidence)
    if np.isnan(by_sequence.estimate):
        return Interval(np.nan, -1.0, 1.0, np.nan)
    low, high = by_sequence.low, by_sequence.high
    if draws_changed(gaps) < FEW_DRAWS or np.isnan(low):
        gained, lost = (average_by_draw(np.maximum(sign * gaps, 0.0)) for sign in (1.0, -1.0))
        draws = int((~np.isnan(gained)).sum())
        tango_low, tango_high = tango_interval(float(np.nanmean(gained)), float(np.nanmean(lost)), draws, confidence)
        low, high = float(np.fmin(low, tango_low)), float(np.fmax(high, tango_high))
    beyond = low < -1 or high > 1
    return Interval(by_sequence.estimate, max(low, -1.0), min(high, 1.0), by_sequence.standard_error, beyond)


def draws_changed(gaps: Numbers) -> int:
    """Number of draws with a finished pair of runs in which `gaps` [draws, replications] is not zero."""
    return int((np.nan_to_num(gaps) != 0).any(axis=1).sum())


def tango_interval(gained: float, lost: float, draws: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Score interval of `gained` - `lost`, the shares of `draws` independent pairs that changed one way or the other.

    Tango (1998), Statistics in Medicine 17:891: the differences that McNemar's statistic does not reject, the part
    lost being the likeliest one under each. The bounds are found by bisection to 1e-9.
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)

    def farther(difference: float) -> bool:
        """Whether the statistic at this difference is more than z on either side."""
        middle = gained + lost - (2 + lost - gained) * difference
        likeliest = (sqrt(max(middle**2 + 8 * lost * difference * (1 - difference), 0.0)) + middle) / 4
        variance = max(2 * likeliest + difference * (1 - difference), 0.0) / draws
        return (gained - lost - difference) ** 2 > z * z * variance

    return _edge(gained - lost, -1.0, farther), _edge(gained - lost, 1.0, farther)


def _edge(inside: float, outside: float, is_beyond: Callable[[float], bool]) -> float:
    """The place between two numbers from which on everything is beyond; `outside` when nothing is."""
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if is_beyond(middle) else (middle, outside)
    return outside


def ratio_interval(
    part: Numbers, whole: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE
) -> Interval:
    """Interval of the mean of `part` over the mean of `whole`, both [draws]; draws that miss either are left out.

    The ratio is linearised (Cochran 1977, Sampling Techniques, ch. 6): t on the eight means of the residuals
    part - ratio x whole, over the mean of `whole`. NaN throughout where `whole` has a mean of zero.
    """
    residuals = ratio_residuals(part, whole)
    known = ~np.isnan(residuals)
    if not known.any():
        return Interval(np.nan, np.nan, np.nan, np.nan)
    ratio = float(part[known].mean() / whole[known].mean())
    around = mean_interval(residuals, sequence, confidence)
    reach = around.high - around.estimate
    return Interval(ratio, ratio - reach, ratio + reach, around.standard_error)


def ratio_residuals(part: Numbers, whole: Numbers) -> Numbers:
    """[draws], how much each draw moves the ratio of the two means: what a ratio's error is made of; mean zero."""
    known = ~(np.isnan(part) | np.isnan(whole))
    size = whole[known].mean() if known.any() else 0.0
    if size == 0.0:
        return np.full(part.shape, np.nan)
    ratio = part[known].mean() / size
    residuals: Numbers = np.where(known, (part - ratio * whole) / size, np.nan)
    return residuals
