"""Growth or membership: how much of a change since 2015 is towns doing better, how much other towns counted (2.4)."""

from typing import NamedTuple

import numpy as np

from simulation.inputs.measures import COMPOSITION
from simulation.measuring.targets import (
    HUNDRED_BILLION,
    HUNDRED_MILLION,
    PER_CENT,
    PER_TEN_THOUSAND,
    TEN_BILLION,
    share,
)
from simulation.measuring.town_year import TownYear
from simulation.world.firms import Flags, Floats

TERMS = ("within", "between", "entry", "exit")


class Membership(NamedTuple):
    """Who was counted when, (towns,) each."""

    stayed: Flags  # certified in both years
    new: Flags  # certified since
    left: Flags  # certified in 2015 only


class Ratio(NamedTuple):
    """Both sides of a ratio by town in one year, (towns,) each."""

    above: Floats
    below: Floats


def membership(base: TownYear, year: TownYear) -> Membership:
    """Compare the certified towns of the two years."""
    return Membership(
        base.certified & year.certified, ~base.certified & year.certified, base.certified & ~year.certified
    )


def compose(base: TownYear, year: TownYear) -> Floats:
    """(terms,) in the order and the units of `COMPOSITION`; the terms of every split add up to the change told."""
    members = membership(base, year)
    intensity = [Ratio(PER_CENT * of.reported.research, of.reported.gdp) for of in (base, year)]
    staff = [Ratio(PER_TEN_THOUSAND * of.reported.heads, of.accounts.population) for of in (base, year)]
    found = {
        **split_sum(base.reported.gdp / HUNDRED_MILLION, year.reported.gdp / HUNDRED_MILLION, members),
        **named("rd_intensity", split_ratio(intensity[0], intensity[1], members)),
        **named("rd_personnel", split_ratio(staff[0], staff[1], members)),
        **split_count("towns_100bn", year, HUNDRED_BILLION),
        **split_count("towns_10bn", year, TEN_BILLION),
    }
    return np.array([found[name] for name in COMPOSITION])


def named(measure: str, terms: tuple[float, ...]) -> dict[str, float]:
    """Terms of a split under their recorded names."""
    return {f"{measure}_{term}": value for term, value in zip(TERMS, terms, strict=True)}


def split_sum(before: Floats, now: Floats, members: Membership) -> dict[str, float]:
    """GDP: growth of those counted in both years, all of the newcomers, less all of those that left."""
    return {
        "gdp_within": float((now - before)[members.stayed].sum()),
        "gdp_entry": float(now[members.new].sum()),
        "gdp_exit": -float(before[members.left].sum()),
    }


def split_ratio(before: Ratio, now: Ratio, members: Membership) -> tuple[float, float, float, float]:
    """A ratio of sums: the stayers' own change at their old weights, the shift of their weights, newcomers, leavers."""
    stayed, new, left = members
    if not stayed.any():
        return (0.0, 0.0, ratio_of(now, new), -ratio_of(before, left))
    stay_before, stay_now = ratio_of(before, stayed), ratio_of(now, stayed)
    own_before, own_now = ratios(before, stayed), ratios(now, stayed)
    weight_before, weight_now = weights(before, stayed), weights(now, stayed)
    within = float((weight_before * (own_now - own_before)).sum())
    between = float(((weight_now - weight_before) * own_now).sum())
    entry = part_of(now, new, stayed) * (ratio_of(now, new) - stay_now)
    exit_ = -part_of(before, left, stayed) * (ratio_of(before, left) - stay_before)
    return within, between, entry, exit_


def ratio_of(ratio: Ratio, members: Flags) -> float:
    """Ratio of sums over a group of towns; 0 for an empty group."""
    return share(float(ratio.above[members].sum()), float(ratio.below[members].sum()))


def ratios(ratio: Ratio, members: Flags) -> Floats:
    """Each town's own ratio; 0 where nothing stands below the line."""
    below = ratio.below[members]
    own: Floats = np.divide(ratio.above[members], below, out=np.zeros_like(below), where=below > 0.0)
    return own


def weights(ratio: Ratio, members: Flags) -> Floats:
    """Each town's share in what stands below the line."""
    below = ratio.below[members]
    parts: Floats = below / max(float(below.sum()), 1e-12)
    return parts


def part_of(ratio: Ratio, group: Flags, stayed: Flags) -> float:
    """Share of a group in what stands below the line of the group and the stayers."""
    inside = float(ratio.below[group].sum())
    return share(inside, inside + float(ratio.below[stayed].sum()))


def split_count(measure: str, year: TownYear, bar: float) -> dict[str, float]:
    """Towns over a bar of gross output that were certified in 2015, and those certified since."""
    over = year.certified & (year.accounts.gross_output > bar)
    old = year.place.cohort_2015
    return {
        f"{measure}_cohort_2015": float(np.count_nonzero(over & old)),
        f"{measure}_new": float(np.count_nonzero(over & ~old)),
    }
