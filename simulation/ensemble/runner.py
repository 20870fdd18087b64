"""The ensemble: parameter draws times replications on all cores, the same digits for any number of workers."""

import hashlib
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.calibration import read_record, record_key, write_record
from simulation.ensemble.design import draw_parameters
from simulation.ensemble.office_ground import digest_of, ground_for, numbers_for, town_manifest, with_its_money
from simulation.ensemble.one_run import (
    Stopped,
    StudyGround,
    mean_growth,
    reference_record,
    run_once,
)
from simulation.ensemble.results import Ensemble, FailedRun
from simulation.inputs.base_year import load_base_year
from simulation.inputs.files import config_file
from simulation.inputs.parameters import Parameters, load_parameters
from simulation.inputs.province import load_province
from simulation.inputs.scenario import Scenario
from simulation.levers import purses_of
from simulation.recorder import Outcome, blank_outcome, levers_of
from simulation.rules.compiled import engine_hash, mark_compiled
from simulation.rules.dice import BIRTH, Dice
from simulation.world.birth.birth import Setting, be_born

Report = Callable[[int, int], None]
MODEL_ERRORS = (AssertionError, ValueError, ArithmeticError, LookupError)
"""What a broken run raises: a law that does not hold, a total out of reach, a number out of bounds."""
BASE_YEAR_FILES = (
    "towns_2015.csv",
    "cities.csv",
    "institutes_2015.csv",
    "base_year.yaml",
    "sectors.yaml",
    "province.yaml",
)


class Plan(NamedTuple):
    """Size of a study and where its records are kept."""

    draws: int
    replications: int
    seed: int
    store: Path | None


class DrawResult(NamedTuple):
    """What one parameter draw brought: an outcome or a failure for every replication."""

    draw: int
    outcomes: list[Outcome | None]
    failed: list[FailedRun]


def run_ensemble(scenario: Scenario, *, draws: int, replications: int, seed: int, jobs: int | None = None,
                 progress: Report | None = None, store: Path | None = None) -> Ensemble:  # fmt: skip
    """Run a scenario; a run that breaks is recorded and the rest go on.

    `progress(done, total)` hears of every finished run. Raises OSError when the store cannot be written, ValueError for
    an empty study, KeyboardInterrupt after the workers have stopped.
    """
    if draws < 1 or replications < 1:
        raise ValueError("a study needs at least one draw and one replication")
    started = time.perf_counter()
    plan = Plan(draws, replications, seed, store)
    parameters = parameters_of(scenario)
    table = draw_parameters(parameters, seed, draws)
    study = study_ground(scenario, parameters)
    results = sorted(
        each_draw(study, plan, table, (jobs or os.cpu_count() or 1, progress)), key=lambda found: found.draw
    )
    mark_compiled()
    manifest = manifest_of(scenario, plan, parameters) | {"wall_seconds": round(time.perf_counter() - started, 3)}
    return gather(scenario, plan, results, (table, manifest))


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


def base_year_hash(scenario: Scenario) -> str:
    """Hash of the files, switches and towns of an office that decide the base year."""
    digest = hashlib.sha256(scenario.base_year.share.encode() + scenario.drift.encode())
    digest.update(repr(scenario.certification).encode())
    for name in BASE_YEAR_FILES:
        digest.update(config_file(name).read_bytes())
    digest.update(digest_of(scenario))
    return digest.hexdigest()


def run_draw(
    study: StudyGround, plan: Plan, draw: tuple[int, np.record], stop: tuple[threading.Event, str]
) -> DrawResult:
    """Birth, calibration record and every replication of one draw."""
    index, p = draw[0], numbers_for(study, draw[1])
    dice = Dice(plan.seed, index, BIRTH, 0)
    growth = mean_growth(study.scenario, p)
    failed: list[FailedRun] = []

    def check() -> None:
        if stop[0].is_set():
            raise Stopped

    try:
        birth = be_born(Setting(study.ground, study.province, study.base, p, dice, growth))
        key = record_key(p, stop[1], growth, dice)
        record = read_record(plan.store, key)
        if record is None:
            check()
            record = reference_record(study, birth, (p, dice))
            write_record(plan.store, key, record)
    except MODEL_ERRORS as error:
        reason = f"{type(error).__name__}: {error}"
        failed = [FailedRun(index, replication, "birth", reason) for replication in range(plan.replications)]
        return DrawResult(index, [None] * plan.replications, failed)
    outcomes: list[Outcome | None] = []
    for replication in range(plan.replications):
        try:
            outcomes.append(run_once(study, birth, record, (p, dice._replace(replication=replication)), check))
        except MODEL_ERRORS as error:
            outcomes.append(None)
            failed.append(FailedRun(index, replication, "run", f"{type(error).__name__}: {error}"))
    return DrawResult(index, outcomes, failed)


def each_draw(
    study: StudyGround, plan: Plan, table: NDArray[Any], workers: tuple[int, Report | None]
) -> Iterator[DrawResult]:
    """Results as they come, in any order. An interrupt stops the workers within a quarter of model time."""
    jobs, progress = workers
    stop = threading.Event()
    setting = (stop, base_year_hash(study.scenario))
    records = table.view(np.recarray)
    done, total = 0, plan.draws * plan.replications
    with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="run") as pool:
        waiting: set[Future[DrawResult]] = set()
        try:
            pending = iter(range(plan.draws))
            for index in pending:
                waiting.add(pool.submit(run_draw, study, plan, (index, records[index]), setting))
                if len(waiting) < 2 * jobs:
                    continue
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    done += plan.replications
                    report(progress, done, total)
                    yield future.result()
            for future in waiting:
                result = future.result()
                done += plan.replications
                report(progress, done, total)
                yield result
        except BaseException:
            stop.set()
            for future in waiting:
                future.cancel()
            raise


def report(progress: Report | None, done: int, total: int) -> None:
    """Tell how far the study is."""
    if progress is not None:
        progress(done, total)


def gather(
    scenario: Scenario, plan: Plan, results: list[DrawResult], extra: tuple[NDArray[Any], dict[str, Any]]
) -> Ensemble:
    """Stack the outcomes; failed runs are NaN throughout."""
    levers = levers_of(tuple(purses_of(scenario)))
    blank = blank_outcome(len(levers))
    rows = [[outcome if outcome is not None else blank for outcome in result.outcomes] for result in results]
    stacked = {
        name: np.array([[getattr(outcome, name) for outcome in row] for row in rows]) for name in Outcome._fields
    }
    return Ensemble(
        scenario_id=scenario.id,
        title={"en": scenario.title.en, "zh": scenario.title.zh},
        **stacked,
        lever_ids=levers,
        readings=dict(scenario.readings),
        failed=tuple(failure for result in results for failure in result.failed),
        draws_table=extra[0],
        manifest=extra[1],
    )


def manifest_of(scenario: Scenario, plan: Plan, parameters: Parameters) -> dict[str, Any]:
    """What reproduces the study to the digit."""
    growth = scenario.macro.growth
    hashes = {
        "scenario": scenario.hash(),
        "parameters": parameters.hash(),
        "base_year": base_year_hash(scenario),
        "engine": engine_hash(),
    }
    if scenario.towns is not None:
        hashes["towns"] = scenario.towns.digest
    study = hashlib.sha256(
        repr((sorted(hashes.items()), plan.seed, plan.draws, plan.replications)).encode()
    ).hexdigest()[:12]
    return {
        "study": study,
        "version": version(),
        "seed": plan.seed,
        "draws": plan.draws,
        "replications": plan.replications,
        "files": [path.name for path in scenario.files],
        "left_out": list(scenario.left_out),
        "hashes": hashes,
        "parameter_grades": dict(Counter(spec.grade for spec in parameters.specs)),
        "drift": scenario.drift,
        "macro": growth if isinstance(growth, str) else list(growth),
        "validated": False,
        **town_manifest(scenario),
    }


def version() -> str:
    """Version of the installed product."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("towncast")
    except PackageNotFoundError:
        return "checkout"
