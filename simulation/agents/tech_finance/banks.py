"""The banks: loans that instruments bring about enter the same books as all others (A6); subsidies of interest."""

import numpy as np
from numpy.typing import NDArray

from simulation.agents.delivery import pay_firms, till_of
from simulation.agents.funds.portfolio import give_to_treasury, is_there
from simulation.agents.purse import Purse
from simulation.phases.finance import LOANS_MADE, LOANS_REPAID, LOANS_WRITTEN_OFF
from simulation.world.firms import Floats, Integers
from simulation.world.world import World

USUAL_AGE = 9.0
"""Years; younger firms are lent to less easily (Q8)."""


def lend(world: World, rows: Integers, amounts: Floats) -> None:
    """Money and debt of these firms rise, 10,000 yuan; from now on the debt is served like any other."""
    finance = world.firms.finance
    finance.cash[rows] += amounts
    finance.debt[rows] += amounts
    world.loans.sums[LOANS_MADE] += float(amounts.sum())


def take_back(world: World, rows: Integers, owed: Floats) -> None:
    """Loans are due: the firms repay what they owe as far as they have cash; the rest stays as ordinary debt."""
    finance = world.firms.finance
    paid: Floats = np.minimum(np.minimum(owed, finance.debt[rows]), np.maximum(0.0, finance.cash[rows]))
    finance.cash[rows] -= paid
    finance.debt[rows] -= paid
    world.loans.sums[LOANS_REPAID] += float(paid.sum())


def write_off(world: World, rows: Integers, owed: Floats) -> None:
    """Loans are lost: the debt falls, and nobody pays."""
    finance = world.firms.finance
    lost = np.minimum(owed, finance.debt[rows])
    finance.debt[rows] -= lost
    world.loans.sums[LOANS_WRITTEN_OFF] += float(lost.sum())


def left_of_loans(world: World, quarters: Integers) -> Floats:
    """Part of a loan that is still owed after so many quarters of the usual repayment."""
    part: Floats = np.power(1.0 - 1.0 / float(world.p.loan_life), quarters)
    return part


def productivity_scores(world: World, rows: Integers) -> Floats:
    """z-scores of log productivity, passing shock included, within the sector (Q8)."""
    output, scores, sector = world.firms.output, world.scores, world.firms.roster.sector[rows]
    level = output.productivity[rows] + output.shock[rows]
    z: Floats = (level - scores.productivity_mean[sector]) / scores.productivity_sd[sector]
    return z


def chances_of_loan(world: World, rows: Integers) -> Floats:
    """Q8 for many: probability that a bank lends to each of these firms, without the help of any instrument."""
    p, roster, scores = world.p, world.firms.roster, world.scores
    sector = roster.sector[rows]
    size = (world.firms.output.log_sales[rows] - scores.size_mean[sector]) / scores.size_sd[sector]
    age = (world.quarter - roster.born[rows]) / 4.0
    wish = float(p.loan_size_effect) * size + float(p.loan_productivity_effect) * productivity_scores(world, rows)
    wish = wish + float(p.loan_age_effect) * (age - USUAL_AGE)
    usual = float(p.loan_acceptance_mean)
    chances: Floats = 1.0 / (1.0 + (1.0 - usual) / usual * np.exp(-wish))
    return chances


class Rebates:
    """Subsidies of interest: paid to the banks when a contract is signed, passed on to the firms quarter by quarter."""

    def __init__(self) -> None:
        whole = np.zeros(0, dtype=np.int64)
        self.rows: Integers = whole
        self.identity: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self.begins: Integers = whole
        self.parts: Integers = whole
        self.total: Integers = whole

    def hold(self, world: World, purse: Purse, rows: Integers, terms: tuple[int, Integers, Integers]) -> None:
        """The province pays; `terms` = first quarter, number of quarters, and fen of each firm's rebate."""
        begins, parts, total = terms
        purse.grant(world, world.chart.banks, total, world.firms.roster.town[rows])
        self.rows = np.concatenate([self.rows, rows])
        self.identity = np.concatenate([self.identity, world.firms.roster.identity[rows]])
        self.begins = np.concatenate([self.begins, np.full(len(rows), begins, dtype=np.int64)])
        self.parts = np.concatenate([self.parts, parts])
        self.total = np.concatenate([self.total, total])

    def release(self, world: World) -> None:
        """Pay this quarter's parts into the firms' cash; what a firm that is gone has not had goes to the treasury."""
        step = world.quarter - self.begins
        before, after = (self.total * np.clip(step + k, 0, self.parts) // np.maximum(1, self.parts) for k in (0, 1))
        there = is_there(world, self.rows, self.identity)
        rest = int((self.total - before)[~there].sum())
        if rest:
            give_to_treasury(world, world.chart.banks, rest)
        due = there & (after > before)
        if due.any():
            rows, amounts = self.rows[due], (after - before)[due]
            tills = till_of(world, rows)
            world.ledger.pay(world.chart.banks, tills, amounts)
            world.ledger.pay(tills, world.chart.outside, amounts)
            pay_firms(world, rows, amounts)
        self.keep(there & (step < self.parts - 1))

    def keep(self, held: NDArray[np.bool_]) -> None:
        """Forget the other contracts."""
        self.rows, self.identity, self.begins = self.rows[held], self.identity[held], self.begins[held]
        self.parts, self.total = self.parts[held], self.total[held]
