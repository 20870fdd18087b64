"""What province, cities and towns decide in the oracle: money of the year, certification, titles, new bodies."""

import math
import statistics
from typing import NamedTuple

from simulation.rules.dice import Question
from simulation.rules.high_tech import TITLE_QUARTERS
from simulation.world.firms import SECTORS, TRADE
from tests.oracle.books import fen
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import DISTRIBUTIONS, HIGH_TECH, uniform

PLANNED_TOWNS = 500
FIRST_YEAR = 2016
YEARS_OF_COVER = 2.0


class Report(NamedTuple):
    """What a town told of its last year, 10,000 yuan a year."""

    output: float
    output_before: float
    gdp: float
    specialty_share: float


def report_of(town: Town, before: float | None) -> Report:
    """The year's accounts of a town; `before` = output told for the year before, None at the start."""
    year = town.year
    industry = sum(year["sales_year"][s] + year["micro_year"][s] for s in range(TRADE))
    output = industry + year["agriculture_year"]
    gdp = sum(year["value_added_year"][:TRADE]) + year["agriculture_value_year"] + year["services_year"]
    branch = (industry, year["agriculture_year"], year["services_year"])[town.kind]
    specialty = town.specialty_share * branch
    if town.kind == 0:
        specialty = year["sales_year"][town.specialty] + year["micro_year"][town.specialty]
    return Report(output, output if before is None else before, gdp, specialty / branch if branch > 0.0 else 0.0)


def receive_revenue(world) -> None:
    """The science money of the year replaces what was left of the last one."""
    p, books = world.p, world.books
    index = float(world.macro.nominal_index[world.quarter])
    for city, gdp in enumerate(world.ground.cities.gdp.tolist()):
        books.balance["city", city] = fen(
            gdp * index * (p.city_revenue_share * p.city_science_share * p.city_town_share)
        )
    for town in world.towns:
        town.science_money = world.reports[town].gdp * (p.town_revenue_share * p.town_science_share)
        books.balance["town", town.row] = fen(town.science_money)


def plan(town: Town, world) -> None:
    """Whether the town asks for a platform."""
    p = world.p
    cover = YEARS_OF_COVER * p.platform_yearly_cost * world.prices
    covered = YEARS_OF_COVER * town.science_money >= cover
    share = p.match_paid_share_prd if town.region == 0 else p.match_paid_share_other
    die = uniform(world.dice._replace(quarter=0), Question.MATCH, town.code * 8 + world.quarter // 4)
    town.finds_match = die < share
    town.wants_platform = covered and town.certified and town.platforms == 0


def keep_platforms(world) -> None:
    """Towns pay this quarter of the platforms that nobody else pays for; the money comes from outside any lever."""
    for town in world.towns:
        if town.platforms > 0 and town.platform_paid_until <= world.quarter:
            town.platform_paid_until = world.quarter + 1


def standardised(values: list[float]) -> list[float]:
    """z-scores; zero where all are equal."""
    mean, spread = statistics.fmean(values), statistics.pstdev(values)
    return [(value - mean) / spread if spread > 0.0 else 0.0 for value in values]


def certify(world) -> None:
    """The best applicants up to the quota of the year."""
    rule, p = world.certification, world.p
    applicants = []
    for town in world.towns:
        report = world.reports[town]
        if town.certified or report.output < rule.minimum_output:
            continue
        if report.specialty_share >= rule.minimum_specialty_share:
            town.applied = FIRST_YEAR + world.quarter // 4
            applicants.append(town)
    if not applicants:
        return
    reports = [world.reports[town] for town in applicants]
    size = standardised([math.log(report.output) for report in reports])
    focus = standardised([report.specialty_share for report in reports])
    growth = standardised([math.log(report.output / report.output_before) for report in reports])
    score = {}
    for k, town in enumerate(applicants):
        score[town] = p.certification_weight_output * size[k] + p.certification_weight_specialty * focus[k]
        score[town] += p.certification_weight_growth * growth[k]
        score[town] += p.certification_weight_lagging * (town.region != 0)
    for town in sorted(applicants, key=lambda town: -score[town])[: quota(world)]:
        town.certified = True
        town.certified_since = world.quarter


def quota(world) -> int:
    """How many towns may be certified this year."""
    year = world.quarter // 4
    if world.certification.target_pressure or world.safeguards.target_pressure:
        missing = PLANNED_TOWNS - sum(town.certified for town in world.towns)
        return max(0, math.ceil(missing / (5 - year)))
    die = uniform(world.dice._replace(quarter=0), Question.QUOTA, year)
    return DISTRIBUTIONS.poisson_quantile(die, world.p.certification_quota)


def titles_wanted(world) -> tuple[int, int]:
    """High-tech titles of business as usual at the end of the year: above scale and below."""
    p, path, year = world.p, world.high_tech_path, world.quarter // 4
    base = p.base_hnte_share * path[0]
    total = base * (path[year + 1] / path[0]) ** p.hnte_growth_elasticity
    share = p.base_hnte_above_scale_share
    above = share * base + p.hnte_step_share * share * (total - base)
    by_levers = sum(firm.policy_title for firm in world.firms if is_counted(firm))
    wanted = min(round(above), max(0, most_titles(world) - by_levers))
    return wanted, round(total) - wanted


def most_titles(world) -> int:
    """Titles for which there are firms with R&D enough."""
    return int(world.p.hnte_performer_cap * sum(firm.performs for firm in world.firms if is_counted(firm)))


def is_counted(firm: Firm) -> bool:
    """An industrial firm of a certified town."""
    return firm.is_industrial and firm.town.certified


def award_titles(world) -> None:
    """Titles run out; those that business as usual adds go to the best, and to all as good as the last of them."""
    for firm in world.firms:
        if firm.high_tech and firm.valid_until <= world.quarter:
            firm.high_tech = firm.policy_title = False
            firm.pushed = firm.relabelled = 0.0
    above, below = titles_wanted(world)
    held = sum(firm.high_tech and not firm.policy_title for firm in world.firms if is_counted(firm))
    free = max(0, above - held)
    able = [firm for firm in world.firms if firm.is_industrial and firm.performs and not firm.high_tech]
    score = {firm: title_score(firm, world) for firm in able}
    order = sorted((score[firm] for firm in able if is_counted(firm)), reverse=True)
    bar = math.inf if free == 0 else order[free - 1] if free <= len(order) else 0.0
    for firm in able:
        if score[firm] >= bar:
            firm.high_tech = True
            firm.valid_until = world.quarter + TITLE_QUARTERS
    share_out_titles(below, world)


def title_score(firm: Firm, world) -> float:
    """Reported R&D over the notch of the firm's yearly sales, with noise."""
    die = uniform(world.dice_now, Question.TITLE_RANK, firm.identity)
    told = firm.reported / firm.sales
    noise = math.exp(world.p.hnte_rank_noise * DISTRIBUTIONS.normal_quantile(die))
    return told / HIGH_TECH.notch(4.0 * firm.sales) * noise


def share_out_titles(number: int, world) -> None:
    """Titles below scale, by industrial sales of the certified towns, to the largest remainders."""
    weight = [sum(town.sales[:TRADE]) * town.certified for town in world.towns]
    exact = [part * (number / sum(weight)) for part in weight]
    for town, part in zip(world.towns, exact, strict=True):
        town.high_tech_below_scale = math.floor(part)
    rest = number - sum(math.floor(part) for part in exact)
    remainders = sorted(world.towns, key=lambda town: math.floor(exact[town.row]) - exact[town.row])
    for town in remainders[:rest]:
        town.high_tech_below_scale += 1


def close_year(world) -> None:
    """Unspent money goes back; institutes and incubators of business as usual arrive; towns report."""
    year = world.quarter // 4
    world.books.close_year(year)
    paths = world.province
    for kind, (name, path) in enumerate((("institutes", paths.new_rd_institutes), ("incubators", paths.incubators))):
        held = sum(getattr(town, name) - getattr(town, f"policy_{name}") for town in world.towns if town.certified)
        growth = math.log(path[year + 1] / path[year])
        arrive(name, kind, held * growth * world.p.institute_incubator_growth_elasticity, world)
    for town in world.towns:
        if town.incubators > town.policy_incubators and town.incubator_fill <= 0.0:
            town.incubator_fill = world.p.incubator_opening_fill
    for town in world.towns:
        world.reports[town] = report_of(town, world.reports[town].output)


def arrive(name: str, kind: int, mean: float, world) -> None:
    """New bodies, each in a town drawn by last year's output of the certified towns."""
    dice, key = world.dice._replace(quarter=0), world.quarter // 4 * 2 + kind
    number = DISTRIBUTIONS.poisson_quantile(uniform(dice, Question.ARRIVALS, key), max(0.0, mean))
    weight = [world.reports[town].output * town.certified for town in world.towns]
    for k in range(number):
        place = uniform(dice, Question.ARRIVAL_PLACE, key * 10_000 + k) * sum(weight)
        for town in world.towns:
            place -= weight[town.row]
            if place < 0.0:
                break
        setattr(town, name, getattr(town, name) + 1)


def open_year(world) -> None:
    """Sums of the year start at zero; last year's reported R&D is remembered."""
    for town in world.towns:
        for name, value in town.year.items():
            wide = len(value) if isinstance(value, list) else 0
            town.year[name] = [0] * wide if name in ("grants_year", "applications_year") else [0.0] * wide or 0.0
    for institute in world.institutes:
        institute.income_year = 0.0
    for firm in world.firms:
        firm.sales_year = firm.cooperation_year = 0.0
        firm.reported_year_before, firm.reported_last_year = firm.reported_last_year, firm.reported_year
        firm.reported_year = 0.0
        firm.applications = 0
    assert all(len(town.year["sales_year"]) == SECTORS for town in world.towns)
