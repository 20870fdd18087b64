"""Three small solvers that make every total of the base year exact: scale within limits, scale a logit, round to a sum.

All of them halve an interval until it cannot be halved any more, so equal input gives equal digits.
"""

import numpy as np
from numpy.typing import NDArray

from simulation.rules.compiled import phase
from simulation.rules.distributions import logistic

Floats = NDArray[np.float64]
HALVINGS = 200
LOGIT_REACH = 700.0


class UnreachableTotalError(ValueError):
    """A published total cannot be reached within the limits of its parts."""


def sum_by(group: NDArray[np.int64], values: NDArray[np.float64] | NDArray[np.int64], groups: int) -> Floats:
    """Sum of the values of each group 0 ... groups - 1, shape (groups,)."""
    return np.bincount(group, values, minlength=groups).astype(np.float64)


@phase
def _clipped_sum(weight: Floats, low: Floats, high: Floats, multiplier: float) -> float:
    total = 0.0
    for i in range(len(weight)):
        total += min(max(multiplier * weight[i], low[i]), high[i])
    return total


@phase
def _clip_multiplier(weight: Floats, low: Floats, high: Floats, total: float) -> float:
    below, above = 0.0, 1.0
    for _ in range(HALVINGS):
        if _clipped_sum(weight, low, high, above) >= total:
            break
        above *= 16.0
    for _ in range(HALVINGS):
        middle = 0.5 * (below + above)
        if middle <= below or middle >= above:
            break
        if _clipped_sum(weight, low, high, middle) < total:
            below = middle
        else:
            above = middle
    return above


@phase
def _logistic_sum(logit: Floats, low: Floats, high: Floats, shift: float) -> float:
    total = 0.0
    for i in range(len(logit)):
        total += low[i] + (high[i] - low[i]) * logistic(logit[i] + shift)
    return total


@phase
def _logistic_shift(logit: Floats, low: Floats, high: Floats, total: float) -> float:
    below, above = -LOGIT_REACH, LOGIT_REACH
    for _ in range(HALVINGS):
        middle = 0.5 * (below + above)
        if middle <= below or middle >= above:
            break
        if _logistic_sum(logit, low, high, middle) < total:
            below = middle
        else:
            above = middle
    return above


def check_reachable(low: float, high: float, total: float, what: str) -> None:
    """Raise UnreachableTotalError, naming `what`, when the total lies outside [low, high] by more than rounding."""
    slack = 1e-9 * max(1.0, abs(total))
    if not (low - slack <= total <= high + slack):
        raise UnreachableTotalError(f"{what}: the parts can hold {low:.6g} to {high:.6g}, but the total is {total:.6g}")


def clip_scale(weight: Floats, low: Floats, high: Floats, total: float, what: str) -> tuple[Floats, float]:
    """Find m so that the sum of clip(m * weight, low, high) is `total`; return the clipped parts and m.

    All arrays have shape (n,), one unit throughout; `weight` is not negative and `high` may be infinite.
    Raises UnreachableTotalError when the lower limits exceed the total or the upper ones fall short of it.
    """
    reachable = np.where(weight > 0.0, high, np.minimum(low, high))
    check_reachable(float(low.sum()), float(reachable.sum()), total, what)
    multiplier = float(_clip_multiplier(weight, low, high, total))
    return np.minimum(np.maximum(multiplier * weight, low), high), multiplier


def logistic_scale(logit: Floats, low: Floats, high: Floats, total: float, what: str) -> Floats:
    """Find m so that the sum of low + (high - low) * logistic(logit + m) is `total`; return the parts, shape (n,).

    Raises UnreachableTotalError when the lower limits exceed the total or the upper ones fall short of it.
    """
    check_reachable(float(low.sum()), float(high.sum()), total, what)
    shift = float(_logistic_shift(logit, low, high, total))
    shares = np.array([logistic(float(value) + shift) for value in logit])
    return np.asarray(low + (high - low) * shares)


def largest_remainder(parts: Floats, total: int) -> NDArray[np.int64]:
    """Round `parts` (shape (n,), their sum within n of `total`) to integers that sum to `total` exactly.

    The largest remainders are rounded up; ties go to the earlier part. Raises UnreachableTotalError otherwise.
    """
    whole = np.floor(parts).astype(np.int64)
    missing = int(total) - int(whole.sum())
    if not 0 <= missing <= len(parts):
        raise UnreachableTotalError(f"parts that sum to {parts.sum():.6g} cannot be rounded to {total}")
    order = np.argsort(-(parts - whole), kind="stable")
    whole[order[:missing]] += 1
    return whole
