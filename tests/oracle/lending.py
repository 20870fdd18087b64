"""What the instruments of technology finance share in the oracle: who lacks money, loans, and subsidies of interest."""

import math
from dataclasses import dataclass

from simulation.world.firms import FUNDING_MEMORY
from tests.oracle.books import FEN
from tests.oracle.calls import VALUE_SHARE
from tests.oracle.delivering import is_here
from tests.oracle.people import Firm


def last_funding(firm: Firm) -> float:
    """Log of funded over wanted investment in the quarter before."""
    return firm.funding[-1]


def is_short(firm: Firm) -> bool:
    """Whether something was missing then."""
    return last_funding(firm) < 0.0


def was_refused(firm: Firm, world) -> bool:
    """Whether a bank refused it then."""
    return firm.refused_at == world.quarter - 1


def missing(firm: Firm, world) -> float:
    """What was refused, else the investment left undone."""
    if was_refused(firm, world):
        return firm.shortage
    return world.p.wanted_investment_share * firm.sales * (1.0 - math.exp(last_funding(firm)))


def output_value(firm: Firm, log_funding: float, world) -> float:
    """A quarter of better funding as the firm values it."""
    effect = world.beliefs["investment_output_elasticity"] * log_funding / FUNDING_MEMORY
    return effect * 4.0 * firm.sales * VALUE_SHARE * world.p.gain_horizon


def value_of(firm: Firm, money: float, world) -> float:
    """Of this much of what is missing."""
    return output_value(firm, -last_funding(firm), world) * min(1.0, money / max(1e-9, missing(firm, world)))


def lend(firm: Firm, amount: float, world) -> None:
    """A loan."""
    firm.cash += amount
    firm.debt += amount
    world.bank["made"] += amount


def take_back(firm: Firm, owed: float, world) -> None:
    """Repaid as far as there is cash."""
    paid = min(owed, firm.debt, max(0.0, firm.cash))
    firm.cash -= paid
    firm.debt -= paid
    world.bank["repaid"] += paid


def write_off(firm: Firm, owed: float, world) -> None:
    """Lost."""
    lost = min(owed, firm.debt)
    firm.debt -= lost
    world.bank["written_off"] += lost


@dataclass
class Rebate:
    """A subsidy of interest under one contract, fen, paid in so many equal parts."""

    firm: Firm
    begins: int
    parts: int
    total: int


class Rebates:
    """What the banks hold for firms."""

    def __init__(self) -> None:
        self.contracts: list[Rebate] = []

    def hold(self, purse: str, rebate: Rebate, world) -> None:
        """The province pays the bank."""
        world.books.spend(purse, "province", rebate.total, world)
        world.books.balance["bank"] += rebate.total
        self.contracts.append(rebate)

    def release(self, world) -> None:
        """A part to every firm that is there; all that is left to the treasury where it is not."""
        kept = []
        for rebate in self.contracts:
            step = world.quarter - rebate.begins
            before = rebate.total * min(max(step, 0), rebate.parts) // rebate.parts
            after = rebate.total * min(max(step + 1, 0), rebate.parts) // rebate.parts
            if not is_here(rebate.firm, world):
                world.books.balance["bank"] -= rebate.total - before
                continue
            world.books.balance["bank"] -= after - before
            rebate.firm.cash += (after - before) / FEN
            if step < rebate.parts - 1:
                kept.append(rebate)
        self.contracts = kept
