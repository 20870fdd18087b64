"""Universities, vocational colleges and research institutes of 2015: near the seat of their city, with their staff."""

from pathlib import Path
from typing import NamedTuple

from simulation.base_year.published import Cities, near, read_rows
from simulation.inputs.base_year import Jitter


class Institute(NamedTuple):
    """One institute; staff in heads."""

    name: str
    city: str
    kind: str
    staff: int
    latitude: float
    longitude: float
    origin: str  # of the name


def read_institutes(folder: Path, cities: Cities, jitter: Jitter) -> tuple[Institute, ...]:
    """All institutes in the order of the table, each put near the centre of its city."""
    institutes = []
    for row in read_rows(folder, "institutes_2015"):
        city = cities.position(row["city"])
        place = near(row["name"], float(cities.latitude[city]), float(cities.longitude[city]), jitter.radius_km)
        origin = "synthetic" if row["source"] == "synthetic" else "memory"
        kind = row["kind"].replace(" ", "_")
        institutes.append(Institute(row["name"], row["city"], kind, int(row["staff"]), *place, origin))
    return tuple(institutes)
