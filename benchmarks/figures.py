"""One measured figure, and how time is taken."""

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple


class Figure(NamedTuple):
    """What was measured; `asked` is the most (or, for a ratio, the least) that the project set itself."""

    group: str
    name: str
    value: float
    unit: str
    asked: float | None = None
    note: str = ""


class Times(NamedTuple):
    """Seconds of repeated runs of the same thing."""

    best: float
    usual: float
    """Median."""


def timed(action: Callable[[], object], repeats: int, clock: Callable[[], float] = time.perf_counter) -> Times:
    """Repeat an action and take the time of each. The best one is the least disturbed by what else the machine does."""
    seconds = []
    for _ in range(repeats):
        started = clock()
        action()
        seconds.append(clock() - started)
    return Times(min(seconds), median(seconds))


def once(action: Callable[[], object]) -> float:
    """Wall seconds of one run."""
    return timed(action, 1).best
