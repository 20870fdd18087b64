"""The published and remembered tables of `config/published/`, read into columns: cities and township units."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.base_year.luck import uniform
from simulation.inputs.base_year import BaseYear
from simulation.inputs.places import KINDS, REGIONS
from simulation.world.birth.solvers import sum_by

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

KM_PER_DEGREE = 111.195


class Cities(NamedTuple):
    """The 21 cities in the order of their official codes; arrays of shape (21,), money in 亿元."""

    code: Ints  # first four digits of the official code
    names: tuple[str, ...]
    region: Ints
    latitude: Floats
    longitude: Floats
    gdp: Floats
    population: Floats  # persons
    above_scale_output: Floats
    agricultural_output: Floats
    firms: Ints  # above-scale industrial firms of 2015
    rd: Floats  # R&D spending of 2015, NaN where none is known
    units: Ints
    towns_2015: Ints
    towns_2010: Ints

    def sums(self, city: Ints, values: Floats | Ints) -> Floats:
        """Sum of a figure over each city's towns, shape (21,)."""
        return sum_by(city, values, len(self.names))

    def position(self, name: str) -> int:
        """Position of a city by its name without 市."""
        return self.names.index(name)


class Units(NamedTuple):
    """Township units in the order of their official codes; arrays of shape (units,)."""

    code: Ints
    names: tuple[str, ...]
    city: Ints
    region: Ints
    subdistrict: Flags
    latitude: Floats
    longitude: Floats
    own_coordinate: Flags
    km_to_centre: Floats  # NaN where unknown

    def only(self, chosen: Flags) -> "Units":
        """The chosen units alone, in the same order."""
        return Units(
            code=self.code[chosen],
            names=tuple(name for name, kept in zip(self.names, chosen, strict=True) if kept),
            city=self.city[chosen],
            region=self.region[chosen],
            subdistrict=self.subdistrict[chosen],
            latitude=self.latitude[chosen],
            longitude=self.longitude[chosen],
            own_coordinate=self.own_coordinate[chosen],
            km_to_centre=self.km_to_centre[chosen],
        )


class Specialty(NamedTuple):
    """What a unit is known for."""

    industry: str
    kind: int
    sure: bool
    industry_seen: bool  # printed in a source
    title_seen: bool


class Lead(NamedTuple):
    """Weight of an industry in a city."""

    city: int
    industry: str
    kind: int
    weight: float


def read_rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Rows of `published/<table>.csv` as text by column."""
    with (folder / "published" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _by_city(rows: list[dict[str, str]], names: tuple[str, ...], column: str = "value") -> Floats:
    found = {row["city"]: float(row[column]) for row in rows}
    return np.array([found.get(name, np.nan) for name in names])


def read_cities(folder: Path, constants: BaseYear) -> Cities:
    """The cities with their figures of 2015; the centre of a city is the centre of the county of its seat."""
    townships = read_rows(folder, "townships_2015")
    prefix = {row["city_zh"].removesuffix("市"): row["code_2015"][:4] for row in townships}
    names = tuple(sorted(prefix, key=prefix.__getitem__))
    region = {row["city_zh"].removesuffix("市"): REGIONS.index(row["region"].lower()) for row in townships}
    centre = {
        (row["city_zh"].removesuffix("市"), row["county_zh"]): (float(row["county_lat"]), float(row["county_lon"]))
        for row in townships
    }
    seats = [centre[name, constants.city_seats.counties[name]] for name in names]
    context = read_rows(folder, "city_context_2015")
    counts = read_rows(folder, "city_town_counts_2015")

    def remembered(metric: str) -> Floats:
        return _by_city([row for row in context if row["metric"] == metric], names)

    firms = [row for row in read_rows(folder, "above_scale_firms_by_city") if row["year"] == "2015"]
    rd = [r for r in read_rows(folder, "rd_by_city") if (r["year"], r["metric"]) == ("2015", "rd_expenditure")]
    return Cities(
        code=np.array([int(prefix[name]) for name in names]),
        names=names,
        region=np.array([region[name] for name in names]),
        latitude=np.array([seat[0] for seat in seats]),
        longitude=np.array([seat[1] for seat in seats]),
        gdp=_by_city(read_rows(folder, "city_gdp_2015"), names),
        population=remembered("resident_population") * 1e4,
        above_scale_output=remembered("above_scale_gross_industrial_output"),
        agricultural_output=remembered("gross_agricultural_output"),
        firms=_by_city(firms, names).astype(np.int64),
        rd=_by_city(rd, names),
        units=_by_city(counts, names, "units").astype(np.int64),
        towns_2015=_by_city(counts, names, "towns_2015").astype(np.int64),
        towns_2010=_by_city(counts, names, "towns_2010").astype(np.int64),
    )


def near(key: int | str, latitude: float, longitude: float, radius_km: float) -> tuple[float, float]:
    """A place at random within `radius_km` of a centre, fixed by the key; degrees."""
    radius = radius_km * uniform(key, "r") ** 0.5
    angle = 2 * np.pi * uniform(key, "a")
    north = radius * float(np.sin(angle)) / KM_PER_DEGREE
    east = radius * float(np.cos(angle)) / (KM_PER_DEGREE * float(np.cos(np.radians(latitude))))
    return latitude + north, longitude + east


def read_units(folder: Path, cities: Cities, constants: BaseYear) -> Units:
    """All township units of 2015 with the coordinates of GeoNames, or near their county's centre without one."""
    rows = [row for row in read_rows(folder, "townships_2015") if row["type"] != "other"]
    rows.sort(key=lambda row: int(row["code_2015"]))
    places, own, distance = [], [], []
    for row in rows:
        km = float(row["km_to_county_centroid"]) if row["km_to_county_centroid"] else np.nan
        trusted = bool(row["lat"]) and km <= constants.jitter.trusted_km
        centre = float(row["county_lat"]), float(row["county_lon"])
        jittered = near(int(row["code_2015"]), *centre, constants.jitter.radius_km)
        places.append((float(row["lat"]), float(row["lon"])) if trusted else jittered)
        own.append(trusted)
        distance.append(km if trusted else np.nan)
    return Units(
        code=np.array([int(row["code_2015"]) for row in rows]),
        names=tuple(row["name_zh"] for row in rows),
        city=np.array([cities.position(row["city_zh"].removesuffix("市")) for row in rows]),
        region=np.array([REGIONS.index(row["region"].lower()) for row in rows]),
        subdistrict=np.array([row["type"] == "subdistrict" for row in rows]),
        latitude=np.array([place[0] for place in places]),
        longitude=np.array([place[1] for place in places]),
        own_coordinate=np.array(own),
        km_to_centre=np.array(distance),
    )


def read_specialties(folder: Path) -> dict[int, Specialty]:
    """Units whose specialty is known, by code."""
    return {
        int(row["code_2015"]): Specialty(
            industry=row["industry"],
            kind=KINDS.index(row["kind"]),
            sure=row["confidence"] != "low",
            industry_seen=row["confidence"] == "specialty seen verbatim",
            title_seen=row["source"] == "named_towns.csv",
        )
        for row in read_rows(folder, "known_specialties")
    }


def read_size_classes(folder: Path) -> dict[int, str]:
    """Units remembered as large or small, by code."""
    return {int(row["code_2015"]): row["size_class"] for row in read_rows(folder, "town_size_classes")}


def read_leads(folder: Path, cities: Cities) -> tuple[Lead, ...]:
    """Industries of each city with their weights."""
    return tuple(
        Lead(cities.position(row["city"]), row["industry"], KINDS.index(row["kind"]), float(row["weight"]))
        for row in read_rows(folder, "lead_industries")
    )
