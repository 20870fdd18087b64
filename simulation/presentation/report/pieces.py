"""What a page is put together from: sentences, figures and tables; every number keeps its full precision."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

Spec = Mapping[str, Any]
"""A chart in the words of Vega-Lite."""


class Number(NamedTuple):
    """A number as it is read, rounded, and as it is, in the unit that the machine-readable answer gives it in."""

    text: str
    value: float | int | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a number behind the text."""
        return self.value is not None and math.isfinite(self.value)


Cell = str | Number
Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table of which the first column names the row."""

    id: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    folded: bool = False
    """Whether it opens only when asked for."""
    worded: bool = False
    """Whether its columns hold words, which stand on the left."""
    kind: ClassVar[str] = "table"


@dataclass(frozen=True)
class Figure:
    """A chart with what it shows, in a sentence for those who cannot see it."""

    id: str
    title: str
    description: str
    spec: Spec
    kind: ClassVar[str] = "figure"


@dataclass(frozen=True)
class Figures:
    """Small charts side by side, as many in a row as there is room for."""

    members: tuple[Figure, ...]
    wide: bool = False
    """Whether two in a row are enough."""
    kind: ClassVar[str] = "figures"


@dataclass(frozen=True)
class Sentences:
    """Paragraphs, or the points of a list."""

    texts: tuple[str, ...]
    style: str = "plain"
    """`plain`, `answer` (the headline), `note` (small), `warnings` (a list)."""
    kind: ClassVar[str] = "sentences"


@dataclass(frozen=True)
class Listing:
    """Lines to be copied as they stand: a command, or a file."""

    id: str
    title: str
    text: str
    folded: bool = False
    kind: ClassVar[str] = "listing"


Block = Table | Figure | Figures | Sentences | Listing


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading of its own."""

    id: str
    title: str
    blocks: tuple[Block | Heading, ...]


def figures_of(sections: tuple[Section, ...]) -> tuple[Figure, ...]:
    """Every figure of a page, in its order."""
    found: list[Figure] = []
    for block in (block for section in sections for block in section.blocks):
        if isinstance(block, Figure):
            found.append(block)
        elif isinstance(block, Figures):
            found += block.members
    return tuple(found)
