"""`python -m benchmarks`: measure all, or the parts that are named, and show it in one table."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figure
from benchmarks.memory import memory
from benchmarks.runs import by_size, replications
from benchmarks.starting import commands, compiling
from benchmarks.storing import storing
from benchmarks.studies import by_draws, wall_times

WIDTH = 110
"""Columns where the output is no terminal."""

Part = Callable[[], Iterator[Figure]]


def parts(is_full: bool) -> dict[str, Part]:
    """Every part by its name, in the order in which they run."""
    return {
        "run": replications,
        "firms": by_size,
        "draws": by_draws,
        "study": partial(wall_times, is_full),
        "storing": storing,
        "memory": memory,
        "commands": commands,
        "compile": compiling,
    }


def table_of(figures: Sequence[Figure]) -> Table:
    """One row a figure."""
    table = Table(box=None, pad_edge=False, header_style="bold", title="Towncast, measured", title_justify="left")
    for heading, justify in (("", "left"), ("", "left"), ("measured", "right"), ("asked", "right"), ("", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    group = ""
    for figure in figures:
        asked = "" if figure.asked is None else f"{figure.asked:g}"
        measured = f"{figure.value:,.{digits(figure.value)}f} {figure.unit}"
        heading = figure.group if figure.group != group else ""
        group = figure.group
        table.add_row(heading, figure.name, measured, asked, figure.note)
    return table


def digits(value: float) -> int:
    """Decimals that leave about three figures."""
    return 0 if abs(value) >= 100.0 else 1 if abs(value) >= 10.0 else 2


def main() -> None:
    """Read the words, measure, show."""
    names = tuple(parts(False))
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("parts", nargs="*", help=f"all unless named: {', '.join(names)}")
    reader.add_argument("--full", action="store_true", help="also run 256 draws twice, with and without records")
    reader.add_argument("--json", action="store_true", help="the same figures as JSON on standard output")
    chosen = reader.parse_args()
    unknown = [name for name in chosen.parts if name not in names]
    if unknown:
        reader.error(f"there is no part {unknown[0]!r}; choose from {', '.join(names)}")
    figures: list[Figure] = []
    for name, part in parts(chosen.full).items():
        if not chosen.parts or name in chosen.parts:
            print(f"measuring: {name}", file=sys.stderr)
            figures.extend(part())
    if chosen.json:
        print(json.dumps([figure._asdict() for figure in figures], ensure_ascii=False, indent=1))
    else:
        Console(width=None if sys.stdout.isatty() else WIDTH).print(table_of(figures))
