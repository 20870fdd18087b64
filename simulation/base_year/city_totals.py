"""What the specialised towns of each city add up to: GDP by the share of units, output by the city's own ratio."""

import numpy as np

from simulation.base_year.published import Cities, Floats
from simulation.inputs.base_year import BaseYear, OutputPlaces
from simulation.world.birth.solvers import HALVINGS, clip_scale


def _shared(cities: Cities, exponent: float, constants: BaseYear) -> Floats:
    share = (cities.towns_2015 / cities.units) ** exponent
    totals = np.minimum(constants.city_share.highest, share) * cities.gdp
    totals[cities.towns_2015 == 0] = 0.0
    totals[cities.position("东莞")] = constants.totals.dongguan_gdp
    totals[cities.position("广州")] = constants.city_share.guangzhou_gdp
    return totals


def city_gdp_totals(cities: Cities, constants: BaseYear) -> tuple[Floats, float]:
    """GDP of the specialised towns of each city (shape (21,), 亿元) and the exponent that makes them exact."""
    low, high = 0.0, 5.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if _shared(cities, middle, constants).sum() > constants.totals.gdp:
            low = middle
        else:
            high = middle
    return _shared(cities, high, constants), high


def city_gross_output(cities: Cities, rule: OutputPlaces) -> Floats:
    """Gross industrial and agricultural output of each city, shape (21,), 亿元."""
    return rule.industrial_markup * cities.above_scale_output + cities.agricultural_output


def city_output_targets(cities: Cities, gdp_totals: Floats, total: float, rule: OutputPlaces) -> tuple[Floats, float]:
    """Output the towns of each city should add up to (shape (21,), 亿元), and the common factor on GDP x city ratio."""
    gross = city_gross_output(cities, rule)
    weight = gdp_totals * gross / cities.gdp
    high = np.where(cities.towns_2015 > 0, rule.highest_city_share * gross, 0.0)
    return clip_scale(weight, np.zeros_like(weight), high, total, "output of the cities")
