"""A city's credit guarantor: its capital, what it takes and pays, and whom it stands for (I26, identity A5)."""

import numpy as np

from simulation.agents.actor import Actor
from simulation.agents.funds.portfolio import give_to_treasury
from simulation.inputs.constants import constant
from simulation.rules.compiled import phase
from simulation.world.firms import Flags, Floats, Integers
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


def choose(score: Floats, loans: Floats, order: Floats, room: float, lean: float) -> tuple[Integers, float]:
    """Whom a guarantor stands for, so that the mean score of all it ever chose stays at zero, and the new `lean`.

    `score` (firms,) productivity over what the guarantor aims at, `order` (firms,) who comes first, `room` = what it
    may still guarantee. While its firms are better than it aims at it takes the next weaker one, else the next stronger
    one, and stops when there is none; a loan that does not fit is passed over.
    """
    chosen, lean = chosen_in_turn(np.argsort(order, kind="stable"), score, loans, room, lean)
    return np.flatnonzero(chosen), lean


@phase
def chosen_in_turn(first: Integers, score: Floats, loans: Floats, room: float, lean: float) -> tuple[Flags, float]:
    """(firms,) who is chosen when firms are asked in the order `first`, and the new lean."""
    chosen = np.zeros(score.shape[0], dtype=np.bool_)
    weaker = stronger = 0
    while True:
        if lean > 0.0:
            while weaker < first.shape[0] and score[first[weaker]] >= 0.0:
                weaker += 1
            at = weaker
            weaker += 1
        else:
            while stronger < first.shape[0] and score[first[stronger]] < 0.0:
                stronger += 1
            at = stronger
            stronger += 1
        if at >= first.shape[0]:
            return chosen, lean
        firm = first[at]
        if loans[firm] <= room:
            chosen[firm] = True
            room -= loans[firm]
            lean += score[firm]
