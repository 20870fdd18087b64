"""Start-ups that policy follows one by one: below scale, with sales and luck of their own, until they close or grow up.

They stand beside the cohorts of firms below scale. One that would have been founded anyway takes its first sales out of
a cohort: what is moved is not created.
"""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.rules.dice import identity_of
from simulation.world.firms import Floats, Integers

FIRST_ORDINAL = 1 << 24
"""Ordinals of start-ups among the identities of their town, sector and quarter; ordinary firms stay far below."""
ORIGIN_ROOM = 1 << 20
TENANT, TEAM, SPIN_OFF = range(3)
"""Origins: incubator, innovation team, institute."""


def _whole() -> Integers:
    return np.zeros(0, dtype=np.int64)


@dataclass
class StartUps:
    """Columns with one entry per living start-up; money in 10,000 yuan per quarter."""

    identity: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    town: Integers = field(default_factory=_whole)
    sector: Integers = field(default_factory=_whole)
    origin: Integers = field(default_factory=_whole)
    born: Integers = field(default_factory=_whole)
    sales: Floats = field(default_factory=lambda: np.zeros(0))
    hazard: Floats = field(default_factory=lambda: np.zeros(0))  # ratio on the exit hazard, set anew by who houses it
    grown_up: int = 0  # entered the above-scale firms so far
    closed: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.town)

    def keep(self, held: NDArray[np.bool_]) -> None:
        """Forget the others."""
        for name in ("identity", "town", "sector", "origin", "born", "sales", "hazard"):
            setattr(self, name, getattr(self, name)[held])

    def add(self, town: Integers, sector: Integers, origin: int, born: int, codes: Integers, sales: float) -> Integers:
        """Found start-ups with this much quarterly sales each; returns their places.

        One call per origin and quarter: identities count from zero in every town and sector.
        """
        first, count = self.count, len(town)
        ordinals = FIRST_ORDINAL + origin * ORIGIN_ROOM + place_among_alike(town, sector)
        identity = [
            identity_of(int(code), int(s), born + 1, int(k)) for code, s, k in zip(codes, sector, ordinals, strict=True)
        ]
        self.identity = np.concatenate([self.identity, np.array(identity, dtype=np.uint64)])
        self.town = np.concatenate([self.town, town])
        self.sector = np.concatenate([self.sector, sector])
        self.origin = np.concatenate([self.origin, np.full(count, origin, dtype=np.int64)])
        self.born = np.concatenate([self.born, np.full(count, born, dtype=np.int64)])
        self.sales = np.concatenate([self.sales, np.full(count, sales)])
        self.hazard = np.concatenate([self.hazard, np.ones(count)])
        return np.arange(first, first + count)


def place_among_alike(town: Integers, sector: Integers) -> Integers:
    """How many of the same town and sector stand before each, so that nobody's luck hangs on what others found."""
    before: Counter[tuple[int, int]] = Counter()
    places = []
    for alike in zip(town.tolist(), sector.tolist(), strict=True):
        places.append(before[alike])
        before[alike] += 1
    return np.array(places, dtype=np.int64)
