"""Collaborative and testing platforms in the oracle, town by town."""

from dataclasses import dataclass

from simulation.inputs.levers.innovation_platforms import CollaborativePlatform, TestingPlatform
from simulation.rules.dice import Question
from simulation.world.firms import MARKET, PRODUCTIVITY, TESTING
from tests.oracle.books import fen
from tests.oracle.delivering import add_effect, delayed, eligible_towns, nominal
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import LINKS
from tests.oracle.town_projects import Project, best_first, finds_match, fund

TAU = 4.0
TESTING_DELAY, TESTING_CAPACITY, TESTING_FIRMS = 4, 150.0, 50
EXPORTERS_GAIN = 0.003
QUARTERS_OF_A_YEAR = 4


@dataclass
class Site:
    """A platform that is built or has been built."""

    town: Town
    opens: int


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
        project = Project(self.purse, cost, tuple(self.settings.shares), is_capital=False, cap=self.settings.cap)
        for town in fund(project, unpaid, world):
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
        project = Project(
            self.purse,
            fen(nominal(world.p.platform_build_cost, world)),
            tuple(self.settings.shares),
            cap=self.settings.cap,
        )
        time = max(1, delayed(round(world.p.platform_build_time), world))
        self.sites += [Site(town, world.quarter + time) for town in fund(project, wanted, world)]

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
            if town.firms[town.specialty] >= TESTING_FIRMS
            and not town.testing_platforms
            and town not in building
            and finds_match(town, world)
        ]
        towns = best_first(able, Question.TESTING_SCORE, world)
        project = Project(
            self.purse,
            fen(nominal(world.p.testing_build_cost, world)),
            tuple(self.settings.shares),
            cap=self.settings.cap,
        )
        opens = world.quarter + delayed(TESTING_DELAY, world)
        self.sites += [Site(town, opens) for town in fund(project, towns, world)]

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
