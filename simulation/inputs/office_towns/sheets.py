"""A town table as a sheet of texts: CSV in UTF-8 or GBK, or the first sheet of an Excel file."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any, NamedTuple

from simulation.inputs.documents import bytes_of
from simulation.inputs.problems import Problem
from simulation.saying import Saying

LARGEST_FILE = 2_000_000
MOST_ROWS, MOST_COLUMNS = 3_000, 100
DELIMITERS = (",", "\t", ";", "，")
EXCEL, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SHEET_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")


class Line(NamedTuple):
    """One row of a sheet: its number as a reader counts it, and the text of every cell."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)


class Sheet(NamedTuple):
    """A file's name as it was given, the hash of its bytes, and the rows that are not blank."""

    file: str
    digest: str
    lines: tuple[Line, ...]
    unsaved: tuple[tuple[int, int], ...] = ()
    """Row and column of every Excel formula whose result was not stored."""


def is_town_table(path: Path) -> bool:
    """Whether a file's name is that of a table and not of a scenario."""
    return path.suffix.lower() in SHEET_SUFFIXES


def read_sheet(path: Path, problems: list[Problem]) -> Sheet | None:
    """The sheet in a file, or None after telling `problems` why it cannot be read."""
    name = str(path)
    raw = bytes_of(path, name, problems, most=LARGEST_FILE)
    if raw is None:
        return None
    if raw.startswith(OLD_EXCEL):
        message = Saying("an Excel file of the old kind, or with a password: save it as .xlsx without one, or as CSV")
        problems.append(Problem("E412", message, name))
        return None
    if raw.startswith(EXCEL):
        from simulation.inputs.office_towns.excel import read_excel

        found = read_excel(raw, name, problems)
    else:
        found = _read_csv(raw, name, problems)
    if found is None:
        return None
    lines, unsaved = found
    if not lines:
        problems.append(Problem("E007", Saying("the table is empty"), name))
        return None
    return Sheet(name, hashlib.sha256(raw).hexdigest(), lines, unsaved)


Found = tuple[tuple[Line, ...], tuple[tuple[int, int], ...]]


def _read_csv(raw: bytes, name: str, problems: list[Problem]) -> Found | None:
    text = decoded(raw, name, problems)
    if text is None:
        return None
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    start = 1
    try:
        for cells in reader:
            if not add_line(lines, Line(start, tuple(cells)), name, problems):
                return None
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem("E412", _broken(str(error)), name, max(reader.line_num, 1), 1))
        return None
    return tuple(lines), ()


def _broken(reason: str) -> Saying:
    """Why a CSV file cannot be read on, by how the reader's reason begins."""
    if reason.startswith("field larger"):
        most = csv.field_size_limit()
        return Saying("a cell holds more than {most:,} characters: is a quotation mark open?", most=most)
    if reason.startswith("unexpected end"):
        return Saying("a quotation mark is opened and never closed")
    return Saying("the table breaks off: {reason}; a quotation mark inside a text is written twice", reason=reason)


def add_line(lines: list[Line], line: Line, name: str, problems: list[Problem]) -> bool:
    """Add a row unless it is blank; False after telling that the table is too long or too wide."""
    filled = max((place for place, cell in enumerate(line.cells, start=1) if cell.strip()), default=0)
    if filled > MOST_COLUMNS or (filled and len(lines) >= MOST_ROWS):
        limits: dict[str, Any] = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        message = Saying("the table is too large: at most {rows:,} rows and {columns} columns are read", **limits)
        problems.append(Problem("E414", message, name, line.number, filled if filled > MOST_COLUMNS else 1))
        return False
    if filled:
        lines.append(Line(line.number, line.cells[:filled]))
    return True


def decoded(raw: bytes, name: str, problems: list[Problem]) -> str | None:
    """Text in UTF-8 (with or without its mark) or else in GBK (GB18030), or None after telling why it is neither."""
    if raw.startswith(UTF_16):
        message = Saying("the file is Unicode text of two bytes (UTF-16): save it as “CSV UTF-8” or as .xlsx")
        problems.append(Problem("E413", message, name))
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = next((sign for sign in text if _is_odd(sign)), None)
        if odd is None:
            return text
        place = text.index(odd)
        line = text.count("\n", 0, place) + 1
        message = Saying(
            "the file holds the sign {sign!r}, so it is neither UTF-8 nor GBK: save it as “CSV UTF-8” or as .xlsx",
            sign=odd,
        )
        problems.append(Problem("E413", message, name, line, 1))
        return None
    message = Saying("the file is neither UTF-8 nor GBK: save it as “CSV UTF-8” or as .xlsx")
    problems.append(Problem("E413", message, name))
    return None


def _is_odd(sign: str) -> bool:
    """Control signs, and the private places that a wrong encoding leaves behind."""
    return (sign < " " and sign not in "\t\r\n") or "\x7f" <= sign <= "\x9f" or "\ue000" <= sign <= "\uf8ff"
