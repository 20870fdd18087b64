"""Memory of a study: the largest proportional set size while it runs, for few runs and for many.

`python -m benchmarks.memory DRAWS REPLICATIONS` measures one study in a process of its own and prints the figure.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure

ROOT = Path(__file__).resolve().parent.parent
ROLLUP = Path("/proc/self/smaps_rollup")
SIZES = ((16, 2), (64, 2))
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


def peak_of(draws: int, replications: int) -> float:
    """MB at the highest while a study runs in this process."""
    from simulation.ensemble.runner import run_ensemble
    from simulation.study import load

    done, peaks = threading.Event(), [0.0]

    def watch() -> None:
        while not done.wait(EVERY):
            peaks.append(proportional_set_size())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run_ensemble(load("document_package"), draws=draws, replications=replications, seed=2016)
    finally:
        done.set()
        watcher.join()
    return max(peaks)


def memory() -> Iterator[Figure]:
    """32 runs and 128 runs of all four levers, each in a process of its own."""
    if not ROLLUP.exists():
        yield Figure(GROUP, "peak", float("nan"), "", None, "skipped: this system does not tell")
        return
    peaks = []
    for draws, replications in SIZES:
        words = [sys.executable, "-m", "benchmarks.memory", str(draws), str(replications)]
        answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        peaks.append(float(json.loads(answer.stdout)))
        yield Figure(GROUP, f"peak for {draws * replications} runs", peaks[-1], "MB", ASKED)
    yield Figure(GROUP, "four times the runs", peaks[1] / peaks[0], "times", None, "flat is 1")


if __name__ == "__main__":
    print(json.dumps(peak_of(int(sys.argv[1]), int(sys.argv[2]))))
