"""One piece of work: a parameter draw born, calibrated and lived through, wherever the worker sits."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulation.ensemble.calibration import read_record, record_key, write_record
from simulation.ensemble.office_ground import numbers_for
from simulation.ensemble.one_run import StudyGround, live, mean_growth, reference_record, start_world
from simulation.ensemble.records import DrawRecord, RunRecord
from simulation.ensemble.results import FailedRun
from simulation.recorder import Recorder
from simulation.rules.dice import BIRTH, Dice
from simulation.world.anchors import Record
from simulation.world.birth.birth import Setting, be_born
from simulation.world.birth.born import Birth
from simulation.world.firms import Floats

RUN_ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What breaks one run and not the study: a law that does not hold, a total out of reach, a mistake in a rule. A full
disk or a lack of memory is no property of the run: it ends the study, which can be resumed."""
BIRTH_STAGE = "birth"


class Job(NamedTuple):
    """What all draws of a study share; it can be sent to another process or machine."""

    study: StudyGround
    base_year: str
    """Hash of all that the base year depends on: part of the key of a calibration record."""
    seed: int
    records: Path | None
    """Folder of the calibration records; None: neither read nor kept."""
    panel: bool = False
    """Whether every run brings its town panel."""


class Request(NamedTuple):
    """A draw to be run: its number, its parameters and the replications that are still missing."""

    draw: int
    p: np.record
    replications: tuple[int, ...]


class Newborn(NamedTuple):
    """A draw's province at the end of 2015, and its calibration record."""

    birth: Birth
    record: Record


def run_draw(job: Job, request: Request, check: Callable[[], None]) -> DrawRecord:
    """Birth, calibration record and the replications asked for.

    `check` is called before every quarter and may raise `Stopped`. A run that breaks is recorded with its stage and its
    message, and the others go on. Raises OSError when a calibration record cannot be written.
    """
    p = numbers_for(job.study, request.p)
    dice = Dice(job.seed, request.draw, BIRTH, 0)
    try:
        newborn = _born(job, (p, dice), check)
    except RUN_ERRORS as error:
        runs = tuple(_failed(request.draw, replication, error, BIRTH_STAGE) for replication in request.replications)
        return DrawRecord(request.draw, np.asarray(request.p), runs)
    runs = tuple(
        _run(job, newborn, (p, dice._replace(replication=replication)), check) for replication in request.replications
    )
    return DrawRecord(request.draw, np.asarray(request.p), runs)


def _born(job: Job, draw: tuple[np.record, Dice], check: Callable[[], None]) -> Newborn:
    p, dice = draw
    study = job.study
    growth: Floats = mean_growth(study.scenario, p)
    birth = be_born(Setting(study.ground, study.province, study.base, p, dice, growth))
    key = record_key(p, job.base_year, growth, dice)
    record = read_record(job.records, key)
    if record is None:
        check()
        record = reference_record(study, birth, draw)
        write_record(job.records, key, record)
    return Newborn(birth, record)


def _run(job: Job, newborn: Newborn, draw: tuple[np.record, Dice], check: Callable[[], None]) -> RunRecord:
    dice, recorder = draw[1], Recorder(towns=job.panel)
    try:
        world, _ = start_world(job.study, newborn.birth, newborn.record, draw)
        outcome = live(world, recorder, check)
    except RUN_ERRORS as error:
        return _failed(dice.draw, dice.replication, error, _stage(error))
    return RunRecord(dice.draw, dice.replication, outcome._asdict(), None, recorder.town_panel)


def _stage(error: Exception) -> str:
    """The quarter in which a run broke, as `live` has noted it."""
    notes = getattr(error, "__notes__", [])
    return str(notes[-1]) if notes else "run"


def _failed(draw: int, replication: int, error: Exception, stage: str) -> RunRecord:
    failure = FailedRun(draw, replication, stage, f"{type(error).__name__}: {error}")
    return RunRecord(draw, replication, None, failure)
