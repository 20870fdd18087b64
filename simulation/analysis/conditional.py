"""If one target is missed, what else falls? How often the others are met beside it, and how often otherwise.

These are shares of runs of one scenario: targets that fall together because the same beliefs or the same luck move
both. They do not say that one target holds the other up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.intervals import (
    FEW_DRAWS,
    Interval,
    mean_interval,
    ratio_interval,
    ratio_residuals,
    wilson_interval,
)
from simulation.analysis.spread import average_by_draw
from simulation.analysis.verdicts import chosen_reading, verdict
from simulation.ensemble.results import Ensemble, Numbers
from simulation.inputs.targets import Target


@dataclass(frozen=True)
class Given:
    """How often a target is met among the runs that share a condition, as a share of 1."""

    interval: Interval
    """Estimate NaN and bounds 0 and 1 when no run shares the condition."""
    runs: int
    """Runs that share it."""
    draws: int
    """Draws with at least one such run: what the interval rests on."""

    @property
    def too_few(self) -> bool:
        """Whether fewer than ten draws share the condition, so that the share should not be told as a number."""
        return self.draws < FEW_DRAWS


@dataclass(frozen=True)
class Fallout:
    """One target beside another that is missed; `difference` = met if missed - met if met, below 0 when both fall."""

    missed: str
    other: str
    if_missed: Given
    if_met: Given
    difference: Interval

    @property
    def too_few(self) -> bool:
        """Whether one of the two conditions is too rare to say anything."""
        return self.if_missed.too_few or self.if_met.too_few

    @property
    def distinguishable(self) -> bool:
        """Whether the ensemble can tell that missing the one goes with another chance of the other."""
        return not self.too_few and self.difference.excludes_zero


def fallouts(ensemble: Ensemble, targets: Sequence[Target], missed: str) -> Iterator[Fallout]:
    """What falls with the target `missed`: one record for every other target, in the catalogue's order.

    Both are read as the scenario chose. Raises KeyError for a target that is not among `targets`.
    """
    met = {target.id: verdict(ensemble, target.readings[chosen_reading(ensemble, target)]) for target in targets}
    condition = met[missed]
    for name, other in met.items():
        if name != missed:
            yield Fallout(missed, name, *both(other, condition, ensemble.sequence))


def both(met: Numbers, condition: Numbers, sequence: NDArray[np.int64]) -> tuple[Given, Given, Interval]:
    """Share of `met` where `condition` (both [draws, replications], 1, 0 or NaN) is 0, where it is 1, and the gap.

    The gap is t on the eight means of both ratios' residuals; where fewer than ten draws hit or miss under either
    condition, it is joined with the two intervals put together as squares add up (Newcombe 1998, Statistics in
    Medicine 17:873).
    """
    missed, kept = (given(met, one, sequence) for one in (1.0 - condition, condition))
    residuals = [ratio_residuals(*_parts(met, one)) for one in (1.0 - condition, condition)]
    around = mean_interval(residuals[0] - residuals[1], sequence)
    gap = missed.interval.estimate - kept.interval.estimate
    low, high = gap + around.low - around.estimate, gap + around.high - around.estimate
    if any(_is_rare(met, one) for one in (1.0 - condition, condition)) and not np.isnan(gap):
        one, other = missed.interval, kept.interval
        low = float(np.fmin(low, gap - np.hypot(one.estimate - one.low, other.high - other.estimate)))
        high = float(np.fmax(high, gap + np.hypot(one.high - one.estimate, other.estimate - other.low)))
    if np.isnan(gap):
        return missed, kept, Interval(np.nan, -1.0, 1.0, np.nan)
    beyond = bool(low < -1 or high > 1)
    return missed, kept, Interval(gap, max(low, -1.0), min(high, 1.0), around.standard_error, beyond)


def given(met: Numbers, condition: Numbers, sequence: NDArray[np.int64]) -> Given:
    """Share of the runs with `condition` in which `met` holds, both [draws, replications]; NaN runs are left out.

    A ratio on the eight means, joined with Wilson's interval at the number of draws that have the condition when fewer
    than ten of them hit or miss. Cut at 0 and 1, and marked so.
    """
    part, whole = _parts(met, condition)
    runs, draws = int(np.nansum(condition + 0.0 * met)), int((whole > 0).sum())
    if not draws:
        return Given(Interval(np.nan, 0.0, 1.0, np.nan), 0, 0)
    ratio = ratio_interval(part, whole, sequence)
    low, high = ratio.low, ratio.high
    if _is_rare(met, condition) or np.isnan(low):
        wilson_low, wilson_high = wilson_interval(ratio.estimate, draws)
        low, high = float(np.fmin(low, wilson_low)), float(np.fmax(high, wilson_high))
    beyond = low < 0 or high > 1
    return Given(Interval(ratio.estimate, max(low, 0.0), min(high, 1.0), ratio.standard_error, beyond), runs, draws)


def _parts(met: Numbers, condition: Numbers) -> tuple[Numbers, Numbers]:
    """[draws], the share of a draw's runs that have both, and that have the condition."""
    return average_by_draw(met * condition), average_by_draw(condition + 0.0 * met)


def _is_rare(met: Numbers, condition: Numbers) -> bool:
    """Whether fewer than ten draws hit under the condition, or fewer than ten miss."""
    part, whole = _parts(met, condition)
    return min(int((part > 0).sum()), int((whole - part > 0).sum())) < FEW_DRAWS
