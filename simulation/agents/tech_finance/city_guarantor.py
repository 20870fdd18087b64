"""A city's credit guarantor: its capital, what it takes and pays, and whom it stands for (I26, identity A5)."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from simulation.agents.actor import Actor
from simulation.agents.funds.portfolio import give_to_treasury
from simulation.inputs.constants import constant
from simulation.world.firms import Floats
from simulation.world.ledger import FEN, BrokenBooksError, fen
from simulation.world.world import World


class CityGuarantor(Actor):
    """One account among those of guarantors; money in whole fen."""

    def __init__(self, model: World, city: int) -> None:
        super().__init__(model)
        self.account = int(model.chart.guarantors) + 1 + city
        self.paid_in = 0
        self.reinsured = 0
        self.fees = 0
        self.claims = 0
        self.recovered = 0
        self.given_back = 0
        self.lean = 0.0
        """Sum over all it has chosen of their productivity score over the one it aims at."""
        self.coming: dict[int, int] = {}
        """What will be recovered, by quarter."""

    @property
    def money(self) -> int:
        """Fen of capital."""
        return int(self.world.ledger.balance[self.account])

    @property
    def capital(self) -> float:
        """The same in 10,000 yuan."""
        return self.money / FEN

    def pay_claim(self, owed: float, die: float) -> int:
        """The bank is paid what a lost loan still owed, as far as the capital goes; a part will be recovered.

        `die` says how much: evenly spread around the mean. Returns the fen paid.
        """
        paid = min(int(fen(owed)), self.money)
        if paid:
            self.world.ledger.pay(self.account, self.world.chart.outside, np.array([paid]))
            self.claims += paid
            due = self.world.quarter + round(constant("guarantee_recovery_quarters"))
            share = 2.0 * constant("guarantee_recovery_share") * die
            self.coming[due] = self.coming.get(due, 0) + int(share * paid)
        return paid

    def recover(self) -> None:
        """What the debtors' security brings this quarter."""
        amount = self.coming.pop(self.world.quarter, 0)
        if amount:
            self.world.ledger.pay(self.world.chart.outside, self.account, np.array([amount]))
            self.recovered += amount

    def wind_up(self) -> None:
        """Give the capital back when nothing is guaranteed any more and nothing is to come."""
        rest = self.money
        if rest and not self.coming:
            give_to_treasury(self.world, self.account, rest)
            self.given_back += rest

    def check(self) -> None:
        """A5: capital = paid in + fees - claims + recoveries, less what went back. Raises BrokenBooksError."""
        came = self.paid_in + self.reinsured + self.fees + self.recovered
        if self.money != came - self.claims - self.given_back:
            due = came - self.claims - self.given_back
            raise BrokenBooksError(f"A5: guarantor account {self.account} holds {self.money} fen, not {due}")


def choose(score: Floats, loans: Floats, order: Floats, room: float, lean: float
           ) -> tuple[NDArray[np.int64], float]:  # fmt: skip
    """Whom a guarantor stands for, so that the mean score of all it ever chose stays at zero, and the new `lean`.

    `score` (firms,) productivity over what the guarantor aims at, `order` (firms,) who comes first, `room` = what it
    may still guarantee. While its firms are better than it aims at it takes the next weaker one, else the next stronger
    one, and stops when there is none; a loan that does not fit is passed over.
    """
    first = np.argsort(order, kind="stable").tolist()
    weaker = deque(k for k in first if score[k] < 0.0)
    stronger = deque(k for k in first if score[k] >= 0.0)
    chosen = []
    while queue := weaker if lean > 0.0 else stronger:
        k = queue.popleft()
        if loans[k] <= room:
            chosen.append(k)
            room -= float(loans[k])
            lean += float(score[k])
    return np.array(sorted(chosen), dtype=np.int64), lean
