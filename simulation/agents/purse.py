"""The province's money for one instrument: what of a year may still be spent, in all and in every region."""

import numpy as np

from simulation.agents.pots import Pots, first_within, pots_of
from simulation.inputs.delivery import InstrumentSettings
from simulation.inputs.regional_shares import REGIONS
from simulation.world.firms import Integers
from simulation.world.ledger import YEARS
from simulation.world.world import World


class Purse:
    """The province's money for one instrument; of what was appropriated only the executed share is spent (G02)."""

    def __init__(self, name: str, settings: InstrumentSettings) -> None:
        self.name = name
        self.settings = settings
        self.kept = settings.kept
        self.spent_in: Integers = np.zeros((len(REGIONS), YEARS), dtype=np.int64)
        """Fen by region and year; written only where money is kept for regions."""

    def place(self, world: World) -> int:
        """Its row in the ledger."""
        return world.ledger.purses.index(self.name)

    def is_open(self, world: World) -> bool:
        """Whether calls are open this quarter."""
        return self.settings.runs_in(world.now)

    def has_money(self, world: World) -> bool:
        """Whether anything was set aside for this year or left to it by the last."""
        return world.ledger.available(self.place(world), world.year) > 0

    def allowed(self, world: World, parts: int = 1) -> int:
        """Fen that may be spent this year; with `parts` = 4, by the end of this quarter at an even pace."""
        executed = min(1.0, float(world.p.budget_execution_share) * world.safeguards.execution)
        allowed = int(executed * float(world.ledger.available(self.place(world), world.year)))
        return allowed * (world.quarter % 4 + 1) // 4 if parts == 4 else allowed

    def left(self, world: World, parts: int = 1) -> int:
        """Fen of what is allowed that are not spent yet."""
        return max(0, self.allowed(world, parts) - int(world.ledger.spent[self.place(world), 0, world.year]))

    def pots(self, world: World, parts: int = 1) -> Pots:
        """The same by region."""
        region = world.towns.place.region
        if self.kept is None:
            return Pots(region, (0,) * len(REGIONS), 0, self.left(world, parts))
        return pots_of(self.kept, self.allowed(world, parts), self.spent_in[:, world.year], region)

    def room(self, world: World, town: int) -> int:
        """Fen that may still be spent in a town this year."""
        return self.left(world) if self.kept is None else self.pots(world).room(town)

    def covers(self, world: World, towns: Integers, amounts: Integers, parts: int = 1) -> Integers:
        """Places of the payments, in this order, that the money covers; `towns` says where each would arrive."""
        if self.kept is None:
            return np.arange(first_within(amounts, self.left(world, parts)))
        return self.pots(world, parts).covered(towns, amounts)

    def pay(self, world: World, payer: str, accounts: tuple[int | Integers, int | Integers], amount: Integers) -> None:
        """Pay for this instrument from `accounts[0]` to `accounts[1]`, whole fen."""
        world.ledger.spend(self.place(world), world.year, payer, accounts, amount)

    def grant(self, world: World, payee: int | Integers, amount: Integers, towns: Integers) -> None:
        """The province pays, to the good of these towns. Raises ValueError beyond what is left for a region."""
        if self.kept is not None:
            pots = self.pots(world)
            for town, fen_paid in zip(towns.tolist(), amount.tolist(), strict=True):
                pots.take(town, fen_paid)
            np.add.at(self.spent_in[:, world.year], world.towns.place.region[towns], amount)
        self.pay(world, "province", (world.chart.province, payee), amount)
