"""An author's file as a tree in which every key and value knows its file, line and column, also after merging."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.calendar import YEARS
from simulation.inputs.budgets import TOTAL
from simulation.inputs.problems import Place, Problem
from simulation.quantities import QuantityError, half_width, years_of
from simulation.saying import Saying

OFF = "off"
_YEAR_LIKE = re.compile(r"\d{4}(\D.*)?")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value and the text it was written as.

    `shift` is how many characters after `place` that text starts (1 after a quote), None when it spans several lines.
    """

    value: str | int | float | bool | None
    text: str
    place: Place
    shift: int | None = 0

    @property
    def is_off(self) -> bool:
        """Whether the author switched something off with the word `off`."""
        return self.text.lower() == OFF


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    members: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and values in the author's order; `keys` gives the place of each key."""

    entries: dict[str, Node]
    keys: dict[str, Place]
    place: Place

    def only(self, *names: str) -> Table:
        """The table with these keys alone."""
        return self.without(*(key for key in self.entries if key not in names))

    def without(self, *names: str) -> Table:
        """The table less these keys."""
        kept = {key: node for key, node in self.entries.items() if key not in names}
        return Table(kept, {key: self.keys[key] for key in kept}, self.place)


Node = Scalar | Items | Table


def plain(node: Node) -> Any:
    """The node as plain Python: dictionaries with text keys, tuples, single values."""
    if isinstance(node, Table):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, Items):
        return tuple(plain(member) for member in node.members)
    return node.value


def leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Scalar | Items]]:
    """Every single value and list below a node, with the keys that lead to it: its origin is `.place`."""
    if isinstance(node, Table):
        for key, value in node.entries.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, node


def place_of(root: Node, path: Sequence[str | int], *, key: bool = False) -> Place:
    """Where a path leads: to the value, or with `key` to its key; steps that are not in the tree are passed over."""
    node, place = root, root.place
    for step in path:
        if isinstance(node, Table) and str(step) in node.entries:
            name = str(step)
            place = node.keys[name]
            node = node.entries[name]
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.members):
            node = node.members[step]
            place = node.place
    return place if key or isinstance(node, Table) else node.place


def node_at(root: Node, path: Sequence[str | int]) -> Node:
    """The deepest node a path reaches; steps that are not in the tree are passed over."""
    node = root
    for step in path:
        if isinstance(node, Table):
            node = node.entries.get(str(step), node)
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.members):
            node = node.members[step]
    return node


def merged(base: Table, change: Table) -> Table:
    """The base with the change laid over it, key by key; every value keeps the place it came from.

    Tables merge, everything else is replaced. A change of some years keeps the other years of the base, also when the
    base states one amount for all of them; a change to a total replaces the years. Years do not replace a total: which
    part of it they leave is not said, and the reader of budgets tells so.
    """
    entries, keys = dict(base.entries), dict(base.keys)
    for key, node in change.entries.items():
        below = _as_table(entries.get(key), node)
        entries[key] = merged(below, node) if below is not None and isinstance(node, Table) else node
        keys[key] = change.keys[key]
    return Table(entries, keys, change.place)


def _as_table(base: Node | None, change: Node) -> Table | None:
    """What a change can be laid over: a table, or one amount spelled out for every year when the change is yearly."""
    if isinstance(base, Table):
        is_replaced = isinstance(change, Table) and tuple(change.entries) == (TOTAL,) and _is_yearly(base)
        return None if is_replaced else base
    is_amount = isinstance(base, Scalar) and half_width(base.text)[:1].isdigit()
    if not is_amount or base is None or not (isinstance(change, Table) and _is_yearly(change)):
        return None
    years = [str(year) for year in YEARS]
    return Table(dict.fromkeys(years, base), dict.fromkeys(years, base.place), base.place)


def by_single_years(table: Table, problems: list[Problem]) -> Table:
    """The table with every yearly table in it spelled out year by year, so that a later change can touch one year.

    Years that are unknown, overlap or run backwards are told to `problems` and left out.
    """
    entries: dict[str, Node] = {}
    for key, node in table.entries.items():
        entries[key] = node
        if isinstance(node, Table):
            entries[key] = _spelled_out(node, problems) if _is_yearly(node) else by_single_years(node, problems)
    return Table(entries, table.keys, table.place)


def _spelled_out(node: Table, problems: list[Problem]) -> Node:
    """The table with single years as keys; a plain 0 when no year in it can be read, so that it is told only once."""
    years: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key, value in node.entries.items():
        if key == TOTAL:  # beside years it is told where the budget is read
            years[key], keys[key] = value, node.keys[key]
            continue
        try:
            span = years_of(key)
        except QuantityError as error:
            problems.append(Problem.at(node.keys[key], error.code, error.message, read=key))
            continue
        for year in map(str, span):
            if year in years:
                message = Saying("the year {year} stands in two entries", year=year)
                problems.append(Problem.at(node.keys[key], "E207", message, read=key))
            years[year], keys[year] = value, node.keys[key]
    return Table(years, keys, node.place) if years else Scalar(0, "0", node.place)


def _is_yearly(table: Table) -> bool:
    """Whether a table lists years: at least one key looks like one."""
    return any(_YEAR_LIKE.fullmatch(key) for key in table.entries)
