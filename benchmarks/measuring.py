"""What the benchmarks time: one replication, the plain model, an ensemble, a command."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from simulation import study
from simulation.ensemble.design import draw_parameters
from simulation.ensemble.one_run import StudyGround, mean_growth, reference_record, run_once, start_world
from simulation.ensemble.runner import parameters_of, study_ground
from simulation.rules.dice import BIRTH, Dice
from simulation.world.birth.birth import Setting, be_born

QUARTERS = 20
ORACLE_QUARTERS = 4
SEED = 2016


def fastest(work: Callable[[], object], times: int) -> float:
    """Seconds of the fastest of several goes: the one least disturbed."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def one_replication(name: str, times: int = 5) -> dict[str, float]:
    """Milliseconds of birth, calibration record and one replication at full size on one core, once compiled."""
    scenario = study.load(name)
    parameters = parameters_of(scenario)
    ground: StudyGround = study_ground(scenario, parameters)
    p = draw_parameters(parameters, SEED, 8).view(np.recarray)[0]
    dice = Dice(SEED, 0, BIRTH, 0)
    setting = Setting(ground.ground, ground.province, ground.base, p, dice, mean_growth(scenario, p))
    birth = be_born(setting)
    record = reference_record(ground, birth, (p, dice))
    draw = (p, dice._replace(replication=0))
    run_once(ground, birth, record, draw, lambda: None)
    run = fastest(lambda: run_once(ground, birth, record, draw, lambda: None), times)
    return {
        "birth_ms": 1000.0 * fastest(lambda: be_born(setting), times),
        "record_ms": 1000.0 * fastest(lambda: reference_record(ground, birth, (p, dice)), 2),
        "replication_ms": 1000.0 * run,
        "ns_per_firm_quarter": 1e9 * run / QUARTERS / birth.used,
    }


def against_the_oracle() -> dict[str, float]:
    """Nanoseconds per firm and quarter of the compiled and of the plain model, both on the small province."""
    from tests.oracle.province import OracleProvince
    from tests.small_province import small_province

    small = small_province()
    world, _ = start_world(small.study, small.birth, small.record, small.draw)
    world.step()
    started = time.perf_counter()
    for _ in range(ORACLE_QUARTERS):
        world.step()
    fast = (time.perf_counter() - started) / ORACLE_QUARTERS / world.firms.count
    plain = OracleProvince(small)
    started = time.perf_counter()
    for _ in range(ORACLE_QUARTERS):
        plain.step()
    slow = (time.perf_counter() - started) / ORACLE_QUARTERS / len(plain.firms)
    return {"compiled_small_ns": 1e9 * fast, "oracle_ns": 1e9 * slow}


def ensemble_seconds(name: str, draws: int, store: Path | None) -> float:
    """Wall seconds of an ensemble with two replications a draw on all cores."""
    scenario = study.load(name)
    started = time.perf_counter()
    study.run(scenario, study.Size(draws, 2, SEED, None, store))
    return time.perf_counter() - started


def memory_mb() -> float:
    """Proportional set size of this process in megabytes, 0 where the system does not tell."""
    try:
        text = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return float(line.split()[1]) / 1024.0


def command_seconds(*arguments: str) -> float:
    """Wall seconds of a command line, the fastest of three."""
    command: list[Any] = [sys.executable, "cli.py", *arguments]
    return fastest(lambda: subprocess.run(command, check=True, capture_output=True), 3)
