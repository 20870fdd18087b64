"""Tables without lines, fitted to the width of the screen: words on the left, numbers on the right."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from simulation.presentation.wrapping import wrapped

Cell = str | Text
NARROWEST = 8
INDENT = 2


def plain_table(*headings: str, first: str = "", gap: int = 1) -> Table:
    """A table whose first column holds words and whose other columns hold numbers, on the right."""
    table = Table(box=None, padding=(0, gap, 0, 0), pad_edge=False, header_style="bold", expand=False)
    table.add_column(first, no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def wordy_table(headings: Sequence[str], rows: Sequence[Sequence[Cell]], loose: Sequence[int], width: int) -> Table:
    """A table of words, two cells between columns; the columns in `loose` are broken so that all fits `width`."""
    gap = 2
    table = Table(box=None, padding=(0, gap, 0, 0), pad_edge=False, header_style="bold", expand=False)
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    for row in fitted(headings, rows, loose, width - gap * (len(headings) - 1)):
        table.add_row(*row)
    return table


def sections(
    headings: Sequence[str], rows: Sequence[Sequence[str]], parts: "Parts", width: int
) -> Iterator[Table | Text]:
    """A table of words in sections that share their columns: headings, then each group's heading and its rows.

    Under a row stands its sentence, over the whole width.
    """
    gap = 2
    cells = fitted(headings, [headings, *rows], parts.loose, width - INDENT - gap * (len(headings) - 1))
    widest = [max(map(_line_width, column)) for column in zip(*cells, strict=True)]
    columns = [INDENT + widest[0] + gap, *(wide + gap for wide in widest[1:-1]), widest[-1]]
    yield _row(cells[0], columns, "bold")
    group = ""
    for row, heading, sentence in zip(cells[1:], parts.groups, parts.below, strict=True):
        if heading != group:
            yield Text("\n".join(wrapped(heading, width)), style="bold")
            group = heading
        yield _row(row, columns)
        if sentence:
            margin = " " * 2 * INDENT
            yield Text("\n".join(margin + line for line in wrapped(sentence, width - len(margin))), style="dim")


class Parts(NamedTuple):
    """How a table falls into sections: columns that may be broken, each row's group, and the sentence under it."""

    loose: Sequence[int]
    groups: Sequence[str]
    below: Sequence[str]


def _row(cells: Sequence[Cell], columns: Sequence[int], style: str = "") -> Table:
    table = Table(box=None, padding=0, show_header=False, expand=False)
    first, *rest = cells
    for wide in columns:
        table.add_column(width=wide, no_wrap=True)
    table.add_row("\n".join(" " * INDENT + line for line in str(first).split("\n")), *rest, style=style)
    return table


def _line_width(cell: Cell) -> int:
    return max((cell_len(line) for line in str(cell).split("\n")), default=0)


def fitted(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]], loose: Sequence[int], width: int
) -> list[list[Cell]]:
    """The rows with the cells of the `loose` columns broken into lines, so that a row is at most `width` cells wide.

    Columns that need little keep what they need; the others share the rest evenly.
    """
    natural = [max(map(_width, (heading, *cells))) for heading, *cells in zip(headings, *rows, strict=True)]
    left = width - sum(wide for column, wide in enumerate(natural) if column not in loose)
    given: dict[int, int] = {}
    for place, column in enumerate(sorted(loose, key=lambda column: natural[column])):
        share = max(left // (len(loose) - place), NARROWEST)
        given[column] = min(natural[column], share)
        left -= given[column]
    return [[_broken(cell, given.get(column)) for column, cell in enumerate(row)] for row in rows]


def _width(cell: Cell) -> int:
    return cell.cell_len if isinstance(cell, Text) else cell_len(cell)


def _broken(cell: Cell, width: int | None) -> Cell:
    return "\n".join(wrapped(cell, width)) if width and isinstance(cell, str) else cell
