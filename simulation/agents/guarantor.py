"""The risk pool of clause 3.3.2: banks lend a little more easily to covered small firms, and losses are shared."""

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.agents.actor import Actor
from simulation.agents.allocation import order
from simulation.agents.delivery import add_effect, delayed, eligible_firms
from simulation.agents.funds.portfolio import give_to_treasury, is_there
from simulation.agents.purse import Purse
from simulation.phases.draws import uniforms
from simulation.rules.dice import Question
from simulation.world.firms import CREDIT, Flags, Floats, Integers
from simulation.world.ledger import FEN, BrokenBooksError, fen
from simulation.world.world import World

DELAY = 4
"""Quarters from the money's arrival in the pool to the first loans it covers, before coordination shortens them."""
YEAR = 4
"""Quarters over which banks report what they wrote off."""
RAMP = 4
ACCEPTANCE = 0.05
"""Probability added to the acceptance of a request, outside the bank's own judgement (I19)."""
WRITTEN_OFF = 2
"""Place of the loans written off among the sums of the banks."""


class Cover(NamedTuple):
    """Columns with one entry per covered firm; money in 10,000 yuan."""

    rows: Integers
    identity: NDArray[np.uint64]
    since: Integers  # quarter in which it was registered
    expected: Floats  # claims expected of it in a year
    loans: Floats  # owed under cover
    debt: Floats  # all it owed when the guarantor last looked


class Guarantor(Actor):
    """Registers firms as far as the pool carries a year of expected claims, pays claims, and stops when it is empty."""

    def __init__(self, model: World, account: int, purse: Purse, loss_share: float) -> None:
        super().__init__(model)
        self.account = account
        self.purse = purse
        self.loss_share = loss_share
        whole, real = np.zeros(0, dtype=np.int64), np.zeros(0)
        self.cover = Cover(whole, np.zeros(0, dtype=np.uint64), whole, real, real, real)
        self.is_covering = False
        self.paid_in: dict[int, int] = {}
        """Fen by quarter of arrival."""
        self.covers_from: dict[int, int] = {}
        """First quarter of the loans that money covers, by quarter of arrival."""
        self.claims = 0
        self.given_back = 0
        self.written_off: list[float] = []
        """Loans the banks had written off by the start of every quarter, 10,000 yuan."""

    def live(self) -> None:
        """One quarter: read the banks' books, pay claims, take this year's money, register firms, prove the books."""
        self.written_off.append(float(self.world.loans.sums[WRITTEN_OFF]))
        self.pay_claims(self.look_at_loans())
        if self.purse.is_open(self.world):
            self.take_money()
        elif self.paid_in:
            self.wind_up()
        if self.world.quarter in self.covers_from.values():
            self.register()
        self.check()

    @property
    def money(self) -> int:
        """Fen in the pool."""
        return int(self.world.ledger.balance[self.account])

    def look_at_loans(self) -> float:
        """New loans come under cover, old ones are repaid, firms that are gone drop out; returns covered losses."""
        world, cover = self.world, self.cover
        finance = world.firms.finance
        here = is_there(world, cover.rows, cover.identity)
        cover = Cover._make(column[here] for column in cover)
        unpaid = 1.0 - 1.0 / float(world.p.loan_life)
        debt = finance.debt[cover.rows]
        lost = finance.in_default[cover.rows] & (debt <= 0.0) & (cover.debt > 0.0)
        fresh = np.maximum(0.0, debt - unpaid * cover.debt) * self.is_covering
        loans = np.minimum(debt, unpaid * cover.loans + fresh)
        loss = float((unpaid * cover.loans)[lost].sum())
        self.cover = cover._replace(loans=loans, debt=debt)
        return loss

    def pay_claims(self, loss: float) -> None:
        """The pool's share of covered losses, which moral hazard has raised by u_mh, as far as it has money."""
        claim = self.loss_share * (1.0 + float(self.world.p.compensation_default_rise)) * loss
        paid = min(int(fen(claim)), self.money)
        if paid:
            self.world.ledger.pay(self.account, self.world.chart.outside, np.array([paid]))
            self.claims += paid

    def take_money(self) -> None:
        """The year's spendable budget, once, in the first open quarter of the year."""
        world = self.world
        money = self.purse.left(world)
        if money and not any(quarter // 4 == world.year for quarter in self.paid_in):
            self.purse.pay(world, "province", (world.chart.province, self.account), np.array([money]))
            self.paid_in[world.quarter] = money
            self.covers_from[world.quarter] = world.quarter + delayed(world, DELAY)

    def wind_up(self) -> None:
        """After the last quarter of the instrument the rest of the pool goes to the treasury."""
        rest = self.money
        if rest:
            give_to_treasury(self.world, self.account, rest)
            self.given_back += rest

    def loss_rate(self) -> float:
        """Loans written off in the last year, or since 2016 began, over all loans owed now: what banks report."""
        debt = float(self.world.firms.finance.debt[: self.world.used].sum())
        lost = self.written_off[-1] - self.written_off[-min(1 + YEAR, len(self.written_off))]
        return lost / debt if debt > 0.0 else 0.0

    def register(self) -> None:
        """Firms in order, as long as a year of expected claims on their credit lines stays within the pool's money."""
        world, p = self.world, self.world.p
        roster = world.firms.roster
        able = eligible_firms(world, self.purse.settings.eligible)
        able[self.cover.rows] = False
        rows = np.flatnonzero(able)
        lot = uniforms(world.dice._replace(quarter=0), int(Question.RISK_POOL), roster.identity[rows])
        rows = rows[order(world, self.purse.settings, rows, Question.RISK_POOL, partial(np.argsort, lot))]
        line = float(p.loan_to_value * p.collateral_share) * 4.0 * world.firms.output.sales[rows]
        expected = self.loss_share * self.loss_rate() * line
        ready = sum(money for quarter, money in self.paid_in.items() if self.covers_from[quarter] <= world.quarter)
        room = (ready - self.claims) / FEN - float(self.cover.expected.sum())
        count = int(np.searchsorted(np.cumsum(expected), room, side="right"))
        rows, expected = rows[:count], expected[:count]
        since = np.full(count, world.quarter, dtype=np.int64)
        new = Cover(rows, roster.identity[rows], since, expected, np.zeros(count), world.firms.finance.debt[rows])
        self.cover = Cover._make(np.concatenate(pair) for pair in zip(self.cover, new, strict=True))

    def affect(self) -> None:
        """Easier loans while there is money; of covered firms in default more leave (u_mh)."""
        world, rows = self.world, self.cover.rows
        self.is_covering = self.money > 0 and self.purse.is_open(world)
        if not self.is_covering or len(rows) == 0:
            return
        ramp = np.minimum(1.0, (world.quarter - self.cover.since + 1) / RAMP)
        add_effect(world, CREDIT, rows, ACCEPTANCE * ramp)
        failing: Flags = world.firms.finance.in_default[rows]
        world.firms.channels.hazard[rows[failing]] *= 1.0 + float(world.p.compensation_default_rise)

    def check(self) -> None:
        """A5: capital = paid in - claims - what went back. Raises BrokenBooksError."""
        due = sum(self.paid_in.values()) - self.claims - self.given_back
        if self.money != due:
            raise BrokenBooksError(f"A5: the risk pool holds {self.money} fen, not {due}")
