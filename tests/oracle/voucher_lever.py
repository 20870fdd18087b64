"""Innovation vouchers in the oracle, firm by firm."""

from dataclasses import dataclass

from simulation.inputs.levers.innovation_vouchers import Settings
from simulation.rules.dice import Question
from simulation.world.firms import IDEA
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.deciding import open_link
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, is_here, number_within
from tests.oracle.people import Firm
from tests.oracle.plain_rules import LINKS

NAME = "innovation_vouchers"
DELAY, LINK_QUARTERS, FADED = 1, 4, 24


@dataclass
class Project:
    """Research bought with a voucher."""

    firm: Firm
    since: int
    begins: int


class VoucherLever:
    """Who had a voucher when, and what became of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.projects: list[Project] = []
        self.had: set[tuple[int, Firm]] = set()

    def decide(self, world) -> None:
        """The firms that ask, in the order of the draw, as many as the quarter's money covers."""
        if not self.settings.runs_in(world.now):
            return
        asking = sorted(self.asking(world), key=lambda firm: self.turn(firm, world))
        province = fen(self.settings.face * self.settings.province_share)
        count = number_within(province, world.books.left(NAME, world, parts=4), len(asking))
        served = asking[:count]
        self.had |= {(world.quarter // 4, firm) for firm in served}
        users = [firm for firm in served if ask(Question.VOUCHER_USE, firm, world) < world.p.voucher_use_share]
        self.redeem(users, world)

    def asking(self, world) -> list[Firm]:
        """Eligible firms that find it worth the effort and have had none this year."""
        return [
            firm
            for firm in eligible_firms(self.settings.eligible, world)
            if self.settings.face * firm.belief > world.p.application_cost
            and (world.quarter // 4, firm) not in self.had
        ]

    def turn(self, firm: Firm, world) -> float:
        """Place in the queue."""
        return ask(Question.VOUCHER_LOTTERY, firm, world) if self.settings.allocation == "lottery" else firm.affinity

    def redeem(self, users: list[Firm], world) -> None:
        """Province and town pay the face of a voucher, where the town can pay its part."""
        face, share = fen(self.settings.face), self.settings.province_share
        province, local = split(face, (share, 1.0 - share))
        able = can_pay_local(world.books, [(firm.town, local) for firm in users])
        for firm, can in zip(users, able, strict=True):
            if can:
                world.books.spend(NAME, "province", province, world)
                pay_local(world.books, NAME, [(firm.town, local)], world)
                self.buy(firm, face, world)

    def buy(self, firm: Firm, face: int, world) -> None:
        """A new project at the nearest institute, or a refund of what the firm would have spent anyway."""
        if ask(Question.VOUCHER_LASTING, firm, world) >= world.p.voucher_additionality:
            firm.cash += face / FEN
            return
        price = self.settings.face / (1.0 - self.settings.own_share)
        own = fen(price - self.settings.face)
        firm.cash -= own / FEN
        world.books.spend(NAME, "private", own, world)
        seller = world.institutes[world.atlas.nearest_institute(firm.town.row)]
        world.books.balance["institute", seller.row] += face + own
        firm.cooperation_year += price
        self.projects.append(Project(firm, world.quarter, world.quarter + delayed(DELAY, world)))
        if firm.institute is None:
            lasting = ask(Question.LINK_DURATION, firm, world) < world.p.voucher_lasting_link_share
            open_link(firm, seller, world.quarter, LINK_QUARTERS)
            firm.policy_link = not lasting

    def affect(self, world) -> None:
        """Ideas from the quarter after, more over a year, then fewer and fewer."""
        for project in self.projects:
            age = world.quarter - project.since
            if is_here(project.firm, world) and age < FADED:
                fade = 0.5 ** (max(0, age - LINK_QUARTERS) / world.p.voucher_half_life)
                size = world.p.voucher_idea_effect * LINKS.ramp(world.quarter - project.begins, 0, 0.0) * fade
                add_effect(project.firm, IDEA, size, world)
