"""What is told once: the same mistake in several years of one table, and a key that is missing as it is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from simulation.calendar import YEARS
from simulation.inputs.problems import Problem

Found = tuple[tuple[str | int, ...], Problem]
"""A problem and the keys that lead to it."""
MERGE_KEY = "<<"
UNKNOWN_KEY, MISSING_KEY = "E101", "E112"
_YEAR_NAMES = frozenset(map(str, YEARS))
_NUMBERS = re.compile(r"[\d.,]+")


def without_consequences(told: Sequence[Found]) -> list[Found]:
    """The problems less every missing key that stands misspelt, or behind a merge key, beside where it is missed."""
    unread = {path[:-1] for path, problem in told if problem.code == UNKNOWN_KEY and problem.read == MERGE_KEY}
    misspelt = {
        (*path[:-1], meant)
        for path, problem in told
        if problem.code == UNKNOWN_KEY
        for meant in (problem.nearest, re.split("[:：]", problem.read)[0])
    }
    return [
        (path, problem)
        for path, problem in told
        if problem.code != MISSING_KEY or not (path in misspelt or path[:-1] in unread)
    ]


def grouped_by_year(told: Iterable[Found]) -> list[Problem]:
    """The problems with those of single years of one table that differ in numbers only told once, with their years."""
    groups: dict[object, list[Found]] = {}
    for number, (path, problem) in enumerate(told):
        is_yearly = bool(path) and str(path[-1]) in _YEAR_NAMES
        alike = (path[:-1], problem.file, problem.code, problem.nearest, _NUMBERS.sub("", problem.message))
        groups.setdefault(alike if is_yearly else number, []).append((path, problem))
    return [_together(group) for group in groups.values()]


def _together(group: list[Found]) -> Problem:
    first = min((problem for _, problem in group), key=lambda problem: (problem.line, problem.column))
    years = sorted(int(path[-1]) for path, _ in group) if len(group) > 1 else ()
    return replace(first, years=tuple(years))
