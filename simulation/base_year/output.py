"""Gross output of towns: sizes from the published counts, places from city targets, weights and known figures."""

from typing import NamedTuple

import numpy as np

from simulation.base_year.luck import normal_quantile
from simulation.base_year.published import Cities, Flags, Floats, Ints
from simulation.base_year.selection import ranked
from simulation.inputs.base_year import BaseYear, OutputPlaces, OutputSlots

FREE = -1


class Ranking(NamedTuple):
    """What decides the places of towns; arrays of shape (towns,) except `target` (cities,)."""

    city: Ints
    score: Floats  # log points, without the city's own term
    target: Floats  # output of the city's towns, 亿元
    slots: Floats  # descending, 亿元

    def city_term(self) -> Floats:
        """Log of the target per town of each city (0 where a city has none), shape (cities,)."""
        towns = np.bincount(self.city, minlength=len(self.target))
        return np.log(np.where(towns > 0, self.target, 1.0) / np.maximum(towns, 1))


class Repairs(NamedTuple):
    """Limits on places: towns that need at least `floor`, towns that may hold at most `ceiling` (亿元)."""

    fixed: Flags
    floored: Flags
    ceiled: Flags
    floor: float
    ceiling: float


def output_slots(rule: OutputSlots, count: int) -> Floats:
    """Sizes of `count` towns in descending order, shape (count,), 亿元, whole 万元."""
    shares = (np.arange(count, 0, -1) - 0.5) / count
    slots = np.exp(rule.log_mean + rule.log_sd * normal_quantile(shares))
    slots[0], slots[1] = rule.first, rule.second
    slots[2 : rule.top_count] = np.geomspace(*rule.rest_of_top, rule.top_count - 2)
    return np.round(slots, 4).astype(np.float64)


def base_scores(weight: Floats, kind: Ints, rule: OutputPlaces) -> Floats:
    """Unit weight with the terms of agriculture and service towns, shape (towns,)."""
    return np.asarray(weight + np.array([0.0, rule.agriculture, rule.service])[kind])


def top_members(codes: Ints, ranking: Ranking, services: Flags, cities: Cities, constants: BaseYear) -> Ints:
    """Positions of the towns at the top: known ones, then the highest scores within limits by city, no services."""
    lowest = min(constants.output_slots.rest_of_top)
    named = [town.code for town in constants.pinned.towns if town.output >= lowest] + list(constants.top_towns.units)
    chosen = [int(np.flatnonzero(codes == code)[0]) for code in named]
    room = {cities.position(name): limit for name, limit in constants.output_places.top_limits.items()}
    for town in ranked(ranking.score + ranking.city_term()[ranking.city]):
        city = int(ranking.city[town])
        if len(chosen) == constants.output_slots.top_count:
            break
        if int(town) not in chosen and not services[town] and room.get(city, 0) > 0:
            chosen.append(int(town))
            room[city] -= 1
    return np.array(chosen)


def pinned_slots(codes: Ints, slots: Floats, constants: BaseYear) -> Ints:
    """Slot of every pinned town (FREE elsewhere), shape (towns,): the nearest one still free, in the listed order."""
    place = np.full(len(codes), FREE)
    free = np.ones(len(slots), dtype=np.bool_)
    for town in constants.pinned.towns:
        slot = int(np.argmin(np.where(free, np.abs(slots - town.output), np.inf)))
        place[np.flatnonzero(codes == town.code)[0]] = slot
        free[slot] = False
    return place


def _swap_nearest(place: Ints, slots: Floats, wrong: Ints, partners: Flags, bound: float) -> None:
    """Give each wrong town the nearest slot on the right side of `bound` from a partner, who takes its slot."""
    for town in wrong:
        size = slots[place[town]]
        right = slots[place] >= bound if size < bound else slots[place] <= bound
        distance = np.where(partners & right, np.abs(slots[place] - size), np.inf)
        partner = int(np.argmin(distance))
        if np.isfinite(distance[partner]):
            place[town], place[partner] = place[partner], place[town]


def repair(place: Ints, slots: Floats, limits: Repairs) -> None:
    """Swap towns outside their limits with the nearest town that may take their slot; changes `place`."""
    partners = ~limits.fixed & ~limits.floored & ~limits.ceiled
    low = np.flatnonzero(limits.floored & ~limits.fixed & (slots[place] < limits.floor))
    _swap_nearest(place, slots, low, partners, limits.floor)
    high = np.flatnonzero(limits.ceiled & ~limits.fixed & (slots[place] > limits.ceiling))
    _swap_nearest(place, slots, high, partners, limits.ceiling)


def place_towns(
    ranking: Ranking, reserved: Ints, top: Ints, limits: Repairs, rule: OutputPlaces
) -> tuple[Floats, float]:
    """Rank the towns into the slots; return output per town (亿元) and the worst relative error of a city total.

    A term per city is moved towards its target for a number of rounds; the round whose worst city is best is kept.
    """
    cities = np.unique(ranking.city)
    term = ranking.city_term()
    best, worst = np.zeros(len(ranking.slots)), np.inf
    for _ in range(rule.rounds):
        place = _ranked_places(ranking.score + term[ranking.city], reserved, top)
        repair(place, ranking.slots, limits)
        output = ranking.slots[place]
        actual = np.bincount(ranking.city, output, minlength=len(ranking.target))[cities]
        error = float(np.abs(actual / ranking.target[cities] - 1).max())
        if error < worst:
            best, worst = output, error
        term[cities] += rule.step * np.log(ranking.target[cities] / actual)
    return best, worst


def _ranked_places(score: Floats, reserved: Ints, top: Ints) -> Ints:
    """Slot of every town: reserved ones as given, the top members next, the others by score."""
    place = reserved.copy()
    taken = place[place != FREE]
    free = np.setdiff1d(np.arange(len(score)), taken)
    unplaced_top = top[place[top] == FREE]
    order = [unplaced_top[ranked(score[unplaced_top])]]
    rest = np.setdiff1d(np.flatnonzero(place == FREE), unplaced_top)
    order.append(rest[ranked(score[rest])])
    place[np.concatenate(order)] = free
    return place
