"""The rows of a town table: which town each is, and the figures it states; every mistake is told in one pass."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from simulation.inputs.fields import CITIES
from simulation.inputs.office_towns.atlas import Atlas, Known, city_of, load_atlas, nearest_city, stem
from simulation.inputs.office_towns.cells import CellError, Value, clean, value_of
from simulation.inputs.office_towns.checks import contradictions
from simulation.inputs.office_towns.columns import BY_KEY, COLUMNS, plain
from simulation.inputs.office_towns.headers import Head, problem_at
from simulation.inputs.office_towns.sheets import Line, Sheet
from simulation.inputs.problems import Problem
from simulation.saying import Saying

TOTALS = {
    *("合计", "总计", "小计", "全市", "全市合计", "全省合计", "平均", "合计数"),
    *("total", "sum", "subtotal", "average"),
}
NOTES = ("注", "备注", "说明", "资料来源", "数据来源", "单位", "note", "source")
_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*%?")
NEW_COUNTY, NEW_CODES = 99, 900
"""County digits of a town that no list has, and how many such towns a city can have."""


class OfficeRow(NamedTuple):
    """One town as the office states it; `figures` holds what is stated, by column, in the units of the model."""

    line: int
    code: int
    name: str
    city: int
    latitude: float
    longitude: float
    source: str
    """`table`: one of the model's own towns; `units`: another township unit; `new`: known to no list."""
    figures: Mapping[str, Value]


@dataclass
class Asked:
    """One row on its way: the texts of its cells by column, and the town it turns out to be."""

    line: Line
    texts: Mapping[str, str]
    city: int | None
    inherits: bool = False
    """Whether its city is that of the row above."""
    unit: Known | None = None
    figures: dict[str, Value] = field(default_factory=dict)


class Reading(NamedTuple):
    """What reading the rows needs, and where it tells what is wrong."""

    sheet: Sheet
    head: Head
    atlas: Atlas
    problems: list[Problem]

    def tell(self, asked: Asked, key: str, code: str, message: Saying, **details: object) -> None:
        """A mistake in the cell of a row under a column; the first cell where the table has no such column."""
        place = self.head.columns.get(key)
        position = place.position if place else 0
        named = Saying("{where}: {what}", where=place.header[:40], what=message) if place else message
        self.problems.append(problem_at(self.sheet, asked.line, position, code, named, **details))


class Rows(NamedTuple):
    """The towns of a table, how many rows took their city from the row above, and rows that are no town."""

    towns: tuple[OfficeRow, ...]
    inherited: int
    skipped: tuple[str, ...]


def read_rows(sheet: Sheet, head: Head, problems: list[Problem]) -> Rows:
    """Every row below the head; rows with a mistake are left out after telling it."""
    reading = Reading(sheet, head, load_atlas(), problems)
    rows, skipped = _asked(reading)
    for row in rows:
        _read_figures(reading, row)
        for key, message in contradictions(row.figures):
            reading.tell(row, key, "E416", message, read=row.texts[key])
    _find_known(reading, rows)
    _find_others(reading, rows)
    _tell_doubles(reading, rows)
    towns = tuple(_town(row) for row in rows if row.unit is not None)
    return Rows(towns, sum(row.inherits for row in rows), tuple(skipped))


def _asked(reading: Reading) -> tuple[list[Asked], list[str]]:
    rows: list[Asked] = []
    skipped: list[str] = []
    above: int | None = None
    for line in reading.sheet.lines[reading.head.line + 1 :]:
        texts = {key: _cell(reading, line, place.position) for key, place in reading.head.columns.items()}
        name = texts.get("name", "")
        words = [cell.strip() for cell in line.cells if cell.strip()]
        if (
            plain(name) in TOTALS
            or plain(words[0]) in TOTALS
            or (len(words) == 1 and words[0].lower().startswith(NOTES))
        ):
            skipped.append(words[0][:30])
            continue
        row = Asked(line, texts, None)
        _tell_beyond(reading, line)
        if texts.get("city"):
            row.city = above = city_of(texts["city"])
            if row.city is None:
                near = nearest_city(texts["city"])
                message = Saying("{read!r} is no city of the province", read=texts["city"][:40])
                reading.tell(row, "city", "E405", message, read=texts["city"], nearest=near, allowed=CITIES)
        elif "city" in reading.head.columns and above is not None:
            row.city, row.inherits = above, True
        rows.append(row)
    return rows, skipped


def _tell_beyond(reading: Reading, line: Line) -> None:
    """A number to the right of the last header: a comma in a number without quotes moved the row, or it has no name."""
    width = len(reading.sheet.lines[reading.head.line].cells)
    beyond = next((at for at, cell in enumerate(line.cells) if at >= width and _NUMBER.fullmatch(clean(cell))), None)
    if beyond is not None:
        message = Saying(
            "a number without a header: put numbers with a comma in quotes, or name the column (# not to read it)"
        )
        reading.problems.append(
            problem_at(reading.sheet, line, beyond, "E412", message, read=clean(line.cells[beyond]))
        )


def _cell(reading: Reading, line: Line, position: int) -> str:
    if (line.number, position + 1) in reading.sheet.unsaved:
        message = Saying("a formula whose result is not stored: open the file, save it again, or type the number")
        reading.problems.append(problem_at(reading.sheet, line, position, "E415", message))
        return ""
    return clean(line.cells[position]) if position < len(line.cells) else ""


def _read_figures(reading: Reading, row: Asked) -> None:
    for key, place in reading.head.columns.items():
        text = row.texts[key]
        if not text or key == "city" or place.unit is None:
            continue
        try:
            row.figures[key] = value_of(text, BY_KEY[key], place.unit)
        except CellError as error:
            reading.tell(row, key, error.code, error.message, read=text, nearest=error.nearest, allowed=error.allowed)


def _find_known(reading: Reading, rows: list[Asked]) -> None:
    """Rows that name a unit by its code, or by its name within their city."""
    for row in rows:
        code, name = row.figures.get("code"), row.figures.get("name")
        if not row.texts.get("code") and not row.texts.get("name"):
            reading.tell(row, "name", "E411", Saying("the row has no name"))
        elif isinstance(code, int):
            row.unit = _by_code(reading, row, code)
        elif isinstance(name, str) and not _city_is_wrong(row):
            found = reading.atlas.named(name, row.city)
            if len(found) > 1:
                codes = tuple(f"{unit.code} {CITIES[unit.city]}{unit.name}" for unit in found)
                ask = Saying("give its code") if row.city is not None else Saying("say its city or its code")
                message = Saying("{count} towns are named {name}: {ask}", count=len(found), name=name, ask=ask)
                reading.tell(row, "name", "E408", message, read=name, allowed=codes)
                row.figures.pop("name")
            elif found:
                row.unit = found[0]


def _city_is_wrong(row: Asked) -> bool:
    return bool(row.texts.get("city")) and row.city is None


def _by_code(reading: Reading, row: Asked, code: int) -> Known | None:
    unit, name = reading.atlas.units.get(code), row.texts.get("name", "")
    if unit is None:
        reading.tell(
            row, "code", "E410", Saying("no township unit of 2015 has the code {code}", code=code), read=str(code)
        )
    elif name and stem(name) != stem(unit.name):
        parts = {"code": code, "town": f"{CITIES[unit.city]}{unit.name}", "name": name[:40]}
        message = Saying("{code} is {town}, but the row says {name}", **parts)
        reading.tell(row, "code", "E410", message, read=str(code), nearest=unit.name)
        unit = None
    elif row.city is not None and not row.inherits and row.city != unit.city:
        message = _lies_in(unit.name, CITIES[unit.city], CITIES[row.city])
        reading.tell(row, "city", "E407", message, read=CITIES[row.city], nearest=CITIES[unit.city])
        unit = None
    return unit


def _find_others(reading: Reading, rows: list[Asked]) -> None:
    """Names that no unit of their city has: a slip, a town of another city, or a new town."""
    taken = {row.unit.code for row in rows if row.unit is not None}
    for row in rows:
        name = row.figures.get("name")
        if row.unit is not None or row.texts.get("code") or not isinstance(name, str) or _city_is_wrong(row):
            continue
        is_placed = {"latitude", "longitude"} <= row.figures.keys()
        elsewhere = reading.atlas.named(name)
        others = [u for u in reading.atlas.units.values() if u.code not in taken and row.city in (None, u.city)]
        near = reading.atlas.close(name, others)
        if elsewhere and not is_placed and row.city is not None:
            cities = "、".join(dict.fromkeys(CITIES[unit.city] for unit in elsewhere))
            message = _lies_in(name, cities, CITIES[row.city])
            reading.tell(row, "name", "E407", message, read=name, nearest=CITIES[elsewhere[0].city])
        elif near is not None and not is_placed:
            message = Saying(
                "no town of 2015 is named {name}; if it is a new one, give its latitude and longitude", name=name
            )
            reading.tell(row, "name", "E406", message, read=name, nearest=near.name)
        elif row.city is None:
            message = Saying("no town of 2015 is named {name}: say in which city it lies", name=name)
            reading.tell(row, "name", "E409", message, read=name)
        else:
            row.unit = Known(
                _new_code(reading, row.city, name, taken), name, row.city, float("nan"), float("nan"), False
            )
            taken.add(row.unit.code)


def _lies_in(town: str, cities: str, stated: str) -> Saying:
    return Saying("{town} lies in {cities}, not in {stated}", town=town, cities=cities, stated=stated)


def _new_code(reading: Reading, city: int, name: str, taken: set[int]) -> int:
    """A code of its own for a town that no list has, from its name, so that its luck does not hang on other rows."""
    first = next(code for code, unit in reading.atlas.units.items() if unit.city == city) // 100_000_000
    number = int.from_bytes(hashlib.sha256(stem(name).encode()).digest()[:4]) % NEW_CODES
    base = first * 100 + NEW_COUNTY
    tries = ((base * 1000 + 100 + (number + step) % NEW_CODES) * 1000 for step in range(NEW_CODES))
    return next(code for code in tries if code not in taken)


def _tell_doubles(reading: Reading, rows: list[Asked]) -> None:
    first: dict[object, Asked] = {}
    for row in rows:
        if row.unit is None:
            continue
        is_listed = row.unit.code in reading.atlas.units
        key: object = row.unit.code if is_listed else (row.unit.city, stem(row.unit.name))
        if key in first:
            number = first[key].line.number
            message = Saying("{town} stands already in row {line}", town=row.unit.name, line=number)
            reading.tell(row, "name" if "name" in reading.head.columns else "code", "E404", message, read=row.unit.name)
        first.setdefault(key, row)


def _town(row: Asked) -> OfficeRow:
    unit = row.unit
    assert unit is not None, "only rows whose town is known become towns"
    latitude, longitude = (row.figures.get(key) for key in ("latitude", "longitude"))
    source = "table" if unit.in_table else "units" if unit.latitude == unit.latitude else "new"
    stated = {column.key: row.figures[column.key] for column in COLUMNS if _is_figure(column.key, row)}
    return OfficeRow(
        row.line.number,
        unit.code,
        unit.name,
        unit.city,
        float(latitude) if latitude is not None else unit.latitude,
        float(longitude) if longitude is not None else unit.longitude,
        source,
        stated,
    )


def _is_figure(key: str, row: Asked) -> bool:
    return BY_KEY[key].use != "place" and key in row.figures
