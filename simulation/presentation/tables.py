"""Tables without lines, fitted to the width of the screen: words on the left, numbers on the right."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from simulation.presentation.wrapping import wrapped

Cell = str | Text
NARROWEST = 8


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
