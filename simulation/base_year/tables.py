"""Writes the tables of the base year: one row per town, city and institute, with the origin of every figure."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simulation.base_year.build import Built, Inputs, Towns
from simulation.base_year.city_totals import city_gross_output
from simulation.base_year.gdp import WAN_PER_YI
from simulation.base_year.institutes import Institute
from simulation.inputs.places import KINDS, REGIONS
from simulation.inputs.sectors import Sectors

PUBLISHED, INFERRED, MEMORY, SYNTHETIC = "published", "inferred", "memory", "synthetic"

TOWN_COLUMNS = (
    *("code", "name", "city", "region", "latitude", "longitude", "certified_2015", "certification_year", "kind"),
    *("specialty", "sector", "gross_output", "gdp", "population"),
    *("origin_name", "origin_coordinates", "origin_certified_2015", "origin_certification_year", "origin_kind"),
    *("origin_specialty", "origin_gross_output", "origin_gdp", "origin_population"),
)
CITY_COLUMNS = (
    *("code", "name", "region", "latitude", "longitude", "gdp", "population", "gross_output", "above_scale_output"),
    *("agricultural_output", "above_scale_firms", "rd_spending"),
    *("origin_coordinates", "origin_gdp", "origin_population", "origin_gross_output", "origin_above_scale_firms"),
    "origin_rd_spending",
)
INSTITUTE_COLUMNS = (
    *("code", "name", "city", "kind", "latitude", "longitude", "staff"),
    *("origin_name", "origin_coordinates", "origin_staff"),
)

Row = Sequence[object]


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write rows as CSV with Unix line ends: equal rows give equal bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def sector_of(industry: str, sectors: Sectors) -> str:
    """Model sector that holds an industry of the published tables."""
    return next(key for key, names in zip(sectors.keys, sectors.industries, strict=True) if industry in names)


def _degrees(value: float) -> str:
    return f"{value:.6f}"


def _town_origins(inputs: Inputs, towns: Towns, i: int) -> Row:
    """Origin of each figure of town `i`, in the order of the origin columns."""
    code, constants = int(towns.units.code[i]), inputs.constants
    city = inputs.cities.names[int(towns.units.city[i])]
    certified = bool(towns.certification_year[i])
    known = inputs.known.get(code)
    pinned = {town.code: town for town in constants.pinned.towns}.get(code)
    dated = code in constants.certification.first or code in constants.certification.in_2014
    title = PUBLISHED if known and known.title_seen else MEMORY if known else SYNTHETIC
    if certified and city in ("佛山", "东莞") and title != PUBLISHED:
        title = INFERRED
    specialty = PUBLISHED if known and known.industry_seen else MEMORY if known else SYNTHETIC
    return (
        PUBLISHED,
        INFERRED if towns.units.own_coordinate[i] else SYNTHETIC,
        title if certified else SYNTHETIC,
        "" if not certified else PUBLISHED if dated else SYNTHETIC,
        specialty,
        specialty,
        pinned.output_origin if pinned else SYNTHETIC,
        PUBLISHED if pinned and pinned.gdp is not None else SYNTHETIC,
        INFERRED if code in constants.population.heads_2010 else SYNTHETIC,
    )


def town_rows(built: Built, sectors: Sectors) -> list[Row]:
    """Rows of `towns_2015.csv`: the certified towns by code, then the candidates by code."""
    rows: list[Row] = []
    for towns in (built.certified, built.candidates):
        units = towns.units
        for i, code in enumerate(units.code):
            year = int(towns.certification_year[i])
            kind = int(towns.kind[i])
            figures = (
                *(int(code), units.names[i], built.inputs.cities.names[int(units.city[i])]),
                *(REGIONS[int(units.region[i])], _degrees(units.latitude[i]), _degrees(units.longitude[i])),
                *("yes" if year else "no", year or "", KINDS[kind], towns.specialty[i]),
                *(sector_of(towns.specialty[i], sectors), int(towns.gross_output[i])),
                *(int(towns.gdp[i]), int(towns.population[i])),
            )
            rows.append((*figures, *_town_origins(built.inputs, towns, i)))
    return rows


def city_rows(inputs: Inputs) -> list[Row]:
    """Rows of `cities.csv` in the order of the official codes; money in 万元, R&D spending blank where not known."""
    cities = inputs.cities
    gross = city_gross_output(cities, inputs.constants.output_places)
    rd_origins = {"广州": PUBLISHED, "深圳": MEMORY}
    rows: list[Row] = []
    for c, name in enumerate(cities.names):
        rd = "" if np.isnan(cities.rd[c]) else round(cities.rd[c] * WAN_PER_YI)
        place = (_degrees(cities.latitude[c]), _degrees(cities.longitude[c]))
        money = [
            round(float(v[c]) * WAN_PER_YI) for v in (gross, cities.above_scale_output, cities.agricultural_output)
        ]
        figures = (round(cities.gdp[c] * WAN_PER_YI), round(cities.population[c]), *money, int(cities.firms[c]), rd)
        origins = (MEMORY, MEMORY, MEMORY, MEMORY, PUBLISHED, rd_origins[name] if rd else "")
        rows.append((int(cities.code[c]), name, REGIONS[int(cities.region[c])], *place, *figures, *origins))
    return rows


def institute_rows(institutes: tuple[Institute, ...]) -> list[Row]:
    """Rows of `institutes_2015.csv` in the order of the published table, numbered from 1."""
    return [
        (
            *(number, one.name, one.city, one.kind, _degrees(one.latitude), _degrees(one.longitude), one.staff),
            *(one.origin, SYNTHETIC, one.origin),
        )
        for number, one in enumerate(institutes, start=1)
    ]
