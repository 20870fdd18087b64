"""The table an office fills in: its towns with their codes, and an empty column for every figure the model can use."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from simulation.inputs.fields import CITIES
from simulation.inputs.office_towns.columns import COLUMNS, Column
from simulation.inputs.towns import load_towns
from simulation.presentation.words import Words

SUFFIXES: Final = (".csv", ".xlsx")
WIDTH: Final = 16
Row = Sequence[str]


def write_template(path: Path, city: int | None, words: Words) -> int:
    """Write the towns of a city, or of the whole province, and return how many; the file must not exist yet.

    Raises FileExistsError, and OSError where it cannot be written.
    """
    rows = list(template_rows(city, words))
    headings = [heading(column, words) for column in COLUMNS]
    if path.suffix.lower() == ".xlsx":
        _write_excel(path, [headings, *rows], words)
    else:
        with path.open("x", encoding="utf-8-sig", newline="") as file:  # the mark makes Excel read it as UTF-8
            csv.writer(file).writerows([headings, *rows])
    return len(rows)


def heading(column: Column, words: Words) -> str:
    """The header of a column in the reader's language with the unit its figures are to be in."""
    if words.language == "zh":
        return f"{column.zh[0]}（{column.unit_zh}）" if column.unit_zh else column.zh[0]
    return f"{column.en[0]} ({column.unit_en})" if column.unit_en else column.en[0]


def template_rows(city: int | None, words: Words) -> Iterator[Row]:
    """The towns and candidates of the model's own table: code, name, city and title; everything else is empty."""
    towns = load_towns()
    for row, code in enumerate(towns.code):
        if city in (None, towns.city[row]):
            known = {
                "code": str(code),
                "name": towns.name[row],
                "city": CITIES[towns.city[row]],
                "certified": words("template.yes" if towns.certified_2015[row] else "template.no"),
            }
            yield [known.get(column.key, "") for column in COLUMNS]


def _write_excel(path: Path, rows: Sequence[Row], words: Words) -> None:
    """The table on the first sheet, what every column is for on the second."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet, notes = book.worksheets[0], book.create_sheet(words("template.notes"))
    sheet.title = words("template.towns")
    for row in rows:
        sheet.append(list(row))
    for column in COLUMNS:
        notes.append([heading(column, words), words(f"use.{column.use}")])
    for page in (sheet, notes):
        for column in page.columns:
            page.column_dimensions[column[0].column_letter].width = WIDTH
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "D2"
    with path.open("xb") as file:
        book.save(file)
