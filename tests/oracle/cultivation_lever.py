"""Grants, post-subsidies and engineering centres in the oracle, firm by firm."""

from simulation.inputs.levers.enterprise_cultivation import (
    EngineeringCentreSettings,
    RdPostSubsidySettings,
    SmeGrantSettings,
)
from simulation.rules.dice import Question
from simulation.world.firms import RD
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.calls import PARTS, Award, Project, buy_research, expected_value, has, is_call, ranked
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, is_here, nominal, number_within
from tests.oracle.monitoring_lever import note_recipient
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import LINKS

REPEAT_MISUSE = 0.6
GRANT_DELAY, SUBSIDY_DELAY, CENTRE_DELAY = 2, 4, 4
CENTRE_TERM = 12


class GrantLever:
    """SME grants."""

    purse = "enterprise_cultivation.sme_grant"

    def __init__(self, settings: SmeGrantSettings) -> None:
        self.settings = settings
        self.projects: list[Project] = []
        self.bought: list[Award] = []
        self.winners: set[Firm] = set()

    def decide(self, world) -> None:
        """Pay out what is due; once a year call, rank and award."""
        self.pay_out(world)
        if not self.settings.runs_in(world.now) or not is_call(world):
            return
        usual = nominal(world.p.grant_size, world)
        size = usual if self.settings.cap is None else min(usual, self.settings.cap)
        applicants = [firm for firm in eligible_firms(self.settings.eligible, world) if self.applies(firm, size, world)]
        share = self.settings.province_share
        province, local = split(fen(size), (share, 1.0 - share))
        order = self.in_order(applicants, world)
        places = number_within(province, world.books.left(self.purse, world), len(order))
        listed = order[: 2 * places]
        able = can_pay_local(world.books, [(firm.town, local) for firm in listed])
        for firm in [firm for firm, can in zip(listed, able, strict=True) if can][:places]:
            self.award(firm, size, (province, local), world)

    def pay_out(self, world) -> None:
        """A quarter of the money of every running project, from its third quarter on."""
        for project in self.projects:
            step = world.quarter - project.begins
            if is_here(project.firm, world) and 0 <= step < PARTS:
                due = project.total * (step + 1) // PARTS - project.total * step // PARTS
                project.firm.cash += due / FEN

    def applies(self, firm: Firm, size: float, world) -> bool:
        """Does R&D or files patents, holds its own share, and expects to gain."""
        beliefs = world.beliefs
        used = (1.0 - beliefs["grant_misuse_share"]) * (1.0 + beliefs["grant_additionality"])
        gain = firm.belief * (size + expected_value(firm, size * used, world))
        worth = gain > size + nominal(world.p.application_cost, world)
        return (firm.performs or firm.applications > 0) and has(firm, fen(size)) and worth

    def in_order(self, applicants: list[Firm], world) -> list[Firm]:
        """By score or by lot."""
        if self.settings.allocation == "lottery":
            return sorted(applicants, key=lambda firm: ask(Question.GRANT_SCORE, firm, world))
        return ranked(applicants, Question.GRANT_SCORE, world)

    def award(self, firm: Firm, size: float, parts: tuple[int, int], world) -> None:
        """Province, town and firm pay in; research follows."""
        province, local = parts
        world.books.spend(self.purse, "province", province, world)
        pay_local(world.books, self.purse, [(firm.town, local)], world)
        world.books.spend(self.purse, "private", province + local, world)
        firm.cash -= (province + local) / FEN
        begins = world.quarter + delayed(GRANT_DELAY, world)
        self.projects.append(Project(firm, begins, 2 * (province + local)))
        diverted = (
            world.p.grant_misuse_share * world.safeguards.misuse * (REPEAT_MISUSE if firm in self.winners else 1.0)
        )
        bought = size * (1.0 - diverted) * max(0.0, 1.0 + world.p.grant_additionality)
        self.bought.append(Award(firm, world.quarter, begins, bought))
        note_recipient(firm, size * diverted, world)
        self.winners.add(firm)

    def affect(self, world) -> None:
        """Research of running projects."""
        self.bought = buy_research(self.bought, world)


class SubsidyLever:
    """R&D post-subsidies."""

    purse = "enterprise_cultivation.rd_post_subsidy"

    def __init__(self, settings: RdPostSubsidySettings) -> None:
        self.settings = settings
        self.bought: list[Award] = []

    def decide(self, world) -> None:
        """Once a year every firm that can claim is paid, all in proportion."""
        if not self.settings.runs_in(world.now) or not is_call(world):
            return
        share = self.settings.province_share
        claims = {}
        for firm in eligible_firms(self.settings.eligible, world):
            due = self.due(firm, world)
            if firm.belief * due > nominal(world.p.application_cost, world):
                claims[firm] = split(fen(due), (share, 1.0 - share))
        total, left = sum(province for province, _ in claims.values()), world.books.left(self.purse, world)
        if total > left:
            claims = {firm: [int(part * (left / total)) for part in parts] for firm, parts in claims.items()}
        self.pay(claims, world)

    def due(self, firm: Firm, world) -> float:
        """A part of last year's reported R&D of a firm with two years of it."""
        if not firm.performs or firm.reported_last_year <= 0.0 or firm.reported_year_before <= 0.0:
            return 0.0
        most = nominal(world.p.post_subsidy_cap, world)
        most = most if self.settings.cap is None else min(most, self.settings.cap)
        return min(most, world.p.post_subsidy_rate * firm.reported_last_year)

    def pay(self, claims: dict[Firm, list[int]], world) -> None:
        """Town by town, where the town can pay for all of its firms."""
        bills = {town: 0 for town in world.towns if any(firm.town is town for firm in claims)}
        for firm, (_, local) in claims.items():
            bills[firm.town] += local
        able = can_pay_local(world.books, list(bills.items()))
        paying = {town for town, can in zip(bills, able, strict=True) if can}
        diverted = 0.5 * world.p.grant_misuse_share * world.safeguards.misuse
        used = (1.0 - diverted) * max(0.0, 1.0 + world.p.post_subsidy_additionality)
        due: dict[Town, int] = {}
        for firm, (province, local) in claims.items():
            if firm.town in paying and province > 0:
                world.books.spend(self.purse, "province", province, world)
                due[firm.town] = due.get(firm.town, 0) + local
                firm.cash += (province + local) / FEN
                begins = world.quarter + delayed(SUBSIDY_DELAY, world)
                self.bought.append(Award(firm, world.quarter, begins, (province + local) / FEN * used))
                note_recipient(firm, (province + local) / FEN * diverted, world)
        pay_local(world.books, self.purse, [(town, due[town]) for town in bills if town in due], world)

    def affect(self, world) -> None:
        """Research that last year's subsidy buys."""
        self.bought = buy_research(self.bought, world)


class CentreLever:
    """Engineering centres."""

    purse = "enterprise_cultivation.engineering_centre"

    def __init__(self, settings: EngineeringCentreSettings) -> None:
        self.settings = settings
        self.centres: list[Award] = []

    def decide(self, world) -> None:
        """Look again at old centres; once a year certify new ones."""
        self.look_again(world)
        if not self.settings.runs_in(world.now) or not is_call(world):
            return
        share, cap = self.settings.province_share, self.settings.cap
        cost = nominal(world.p.engineering_centre_award, world)
        if cap is not None and share * cost > cap:
            cost *= cap / (share * cost)
        province, own = split(fen(cost), (share, 1.0 - share))
        willing = [
            firm
            for firm in eligible_firms(self.settings.eligible, world)
            if not firm.institution and has(firm, own) and self.gains(firm, cost, world)
        ]
        order = ranked(willing, Question.CENTRE_SCORE, world)
        for firm in order[: number_within(province, world.books.left(self.purse, world), len(order))]:
            world.books.spend(self.purse, "province", province, world)
            world.books.spend(self.purse, "private", own, world)
            firm.cash -= own / FEN
            firm.institution = True
            firm.centre += 1
            begins = world.quarter + delayed(CENTRE_DELAY, world)
            self.centres.append(Award(firm, world.quarter, begins, world.p.engineering_centre_rd_effect))

    def gains(self, firm: Firm, cost: float, world) -> bool:
        """Whether the research it expects is worth more than its part of the cost."""
        added = world.beliefs["engineering_centre_rd_effect"] * 4.0 * firm.spending * world.p.gain_horizon
        expense = (1.0 - self.settings.province_share) * cost + nominal(world.p.application_cost, world)
        return firm.belief * expected_value(firm, added, world) > expense

    def look_again(self, world) -> None:
        """Every three years a firm without R&D loses its centre."""
        kept = []
        for centre in self.centres:
            firm, age = centre.firm, world.quarter - centre.since
            if not is_here(firm, world):
                continue
            if age > 0 and age % CENTRE_TERM == 0 and not firm.performs:
                firm.institution = False
                firm.centre -= 1
                continue
            kept.append(centre)
        self.centres = kept

    def affect(self, world) -> None:
        """More R&D after a year."""
        for centre in self.centres:
            size = LINKS.ramp(world.quarter - centre.begins, 0, 0.0)
            add_effect(centre.firm, RD, centre.size * size, world)
