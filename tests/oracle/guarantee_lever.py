"""Credit guarantees in the oracle, city by city and firm by firm."""

from dataclasses import dataclass, field

from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import CreditGuaranteeSettings
from simulation.rules.dice import Question
from tests.oracle.books import FEN, fen, split
from tests.oracle.deciding import productivity_score
from tests.oracle.delivering import ask, delayed, eligible_firms, is_here, nominal
from tests.oracle.lending import lend, value_of, was_refused, write_off
from tests.oracle.people import Firm
from tests.oracle.plain_rules import DISTRIBUTIONS, uniform, uniform_pair

DELAY, CITIES = 1, 21


@dataclass
class Guarantee:
    """A firm's loan that a guarantor stands for."""

    firm: Firm
    city: int
    begins: int
    owed: float
    risk: float


@dataclass
class Guarantor:
    """Of one city; fen."""

    money: int = 0
    better: float = 0.0
    coming: dict[int, int] = field(default_factory=dict)


class GuaranteeLever:
    """Guarantors of the cities."""

    purse = "technology_finance.credit_guarantee"

    def __init__(self, settings: CreditGuaranteeSettings) -> None:
        self.settings = settings
        self.guarantors = [Guarantor() for _ in range(CITIES)]
        self.guarantees: list[Guarantee] = []
        self.failing: list[Firm] = []
        self.years: set[int] = set()

    def accounts(self, chart) -> dict[int, int]:
        """Of every guarantor."""
        return {chart.guarantors + 1 + city: each.money for city, each in enumerate(self.guarantors)}

    def decide(self, world) -> None:
        """Losses, loans, capital, new guarantees."""
        for each in self.guarantors:
            each.money += each.coming.pop(world.quarter, 0)
        self.settle(world)
        for guarantee in self.guarantees:
            if guarantee.begins == world.quarter:
                self.pay_out(guarantee, world)
        if not self.settings.runs_in(world.now):
            standing = {guarantee.city for guarantee in self.guarantees}
            for city, each in enumerate(self.guarantors):
                each.money = each.money if city in standing or each.coming else 0
            return
        if world.quarter // 4 not in self.years:
            self.years.add(world.quarter // 4)
            self.take_capital(world)
        self.guarantee(world)

    def settle(self, world) -> None:
        """What became of every guaranteed firm in the last quarter."""
        kept, self.failing = [], []
        for guarantee in self.guarantees:
            firm, age = guarantee.firm, world.quarter - guarantee.begins
            here, running = is_here(firm, world), age > 0
            if running:
                guarantee.owed *= 1.0 - 1.0 / world.p.loan_life
            if running and here and self.fails(guarantee, world):
                write_off(firm, guarantee.owed, world)
                self.failing.append(firm)
                self.claim(guarantee, world)
            elif running and not here and self.closed(firm, world):
                self.claim(guarantee, world)
            elif here and age < round(constant("guarantee_quarters")):
                kept.append(guarantee)
        self.guarantees = kept

    def fails(self, guarantee: Guarantee, world) -> bool:
        """In default as any firm may be, or because somebody stands for it."""
        firm = guarantee.firm
        chance = DISTRIBUTIONS.quarterly(guarantee.risk)
        return (firm.in_default and firm.debt <= 0.0) or ask(Question.GUARANTEE_DEFAULT, firm, world) < chance

    def closed(self, firm: Firm, world) -> bool:
        """Gone for good, not below the threshold."""
        before = world.dice._replace(quarter=world.quarter - 1)
        return uniform_pair(before, Question.EXIT, firm.identity)[1] >= world.p.exit_drop_share

    def claim(self, guarantee: Guarantee, world) -> None:
        """The guarantor pays, the province adds its part, security will bring some of it back."""
        guarantor = self.guarantors[guarantee.city]
        paid = min(fen(guarantee.owed), guarantor.money)
        guarantor.money -= paid
        luck = uniform(world.dice_now, Question.RECOVERY, guarantee.firm.identity)
        due = world.quarter + round(constant("guarantee_recovery_quarters"))
        if paid:
            found = int(2.0 * constant("guarantee_recovery_share") * luck * paid)
            guarantor.coming[due] = guarantor.coming.get(due, 0) + found
        if self.settings.runs_in(world.now):
            share = constant("guarantee_reinsured_share") * constant("guarantee_province_share")
            part = min(int(share * paid), world.books.left(self.purse, world))
            world.books.spend(self.purse, "province", part, world)
            guarantor.money += part

    def pay_out(self, guarantee: Guarantee, world) -> None:
        """The bank lends, the firm pays the fee."""
        if not is_here(guarantee.firm, world):
            return
        lend(guarantee.firm, guarantee.owed, world)
        fee = fen(constant("guarantee_fee") * guarantee.owed)
        guarantee.firm.cash -= fee / FEN
        world.books.spend(self.purse, "private", fee, world)
        self.guarantors[guarantee.city].money += fee

    def take_capital(self, world) -> None:
        """By what the certified towns of every city told of their output."""
        gdp = [0.0] * CITIES
        for town in world.towns:
            gdp[town.city] += world.reports[town].gdp * town.certified
        amount = int((1.0 - constant("guarantee_reserve_share")) * world.books.left(self.purse, world))
        if amount <= 0:
            return
        world.books.spend(self.purse, "province", amount, world)
        total = sum(gdp)
        for each, part in zip(self.guarantors, split(amount, tuple(part / total for part in gdp)), strict=True):
            each.money += part

    def guarantee(self, world) -> None:
        """City by city, those who ask."""
        loans = self.asking(world)
        for city, guarantor in enumerate(self.guarantors):
            mine = {firm: loan for firm, loan in loans.items() if firm.town.city == city}
            if not mine:
                continue
            chosen = self.chosen(mine, guarantor, city, world)
            served = len(chosen) / len(mine)
            risk = world.p.guarantee_default_rise * (constant("guarantee_scale_start") + served)
            begins = world.quarter + delayed(DELAY, world)
            self.guarantees += [Guarantee(firm, city, begins, mine[firm], risk) for firm in mine if firm in chosen]

    def asking(self, world) -> dict[Firm, float]:
        """Refused firms without a guarantee that think a loan worth its cost; the loan of each."""
        served = {guarantee.firm for guarantee in self.guarantees}
        loans = {}
        for firm in eligible_firms(self.settings.eligible, world):
            if firm in served or not was_refused(firm, world):
                continue
            most = constant("guarantee_single_share") * self.guarantors[firm.town.city].money / FEN
            loan = min(firm.shortage, most, *(() if self.settings.cap is None else (self.settings.cap,)))
            cost = constant("guarantee_fee") * loan + nominal(world.p.application_cost, world)
            if firm.belief * value_of(firm, loan, world) > cost:
                loans[firm] = loan
        return loans

    def chosen(self, loans: dict[Firm, float], guarantor: Guarantor, city: int, world) -> set[Firm]:
        """In the order of the dice, the weaker and the stronger so that the mean stays where it is aimed at."""
        waiting = sorted(loans, key=lambda firm: ask(Question.GUARANTEE, firm, world))
        standing = sum(guarantee.owed for guarantee in self.guarantees if guarantee.city == city)
        room = world.p.guarantee_leverage * guarantor.money / FEN - standing
        chosen = set()
        while True:
            score = {firm: productivity_score(firm, world) - world.p.guarantee_selection for firm in waiting}
            wanted = [firm for firm in waiting if (score[firm] < 0.0) == (guarantor.better > 0.0)]
            if not wanted:
                return chosen
            firm = wanted[0]
            waiting.remove(firm)
            if loans[firm] <= room:
                chosen.add(firm)
                room -= loans[firm]
                guarantor.better += score[firm]

    def affect(self, world) -> None:
        """Fewer exits of guaranteed firms, more of those that failed."""
        for guarantee in self.guarantees:
            if guarantee.begins <= world.quarter:
                guarantee.firm.hazard *= world.p.guarantee_exit_hazard_ratio
        for firm in self.failing:
            firm.hazard *= world.p.default_exit_factor
