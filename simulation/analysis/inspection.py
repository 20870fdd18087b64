"""A stored study looked at closely: chances, when and at what pace, what spreads the numbers, what falls together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from simulation.analysis.chances import JointChances, TargetResult, joint_chances, target_results
from simulation.analysis.conditional import Fallout, fallouts
from simulation.analysis.spread import VarianceShare
from simulation.analysis.timing import Pace, TimeToTarget, paces, times_to_target
from simulation.analysis.verdicts import reading_values
from simulation.ensemble.results import Ensemble, FailedRun, Numbers
from simulation.inputs.targets import Target

FEWEST_REPLICATIONS: Final = 2
"""Runs of one draw from which luck can be told from what the draw decides."""


@dataclass(frozen=True)
class Shares:
    """What one target's number of 2020 spreads by, as parts of its variance between runs.

    `parameters` and `luck` add up to 1; growth of the province is part of both. NaN, or None, where it cannot be told.
    """

    parameters: VarianceShare
    growth_drawn: VarianceShare | None
    """Goes with the drawn mean growth of five years: part of `parameters`."""
    growth_thrown: VarianceShare | None
    """Goes with the yearly deviations from it: part of `luck`."""

    @property
    def luck(self) -> VarianceShare:
        """What parameters do not explain."""
        return VarianceShare(1.0 - self.parameters.estimate)


@dataclass(frozen=True)
class InspectedTarget:
    """One target under the reading that the scenario chose."""

    result: TargetResult
    time: TimeToTarget
    paces: tuple[Pace, ...]
    """From the end of each year before 2020."""
    shares: Shares

    @property
    def id(self) -> str:
        """Its id in the catalogue."""
        return self.result.target.id


@dataclass(frozen=True)
class Inspection:
    """Everything that the screen of one stored study shows."""

    scenario_id: str
    title: Mapping[str, str]
    draws: int
    replications: int
    targets: tuple[InspectedTarget, ...]
    joint: JointChances
    fallouts: tuple[Fallout, ...]
    """What falls with the target that was asked about; empty when none was."""
    failed: tuple[FailedRun, ...]
    manifest: Mapping[str, Any]

    @property
    def missed(self) -> str:
        """The target that was asked about."""
        return self.fallouts[0].missed if self.fallouts else ""


def inspect(ensemble: Ensemble, targets: Sequence[Target], if_missed: str = "") -> Inspection:
    """Look closely at an ensemble; `if_missed` names a target whose failure is to be followed.

    Raises KeyError for a target that is not among `targets`.
    """
    return Inspection(
        scenario_id=ensemble.scenario_id,
        title=ensemble.title,
        draws=ensemble.draws,
        replications=ensemble.replications,
        targets=tuple(_inspected(ensemble, targets)),
        joint=joint_chances(ensemble, targets),
        fallouts=tuple(fallouts(ensemble, targets, if_missed)) if if_missed else (),
        failed=ensemble.failed,
        manifest=ensemble.manifest,
    )


def _inspected(ensemble: Ensemble, targets: Sequence[Target]) -> Iterator[InspectedTarget]:
    results = target_results(ensemble, targets)
    for result, time in zip(results, times_to_target(ensemble, targets), strict=True):
        reading = result.target.readings[result.chance.reading]
        values = reading_values(ensemble, reading)[:, :, -1]
        shares = _shares(ensemble, result, values)
        yield InspectedTarget(result, time, paces(ensemble, result.target), shares)


def _shares(ensemble: Ensemble, result: TargetResult, values: Numbers) -> Shares:
    """Growth needs the dice, which are loaded only where there is something to tell."""
    found = None
    if ensemble.replications >= FEWEST_REPLICATIONS:
        from simulation.analysis.growth_share import growth_share_of

        found = growth_share_of(ensemble, values)
    if found is None:
        return Shares(result.variance_share, None, None)
    return Shares(result.variance_share, found.drawn, found.thrown)


def hardest(found: Inspection) -> str:
    """The target that is missed most often and still met in enough draws to ask what falls with it; "" if none is."""
    telling = [each.result for each in found.targets if not each.result.chance.few]
    return min(telling, key=lambda result: result.chance.share_met).target.id if telling else ""
