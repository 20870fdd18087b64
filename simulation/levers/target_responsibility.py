"""Clause 4.2, targets handed down: more money is spent, titles are pressed, figures are dressed up."""

import numpy as np

from simulation.agents.delivery import delayed, eligible_towns
from simulation.agents.province import statistics_of
from simulation.agents.purse import Purse
from simulation.inputs.constants import constant
from simulation.inputs.levers.target_responsibility import Settings
from simulation.measuring.quotas import bars_of, hand_down, pressure, standing, still_missing
from simulation.rules.links import ramp
from simulation.world.firms import Flags, Floats
from simulation.world.macro import YEARS
from simulation.world.world import World

CLAUSE = "4.2"
TITLE = {"en": "Responsibility for targets", "zh": "目标责任落实"}
INSTRUMENTS = {"target_responsibility": "G2"}
SERVES = ("towns", "gdp", "rd_personnel")
READS = ("town.certified", "reported statistics", "targets")
WRITES = ("safeguards", "over-reporting", "statistics")

STATISTICS_OUT = 1
"""Quarter of the year, counted from 0, in which last year's statistics are out (2.5)."""


class Lever:
    """G2: in force while any certified town answers for its targets."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.since = -1
        self.delay = 0
        self.answering: Flags = np.zeros(0, dtype=np.bool_)
        self.pressure: Floats = np.zeros(0)
        """(cities,) W of the last statistics."""

    def decide(self, world: World) -> None:
        """First quarter: the province hears last year's figures. Second: quotas are held against them."""
        if world.quarter % 4 == 0:
            hear(world)
        self.answering = eligible_towns(world, self.settings.eligible) & self.purse.is_open(world)
        if not self.answering.any():
            return
        if self.since < 0:
            self.since, self.delay = world.quarter, delayed(world, constant("responsibility_delay"))
            self.pressure = np.zeros(len(world.ground.cities.name))
        if world.quarter % 4 == STATISTICS_OUT:
            self.pressure = pressure_of(world)
        world.safeguards.target_pressure = True
        world.safeguards.execution = 1.0 + constant("responsibility_execution_gain") * self.effort(world)
        self.administer(world)

    def administer(self, world: World) -> None:
        """A budget, where there is one, is spent on administration, a quarter of it each quarter."""
        money = np.array([self.purse.left(world, parts=4)])
        if money.any():
            self.purse.pay(world, "province", (world.chart.province, world.chart.outside), money)

    def effort(self, world: World) -> float:
        """Part of the effect that is there this quarter (1.2)."""
        return ramp(world.quarter - self.since, self.delay, 0.0)

    def affect(self, world: World) -> None:
        """Towns whose city is short of its quota dress up their figures; what monitoring leaves of it is told."""
        world.over_reporting[:] = 1.0
        if self.answering.any():
            share = float(world.p.over_reporting_share) * world.safeguards.over_reporting * self.effort(world)
            told = 1.0 + share * self.pressure[world.towns.place.city]
            world.over_reporting[self.answering] = told[self.answering]


def hear(world: World) -> None:
    """The province decides on what it is told: last year's GDP as dressed up then. Revenue has come in before."""
    world.history = world.history._replace(gdp=world.history.gdp * world.over_reporting)


def pressure_of(world: World) -> Floats:
    """(cities,) how hard the targets press this year: what last year's statistics still lack of the quotas (3.2)."""
    statistics, cities = statistics_of(world), len(world.ground.cities.name)
    base = standing(statistics.base, cities)
    quotas = hand_down(base, bars_of(world.ground.share), constant("quota_base_share"))
    missing = still_missing(base.level, quotas, standing(statistics.last, cities).level)
    return pressure(missing, YEARS - world.year)
