"""Incubators in the oracle, tenant by tenant."""

from dataclasses import dataclass

from simulation.inputs.levers.incubators import Settings
from simulation.rules.dice import Question
from simulation.world.firms import TRADE
from simulation.world.start_ups import TENANT
from tests.oracle.books import fen
from tests.oracle.delivering import delayed, eligible_towns, nominal
from tests.oracle.growing_up import StartUp, found_start_ups
from tests.oracle.people import Town
from tests.oracle.plain_rules import DISTRIBUTIONS, uniform, uniform_pair
from tests.oracle.town_projects import Project, best_first, finds_match, fund

FIRM_SALES, FOUNDING_RATE, LEAST_DEMAND, FIRST_SALES = 500.0, 0.1, 20.0, 300.0
VALUE_SHARE = 0.25
DELAY = 6
APPLICANTS = 1024
SHORTEST_STAY, LENGTHS_OF_STAY, WATCHED = 12, 5, 20


@dataclass
class Site:
    """An incubator that is built or stands."""

    town: Town
    opens: int


@dataclass
class Tenant:
    """A start-up that moved in, and the first quarter without its place."""

    young: StartUp
    since: int
    leaves: int


class IncubatorLever:
    """Incubators that the lever builds, and their tenants."""

    purse = "incubators"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sites: list[Site] = []
        self.tenants: list[Tenant] = []

    def decide(self, world) -> None:
        """Open, forget tenants that are gone, let others in, begin to build."""
        for site in self.sites:
            if site.opens == world.quarter:
                site.town.incubators += 1
                site.town.policy_incubators += 1
        self.forget(world)
        self.let_in(world)
        if self.settings.runs_in(world.now) and world.quarter % 4 == 0:
            self.start(world)

    def forget(self, world) -> None:
        """Closed, grown up, or after five years a start-up like any other."""
        kept = []
        for tenant in self.tenants:
            if world.quarter - tenant.since >= WATCHED:
                tenant.young.hazard = 1.0
            elif tenant.young in world.start_ups:
                kept.append(tenant)
        self.tenants = kept

    def places(self, world) -> int:
        """Of one incubator."""
        return max(1, round(world.p.incubator_places))

    def demand(self, town: Town, world) -> float:
        """Possible tenants a year."""
        return 4.0 * sum(town.micro_sales[:TRADE]) / nominal(FIRM_SALES, world) * FOUNDING_RATE

    def free(self, town: Town, world) -> int:
        """Places that nobody holds."""
        housed = sum(tenant.young.town is town and tenant.leaves > world.quarter for tenant in self.tenants)
        return town.policy_incubators * self.places(world) - housed

    def let_in(self, world) -> None:
        """New tenants of every town in turn, founded together."""
        found = []
        for town in world.towns:
            if not town.policy_incubators:
                continue
            mean = self.demand(town, world) / 4.0 * town.policy_incubators / town.incubators
            number = DISTRIBUTIONS.poisson_quantile(uniform(world.dice_now, Question.TENANT, town.code), mean)
            for ordinal in range(min(number, self.free(town, world))):
                trade, anyway = uniform_pair(world.dice_now, Question.TENANT, town.code * APPLICANTS + ordinal)
                giver = town if anyway < world.p.incubator_displaced_share else None
                found.append((town, sector_of(town, trade), giver))
        for young in found_start_ups(found, TENANT, world):
            self.move_in(young, world)

    def move_in(self, young: StartUp, world) -> None:
        """A place for three to four years."""
        die = uniform(world.dice_now, Question.TENANT_GRADUATION, young.identity)
        stay = SHORTEST_STAY + int(LENGTHS_OF_STAY * die)
        self.tenants.append(Tenant(young, world.quarter, world.quarter + stay))

    def start(self, world) -> None:
        """Begin to build where tenants are to be had and are worth it."""
        cost = nominal(world.p.incubator_build_cost, world)
        shares = self.shares(cost)
        building = {site.town for site in self.sites if site.opens > world.quarter}
        able = [
            town
            for town in eligible_towns(self.settings.eligible, world)
            if finds_match(town, world) and town not in building and self.wants(town, shares[1] * cost, world)
        ]
        towns = best_first(able, Question.INCUBATOR_SCORE, world)
        opens = world.quarter + delayed(DELAY, world)
        self.sites += [Site(town, opens) for town in fund(Project(self.purse, fen(cost), shares), towns, world)]

    def shares(self, cost: float) -> tuple[float, float, float]:
        """Province, local, private; under the cap the others take over what the province does not pay."""
        province, local, private = self.settings.shares
        if self.settings.cap is not None and self.settings.cap < province * cost:
            most = self.settings.cap / cost
            local, private = (part * (1.0 - most) / (1.0 - province) for part in (local, private))
            province = most
        return province, local, private

    def wants(self, town: Town, own: float, world) -> bool:
        """Land, twenty possible tenants for every incubator, and a gain above the own part."""
        demand, years = self.demand(town, world), world.p.gain_horizon
        if town.land <= 0.0 or demand < LEAST_DEMAND * (town.incubators + 1):
            return False
        new = min(self.places(world), demand * years) * (1.0 - world.beliefs["incubator_displaced_share"])
        gain = new * nominal(FIRST_SALES, world) * VALUE_SHARE * years
        return gain > own + nominal(world.p.application_cost, world)

    def affect(self, world) -> None:
        """Free places for other start-ups of the quarter; the hazard of tenants; the fill of incubators."""
        for young in world.start_ups:
            other = young.born == world.quarter and young.origin != TENANT
            if other and young.town.policy_incubators and self.free(young.town, world) > 0:
                self.move_in(young, world)
        for tenant in self.tenants:
            tenant.young.hazard = world.p.incubator_exit_hazard_ratio
        for town in world.towns:
            if town.policy_incubators:
                places = self.places(world)
                let = town.policy_incubators * places - self.free(town, world)
                let += (town.incubators - town.policy_incubators) * places * world.p.incubator_opening_fill
                town.incubator_fill = let / (town.incubators * places)


def sector_of(town: Town, die: float) -> int:
    """By the sales of the firms below scale."""
    left = die * sum(town.micro_sales[:TRADE])
    for sector in range(TRADE):
        left -= town.micro_sales[sector]
        if left < 0.0:
            return sector
    return TRADE - 1
