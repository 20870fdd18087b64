"""The office's own towns as a study takes them: the rows, the file they came from, and how they are to be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulation.inputs.fields import CITIES
from simulation.inputs.office_towns.assumptions import Assumption
from simulation.inputs.office_towns.headers import Head, read_head
from simulation.inputs.office_towns.rows import OfficeRow, Rows, read_rows
from simulation.inputs.office_towns.sheets import read_sheet
from simulation.inputs.problems import InputError, Problem
from simulation.saying import Saying


@dataclass(frozen=True)
class OfficeTowns:
    """A checked town table. `only_these`: its towns are the whole study; `whole_budgets`: they get all its money."""

    path: str
    """As it was given."""
    digest: str
    """SHA-256 of the file."""
    rows: tuple[OfficeRow, ...]
    remarks: tuple[Assumption, ...] = ()
    """What was assumed while reading."""
    only_these: bool = False
    whole_budgets: bool = False

    @property
    def file(self) -> str:
        """The file's name without its folder."""
        return Path(self.path).name

    @property
    def cities(self) -> tuple[str, ...]:
        """Its cities in the order of their codes."""
        return tuple(CITIES[place] for place in sorted({row.city for row in self.rows}))


def load_office_towns(path: str | Path, *, only_these: bool = False, whole_budgets: bool = False) -> OfficeTowns:
    """Read a town table. Raises InputError with everything that is wrong with it."""
    problems: list[Problem] = []
    sheet = read_sheet(Path(path), problems)
    head = read_head(sheet, problems) if sheet is not None else None
    if sheet is None or head is None:
        raise InputError(problems)
    rows = read_rows(sheet, head, problems)
    if not rows.towns and not problems:
        message = Saying("the table has headers but no town")
        problems.append(Problem("E007", message, sheet.file, sheet.lines[head.line].number))
    if problems:
        raise InputError(problems)
    return OfficeTowns(str(path), sheet.digest, rows.towns, _remarks(head, rows), only_these, whole_budgets)


def _remarks(head: Head, rows: Rows) -> tuple[Assumption, ...]:
    """What reading took for granted."""
    remarks = []
    if head.unused:
        remarks.append(Assumption("columns_unused", {"columns": head.unused}))
    if rows.skipped:
        remarks.append(Assumption("rows_skipped", {"rows": rows.skipped}))
    if rows.inherited:
        remarks.append(Assumption("city_of_row_above", {"towns": rows.inherited}))
    if head.read_as:
        remarks.append(Assumption("firms_read_as_industrial", {"columns": head.read_as}))
    return tuple(remarks)
