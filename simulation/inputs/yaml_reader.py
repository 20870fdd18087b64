"""Builds the tree of one YAML text from the parser's events, step by step and without recursion."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)  # fmt: skip

from simulation.inputs.problems import Place, Problem
from simulation.inputs.punctuation import sign_before, wrong_colon
from simulation.inputs.tree import Items, Node, Scalar, Table, plain
from simulation.quantities import half_width
from simulation.saying import Saying

DEEPEST, MOST_VALUES = 50, 10_000
FOLD = "\a"
"""Where the parser marks that a folded text was broken; no file holds this character (see UNPRINTABLE)."""
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
"""Signs that nobody sees, or that show a line in another order than it is read."""
_LEADING_ZERO = re.compile(r"[-+]?0[\d_]+(\.\d*)?")
_WHOLE = re.compile(r"[-+]?\d{1,18}")
_DECIMAL = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?")
_OPENED = re.compile("flow|quoted")
SECOND_COLON = "mapping values are not allowed"
_AFTER_A_QUOTE = re.compile(r""".*:\s+(?:'[^']*'|"[^"]*")\s*\Z""")
_COMMA = Saying("a comma or the closing bracket is missing")
_INDENTED = Saying("the indentation does not fit the lines above, or a colon is missing there")
_REASONS = {
    SECOND_COLON: Saying("a second colon stands in the line: put the text in quotes"),
    "could not find expected ':'": Saying("a key without a colon behind it"),
    "expected <block end>": _INDENTED, "sequence entries are not allowed": _INDENTED,
    "expected ',' or": _COMMA, "expected the node content": Saying("a value is missing"),
    "found unexpected end of stream": Saying("a quotation mark is opened and never closed"),
    "found character": Saying("this sign starts no value: put the text in quotes"),
    "found unknown escape": Saying("a backslash in double quotes: use single quotes"),
    "expected chomping": Saying("> and | open a text of several lines: put the text in quotes"),
}  # fmt: skip
"""What the parser means, by how its reason begins."""
_WORDS: dict[str, bool | float | None] = {
    "": None, "~": None, "null": None, "true": True, "false": False,
    ".nan": float("nan"), ".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"),
}  # fmt: skip


class _Built(NamedTuple):
    """A finished node, how many values it holds and how many levels, repeated ones counted."""

    node: Node
    size: int = 1
    levels: int = 0


@dataclass(slots=True)
class _Growing:
    """A table or list whose end has not been read yet."""

    place: Place
    is_table: bool
    anchor: str | None
    size: int = 1
    levels: int = 1
    members: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    awaited: str | None = None
    skipping: bool = False

    def finished(self) -> _Built:
        if self.is_table:
            return _Built(Table(self.entries, self.keys, self.place), self.size, self.levels)
        return _Built(Items(tuple(self.members), self.place), self.size, self.levels)


class YamlReader:
    """Reads one text; what is wrong goes to `problems`."""

    def __init__(self, name: str, text: str, problems: list[Problem]) -> None:
        self._name, self._text, self._problems = name, text, problems
        self._lines = text.split("\n")
        self._open: list[_Growing] = []
        self._anchors: dict[str, _Built] = {}
        self._root: Node | None = None
        self._values = 0
        self._stopped = False

    def read(self) -> Node | None:
        """The tree, or None when the text is empty or reading had to stop."""
        try:
            for event in YAML(typ="rt", pure=True).parse(io.StringIO(self._text)):
                self._take(event)
                if self._stopped:
                    return None
        except (YAMLError, ValueError, OverflowError, NotImplementedError) as error:
            self._broken(error)
            return None
        if self._root is None:
            self._stop(Place(self._name, 1, 1), "E007", Saying("the file is empty"))
        return self._root

    def _take(self, event: Any) -> None:
        if getattr(event, "tag", None) is not None and not isinstance(event, AliasEvent):
            message = Saying("YAML tags are not used here: write the value alone")
            self._problems.append(Problem.at(self._place(event), "E013", message, read=str(event.tag)))
        if isinstance(event, DocumentStartEvent) and self._root is not None:
            self._stop(self._place(event), "E012", Saying("a second document starts here; one file holds one"))
        elif isinstance(event, ScalarEvent):
            self._add(_Built(self._scalar(event)), self._place(event), event.anchor)
        elif isinstance(event, AliasEvent):
            self._add_alias(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            is_table = isinstance(event, MappingStartEvent)
            self._open.append(_Growing(self._place(event), is_table, event.anchor))
            self._check_levels(self._place(event))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            ended = self._open.pop()
            self._values -= ended.size - 1
            self._add(ended.finished(), ended.place, ended.anchor)

    def _check_levels(self, place: Place, more: int = 0) -> None:
        if len(self._open) + more > DEEPEST:
            self._stop(place, "E009", Saying("more than {most} levels of nesting", most=DEEPEST))

    def _add(self, built: _Built, place: Place, anchor: str | None = None) -> None:
        """Put a finished node where it belongs: into the innermost open table or list, or at the root."""
        node = built.node
        self._values += built.size
        if self._values > MOST_VALUES:
            self._stop(place, "E010", Saying("more than {most:,} values, repeated ones counted", most=MOST_VALUES))
        if anchor:
            self._anchors[anchor] = built
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.size += built.size
        parent.levels = max(parent.levels, built.levels + 1)
        if not parent.is_table:
            parent.members.append(node)
        elif parent.skipping:
            parent.skipping = False
        elif parent.awaited is None:
            self._add_key(parent, node)
        else:
            is_empty = isinstance(node, Scalar) and node.text == "" and node.shift == 0
            parent.entries[parent.awaited] = replace(node, place=parent.keys[parent.awaited]) if is_empty else node
            parent.awaited = None

    def _add_key(self, parent: _Growing, node: Node) -> None:
        key = half_width(node.text).strip() if isinstance(node, Scalar) else ""
        if isinstance(node, Scalar) and node.shift == 0 and node.text[:1].isspace():
            self._stop(node.place, "E011", Saying("a space of another kind stands where plain spaces are needed"))
            return
        if not key:
            message = Saying("a key must be a single word or number")
            self._problems.append(Problem.at(node.place, "E014", message))
            parent.skipping = True
        elif key in parent.keys:
            message = Saying("the key {name} stands already in line {line}", name=key, line=parent.keys[key].line)
            self._problems.append(Problem.at(node.place, "E006", message, read=key))
            parent.skipping = True
        else:
            parent.awaited, parent.keys[key] = key, node.place

    def _add_alias(self, event: Any) -> None:
        if any(growing.anchor == event.anchor for growing in self._open):
            self._stop(self._place(event), "E010", Saying("*{name} stands inside what it repeats", name=event.anchor))
        elif event.anchor not in self._anchors:
            message = Saying("*{name} repeats something that is not marked before", name=event.anchor)
            self._stop(self._place(event), "E005", message)
        else:
            self._check_levels(self._place(event), self._anchors[event.anchor].levels)
            self._add(self._anchors[event.anchor], self._place(event))

    def _scalar(self, event: Any) -> Scalar:
        place, text = self._place(event), str(event.value)
        text = text.replace(FOLD, "") if event.style == ">" else text
        several_lines = event.end_mark.line != event.start_mark.line
        odd = UNPRINTABLE.search(text)
        if odd:
            message = Saying("the file holds the unprintable character {sign!r}", sign=odd[0])
            self._stop(place, "E004", message)
        if event.style is not None:
            return Scalar(text, text, place, None if several_lines else 1)
        if _LEADING_ZERO.fullmatch(text):
            message = Saying("{read} starts with 0: write the number without it, or put text in quotes", read=text)
            self._problems.append(Problem.at(place, "E015", message, read=text))
        return Scalar(_value_of(text), text, place, None if several_lines else 0)

    def _place(self, event: Any) -> Place:
        return self._at(event.start_mark.line, event.start_mark.column)

    def _at(self, line: int, column: int) -> Place:
        return Place(self._name, line + 1, column + 1, self._lines[line] if line < len(self._lines) else "")

    def _stop(self, place: Place, code: str, message: Saying) -> None:
        self._problems.append(Problem.at(place, code, message))
        self._stopped = True

    def _broken(self, error: Exception) -> None:
        """Tell where the text stops being YAML, in the author's words where the reason is a common slip."""
        mark, opening = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        place = self._at(mark.line, mark.column) if mark else Place(self._name, 1, 1)
        slip = self._slip_near(place)
        if slip is not None:
            self._stop(*slip)
        elif "\t" in place.source[: place.column]:
            place = self._at(place.line - 1, place.source.index("\t"))
            self._stop(place, "E011", Saying("a tab stands where spaces are needed"))
        elif opening and mark and opening.line < mark.line and _OPENED.search(str(getattr(error, "context", ""))):
            place = self._at(opening.line, opening.column)
            self._stop(place, "E005", Saying("what is opened here is never closed"))
        else:
            reason = str(getattr(error, "problem", None) or error).partition("\n")[0]
            known = next((saying for start, saying in _REASONS.items() if reason.startswith(start)), None)
            if known is _INDENTED and _AFTER_A_QUOTE.match(place.source[: place.column - 1]):
                known = Saying("words follow the closing quotation mark: put all of the text in one pair of quotes")
            if known is _REASONS[SECOND_COLON] and ":" not in place.source[: place.column - 1]:
                known = _INDENTED
            unknown = Saying("this is not YAML; its reader says: {reason}", reason=reason)
            self._stop(place, "E005", Saying("this is not YAML: {reason}", reason=known) if known else unknown)

    def _slip_near(self, place: Place) -> tuple[Place, str, Saying] | None:
        """A wrong sign in this line or the one before that explains why the text stops being YAML."""
        sign = sign_before(place.source[: place.column])
        if sign is not None:
            return self._at(place.line - 1, sign.offset), "E005", sign.saying
        for line in (place.line - 1, place.line - 2):
            colon = wrong_colon(self._lines[line]) if 0 <= line < len(self._lines) else None
            if colon is not None:
                return self._at(line, colon.offset), "E005", colon.saying
        return None


def read_value(text: str) -> Any:
    """A short text, such as an example of ours, as plain Python. Raises ValueError when it is not YAML."""
    problems: list[Problem] = []
    root = YamlReader("", text, problems).read()
    if root is None or problems:
        raise ValueError(f"{text!r} cannot be read")
    return plain(root)


def _value_of(text: str) -> str | int | float | bool | None:
    """A value written without quotes, by the core rules of YAML 1.2: `no` and `off` are words, not false."""
    word = text if text in ("True", "TRUE", "False", "FALSE", "Null", "NULL", ".NaN", ".NAN") else None
    if word or text in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
