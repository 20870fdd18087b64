"""What a row does not state is filled in, by the rules written here and nowhere else; every figure keeps its origin.

In this order, each from what is there already:

kind                as the specialty says (`from_specialty`); else as in the model's own table (`same_town`); else as
                    most towns of the city (`city`)
specialty           as in the own table where the kind is the same (`same_town`); else as most towns of city and kind
                    (`city`)
certified           yes if a year of certification is stated (`from_year`); else as in the own table (`same_town`); else
                    yes (`assumed`)
certification year  as in the own table (`same_town`); else 2015 (`assumed`)
gross output        GDP over the town's own ratio of GDP to output (`from_gdp`), or that of city and kind; without GDP
                    the own table (`same_town`); else the median of city and kind (`city`)
GDP                 gross output times that ratio (`from_output`); without output the own table (`same_town`), else
                    median output times median ratio (`city`)
residents           where GDP is not the own table's: residents grow with GDP to the power 0.75 (1 + `tilt` of
                    config/base_year.yaml), from the town's own or the city's mean (`from_gdp`); else the own table
                    (`same_town`)
coordinates         as stated, else of the township unit, else the centre of the city

All other figures are drawn from their priors where they are not stated (`drawn`).
"""

from __future__ import annotations

from typing import NamedTuple

from simulation.inputs.office_towns.cells import kind_of, specialty_of
from simulation.inputs.office_towns.columns import STATED
from simulation.inputs.office_towns.peers import likeness, usual_kind, usual_specialty
from simulation.inputs.office_towns.rows import OfficeRow
from simulation.inputs.places import KINDS
from simulation.inputs.sectors import load_sectors
from simulation.inputs.towns import CityTable, TownTable

STATED_HERE, SAME_TOWN, CITY, ASSUMED, DRAWN = "stated", "same_town", "city", "assumed", "drawn"
FROM_GDP, FROM_OUTPUT, FROM_SPECIALTY, FROM_YEAR = "from_gdp", "from_output", "from_specialty", "from_year"
OWN_FIGURES = (STATED_HERE, FROM_OUTPUT)
"""Origins of a GDP that is the office's and not the model's."""
LATEST_TITLE = 2015


class Town(NamedTuple):
    """One row of the table of towns, in its columns and units."""

    code: int
    name: str
    city: int
    region: int
    latitude: float
    longitude: float
    x_km: float
    y_km: float
    certified_2015: bool
    certification_year: int
    kind: int
    specialty: str
    sector: int
    gross_output: float
    gdp: float
    population: float


class Filled(NamedTuple):
    """A town with nothing missing, and where each of its figures comes from, by column."""

    town: Town
    origins: dict[str, str]


class Sources(NamedTuple):
    """What gaps are filled from: the model's own table, the cities, and the exponent of residents on GDP."""

    towns: TownTable
    cities: CityTable
    exponent: float


def own_towns(towns: TownTable) -> dict[int, Town]:
    """Every row of a table by its code."""
    return {int(row[0]): Town(*row) for row in zip(*towns, strict=True)}


def fill(row: OfficeRow, own: Town | None, sources: Sources) -> Filled:
    """The town of a row; `own` is what the model's table says of it, if anything."""
    origins = {key: STATED_HERE if key in row.figures else DRAWN for key in STATED}
    kind, specialty, sector = _branch(row, own, sources, origins)
    certified, year = _title(row, own, origins)
    output, gdp = _accounts(row, own, (sources, kind), origins)
    is_placed = row.latitude == row.latitude
    city, cities = row.city, sources.cities
    origins["place"] = {"table": SAME_TOWN, "units": "unit", "new": CITY}[row.source]
    if row.source == "new" and is_placed:
        origins["place"] = STATED_HERE
    town = Town(
        code=row.code,
        name=row.name,
        city=city,
        region=int(cities.region[city]),
        latitude=row.latitude if is_placed else float(cities.latitude[city]),
        longitude=row.longitude if is_placed else float(cities.longitude[city]),
        x_km=0.0,
        y_km=0.0,
        certified_2015=certified,
        certification_year=year,
        kind=kind,
        specialty=specialty,
        sector=sector,
        gross_output=output,
        gdp=gdp,
        population=0.0,
    )
    return Filled(town._replace(population=_residents(row, own, (town, sources), origins)), origins)


def _branch(row: OfficeRow, own: Town | None, sources: Sources, origins: dict[str, str]) -> tuple[int, str, int]:
    """Kind, specialty and sector."""
    sectors, word = load_sectors(), row.figures.get("specialty")
    stated = specialty_of(str(word)) if word is not None else None
    if "kind" in row.figures:
        kind, origins["kind"] = KINDS.index(str(row.figures["kind"])), STATED_HERE
    elif stated is not None:
        kind, origins["kind"] = KINDS.index(kind_of(stated.sector)), FROM_SPECIALTY
    elif own is not None:
        kind, origins["kind"] = own.kind, SAME_TOWN
    else:
        kind, origins["kind"] = usual_kind(sources.towns, row.city), CITY
    if stated is not None:
        origins["specialty"] = STATED_HERE
        return kind, stated.industry, sectors.code(stated.sector)
    if own is not None and own.kind == kind:
        origins["specialty"] = SAME_TOWN
        return kind, own.specialty, own.sector
    origins["specialty"] = CITY
    return kind, *usual_specialty(sources.towns, row.city, kind)


def _title(row: OfficeRow, own: Town | None, origins: dict[str, str]) -> tuple[bool, int]:
    """Whether the town is certified at the end of 2015, and since when (0: it is not)."""
    year = row.figures.get("certification_year")
    if "certified" in row.figures:
        certified, origins["certified"] = bool(row.figures["certified"]), STATED_HERE
    elif year is not None:
        certified, origins["certified"] = True, FROM_YEAR
    elif own is not None:
        certified, origins["certified"] = bool(own.certified_2015), SAME_TOWN
    else:
        certified, origins["certified"] = True, ASSUMED
    if not certified:
        return False, 0
    if year is not None:
        origins["certification_year"] = STATED_HERE
        return True, int(year)
    if own is not None and own.certification_year:
        origins["certification_year"] = SAME_TOWN
        return True, own.certification_year
    origins["certification_year"] = ASSUMED
    return True, LATEST_TITLE


def _accounts(
    row: OfficeRow, own: Town | None, setting: tuple[Sources, int], origins: dict[str, str]
) -> tuple[float, float]:
    """Gross output and GDP, whole 万元 a year."""
    sources, kind = setting
    like = likeness(sources.towns, row.city, kind, sources.exponent)
    ratio = own.gdp / own.gross_output if own is not None and own.kind == kind else like.ratio
    output, gdp = (row.figures.get(key) for key in ("gross_output", "gdp"))
    origins["gross_output"] = STATED_HERE if output is not None else FROM_GDP
    origins["gdp"] = STATED_HERE if gdp is not None else FROM_OUTPUT
    if output is None and gdp is None:
        origins["gross_output"] = origins["gdp"] = SAME_TOWN if own is not None else CITY
        output, gdp = (own.gross_output, own.gdp) if own is not None else (like.output, like.output * ratio)
    elif output is None:
        output = float(gdp or 0.0) / ratio
    elif gdp is None:
        gdp = float(output) * ratio
    return float(round(float(output))), float(round(float(gdp or 0.0)))


def _residents(row: OfficeRow, own: Town | None, setting: tuple[Town, Sources], origins: dict[str, str]) -> float:
    """Persons; sets the origin of the figure that the table of towns holds."""
    town, sources = setting
    if "population" in row.figures:
        return float(round(float(row.figures["population"])))
    if own is not None and origins["gdp"] not in OWN_FIGURES:
        origins["population"] = SAME_TOWN
        return own.population
    origins["population"] = FROM_GDP
    if own is not None:
        return float(max(1, round(own.population * (town.gdp / own.gdp) ** sources.exponent)))
    like = likeness(sources.towns, row.city, town.kind, sources.exponent)
    return float(max(1, round(like.residents * town.gdp**sources.exponent)))
