"""One scenario's answer in one piece: everything that its screen, its page and its JSON are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from simulation.analysis.chances import JointChances, TargetResult, joint_chances, target_results
from simulation.analysis.composition import Split, splits
from simulation.analysis.costs import LeverCost, lever_costs, total_cost
from simulation.analysis.notices import Notice, cost_notices, ensemble_notices, index_notices, target_notices
from simulation.analysis.reporting import ReportingGap, reporting_gaps
from simulation.analysis.spread import Spread, spread
from simulation.analysis.trajectories import Path, indicator_paths, measure_path, score_path
from simulation.ensemble.results import Ensemble, FailedRun
from simulation.inputs.measures import DIMENSIONS, MEASURES, PLACES
from simulation.inputs.problems import Problem
from simulation.inputs.targets import Target


@dataclass(frozen=True)
class Summary:
    """What one ensemble says, numbers at full precision; presentation rounds and words them."""

    scenario_id: str
    title: Mapping[str, str]
    draws: int
    replications: int
    targets: tuple[TargetResult, ...]
    joint: JointChances
    score: tuple[Path, ...]
    """Index score of the province: total, then dimensions A to D."""
    regional_score: tuple[Path, ...]
    """Total index score of the four regions."""
    rank_stability: Spread
    splits: tuple[Split, ...]
    reporting: tuple[ReportingGap, ...]
    """What is reported beyond what was really done."""
    costs: tuple[LeverCost, ...]
    total_cost: LeverCost
    paths: tuple[Path, ...]
    """Every yearly measure of the province, then every index indicator by place."""
    notices: tuple[Notice, ...]
    failed: tuple[FailedRun, ...]
    manifest: Mapping[str, Any]
    alarms: tuple[Problem, ...] = ()
    """What is allowed in the scenario's files and hardly meant; known before any run."""


def summarise(
    ensemble: Ensemble, targets: Sequence[Target], indicator_codes: Sequence[str], alarms: tuple[Problem, ...] = ()
) -> Summary:
    """Read everything that one scenario's screen shows out of its ensemble; alarms come from its files."""
    results = tuple(target_results(ensemble, targets))
    costs = tuple(lever_costs(ensemble))
    stability = spread(ensemble.rank_stability)
    notices = chain(ensemble_notices(ensemble), target_notices(results), cost_notices(costs), index_notices(stability))
    paths = chain((measure_path(ensemble, name) for name in MEASURES), indicator_paths(ensemble, indicator_codes))
    return Summary(
        scenario_id=ensemble.scenario_id,
        title=ensemble.title,
        draws=ensemble.draws,
        replications=ensemble.replications,
        targets=results,
        joint=joint_chances(ensemble, targets),
        score=tuple(score_path(ensemble, dimension) for dimension in DIMENSIONS),
        regional_score=tuple(score_path(ensemble, DIMENSIONS[0], place) for place in PLACES[1:]),
        rank_stability=stability,
        splits=tuple(splits(ensemble)),
        reporting=tuple(reporting_gaps(ensemble)),
        costs=costs,
        total_cost=total_cost(ensemble),
        paths=tuple(paths),
        notices=tuple(notices),
        failed=ensemble.failed,
        manifest=ensemble.manifest,
        alarms=alarms,
    )
