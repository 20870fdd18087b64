"""Public money in the oracle: balances by name and what every instrument spent, in whole fen."""

from collections import defaultdict

from simulation.calendar import HORIZON, HORIZON_END
from simulation.inputs.budgets import Total
from simulation.inputs.delivery import InstrumentSettings
from tests.oracle.people import Town

FEN = 1_000_000


def fen(amount: float) -> int:
    """10,000 yuan as whole fen."""
    return round(amount * FEN)


class Books:
    """Accounts are named by what they are: ("town", row), ("city", row), ("institute", row), "province" ..."""

    def __init__(self, purses: dict[str, InstrumentSettings], prices: list[float]) -> None:
        self.purses = purses
        self.prices = prices
        self.balance: dict[object, int] = defaultdict(int)
        self.spent: dict[tuple[str, str, int], int] = defaultdict(int)
        self.appropriated: dict[tuple[str, int], int] = defaultdict(int)
        self.returned: dict[tuple[str, int], int] = defaultdict(int)
        self.carried: dict[tuple[str, int], int] = defaultdict(int)

    def appropriate(self, year: int) -> None:
        """The money of a year for every purse."""
        for purse, settings in self.purses.items():
            money = meant_for(settings, year)
            self.appropriated[purse, year] = fen(money * (self.prices[4 * year] if settings.prices == "2015" else 1.0))

    def available(self, purse: str, year: int) -> int:
        """What was set aside for a year and what the one before left."""
        return self.appropriated[purse, year] + self.carried[purse, year - 1]

    def left(self, purse: str, world, parts: int = 1) -> int:
        """What a purse may still spend: the executed share, evenly over the quarters where `parts` is 4."""
        year = world.quarter // 4
        executed = min(1.0, world.p.budget_execution_share * world.safeguards.execution)
        allowed = int(executed * float(self.available(purse, year)))
        if parts == 4:
            allowed = allowed * (world.quarter % 4 + 1) // 4
        return max(0, allowed - self.spent[purse, "province", year])

    def spend(self, purse: str, payer: str, amount: int, world) -> None:
        """Note what somebody paid for an instrument."""
        assert amount >= 0
        self.spent[purse, payer, world.quarter // 4] += amount

    def close_year(self, year: int) -> None:
        """What was not spent is returned or, while the instrument goes on, partly left for the next year."""
        for purse, settings in self.purses.items():
            rest = self.available(purse, year) - self.spent[purse, "province", year]
            goes_on = settings.start.year <= 2016 + year < (settings.end or HORIZON_END).year
            self.carried[purse, year] = int(settings.carry_over * rest) if goes_on else 0
            self.returned[purse, year] = rest - self.carried[purse, year]


def meant_for(settings: InstrumentSettings, year: int) -> float:
    """The budget of a year: a total by quarters, less money while it grows."""
    sizes = {}
    for quarter in HORIZON:
        since = quarter.index - settings.start.index + 1
        if since > 0 and quarter <= (settings.end or HORIZON_END):
            sizes[quarter] = min(1.0, since / settings.ramp) if settings.ramp else 1.0
    of_year = [size for quarter, size in sizes.items() if quarter.year == 2016 + year]
    if isinstance(settings.budget, Total):
        return settings.budget.total * sum(of_year) / sum(sizes.values())
    if settings.ramp == 0:
        return settings.budget[year]
    return settings.budget[year] * sum(of_year) / len(of_year) if of_year else 0.0


def can_pay_local(books: Books, bills: list[tuple[Town, int]]) -> list[bool]:
    """Which bills, one after the other, town and city can pay together."""
    left: dict[object, int] = {}
    able = []
    for town, amount in bills:
        own, city = ("town", town.row), ("city", town.city)
        left.setdefault(own, books.balance[own])
        left.setdefault(city, books.balance[city])
        from_town = min(left[own], amount)
        able.append(amount - from_town <= left[city])
        if able[-1]:
            left[own] -= from_town
            left[city] -= amount - from_town
    return able


def pay_local(books: Books, purse: str, bills: list[tuple[Town, int]], world) -> None:
    """Pay bills that can be paid: the town as far as it can, its city the rest."""
    for town, amount in bills:
        from_town = min(books.balance["town", town.row], amount)
        books.balance["town", town.row] -= from_town
        books.balance["city", town.city] -= amount - from_town
        assert books.balance["city", town.city] >= 0
        books.spend(purse, "town", from_town, world)
        books.spend(purse, "city", amount - from_town, world)


def split(total: int, shares: tuple[float, ...]) -> list[int]:
    """Parts of a sum to the fen, the largest remainders rounded up."""
    exact = [total * share for share in shares]
    parts = [int(part) for part in exact]
    remainders = sorted(range(len(shares)), key=lambda k: parts[k] - exact[k])
    for k in remainders[: total - sum(parts)]:
        parts[k] += 1
    return parts
