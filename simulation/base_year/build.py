"""The base year step by step: units, towns, kinds, city totals, output, GDP, residents, years, candidates."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulation.base_year.candidates import (
    candidate_gdp,
    candidate_slots,
    candidate_targets,
    choose_candidates,
    eligible_units,
)
from simulation.base_year.certification import certification_years
from simulation.base_year.city_totals import city_gdp_totals, city_output_targets
from simulation.base_year.gdp import WAN_PER_YI, town_gdp
from simulation.base_year.output import (
    FREE,
    Ranking,
    Repairs,
    base_scores,
    output_slots,
    pinned_slots,
    place_towns,
    top_members,
)
from simulation.base_year.population import candidate_residents, certified_residents, resident_weights, town_means
from simulation.base_year.published import (
    Cities,
    Flags,
    Floats,
    Ints,
    Lead,
    Specialty,
    Units,
    read_cities,
    read_leads,
    read_size_classes,
    read_specialties,
    read_units,
)
from simulation.base_year.selection import choose_towns, unit_weights
from simulation.base_year.specialties import assign_kinds, draw_specialty, free_kinds, kind_scores
from simulation.inputs.base_year import BaseYear, load_base_year
from simulation.world.birth.solvers import largest_remainder


class Inputs(NamedTuple):
    """Everything read from `config/`."""

    constants: BaseYear
    cities: Cities
    units: Units
    known: dict[int, Specialty]
    leads: tuple[Lead, ...]
    weight: Floats  # of every unit


class Towns(NamedTuple):
    """Towns with the figures of 2015, certified or candidates; arrays of shape (towns,), money in whole 万元."""

    units: Units
    kind: Ints
    specialty: tuple[str, ...]
    gross_output: Ints
    gdp: Ints
    population: Ints  # persons, at the reference total
    certification_year: Ints  # 0 for candidates


class Finding(NamedTuple):
    """What came out of the solvers, for the report of the program."""

    share_exponent: float
    output_factor: float
    worst_city: float
    worst_candidate_city: float
    city_gdp: Floats  # GDP of the certified towns by city, 亿元


class Built(NamedTuple):
    """The whole base year of the towns."""

    inputs: Inputs
    certified: Towns
    candidates: Towns
    finding: Finding


def read_inputs(folder: Path) -> Inputs:
    """Read constants and tables from a `config` folder."""
    constants = load_base_year(folder / "base_year.yaml")
    cities = read_cities(folder, constants)
    units = read_units(folder, cities, constants)
    known = read_specialties(folder)
    weight = unit_weights(units, cities, known, read_size_classes(folder), constants.unit_weight)
    return Inputs(constants, cities, units, known, read_leads(folder, cities), weight)


def build(folder: Path) -> Built:
    """Build the 399 certified towns and the candidates from the tables of a `config` folder."""
    inputs = read_inputs(folder)
    chosen = choose_towns(inputs.units, inputs.cities, inputs.known, inputs.weight, inputs.constants)
    certified, factor, finding = _certified(inputs, chosen)
    candidates, worst = _candidates(inputs, chosen, certified, factor)
    return Built(inputs, certified, candidates, finding._replace(worst_candidate_city=worst))


def _specialties(inputs: Inputs, units: Units, kind: Ints) -> tuple[str, ...]:
    return tuple(
        inputs.known[int(code)].industry
        if int(code) in inputs.known
        else draw_specialty(int(code), int(city), int(k), inputs.leads)
        for code, city, k in zip(units.code, units.city, kind, strict=True)
    )


def _certified(inputs: Inputs, chosen: Flags) -> tuple[Towns, Floats, Finding]:
    constants, cities = inputs.constants, inputs.cities
    units = inputs.units.only(chosen)
    kind = assign_kinds(
        units, inputs.known, kind_scores(units, inputs.leads, constants.kinds.weight_floor), constants.kinds
    )
    city_gdp, exponent = city_gdp_totals(cities, constants)
    slots = output_slots(constants.output_slots, constants.totals.towns)
    places = constants.output_places
    targets, multiplier = city_output_targets(cities, city_gdp, float(slots.sum()), places)
    ranking = Ranking(units.city, base_scores(inputs.weight[chosen], kind, places), targets, slots)
    top = top_members(units.code, ranking, kind == 2, cities, constants)
    reserved = pinned_slots(units.code, slots, constants)
    fixed = reserved != FREE
    fixed[top] = True
    dongguan = units.city == cities.position("东莞")
    limits = Repairs(fixed, dongguan, dongguan | (kind == 2), places.dongguan_floor, places.repair_ceiling)
    output, worst = place_towns(ranking, reserved, top, limits, places)
    totals = largest_remainder(city_gdp * WAN_PER_YI, round(constants.totals.gdp * WAN_PER_YI))
    gdp = town_gdp(units, kind, output, totals, cities, constants)
    residents, factor = certified_residents(units, gdp, cities, constants.population)
    years = certification_years(units.code, units.city, cities, constants.certification)
    gross = np.round(output * WAN_PER_YI).astype(np.int64)
    towns = Towns(units, kind, _specialties(inputs, units, kind), gross, gdp, residents, years)
    return towns, factor, Finding(exponent, multiplier, worst, 0.0, city_gdp)


def _candidates(inputs: Inputs, chosen: Flags, certified: Towns, factor: Floats) -> tuple[Towns, float]:
    constants, cities, rule = inputs.constants, inputs.cities, inputs.constants.candidates
    eligible = eligible_units(inputs.units, cities, chosen, rule)
    picked = choose_candidates(inputs.units, inputs.weight, eligible, rule)
    units = inputs.units.only(picked)
    kind = free_kinds(kind_scores(units, inputs.leads, constants.kinds.weight_floor), rule.kind_shift)
    certified_output = cities.sums(certified.units.city, certified.gross_output) / WAN_PER_YI
    size = len(cities.names)
    counts, open_units = (
        np.bincount(units.city, minlength=size),
        np.bincount(inputs.units.city[eligible], minlength=size),
    )
    targets = candidate_targets(cities, certified_output, counts, open_units, constants)
    score = base_scores(inputs.weight[picked], kind, constants.output_places)
    ranking = Ranking(units.city, score, targets, candidate_slots(rule))
    none = np.zeros(rule.count, dtype=np.bool_)
    output, worst = place_towns(
        ranking,
        np.full(rule.count, FREE),
        np.empty(0, dtype=np.int64),
        Repairs(none, none, none, 0, np.inf),
        constants.output_places,
    )
    gross = np.round(output * WAN_PER_YI).astype(np.int64)
    gdp = candidate_gdp(units.code, kind, gross, rule)
    means = town_means(certified.units.city, certified.gdp, cities)
    weight = resident_weights(units.city, gdp, means, cities, constants.population)
    limit = constants.population.highest_city_share * cities.population
    residents = candidate_residents(
        units.city, weight, cities.sums(certified.units.city, certified.population), factor, limit
    )
    years = np.zeros(rule.count, dtype=np.int64)
    return Towns(units, kind, _specialties(inputs, units, kind), gross, gdp, residents, years), worst
