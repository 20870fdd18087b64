"""How far results spread: median and percentiles over runs, and how much of it is ignorance rather than luck."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Percentiles and mean of one number over the finished runs, in the number's own unit; NaN when there is none."""

    median: float
    p05: float
    p25: float
    p75: float
    p95: float
    mean: float


def spread(values: Numbers) -> Spread:
    """Percentiles of `values` (any shape) over the runs that have one."""
    known = values[~np.isnan(values)]
    if not known.size:
        return Spread(*[np.nan] * 6)
    median, p05, p25, p75, p95 = (float(x) for x in np.percentile(known, [50, 5, 25, 75, 95]))
    return Spread(median, p05, p25, p75, p95, float(known.mean()))


@dataclass(frozen=True)
class VarianceShare:
    """Part of the variance between runs that parameters explain; the rest is luck.

    `estimate` is unbiased and may fall below 0 or above 1 by chance; it is NaN with one replication or no variance.
    """

    estimate: float

    @property
    def shown(self) -> float:
        """The estimate kept between 0 and 1; compare with `estimate` to see whether it was cut."""
        return float(np.clip(self.estimate, 0.0, 1.0))

    @property
    def cut(self) -> bool:
        """Whether the estimate fell outside what a share can be."""
        return bool(self.estimate < 0 or self.estimate > 1)


def parameter_variance_share(values: Numbers) -> VarianceShare:
    """One-way analysis of variance of `values` [draws, replications] with draws as groups.

    Between-draw variance = (mean square between - mean square within) / replications; the share is over between plus
    within. Draws with a missing run are left out, so that the groups stay equal.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    draws, replications = complete.shape
    if draws < 2 or replications < 2:
        return VarianceShare(np.nan)
    within = float(complete.var(axis=1, ddof=1).mean())
    between = float(complete.mean(axis=1).var(ddof=1)) - within / replications
    total = between + within
    return VarianceShare(between / total if total > 0 else np.nan)


def average_by_draw(values: Numbers) -> Numbers:
    """[draws], the mean of each draw's finished runs of `values` [draws, replications]; NaN where none finished."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    means: Numbers = np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
    return means
