"""What every town of the province has in 2015: accounts, residents, above-scale firms (base_year.md 7-9).

Taken over the whole province also when only some of its towns are studied, so that a city by itself has the accounts,
residents and firms that it has in the province.
"""

from typing import NamedTuple

import numpy as np

from simulation.inputs.base_year import AccountsRule, BaseYear
from simulation.inputs.towns import TownTable
from simulation.world.birth.accounts import AccountShares, TownAccounts, town_accounts
from simulation.world.birth.firm_counts import Allotment, ServiceFirms, industrial_firm_counts, other_firm_counts
from simulation.world.birth.population import residents_beside_stated, town_population
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.ground import Ground

MILLION = 1e6


class Census(NamedTuple):
    """Counts and accounts of the towns of a study; arrays of shape (towns,), money in whole 万元 a year."""

    accounts: TownAccounts
    people: Floats
    industrial: Integers  # above-scale industrial firms
    other: Integers  # above-scale firms in trade, services and construction
    other_sales: Floats  # of the latter, before their number is known
    branch_shares: tuple[float, float, float]  # industry, agriculture, services in the value added of the province


def take_census(ground: Ground, base: BaseYear, p: np.record) -> Census:
    """Split the figures of all towns for one draw, and keep those of the study."""
    towns, cities = ground.everywhere, ground.cities
    shares = AccountShares(float(p.base_industry_share), float(p.base_above_scale_share), float(p.agriculture_va_ratio))
    accounts = town_accounts(towns, cities, base.accounts, shares)
    total = float(p.base_population) * MILLION
    stated = ground.stated
    if stated is None or np.isnan(stated.population).all():
        people = town_population(towns, cities, base.population, total)
    else:
        people = residents_beside_stated(towns, cities, base.population, total, stated.population)
    if stated is not None:
        accounts = with_stated_firms(accounts, stated.industrial_firms, base)
    industrial, other, sales = _firms(ground, accounts, base, p)
    kept = ground.only_studied
    branches = branch_shares(accounts, towns.certified_2015)
    return Census(_rows_of(accounts, ground), kept(people), kept(industrial), kept(other), kept(sales), branches)


def branch_shares(accounts: TownAccounts, inside: Flags) -> tuple[float, float, float]:
    """Shares of industry, agriculture and services in the value added of the certified towns."""
    parts = [
        float(branch[inside].sum()) for branch in (accounts.va_industry, accounts.va_agriculture, accounts.va_services)
    ]
    total = sum(parts)
    return parts[0] / total, parts[1] / total, parts[2] / total


def with_stated_firms(accounts: TownAccounts, stated: Floats, base: BaseYear) -> TownAccounts:
    """The same accounts where above-scale industry holds the firms that an office counts.

    `stated` (towns,) firms, NaN where not stated. A town without any has no above-scale output; one with some has at
    least what so many firms sell, as far as its industry allows.
    """
    least = np.minimum(stated * base.firm_counts.smallest_mean, _most_above_scale(accounts, base.accounts))
    above_scale = np.where(stated > 0.0, np.fmax(accounts.above_scale_output, least), accounts.above_scale_output)
    above_scale = np.where(stated == 0.0, 0.0, np.floor(above_scale))
    return accounts._replace(above_scale_output=above_scale, micro_output=accounts.industrial_output - above_scale)


def _most_above_scale(accounts: TownAccounts, rule: AccountsRule) -> Floats:
    return np.floor(rule.highest_above_scale_share * accounts.industrial_output)


def _firms(ground: Ground, accounts: TownAccounts, base: BaseYear, p: np.record) -> tuple[Integers, Integers, Floats]:
    """Above-scale firms of every town of the province, industrial and other, and what the other ones sell."""
    towns: TownTable = ground.everywhere
    exponent = float(p.firm_allotment_exponent)
    stated = None if ground.stated is None else ground.stated.industrial_firms
    allotment = Allotment(float(p.base_industrial_firm_share), exponent, stated)
    industrial, _ = industrial_firm_counts(accounts.above_scale_output, towns, ground.cities, base, allotment)
    sales = np.round(p.service_firm_share * accounts.va_services / p.service_firm_va_ratio)
    total = int(base.totals.above_scale_firms - industrial[towns.certified_2015].sum())
    waiting = int(base.firm_counts.candidate_firms - industrial[~towns.certified_2015].sum())
    services = ServiceFirms(sales, accounts.va_services, exponent, base.firm_counts.smallest_mean)
    return industrial, other_firm_counts(services, towns, total, max(0, waiting)), sales


def _rows_of(accounts: TownAccounts, ground: Ground) -> TownAccounts:
    """Accounts of the towns of the study; what is true of the province as a whole stays as it is."""
    columns = (ground.only_studied(each) if isinstance(each, np.ndarray) else each for each in accounts)
    return TownAccounts._make(columns)
