"""Clause 4.2, targets handed down: what each city is asked for by 2020 and how much is still missing (3.2, G2)."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simulation.inputs.targets import Target, load_targets
from simulation.measuring.targets import (
    HUNDRED_BILLION,
    HUNDRED_MILLION,
    PER_CENT,
    PER_TEN_THOUSAND,
    TEN_BILLION,
)
from simulation.measuring.town_year import TownYear
from simulation.world.firms import Flags, Floats

RATIOS = ("platform_coverage", "rd_intensity", "rd_personnel")
"""Targets that are ratios; all others are amounts or counts, which cities owe by the number of their towns."""
DRESSED = ("gdp", "rd_intensity", "rd_personnel")
"""Targets whose figures a town can dress up (2.5); counts of bodies and patents come from registers."""


@lru_cache(maxsize=1)
def handed_down() -> tuple[Target, ...]:
    """The targets of 2020 that cities answer for: all but the number of towns, which the province itself decides."""
    return tuple(each for each in load_targets() if each.kind != "secondary" and not each.administrative)


@lru_cache(maxsize=1)
def bars() -> Floats:
    """(targets,) what the document wants of the province under its default reading, units of the target."""
    wanted = np.array([target.readings[target.reading].bar for target in handed_down()])
    wanted.setflags(write=False)
    return wanted


def bars_of(share: float) -> Floats:
    """(targets,) what is wanted of towns that are this share of the province: ratios as they are, the rest in part."""
    is_ratio = np.array([target.id in RATIOS for target in handed_down()])
    wanted: Floats = np.where(is_ratio, bars(), share * bars())
    return wanted


class Standing(NamedTuple):
    """Where the cities stand as told, (cities, targets) each: the figure is `above` / `below`, or `above` alone."""

    above: Floats
    below: Floats  # of an amount or a count: certified towns
    is_ratio: Flags  # (targets,)

    @property
    def level(self) -> Floats:
        """(cities, targets) figures in the units of the targets; 0 where a city has no town."""
        ratio = np.divide(self.above, self.below, out=np.zeros_like(self.above), where=self.below > 0.0)
        level: Floats = np.where(self.is_ratio, ratio, self.above)
        return level


def standing(year: TownYear, cities: int) -> Standing:
    """Sum the certified towns of every city on either side of the line of every target handed down."""
    told, accounts, bodies = year.reported, year.accounts, year.bodies
    towns = np.ones(len(told.gdp))
    lines = {
        "gdp": (told.gdp / HUNDRED_MILLION, towns),
        "towns_100bn": (accounts.gross_output > HUNDRED_BILLION, towns),
        "towns_10bn": (accounts.gross_output > TEN_BILLION, towns),
        "platform_coverage": (PER_CENT * bodies.platform, towns),
        "rd_institutes": (bodies.institutes, towns),
        "incubators": (bodies.incubators_half_full, towns),
        "rd_intensity": (PER_CENT * told.research, told.gdp),
        "patents": (year.knowledge.patents.sum(axis=1), towns),
        "rd_personnel": (PER_TEN_THOUSAND * told.heads, accounts.population),
    }
    inside, city = year.certified, year.place.city[year.certified]

    def by_city(column: Floats) -> Floats:
        return np.bincount(city, column[inside], minlength=cities).astype(np.float64)

    above, below = zip(*(lines[target.id] for target in handed_down()), strict=True)
    is_ratio = np.array([target.id in RATIOS for target in handed_down()])
    return Standing(
        np.stack([by_city(column) for column in above], axis=1),
        np.stack([by_city(column) for column in below], axis=1),
        is_ratio,
    )


def hand_down(base: Standing, wanted: Floats, base_share: float) -> Floats:
    """(cities, targets) quotas: what a city has, and its part of what the province lacks.

    `wanted` (targets,) bars; `base_share` of the gap goes by what the cities have in the base year, the rest by how far
    each is below its fair part of the target. Where the province lacks nothing, a city is asked to keep what it has.
    """
    quotas = base.above.copy()
    for t, bar in enumerate(wanted):
        above, below = base.above[:, t], base.below[:, t]
        total = float(bar * below.sum()) if base.is_ratio[t] else float(bar)
        gap = total - float(above.sum())
        if gap > 0.0 and below.any():
            fair = total * below / below.sum()
            quotas[:, t] += gap * parts_of_gap(above, fair, base_share)
    return base._replace(above=quotas).level


def parts_of_gap(above: Floats, fair: Floats, base_share: float) -> Floats:
    """(cities,) parts of the province's gap; they add up to one. `fair` = what each would have if all did alike."""
    short = np.maximum(0.0, fair - above)
    by_gap = short / short.sum()
    total = float(above.sum())
    by_base = above / total if total > 0.0 else by_gap
    parts: Floats = base_share * by_base + (1.0 - base_share) * by_gap
    return parts


def still_missing(base: Floats, quota: Floats, now: Floats) -> Floats:
    """Part of the way from the base year to the quota that is not gone yet, 0 to 1; 0 where nothing was asked."""
    way = quota - base
    missing: Floats = np.divide(quota - now, way, out=np.zeros_like(way), where=way > 0.0)
    return np.clip(missing, 0.0, 1.0)


def pressure(missing: Floats, years_left: int) -> Floats:
    """(cities,) W of 3.2, 0 to 1: what is missing over the years left, mean of the targets that can be dressed up.

    `missing` (cities, targets); `years_left` counts the year that is being lived.
    """
    columns = [place for place, target in enumerate(handed_down()) if target.id in DRESSED]
    weight: Floats = missing[:, columns].mean(axis=1) / years_left
    return weight
