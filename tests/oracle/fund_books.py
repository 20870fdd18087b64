"""A fund's stakes and money in the oracle, stake by stake, whole fen."""

import math
from dataclasses import dataclass

from simulation.rules.dice import Question
from tests.oracle.books import FEN, split
from tests.oracle.delivering import ask, is_here
from tests.oracle.people import Firm
from tests.oracle.plain_rules import DISTRIBUTIONS

MILESTONE, MILESTONE_GROWTH, LAST_LOOK = 4, 1.20, 7
EARLY_QUARTERS, EARLY_SALE, LATE_SALE = 12, 0.05, 0.15
BOUGHT_BACK, MULTIPLE_SPREAD, CONCESSION_YEARS = 0.60, 0.9, 4.0
RISK_OF_BACKED, LIFE_YEARS = 0.9, 7
HURDLE, CARRIED_INTEREST = 1.08, 0.20


@dataclass(eq=False)
class Stake:
    """A part of a firm, at what it has cost so far."""

    firm: Firm
    since: int
    cost: int
    pending: int
    sales: float
    equity: float


@dataclass
class Sale:
    """A stake that was sold."""

    cost: int
    proceeds: int
    years: float
    is_conceded: bool


class Portfolio:
    """Stakes and cash of one fund."""

    def __init__(self) -> None:
        self.cash = 0
        self.stakes: list[Stake] = []

    def buy(self, firm: Firm, instalments: tuple[int, int], equity: float, world) -> None:
        """Pay the first instalment and promise the second."""
        first, second = instalments
        stake = Stake(firm, world.quarter, first, second, firm.sales, equity)
        self.stakes.append(stake)
        self.pay(stake, first)

    def pay(self, stake: Stake, amount: int) -> None:
        """Outside equity for the firm, as far as it is new to it."""
        self.cash -= amount
        stake.firm.equity += stake.equity * amount / FEN

    def part_with_stakes(self, world) -> tuple[list[Sale], int]:
        """Sales and write-offs of the quarter, and the instalments that fall away."""
        sales, freed = [], 0
        for stake in list(self.stakes):
            die = ask(Question.FUND_EXIT, stake.firm, world)
            age = world.quarter - stake.since
            chance = DISTRIBUTIONS.quarterly(EARLY_SALE if age < EARLY_QUARTERS else LATE_SALE) if age > 0 else 0.0
            fails = age > 0 and die > 1.0 - DISTRIBUTIONS.quarterly(further_failure(world))
            if not is_here(stake.firm, world) or fails:
                self.stakes.remove(stake)
                freed += stake.pending
            elif die < chance:
                self.stakes.remove(stake)
                freed += stake.pending
                sales.append(self.sell(stake, die / chance, world))
        return sales, freed

    def sell(self, stake: Stake, who_buys: float, world) -> Sale:
        """Proceeds of a stake; the firm's owners get it cheaper if they come early."""
        luck = DISTRIBUTIONS.normal_quantile(ask(Question.FUND_OUTCOME, stake.firm, world))
        proceeds = round(stake.cost * world.p.fund_exit_multiple * math.exp(MULTIPLE_SPREAD * luck))
        self.cash += proceeds
        years = (world.quarter - stake.since) / 4.0
        return Sale(stake.cost, proceeds, years, who_buys < BOUGHT_BACK and years <= CONCESSION_YEARS)

    def pay_second_instalments(self, world) -> int:
        """Where a patent was filed or sales rose; returns what is freed where neither happened for a year."""
        freed = 0
        for stake in self.stakes:
            age = world.quarter - stake.since
            if not stake.pending or age < MILESTONE:
                continue
            if stake.firm.applications > 0 or stake.firm.sales >= MILESTONE_GROWTH * stake.sales:
                self.pay(stake, stake.pending)
                stake.cost += stake.pending
                stake.pending = 0
            elif age >= LAST_LOOK:
                freed += stake.pending
                stake.pending = 0
        return freed


def further_failure(world) -> float:
    """Yearly write-offs beyond firms that leave."""
    all_told = 1.0 - (1.0 - world.p.fund_write_off_share) ** (1.0 / LIFE_YEARS)
    leaving = min(0.9, RISK_OF_BACKED * world.p.exit_hazard)
    return max(0.0, 1.0 - (1.0 - all_told) / (1.0 - leaving))


@dataclass
class Shares:
    """Who gets the proceeds of a quarter."""

    fees: int = 0
    government: int = 0
    others: int = 0


def waterfall(sales: list[Sale], fees_due: int, government_share: float) -> Shares:
    """Fees, then cost back, then the gain after the manager's part; gains conceded by the state go to the others."""
    total, both = Shares(), (government_share, 1.0 - government_share)
    for sale in sales:
        fees = min(fees_due - total.fees, sale.proceeds)
        left = sale.proceeds - fees
        capital = min(left, sale.cost)
        gain = left - capital
        hurdle = sale.cost * (HURDLE**sale.years - 1.0)
        carried = round(CARRIED_INTEREST * max(0.0, gain - hurdle))
        public, _ = split(capital, both)
        public_gain, _ = split(gain - carried, both)
        government = public + (0 if sale.is_conceded else public_gain)
        total.fees += fees
        total.government += government
        total.others += left - government
    return total
