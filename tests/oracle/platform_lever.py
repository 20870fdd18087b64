"""Collaborative and testing platforms in the oracle, town by town."""

import math
from dataclasses import dataclass

from simulation.levers.innovation_platforms import CollaborativePlatform, TestingPlatform
from simulation.rules.dice import Question
from simulation.world.firms import MARKET, PRODUCTIVITY, TESTING
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.delivering import add_effect, ask, eligible_towns, finds_match, nominal, number_within
from tests.oracle.governing import standardised
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import DISTRIBUTIONS, LINKS

TAU = 4.0
TESTING_DELAY, TESTING_CAPACITY, TESTING_FIRMS = 4, 150.0, 50
EXPORTERS_GAIN = 0.003
QUARTERS_OF_A_YEAR = 4


@dataclass
class Site:
    """A platform that is built or has been built."""

    town: Town
    opens: int


def best_first(towns: list[Town], question: Question, world) -> list[Town]:
    """Towns by half strength, half need and noise."""
    if not towns:
        return []
    reports = [world.reports[town] for town in towns]
    strength = standardised([math.log(max(1.0, report.output)) for report in reports])
    told = [town.year["reported_year"] / max(1.0, world.reports[town].gdp) for town in towns]
    need = [-score for score in standardised(told)]
    score = {}
    for k, town in enumerate(towns):
        noise = DISTRIBUTIONS.normal_quantile(ask(question, town, world))
        score[town] = 0.5 * strength[k] + 0.5 * need[k] + world.p.ranking_noise * noise
    return sorted(towns, key=lambda town: -score[town])


def pay_bill(purse: str, bill: tuple[Town, list[int]], world) -> None:
    """Province, town with city, and firms pay their parts of one bill."""
    town, (province, local, private) = bill
    world.books.spend(purse, "province", province, world)
    pay_local(world.books, purse, [(town, local)], world)
    world.books.spend(purse, "private", private, world)


def payable(purse: str, towns: list[Town], parts: list[int], world) -> list[Town]:
    """As many towns, in this order, as the province can pay for and that can pay their own part."""
    count = number_within(parts[0], world.books.left(purse, world), len(towns))
    able = can_pay_local(world.books, [(town, parts[1]) for town in towns[:count]])
    return [town for town, can in zip(towns[:count], able, strict=True) if can]


def build(purse: str, towns: list[Town], parts: list[int], world) -> list[Town]:
    """Pay for building; public money is capital spending of the town."""
    built = payable(purse, towns, parts, world)
    for town in built:
        pay_bill(purse, (town, parts), world)
        town.year["capital_year"] += (parts[0] + parts[1]) / FEN
    return built


def is_user(firm: Firm, share: float) -> bool:
    """Those closest to services come first."""
    return firm.affinity < share


class CollaborativeLever:
    """Platforms that the lever builds and keeps in their first years."""

    purse = "innovation_platforms.collaborative_platform"

    def __init__(self, settings: CollaborativePlatform) -> None:
        self.settings = settings
        self.sites: list[Site] = []

    def decide(self, world) -> None:
        """Open, keep and build."""
        for site in self.sites:
            if site.opens == world.quarter:
                site.town.platforms += 1
                site.town.platform_open_since = site.town.platform_paid_until = world.quarter
        if self.settings.runs_in(world.now):
            self.keep(world)
            if world.quarter % QUARTERS_OF_A_YEAR == 0:
                self.start(world)

    def keep(self, world) -> None:
        """Running costs of young platforms, shared as in the settings."""
        most = QUARTERS_OF_A_YEAR * self.settings.opex_years
        young = [site.town for site in self.sites if 0 <= world.quarter - site.opens < most]
        unpaid = [town for town in young if town.platform_paid_until <= world.quarter]
        cost = fen(nominal(world.p.platform_yearly_cost, world) / 4.0)
        parts = split(cost, tuple(self.settings.shares))
        for town in payable(self.purse, unpaid, parts, world):
            pay_bill(self.purse, (town, parts), world)
            town.platform_paid_until = world.quarter + 1

    def start(self, world) -> None:
        """Begin to build what towns ask for."""
        building = {site.town for site in self.sites}
        wanted = [
            town
            for town in eligible_towns(self.settings.eligible, world)
            if town.wants_platform and finds_match(town, world)
        ]
        wanted = best_first([town for town in wanted if town not in building], Question.PLATFORM_SCORE, world)
        parts = split(fen(nominal(world.p.platform_build_cost, world)), tuple(self.settings.shares))
        time = max(1, round(world.p.platform_build_time))
        self.sites += [Site(town, world.quarter + time) for town in build(self.purse, wanted, parts, world)]

    def affect(self, world) -> None:
        """Users of the lever's platforms gain productivity and like institutes better."""
        for firm in world.makers:
            town = firm.town
            served = town.platform_open_since >= 0 and town.platforms > 0 and town.platform_paid_until > world.quarter
            if served and is_user(firm, town.platform_users):
                size = LINKS.ramp(world.quarter - town.platform_open_since, 0, TAU)
                add_effect(firm, PRODUCTIVITY, world.p.platform_productivity_effect * size, world)
                firm.match += world.p.platform_link_bonus


class TestingLever:
    """Testing platforms for firms of the town's specialty."""

    purse = "innovation_platforms.testing_platform"
    __test__ = False

    def __init__(self, settings: TestingPlatform) -> None:
        self.settings = settings
        self.sites: list[Site] = []

    def decide(self, world) -> None:
        """Open what is built; once a year build for the best towns with enough firms."""
        for site in self.sites:
            site.town.testing_platforms += site.opens == world.quarter
        if not self.settings.runs_in(world.now) or world.quarter % QUARTERS_OF_A_YEAR:
            return
        building = {site.town for site in self.sites}
        able = [
            town
            for town in eligible_towns(self.settings.eligible, world)
            if town.firms[town.specialty] >= TESTING_FIRMS and not town.testing_platforms and town not in building
        ]
        towns = best_first(able, Question.TESTING_SCORE, world)
        parts = split(fen(nominal(world.p.testing_build_cost, world)), tuple(self.settings.shares))
        self.sites += [Site(town, world.quarter + TESTING_DELAY) for town in build(self.purse, towns, parts, world)]

    def affect(self, world) -> None:
        """Users make more new products of their R&D; keen exporters among them sell a little more."""
        opened = {site.town: site.opens for site in self.sites if site.opens <= world.quarter}
        for firm in world.makers:
            town = firm.town
            if town not in opened or firm.sector != town.specialty:
                continue
            if is_user(firm, min(1.0, TESTING_CAPACITY / max(1, town.firms[town.specialty]))):
                size = LINKS.ramp(world.quarter - opened[town], 0, 0.0)
                add_effect(firm, TESTING, world.p.testing_product_effect * size, world)
                if firm.exporter and firm.belief > 1.0:
                    add_effect(firm, MARKET, EXPORTERS_GAIN * size, world)
