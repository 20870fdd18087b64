"""Projects of firms with universities and institutes in the oracle, one object to a project."""

from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.inputs.levers.university_town_cooperation import Settings
from simulation.rules.dice import Question
from simulation.world.firms import RD
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.calls import has, is_call
from tests.oracle.deciding import institutes_heard_of, liking, open_policy_link
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, is_here, nominal, number_within
from tests.oracle.people import Firm, Institute, Town
from tests.oracle.plain_rules import DISTRIBUTIONS, LINKS, uniform_pair

NAME = "university_town_cooperation"


@dataclass
class Project:
    """A project: agreed, then signed, then a link while it lasts."""

    firm: Firm
    institute: Institute
    signed: int
    effect_from: int
    term: int
    money: int
    body_in: Town | None = None

    def is_over(self, world) -> bool:
        """Whether its link is no more."""
        firm = self.firm
        lives = is_here(firm, world) and firm.institute is self.institute and firm.linked_since == self.signed
        return not lives


class CooperationLever:
    """Who works with whom with public money."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.agreed: list[Project] = []
        self.running: list[Project] = []

    def decide(self, world) -> None:
        """Close, sign, let old ones be renewed; once a year call."""
        for project in self.running:
            if project.is_over(world) and project.body_in is not None:
                project.body_in.cobuilt_bodies -= 1
        self.running = [project for project in self.running if not project.is_over(world)]
        for project in [project for project in self.agreed if project.signed == world.quarter]:
            self.agreed.remove(project)
            self.sign(project, world)
        for project in self.running:
            if project.signed + project.term == world.quarter:
                project.firm.policy_link = False
        if self.settings.runs_in(world.now) and is_call(world):
            self.call(world)

    def sign(self, project: Project, world) -> None:
        """The institute is paid; firms that are still alone are linked."""
        firm, institute = project.firm, project.institute
        if not is_here(firm, world):
            return
        world.books.balance["institute", institute.row] += project.money
        firm.cooperation_year += project.money / FEN
        institute.income_year += project.money / FEN
        if firm.institute is not None:
            return
        open_policy_link(firm, institute, project.term, False, world)
        if project.term >= constant("cooperation_body_term"):
            project.body_in = firm.town
            firm.town.cobuilt_bodies += 1
        self.running.append(project)

    def call(self, world) -> None:
        """Firms propose, institutes choose up to their room, money sets the end."""
        settings = self.settings
        cost = nominal(world.p.cooperation_project_cost, world)
        if settings.cap is not None and settings.province_share * cost > settings.cap:
            cost = settings.cap / settings.province_share
        province, local, own = split(fen(cost), tuple(settings.shares))
        asked = self.proposals(own, world)
        room = {institute: max(0, institute.capacity - institute.live) for institute in world.institutes}
        accepted = []
        for firm, institute in asked:
            if room[institute] > 0:
                room[institute] -= 1
                accepted.append((firm, institute))
        places = number_within(province, world.books.left(NAME, world), len(accepted))
        listed = accepted[: 2 * places]
        able = can_pay_local(world.books, [(firm.town, local) for firm, _ in listed])
        for firm, institute in [pair for pair, can in zip(listed, able, strict=True) if can][:places]:
            self.agree(firm, institute, (province, local, own), world)

    def proposals(self, own: int, world) -> list[tuple[Firm, Institute]]:
        """In the order in which institutes look at them: those that suit them, then those that are keen."""
        p, found = world.p, []
        relief = p.link_price_effect * p.link_price * (1.0 - self.settings.private_share)
        for firm in eligible_firms(self.settings.eligible, world):
            if firm.institute is not None or not has(firm, own):
                continue
            die, first = uniform_pair(world.dice_now, Question.COOPERATION_PROJECT, firm.identity)
            second, third = uniform_pair(world.dice_now, Question.COOPERATION_PARTNER, firm.identity)
            heard = institutes_heard_of(firm.town, firm.sector, (first, second, third), world)
            best = max(heard, key=lambda institute: liking(firm, institute, world))
            if die < DISTRIBUTIONS.logistic(liking(firm, best, world) + relief):
                field = world.atlas.field_proximity(best.row, firm.sector)
                suits = p.link_proximity_effect * field + p.link_memory_effect * (firm.last_partner is best)
                found.append((-suits, die, firm, best))
        return [(firm, best) for _, _, firm, best in sorted(found, key=lambda each: each[:2])]

    def agree(self, firm: Firm, institute: Institute, parts: tuple[int, ...], world) -> None:
        """All pay in; the contract follows."""
        province, local, own = parts
        world.books.spend(NAME, "province", province, world)
        pay_local(world.books, NAME, [(firm.town, local)], world)
        world.books.spend(NAME, "private", own, world)
        firm.cash -= own / FEN
        term = LINKS.link_quarters(ask(Question.COOPERATION_DURATION, firm, world), world.p)
        signed = world.quarter + delayed(constant("cooperation_contract_delay"), world)
        effect_from = signed + delayed(constant("cooperation_effect_delay"), world)
        self.agreed.append(Project(firm, institute, signed, effect_from, term, sum(parts)))

    def affect(self, world) -> None:
        """More R&D after two years together, less of it where the institute has too much to do."""
        for project in self.running:
            institute = project.institute
            load = institute.live / max(1, institute.capacity)
            excess = max(0.0, load - constant("cooperation_full_load"))
            quality = 1.0 - constant("cooperation_overload_loss") * excess
            size = world.p.university_link_rd_effect * LINKS.ramp(world.quarter - project.effect_from, 0, 0.0)
            add_effect(project.firm, RD, size * quality, world)
