"""Clause 4.1, coordination of province, cities, counties and towns: what any lever decides takes effect sooner."""

import numpy as np

from simulation.agents.delivery import eligible_towns
from simulation.agents.purse import Purse
from simulation.inputs.levers.coordination import Settings
from simulation.world.world import World

CLAUSE = "4.1"
TITLE = {"en": "Coordination of governments", "zh": "统筹协调"}
INSTRUMENTS = {"coordination": "G1"}
SERVES = ("platform_coverage", "rd_institutes", "incubators")
READS = ("town.certified",)
WRITES = ("safeguards",)


class Lever:
    """G1: while the office is paid, a delay that begins is shorter; those that run already are not."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)

    def decide(self, world: World) -> None:
        """Every quarter: pay the office its quarter of the year's money and shorten the delays of this quarter."""
        if not self.is_in_force(world):
            return
        money = np.array([self.purse.left(world, parts=4)])
        self.purse.pay(world, "province", (world.chart.province, world.chart.outside), money)
        world.safeguards.delay = float(world.p.coordination_delay_factor)

    def is_in_force(self, world: World) -> bool:
        """Whether there is money this year and anybody to coordinate."""
        return (
            self.purse.is_open(world)
            and self.purse.has_money(world)
            and bool(eligible_towns(world, self.settings.eligible).any())
        )

    def affect(self, world: World) -> None:
        """Nothing beside what other levers deliver sooner."""
