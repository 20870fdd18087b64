"""A town government: plans once a year under a budget, keeps its platform open, applies for the title (3.2)."""

from collections.abc import Iterator
from typing import cast

import numpy as np

from simulation.agents.actor import Actor
from simulation.phases.draws import uniforms
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Integers
from simulation.world.ledger import fen
from simulation.world.world import World

HORIZON_OF_COVER = 2.0
"""Years of running costs a town must be able to carry before it builds (eight quarters)."""


class TownGovernment(Actor):
    """Thin agent over one row of the towns' columns."""

    def __init__(self, model: World, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.wants_platform = False

    @property
    def account(self) -> int:
        """Its place in the ledger."""
        return int(self.world.chart.towns + self.row)

    def plan(self) -> None:
        """First quarter: ask for a platform if the town has none and could carry its costs for two years."""
        world = self.world
        status = world.towns.status
        covered = HORIZON_OF_COVER * float(world.town_budget[self.row]) >= world.platform_cover
        self.wants_platform = bool(covered and status.certified[self.row] and status.platforms[self.row] == 0)


def governments(world: World) -> Iterator[TownGovernment]:
    """All town governments, in the order of the town table."""
    for agent in world.agents_by_type[TownGovernment]:
        yield cast(TownGovernment, agent)


def pays_match(world: World) -> Flags:
    """(towns,) whether a town finds its share of co-financed projects this year: a die against the regional share."""
    p, place = world.p, world.towns.place
    share = np.where(place.region == 0, float(p.match_paid_share_prd), float(p.match_paid_share_other))
    identity = (place.code * 8 + world.year).astype(np.uint64)
    met: Flags = uniforms(world.dice._replace(quarter=0), int(Question.MATCH), identity) < share
    return met


def receive_revenue(world: World) -> None:
    """First quarter: last year's rest goes back, the science money of the year arrives in every town."""
    p, ledger, chart = world.p, world.ledger, world.chart
    accounts = chart.towns + np.arange(world.towns.count)
    ledger.pay(accounts, chart.outside, ledger.balance[accounts].copy())
    world.town_budget[:] = world.history.gdp * float(p.town_revenue_share * p.town_science_share)
    ledger.pay(chart.outside, accounts, fen(world.town_budget))
    world.town_match[:] = pays_match(world)
    price = float(world.macro.deflator[world.quarter])
    world.platform_cover = HORIZON_OF_COVER * float(p.platform_yearly_cost) * price


def keep_platforms(world: World) -> None:
    """Every quarter: towns pay the running costs of open platforms that no lever pays for, outside any lever (1.1c)."""
    status, q, ledger, chart = world.towns.status, world.quarter, world.ledger, world.chart
    rows = np.flatnonzero((status.platforms > 0) & (status.platform_paid_until <= q))
    cost = fen(
        float(world.p.platform_yearly_cost * world.macro.deflator[q]) / 4.0 * status.platforms[rows].astype(np.float64)
    )
    ledger.pay(chart.outside, chart.towns + rows, cost)
    ledger.pay(chart.towns + rows, chart.platforms + rows, cost)
    ledger.pay(chart.platforms + rows, chart.outside, cost)
    status.platform_paid_until[rows] = q + 1


def applicants(world: World) -> Integers:
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
