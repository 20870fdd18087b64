"""Technology alliances in the oracle, firm by firm: who leads, who joins, who pays, what each learns of the others."""

import math
from dataclasses import dataclass

from simulation.inputs.conditions import Condition
from simulation.inputs.constants import constant
from simulation.inputs.levers.industry_alliances import Settings
from simulation.rules.dice import Question
from simulation.world.firms import IDEA
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.calls import expected_value, has, is_call, ranked
from tests.oracle.deciding import open_policy_link
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, is_here, meets, nominal
from tests.oracle.delivering import facts_of_firm as facts
from tests.oracle.people import Firm, Institute
from tests.oracle.plain_rules import LINKS, uniform

NAME = "industry_alliances"
DELAY, LIFE = 4, 12


@dataclass
class Alliance:
    """Members with what each gains per unit of the effect; the first of the founders led."""

    members: dict[Firm, float]
    institute: Institute
    begins: int
    ends: int


class AllianceLever:
    """All alliances of a run."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.alliances: list[Alliance] = []
        self.secrets: dict[Firm, float] = {}

    def decide(self, world) -> None:
        """Old ones end, projects begin, members learn how much the others know; once a year new ones are founded."""
        self.alliances = [alliance for alliance in self.alliances if alliance.ends > world.quarter]
        self.secrets = {}
        for alliance in self.alliances:
            alliance.members = {firm: part for firm, part in alliance.members.items() if is_here(firm, world)}
            for firm in alliance.members:
                self.secrets[firm] = out_of_reach(firm, list(alliance.members), world)
            if alliance.begins == world.quarter:
                begin_project(alliance, world)
        if self.settings.runs_in(world.now) and is_call(world):
            self.found(world)

    def found(self, world) -> None:
        """Teams by the score of their leader, while there is money."""
        cost = nominal(constant("alliance_setup_cost") + constant("alliance_project_cost"), world)
        province, local, private = self.settings.shares
        if self.settings.cap is not None and province * cost > self.settings.cap:
            capped = self.settings.cap / cost
            province, private = capped, private + province - capped
        teams = self.teams(cost * private, world)
        parts = split(fen(cost), (province, local, private))
        for leader in ranked(list(teams), Question.ALLIANCE_SCORE, world):
            team, institute = teams[leader]
            if parts[0] <= world.books.left(NAME, world) and can_pay_local(world.books, [(leader.town, parts[1])])[0]:
                self.pay(team, institute, parts, world)
                begins = world.quarter + delayed(DELAY, world)
                gains = {firm: likeness(firm, team, world) for firm in team}
                self.alliances.append(Alliance(gains, institute, begins, world.quarter + LIFE))

    def teams(self, private: float, world) -> dict[Firm, tuple[list[Firm], Institute]]:
        """The leader of every sector and region with those who follow and the institute; nobody in two teams."""
        bound = {firm for alliance in self.alliances for firm in alliance.members}
        free = [firm for firm in eligible_firms(Condition.everyone, world) if firm.performs and firm not in bound]
        fewest, most = int(constant("alliance_fewest_members")), int(constant("alliance_most_members"))
        part = private / (fewest + 1)
        leaders: dict[tuple[int, int], Firm] = {}
        for firm in sorted(free, key=lambda firm: -firm.sales):
            if meets(self.settings.eligible, facts(firm, world)) and wants(firm, 1.0, part, fewest + 1, world):
                leaders.setdefault((firm.sector, firm.town.region), firm)
        found: dict[Firm, tuple[list[Firm], Institute]] = {}
        taken: set[Firm] = set()
        for leader in leaders.values():
            institute = best_institute(leader, world)
            if leader in taken or institute is None:
                continue
            followers = [
                firm
                for firm in free
                if firm is not leader
                and firm not in taken
                and is_near(leader, firm, world)
                and wants(firm, nearness(leader, firm, world), part, fewest + 1, world)
            ]
            followers.sort(
                key=lambda firm: (-nearness(leader, firm, world), ask(Question.ALLIANCE_MEMBER, firm, world))
            )
            if len(followers) >= fewest:
                found[leader] = ([leader, *followers[:most]], institute)
                taken |= set(found[leader][0])
        return found

    def pay(self, team: list[Firm], institute: Institute, parts: list[int], world) -> None:
        """Province, the leader's town and all members alike; the institute keeps the price of the project."""
        province, local, private = parts
        world.books.spend(NAME, "province", province, world)
        pay_local(world.books, NAME, [(team[0].town, local)], world)
        project = sum(parts) - fen(nominal(constant("alliance_setup_cost"), world))
        for firm, own in zip(team, split(private, (1.0 / len(team),) * len(team)), strict=True):
            firm.cash -= own / FEN
            world.books.spend(NAME, "private", own, world)
            firm.cooperation_year += project / FEN / len(team)
        world.books.balance["institute", institute.row] += project

    def affect(self, world) -> None:
        """More ideas, and the others' knowledge as if they stood next door."""
        for alliance in self.alliances:
            size = LINKS.ramp(world.quarter - alliance.begins, 0, 0.0)
            for firm, gain in alliance.members.items():
                if size > 0.0:
                    add_effect(firm, IDEA, world.p.alliance_idea_effect * gain * size, world)
                    firm.outside += self.secrets[firm] * size


def nearness(one: Firm, other: Firm, world) -> float:
    """How near two firms are by sector."""
    return world.atlas.proximity(one.sector, other.sector)


def is_near(leader: Firm, firm: Firm, world) -> bool:
    """Whether a leader may invite a firm: sector family and distance."""
    families = world.atlas.families
    close = world.atlas.between[leader.town.row][firm.town.row] <= constant("alliance_reach")
    return families[leader.sector] == families[firm.sector] and close


def wants(firm: Firm, near: float, part: float, fewest: int, world) -> bool:
    """Whether the ideas it expects are worth the most that it may have to pay, and it has that money."""
    products = world.p.products_per_sector
    better = world.beliefs["alliance_idea_effect"] * (1.0 - 2.0 / products) * (1.0 - 1.0 / fewest) * near
    gain = firm.belief * expected_value(firm, better * 4.0 * firm.spending * world.p.gain_horizon, world)
    return gain > part + nominal(world.p.application_cost, world) and has(firm, fen(part))


def best_institute(leader: Firm, world) -> Institute | None:
    """By distance and field, among those with room."""
    open_ones = [institute for institute in world.institutes if institute.live < institute.capacity]

    def weight(institute: Institute) -> float:
        distance = world.atlas.to_institute(leader.town.row, institute.row)
        return math.exp(-distance / world.p.link_search_scale) * world.atlas.field_proximity(
            institute.row, leader.sector
        )

    return max(open_ones, key=weight, default=None)


def product(firm: Firm, world) -> tuple[int, int]:
    """What it sells, for good."""
    die = uniform(world.dice._replace(quarter=0), Question.ALLIANCE_PRODUCT, firm.identity)
    return firm.sector, int(die * world.p.products_per_sector)


def likeness(firm: Firm, team: list[Firm], world) -> float:
    """Nearness to the leader, less for every other member with the same product."""
    rivals = sum(product(firm, world) == product(other, world) for other in team if other is not firm)
    return nearness(team[0], firm, world) * (1.0 - 2.0 * rivals / (len(team) - 1))


def out_of_reach(firm: Firm, team: list[Firm], world) -> float:
    """Knowledge of the others that distance keeps from it."""
    total = 0.0
    for other in team:
        kept = 1.0 - world.atlas.between_towns(firm.town.row, other.town.row)
        total += kept * nearness(firm, other, world) * other.knowledge
    return total


def begin_project(alliance: Alliance, world) -> None:
    """Members without a partner work with the institute while it has room."""
    institute = alliance.institute
    for firm in alliance.members:
        if firm.institute is None and institute.live < institute.capacity:
            open_policy_link(firm, institute, alliance.ends - world.quarter, lasts=False, world=world)
