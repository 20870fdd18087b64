"""The places of the model in 2015, as frozen columns: certified towns with candidates, cities, institutes."""

import csv
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.base_year import Totals
from simulation.inputs.fields import SECTORS
from simulation.inputs.files import config_file
from simulation.inputs.places import KINDS, REGIONS, distance_matrix, plane_coordinates

__all__ = [
    "INSTITUTE_KINDS",
    "CityTable",
    "InstituteTable",
    "StatedFigures",
    "TownTable",
    "distance_matrix",
    "frozen",
    "load_cities",
    "load_institutes",
    "load_towns",
    "rows_of",
    "with_document_share",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Rows = list[dict[str, str]]

Number = TypeVar("Number", np.float64, np.int64)

INSTITUTE_KINDS = ("university", "vocational_college", "research_institute")


class TownTable(NamedTuple):
    """Certified towns, then candidates, each in the order of their official codes; arrays of shape (towns,)."""

    code: Ints
    name: tuple[str, ...]
    city: Ints  # position in CityTable
    region: Ints  # position in REGIONS
    latitude: Floats  # degrees
    longitude: Floats
    x_km: Floats  # east of the province's middle
    y_km: Floats  # north of it
    certified_2015: Flags
    certification_year: Ints  # 0 for candidates
    kind: Ints  # position in KINDS
    specialty: tuple[str, ...]  # industry of the published tables
    sector: Ints  # position in SECTORS
    gross_output: Floats  # 万元 a year, industry and agriculture
    gdp: Floats  # 万元 a year
    population: Floats  # residents at a total of 46 million in the certified towns


class StatedFigures(NamedTuple):
    """What an office states of its towns and the model else draws; arrays of shape (towns,), NaN where not stated."""

    population: Floats  # residents
    industrial_firms: Floats  # above-scale industrial firms
    platforms: Floats  # 1 where a collaborative platform is open, else 0
    institutes: Floats  # new-type research institutes
    incubators: Floats
    rd_spending: Floats  # 万元 a year
    patents: Floats  # granted in the year
    high_tech_firms: Floats  # holders of a valid title


class CityTable(NamedTuple):
    """The 21 cities in the order of their official codes; arrays of shape (21,)."""

    name: tuple[str, ...]
    region: Ints
    latitude: Floats  # degrees, centre of the county of the city's seat
    longitude: Floats
    x_km: Floats
    y_km: Floats
    gdp: Floats  # 万元 a year
    population: Floats  # residents
    gross_output: Floats  # 万元 a year, industry and agriculture
    agricultural_output: Floats  # 万元 a year
    above_scale_firms: Ints  # industrial ones, end of 2015
    rd_spending: Floats  # 万元 a year, NaN where not known


class InstituteTable(NamedTuple):
    """Universities, vocational colleges and research institutes of 2015; arrays of shape (institutes,)."""

    name: tuple[str, ...]
    city: Ints
    kind: Ints  # position in INSTITUTE_KINDS
    latitude: Floats
    longitude: Floats
    x_km: Floats
    y_km: Floats
    staff: Floats  # heads


Table = TypeVar("Table", TownTable, StatedFigures, InstituteTable)


def rows_of(table: Table, rows: Ints) -> Table:
    """The same table with these rows only, in the order given."""
    columns = (tuple(column[row] for row in rows) if isinstance(column, tuple) else column[rows] for column in table)
    return type(table)._make(columns)


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _words(rows: Rows, column: str) -> tuple[str, ...]:
    return tuple(row[column] for row in rows)


def _numbers(rows: Rows, column: str) -> Floats:
    return frozen(np.array([float(row[column] or "nan") for row in rows]))


def _counts(rows: Rows, column: str) -> Ints:
    return frozen(np.array([int(row[column] or 0) for row in rows], dtype=np.int64))


def _positions(rows: Rows, column: str, words: tuple[str, ...]) -> Ints:
    return frozen(np.array([words.index(row[column]) for row in rows], dtype=np.int64))


def frozen(values: NDArray[Number]) -> NDArray[Number]:
    """The array, now closed to writing."""
    values.setflags(write=False)
    return values


def _places(rows: Rows) -> dict[str, Floats]:
    latitude, longitude = _numbers(rows, "latitude"), _numbers(rows, "longitude")
    east, north = plane_coordinates(latitude, longitude)
    return {"latitude": latitude, "longitude": longitude, "x_km": frozen(east), "y_km": frozen(north)}


def load_cities(path: Path | None = None) -> CityTable:
    """Read `cities.csv` (or another file of the same form)."""
    rows = _rows(path or config_file("cities.csv"))
    return CityTable(
        name=_words(rows, "name"),
        region=_positions(rows, "region", REGIONS),
        **_places(rows),
        gdp=_numbers(rows, "gdp"),
        population=_numbers(rows, "population"),
        gross_output=_numbers(rows, "gross_output"),
        agricultural_output=_numbers(rows, "agricultural_output"),
        above_scale_firms=_counts(rows, "above_scale_firms"),
        rd_spending=_numbers(rows, "rd_spending"),
    )


def load_towns(path: Path | None = None, cities: CityTable | None = None) -> TownTable:
    """Read `towns_2015.csv` (or another file of the same form): certified towns, then candidates."""
    rows = _rows(path or config_file("towns_2015.csv"))
    names = (cities or load_cities()).name
    return TownTable(
        code=_counts(rows, "code"),
        name=_words(rows, "name"),
        city=_positions(rows, "city", names),
        region=_positions(rows, "region", REGIONS),
        **_places(rows),
        certified_2015=_positions(rows, "certified_2015", ("no", "yes")).astype(np.bool_),
        certification_year=_counts(rows, "certification_year"),
        kind=_positions(rows, "kind", KINDS),
        specialty=_words(rows, "specialty"),
        sector=_positions(rows, "sector", SECTORS),
        gross_output=_numbers(rows, "gross_output"),
        gdp=_numbers(rows, "gdp"),
        population=_numbers(rows, "population"),
    )


def load_institutes(path: Path | None = None, cities: CityTable | None = None) -> InstituteTable:
    """Read `institutes_2015.csv` (or another file of the same form)."""
    rows = _rows(path or config_file("institutes_2015.csv"))
    names = (cities or load_cities()).name
    return InstituteTable(
        name=_words(rows, "name"),
        city=_positions(rows, "city", names),
        kind=_positions(rows, "kind", INSTITUTE_KINDS),
        **_places(rows),
        staff=_numbers(rows, "staff"),
    )


def with_document_share(towns: TownTable, totals: Totals) -> TownTable:
    """The same towns with the GDP of the policy document ("a bit over one third" of the province), output unchanged."""
    return towns._replace(gdp=frozen(np.round(towns.gdp * (totals.document_gdp / totals.gdp))))
