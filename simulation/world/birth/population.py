"""Residents of towns in one draw: the table's spread, scaled to the drawn total within what each city can hold."""

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.base_year import PopulationRule
from simulation.inputs.towns import CityTable, TownTable
from simulation.world.birth.solvers import clip_scale, largest_remainder, sum_by

Floats = NDArray[np.float64]


RESIDENTS = "residents of the specialised towns"
PERSONS_PER_MILLION = 1e6
FEWEST = 0.1
"""Share of its listed residents that a candidate keeps even where its city is full: no town is empty."""


def residents_beside_stated(
    towns: TownTable, cities: CityTable, rule: PopulationRule, total: float, stated: Floats
) -> Floats:
    """Residents of every town, shape (towns,), where an office states some of them (NaN elsewhere).

    Stated figures stand. The other certified towns hold `total` as far as the table lists its reference total in them,
    within what the stated ones leave of their cities; no town is empty. Raises UnreachableTotalError beyond all caps.
    """
    known = ~np.isnan(stated)
    count = len(cities.name)
    inside = towns.certified_2015 & ~known
    held = sum_by(towns.city[known], stated[known], count)
    listed = sum_by(towns.city[inside], towns.population[inside], count)
    limit = np.maximum(rule.highest_city_share * cities.population - held, FEWEST * listed)
    wanted = total * float(listed.sum()) / (rule.reference_million * PERSONS_PER_MILLION)
    scaled, _ = clip_scale(listed, np.zeros(count), limit, wanted, RESIDENTS)
    factor = np.where(listed > 0.0, scaled / np.maximum(listed, 1.0), 1.0)
    waiting = ~towns.certified_2015 & ~known
    room = (limit - scaled) / np.maximum(sum_by(towns.city[waiting], towns.population[waiting], count), 1.0)
    factors = np.where(waiting, np.minimum(factor, np.maximum(room, FEWEST))[towns.city], factor[towns.city])
    return np.where(known, stated, np.maximum(1.0, np.round(factors * towns.population)))


def town_population(towns: TownTable, cities: CityTable, rule: PopulationRule, total: float) -> Floats:
    """Residents of every town, shape (towns,), whole persons; the certified ones sum to `total` persons.

    Certified towns of a city keep their proportions; no city holds more than `rule.highest_city_share`
    of its remembered population.
    Candidates move with their city and take at most what it has left, but never lose all their people.
    Raises UnreachableTotalError beyond all caps.
    """
    count = len(cities.name)
    inside = towns.certified_2015
    listed = sum_by(towns.city[inside], towns.population[inside], count)
    limit = rule.highest_city_share * cities.population
    scaled, _ = clip_scale(listed, np.zeros(count), limit, total, RESIDENTS)
    factor = np.where(listed > 0.0, scaled / np.maximum(listed, 1.0), 1.0)
    residents = np.empty(len(towns.code))
    residents[inside] = largest_remainder((towns.population * factor[towns.city])[inside], round(total))
    waiting = sum_by(towns.city[~inside], towns.population[~inside], count)
    room = (limit - scaled) / np.maximum(waiting, 1.0)
    outside = np.minimum(factor, np.maximum(room, FEWEST))[towns.city] * towns.population
    residents[~inside] = np.floor(outside[~inside])
    return residents
