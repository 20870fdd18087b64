"""Whole studies: wall time with and without stored records, extrapolated and real, and cost in draws."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, once
from simulation.ensemble.runner import run_ensemble
from simulation.study import load

SEED = 2016
DRAWS, FULL_DRAWS, REPLICATIONS = 64, 256, 2
WITHOUT, WITH = 90.0, 60.0
"""Seconds asked for on two cores: 256 draws twice, without and with stored calibration records."""
GROUP = "baseline study"


def seconds(draws: int, replications: int, store: Path | None = None) -> float:
    """Wall seconds of a baseline study on all cores."""
    scenario = load("baseline")
    return once(lambda: run_ensemble(scenario, draws=draws, replications=replications, seed=SEED, store=store))


def pair(draws: int) -> tuple[float, float]:
    """Without stored records (which are then stored), and with them."""
    with tempfile.TemporaryDirectory() as folder:
        first = seconds(draws, REPLICATIONS, Path(folder))
        return first, seconds(draws, REPLICATIONS, Path(folder))


def wall_times(is_full: bool) -> Iterator[Figure]:
    """64 draws twice, 256 draws twice in proportion, and, if asked for, in truth."""
    seconds(2, 1)
    without, stored = pair(DRAWS)
    cores = f"{os.cpu_count()} cores"
    yield Figure(GROUP, f"{DRAWS} x {REPLICATIONS}, no records", without, "s", None, cores)
    yield Figure(GROUP, f"{DRAWS} x {REPLICATIONS}, stored records", stored, "s")
    scale = FULL_DRAWS / DRAWS
    yield Figure(GROUP, f"{FULL_DRAWS} x {REPLICATIONS}, no records", scale * without, "s", WITHOUT, "extrapolated")
    yield Figure(GROUP, f"{FULL_DRAWS} x {REPLICATIONS}, stored records", scale * stored, "s", WITH, "extrapolated")
    if is_full:
        without, stored = pair(FULL_DRAWS)
        yield Figure(GROUP, f"{FULL_DRAWS} x {REPLICATIONS}, no records", without, "s", WITHOUT, "real")
        yield Figure(GROUP, f"{FULL_DRAWS} x {REPLICATIONS}, stored records", stored, "s", WITH, "real")


def by_draws() -> Iterator[Figure]:
    """Seconds a draw for more and more draws, then a run for more and more replications of eight draws."""
    for draws in (8, 16, 32):
        taken = seconds(draws, 1)
        yield Figure("cost in draws", f"{draws} x 1", taken / draws, "s a draw", None, f"{taken:.2f} s")
    for replications in (1, 2, 4):
        taken = seconds(8, replications)
        yield Figure("cost in replications", f"8 x {replications}", taken, "s")
