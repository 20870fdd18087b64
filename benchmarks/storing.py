"""What a study costs beside its runs: drawing, handing out, keeping, reading again; and how two cores share the work.

Overhead is processor time of the whole study less the processor time inside `run_draw`, summed over threads: all that
the design, the threads and the store take, whoever waits for whom. It is measured on a small province, whose runs leave
arrays of the same shapes as those of the whole one, and set against the time of a run of full size. Real drawing is
timed by itself, because the small province's table is made beforehand.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.figures import Figure, once, timed
from simulation.ensemble import executors, runner
from simulation.ensemble.design import draw_parameters
from simulation.ensemble.executors import Threads
from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import parameters_of, run_ensemble
from simulation.ensemble.store import STUDIES, StudyFolder
from simulation.ensemble.work import run_draw
from simulation.study import Size, load
from simulation.study import run as ask
from tests.behaviour.small_runs import small_draws, small_ground

ROOT = Path(__file__).resolve().parent.parent
SCENARIO, SEED = "document_package", 2016
DRAWS, REPLICATIONS = 500, 2
FULL_DRAWS, FULL_REPLICATIONS = 8, 2
PAIRS = 3
"""How often one core and two take turns."""
ASKED_OVERHEAD = 5.0
GROUP = "studies and their store"
CORES = "one core and two"

Totals = dict[str, float]


class Meter:
    """Processor seconds inside functions, summed over threads."""

    def __init__(self) -> None:
        self.seconds: Totals = {}
        self.lock = threading.Lock()

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, whose time is counted under a name."""

        def metered(*words: Any, **named: Any) -> Any:
            started = time.thread_time()
            try:
                return function(*words, **named)
            finally:
                spent = time.thread_time() - started
                with self.lock:
                    self.seconds[name] = self.seconds.get(name, 0.0) + spent

        return metered


@contextmanager
def small_size(draws: int) -> Iterator[None]:
    """`run_ensemble` runs the small province, with a table of draws that is there already."""
    scenario = load(SCENARIO)
    table = small_draws(parameters_of(scenario), SEED, draws)
    ground = small_ground(scenario, parameters_of(scenario))
    with (
        patch.object(runner, "draw_parameters", lambda parameters, seed, count: table[:count]),
        patch.object(runner, "study_ground", lambda scenario, parameters: ground),
    ):
        yield


def study(draws: int, replications: int, store: Path | None, jobs: int | None = None) -> Ensemble:
    """A study of the package with all levers."""
    return run_ensemble(
        load(SCENARIO), draws=draws, replications=replications, seed=SEED, store=store, workers=Threads(jobs)
    )


def storing() -> Iterator[Figure]:
    """Everything, in one process, one part after the other."""
    study(2, 1, None)
    full = run_seconds()
    yield Figure(GROUP, "one run of the whole province", 1e3 * full, "ms", None, "processor time, birth shared by two")
    with tempfile.TemporaryDirectory() as folder:
        yield from overhead(Path(folder), full)
        yield from answering(Path(folder))
    yield from two_cores()


def run_seconds() -> float:
    """Processor seconds of a run at full size, with its share of the draw's birth and calibration record."""
    meter = Meter()
    with patch.object(executors, "run_draw", meter.around("runs", run_draw)):
        study(FULL_DRAWS, FULL_REPLICATIONS, None, 1)
    return meter.seconds["runs"] / (FULL_DRAWS * FULL_REPLICATIONS)


def overhead(store: Path, full: float) -> Iterator[Figure]:
    """1,000 runs of the small province, kept draw by draw and put together at the end."""
    runs, meter = DRAWS * REPLICATIONS, Meter()
    drawing = timed(lambda: draw_parameters(parameters_of(load(SCENARIO)), SEED, DRAWS), 3, time.process_time).best
    parts = {name: meter.around(name, getattr(StudyFolder, name)) for name in ("add", "read", "put_together")}
    with (
        small_size(DRAWS),
        patch.multiple(StudyFolder, **parts),
        patch.object(runner, "gather", meter.around("gather", runner.gather)),
        patch.object(executors, "run_draw", meter.around("runs", run_draw)),
    ):
        whole = timed(lambda: study(DRAWS, REPLICATIONS, store), 1, time.process_time).best
    beside = whole - meter.seconds["runs"] + drawing
    share = 100.0 * beside / runs / (full + beside / runs)
    yield Figure(GROUP, f"beside {runs:,} runs, in all", 1e3 * beside / runs, "ms a run", None, f"{beside:.1f} s")
    for name, told in (
        ("add", "writing parts"),
        ("put_together", "putting parts together"),
        ("gather", "stacking"),
        ("read", "looking for stored runs"),
    ):
        yield Figure(GROUP, f"  of it {told}", 1e3 * meter.seconds[name] / runs, "ms a run")
    yield Figure(GROUP, "  of it drawing", 1e3 * drawing / runs, "ms a run")
    yield Figure(GROUP, "share of a study of full size", share, "%", ASKED_OVERHEAD)
    (folder,) = (store / STUDIES).iterdir()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    yield Figure(GROUP, "disk", size / runs / 1e3, "kB a run", None, f"{size / 1e6:.1f} MB")


def answering(store: Path) -> Iterator[Figure]:
    """The same question again: in this process, and as a command from its start to its last line."""
    size = Size(DRAWS, REPLICATIONS, SEED, store=store)
    again = timed(lambda: ask(load(SCENARIO), size), 3)
    yield Figure(GROUP, f"{DRAWS * REPLICATIONS:,} runs out of the store", again.best, "s")
    words = [sys.executable, "cli.py", "run", SCENARIO, "--store", str(store), "--draws", str(DRAWS), "--json"]
    command = timed(lambda: subprocess.run(words, cwd=ROOT, capture_output=True, check=True), 3)
    yield Figure(GROUP, "towncast run, all stored", command.best, "s", None, f"median {command.usual:.2f}")


def two_cores() -> Iterator[Figure]:
    """The same runs of full size with one worker and with two, in turn; the machine's other work hurts both."""
    turns = [tuple(once(lambda jobs=jobs: study(FULL_DRAWS, FULL_REPLICATIONS, None, jobs)) for jobs in (1, 2))
             for _ in range(PAIRS)]  # fmt: skip
    ones, twos = zip(*turns, strict=True)
    gain = statistics.median(one / two for one, two in turns)
    note = ", ".join(f"{one:.1f}/{two:.1f}" for one, two in turns)
    yield Figure(CORES, f"{FULL_DRAWS} x {FULL_REPLICATIONS}, one worker", min(ones), "s")
    yield Figure(CORES, f"{FULL_DRAWS} x {FULL_REPLICATIONS}, two workers", min(twos), "s")
    yield Figure(CORES, "two workers over one", gain, "times", None, f"median of pairs: {note} s")
