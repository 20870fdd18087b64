"""The head of a town table: which column holds what, in which unit, and which columns are not read."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import NamedTuple

from simulation.inputs.office_towns.columns import COUNT_UNITS, HEADERS, READ_AS, Column, plain
from simulation.inputs.office_towns.sheets import Line, Sheet
from simulation.inputs.problems import Problem
from simulation.quantities import MONEY, PURE, QuantityError, read_unit
from simulation.saying import Saying

LINES_LOOKED_AT = 10
LIKELY_MEANT = 0.75
BASE_YEAR = "2015"
_BRACKETS = re.compile(r"(.*?)[(\[【]([^()\[\]【】]*)[)\]】]?\s*")
_UNIT_WORD = re.compile(r"^(单位|unit)\s*[:：]?\s*", re.IGNORECASE)


class Place(NamedTuple):
    """A column of the sheet: its position from 0, its header as written, and the unit in that."""

    position: int
    header: str
    unit: str | None
    """None after a mistake in it: the figures below are then not read, so that it is told once."""


class Head(NamedTuple):
    """The row of headers: its place among the lines, the columns read, and headers that are not."""

    line: int
    columns: dict[str, Place]
    unused: tuple[str, ...]
    read_as: tuple[str, ...]
    """Headers that say less than the figure they were read as."""


def problem_at(sheet: Sheet, line: Line, position: int, code: str, message: Saying, **details: object) -> Problem:
    """A mistake in a cell: the row and the column of the sheet, with the row shown."""
    before = [f"{cell.strip()} | " for cell in line.cells[:position]]
    shown = " | ".join(cell.strip() for cell in line.cells)
    mark = len("".join(before)) + 1
    return Problem(
        code,
        message,
        sheet.file,
        line.number,
        position + 1,
        source=shown,
        mark=mark,
        **details,  # type: ignore[arg-type]
    )


def read_head(sheet: Sheet, problems: list[Problem]) -> Head | None:
    """The head of a sheet, or None after telling that there is none; titles may stand above it."""
    place = next((at for at, line in enumerate(sheet.lines[:LINES_LOOKED_AT]) if _names_towns(line)), None)
    if place is None:
        first = sheet.lines[0]
        message = Saying("no column of names: one header must be 镇名 (town) or 代码 (code)")
        problems.append(problem_at(sheet, first, 0, "E401", message))
        return None
    line = sheet.lines[place]
    columns: dict[str, Place] = {}
    unused, read_as = [], []
    for position, cell in enumerate(line.cells):
        header, inside = _parts(cell)
        if not header or header.startswith("#"):
            unused += [header] if header else []
            continue
        column = HEADERS.get(plain(header))
        if column is None:
            unused += _unknown(sheet, line, position, header, problems)
        elif column.key in columns:
            earlier = columns[column.key].header
            message = Saying("{one!r} and {other!r} are the same figure", one=header[:40], other=earlier[:40])
            problems.append(problem_at(sheet, line, position, "E403", message, read=header))
        else:
            unit = _unit(sheet, line, position, (column, inside), problems)
            columns[column.key] = Place(position, header, unit)
            read_as += [header] if plain(header) in READ_AS else []
    return Head(place, columns, tuple(unused), tuple(read_as))


def _names_towns(line: Line) -> bool:
    keys = {column.key for cell in line.cells if (column := HEADERS.get(plain(_parts(cell)[0])))}
    return bool(keys & {"name", "code"})


def _parts(cell: str) -> tuple[str, str]:
    """A header and what stands in brackets behind it."""
    text = " ".join(unicodedata.normalize("NFKC", cell).split())
    found = _BRACKETS.fullmatch(text)
    return (found[1].strip(), found[2].strip()) if found else (text, "")


def _unknown(sheet: Sheet, line: Line, position: int, header: str, problems: list[Problem]) -> list[str]:
    """A header nobody knows: a slip when it is close to one that is known, else a column that is not read."""
    near = difflib.get_close_matches(plain(header), HEADERS, n=1, cutoff=LIKELY_MEANT)
    near = near or [known for known in HEADERS if sorted(known) == sorted(plain(header))]  # GPD for GDP
    if not near:
        return [header]
    column = HEADERS[near[0]]
    named = next(name for name in (*column.zh, *column.en, column.key) if plain(name) == near[0])
    message = Saying("unknown column {header!r}; put # before it if it is not to be read", header=header[:40])
    problems.append(problem_at(sheet, line, position, "E402", message, read=header, nearest=named))
    return []


def _unit(sheet: Sheet, line: Line, position: int, asked: tuple[Column, str], problems: list[Problem]) -> str | None:
    """The unit in the brackets of a header; a year must be that of the base year. None after telling a mistake."""
    column, inside = asked
    unit, known = "", len(problems)
    for part in re.split(r"[,，;；、]", inside):
        word = _UNIT_WORD.sub("", part.strip()).strip()
        if not word or word.removesuffix("年") == BASE_YEAR:
            continue
        if re.fullmatch(r"\d{4}年?", word):
            message = Saying("figures of {year}: the model starts from those of {base}", year=word, base=BASE_YEAR)
            problems.append(problem_at(sheet, line, position, "E416", message, read=word))
        elif _fits(word, column):
            unit = word
        else:
            names = {"zh": column.zh[0], "en": column.en[0]}
            message = Saying("{word!r} is no unit of {zh} ({en})", word=word[:40], **names)
            allowed = tuple(each for each in (column.unit_zh, column.unit_en) if each)
            problems.append(problem_at(sheet, line, position, _code_of(word), message, read=word, allowed=allowed))
    return unit if len(problems) == known else None


def _fits(word: str, column: Column) -> bool:
    if column.kind == "count":
        return word in COUNT_UNITS or word in {f"万{unit}" for unit in COUNT_UNITS}
    if column.kind not in ("money", "people"):
        return column.kind in ("flag", "name", "city", "code", "kind", "specialty", "year", "degrees")
    try:
        dimension, _ = read_unit(word)
    except QuantityError:
        return False
    return dimension == (MONEY if column.kind == "money" else PURE) and word not in ("%", "percent")


def _code_of(word: str) -> str:
    """Whether the unit is unknown or one of something else."""
    try:
        read_unit(word)
    except QuantityError:
        return "E104"
    return "E203"
