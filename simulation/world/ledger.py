"""The ledger: the only place where public money moves, in whole fen, one payer and one payee to every payment.

Accounts: the outside world, the centre, the province, cities, town governments, the tills of firms by town, platforms
by town, institutes, funds, guarantors. Only `outside` and opening balances create money.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.phases.payments import split_by_remainders
from simulation.world.firms import Floats, Integers

FEN = 1_000_000
"""Fen in 10,000 yuan."""
PAYERS = ("province", "city", "town", "private")
YEARS = 5


class OverdraftError(ValueError):
    """A payer does not have the money, or an amount is negative."""


class BrokenBooksError(AssertionError):
    """An accounting identity (model.md 4.4) does not hold."""


class Chart(NamedTuple):
    """Where each kind of account begins; the last entry is the number of accounts."""

    outside: int
    centre: int
    province: int
    cities: int
    towns: int
    tills: int
    platforms: int
    institutes: int
    funds: int
    guarantors: int  # the risk pool, then one per city
    banks: int
    bodies: int  # by town: institutes, incubators, parks and the like that levers build
    size: int


def chart_of(cities: int, towns: int, institutes: int, funds: int = 64, guarantors: int = 22) -> Chart:
    """Lay the accounts out one kind after the other."""
    starts = np.cumsum([0, 1, 1, 1, cities, towns, towns, towns, institutes, funds, guarantors, 1, towns])
    return Chart(*(int(start) for start in starts))


def fen(amount: float | Floats) -> Integers:
    """10,000 yuan as whole fen, to the nearest."""
    return np.rint(np.asarray(amount, dtype=np.float64) * FEN).astype(np.int64)


def split_fen(total: Integers, shares: tuple[float, ...]) -> list[Integers]:
    """Split each total by shares that sum to one; parts add up to the fen, the largest remainders take the rest."""
    return list(split_by_remainders(np.atleast_1d(total), np.array(shares)))


class Ledger:
    """Balances, what moved this quarter, and what every lever spent by year and payer (fen)."""

    def __init__(self, chart: Chart, purses: tuple[str, ...]) -> None:
        self.chart = chart
        self.purses = purses
        self.balance: Integers = np.zeros(chart.size, dtype=np.int64)
        self.opening: Integers = self.balance.copy()
        self.paid: Integers = np.zeros(chart.size, dtype=np.int64)
        self.received: Integers = np.zeros(chart.size, dtype=np.int64)
        self.spent: Integers = np.zeros((len(purses), len(PAYERS), YEARS), dtype=np.int64)
        self.appropriated: Integers = np.zeros((len(purses), YEARS), dtype=np.int64)
        self.returned: Integers = np.zeros((len(purses), YEARS), dtype=np.int64)
        self.carried: Integers = np.zeros((len(purses), YEARS), dtype=np.int64)
        """What was left at the end of a year and stays in the purse for the next."""
        self.purse: Integers = np.zeros(len(purses), dtype=np.int64)
        self.payments = 0

    def pay(self, payer: int | Integers, payee: int | Integers, amount: Integers) -> None:
        """Move whole fen; raises OverdraftError for a negative amount or a payer (except outside) short of money."""
        amounts = np.atleast_1d(amount)
        if (amounts < 0).any():
            raise OverdraftError("a payment is negative")
        for accounts, moved, sign in ((payer, self.paid, -1), (payee, self.received, 1)):
            if isinstance(accounts, int):
                total = int(amounts.sum())
                moved[accounts] += total
                self.balance[accounts] += sign * total
            else:
                np.add.at(moved, accounts, amounts)
                np.add.at(self.balance, accounts, sign * amounts)
        self.payments += len(amounts)
        low = np.atleast_1d(self.balance[payer])
        if (low < 0).any() and not (isinstance(payer, int) and payer == self.chart.outside):
            where = int(np.atleast_1d(payer)[int(np.argmin(low))])
            raise OverdraftError(f"account {where} has {int(low.min())} fen")

    def appropriate(self, purse: int, year: int, amount: float) -> None:
        """The province sets money aside for one purse at the start of a year (year 0 = 2016)."""
        whole = fen(amount)
        self.pay(self.chart.outside, self.chart.province, whole)
        self.appropriated[purse, year] += int(whole)
        self.purse[purse] += int(whole)

    def available(self, purse: int, year: int) -> int:
        """Fen of a year: what was set aside for it and what the year before has left to it."""
        before = int(self.carried[purse, year - 1]) if year else 0
        return int(self.appropriated[purse, year]) + before

    def give_back(self, purse: int, year: int, carried: float = 0.0) -> None:
        """What a purse has not spent goes back at the end of the year, except the share that is carried over."""
        kept = int(carried * int(self.purse[purse]))
        rest = int(self.purse[purse]) - kept
        self.pay(self.chart.province, self.chart.outside, np.array([rest]))
        self.returned[purse, year] += rest
        self.carried[purse, year] += kept
        self.purse[purse] = kept

    def spend(self, purse: int, year: int, payer: str, accounts: tuple[int | Integers, int | Integers],
              amount: Integers) -> None:  # fmt: skip
        """Pay for a lever: from the purse if the province pays, else from the payer's own account."""
        total = int(np.sum(amount))
        if payer == "province":
            if total > self.purse[purse]:
                raise OverdraftError(f"{self.purses[purse]} has {int(self.purse[purse])} fen left, not {total}")
            self.purse[purse] -= total
        self.pay(accounts[0], accounts[1], amount)
        self.spent[purse, PAYERS.index(payer), year] += total

    def close_quarter(self) -> None:
        """A1, A2: every account closes at opening + receipts - payments, and all payments equal all receipts."""
        if not np.array_equal(self.opening + self.received - self.paid, self.balance):
            wrong = np.flatnonzero(self.opening + self.received - self.paid != self.balance)
            raise BrokenBooksError(f"A1: account {int(wrong[0])} does not close")
        if int(self.paid.sum()) != int(self.received.sum()):
            raise BrokenBooksError("A2: payments and receipts differ")
        self.opening = self.balance.copy()
        self.paid[:] = 0
        self.received[:] = 0

    def close_year(self, year: int) -> None:
        """A3: per lever and year, appropriated + carried in = spent by the province + returned + carried over."""
        came = self.appropriated[:, year] + (self.carried[:, year - 1] if year else 0)
        went = self.spent[:, 0, year] + self.returned[:, year] + self.carried[:, year]
        if not np.array_equal(came, went) or not np.array_equal(self.purse, self.carried[:, year]):
            raise BrokenBooksError("A3: appropriated money is neither spent nor returned nor carried over")


def money_of(column: NDArray[np.int64]) -> Floats:
    """Fen as 10,000 yuan."""
    amounts: Floats = column / FEN
    return amounts
