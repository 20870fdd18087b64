"""Coordination in the oracle: the province pays an office, and delays shrink while it does."""

from simulation.inputs.levers.coordination import Settings
from tests.oracle.delivering import eligible_towns

PURSE = "coordination"


class CoordinationLever:
    """The office has no memory."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def decide(self, world) -> None:
        """A quarter of the money, and the factor on delays."""
        has_money = world.books.available(PURSE, world.quarter // 4) > 0
        if self.settings.runs_in(world.now) and has_money and eligible_towns(self.settings.eligible, world):
            world.books.spend(PURSE, "province", world.books.left(PURSE, world, parts=4), world)
            world.safeguards.delay = world.p.coordination_delay_factor

    def affect(self, world) -> None:
        """Others deliver."""
