"""The follow-on fund and the risk pool of the guidance funds in the oracle."""

from dataclasses import dataclass

from simulation.inputs.levers.guidance_funds import FollowOn, RiskCompensation
from simulation.levers.guidance_funds import FOLLOW_ON_PLACE
from simulation.rules.dice import Question
from simulation.world.firms import CREDIT
from tests.oracle.books import FEN, fen
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, is_here, nominal, number_within
from tests.oracle.fund_books import Portfolio
from tests.oracle.fund_market import ticket_limits
from tests.oracle.people import Firm
from tests.oracle.plain_rules import DISTRIBUTIONS, uniform

MOST_OF_ROUND, CUT_MEMORY = 0.50, 4
DELAY, YEAR, RAMP, ACCEPTANCE = 4, 4, 4, 0.05


class FollowOnLever:
    """Public tickets beside private rounds of the quarter before."""

    purse = "guidance_funds.follow_on"

    def __init__(self, settings: FollowOn) -> None:
        self.settings = settings
        self.portfolio = Portfolio()
        self.rounds: list[Firm] = []

    def accounts(self, chart) -> dict[int, int]:
        """Of the fund that follows."""
        return {chart.funds + FOLLOW_ON_PLACE: self.portfolio.cash}

    def decide(self, world) -> None:
        """Part with stakes, follow the last rounds, hear of new ones."""
        sales, _ = self.portfolio.part_with_stakes(world)
        self.portfolio.cash -= sum(sale.proceeds for sale in sales)
        if self.settings.runs_in(world.now):
            self.follow(world)
            closing = DISTRIBUTIONS.quarterly(world.p.private_round_rate)
            dice = {
                firm: ask(Question.PRIVATE_ROUND, firm, world)
                for firm in eligible_firms(self.settings.eligible, world)
                if firm.performs
            }
            self.rounds = sorted((firm for firm, die in dice.items() if die < closing), key=lambda firm: dice[firm])

    def follow(self, world) -> None:
        """As many full tickets as the quarter's money buys, and what is left for the next."""
        firms = [firm for firm in self.rounds if is_here(firm, world)]
        least, most = ticket_limits(self.settings.cap, world)
        ticket = fen(min(MOST_OF_ROUND * nominal(world.p.private_round_size, world), most))
        money = world.books.left(self.purse, world, parts=4)
        count = number_within(ticket, money, len(firms))
        tickets = [ticket] * count
        if count < len(firms) and money - sum(tickets) >= fen(least):
            tickets.append(money - sum(tickets))
        for firm, amount in zip(firms, tickets, strict=False):
            world.books.spend(self.purse, "province", amount, world)
            self.portfolio.cash += amount
            had_full_round = world.quarter - firm.cut > CUT_MEMORY
            displaced = world.p.follow_on_displaced_share if had_full_round else 0.0
            self.portfolio.buy(firm, (amount, 0), 1.0 - displaced, world)

    def affect(self, world) -> None:
        """Nothing beside its money."""


@dataclass
class Cover:
    """A firm whose loans the pool covers; 10,000 yuan."""

    firm: Firm
    since: int
    expected: float
    loans: float
    debt: float


class PoolLever:
    """The risk pool."""

    purse = "guidance_funds.risk_compensation"

    def __init__(self, settings: RiskCompensation) -> None:
        self.settings = settings
        self.covers: list[Cover] = []
        self.money = self.claims = 0
        self.arrived: dict[int, int] = {}
        self.ready_in: dict[int, int] = {}
        self.written_off: list[float] = []
        self.is_covering = False

    def accounts(self, chart) -> dict[int, int]:
        """Of the pool."""
        return {chart.guarantors: self.money}

    def decide(self, world) -> None:
        """Read the banks' books, pay claims, take money, register firms."""
        self.written_off.append(world.bank["written_off"])
        claim = self.settings.loss_share * (1.0 + world.p.compensation_default_rise) * self.look_at_loans(world)
        paid = min(fen(claim), self.money)
        self.money -= paid
        self.claims += paid
        if not self.settings.runs_in(world.now):
            self.money = 0
        elif not any(quarter // 4 == world.quarter // 4 for quarter in self.arrived):
            left = world.books.left(self.purse, world)
            if left:
                world.books.spend(self.purse, "province", left, world)
                self.arrived[world.quarter] = left
                self.ready_in[world.quarter] = world.quarter + delayed(DELAY, world)
                self.money += left
        if any(ready == world.quarter for ready in self.ready_in.values()):
            self.register(world)

    def look_at_loans(self, world) -> float:
        """What covered firms owe now; returns what was lost."""
        self.covers = [cover for cover in self.covers if is_here(cover.firm, world)]
        unpaid, loss = 1.0 - 1.0 / world.p.loan_life, 0.0
        for cover in self.covers:
            firm = cover.firm
            if firm.in_default and firm.debt <= 0.0 and cover.debt > 0.0:
                loss += unpaid * cover.loans
            fresh = max(0.0, firm.debt - unpaid * cover.debt) if self.is_covering else 0.0
            cover.loans = min(firm.debt, unpaid * cover.loans + fresh)
            cover.debt = firm.debt
        return loss

    def register(self, world) -> None:
        """By lot, until a year of expected claims would exceed the money."""
        covered = {cover.firm for cover in self.covers}
        firms = [firm for firm in eligible_firms(self.settings.eligible, world) if firm not in covered]
        dice = world.dice._replace(quarter=0)
        firms.sort(key=lambda firm: uniform(dice, Question.RISK_POOL, firm.identity))
        debt = sum(firm.debt for firm in world.firms)
        a_year_ago = self.written_off[max(0, len(self.written_off) - 1 - YEAR)]
        rate = (self.written_off[-1] - a_year_ago) / debt if debt > 0.0 else 0.0
        ready = sum(money for quarter, money in self.arrived.items() if self.ready_in[quarter] <= world.quarter)
        room = (ready - self.claims) / FEN - sum(cover.expected for cover in self.covers)
        line = world.p.loan_to_value * world.p.collateral_share
        total = 0.0
        for firm in firms:
            expected = self.settings.loss_share * rate * (line * 4.0 * firm.sales)
            total += expected
            if total > room:
                return
            self.covers.append(Cover(firm, world.quarter, expected, 0.0, firm.debt))

    def affect(self, world) -> None:
        """Easier loans, and of covered firms in default more leave."""
        self.is_covering = self.money > 0 and self.settings.runs_in(world.now)
        for cover in self.covers if self.is_covering else ():
            size = ACCEPTANCE * min(1.0, (world.quarter - cover.since + 1) / RAMP)
            add_effect(cover.firm, CREDIT, size, world)
            if cover.firm.in_default:
                cover.firm.hazard *= 1.0 + world.p.compensation_default_rise
