"""The stakes of one fund and its books: buying, second instalments, write-offs, sales (model.md 3.4, identity A5)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.agents.delivery import till_of
from simulation.agents.funds.terms import CONCESSION_YEARS, LIFE_YEARS, Sale
from simulation.phases.draws import normals, uniforms
from simulation.rules.dice import Question
from simulation.rules.distributions import quarterly
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.ledger import FEN, BrokenBooksError
from simulation.world.world import World

MILESTONE_QUARTERS = 4
"""Quarters from the ticket to the first look at the milestone; a year later the second instalment is lost."""
MILESTONE_GROWTH = 1.20
EARLY_QUARTERS = 12
EARLY_SALE, LATE_SALE = 0.05, 0.15
"""Yearly probability that a stake is sold, in the first three years and later."""
BOUGHT_BACK = 0.60
"""Share of sales in which the firm's owners buy back; the rest are trade sales and listings."""
MULTIPLE_SPREAD = 0.9
"""Log standard deviation of proceeds over cost."""
RISK_OF_BACKED = 0.9
"""Ratio on the exit hazard of a backed firm."""


class Stakes(NamedTuple):
    """Columns with one entry per stake; money in whole fen."""

    rows: Integers
    identity: NDArray[np.uint64]
    since: Integers  # quarter of the ticket
    cost: Integers  # paid so far
    pending: Integers  # second instalment, 0 = paid or lost
    sales: Floats  # of the firm in the quarter of the ticket, 10,000 yuan
    equity: Floats  # part of each yuan that is new money to the firm


def no_stakes() -> Stakes:
    """An empty portfolio."""
    whole = np.zeros(0, dtype=np.int64)
    return Stakes(whole, np.zeros(0, dtype=np.uint64), whole, whole, whole, np.zeros(0), np.zeros(0))


def some_of(stakes: Stakes, which: Flags) -> Stakes:
    """The stakes that are marked."""
    return Stakes._make(column[which] for column in stakes)


NO_SALE = Sale(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0, dtype=np.bool_))


@dataclass(slots=True)
class Books:
    """What flowed since the fund was founded, whole fen."""

    paid_in: int = 0
    gains: int = 0
    fees: int = 0
    distributions: int = 0
    written_off: int = 0


class Portfolio:
    """Stakes and books behind one account of the ledger; stakes stand in the books at cost."""

    def __init__(self, account: int) -> None:
        self.account = account
        self.stakes = no_stakes()
        self.books = Books()

    def cash(self, world: World) -> int:
        """Fen on the fund's account."""
        return int(world.ledger.balance[self.account])

    def buy(self, world: World, rows: Integers, tickets: tuple[Integers, Integers], equity: Floats) -> None:
        """Take stakes in these firms: pay the first instalment and promise the second; `tickets` holds both, fen."""
        first, second = tickets
        held = Stakes(
            rows,
            world.firms.roster.identity[rows],
            np.full(len(rows), world.quarter, dtype=np.int64),
            first,
            second,
            world.firms.output.sales[rows],
            equity,
        )
        self.stakes = Stakes._make(np.concatenate(pair) for pair in zip(self.stakes, held, strict=True))
        self.pay(world, held, first)

    def pay(self, world: World, stakes: Stakes, amounts: Integers) -> None:
        """From the fund to the tills of the firms' towns and on into the firms' books as outside equity."""
        if len(amounts) == 0:
            return
        tills = till_of(world, stakes.rows)
        world.ledger.pay(self.account, tills, amounts)
        world.ledger.pay(tills, world.chart.outside, amounts)
        np.add.at(world.firms.finance.equity, stakes.rows, stakes.equity * amounts / FEN)

    def held(self, world: World) -> Integers:
        """Rows of the firms it holds that are still there."""
        return self.stakes.rows[is_there(world, self.stakes.rows, self.stakes.identity)]

    def keep(self, which: Flags) -> None:
        """Forget the other stakes."""
        self.stakes = some_of(self.stakes, which)

    def pay_second_instalments(self, world: World) -> int:
        """Pay where the milestone is met: a patent filed this year, or sales up by a fifth. Returns the fen freed where
        the milestone was missed for a year."""
        stakes = self.stakes
        age = world.quarter - stakes.since
        waiting = (stakes.pending > 0) & (age >= MILESTONE_QUARTERS)
        if not waiting.any():
            return 0
        firms = world.firms
        met = firms.research.applications[stakes.rows] > 0
        met |= firms.output.sales[stakes.rows] >= MILESTONE_GROWTH * stakes.sales
        paid = waiting & met
        self.pay(world, some_of(stakes, paid), stakes.pending[paid])
        lost = waiting & ~met & (age >= 2 * MILESTONE_QUARTERS - 1)
        freed = int(stakes.pending[lost].sum())
        cost = stakes.cost + np.where(paid, stakes.pending, 0)
        self.stakes = stakes._replace(cost=cost, pending=np.where(paid | lost, 0, stakes.pending))
        return freed

    def part_with_stakes(self, world: World) -> tuple[Sale, int]:
        """Write off and sell. One die per firm and quarter: low is a sale, high a write-off; a firm that has left the
        above-scale state is written off. Returns the sales, and the fen of instalments that will not be paid."""
        stakes = self.stakes
        if len(stakes.rows) == 0:
            return NO_SALE, 0
        gone = ~is_there(world, stakes.rows, stakes.identity)
        die = uniforms(world.dice_now(), int(Question.FUND_EXIT), stakes.identity)
        age = world.quarter - stakes.since
        early, late = quarterly(EARLY_SALE), quarterly(LATE_SALE)
        chance = np.where(age < EARLY_QUARTERS, early, late) * (age > 0)
        failed = gone | ((die > 1.0 - quarterly(further_failure(world))) & (age > 0))
        sold = ~failed & (die < chance)
        parted = failed | sold
        if not parted.any():
            return NO_SALE, 0
        self.books.written_off += int(stakes.cost[failed].sum())
        sale = self.sell(world, sold, die / np.maximum(chance, 1e-12)) if sold.any() else NO_SALE
        self.keep(~parted)
        return sale, int(stakes.pending[parted].sum())

    def sell(self, world: World, sold: Flags, kind: Floats) -> Sale:
        """Proceeds of these stakes; `kind` (stakes,) is uniform and says who buys."""
        cost = self.stakes.cost[sold]
        luck = normals(uniforms(world.dice_now(), int(Question.FUND_OUTCOME), self.stakes.identity[sold]))
        multiple = float(world.p.fund_exit_multiple) * np.exp(MULTIPLE_SPREAD * luck)
        proceeds = np.rint(cost * multiple).astype(np.int64)
        years = (world.quarter - self.stakes.since[sold]) / 4.0
        self.books.gains += int(proceeds.sum()) - int(cost.sum())
        world.ledger.pay(world.chart.outside, self.account, np.array([proceeds.sum()]))
        return Sale(cost, proceeds, years, (kind[sold] < BOUGHT_BACK) & (years <= CONCESSION_YEARS))

    def check(self, world: World) -> None:
        """A5: cash + stakes at cost = paid in + gains - fees - distributions - write-offs. Raises BrokenBooksError."""
        books = self.books
        held = self.cash(world) + int(self.stakes.cost.sum())
        due = books.paid_in + books.gains - books.fees - books.distributions - books.written_off
        if held != due:
            raise BrokenBooksError(f"A5: fund account {self.account} holds {held} fen, not {due}")


def is_there(world: World, rows: Integers, identity: NDArray[np.uint64]) -> Flags:
    """Which of these firms are still above scale in the slot where they were found."""
    roster = world.firms.roster
    there: Flags = roster.above_scale[rows] & (roster.identity[rows] == identity)
    return there


def further_failure(world: World) -> float:
    """Yearly write-offs beyond the firms that leave: what is missing to the share written off over a fund's life."""
    all_told = 1.0 - (1.0 - float(world.p.fund_write_off_share)) ** (1.0 / LIFE_YEARS)
    leaving = min(0.9, RISK_OF_BACKED * float(world.p.exit_hazard))
    return float(max(0.0, 1.0 - (1.0 - all_told) / (1.0 - leaving)))


def give_to_treasury(world: World, account: int, amount: int) -> None:
    """Money that leaves an instrument for good: through the province to the treasury (whole fen)."""
    whole = np.array([amount])
    world.ledger.pay(account, world.chart.province, whole)
    world.ledger.pay(world.chart.province, world.chart.outside, whole)
