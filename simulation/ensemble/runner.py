"""The ensemble: parameter draws times replications; what is stored is read, what is missing is run, all is kept."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.design import draw_parameters
from simulation.ensemble.executors import Threads, Workers
from simulation.ensemble.gathering import gather
from simulation.ensemble.identity import study_key
from simulation.ensemble.manifest import base_year_hash, manifest_of
from simulation.ensemble.office_ground import ground_for, with_its_money
from simulation.ensemble.one_run import StudyGround
from simulation.ensemble.parts import Contents
from simulation.ensemble.records import ARRAYS, DrawRecord
from simulation.ensemble.results import Ensemble
from simulation.ensemble.sessions import Session, session
from simulation.ensemble.store import InMemory, Kept, StudyFolder, join
from simulation.ensemble.stored import about, damage, facts_of_asking, is_better_named_by, lasting_facts
from simulation.ensemble.work import Job, Request
from simulation.inputs.base_year import load_base_year
from simulation.inputs.parameters import Parameters, load_parameters
from simulation.inputs.province import load_province
from simulation.inputs.scenario import Scenario
from simulation.levers import purses_of
from simulation.recorder import blank_outcome, levers_of
from simulation.rules.engine_cache import mark_compiled

Report = Callable[[int, int], None]


class Plan(NamedTuple):
    """How large a study is to be, on which dice."""

    draws: int
    replications: int
    seed: int


def run_ensemble(scenario: Scenario, *, draws: int, replications: int, seed: int, jobs: int | None = None,
                 progress: Report | None = None, store: Path | None = None, workers: Workers | None = None,
                 command: str = "", memory: InMemory | None = None) -> Ensemble:  # fmt: skip
    """Run what is missing of a study and give all of it; a run that breaks is a record and the rest go on.

    Runs are kept in `store`, or in `memory` when nothing may be written. `progress(done, total)` hears of every
    finished run, stored ones included. Raises OSError when the store cannot be written, ValueError for an empty study,
    KeyboardInterrupt after the workers have stopped; what was finished by then is kept.
    """
    if draws < 1 or replications < 1:
        raise ValueError("a study needs at least one draw and one replication")
    started = time.perf_counter()
    plan = Plan(draws, replications, seed)
    folder = None if store is None else StudyFolder(store, study_key(scenario, seed))
    keeper = folder or memory or InMemory()
    kept = keeper.read()
    parameters = parameters_of(scenario)
    contents = kept.contents or contents_of(scenario)
    study = study_ground(scenario, parameters)
    manifest = manifest_of(scenario, seed, parameters)
    requests = list(missing(kept, draw_parameters(parameters, seed, draws), plan))
    job = Job(study, base_year_hash(scenario), seed, store)
    asked = {"command": command, "draws": draws, "replications": replications, "seed": seed}
    with session(folder.folder if folder and requests else None, asked) as told:
        if folder and is_better_named_by(scenario, folder.manifest()):
            folder.write_manifest(manifest | lasting_facts(scenario))
        watch = Watch(progress, told, draws * replications, draws * replications - sum_of(requests))
        with closing((workers or Threads(jobs)).records(job, requests)) as records:
            for record in records:
                keeper.add(record, contents)
                join(kept.draws, [record])
                watch.saw(record)
        keeper.put_together()
    mark_compiled()
    facts = facts_of_asking(scenario, plan, command) | {"wall_seconds": round(time.perf_counter() - started, 3)}
    return gather(
        about(scenario), [kept.draws[draw] for draw in range(draws)], replications, contents,
        manifest | facts | damage(kept),
    )  # fmt: skip


class Watch:
    """Counts finished runs for whoever waits, and for the session's file."""

    def __init__(self, progress: Report | None, told: Session | None, total: int, stored: int) -> None:
        self.progress, self.told, self.total, self.done = progress, told, total, stored
        if progress is not None and stored:
            progress(stored, total)

    def saw(self, record: DrawRecord) -> None:
        """Count the runs of a draw."""
        self.done += len(record.runs)
        if self.told is not None:
            self.told.facts["runs"] += len(record.runs)
            self.told.facts["failed"] += sum(run.failure is not None for run in record.runs)
        if self.progress is not None:
            self.progress(self.done, self.total)


def sum_of(requests: Iterable[Request]) -> int:
    """Number of runs asked for."""
    return sum(len(request.replications) for request in requests)


def missing(kept: Kept, table: NDArray[Any], plan: Plan) -> Iterator[Request]:
    """The runs of the plan that are not there yet, by draw."""
    there = kept.runs
    for draw, p in enumerate(table.view(np.recarray)):
        replications = tuple(each for each in range(plan.replications) if (draw, each) not in there)
        if replications:
            yield Request(draw, p, replications)


def contents_of(scenario: Scenario) -> Contents:
    """Levers and shapes of the runs of a scenario."""
    levers = levers_of(tuple(purses_of(scenario)))
    blank = blank_outcome(len(levers))._asdict()
    return Contents(levers, {name: blank[name].shape for name in ARRAYS})


def parameters_of(scenario: Scenario) -> Parameters:
    """Priors of the study: realised or ex-ante drifts, numbers that the scenario fixes."""
    parameters = load_parameters()
    if scenario.drift == "ex_ante":
        parameters = parameters.ex_ante()
    for key, override in scenario.parameters.items():
        parameters = parameters.override(key, fixed=override.fixed, source=override.source)
    return parameters


def study_ground(scenario: Scenario, parameters: Parameters) -> StudyGround:
    """Read what all runs share."""
    base, province = load_base_year(), load_province()
    ground = ground_for(scenario, base)
    path = province.high_tech_enterprises_ex_ante if scenario.drift == "ex_ante" else province.high_tech_enterprises
    beliefs = {spec.key: float(spec.median) for spec in parameters.specs if spec.median is not None}
    return StudyGround(with_its_money(scenario, ground.share), ground, province, base, beliefs, path)
