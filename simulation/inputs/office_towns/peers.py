"""What a town that says little is like: the towns of its city and kind in the model's own table."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from simulation.inputs.places import KINDS
from simulation.inputs.towns import Flags, TownTable

FEWEST = 3
"""Towns that a group needs before it stands for another town."""


class Likeness(NamedTuple):
    """Medians of a group of towns: GDP over output, output in 万元 a year, and residents per GDP ^ exponent."""

    ratio: float
    output: float
    residents: float


def group_of(towns: TownTable, city: int, kind: int) -> Flags:
    """The certified towns of a city and kind; where they are too few those of the city, else of the kind."""
    certified = towns.certified_2015
    choices = ((towns.city == city) & (towns.kind == kind), towns.city == city, towns.kind == kind)
    found: Flags = next((certified & chosen for chosen in choices if (certified & chosen).sum() >= FEWEST), certified)
    return found


def likeness(towns: TownTable, city: int, kind: int, exponent: float) -> Likeness:
    """What the towns of a city and kind are like in the middle."""
    group = group_of(towns, city, kind)
    gdp, output = towns.gdp[group], towns.gross_output[group]
    residents = float(towns.population[group].sum() / (gdp**exponent).sum())
    return Likeness(float(np.median(gdp / output)), float(np.median(output)), residents)


def usual_kind(towns: TownTable, city: int) -> int:
    """The kind that most certified towns of a city have; industry where it has none."""
    here = towns.kind[towns.certified_2015 & (towns.city == city)]
    return int(np.bincount(here, minlength=len(KINDS)).argmax()) if len(here) else 0


def usual_specialty(towns: TownTable, city: int, kind: int) -> tuple[str, int]:
    """The specialty, and its sector, that most certified towns of a city and kind have."""
    certified = towns.certified_2015 & (towns.kind == kind)
    here = np.flatnonzero(certified & (towns.city == city))
    rows = here if len(here) else np.flatnonzero(certified)
    counted = Counter((towns.specialty[row], int(towns.sector[row])) for row in rows)
    return min(counted, key=lambda pair: (-counted[pair], pair))
