"""How likely each 2020 target is: the share of runs that meet it, its interval, and what its spread is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.intervals import FEW_DRAWS, share_interval
from simulation.analysis.spread import Spread, VarianceShare, average_by_draw, parameter_variance_share
from simulation.analysis.trajectories import Path, path
from simulation.analysis.verdicts import (
    ALL_TEN_JOINT,
    PRIMARY_JOINT,
    chosen_reading,
    joint_verdicts,
    reading_values,
    verdict,
)
from simulation.ensemble.results import CONFIDENCE, Ensemble, Numbers
from simulation.inputs.measures import PLACES
from simulation.inputs.targets import Target


@dataclass(frozen=True)
class Chance:
    """How often a target was met, as shares of 1; never a bare number.

    `runs` finished and counted; `draws` are the independent ones that the interval rests on; `few` says that fewer
    than ten draws hit or missed. With one parameter draw it is a share of runs and not a probability.
    """

    target: str
    reading: str
    share_met: float
    low: float
    high: float
    runs: int
    draws: int
    few: bool
    bounded: bool

    @property
    def is_probability(self) -> bool:
        """False for a seed-only ensemble, which knows nothing of what the parameters could be."""
        return self.draws > 1


@dataclass(frozen=True)
class TargetResult:
    """One target: its chance, where its number ends in 2020, and the same target under its other readings."""

    target: Target
    chance: Chance
    path: Path
    variance_share: VarianceShare
    others: tuple[Chance, ...]

    @property
    def value(self) -> Spread:
        """Spread of the target's number in 2020, in the target's unit."""
        return self.path.end


@dataclass(frozen=True)
class JointChances:
    """Meeting targets together: the nine primary ones, all ten of clause 2.3.2, and at least k of the nine."""

    primary: Chance
    all_ten: Chance
    at_least: tuple[Chance, ...]


def chance(
    name: str, reading: str, met: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE
) -> Chance:
    """The chance behind `met` [draws, replications]: 1 met, 0 missed, NaN for a failed run, which is left out."""
    shares = average_by_draw(met)
    known = shares[~np.isnan(shares)]
    interval = share_interval(shares, sequence, confidence)
    few = min(int((known > 0).sum()), int((known < 1).sum())) < FEW_DRAWS
    runs = int((~np.isnan(met)).sum())
    return Chance(
        name, reading, interval.estimate, interval.low, interval.high, runs, known.size, few, interval.bounded
    )


def target_results(ensemble: Ensemble, targets: Sequence[Target]) -> Iterator[TargetResult]:
    """One result per target, in the catalogue's order, under the reading that the scenario chose."""
    for target in targets:
        chosen = chosen_reading(ensemble, target)
        values = reading_values(ensemble, target.readings[chosen])
        others = tuple(
            chance(target.id, name, verdict(ensemble, reading), ensemble.sequence, ensemble.confidence)
            for name, reading in target.readings.items()
            if name != chosen
        )
        yield TargetResult(
            target=target,
            chance=chance(
                target.id, chosen, verdict(ensemble, target.readings[chosen]), ensemble.sequence, ensemble.confidence
            ),
            path=path(target.id, PLACES[0], values),
            variance_share=parameter_variance_share(values[:, :, -1]),
            others=others,
        )


def joint_chances(ensemble: Ensemble, targets: Sequence[Target]) -> JointChances:
    """Chances of meeting several targets in the same run; secondary targets never enter."""
    every = {
        name: chance(name, "", met, ensemble.sequence, ensemble.confidence)
        for name, met in joint_verdicts(ensemble, targets).items()
    }
    primary, all_ten = every.pop(PRIMARY_JOINT), every.pop(ALL_TEN_JOINT)
    return JointChances(primary, all_ten, at_least=tuple(every.values()))
