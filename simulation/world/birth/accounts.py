"""Accounts of a town in one draw: its output and GDP split into industry, agriculture and services, exact per town."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.base_year import AccountsRule
from simulation.inputs.towns import CityTable, TownTable
from simulation.rules.compiled import phase
from simulation.rules.distributions import logistic
from simulation.world.birth.solvers import HALVINGS, clip_scale, largest_remainder, sum_by

Floats = NDArray[np.float64]

FAR = 40.0  # logits


class AccountShares(NamedTuple):
    """What one draw says about the towns' accounts."""

    industry: float  # of GDP (U11)
    above_scale: float  # of gross output (U8)
    agriculture_value_added: float  # over agricultural output


class TownAccounts(NamedTuple):
    """Accounts of all towns, certified and candidates; arrays of shape (towns,), whole 万元 a year."""

    industrial_output: Floats
    agricultural_output: Floats
    above_scale_output: Floats  # of industry
    micro_output: Floats  # industry below scale
    va_industry: Floats
    va_agriculture: Floats
    va_services: Floats
    value_added_ratio: Floats  # industrial value added over industrial output, per town
    common_ratio: float  # the ratio before the floor of services
    at_services_floor: int  # certified towns whose industry is held down by the floor
    above_scale_share: float  # realised; below the drawn one only where the towns cannot hold it


def agricultural_output(towns: TownTable, cities: CityTable, rule: AccountsRule) -> Floats:
    """Gross agricultural output of every town, shape (towns,), whole 万元: a share by kind and region, cut by city."""
    wanted = np.array(rule.agricultural_share)[towns.kind, towns.region] * towns.gross_output
    count = len(cities.name)
    limit = rule.highest_agricultural_share * cities.agricultural_output
    output = np.zeros(len(wanted))
    for group in (towns.certified_2015, ~towns.certified_2015):
        held = sum_by(towns.city[group], wanted[group], count)
        factor = np.minimum(1.0, limit / np.maximum(held, 1.0))
        output[group] = np.round((wanted * factor[towns.city])[group])
        limit = np.maximum(limit - sum_by(towns.city[group], output[group], count), 0.0)
    return output


class Curve(NamedTuple):
    """The curve of the above-scale share: highest share, slope on log size, smallest above-scale output."""

    highest: float
    slope: float
    smallest: float


@phase
def _above_scale(output: Floats, log_size: Floats, curve: Curve, shift: float) -> Floats:
    """Above-scale output by town at one level of the logit, zero where it falls below the smallest."""
    held = np.empty_like(output)
    for i in range(len(output)):
        part = output[i] * min(curve.highest, logistic(shift + curve.slope * log_size[i]))
        held[i] = part if part >= curve.smallest else 0.0
    return held


@phase
def _above_scale_shift(output: Floats, log_size: Floats, curve: Curve, total: float) -> float:
    """The highest level of the logit whose above-scale output does not exceed the total."""
    below, above = -FAR, FAR
    for _ in range(HALVINGS):
        middle = 0.5 * (below + above)
        if middle <= below or middle >= above:
            break
        if _above_scale(output, log_size, curve, middle).sum() <= total:
            below = middle
        else:
            above = middle
    return below


def above_scale_output(industrial: Floats, certified: NDArray[np.bool_], total: float, rule: AccountsRule) -> Floats:
    """Above-scale industrial output of every town, shape (towns,), whole 万元; certified towns sum to `total`.

    The share rises with the town's industrial output up to a highest share; a total beyond what that allows is cut to
    it. Towns that would have less than the smallest size have none. Candidates follow the same curve.
    """
    curve = Curve(rule.highest_above_scale_share, rule.size_slope, rule.smallest_above_scale)
    log_size = np.log(np.maximum(industrial, 1.0) / np.median(industrial[certified]))
    own, own_size = industrial[certified], log_size[certified]
    total = min(total, float(_above_scale(own, own_size, curve, FAR).sum()))
    shift = float(_above_scale_shift(own, own_size, curve, total))
    members = _above_scale(own, own_size, curve, shift) > 0.0
    # A town that steps over the smallest size makes a jump; with the members fixed the sum has none.
    smooth = curve._replace(smallest=0.0)
    shift = float(_above_scale_shift(own[members], own_size[members], smooth, total))
    parts = np.zeros(len(own))
    parts[members] = _above_scale(own[members], own_size[members], smooth, shift)
    output = np.empty(len(industrial))
    output[certified] = largest_remainder(parts, int(total))
    output[~certified] = np.floor(_above_scale(industrial, log_size, curve, shift)[~certified])
    return output


def town_accounts(towns: TownTable, cities: CityTable, rule: AccountsRule, shares: AccountShares) -> TownAccounts:
    """Split output and GDP of every town for one draw of the base-year unknowns U11 and U8.

    Certified towns: industrial value added sums to `shares.industry` of their GDP, above-scale output to
    `shares.above_scale` of their gross output. Per town, industry and agriculture sum to output, and industry,
    agriculture and services to GDP, exactly. Raises UnreachableTotalError when services of all towns hit their floor.
    """
    certified = towns.certified_2015
    agriculture = agricultural_output(towns, cities, rule)
    industrial = towns.gross_output - agriculture
    most = np.floor(rule.highest_outside_services * towns.gdp)
    va_agriculture = np.minimum(np.round(shares.agriculture_value_added * agriculture), most)
    highest = most - va_agriculture
    nothing = np.zeros(int(certified.sum()))
    total = shares.industry * float(towns.gdp[certified].sum())
    _, ratio = clip_scale(industrial[certified], nothing, highest[certified], total, "industrial value added")
    va_industry = np.floor(np.minimum(ratio * industrial, highest))
    gross = float(towns.gross_output[certified].sum())
    above_scale = above_scale_output(industrial, certified, shares.above_scale * gross, rule)
    return TownAccounts(
        industrial_output=industrial,
        agricultural_output=agriculture,
        above_scale_output=above_scale,
        micro_output=industrial - above_scale,
        va_industry=va_industry,
        va_agriculture=va_agriculture,
        va_services=towns.gdp - va_industry - va_agriculture,
        value_added_ratio=va_industry / industrial,
        common_ratio=ratio,
        at_services_floor=int(((ratio * industrial > highest) & certified).sum()),
        above_scale_share=float(above_scale[certified].sum() / gross),
    )
