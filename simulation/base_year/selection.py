"""Which township units are the 399 specialised towns: counts by city are given, known and likely units come first."""

import numpy as np

from simulation.base_year.luck import normals
from simulation.base_year.published import Cities, Flags, Floats, Ints, Specialty, Units
from simulation.inputs.base_year import BaseYear, UnitWeight


def ranked(score: Floats) -> Ints:
    """Positions from the highest score to the lowest; ties keep the order of the official codes."""
    return np.argsort(-score, kind="stable")


def unit_weights(
    units: Units, cities: Cities, known: dict[int, Specialty], sizes: dict[int, str], rule: UnitWeight
) -> Floats:
    """Weight of every unit (shape (units,), in log points): luck, known specialty, nearness, size class.

    In the cities whose size classes are known, all other terms are drawn towards their mean over the province.
    """
    is_known = np.array([int(code) in known for code in units.code])
    km = np.where(np.isnan(units.km_to_centre), rule.km_unknown, units.km_to_centre)
    weight = rule.luck * normals(units.code, "size")
    weight += rule.known_specialty * is_known + rule.own_coordinate * units.own_coordinate
    weight += rule.per_km_to_centre * np.minimum(km, rule.km_limit)
    weight += rule.prd_subdistrict * (units.subdistrict & (units.region == 0))
    shrunk = np.isin(units.city, [cities.position(name) for name in rule.shrunk_cities])
    weight = np.where(shrunk, weight.mean() + rule.shrink * (weight - weight.mean()), weight)
    term = {"large": rule.large, "small": rule.small}
    return np.asarray(weight + np.array([term[sizes[int(c)]] if int(c) in sizes else 0.0 for c in units.code]))


def first_in_each_city(score: Floats, city: Ints, eligible: Flags, counts: Ints) -> Flags:
    """Mark the `counts[c]` highest-scored eligible units of every city, shape (units,)."""
    chosen = np.zeros(len(score), dtype=np.bool_)
    for c, count in enumerate(counts):
        members = np.flatnonzero(eligible & (city == c))
        chosen[members[ranked(score[members])[:count]]] = True
    return chosen


def choose_towns(
    units: Units, cities: Cities, known: dict[int, Specialty], weight: Floats, constants: BaseYear
) -> Flags:
    """Mark the certified towns, shape (units,)."""
    rule = constants.unit_weight
    is_known = np.array([int(code) in known for code in units.code])
    sure = np.array([int(code) in known and known[int(code)].sure for code in units.code])
    score = weight + np.where(sure, rule.sure_bonus, np.where(is_known, rule.unsure_bonus, 0.0))
    score += rule.other_subdistrict * (units.subdistrict & (units.region != 0) & ~is_known)
    eligible = ~np.isin(units.code, constants.exclusions.units)
    return first_in_each_city(score, units.city, eligible, cities.towns_2015)
