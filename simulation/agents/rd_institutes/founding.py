"""Where a new institute is worth founding: a university in reach, what a town expects, whom it will suit (I02)."""

import numpy as np

from simulation.agents.delivery import prior_median
from simulation.agents.programmes.calls import VALUE_SHARE
from simulation.inputs.constants import constant
from simulation.world.firms import TRADE, Flags, Floats, Integers
from simulation.world.world import World

COLLEGE = 1
"""Kind of a vocational college, which founds no research institute."""


def partners_near(world: World, towns: Integers) -> Flags:
    """(towns, institutes) universities and research institutes within reach of each of these towns."""
    distance = world.reach.distance[towns]
    near: Flags = (world.institutes.kind != COLLEGE) & (distance <= constant("institute_reach"))
    return near


def partner_of(world: World, town: int) -> int:
    """The university or research institute within reach that suits the specialty and lies near; -1 if there is none."""
    reach, specialty = world.reach, int(world.towns.place.specialty[town])
    distance, near = reach.distance[town], partners_near(world, np.array([town]))[0]
    if not near.any():
        return -1
    fit = np.ones(len(distance)) if specialty == TRADE else reach.proximity[specialty]
    weight = np.exp(-distance / float(world.p.link_search_scale)) * fit
    return int(np.argmax(np.where(near, weight, -1.0)))


def field_of(world: World, town: int, partner: int) -> int:
    """The industry an institute works for: the specialty of its town, else the first field of its university."""
    specialty = int(world.towns.place.specialty[town])
    return specialty if specialty != TRADE else int(world.ground.fields[partner, 0])


def attraction(world: World, town: int, partner: int) -> Floats:
    """(towns, sectors) how much an institute suits firms there: by field and distance, 0 out of reach.

    An institute works in the specialty of its town and in the fields of its university.
    """
    distance = world.ground.town_distance[town]
    fit = np.maximum(world.reach.sector_proximity[world.towns.place.specialty[town]], world.reach.proximity[:, partner])
    near = np.exp(-distance / float(world.p.link_search_scale)) * (distance <= constant("institute_reach"))
    suits: Floats = near[:, None] * fit[None, :]
    return suits


def expected_gain(world: World) -> Floats:
    """(towns,) what a town expects for its own firms, 10,000 yuan, at the middle of the priors (3.2)."""
    tally = world.towns.tally
    firms = np.maximum(tally.firms[:, :TRADE].sum(axis=1), 1)
    served = np.minimum(1.0, prior_median(world, "institute_capacity_firms") / firms)
    sales = 4.0 * tally.sales[:, :TRADE].sum(axis=1) * served
    effect = prior_median(world, "institute_productivity_effect")
    gain: Floats = effect * sales * VALUE_SHARE * float(world.p.gain_horizon)
    return gain


def home_of_spin_off(world: World, town: int) -> int:
    """The nearest town with an incubator that is not full, within reach of the institute; else the institute's own."""
    status, distance = world.towns.status, world.ground.town_distance[town]
    room = (status.incubators > 0) & (status.incubator_fill < 1.0) & (distance <= constant("spin_off_reach"))
    return int(np.argmin(np.where(room, distance, np.inf))) if room.any() else town
