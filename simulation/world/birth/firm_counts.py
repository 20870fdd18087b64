"""How many above-scale firms each town has in one draw: within the published counts of its city, exact in total."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.base_year import BaseYear, FirmCountRule
from simulation.inputs.size_classes import ABOVE_SCALE_SALES
from simulation.inputs.towns import CityTable, TownTable
from simulation.world.birth.solvers import HALVINGS, clip_scale, largest_remainder, sum_by

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

STEEPEST = 50.0  # exponent of a city's share
SCARCER = 0.97


class Allotment(NamedTuple):
    """What one draw says about the number of industrial firms."""

    industrial_share: float  # of all above-scale firms (U16)
    exponent: float  # firms of a town go with its above-scale output to this power (X02)
    stated: Floats | None = None  # (towns,) firms that an office counts, NaN where it does not


class TownLimits(NamedTuple):
    """Fewest and most industrial firms a group of towns can hold, and their weights; arrays of shape (group,)."""

    city: Ints
    weight: Floats
    low: Floats
    high: Floats

    def in_cities(self, published: Ints | Floats, cities: int) -> tuple[Floats, Floats]:
        """Fewest and most firms of each city's towns given the city's published count, each of shape (cities,)."""
        low = sum_by(self.city, self.low, cities)
        high = sum_by(self.city, self.high, cities)
        return low, np.maximum(low, np.minimum(published, high))


def first_firm(counts: Ints) -> Ints:
    """Position of the first firm of every town when firms lie town by town, shape (towns,)."""
    return np.cumsum(counts) - counts


def _limits(above_scale: Floats, group: Flags, city: Ints, rule: FirmCountRule, allotment: Allotment) -> TownLimits:
    output = above_scale[group]
    low = np.where(output > 0.0, float(rule.fewest), 0.0)
    high = np.maximum(low, np.floor(output / rule.smallest_mean))
    if allotment.stated is not None:
        stated = allotment.stated[group]
        counted = np.minimum(stated, np.floor(output / ABOVE_SCALE_SALES))
        low, high = (np.where(np.isnan(stated), bound, counted) for bound in (low, high))
    return TownLimits(city[group], output**allotment.exponent, low, high)


def _within_cities(city_totals: Ints, limits: TownLimits) -> Ints:
    """Spread each city's firms over its towns by weight within the towns' limits, shape (group,)."""
    counts = np.zeros(len(limits.city), dtype=np.int64)
    for c in np.flatnonzero(city_totals):
        here = limits.city == c
        total = int(city_totals[c])
        parts, _ = clip_scale(limits.weight[here], limits.low[here], limits.high[here], total, "firms of a city")
        counts[here] = largest_remainder(parts, total)
    return counts


def city_totals_by_share(
    published: Ints, share: Floats, limits: tuple[Floats, Floats], total: int
) -> tuple[Ints, float]:
    """Firms of each city's certified towns: published count x (share in GDP)^exponent within limits, shape (21,).

    The exponent is solved so that they sum to `total`; a total above all upper limits is cut to them.
    """
    low, high = limits
    if total >= high.sum():
        return high.astype(np.int64), float("nan")
    total = max(total, int(low.sum()))
    steep, flat = STEEPEST, 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (steep + flat)
        if middle in (steep, flat):
            break
        if np.minimum(np.maximum(published * share**middle, low), high).sum() < total:
            steep = middle
        else:
            flat = middle
    parts = np.minimum(np.maximum(published * share**flat, low), high)
    if parts.sum() < total:  # even the flat allotment is short of the total: the rest goes where there is room
        parts, _ = clip_scale(published.astype(np.float64), parts, high, total, "firms of the cities")
    return largest_remainder(parts, total), flat


def industrial_firm_counts(
    above_scale: Floats, towns: TownTable, cities: CityTable, base_year: BaseYear, allotment: Allotment
) -> tuple[Ints, float]:
    """Above-scale industrial firms of every town (shape (towns,)) and the exponent of the cities' shares.

    `above_scale` is the towns' above-scale output in 万元. Certified towns get the drawn share of the published 30,000,
    never more than their city's published count times `highest_city_share`; candidates the same share of theirs, within
    what their city has left. Every town with above-scale output gets the fewest firms that can share it, and a town
    whose firms an office counts gets those, whatever its city's published count.
    """
    rule, certified, size = base_year.firm_counts, towns.certified_2015, len(cities.name)
    counts = np.zeros(len(towns.code), dtype=np.int64)
    own = _limits(above_scale, certified, towns.city, rule, allotment)
    share = sum_by(towns.city[certified], towns.gdp[certified], size) / cities.gdp
    published = np.floor(rule.highest_city_share * cities.above_scale_firms)
    low, high = own.in_cities(published, size)
    total = round(allotment.industrial_share * base_year.totals.above_scale_firms)
    in_city, city_exponent = city_totals_by_share(cities.above_scale_firms, share, (low, high), total)
    counts[certified] = _within_cities(in_city, own)

    waiting = _limits(above_scale, ~certified, towns.city, rule, allotment)
    low, high = waiting.in_cities(cities.above_scale_firms - in_city, size)
    total = round(allotment.industrial_share * rule.candidate_firms)
    total = int(min(max(total, low.sum()), high.sum()))
    weight = sum_by(waiting.city, waiting.weight, size)
    parts, _ = clip_scale(weight, low, high, total, "firms of the candidates")
    counts[~certified] = _within_cities(largest_remainder(parts, total), waiting)
    return counts, city_exponent


class ServiceFirms(NamedTuple):
    """What decides the number of trade, service and construction firms of a town; arrays of shape (towns,), 万元."""

    sales: Floats  # what these firms of a town sell in all
    services: Floats  # value added of the town's services
    exponent: float  # of the allotment
    smallest_mean: float  # sales per firm that the size law holds with ease


def _most_firms(sales: Floats, total: int, smallest_mean: float) -> Floats:
    """Most firms of every town; when sales are scarce the mean per firm may fall as far as the threshold."""
    mean = smallest_mean
    while np.floor(sales / mean).sum() < total and mean > ABOVE_SCALE_SALES:
        mean = max(ABOVE_SCALE_SALES, mean * SCARCER)
    return np.floor(sales / mean)


def other_firm_counts(firms: ServiceFirms, towns: TownTable, total: int, candidate_total: int) -> Ints:
    """Trade, service and construction firms of every town, shape (towns,): by services^exponent, within their sales.

    Certified towns hold `total`; candidates `candidate_total`, or as many as their sales allow. Raises
    UnreachableTotalError when the certified towns sell too little for that many firms above the threshold.
    """
    certified = towns.certified_2015
    counts = np.zeros(len(towns.code), dtype=np.int64)
    for group, wanted in ((certified, total), (~certified, candidate_total)):
        high = _most_firms(firms.sales[group], wanted, firms.smallest_mean)
        number = wanted if group is certified else min(wanted, int(high.sum()))
        weight = firms.services[group] ** firms.exponent
        parts, _ = clip_scale(weight, np.zeros(len(high)), high, number, "trade and service firms above scale")
        counts[group] = largest_remainder(parts, number)
    return counts
