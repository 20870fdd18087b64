"""Coordination in the oracle: the province pays an office, and delays shrink while it does."""

from simulation.levers.coordination import Settings
from tests.oracle.delivering import eligible_towns

PURSE = "coordination"


class CoordinationLever:
    """The office has no memory."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def decide(self, world) -> None:
        """A quarter of the money, and the factor on delays."""
        budget = self.settings.budget[world.quarter // 4]
        if self.settings.runs_in(world.now) and budget > 0.0 and eligible_towns(self.settings.eligible, world):
            world.books.spend(PURSE, "province", world.books.left(PURSE, world, parts=4), world)
            world.safeguards.delay = world.p.coordination_delay_factor

    def affect(self, world) -> None:
        """Others deliver."""
