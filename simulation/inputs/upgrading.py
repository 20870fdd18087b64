"""Brings the text of an older scenario file to the current version of the format and touches nothing else in it.

Comments, order, quotes, line ends and white space stay as their author left them: only the keys that were renamed
change, at the place where they stand, and the line that states the version is added.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from simulation.inputs.documents import bytes_of, table_of, text_of
from simulation.inputs.problems import InputError, Place, Problem
from simulation.inputs.tree import Scalar, Table, plain
from simulation.inputs.versions import CURRENT, SCHEMA, Rename, brought_up, due, version_of
from simulation.quantities import half_width
from simulation.saying import Saying

MARK = "\ufeff"
_LINE_END = re.compile(r"(\r\n|\r|\n)")
_KEY = re.compile(r"""(?P<quote>["']?)(?P<name>[^"'\s:,{}]+)(?P=quote)""")


class Upgrade(NamedTuple):
    """A file before and after: its version, its text, and the renames with the line they stand in."""

    version: int
    before: str
    after: str
    renames: tuple[tuple[int, Rename], ...]

    @property
    def is_due(self) -> bool:
        """Whether anything changes."""
        return self.before != self.after


class _Edit(NamedTuple):
    """At a line and column (from 0), so many characters give way to a text."""

    line: int
    column: int
    length: int
    text: str


def beside(path: Path) -> Path:
    """The file an author means: the one of that name, or that of a scenario of that name in the folder."""
    named = path.with_name(f"{path.name}.yaml")
    return named if named.is_file() and not path.exists() else path


def upgrade(path: Path, name: str) -> Upgrade:
    """The file in the current version; `name` is how messages call it.

    Raises InputError when it cannot be read, when its version is unknown, and when a change must be made by hand.
    """
    problems: list[Problem] = []
    raw = bytes_of(path, name, problems)
    text = None if raw is None else text_of(raw, name, problems)
    root = None if text is None else table_of(text, name, problems)
    version = None if root is None else version_of(root, problems)
    if raw is None or root is None or version is None or problems:
        raise InputError(problems)
    before = raw.decode("utf-8")
    if version == CURRENT:
        return Upgrade(version, before, before, ())
    renames = tuple((_place(root, rename), rename) for rename in due(root, version))
    edits = [_rename(place, rename) for place, rename in renames]
    after = _edited(before, [*edits, _statement(root, before)])
    if not _means_the_same(after, root, version):
        raise InputError([_by_hand(root.place, SCHEMA, f"{SCHEMA}: {CURRENT}")])
    return Upgrade(version, before, after, tuple((place.line, rename) for place, rename in renames))


def _place(root: Table, rename: Rename) -> Place:
    node = root
    for key in rename.path[:-1]:
        below = node.entries[key]
        assert isinstance(below, Table), "a rename is due only where its key stands"
        node = below
    return node.keys[rename.path[-1]]


def _rename(place: Place, rename: Rename) -> _Edit:
    """The key by its new name where it stands, in the quotes it has."""
    found = _KEY.match(place.source, place.column - 1)
    if found is None or half_width(found["name"]) != rename.path[-1]:
        raise InputError([_by_hand(place, rename.path[-1], rename.name)])
    return _Edit(place.line - 1, found.start("name"), len(found["name"]), rename.name)


def _statement(root: Table, text: str) -> _Edit:
    """The version itself: in place of an older one, else before everything else that is stated."""
    stated = root.entries.get(SCHEMA)
    if isinstance(stated, Scalar):
        return _Edit(stated.place.line - 1, stated.place.column - 1, len(stated.text), str(CURRENT))
    line, column = root.place.line - 1, root.place.column - 1
    if root.place.source[column : column + 1] == "{":
        return _Edit(line, column + 1, 0, f"{SCHEMA}: {CURRENT}, ")
    ends = _LINE_END.search(text)
    return _Edit(line, 0, 0, " " * column + f"{SCHEMA}: {CURRENT}" + (ends[0] if ends else "\n"))


def _edited(text: str, edits: list[_Edit]) -> str:
    """The text after all edits, the last first so that the places of the others stay right."""
    mark = MARK if text.startswith(MARK) else ""
    pieces = _LINE_END.split(text.removeprefix(MARK))
    for edit in sorted(edits, reverse=True):
        line = pieces[2 * edit.line]
        pieces[2 * edit.line] = line[: edit.column] + edit.text + line[edit.column + edit.length :]
    return mark + "".join(pieces)


def _means_the_same(after: str, root: Table, version: int) -> bool:
    problems: list[Problem] = []
    text = text_of(after.encode("utf-8"), "", problems)
    read = None if text is None else table_of(text, "", problems)
    expected = {SCHEMA: CURRENT, **plain(brought_up(root.without(SCHEMA), version))}
    return read is not None and not problems and plain(read) == expected


def _by_hand(place: Place, name: str, new: str) -> Problem:
    return Problem.at(place, "E120", Saying("this must be changed by hand: write {new} for {old}", new=new, old=name))
