"""Opening books of 2015: pools and their references, the productivity every firm starts from, yearly sums."""

import math

import numpy as np

from simulation.phases.finance import pay_for_plans
from simulation.phases.growth import start_productivity, town_terms
from simulation.phases.pools import spread_knowledge, tally_firms
from simulation.rules.dice import Dice
from simulation.rules.links import takeup_ceiling
from simulation.world.anchors import Moment
from simulation.world.birth.accounts import TownAccounts
from simulation.world.birth.born import Birth
from simulation.world.birth.enrolment import Roll
from simulation.world.firms import SECTORS, TRADE, Firms, Floats, Integers
from simulation.world.towns import Towns

TRIAL_QUARTERS = 4
PATH_TO_LAST_QUARTER = 0.375
"""Years from the middle of 2015 to the middle of its last quarter."""


def mean_by_firm(column: Floats, firms: Firms, rows: Integers) -> Floats:
    """Mean of a (towns, sectors) column over firms, by sector; 1 where a sector has no firm."""
    town, sector = firms.roster.town[rows], firms.roster.sector[rows]
    count = np.bincount(sector, minlength=SECTORS)
    total = np.bincount(sector, column[town, sector], minlength=SECTORS)
    return np.where((count > 0) & (total > 0.0), total / np.maximum(1, count), 1.0)


def settle_pools(birth: Birth, roll: Roll, dice: Dice, p: np.record) -> Birth:
    """Pools of knowledge and their reference values, then the productivity every firm starts from."""
    firms, towns = birth.firms, birth.towns
    moment = quiet_moment(dice, birth.used)
    tally_firms(firms, towns.tally, towns.pools, towns.economy, (moment, 1.0))
    for column in (towns.tally.real_year, towns.tally.reported_year, towns.tally.high_tech_value_year,
                   towns.tally.new_product_year):  # fmt: skip
        column[:] = 0.0
    spread_knowledge(towns.pools, birth.reach, 1.0, True)
    rows = np.flatnonzero(roll.members.counted)
    anchors = birth.anchors._replace(
        outside_reference=mean_by_firm(towns.pools.outside, firms, rows),
        rival_reference=mean_by_firm(towns.pools.rivals, firms, rows),
        employment_reference=mean_by_firm(towns.pools.employment, firms, rows),
    )
    terms = np.zeros((towns.count, SECTORS))
    town_terms(towns.pools, anchors, p, terms)
    start_productivity(firms, towns.pools, terms, anchors, p, birth.used)
    scores = tally_firms(firms, towns.tally, towns.pools, towns.economy, (moment, 1.0))
    for column in (towns.tally.real_year, towns.tally.reported_year, towns.tally.high_tech_value_year,
                   towns.tally.new_product_year):  # fmt: skip
        column[:] = 0.0
    start_users(towns, p)
    economy = towns.economy
    drift = math.exp(PATH_TO_LAST_QUARTER * float(p.value_added_ratio_drift))
    value = (towns.tally.sales + economy.micro_sales) * economy.value_added_ratio * drift
    economy.industrial_value[:] = value[:, :TRADE].sum(axis=1)
    return birth._replace(anchors=anchors, scores=scores)


def allow_for_cuts(birth: Birth, dice: Dice, p: np.record) -> Birth:
    """R&D of 2015 is what was really spent; plans must stand above it by what money cuts off them.

    A year of finance is tried on a copy; the shortfall of all planned R&D raises every firm's permanent intensity.
    """
    trial = birth.firms.copy(birth.used)
    wanted = trial.research.spending.copy()
    spent = 0.0
    for quarter in range(TRIAL_QUARTERS):
        trial.research.spending[:] = wanted
        now = quiet_moment(dice._replace(quarter=quarter), birth.used)
        now = now._replace(quarter=quarter, path=np.zeros(SECTORS))
        pay_for_plans(trial, birth.scores, now, p, np.zeros(7))
        spent += float(trial.research.spending.sum())
    lift = -math.log(spent / (TRIAL_QUARTERS * float(wanted.sum())))
    birth.firms.research.permanent[: birth.used] += lift
    anchors = birth.anchors._replace(intensity_location=birth.anchors.intensity_location + lift)
    return birth._replace(anchors=anchors)


def start_users(towns: Towns, p: np.record) -> None:
    """Platforms of 2015 have as many users as they will: take-up stands at its ceiling."""
    firms = towns.tally.firms[:, :TRADE].sum(axis=1)
    for j in np.flatnonzero(towns.status.platforms):
        towns.status.platform_users[j] = takeup_ceiling(
            int(towns.status.platforms[j]),
            float(firms[j]),
            float(p.platform_capacity_firms),
            float(p.platform_takeup_ceiling),
        )


def quiet_moment(dice: Dice, used: int) -> Moment:
    """The end of 2015: nothing moves."""
    zero = np.zeros(SECTORS)
    return Moment(dice, 0, used, False, 1.0, 1.0, 1.0, 1.0, zero, zero, 1.0, 1.0, 1.0)


def book_2015(birth: Birth, accounts: TownAccounts, micro: Floats, yearly: tuple[Floats, Floats], p: np.record) -> None:
    """Yearly sums of 2015, so that the base year is measured by the same formulae as every later year.

    `micro` (towns, sectors) output below scale; `yearly` = expected grants of firms and of others by town.
    """
    firms, towns, used = birth.firms, birth.towns, birth.used
    tally = towns.tally
    town, sector = firms.roster.town[:used], firms.roster.sector[:used]
    year = firms.output.sales_year[:used]
    np.add.at(tally.sales_year, (town, sector), year)
    tally.micro_year[:] = micro
    ratios = towns.economy.value_added_ratio
    tally.value_added_year[:] = (tally.sales_year + micro) * ratios
    tally.agriculture_year[:] = accounts.agricultural_output
    tally.agriculture_value_year[:] = accounts.va_agriculture
    tally.services_year[:] = accounts.va_services
    reported = firms.research.reported_year[:used]
    tally.reported_year[:] = np.bincount(town, reported, minlength=towns.count)
    tally.real_year[:] = tally.reported_year
    value = np.where(firms.titles.high_tech[:used], year * ratios[town, sector], 0.0)
    tally.high_tech_value_year[:] = np.bincount(town, value, minlength=towns.count)
    fresh = np.where(firms.roster.listed[:used], year * firms.research.new_products[:used], 0.0)
    tally.new_product_year[:] = np.bincount(town, fresh, minlength=towns.count)
    linked = firms.titles.institute[:used] >= 0
    firms.titles.cooperation_year[:used] = np.where(linked, float(p.link_price), 0.0)
    by_type = np.array([p.invention_share_of_grants, 0.0, p.design_share_of_grants])
    by_type[1] = 1.0 - by_type.sum()
    tally.grants_year[:] = np.rint(yearly[0][:, None] * by_type[None, :]).astype(np.int64)
    tally.non_firm_year[:] = yearly[1]
