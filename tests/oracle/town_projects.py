"""What towns build with public money in the oracle: order of the calls, who pays which part, which projects start."""

import math
from typing import NamedTuple

from simulation.rules.dice import Question
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.delivering import ask
from tests.oracle.governing import standardised
from tests.oracle.people import Town
from tests.oracle.plain_rules import DISTRIBUTIONS


class Project(NamedTuple):
    """One kind of project at today's cost (fen); shares of province, town with city, private partners."""

    purse: str
    cost: int
    shares: tuple[float, ...]
    is_capital: bool = True
    cap: float | None = None
    """The most that the province pays, 10,000 yuan; the town pays what is above."""


def finds_match(town: Town, world) -> bool:
    """Whether a project of the town may start: under the match rule only where it finds its share."""
    return town.finds_match or not world.safeguards.match_rule


def best_first(towns: list[Town], question: Question, world) -> list[Town]:
    """Towns by half strength, half need and noise."""
    if not towns:
        return []
    reports = [world.reports[town] for town in towns]
    strength = standardised([math.log(max(1.0, report.output)) for report in reports])
    research = dict.fromkeys(towns, 0.0)
    for firm in world.firms:
        if firm.town in research:
            research[firm.town] += firm.reported_last_year
    told = [research[town] / max(1.0, world.reports[town].gdp) for town in towns]
    need = [-score for score in standardised(told)]
    score = {}
    for k, town in enumerate(towns):
        noise = DISTRIBUTIONS.normal_quantile(ask(question, town, world))
        spread = world.p.ranking_noise * world.safeguards.ranking_noise
        score[town] = 0.5 * strength[k] + 0.5 * need[k] + spread * noise
    return sorted(towns, key=lambda town: -score[town])


def parts_for(town: Town, project: Project, world) -> tuple[int, int, int]:
    """Parts of province, local governments and private partners; without the rule the province stands in for a town."""
    province, local, private = split(project.cost, project.shares)
    if not (world.safeguards.match_rule or town.finds_match):
        province, local = province + local, 0
    above = 0 if project.cap is None else max(0, province - fen(project.cap))
    return province - above, local + above, private


def fund(project: Project, towns: list[Town], world) -> list[Town]:
    """Pay in this order as far as the province's money goes, leaving out towns that cannot pay their part."""
    left, bills = world.books.left(project.purse, world), []
    for town in towns:
        parts = parts_for(town, project, world)
        if parts[0] > left:
            break
        left -= parts[0]
        bills.append((town, parts))
    able = can_pay_local(world.books, [(town, parts[1]) for town, parts in bills])
    funded = [bill for bill, can in zip(bills, able, strict=True) if can]
    for town, (province, local, private) in funded:
        world.books.spend(project.purse, "province", province, world)
        pay_local(world.books, project.purse, [(town, local)], world)
        world.books.spend(project.purse, "private", private, world)
        if project.is_capital:
            town.year["capital_year"] += (province + local) / FEN
    return [town for town, _ in funded]
