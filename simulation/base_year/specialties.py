"""What each town makes: kinds by regional quota, specialties by the leading industries of its city."""

import math

import numpy as np

from simulation.base_year.luck import uniform
from simulation.base_year.published import Floats, Ints, Lead, Specialty, Units
from simulation.inputs.base_year import ByKind, Kinds
from simulation.inputs.places import KINDS, REGIONS


def kind_scores(units: Units, leads: tuple[Lead, ...], floor: float) -> Floats:
    """Score of every kind for every unit, shape (units, 3): log weight of the kind in the city plus Gumbel luck."""
    weights = np.zeros((int(units.city.max()) + 1, len(KINDS)))
    for lead in leads:
        if lead.city < len(weights):
            weights[lead.city, lead.kind] += lead.weight
    luck = np.array([[-math.log(-math.log(uniform(int(u), "kind", k))) for k in KINDS] for u in units.code])
    return np.asarray(np.log(weights[units.city] + floor) + luck)


def assign_kinds(units: Units, known: dict[int, Specialty], scores: Floats, rule: Kinds) -> Ints:
    """Kind of every certified town, shape (towns,): known ones keep theirs, the rest by score while quotas last."""
    quota = np.array([rule.industry, rule.agriculture, rule.service])
    kind = np.array([known[int(code)].kind if int(code) in known else -1 for code in units.code])
    for region in range(len(REGIONS)):
        here = units.region == region
        left = quota[:, region] - np.bincount(kind[here & (kind >= 0)], minlength=len(KINDS))
        if left.min() < 0:
            raise ValueError(f"{REGIONS[region]}: more towns of a known kind than the quota allows")
        order = np.argsort(-np.where((here & (kind < 0))[:, None], scores, -np.inf), axis=None, kind="stable")
        for place in order:
            unit, choice = divmod(int(place), len(KINDS))
            if here[unit] and kind[unit] < 0 and left[choice] > 0:
                kind[unit] = choice
                left[choice] -= 1
    return kind


def free_kinds(scores: Floats, shift: ByKind) -> Ints:
    """Kind of every candidate, shape (candidates,): the highest shifted score, without quota."""
    return np.asarray(np.argmax(scores + np.array(shift), axis=1))


def draw_specialty(code: int, city: int, kind: int, leads: tuple[Lead, ...]) -> str:
    """Industry drawn from the city's leading ones of this kind; from all cities when it lists none."""
    of_kind = [lead for lead in leads if lead.kind == kind]
    choices = [lead for lead in of_kind if lead.city == city] or of_kind
    point = uniform(code, "industry") * math.fsum(lead.weight for lead in choices)
    for lead in choices:
        point -= lead.weight
        if point < 0:
            return lead.industry
    return choices[-1].industry
