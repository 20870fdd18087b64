"""The merged scenario as a file of its own, in which every value is followed by the file and line it came from.

What is written reads again as the same scenario: bases and blocks are already merged in, so it names none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path

from simulation.calendar import YEARS, spans
from simulation.inputs.composition import EXTENDS, USE, shown
from simulation.inputs.problems import Place, Problem
from simulation.inputs.scenario import Scenario
from simulation.inputs.tree import Items, Node, Scalar, Table
from simulation.inputs.versions import CURRENT, SCHEMA
from simulation.inputs.yaml_reader import YamlReader

INDENT = "  "
_YEARS = frozenset(map(str, YEARS))


def merged_lines(scenario: Scenario, *, ascii_only: bool = False) -> Iterator[str]:
    """The lines of the file; with `ascii_only` every other character stands as an escape in quotes."""
    names = short_names(scenario.files)
    yield f"{SCHEMA}: {CURRENT}"
    yield from _table(scenario.content.without(SCHEMA, EXTENDS, USE), 0, _Style(names, ascii_only))


def short_names(files: Iterable[Path]) -> Mapping[str, str]:
    """How the comments call each file: by its name alone where no other file of the scenario has it."""
    labels = [shown(path) for path in files]
    names = [Path(label).name for label in labels]
    chosen = (name if names.count(name) == 1 else label for name, label in zip(names, labels, strict=True))
    return {label: _printable(short) for label, short in zip(labels, chosen, strict=True)}


class _Style:
    """How values and origins are written in one file."""

    def __init__(self, names: Mapping[str, str], ascii_only: bool) -> None:
        self._names, self.ascii_only = names, ascii_only

    def origin(self, place: Place) -> str:
        """A comment: `# baseline.yaml:12`."""
        return f"# {self._names.get(place.file, _printable(place.file))}:{place.line}"

    def scalar(self, value: Scalar, *, in_list: bool = False) -> str:
        """A value as its author wrote it, where it reads the same again; in double quotes otherwise."""
        can_be_shown = value.text.isascii() or not self.ascii_only
        if can_be_shown and reads_as(value.text, value, in_list=in_list):
            return value.text
        in_quotes = "'" + value.text.replace("'", "''") + "'"
        if can_be_shown and value.text.isprintable():
            return in_quotes
        return double_quoted(value.text, ascii_only=self.ascii_only)


def double_quoted(text: str, *, ascii_only: bool = False) -> str:
    """A text in double quotes, with an escape for every sign that cannot be shown."""

    def spelled(sign: str) -> str:
        if sign in '"\\':
            return "\\" + sign
        shown = sign.isprintable() and (sign.isascii() or not ascii_only)
        return sign if shown else f"\\U{ord(sign):08x}"

    return '"' + "".join(map(spelled, text)).replace("\\U0000000a", "\\n") + '"'


def plain_or_quoted(text: str, *, in_brackets: bool = False) -> str:
    """A text as it can stand behind a key: without quotes where it reads as this very text."""
    return _Style({}, ascii_only=False).scalar(Scalar(text, text, Place("", 1, 1)), in_list=in_brackets)


def reads_as(text: str, value: Scalar, *, in_list: bool) -> bool:
    """Whether a text without quotes gives this very value."""
    if "\n" in text or text != text.strip():
        return False
    problems: list[Problem] = []
    root = YamlReader("", f"k: [{text}]" if in_list else f"k: {text} # x", problems).read()
    found = root.entries.get("k") if isinstance(root, Table) and list(root.entries) == ["k"] else None
    if in_list:
        found = found.members[0] if isinstance(found, Items) and len(found.members) == 1 else None
    same = isinstance(found, Scalar) and (type(found.value), found.text) == (type(value.value), value.text)
    return same and not problems


def _table(table: Table, depth: int, style: _Style) -> Iterator[str]:
    for key, node in _with_spans(table):
        head = f"{INDENT * depth}{style.scalar(Scalar(key, key, table.place)) if not key[0].isdigit() else key}:"
        if isinstance(node, Table) and node.entries:
            yield head
            yield from _table(node, depth + 1, style)
        elif isinstance(node, Scalar):
            yield " ".join((head, *filter(None, (style.scalar(node),)), style.origin(node.place)))
        else:
            yield f"{head} {_flow(node, style)} {style.origin(node.place)}"


def _with_spans(table: Table) -> Iterator[tuple[str, Node]]:
    """The entries in their order; years in a row that came from one place stand as one span."""
    for _, group in groupby(table.entries.items(), key=partial(_run, table)):
        entries = list(group)
        (first, node), count = entries[0], len(entries)
        yield (spans(int(key) for key, _ in entries) if count > 1 else first), node


def _run(table: Table, entry: tuple[str, Node]) -> object:
    """What years of one span have in common; unlike anything else for all other entries."""
    key, node = entry
    if key not in _YEARS or not isinstance(node, Scalar):
        return key
    return node.place, node.text, int(key) - list(table.entries).index(key)


def _flow(node: Node, style: _Style) -> str:
    """A list or an empty table on one line."""
    if isinstance(node, Items):
        return f"[{', '.join(_flow(member, style) for member in node.members)}]"
    if isinstance(node, Table):
        inside = (f"{key}: {_flow(value, style)}" for key, value in node.entries.items())
        return "{" + ", ".join(inside) + "}"
    return style.scalar(node, in_list=True)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)
