"""Finance platforms with credit files: firms on file are lent to more easily; one to a city (I25)."""

import numpy as np

from simulation.agents.delivery import add_effect, delayed, eligible_towns, nominal
from simulation.agents.purse import Purse
from simulation.agents.town_projects import count_as_capital, fund, in_order, match_found
from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import FinancePlatformSettings
from simulation.inputs.size_classes import LARGE_SALES
from simulation.rules.dice import Question
from simulation.rules.links import next_takeup
from simulation.world.firms import CREDIT, Flags, Floats, Integers
from simulation.world.world import World

DELAY = 4
"""Quarters from the money to the first files (I25)."""
RAMP = 4
FIRST_FILES = 0.01
"""Share of firms on file when a platform opens (Q17)."""
NEVER = 10_000


class FinancePlatform:
    """I25: a town proposes in the first quarter, the platform serves all small firms of its city."""

    def __init__(self, name: str, settings: FinancePlatformSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.opens: Integers = np.zeros(0, dtype=np.int64)
        """Quarter of opening by city."""
        self.files: Floats = np.zeros(0)
        """Share of the city's firms on file."""

    def decide(self, world: World) -> None:
        """Files spread; in the first quarter of a year cities without a platform get one, best town first."""
        if len(self.opens) == 0:
            cities = len(world.ground.cities.name)
            self.opens, self.files = np.full(cities, NEVER, dtype=np.int64), np.zeros(cities)
        self.spread(world)
        if self.purse.is_open(world) and world.quarter % 4 == 0:
            self.build(world, self.proposals(world))

    def is_open_in(self, world: World) -> Flags:
        """(cities,) where a platform is at work."""
        at_work: Flags = self.opens <= world.quarter
        return at_work

    def proposals(self, world: World) -> Integers:
        """The best-scored town of every city that has none and builds none."""
        cities = world.towns.place.city
        able = eligible_towns(world, self.settings.eligible) & match_found(world) & (self.opens[cities] == NEVER)
        rows = in_order(world, self.settings, able, Question.CREDIT_FILE)
        _, first = np.unique(cities[rows], return_index=True)
        best: Integers = rows[np.sort(first)]
        return best

    def build(self, world: World, rows: Integers) -> None:
        """As many as province, towns and cities can pay for."""
        cost, shares = nominal(world, constant("finance_platform_cost")), self.settings.shares
        built = fund(world, self.purse, rows, cost, shares, lambda paid: world.chart.bodies + paid)
        count_as_capital(world, built, cost, shares)
        self.opens[world.towns.place.city[built]] = world.quarter + delayed(world, DELAY)

    def spread(self, world: World) -> None:
        """Q17: a quarter of diffusion in every city with a platform."""
        ceiling = constant("credit_file_ceiling")
        for city in np.flatnonzero(self.is_open_in(world)).tolist():
            users = min(ceiling, max(FIRST_FILES, float(self.files[city])))
            self.files[city] = next_takeup(users, ceiling, world.p)

    def affect(self, world: World) -> None:
        """E_fin = e_fp for firms on file: those closest to services come first."""
        at_work = self.is_open_in(world)
        if not at_work.any():
            return
        used, roster = world.used, world.firms.roster
        city = world.towns.place.city[roster.town[:used]]
        small = 4.0 * world.firms.output.sales[:used] < LARGE_SALES
        on_file = world.firms.is_industrial[:used] & at_work[city] & small & (roster.affinity[:used] < self.files[city])
        rows = np.flatnonzero(on_file)
        grown = np.minimum(1.0, (world.quarter - self.opens[city[rows]] + 1) / RAMP)
        add_effect(world, CREDIT, rows, float(world.p.finance_platform_acceptance_effect) * grown)
