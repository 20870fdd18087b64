"""Public money in the oracle: balances by name and what every instrument spent, in whole fen."""

from collections import defaultdict

from tests.oracle.people import Town

FEN = 1_000_000


def fen(amount: float) -> int:
    """10,000 yuan as whole fen."""
    return round(amount * FEN)


class Books:
    """Accounts are named by what they are: ("town", row), ("city", row), ("institute", row), "province" ..."""

    def __init__(self, purses: dict[str, tuple[float, ...]]) -> None:
        self.budgets = purses
        self.balance: dict[object, int] = defaultdict(int)
        self.spent: dict[tuple[str, str, int], int] = defaultdict(int)
        self.appropriated: dict[tuple[str, int], int] = defaultdict(int)
        self.returned: dict[tuple[str, int], int] = defaultdict(int)

    def appropriate(self, year: int) -> None:
        """The money of a year for every purse."""
        for purse, budget in self.budgets.items():
            self.appropriated[purse, year] = fen(budget[year])

    def left(self, purse: str, world, parts: int = 1) -> int:
        """What a purse may still spend: the executed share, evenly over the quarters where `parts` is 4."""
        year = world.quarter // 4
        executed = min(1.0, world.p.budget_execution_share * world.safeguards.execution)
        allowed = int(executed * float(self.appropriated[purse, year]))
        if parts == 4:
            allowed = allowed * (world.quarter % 4 + 1) // 4
        return max(0, allowed - self.spent[purse, "province", year])

    def spend(self, purse: str, payer: str, amount: int, world) -> None:
        """Note what somebody paid for an instrument."""
        assert amount >= 0
        self.spent[purse, payer, world.quarter // 4] += amount

    def close_year(self, year: int) -> None:
        """What was not spent is returned."""
        for purse in self.budgets:
            self.returned[purse, year] = self.appropriated[purse, year] - self.spent[purse, "province", year]


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
