"""One parameter draw becomes a province at the end of 2015: published totals exact, unknowns as drawn."""

import math
from typing import NamedTuple

import numpy as np

from simulation.inputs.base_year import BaseYear
from simulation.inputs.province import Province
from simulation.phases.growth import lasting_productivity_all, town_terms
from simulation.phases.pools import spread_knowledge, tally_firms
from simulation.rules.dice import Dice, Question
from simulation.rules.links import takeup_ceiling
from simulation.world.anchors import Anchors, Institutes, Moment, Reach, Scores
from simulation.world.birth.accounts import AccountShares, TownAccounts, town_accounts
from simulation.world.birth.firm_birth import choose_sectors, number_firms, uniforms_of
from simulation.world.birth.firm_counts import (
    Allotment,
    ServiceFirms,
    first_firm,
    industrial_firm_counts,
    other_firm_counts,
)
from simulation.world.birth.firm_sizes import SizeLaw, firm_sales
from simulation.world.birth.population import town_population
from simulation.world.birth.research_birth import (
    Members,
    expected_applications,
    fill_queues,
    grants_per_application,
    half_stocks,
    patent_scales,
    sector_scores,
    start_links,
    start_products,
    start_research,
    start_shocks,
    start_titles,
)
from simulation.world.birth.town_birth import (
    assemble_towns,
    below_scale_titles,
    bodies_of,
    centres_at_birth,
    economy_of,
    sector_shares,
    status_of,
    value_added_ratios,
)
from simulation.world.firms import SECTORS, TRADE, Firms, Floats, Integers, empty_firms
from simulation.world.ground import Ground, city_research, reach_of
from simulation.world.macro import Macro, macro_path
from simulation.world.towns import Towns

MILLION = 1e6
PATH_TO_LAST_QUARTER = 0.375
"""Years from the middle of 2015 to the middle of its last quarter."""
TEN_THOUSAND = 1e4


class Birth(NamedTuple):
    """A province at the end of 2015: what every replication of a draw starts from."""

    firms: Firms
    towns: Towns
    institutes: Institutes
    anchors: Anchors
    scores: Scores
    reach: Reach
    macro: Macro  # mean path of the draw
    used: int  # slots filled
    non_firm_grants: float  # patents granted to others than firms in 2015
    branch_shares: tuple[float, float, float]  # industry, agriculture, services in the value added of 2015


class Roll(NamedTuple):
    """Firms of every town before they have traits."""

    firms: Firms
    used: int
    members: Members
    counts: Integers


def slots_needed(firms: int, p: np.record) -> int:
    """Slots for five years: net entry at the drawn rates, a twelfth more, and some for the luck of small numbers."""
    net = max(0.0, float(p.entry_rate - p.exit_hazard))
    return int(firms * (1.0 + net) ** 5 * 13.0 / 12.0) + 1500


def enrol_firms(ground: Ground, accounts: TownAccounts, settings: tuple[BaseYear, np.record, Dice]) -> Roll:
    """Give every town its firms with yearly sales and sectors."""
    base, p, dice = settings
    towns, cities = ground.towns, ground.cities
    exponent = float(p.firm_allotment_exponent)
    allotment = Allotment(float(p.base_industrial_firm_share), exponent)
    industrial, _ = industrial_firm_counts(accounts.above_scale_output, towns, cities, base, allotment)
    other_sales = np.round(p.service_firm_share * accounts.va_services / p.service_firm_va_ratio)
    total = int(base.totals.above_scale_firms - industrial[towns.certified_2015].sum())
    waiting = int(base.firm_counts.candidate_firms - industrial[~towns.certified_2015].sum())
    services = ServiceFirms(other_sales, accounts.va_services, exponent, base.firm_counts.smallest_mean)
    other = other_firm_counts(services, towns, total, waiting)
    counts = np.stack([industrial, other], axis=1)
    firms = empty_firms(slots_needed(int(counts.sum()), p))
    used = number_firms(firms, towns.code, counts)
    choose_sectors(firms, used, np.cumsum(sector_shares(ground, float(p.specialty_share)), axis=1), dice)
    luck = uniforms_of(dice, int(Question.FIRM_SIZE), firms.roster.identity[:used])
    law = SizeLaw(float(p.firm_size_log_sd), float(p.firm_size_tail), float(p.largest_firm_share_cap))
    trade = firms.roster.sector[:used] == TRADE
    year = firms.output.sales_year
    year[:used][~trade] = firm_sales(luck[~trade], first_firm(industrial), industrial, accounts.above_scale_output, law)
    totals = np.where(other > 0, other_sales, 0.0)
    year[:used][trade] = firm_sales(luck[trade], first_firm(other), other, totals, law)
    members = Members(~trade, ~trade & towns.certified_2015[firms.roster.town[:used]])
    return Roll(firms, used, members, counts)


def first_anchors(ground: Ground, p: np.record, median: float) -> Anchors:
    """Anchors before anything is solved."""
    zero = np.zeros(SECTORS)
    one = np.ones(SECTORS)
    per_worker = float(p.output_per_worker) * ground.sectors.worker_factor / 4.0
    return Anchors(0.0, 0.0, 0.0, 30.0, 1.0, 1.0, median, zero, zero - 5.0, one, one, one, one, per_worker)


def give_sales(roll: Roll, macro: Macro) -> Scores:
    """Quarterly sales at the end of 2015 from yearly sales; returns the sectors' size scores."""
    firms, used = roll.firms, roll.used
    sector = firms.roster.sector[:used]
    output = firms.output
    output.sales[:used] = output.sales_year[:used] / 4.0 * macro.carry[sector]
    output.log_sales[:used] = np.log(output.sales[:used])
    mean, spread = sector_scores(output.log_sales[:used], sector)
    return Scores(mean, spread, np.zeros(SECTORS), np.ones(SECTORS))


def institutes_of(ground: Ground, p: np.record) -> Institutes:
    """Institutes with staff for science and contracts they can hold at once."""
    table = ground.institutes
    shares = np.array(
        [p.science_staff_share_university, p.science_staff_share_college, p.science_staff_share_institute]
    )
    staff = table.staff * shares[table.kind]
    running = float(p.link_duration) / 4.0
    capacity = np.maximum(1, np.rint(float(p.contracts_per_staff) * staff * running)).astype(np.int64)
    empty = np.zeros(len(staff), dtype=np.int64)
    return Institutes(table.city, table.kind, staff, capacity, empty, np.zeros(len(staff)))


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
    lasting_productivity_all(firms, towns.pools, terms, anchors, p, birth.used)
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


def start_users(towns: Towns, p: np.record) -> None:
    """Platforms of 2015 have as many users as they will: take-up stands at its ceiling."""
    firms = towns.tally.firms[:, :TRADE].sum(axis=1)
    for j in np.flatnonzero(towns.status.platforms):
        towns.status.platform_users[j] = takeup_ceiling(
            int(towns.status.platforms[j]), float(firms[j]), float(p.platform_capacity_firms), float(p.platform_takeup_ceiling)
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
    tally.cooperation_year[:] = np.bincount(town, firms.titles.cooperation_year[:used], minlength=towns.count)
    by_type = np.array([p.invention_share_of_grants, 0.0, p.design_share_of_grants])
    by_type[1] = 1.0 - by_type.sum()
    tally.grants_year[:] = np.rint(yearly[0][:, None] * by_type[None, :]).astype(np.int64)
    tally.non_firm_year[:] = yearly[1]


class Setting(NamedTuple):
    """What a birth is built from: fixed tables, parameters of the draw, its dice and its mean growth by year (percent)."""

    ground: Ground
    province: Province
    base: BaseYear
    p: np.record
    dice: Dice
    growth: Floats


def split_accounts(setting: Setting) -> tuple[TownAccounts, Floats, tuple[float, float, float]]:
    """Accounts and people of the towns, and the shares of industry, agriculture and services in their value added."""
    ground, _, base, p, _, _ = setting
    towns, cities = ground.towns, ground.cities
    shares = AccountShares(
        float(p.base_industry_share), float(p.base_above_scale_share), float(p.agriculture_va_ratio)
    )
    accounts = town_accounts(towns, cities, base.accounts, shares)
    people = town_population(towns, cities, base.population, float(p.base_population) * MILLION)
    inside = towns.certified_2015
    parts = [float(branch[inside].sum()) for branch in (accounts.va_industry, accounts.va_agriculture, accounts.va_services)]
    total = sum(parts)
    return accounts, people, (parts[0] / total, parts[1] / total, parts[2] / total)


def rd_of_2015(setting: Setting) -> float:
    """Reported R&D of the certified towns in 2015 by all who do it, 10,000 yuan."""
    towns = setting.ground.towns
    return float(setting.p.base_rd_intensity) / 100.0 * float(towns.gdp[towns.certified_2015].sum())


def start_firms(setting: Setting, roll: Roll, scores: Scores) -> tuple[Anchors, Institutes, Reach, int]:
    """Research, links and titles of the firms; returns anchors, institutes, geography and titles held above scale."""
    ground, province, _, p, dice, _ = setting
    firms, used, members, _ = roll
    towns = ground.towns
    told = rd_of_2015(setting)
    by_town = told * towns.gdp / float(towns.gdp[towns.certified_2015].sum())
    reach = reach_of(ground, p, city_research(ground, by_town, float(province.rd_expenditure[0]) * TEN_THOUSAND))
    anchors = first_anchors(ground, p, float(np.median(firms.output.sales[:used][members.counted])))
    factors = np.log(np.maximum(1e-9, ground.sectors.rd_factor))
    of_firms = told * (1.0 - float(p.rd_share_outside_firms))
    anchors = start_research(firms, used, members, scores, (anchors, dice, factors), p, of_firms)
    anchors = anchors._replace(half_stock=half_stocks(firms, used, p))
    anchors = start_shocks(firms, used, dice, anchors, p)
    anchors = start_links(firms, used, members, (anchors, dice, reach), p)
    institutes = institutes_of(ground, p)
    partners = firms.titles.institute[:used]
    institutes.live[:] = np.bincount(partners[partners >= 0], minlength=len(institutes.live))
    institutes.capacity[:] = np.maximum(institutes.capacity, institutes.live)
    titles = float(p.base_hnte_share) * float(province.high_tech_enterprises[0])
    held, slope = start_titles(firms, used, members, (dice, titles), p)
    conversion = start_products(firms, used, members.counted, p)
    return anchors._replace(title_cost_slope=slope, product_conversion=conversion), institutes, reach, held


class Grants(NamedTuple):
    """Patents of 2015: scale by sector, applications by town, grants to others than firms."""

    scale: Floats
    applications: Floats
    others: float


def start_patents(setting: Setting, roll: Roll) -> Grants:
    """Patents of 2015 by sector and town, solved to the drawn total."""
    p = setting.p
    firms, used, members, _ = roll
    expected = expected_applications(firms, used, p)
    grants = float(p.base_patents) * TEN_THOUSAND
    others = grants * float(p.base_non_firm_patent_share)
    factors = setting.ground.sectors.patent_factor
    scale = patent_scales(expected, firms, members.counted, factors, grants - others, p)
    town, sector = firms.roster.town[:used], firms.roster.sector[:used]
    applications = np.bincount(town, expected * scale[sector], minlength=len(setting.ground.towns.code))
    return Grants(scale, applications, others)


def start_towns(setting: Setting, roll: Roll, accounts: TownAccounts, people: Floats, macro: Macro) -> tuple[Towns, Floats]:
    """Town columns, and yearly output below scale (towns, sectors)."""
    ground, _, _, p, dice, _ = setting
    firms, used = roll.firms, roll.used
    micro = np.zeros((len(people), SECTORS))
    micro[:, :TRADE] = accounts.micro_output[:, None] * sector_shares(ground, float(p.specialty_share))
    output = micro.copy()
    np.add.at(output, (firms.roster.town[:used], firms.roster.sector[:used]), firms.output.sales_year[:used])
    ratios = value_added_ratios(ground, accounts, output)
    status = status_of(ground, bodies_of(ground, p, dice), p, dice)
    return assemble_towns(ground, status, economy_of(ground, accounts, micro, people, (ratios, macro, p))), micro


def be_born(setting: Setting) -> Birth:
    """Build the province of one draw; the dice carry the replication key BIRTH. Deterministic in `setting`."""
    ground, province, base, p, dice, growth = setting
    accounts, people, shares = split_accounts(setting)
    macro = macro_path(growth, shares, p)
    roll = enrol_firms(ground, accounts, (base, p, dice))
    firms, used, members = roll.firms, roll.used, roll.members
    scores = give_sales(roll, macro)
    anchors, institutes, reach, held = start_firms(setting, roll, scores)
    patents = start_patents(setting, roll)
    towns, micro = start_towns(setting, roll, accounts, people, macro)
    titles = round(float(p.base_hnte_share) * float(province.high_tech_enterprises[0]))
    below_scale_titles(towns, accounts, max(0, titles - held))
    fill_queues(towns.queues, patents.applications, towns.place.code, dice, p)
    luck = uniforms_of(dice, int(Question.FIRM_BODIES), firms.roster.identity[:used])
    centres_at_birth(firms, used, members.counted, luck, p)
    anchors = anchors._replace(patent_scale=patents.scale)
    birth = Birth(firms, towns, institutes, anchors, scores, reach, macro, used, patents.others, shares)
    birth = settle_pools(birth, roll, dice, p)
    inside = float((people * towns.place.cohort_2015).sum())
    of_firms = patents.applications * float(grants_per_application(p).sum())
    book_2015(birth, accounts, micro, (of_firms, patents.others * people / inside), p)
    if not math.isfinite(float(firms.output.productivity[:used].sum())):
        raise ValueError("the base year has a firm without a finite productivity")
    return birth
