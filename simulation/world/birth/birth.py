"""One parameter draw becomes a province at the end of 2015: published totals exact, unknowns as drawn."""

import math
from typing import NamedTuple

import numpy as np

from simulation.inputs.base_year import BaseYear
from simulation.inputs.province import Province
from simulation.phases.draws import uniforms
from simulation.rules.dice import Dice, Question
from simulation.world.anchors import Anchors, Institutes, Reach, Scores
from simulation.world.birth.born import Birth
from simulation.world.birth.census import Census, take_census
from simulation.world.birth.enrolment import Roll, enrol_firms, first_anchors, give_sales, institutes_of
from simulation.world.birth.opening import allow_for_cuts, book_2015, settle_pools
from simulation.world.birth.research_birth import (
    expected_applications,
    fill_queues,
    grants_per_application,
    half_stocks,
    patent_scales,
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
from simulation.world.firms import SECTORS, TRADE, Floats
from simulation.world.ground import Ground, city_research, reach_of
from simulation.world.macro import Macro, macro_path
from simulation.world.towns import Towns

TEN_THOUSAND = 1e4


class Setting(NamedTuple):
    """What a birth is built from: fixed tables, parameters of the draw, dice, mean growth by year (percent)."""

    ground: Ground
    province: Province
    base: BaseYear
    p: np.record
    dice: Dice
    growth: Floats


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
    return Grants(scale, applications.astype(np.float64), others)


def start_towns(setting: Setting, roll: Roll, census: Census, macro: Macro) -> tuple[Towns, Floats]:
    """Town columns, and yearly output below scale (towns, sectors)."""
    ground, _, _, p, dice, _ = setting
    accounts, people = census.accounts, census.people
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
    census = take_census(ground, base, p)
    accounts, people, shares = census.accounts, census.people, census.branch_shares
    macro = macro_path(growth, shares, p)
    roll = enrol_firms(ground, census, p, dice)
    firms, used, members = roll.firms, roll.used, roll.members
    scores = give_sales(roll, macro)
    anchors, institutes, reach, held = start_firms(setting, roll, scores)
    patents = start_patents(setting, roll)
    towns, micro = start_towns(setting, roll, census, macro)
    titles = round(float(p.base_hnte_share) * float(province.high_tech_enterprises[0]))
    below_scale_titles(towns, accounts, max(0, titles - held))
    fill_queues(towns.queues, patents.applications, towns.place.code, dice, p)
    luck = uniforms(dice, int(Question.FIRM_BODIES), firms.roster.identity[:used])
    centres_at_birth(firms, used, members.counted, luck, p)
    anchors = anchors._replace(patent_scale=patents.scale)
    birth = Birth(firms, towns, institutes, anchors, scores, reach, macro, used, patents.others, shares)
    birth = allow_for_cuts(settle_pools(birth, roll, dice, p), dice, p)
    inside = float((people * towns.place.cohort_2015).sum())
    of_firms = patents.applications * float(grants_per_application(p).sum())
    book_2015(birth, accounts, micro, (of_firms, patents.others * people / inside), p)
    if not math.isfinite(float(firms.output.productivity[:used].sum())):
        raise ValueError("the base year has a firm without a finite productivity")
    return birth
