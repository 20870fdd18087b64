"""Which towns a panel is about: their codes, names, cities and coordinates, in the order of its columns."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from simulation.inputs.office_towns.atlas import CITY_NAMES
from simulation.inputs.places import REGIONS
from simulation.inputs.towns import CityTable, TownTable


class Town(NamedTuple):
    """One town of a study."""

    code: int
    """Official code of the township unit."""
    name: str
    city: str
    city_en: str
    region: str
    latitude: float
    longitude: float
    certified_2015: bool


def roster_of(towns: TownTable, cities: CityTable) -> bytes:
    """The roster as its file holds it; the same towns give the same bytes."""
    found = [
        Town(
            int(towns.code[row]),
            name,
            cities.name[towns.city[row]],
            CITY_NAMES[towns.city[row]],
            REGIONS[towns.region[row]],
            float(towns.latitude[row]),
            float(towns.longitude[row]),
            bool(towns.certified_2015[row]),
        )
        for row, name in enumerate(towns.name)
    ]
    lines = ",\n".join(json.dumps(town._asdict(), ensure_ascii=False) for town in found)
    return f"[\n{lines}\n]\n".encode()


def read_roster(content: bytes) -> tuple[Town, ...]:
    """The towns of a roster. Raises ValueError when it is none."""
    found: Sequence[dict[str, Any]] = json.loads(content)
    try:
        return tuple(Town(**each) for each in found)
    except TypeError as reason:
        raise ValueError(str(reason)) from reason
