"""The first sheet of an Excel file as texts: stored results only, no formula, link or macro is ever run."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable
from typing import Any

from simulation.inputs.office_towns.sheets import MOST_COLUMNS, Found, Line, add_line
from simulation.inputs.problems import Problem
from simulation.saying import Saying

LARGEST_UNPACKED = 40_000_000
SEEN_ROWS = 10_000
FORMULA = "f"


def read_excel(raw: bytes, name: str, problems: list[Problem]) -> Found | None:
    """Rows of the first sheet and the formulas without a stored result, or None after telling why not."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            sizes: dict[str, Any] = {"size": unpacked, "most": LARGEST_UNPACKED}
            message = Saying("{size:,} bytes when unpacked; at most {most:,} are read", **sizes)
            problems.append(Problem("E003", message, name))
            return None
        values, formulas = (_first_sheet(raw, data_only=choice) for choice in (True, False))
    except Exception as error:  # noqa: BLE001 - the library raises whatever a broken file brings it to
        message = Saying("this is not an Excel file that can be read: {reason}", reason=str(error)[:200])
        problems.append(Problem("E412", message, name))
        return None
    if len(values) > SEEN_ROWS:
        message = Saying("the first sheet has more than {most:,} rows, blank ones counted", most=SEEN_ROWS)
        problems.append(Problem("E414", message, name))
        return None
    lines: list[Line] = []
    for number, row in enumerate(values, start=1):
        if not add_line(lines, Line(number, tuple(_text(value) for value in row)), name, problems):
            return None
    return tuple(lines), tuple(_unsaved(values, formulas))


def _first_sheet(raw: bytes, *, data_only: bool) -> list[list[Any]]:
    """Values of the first sheet, one row more than may be seen; unless `data_only`, whether each is a formula."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of the file that are not read: styles, validation, drawings
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=data_only, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_row=SEEN_ROWS + 1, max_col=MOST_COLUMNS + 1)
        return [[_shown(cell, data_only) for cell in row] for row in cells]
    finally:
        book.close()


def _shown(cell: Any, data_only: bool) -> Any:
    """What a cell holds; of the formulas only where they stand."""
    if data_only:
        return cell.value
    return cell.data_type == FORMULA


def _unsaved(values: Iterable[list[Any]], formulas: Iterable[list[Any]]) -> Iterable[tuple[int, int]]:
    for number, (row, marks) in enumerate(zip(values, formulas, strict=True), start=1):
        for column, (value, is_formula) in enumerate(zip(row, marks, strict=False), start=1):
            if is_formula and value is None:
                yield number, column


def _text(value: Any) -> str:
    """A cell as a reader would type it: whole numbers without a point, flags as yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
