"""The 400 units that may be certified after 2015: where they are, what they make, how large they are."""

import math

import numpy as np

from simulation.base_year.city_totals import city_gross_output
from simulation.base_year.luck import STANDARD_NORMAL, normal_quantile, normals
from simulation.base_year.published import Cities, Flags, Floats, Ints, Units
from simulation.base_year.selection import first_in_each_city
from simulation.inputs.base_year import BaseYear, Candidates
from simulation.world.birth.solvers import clip_scale, largest_remainder


def eligible_units(units: Units, cities: Cities, towns: Flags, rule: Candidates) -> Flags:
    """Mark the units that are left and may apply, shape (units,)."""
    elsewhere = ~np.isin(units.city, [cities.position(name) for name in rule.without_cities])
    central = np.isin(units.city, [cities.position(name) for name in rule.without_subdistricts_of])
    return ~towns & elsewhere & ~(central & units.subdistrict)


def choose_candidates(units: Units, weight: Floats, eligible: Flags, rule: Candidates) -> Flags:
    """Mark the candidates, shape (units,): city numbers as the eligible units, the highest weights in each city."""
    in_city = np.bincount(units.city[eligible], minlength=int(units.city.max()) + 1)
    counts = largest_remainder(in_city * rule.count / in_city.sum(), rule.count)
    score = weight + rule.other_subdistrict * (units.subdistrict & (units.region != 0))
    return first_in_each_city(score, units.city, eligible, counts)


def candidate_slots(rule: Candidates) -> Floats:
    """Outputs of the candidates in descending order, shape (count,), 亿元: a lognormal cut at its highest size."""
    cut = STANDARD_NORMAL.cdf(math.log(rule.highest_output / rule.median_output) / rule.log_sd)
    shares = cut * (np.arange(rule.count, 0, -1) - 0.5) / rule.count
    return np.round(rule.median_output * np.exp(rule.log_sd * normal_quantile(shares)), 4)


def candidate_targets(cities: Cities, certified: Floats, counts: Ints, eligible: Ints, constants: BaseYear) -> Floats:
    """Output the candidates of each city should add up to, shape (21,), 亿元.

    `certified` is the output of the city's certified towns; `counts` and `eligible` its candidates and eligible units.
    """
    rule = constants.candidates
    left = np.maximum(city_gross_output(cities, constants.output_places) - certified, 0.0)
    weight = rule.target_share * left * (counts / np.maximum(eligible, 1)) ** rule.crowding
    slots = candidate_slots(rule)
    largest = np.array([slots[:count].sum() for count in counts])
    high = np.minimum(rule.highest_city_share * left, rule.highest_slot_share * largest)
    total = float(slots.sum())
    return clip_scale(weight, np.zeros_like(weight), high, total, "output of the candidates")[0]


def candidate_gdp(codes: Ints, kind: Ints, output: Ints, rule: Candidates) -> Ints:
    """GDP of every candidate in whole 万元, shape (candidates,): output times a ratio by kind with some luck."""
    ratio = np.array(rule.ratio)[kind] * np.exp(rule.ratio_luck * normals(codes, "ratio"))
    return np.asarray(np.round(output * ratio), dtype=np.int64)
