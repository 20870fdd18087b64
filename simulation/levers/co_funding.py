"""Clause 4.3, co-funding: projects start only where the town finds its share, which other science spending may miss."""

import numpy as np

from simulation.agents.delivery import eligible_towns
from simulation.inputs.constants import constant
from simulation.inputs.levers.co_funding import Settings
from simulation.world.firms import Floats
from simulation.world.ledger import FEN, fen
from simulation.world.world import World

CLAUSE = "4.3"
TITLE = {"en": "Co-funding of four levels of government", "zh": "省市县镇协同投入"}
INSTRUMENTS = {"co_funding": "G3"}
SERVES = ("platform_coverage",)
READS = ("town.certified", "town money", "match of towns")
WRITES = ("safeguards", "capital spending")

LAST_QUARTER = 3


def crowded_out(paid: Floats, budget: Floats) -> Floats:
    """(towns,) other science spending that a year's match takes the place of: all beyond a share of the budget (G3)."""
    excess: Floats = np.maximum(0.0, paid - constant("match_without_crowding_out") * budget)
    return excess


class Lever:
    """G3: without it the province pays the part of towns that do not find it; with it their projects do not start."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings

    def decide(self, world: World) -> None:
        """Every quarter: the rule holds for all projects."""
        world.safeguards.match_rule = self.is_in_force(world)

    def is_in_force(self, world: World) -> bool:
        """Whether the rule holds and there is anybody whom it may bind."""
        return self.settings.runs_in(world.now) and bool(eligible_towns(world, self.settings.eligible).any())

    def affect(self, world: World) -> None:
        """At the end of a year, when all projects are paid: capital spending falls by what match has crowded out."""
        if world.quarter % 4 != LAST_QUARTER or not world.safeguards.match_rule:
            return
        capital = world.towns.tally.capital_year
        capital[:] = np.maximum(0.0, capital - crowded_out(match_paid(world), world.town_budget))


def match_paid(world: World) -> Floats:
    """(towns,) what towns have paid for projects this year out of their science money, 10,000 yuan."""
    chart = world.chart
    left = world.ledger.balance[chart.towns : chart.towns + world.towns.count]
    paid: Floats = np.maximum(0, fen(world.town_budget) - left) / FEN
    return paid
