"""Memory of a study: the largest proportional set size while it runs, for few runs and for many.

`python -m benchmarks.memory DRAWS REPLICATIONS` measures one study in a process of its own and prints the figure; with
`echo` after it, of many draws of which only the first is lived; all others leave copies of its results. So the results
and the store are seen by themselves, at sizes that would take hours.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

from benchmarks.figures import Figure
from simulation.ensemble.records import DrawRecord, RunRecord
from simulation.ensemble.work import Job, Request, run_draw

ROOT = Path(__file__).resolve().parent.parent
ROLLUP = Path("/proc/self/smaps_rollup")
SIZES = ((16, 2), (64, 2))
ECHO_SIZES = ((16, 2), (512, 2), (4096, 2))
ECHO = "echo"
ASKED = 900.0
GROUP = "memory"
EVERY = 0.05
"""Seconds between two looks."""


def proportional_set_size() -> float:
    """MB now."""
    for line in ROLLUP.read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024.0
    raise LookupError(f"{ROLLUP} names no Pss")


def peak_of(draws: int, replications: int, is_echo: bool = False) -> float:
    """MB at the highest while a study runs in this process."""
    done, peaks = threading.Event(), [0.0]

    def watch() -> None:
        while not done.wait(EVERY):
            peaks.append(proportional_set_size())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        (echoed if is_echo else large)(draws, replications)
    finally:
        done.set()
        watcher.join()
    return max(peaks)


def large(draws: int, replications: int) -> None:
    """The whole province, kept in memory only."""
    from simulation.ensemble.runner import run_ensemble
    from simulation.study import load

    run_ensemble(load("document_package"), draws=draws, replications=replications, seed=2016)


class Echo:
    """Workers that live the first draw and give copies of its results for all others."""

    def records(self, job: Job, requests: Iterable[Request]) -> Generator[DrawRecord]:
        """See `executors.Workers`."""
        first: DrawRecord | None = None
        for request in requests:
            first = first or run_draw(job, request, lambda: None)
            runs = tuple(
                RunRecord(request.draw, run.replication, {name: each.copy() for name, each in run.arrays.items()}, None)
                for run in first.runs
                if run.arrays is not None
            )
            yield DrawRecord(request.draw, first.parameters.copy(), runs)


def echoed(draws: int, replications: int) -> None:
    """Results without their runs, kept in a store."""
    from simulation.ensemble.runner import run_ensemble
    from simulation.study import load

    with tempfile.TemporaryDirectory() as folder:
        run_ensemble(
            load("document_package"),
            draws=draws,
            replications=replications,
            seed=2016,
            store=Path(folder),
            workers=Echo(),
        )


def measured(draws: int, replications: int, *more: str) -> float:
    """MB of a study in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.memory", str(draws), str(replications), *more]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(json.loads(answer.stdout))


def memory() -> Iterator[Figure]:
    """32 runs and 128 runs of all levers, then the results of many; each in a process of its own."""
    if not ROLLUP.exists():
        yield Figure(GROUP, "peak", float("nan"), "", None, "skipped: this system does not tell")
        return
    peaks = []
    for draws, replications in SIZES:
        peaks.append(measured(draws, replications))
        yield Figure(GROUP, f"peak for {draws * replications} runs", peaks[-1], "MB", ASKED)
    yield Figure(GROUP, "four times the runs", peaks[1] / peaks[0], "times", None, "flat is 1")
    peaks = []
    for draws, replications in ECHO_SIZES:
        peaks.append(measured(draws, replications, ECHO))
        yield Figure(GROUP, f"results of {draws * replications:,} runs", peaks[-1], "MB")
    fewest, *_, most = (draws * replications for draws, replications in ECHO_SIZES)
    yield Figure(GROUP, "what a run leaves in memory", 1e3 * (peaks[-1] - peaks[0]) / (most - fewest), "kB a run")


if __name__ == "__main__":
    print(json.dumps(peak_of(int(sys.argv[1]), int(sys.argv[2]), ECHO in sys.argv[3:])))
