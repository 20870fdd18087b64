"""How sure an ensemble can be: an interval for every share and every mean, from draws that are not independent runs.

The design has eight independently scrambled sequences of parameter draws. Their eight means are independent, so the
interval of a mean is Student's t with seven degrees of freedom on them (each draw first averaged over its
replications). When fewer than ten draws hit, or fewer than ten miss, the eight means say too little, and the interval
is joined with Wilson's at n = draws: the wider bound on each side. n is never draws x replications.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

CONFIDENCE: Final = 0.95
FEW_DRAWS: Final = 10


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


def mean_interval(values: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE) -> Interval:
    """Interval of the mean of `values` [draws] by t on the means of its sequences; NaN draws are left out.

    The estimate is the mean over draws. With one sequence only there is no interval (NaN bounds).
    """
    present = ~np.isnan(values)
    values, sequence = values[present], sequence[present]
    if not values.size:
        return Interval(np.nan, np.nan, np.nan, np.nan)
    estimate = float(values.mean())
    means = np.array([values[sequence == one].mean() for one in np.unique(sequence)])
    if means.size < 2:
        return Interval(estimate, np.nan, np.nan, np.nan)
    error = float(means.std(ddof=1) / np.sqrt(means.size))
    reach = _student(means.size - 1, confidence) * error
    return Interval(estimate, estimate - reach, estimate + reach, error)


def _student(freedom: int, confidence: float) -> float:
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
