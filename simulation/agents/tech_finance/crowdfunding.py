"""Equity crowdfunding: platforms let many small investors buy into young firms, which then fail more often (I24)."""

import math

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import Awards, a_town_of_every_city, eligible_firms, nominal, till_of, whole_fen
from simulation.agents.programmes.calls import FIRST_CALL
from simulation.agents.purse import Purse
from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import CrowdfundingSettings
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Integers
from simulation.world.ledger import fen
from simulation.world.macro import QUARTERS
from simulation.world.world import World

DELAY = 2
"""Quarters from the call to the equity (I24)."""


class EquityCrowdfunding:
    """I24: a platform to a city, the largest first; every year each raises what is left of the volume once planned."""

    def __init__(self, name: str, settings: CrowdfundingSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.cities: list[int] = []
        self.stakes = Awards()
        self.funded: set[int] = set()

    def decide(self, world: World) -> None:
        """Equity that was promised arrives; in the second quarter platforms open and raise the money of the year."""
        self.stakes.keep(world, QUARTERS)
        self.pay_out(world)
        if self.purse.is_open(world) and world.quarter % 4 == FIRST_CALL:
            self.open_platforms(world)
            able = eligible_firms(world, self.settings.eligible)
            for city in self.cities:
                self.raise_money(world, able, city)

    def open_platforms(self, world: World) -> None:
        """In as many cities without one as the money covers, by the reported GDP of their certified towns."""
        towns, count = world.towns, len(world.ground.cities.name)
        gdp = np.bincount(towns.place.city, world.history.gdp * towns.status.certified, count)
        gdp[self.cities] = 0.0
        waiting = np.argsort(-gdp, kind="stable")[: np.count_nonzero(gdp)]
        cost = whole_fen(nominal(world, constant("crowdfunding_platform_cost")), len(waiting))
        where = a_town_of_every_city(world)[waiting]
        new = self.purse.covers(world, where, cost)
        self.purse.grant(world, world.chart.outside, cost[new], where[new])
        self.cities += waiting[new].tolist()

    def raise_money(self, world: World, able: Flags, city: int) -> None:
        """The year's volume of one platform goes in equal tickets to young firms of its city, usually drawn by lot."""
        roster = world.firms.roster
        volume = float(world.p.crowdfunding_volume) * nominal(world, constant("crowdfunding_plan"))
        number = math.ceil(volume / nominal(world, constant("crowdfunding_ticket")))
        ticket = volume / max(1, number)
        ticket = ticket if self.settings.cap is None else min(ticket, self.settings.cap)
        rows = np.flatnonzero(able & (world.towns.place.city[roster.town[: world.used]] == city))
        rows = rows[roster.belief[rows] * ticket > nominal(world, float(world.p.application_cost))]
        had = np.array(sorted(self.funded), dtype=np.uint64)
        rows = rows[~np.isin(roster.identity[rows], had)]
        rows = rows[order(world, self.settings, rows, Question.CROWDFUNDING)][:number]
        self.funded.update(roster.identity[rows].tolist())
        self.stakes.grant(world, rows, np.full(len(rows), ticket), DELAY)

    def pay_out(self, world: World) -> None:
        """Investors pay into the tills of the towns, from which the money becomes outside equity of the firms."""
        due = self.stakes.begins == world.quarter
        rows: Integers = self.stakes.rows[due]
        if len(rows) == 0:
            return
        amounts, tills = fen(self.stakes.amount[due]), till_of(world, rows)
        world.ledger.pay(world.chart.outside, tills, amounts)
        self.purse.pay(world, "private", (tills, world.chart.outside), amounts)
        np.add.at(world.firms.finance.equity, rows, self.stakes.amount[due])

    def affect(self, world: World) -> None:
        """Firms with crowd money leave more often."""
        rows = self.stakes.rows[self.stakes.begins <= world.quarter]
        world.firms.channels.hazard[rows] *= constant("crowdfunding_exit_ratio")
