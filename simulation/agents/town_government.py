"""A town government: plans once a year under a budget, keeps its platform open, applies for the title (3.2)."""

import mesa
import numpy as np

from simulation.rules.dice import Question, uniform
from simulation.world.ledger import fen
from simulation.world.world import World

HORIZON_OF_COVER = 2.0
"""Years of running costs a town must be able to carry before it builds (eight quarters)."""


class TownGovernment(mesa.Agent):  # type: ignore[misc]
    """Thin agent over one row of the towns' columns."""

    def __init__(self, model: World, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.wants_platform = False
        self.budget = 0.0  # science money of the year, 10,000 yuan

    @property
    def account(self) -> int:
        """Its place in the ledger."""
        return int(self.model.chart.towns + self.row)

    def pays_match(self, year: int) -> bool:
        """Whether the town finds its share of co-financed projects this year: a die against the regional share."""
        world: World = self.model
        p = world.p
        share = p.match_paid_share_prd if world.towns.place.region[self.row] == 0 else p.match_paid_share_other
        identity = int(world.towns.place.code[self.row]) * 8 + year
        return uniform(world.dice._replace(quarter=0), int(Question.MATCH), identity) < share

    def plan(self) -> None:
        """First quarter: receive science money, decide whether to ask for a platform and whether to apply."""
        world: World = self.model
        p, ledger, status = world.p, world.ledger, world.towns.status
        ledger.pay(self.account, world.chart.outside, ledger.balance[self.account : self.account + 1].copy())
        gdp = float(world.history.gdp[self.row])
        self.budget = gdp * float(p.town_revenue_share * p.town_science_share)
        ledger.pay(world.chart.outside, self.account, fen(self.budget))
        self.wants_platform = False
        if not status.certified[self.row]:
            return
        price = float(world.macro.deflator[world.quarter])
        running = HORIZON_OF_COVER * float(p.platform_yearly_cost) * price
        covered = self.budget * HORIZON_OF_COVER >= running
        self.wants_platform = bool(covered and status.platforms[self.row] == 0 and self.pays_match(world.year))

    def keep_platform(self) -> None:
        """Every quarter: pay the running costs of an open platform that no lever pays for."""
        world: World = self.model
        status, q = world.towns.status, world.quarter
        if status.platforms[self.row] == 0 or status.platform_paid_until[self.row] > q:
            return
        cost = fen(float(world.p.platform_yearly_cost * world.macro.deflator[q]) / 4.0 * status.platforms[self.row])
        ledger, chart = world.ledger, world.chart
        ledger.pay(chart.outside, self.account, cost)
        ledger.pay(self.account, chart.platforms + self.row, cost)
        ledger.pay(chart.platforms + self.row, chart.outside, cost)
        status.platform_paid_until[self.row] = q + 1


def applicants(world: World) -> np.ndarray:  # type: ignore[type-arg]
    """Rows of uncertified towns that show enough output and specialty in last year's report (C0).

    Towns value three years of transfers far above the effort of applying, so every eligible town applies.
    """
    history, rule = world.history, world.certification
    able = ~world.towns.status.certified
    able &= history.output >= rule.minimum_output
    able &= history.specialty_share >= rule.minimum_specialty_share
    rows = np.flatnonzero(able)
    world.towns.status.applied[rows] = world.year + 2016
    return rows
