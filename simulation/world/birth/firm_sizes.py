"""Sales of above-scale firms in one draw: a cut lognormal with a Pareto tail, exact in every town's total.

The body is lognormal above the legal threshold up to its 90th percentile, the tail Pareto, and no firm holds more than
a given share of its town. The location of the body is solved per town.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.size_classes import ABOVE_SCALE_SALES
from simulation.rules.compiled import phase, rule
from simulation.rules.distributions import normal_quantile
from simulation.world.birth.solvers import HALVINGS, UnreachableTotalError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TAIL_SHARE = 0.1  # of a town's firms
FARTHEST_CUT = 35.0  # standard deviations of the body at which the threshold may lie
CLOSEST_CUT = -30.0
TOLERANCE = 1e-3  # 万元; whole 万元 close the rest


class SizeLaw(NamedTuple):
    """Shape of firm sizes inside a town."""

    log_sd: float  # of the body (X01)
    tail: float  # Pareto exponent (B09)
    largest_share: float  # of one firm in its town (X03)


@rule
def body_size(upper_share: float, beyond: float, cut: float, log_sd: float) -> float:
    """Size of the firm with this share of the body above it: 2000 exp(σ(z - a)), z the normal quantile beyond a.

    `cut` is a, the threshold in standard deviations from the body's location; `beyond` the normal mass above it.
    """
    return ABOVE_SCALE_SALES * math.exp(log_sd * max(-normal_quantile(upper_share * beyond) - cut, 0.0))


@phase
def _town_sizes(upper: Floats, cap: float, cut: float, law: SizeLaw, sizes: Floats) -> float:
    """Fill `sizes` of one town for one location of the body; return their sum."""
    beyond = 0.5 * math.erfc(cut / math.sqrt(2.0))
    start_of_tail = body_size(TAIL_SHARE, beyond, cut, law.log_sd)
    total = 0.0
    for i in range(len(upper)):
        if upper[i] < TAIL_SHARE:
            size = start_of_tail * (TAIL_SHARE / upper[i]) ** (1.0 / law.tail)
        else:
            size = body_size(upper[i], beyond, cut, law.log_sd)
        sizes[i] = min(size, cap)
        total += sizes[i]
    return total


@phase
def _lower_cap(sizes: Floats, total: float) -> None:
    """Cut the largest firms of one town to a common size so that the sum falls to `total`; changes `sizes`."""
    below, above = ABOVE_SCALE_SALES, sizes[0]
    for i in range(len(sizes)):
        above = max(above, sizes[i])
    for _ in range(HALVINGS):
        middle = 0.5 * (below + above)
        if middle <= below or middle >= above:
            break
        held = 0.0
        for i in range(len(sizes)):
            held += min(sizes[i], middle)
        if held <= total:
            below = middle
        else:
            above = middle
    for i in range(len(sizes)):
        sizes[i] = min(sizes[i], below)


@phase
def _solve_town(upper: Floats, total: float, cap: float, law: SizeLaw, sizes: Floats) -> None:
    """Find the location of the body whose sizes sum to `total` (false position with halving); fill `sizes`."""
    low, high = -2.0, 2.0  # of the cut: the sum falls as it rises
    above = _town_sizes(upper, cap, low, law, sizes) - total
    while above < 0.0 and low > CLOSEST_CUT:
        high, low = low, max(2.0 * low, CLOSEST_CUT)
        above = _town_sizes(upper, cap, low, law, sizes) - total
    below = _town_sizes(upper, cap, high, law, sizes) - total
    while below > 0.0 and high < FARTHEST_CUT:
        low, above = high, below
        high = min(2.0 * high, FARTHEST_CUT)
        below = _town_sizes(upper, cap, high, law, sizes) - total
    if below > 0.0:
        _lower_cap(sizes, total)
        return
    low_log, high_log = math.log1p(above / total), math.log1p(below / total)
    for step in range(HALVINGS):
        width = high - low
        if width < 1e-15 * max(1.0, abs(low)):
            break
        cut = low + width * low_log / (low_log - high_log)
        if step % 3 == 2 or not low < cut < high:
            cut = 0.5 * (low + high)
        gap = _town_sizes(upper, cap, cut, law, sizes) - total
        if abs(gap) <= TOLERANCE:
            break
        if gap > 0.0:
            low, low_log = cut, math.log1p(gap / total)
        else:
            high, high_log = cut, math.log1p(gap / total)


@phase
def _round_town(sizes: Floats, total: float) -> None:
    """Round one town to whole 万元 that sum to `total`; the largest firm pays for the floor."""
    rest = np.empty(len(sizes))
    missing = total
    for i in range(len(sizes)):
        whole = max(math.floor(sizes[i] + 1e-9), ABOVE_SCALE_SALES)
        rest[i] = sizes[i] - whole
        sizes[i] = whole
        missing -= whole
    if missing < 0.0:
        sizes[np.argmax(sizes)] += missing
        return
    order = np.argsort(-rest, kind="mergesort")
    each, left = divmod(int(missing), len(sizes))
    for k in range(len(sizes)):
        sizes[order[k]] += each + (1 if k < left else 0)


@phase
def _all_towns(uniforms: Floats, first: Ints, count: Ints, total: Floats, law: SizeLaw) -> Floats:
    sales = np.zeros(len(uniforms))
    upper = np.empty(len(uniforms))
    for j in range(len(count)):
        n = count[j]
        if n == 0:
            continue
        start = first[j]
        for i in range(n):
            upper[start + i] = (n - i - uniforms[start + i]) / n
        cap = law.largest_share * total[j]
        if cap * n <= total[j]:  # too few firms: one of them must hold more than its usual share
            cap = total[j]
        town = sales[start : start + n]
        _solve_town(upper[start : start + n], total[j], cap, law, town)
        _round_town(town, total[j])
    return sales


def firm_sales(uniforms: Floats, first: Ints, count: Ints, total: Floats, law: SizeLaw) -> Floats:
    """Annual sales of every firm, shape (firms,), whole 万元, ascending inside each town; each town sums to its total.

    `uniforms` (firms,) in (0, 1) is the luck of each firm; town j holds the firms first[j] ... first[j] + count[j] - 1
    and sells total[j] (whole 万元). Every firm sells at least 2,000 万元, and none holds more than `law.largest_share`
    of its town where there are enough firms to share the rest. Raises UnreachableTotalError for a town whose total
    is below the threshold times its firms.
    """
    short = np.flatnonzero(total < ABOVE_SCALE_SALES * count)
    if len(short):
        town = int(short[0])
        raise UnreachableTotalError(f"town {town}: {count[town]} firms above scale cannot share {total[town]:.6g} 万元")
    return _all_towns(uniforms, first, count, total, law)
