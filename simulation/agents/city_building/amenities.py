"""Amenities (I32): housing, schools, health and leisure make researchers come, some of them from the towns around."""

import numpy as np

from simulation.agents.city_building.works import Works
from simulation.agents.delivery import eligible_towns, nominal
from simulation.agents.purse import Purse
from simulation.agents.town_projects import fund, in_order, match_found
from simulation.inputs.constants import constant
from simulation.inputs.levers.industry_city_integration import AmenitiesSettings
from simulation.rules.dice import Question
from simulation.world.firms import Floats
from simulation.world.world import World

POINT = 0.01
"""Of the amenity index, which is 1 in 2015."""


def taken_from_neighbours(gain: Floats, distance: Floats) -> Floats:
    """(towns,) index that neighbours lose: half of what a town wins, in equal parts from all towns near it.

    `distance` (towns, towns) in km. A town without any town near it takes nothing from anybody.
    """
    lost = np.zeros(len(gain))
    for town in np.flatnonzero(gain):
        near = np.flatnonzero(distance[town] <= constant("amenity_reach"))
        near = near[near != town]
        if len(near):
            lost[near] += constant("amenity_share_from_neighbours") * gain[town] / len(near)
    return lost


def net_of_rents(index: Floats) -> Floats:
    """What a better town is worth to who moves there: rents rise with the index and take a part of it back."""
    worth: Floats = index ** (1.0 - constant("amenity_rent_elasticity"))
    return worth


class Amenities:
    """I32: the level that is reached is kept."""

    def __init__(self, name: str, settings: AmenitiesSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.works = Works()

    def decide(self, world: World) -> None:
        """In the first quarter of a year: the best of the towns that ask build what they can pay."""
        if not self.purse.is_open(world) or world.quarter % 4:
            return
        able = eligible_towns(world, self.settings.eligible) & match_found(world)
        rows = in_order(world, self.settings, able, Question.AMENITY_SCORE)
        points = self.settings.points
        cost = points * nominal(world, constant("amenity_cost_per_point"))
        built = fund(world, self.purse, rows, cost, self.settings.shares, lambda paid: world.chart.bodies + paid)
        self.works.start(world, built, np.full(len(built), POINT * points), constant("amenity_delay"))

    def affect(self, world: World) -> None:
        """The index of every town as researchers feel it (Q11)."""
        if len(self.works.rows) == 0:
            return
        gain = self.works.felt(world)
        lost = taken_from_neighbours(gain, world.ground.town_distance)
        world.towns.economy.amenity[:] = net_of_rents(1.0 + gain - lost)
