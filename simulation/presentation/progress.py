"""How far the runs are: a bar with pace and remaining time on a terminal, nothing on a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simulation.presentation.words import Words

Report = Callable[[int, int], None]


@contextmanager
def progress_bar(scenario: str, words: Words, prepared: bool = True) -> Iterator[Report | None]:
    """A report function for the runs of one scenario: `report(done, total)`; None when nobody watches.

    A run that must first prepare the rules says so, on a pipe too: it may keep its reader waiting for a minute.
    """
    start = words("progress.starting" if prepared else "progress.compiling", scenario=scenario)
    if not sys.stderr.isatty():
        if not prepared:
            print(start, file=sys.stderr)
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(start, total=None, pace="")

        def report(done: int, total: int) -> None:
            pace = bar.tasks[task].speed
            shown = words("progress.rate", rate=pace) if pace else ""
            description = words("progress.running", scenario=scenario)
            bar.update(task, completed=done, total=total, description=description, pace=shown)

        yield report
