"""Residents of towns before the unknown total is drawn: GDP over the city's GDP per head, printed heads where known."""

import numpy as np

from simulation.base_year.gdp import WAN_PER_YI
from simulation.base_year.published import Cities, Floats, Ints, Units
from simulation.inputs.base_year import PopulationRule
from simulation.world.birth.solvers import clip_scale, largest_remainder


def resident_weights(city: Ints, gdp: Ints, mean_gdp: Floats, cities: Cities, rule: PopulationRule) -> Floats:
    """Residents a town would have at its city's GDP per head, tilted towards poorer towns, shape (towns,), persons.

    `gdp` in 万元; `mean_gdp` is the mean of the certified towns of each city (shape (21,), 万元).
    """
    per_head = cities.gdp * WAN_PER_YI / cities.population
    return gdp / per_head[city] * (gdp / mean_gdp[city]) ** rule.tilt


def town_means(city: Ints, gdp: Ints, cities: Cities) -> Floats:
    """Mean GDP of the certified towns of each city, shape (21,), 万元; 1 where a city has none."""
    count = np.bincount(city, minlength=len(cities.names))
    return np.maximum(cities.sums(city, gdp), 1.0) / np.maximum(count, 1)


def certified_residents(units: Units, gdp: Ints, cities: Cities, rule: PopulationRule) -> tuple[Ints, Floats]:
    """Residents of the certified towns at the reference total (towns,), and each city's factor on the weights (21,)."""
    city = units.city
    weight = resident_weights(city, gdp, town_means(city, gdp, cities), cities, rule)
    for code, heads in rule.heads_2010.items():
        weight[units.code == code] = heads * rule.growth_since_2010
    sums = cities.sums(city, weight)
    total = rule.reference_million * 1e6
    scaled, _ = clip_scale(sums, np.zeros_like(sums), rule.highest_city_share * cities.population, total, "residents")
    factor = np.where(sums > 0, scaled / np.maximum(sums, 1.0), 1.0)
    return largest_remainder(weight * factor[city], int(total)), factor


def candidate_residents(city: Ints, weight: Floats, certified: Floats, factor: Floats, limit: Floats) -> Ints:
    """Residents of the candidates, shape (candidates,): their weights times the city's factor, within what it has left.

    `certified` and `limit`: residents of the city's certified towns, and the most its towns may hold; shape (21,).
    """
    sums = np.bincount(city, weight, minlength=len(limit))
    room = (limit - certified) / np.maximum(sums, 1.0)
    return np.floor(weight * np.minimum(factor, room)[city]).astype(np.int64)
