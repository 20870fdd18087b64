"""Projects that several towns pay together in the oracle: all of them or nobody."""

from tests.oracle.books import can_pay_local, fen, pay_local
from tests.oracle.people import Town
from tests.oracle.town_projects import Project, parts_for


def under_cap(shares: tuple[float, float, float], cost: float, cap: float | None, bearer: int) -> tuple[float, ...]:
    """Shares of province, local and private when the province pays no more than the cap and the bearer takes over."""
    parts = list(shares)
    if cap is not None and shares[0] * cost > cap:
        parts[0] = cap / cost
        parts[bearer] += shares[0] - parts[0]
    return tuple(parts)


def pays_together(
    bearers: tuple[str, float | None], towns: list[Town], cost: float, shares: tuple[float, ...], world
) -> bool:
    """An equal part of the cost for every town, each shared alike; whether the year was paid."""
    purse, cap = bearers
    most = None if cap is None else cap / len(towns)
    project = Project(purse, fen(cost / len(towns)), shares, cap=most)
    bills = [(town, parts_for(town, project, world)) for town in towns]
    if sum(parts[0] for _, parts in bills) > world.books.left(purse, world):
        return False
    if not all(can_pay_local(world.books, [(town, parts[1]) for town, parts in bills])):
        return False
    for town, (province, local, private) in bills:
        world.books.spend(purse, "province", province, world)
        pay_local(world.books, purse, [(town, local)], world)
        world.books.spend(purse, "private", private, world)
    return True
