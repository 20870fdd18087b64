"""The co-funding rule in the oracle: who does not find its share does not build, and match is missing elsewhere."""

from simulation.inputs.levers.co_funding import Settings
from tests.oracle.books import FEN, fen
from tests.oracle.delivering import eligible_towns

FREE_SHARE = 0.2
LAST_QUARTER = 3


class CoFundingLever:
    """A rule; it remembers nothing."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def decide(self, world) -> None:
        """Is it in force?"""
        in_force = self.settings.runs_in(world.now) and len(eligible_towns(self.settings.eligible, world)) > 0
        world.safeguards.match_rule = in_force

    def affect(self, world) -> None:
        """At the end of a year, town by town."""
        if not world.safeguards.match_rule or world.quarter % 4 != LAST_QUARTER:
            return
        for town in world.towns:
            paid = (fen(town.science_money) - world.books.balance["town", town.row]) / FEN
            beyond = max(0.0, paid - FREE_SHARE * town.science_money)
            town.year["capital_year"] = max(0.0, town.year["capital_year"] - beyond)
