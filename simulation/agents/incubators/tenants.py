"""Tenants of incubators that policy built: start-ups that hold a place for some years and close more or less often."""

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.constants import constant
from simulation.phases.draws import uniforms
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.world import World

SHORTEST_STAY, LONGEST_STAY = 12, 16
"""Quarters from moving in to graduation."""
WATCHED = 20
"""Quarters from moving in for which the hazard ratio holds, graduated or not."""


class Tenants:
    """One entry per start-up that moved in less than five years ago and lives."""

    def __init__(self) -> None:
        self.identity: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self.town: Integers = np.zeros(0, dtype=np.int64)
        self.since: Integers = np.zeros(0, dtype=np.int64)
        self.leaves: Integers = np.zeros(0, dtype=np.int64)
        """First quarter without a place."""

    def move_in(self, world: World, places: Integers) -> None:
        """Start-ups of these places in the world's list take a place in the incubators of their town."""
        young, q = world.start_ups, world.quarter
        identity = young.identity[places]
        die = uniforms(world.dice_now(), int(Question.TENANT_GRADUATION), identity)
        self.identity = np.concatenate([self.identity, identity])
        self.town = np.concatenate([self.town, young.town[places]])
        self.since = np.concatenate([self.since, np.full(len(places), q, dtype=np.int64)])
        self.leaves = np.concatenate([self.leaves, q + quarters_of_stay(die)])

    def forget(self, world: World) -> None:
        """Those that have closed or grown above scale, and those of more than five years, who are like any other."""
        young = world.start_ups
        watched = world.quarter - self.since < WATCHED
        young.hazard[np.isin(young.identity, self.identity[~watched])] = 1.0
        self.keep(watched & np.isin(self.identity, young.identity))

    def keep(self, held: Flags) -> None:
        """Forget the others."""
        self.identity, self.town = self.identity[held], self.town[held]
        self.since, self.leaves = self.since[held], self.leaves[held]

    def housed(self, world: World) -> Integers:
        """(towns,) places taken now."""
        return np.bincount(self.town[self.leaves > world.quarter], minlength=world.towns.count)

    def set_hazard(self, world: World) -> None:
        """The ratio on the exit hazard of all that are still watched."""
        young = world.start_ups
        young.hazard[np.isin(young.identity, self.identity)] = float(world.p.incubator_exit_hazard_ratio)


def quarters_of_stay(die: Floats) -> Integers:
    """12 to 16 quarters, each as likely."""
    stay: Integers = SHORTEST_STAY + np.floor(die * (LONGEST_STAY - SHORTEST_STAY + 1)).astype(np.int64)
    return stay


def fill_of(usual: Integers, built: Integers, places: int, housed: Integers, opening_fill: float) -> Floats:
    """Part of its places that a town has let: `built` by policy hold the tenants, the `usual` ones keep their fill.

    `usual`, `built` and `housed` (towns,) each, at least one incubator to a town; `places` of one incubator.
    """
    fill: Floats = (usual * places * opening_fill + housed) / ((usual + built) * places)
    return fill


def possible_tenants(small_sales: Floats, price_level: float) -> Floats:
    """(towns,) new firms a year that may ask for a place; `small_sales` = yearly industrial sales below scale."""
    firms = small_sales / (constant("small_firm_sales") * price_level)
    founded: Floats = firms * constant("small_firm_founding_rate")
    return founded
