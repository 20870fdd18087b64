"""Versions of the format of scenario files: what was renamed since, and how an older file is read as a current one.

Version 1 is a file without the key `schema`. In version 2 a file states its version, and `certification.quota` is
called `pace`: it says how fast towns are certified, while quotas are what regions and cities are given.
"""

from __future__ import annotations

from typing import NamedTuple

from simulation.inputs.problems import Problem
from simulation.inputs.tree import Node, Scalar, Table
from simulation.saying import Saying

SCHEMA = "schema"
FIRST, CURRENT = 1, 2


class Rename(NamedTuple):
    """Since a version, the last key of `path` has another name."""

    since: int
    path: tuple[str, ...]
    name: str


RENAMES = (Rename(2, ("certification", "quota"), "pace"),)


def version_of(document: Table, problems: list[Problem]) -> int | None:
    """The version a file is written in; None after telling `problems` that nobody here knows it."""
    stated = document.entries.get(SCHEMA)
    if stated is None:
        return FIRST
    value = stated.value if isinstance(stated, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and FIRST <= value <= CURRENT:
        return value
    read = stated.text if isinstance(stated, Scalar) else ""
    is_newer = isinstance(value, int) and not isinstance(value, bool) and value > CURRENT
    message = Saying("{read!r} is not a version of the format", read=read[:40])
    if is_newer:
        message = Saying(
            "version {read} is newer than this program, which reads up to {current}", read=read, current=CURRENT
        )
    allowed = tuple(str(version) for version in range(FIRST, CURRENT + 1))
    problems.append(Problem.at(stated.place, "E120", message, read=read, allowed=allowed, nearest=str(CURRENT)))
    return None


def due(document: Table, version: int) -> tuple[Rename, ...]:
    """The renames that a file of this version still needs: those whose old key it has and whose new one it has not."""
    found = ((rename, _inside(document, rename.path[:-1])) for rename in RENAMES if rename.since > version)
    return tuple(
        rename
        for rename, table in found
        if table is not None and rename.path[-1] in table.entries and rename.name not in table.entries
    )


def brought_up(document: Table, version: int) -> Table:
    """The file as if it had been written in the current version; every key and value keeps its place."""
    for rename in due(document, version):
        document = _renamed(document, rename.path, rename.name)
    return document


def _renamed(table: Table, path: tuple[str, ...], name: str) -> Table:
    first, *rest = path
    entries: dict[str, Node] = {}
    for key, node in table.entries.items():
        deeper = _renamed(node, tuple(rest), name) if key == first and rest and isinstance(node, Table) else node
        entries[name if key == first and not rest else key] = deeper
    keys = {name if key == first and not rest else key: place for key, place in table.keys.items()}
    return Table(entries, keys, table.place)


def _inside(table: Table, path: tuple[str, ...]) -> Table | None:
    node: Node | None = table
    for key in path:
        node = node.entries.get(key) if isinstance(node, Table) else None
    return node if isinstance(node, Table) else None
