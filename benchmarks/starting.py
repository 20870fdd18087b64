"""What a user waits for before anything runs: the first compilation, help, and lists."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.figures import Figure, once, timed

ROOT = Path(__file__).resolve().parent.parent
GROUP = "starting"
REPEATS = 5
SMALLEST = ("run", "document_package", "--draws", "1", "--replications", "1", "--no-cache", "--json")


def ask(*words: str, environment: Mapping[str, str] | None = None) -> None:
    """One command in a process of its own, its answer thrown away."""
    command = [sys.executable, "cli.py", *words]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **(environment or {})}, capture_output=True, check=True)


def commands() -> Iterator[Figure]:
    """Wall time of help and lists, and of an interpreter that does nothing."""
    nothing = timed(lambda: subprocess.run([sys.executable, "-c", ""], check=True), REPEATS)
    yield Figure(GROUP, "python alone", nothing.best, "s")
    for name, asked, words in (
        ("towncast --help", 0.3, ("--help",)),
        ("towncast list scenarios", 0.6, ("list", "scenarios")),
        ("towncast list levers", 0.6, ("list", "levers")),
        ("towncast list parameters", 0.6, ("list", "parameters")),
    ):
        found = timed(lambda words=words: ask(*words), REPEATS)
        yield Figure(GROUP, f"{name}, best", found.best, "s", asked, f"median {found.usual:.2f}")


def compiling() -> Iterator[Figure]:
    """One run of all levers in an empty cache, and again in the cache it has filled."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"TOWNCAST_CACHE": folder}
        first = once(lambda: ask(*SMALLEST, environment=environment))
        second = once(lambda: ask(*SMALLEST, environment=environment))
    yield Figure(GROUP, "one run, nothing compiled", first, "s")
    yield Figure(GROUP, "one run, all compiled", second, "s")
    yield Figure(GROUP, "first compilation", first - second, "s", 90.0, "aim 30")
