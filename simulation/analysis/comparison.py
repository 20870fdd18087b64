"""What a scenario changes: differences on the same luck, with the interval of the difference and what a point costs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.costs import total_cost
from simulation.analysis.intervals import Interval, draws_changed, mean_interval, paired_share_interval
from simulation.analysis.spread import average_by_draw
from simulation.analysis.verdicts import chosen_reading, joint_verdicts, reading_values, verdict
from simulation.ensemble.results import CONFIDENCE, Ensemble, Numbers
from simulation.inputs.measures import DIMENSIONS, PLACES
from simulation.inputs.targets import Target

REAL = "real"
"""Name of the reading that looks at what was really done; its neighbour is what is reported."""
POINT = 0.01
"""One percentage point of probability, as a share."""


Measured = Callable[[str, Numbers, Numbers, NDArray[np.int64], float], "Difference"]
"""What makes a difference of two arrays [draws, replications] under a name, with the sequence of each draw."""


class NotPairedError(ValueError):
    """The two ensembles do not share parameters, seed or size, so their difference would be noise."""


@dataclass(frozen=True)
class Difference:
    """Other minus base, run by run on the same dice.

    `draws_changed` counts the draws in which anything differs. A difference counts as distinguishable only when its
    interval leaves out zero, which asks for more than twice the paired standard error. Of a chance that changed in no
    draw, the interval says how large a difference could have gone unseen; it is zero only for the very same runs.
    """

    name: str
    interval: Interval
    draws_changed: int

    @property
    def distinguishable(self) -> bool:
        """Whether the ensemble can tell this difference from none."""
        return self.interval.excludes_zero


@dataclass(frozen=True)
class TargetDifference:
    """One target: how its probability and its number of 2020 move, and the public money per point gained."""

    target: Target
    reading: str
    probability: Difference
    value: Difference
    real: Difference | None
    """The same probability on what is really done, where statistics can be gamed; None for all other targets."""
    cost_per_point: Interval | None
    """亿元 of public money per percentage point; None when the gain cannot be told from nothing, or when the province
    itself decides the target."""


@dataclass(frozen=True)
class Comparison:
    """One scenario against the base: targets, joints, index by place, and the public money between them."""

    base: str
    other: str
    targets: tuple[TargetDifference, ...]
    joint: tuple[Difference, ...]
    places: tuple[Difference, ...]
    extra_cost: float
    """亿元 that the governments spend more than in the base over five years, mean over runs."""


def check_paired(base: Ensemble, other: Ensemble) -> None:
    """Raise NotPairedError unless both ensembles drew the same parameters and rolled the same dice."""
    if base.measures.shape[:2] != other.measures.shape[:2]:
        raise NotPairedError(f"{base.scenario_id} and {other.scenario_id} have different numbers of runs")
    if base.manifest.get("seed") != other.manifest.get("seed"):
        raise NotPairedError(f"{base.scenario_id} and {other.scenario_id} have different seeds")


def difference(
    name: str, base: Numbers, other: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE
) -> Difference:
    """Paired difference of `base` and `other` [draws, replications]; runs that failed in either are left out."""
    gaps = other - base
    return Difference(name, mean_interval(average_by_draw(gaps), sequence, confidence), draws_changed(gaps))


def chance_difference(
    name: str, base: Numbers, other: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE
) -> Difference:
    """The same for verdicts [draws, replications]: rare changes are given the doubt that few draws leave."""
    gaps = other - base
    return Difference(name, paired_share_interval(gaps, sequence, confidence), draws_changed(gaps))


def no_difference(
    name: str, base: Numbers, other: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE
) -> Difference:
    """A difference of the very same runs: exactly nothing, and known to be so."""
    return Difference(name, Interval(0.0, 0.0, 0.0, 0.0), 0)


def is_same_study(base: Ensemble, other: Ensemble) -> bool:
    """Whether both are the very same runs: inputs with equal hashes, and equal results to the last digit.

    Equal results of two different scenarios are no such thing: a change that is rare enough shows in no draw.
    """
    if base is other:
        return True
    told = ("hashes", "left_out", "seed")
    known = bool(base.manifest.get("hashes")) and all(base.manifest.get(key) == other.manifest.get(key) for key in told)
    same = known and dict(base.readings) == dict(other.readings) and base.lever_ids == other.lever_ids
    return same and all(
        np.array_equal(getattr(base, name), getattr(other, name), equal_nan=True) for name in ("measures", "money")
    )


def cost_per_point(extra_cost: float, gain: Interval) -> Interval | None:
    """亿元 per percentage point: the extra cost over the gain, and over the two ends of its interval."""
    if extra_cost <= 0 or gain.low <= 0:
        return None
    points = (gain.estimate / POINT, gain.high / POINT, gain.low / POINT)
    middle, low, high = (extra_cost / each for each in points)
    return Interval(middle, low, high, np.nan)


def _targets(base: Ensemble, other: Ensemble, targets: Sequence[Target], extra: float) -> Iterator[TargetDifference]:
    of_chance = chance_difference_of(base, other)
    for target in targets:
        before, after = (one_reading(ensemble, target) for ensemble in (base, other))
        probability = of_chance(target.id, before[0], after[0], base.sequence, base.confidence)
        value = difference(target.id, before[1], after[1], base.sequence, base.confidence)
        cost = None if target.administrative else cost_per_point(extra, probability.interval)
        yield TargetDifference(
            target, chosen_reading(base, target), probability, value, _real(base, other, target), cost
        )


def _real(base: Ensemble, other: Ensemble, target: Target) -> Difference | None:
    reading = target.readings.get(REAL)
    if reading is None or chosen_reading(base, target) == REAL:
        return None
    before, after = (verdict(ensemble, reading) for ensemble in (base, other))
    return chance_difference_of(base, other)(REAL, before, after, base.sequence, base.confidence)


def chance_difference_of(base: Ensemble, other: Ensemble) -> Measured:
    """How differences of chances between these two are to be measured."""
    return no_difference if is_same_study(base, other) else chance_difference


def one_reading(ensemble: Ensemble, target: Target) -> tuple[Numbers, Numbers]:
    """Verdicts and numbers of 2020 [draws, replications] of a target under the reading that the scenario chose."""
    reading = target.readings[chosen_reading(ensemble, target)]
    return verdict(ensemble, reading), reading_values(ensemble, reading)[:, :, -1]


def compare(base: Ensemble, other: Ensemble, targets: Sequence[Target]) -> Comparison:
    """Compare two ensembles of the same draws. Raises NotPairedError when they are not paired."""
    check_paired(base, other)
    extra = total_cost(other).public_mean - total_cost(base).public_mean
    before, after = joint_verdicts(base, targets), joint_verdicts(other, targets)
    total = DIMENSIONS.index("total")
    of_chance = chance_difference_of(base, other)
    return Comparison(
        base=base.scenario_id,
        other=other.scenario_id,
        targets=tuple(_targets(base, other, targets, extra)),
        joint=tuple(of_chance(name, before[name], after[name], base.sequence, base.confidence) for name in before),
        places=tuple(
            difference(
                place,
                base.score[:, :, -1, row, total],
                other.score[:, :, -1, row, total],
                base.sequence,
                base.confidence,
            )
            for row, place in enumerate(PLACES)
        ),
        extra_cost=extra,
    )
