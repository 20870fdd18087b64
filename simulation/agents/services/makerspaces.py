"""Makerspaces and other open platforms for founders: more firms enter, a little weaker ones on average (I28)."""

import numpy as np

from simulation.agents.delivery import delayed, eligible_towns, nominal
from simulation.agents.purse import Purse
from simulation.agents.shared_costs import capped, risen
from simulation.agents.town_projects import count_as_capital, fund, in_order, match_found
from simulation.inputs.constants import constant
from simulation.inputs.levers.innovation_services import MakerspaceSettings
from simulation.rules.dice import Question
from simulation.world.firms import Floats, Integers
from simulation.world.world import World


class Makerspaces:
    """I28: one to a town; it stays open."""

    def __init__(self, name: str, settings: MakerspaceSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.begins: Integers = np.zeros(0, dtype=np.int64)

    def decide(self, world: World) -> None:
        """In the first quarter of a year: towns without one ask, the province ranks and pays its part."""
        if not self.purse.is_open(world) or world.quarter % 4:
            return
        able = eligible_towns(world, self.settings.eligible) & match_found(world)
        able[self.rows] = False
        towns = in_order(world, self.settings, able, Question.MAKERSPACE_SCORE)
        shares, usual = self.settings.shares, nominal(world, constant("makerspace_cost"))
        cost = capped(usual, shares.province, self.settings.cap)
        opened = fund(world, self.purse, towns, cost, shares, lambda paid: world.chart.bodies + paid)
        count_as_capital(world, opened, cost, shares)
        begins = np.full(len(opened), world.quarter + delayed(world, constant("makerspace_delay")))
        self.rows = np.concatenate([self.rows, opened])
        self.begins = np.concatenate([self.begins, begins])

    def affect(self, world: World) -> None:
        """Entry rises; the more of the entrants come out of the makerspace, the weaker they are on average."""
        incubators = world.towns.status.incubators[self.rows]
        full = float(world.p.makerspace_entry_effect) * risen(world, self.begins)
        extra, weaker = entrants_added(full, incubators, constant("makerspace_quality_gap"))
        world.entry_effect[self.rows] += extra
        world.entry_quality[self.rows] -= weaker


def entrants_added(full: Floats, incubators: Integers, gap: float) -> tuple[Floats, Floats]:
    """Relative rise of entry in a town, shared with its incubators, and how much weaker entrants are on average.

    `full` = rise in a town without incubators; `gap` in standard deviations of productivity, for those added alone.
    """
    extra = full / (1.0 + incubators)
    return extra, gap * extra / (1.0 + extra)
