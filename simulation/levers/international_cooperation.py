"""Clause 3.2.3, international cooperation: large or research-intensive firms keep a research unit abroad."""

import numpy as np

from simulation.agents.allocation import behind, order
from simulation.agents.cooperation.units_abroad import UnitsAbroad, pay_abroad, value_of_a_year
from simulation.agents.delivery import add_effect, eligible_firms, nominal
from simulation.agents.programmes.calls import FIRST_CALL, has
from simulation.agents.purse import Purse
from simulation.agents.shared_costs import capped, parts
from simulation.inputs.constants import constant
from simulation.inputs.levers.international_cooperation import Settings
from simulation.rules.dice import Question
from simulation.world.firms import IDEA, Integers
from simulation.world.world import World

CLAUSE = "3.2.3"
TITLE = {"en": "International cooperation", "zh": "国际科技合作"}
INSTRUMENTS = {"international_cooperation": "I12"}
SERVES = ("patents",)
READS = ("firm.sales", "firm.rd_intensity", "R&D", "knowledge", "cash")
WRITES = ("idea", "cash")


class Lever:
    """I12: research units abroad, paid for year by year."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.abroad = UnitsAbroad()

    def decide(self, world: World) -> None:
        """In the second quarter: who keeps a unit and who opens one. Every quarter: close what is not paid for."""
        if self.purse.is_open(world) and world.quarter % 4 == FIRST_CALL:
            self.call(world)
        self.abroad.close(world)

    def call(self, world: World) -> None:
        """Firms that have a unit come first, then the best scored, as many as money and the limit allow."""
        yearly = nominal(world, constant("abroad_yearly_cost"))
        cost = capped(yearly, self.settings.province_share, self.settings.cap)
        rows = self.in_order(world, self.applicants(world, cost))
        province, _, own = parts(cost, self.settings.shares, len(rows))
        paid = self.purse.covers(world, world.firms.roster.town[rows], province)[: self.limit(world)]
        if len(paid):
            rows, province, own = rows[paid], province[paid], own[paid]
            pay_abroad(world, self.purse, rows, province, own)
            self.abroad.prolong(world, rows)

    def applicants(self, world: World, cost: float) -> Integers:
        """Eligible firms that hold their part of a year in cash and expect the year to be worth more than it."""
        used = world.used
        own = parts(cost, self.settings.shares, 1)[2]
        able = eligible_firms(world, self.settings.eligible) & has(world.firms.finance.cash[:used], own)
        rows = np.flatnonzero(able)
        expense = (1.0 - self.settings.province_share) * cost + nominal(world, float(world.p.application_cost))
        return rows[value_of_a_year(world, rows) > expense]

    def in_order(self, world: World, rows: Integers) -> Integers:
        """Those with a unit first, each group in the order of the call."""
        places = order(world, self.settings, rows, Question.ABROAD_SCORE)
        return rows[behind(places, ~self.abroad.held(world, rows))]

    def limit(self, world: World) -> int:
        """At most so many firms: a share of the above-scale industrial firms of certified towns."""
        firms = world.firms
        here = firms.is_industrial & world.towns.status.certified[firms.roster.town]
        return int(constant("abroad_firm_limit") * np.count_nonzero(here))

    def affect(self, world: World) -> None:
        """More ideas, or fewer, per yuan of R&D."""
        rows, effect = self.abroad.effects(world)
        add_effect(world, IDEA, rows, effect)
