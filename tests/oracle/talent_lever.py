"""Workstations, innovation teams and dual training in the oracle, one by one."""

import math
from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.inputs.levers.talent import TeamSettings, TrainingSettings, WorkstationSettings
from simulation.rules.dice import Question
from simulation.world.firms import IDEA, PRODUCTIVITY, TRADE
from simulation.world.start_ups import TEAM
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.calls import VALUE_SHARE, expected_value, has, is_call, ranked
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, eligible_towns, is_here, nominal
from tests.oracle.growing_up import found_start_ups
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import LINKS, RESEARCH, uniform_pair
from tests.oracle.town_projects import Project, best_first, finds_match, fund

COLLEGE = 1


@dataclass(eq=False)
class Award:
    """What a firm has from some quarter on."""

    firm: Firm
    begins: int
    size: float


@dataclass(eq=False)
class FundedTeam:
    """A team that will found its start-ups."""

    town: Town
    founds: int
    size: float


class WorkstationLever:
    """Workstations and the towns in which they are counted."""

    purse = "talent.workstations"

    def __init__(self, settings: WorkstationSettings) -> None:
        self.settings = settings
        self.hosts: list[Award] = []
        self.counted: list[Town] = []

    def decide(self, world) -> None:
        """Close what is over, once a year award, count what stands."""
        term = 4 * self.settings.term_years
        self.hosts = [host for host in self.hosts if is_here(host.firm, world) and world.quarter < host.begins + term]
        if self.settings.runs_in(world.now) and is_call(world):
            self.call(world)
        for town in self.counted:
            town.cobuilt_bodies -= 1
        counts = term >= constant("cobuilt_body_term")
        self.counted = [host.firm.town for host in self.hosts if counts and host.begins <= world.quarter]
        for town in self.counted:
            town.cobuilt_bodies += 1

    def call(self, world) -> None:
        """The best applicants whose towns can pay."""
        cost = nominal(constant("workstation_cost"), world)
        share, cap = self.settings.province_share, self.settings.cap
        if cap is not None and share * cost > cap:
            cost *= cap / (share * cost)
        parts = split(fen(cost), self.settings.shares)
        busy = {host.firm for host in self.hosts}
        asking = [
            firm
            for firm in eligible_firms(self.settings.eligible, world)
            if firm not in busy and self.may_host(firm) and has(firm, parts[2]) and self.gains(firm, cost, world)
        ]
        order = ranked(asking, Question.WORKSTATION_SCORE, world)
        places = min(len(order), world.books.left(self.purse, world) // parts[0])
        listed = order[: 2 * places]
        able = can_pay_local(world.books, [(firm.town, parts[1]) for firm in listed])
        for firm in [firm for firm, can in zip(listed, able, strict=True) if can][:places]:
            world.books.spend(self.purse, "province", parts[0], world)
            pay_local(world.books, self.purse, [(firm.town, parts[1])], world)
            world.books.spend(self.purse, "private", parts[2], world)
            firm.cash -= parts[2] / FEN
            begins = world.quarter + delayed(constant("workstation_delay"), world)
            self.hosts.append(Award(firm, begins, world.p.workstation_patent_effect))

    def may_host(self, firm: Firm) -> bool:
        """An institute of its own, or much R&D."""
        return firm.institution or firm.reported > constant("workstation_rd_share") * firm.sales

    def gains(self, firm: Firm, cost: float, world) -> bool:
        """Whether the ideas are worth more to it than its part."""
        added = world.beliefs["workstation_patent_effect"] * 4.0 * firm.spending * world.p.gain_horizon
        expense = self.settings.private_share * cost + nominal(world.p.application_cost, world)
        return firm.belief * expected_value(firm, added, world) > expense

    def affect(self, world) -> None:
        """Ideas and people."""
        for host in self.hosts:
            if host.begins <= world.quarter:
                size = host.size * LINKS.ramp(world.quarter - host.begins, 0, 0.0)
                add_effect(host.firm, IDEA, size, world)
                host.firm.town.added_staff += constant("workstation_staff")


class TeamLever:
    """Teams on their way to start-ups."""

    purse = "talent.teams"

    def __init__(self, settings: TeamSettings) -> None:
        self.settings = settings
        self.teams: list[FundedTeam] = []

    def decide(self, world) -> None:
        """Start-ups of last year's teams; once a year new teams."""
        due = [team for team in self.teams if team.founds == world.quarter]
        self.teams = [team for team in self.teams if team.founds > world.quarter]
        if due:
            found_start_ups([place for team in due for place in self.places(team, world)], TEAM, world)
        if self.settings.runs_in(world.now) and world.quarter % 4 == 0:
            self.start(world)

    def start(self, world) -> None:
        """The best-scored towns get a team as far as the money goes."""
        share, cap = self.settings.province_share, self.settings.cap
        usual, size = nominal(world.p.team_cost, world), 1.0
        if cap is not None and share * usual > cap:
            size = cap / (share * usual)
        busy = {team.town for team in self.teams}
        able = [town for town in eligible_towns(self.settings.eligible, world) if finds_match(town, world)]
        order = best_first([town for town in able if town not in busy], Question.TEAM, world)
        project = Project(self.purse, fen(size * usual), tuple(self.settings.shares), is_capital=False)
        founds = world.quarter + delayed(constant("team_delay"), world)
        self.teams += [FundedTeam(town, founds, size) for town in fund(project, order, world)]

    def places(self, team: FundedTeam, world) -> list[tuple[Town, int, Town | None]]:
        """Town, sector and the town that loses them, for each start-up of a team."""
        town, expected = team.town, world.p.team_startups * team.size
        more = ask(Question.TEAM_SIZE, town, world) < expected - math.floor(expected)
        sector = town.specialty if town.kind == 0 else max(range(TRADE), key=lambda s: town.micro_sales[s])
        moved, where = uniform_pair(world.dice_now, Question.TEAM_PLACE, town.code)
        giver = self.other(town, sector, where, world) if moved < constant("team_moved_share") else None
        return [(town, sector, giver)] * (math.floor(expected) + more)

    def other(self, town: Town, sector: int, die: float, world) -> Town | None:
        """Where else it would have gone, by what cohorts sell in its field."""
        weights = {other: other.micro_sales[sector] for other in world.towns if other is not town}
        place = die * sum(weights.values())
        for other, weight in weights.items():
            place -= weight
            if place < 0.0:
                return other
        return None

    def affect(self, world) -> None:
        """Their R&D staff."""
        p = world.p
        per_head = p.rd_cost_per_fte * (1.0 + p.rd_cost_growth) ** (world.quarter // 4 + 1) * p.fte_per_rd_head
        spending: dict[Town, float] = {}
        for young in world.start_ups:
            if young.origin == TEAM:
                spent = 4.0 * constant("team_rd_share") * young.sales
                spending[young.town] = spending.get(young.town, 0.0) + spent
        for town, year in spending.items():
            town.added_staff += RESEARCH.rd_heads(year, town.amenity, per_head, world.wage_index, p)


class TrainingLever:
    """Classes under way or finished."""

    purse = "talent.vocational_training"

    def __init__(self, settings: TrainingSettings) -> None:
        self.settings = settings
        self.classes: list[Award] = []

    def decide(self, world) -> None:
        """Once a year places go by lot."""
        self.classes = [award for award in self.classes if is_here(award.firm, world)]
        if not self.settings.runs_in(world.now) or not is_call(world):
            return
        asking = {firm: self.places(firm, world) for firm in eligible_firms(self.settings.eligible, world)}
        order = [firm for firm, places in asking.items() if places > 0 and self.gains(firm, places, world)]
        order.sort(key=lambda firm: ask(Question.TRAINING, firm, world))
        left, bills = world.books.left(self.purse, world), []
        for firm in order:
            parts = self.parts(asking[firm], world)
            if parts[0] > left:
                break
            left -= parts[0]
            bills.append((firm, parts))
        able = can_pay_local(world.books, [(firm.town, parts[1]) for firm, parts in bills])
        for (firm, parts), can in zip(bills, able, strict=True):
            if can:
                self.train(firm, asking[firm], parts, world)

    def parts(self, trainees: int, world) -> list[int]:
        """Province, town with its city, firm."""
        return split(trainees * fen(nominal(constant("training_cost"), world)), self.settings.shares)

    def places(self, firm: Firm, world) -> int:
        """Trainees of this year; none without a college nearby."""
        colleges = self.colleges(firm.town, world)
        near = min((distance for distance, _ in colleges), default=math.inf)
        if near > constant("training_distance") or firm.employees <= constant("training_smallest_staff"):
            return 0
        trained = sum(award.size for award in self.classes if award.firm is firm)
        most = int(constant("training_most_trainees"))
        if self.settings.cap is not None:
            part = self.settings.province_share * nominal(constant("training_cost"), world)
            most = min(most, fen(self.settings.cap) // max(1, fen(part)))
        return max(0, min(most, int(math.floor(constant("training_staff_share") * firm.employees) - trained)))

    def colleges(self, town: Town, world) -> list[tuple[float, int]]:
        """Distances and rows of vocational colleges."""
        kinds = world.ground.institutes.kind.tolist()
        return [(world.atlas.to_institute(town.row, k), k) for k, kind in enumerate(kinds) if kind == COLLEGE]

    def gains(self, firm: Firm, places: int, world) -> bool:
        """What stays of the gain after poaching and wages is worth more than its part, which it holds."""
        own = self.settings.private_share * nominal(constant("training_cost"), world) * places
        kept = (1.0 - constant("training_leak")) * (1.0 - constant("training_wage_share"))
        rise = world.beliefs["training_productivity_effect"] * places / firm.employees * kept
        gain = rise * 4.0 * firm.sales * VALUE_SHARE * world.p.gain_horizon
        worth = firm.belief * gain > own + nominal(world.p.application_cost, world)
        return worth and has(firm, self.parts(places, world)[2])

    def train(self, firm: Firm, trainees: int, parts: list[int], world) -> None:
        """All three pay the nearest college."""
        province, local, own = parts
        world.books.spend(self.purse, "province", province, world)
        pay_local(world.books, self.purse, [(firm.town, local)], world)
        world.books.spend(self.purse, "private", own, world)
        firm.cash -= own / FEN
        _, college = min(self.colleges(firm.town, world))
        world.books.balance["institute", college] += province + local + own
        self.classes.append(Award(firm, world.quarter + delayed(world.p.training_delay, world), float(trainees)))

    def affect(self, world) -> None:
        """Gains, what others hire away, and wages."""
        skilled: dict[Firm, float] = {}
        for award in self.classes:
            if award.begins <= world.quarter:
                grown = LINKS.ramp(world.quarter - award.begins, 0, 0.0)
                skilled[award.firm] = skilled.get(award.firm, 0.0) + grown * award.size
        effect: dict[Firm, float] = {}
        for firm, persons in skilled.items():
            share = min(constant("training_staff_share"), persons / max(1.0, firm.employees))
            gain = world.p.training_productivity_effect * share
            others = [other for other in world.makers if other.town is firm.town and other is not firm]
            leaves = constant("training_leak") * max(0.0, gain) if others else 0.0
            effect[firm] = effect.get(firm, 0.0) + gain - leaves
            for other in others:
                part = leaves * firm.sales / sum(each.sales for each in others)
                effect[other] = effect.get(other, 0.0) + part
            wages = constant("training_wage_share") * max(0.0, gain - leaves) * constant("wage_bill_share")
            firm.cash -= wages * firm.sales
        for firm, size in effect.items():
            add_effect(firm, PRODUCTIVITY, size, world)
