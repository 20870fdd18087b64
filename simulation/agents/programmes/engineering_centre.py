"""Engineering centres and key laboratories: large firms without one build it, half with the province's money."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import (
    Awards,
    add_effect,
    eligible_firms,
    firms_pay,
    nominal,
    prior_median,
    till_of,
    whole_fen,
)
from simulation.agents.programmes.calls import FIRST_CALL, expected_value, has, only
from simulation.agents.purse import Purse
from simulation.agents.timing import grown
from simulation.inputs.levers.enterprise_cultivation import EngineeringCentreSettings
from simulation.rules.dice import Question
from simulation.world.firms import RD, Integers
from simulation.world.ledger import split_fen
from simulation.world.macro import QUARTERS
from simulation.world.world import World

DELAY = 4
"""Quarters from the award to the first effect on R&D (I34)."""
CERTIFIED = 12
"""Quarters after which a centre is looked at again (I34)."""


class EngineeringCentre:
    """I34: a certified centre counts at once as an institution and raises the R&D of its firm after a year."""

    def __init__(self, name: str, settings: EngineeringCentreSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.centres = Awards()

    def decide(self, world: World) -> None:
        """Every quarter: look again at centres of three years. In the second quarter: call, rank, certify."""
        self.centres.keep(world, QUARTERS)
        self.recheck(world)
        if not self.purse.is_open(world) or world.quarter % 4 != FIRST_CALL:
            return
        cost = self.cost(world)
        rows = self.applicants(world, cost)
        if len(rows):
            rows = rows[order(world, self.settings, rows, Question.CENTRE_SCORE)]
        self.certify(world, rows, cost)

    def cost(self, world: World) -> float:
        """What a centre costs, 10,000 yuan; the cap limits the province's part."""
        cost, cap = nominal(world, float(world.p.engineering_centre_award)), self.settings.cap
        part = self.settings.province_share * cost
        return cost if cap is None or part <= cap else cost * cap / part

    def applicants(self, world: World, cost: float) -> Integers:
        """Eligible firms without an institution that hold their own part in cash and expect to gain more than it."""
        firms, used = world.firms, world.used
        _, own = self.parts(cost, 1)
        able = eligible_firms(world, self.settings.eligible) & ~firms.research.institution[:used]
        able &= has(firms.finance.cash[:used], own)
        rows = np.flatnonzero(able)
        added = prior_median(world, "engineering_centre_rd_effect") * 4.0 * firms.research.spending[rows]
        value = expected_value(world, rows, added * float(world.p.gain_horizon))
        expense = (1.0 - self.settings.province_share) * cost + nominal(world, float(world.p.application_cost))
        return rows[firms.roster.belief[rows] * value > expense]

    def parts(self, cost: float, count: int) -> tuple[Integers, Integers]:
        """Province and firm part of `count` centres, fen."""
        share = self.settings.province_share
        province, own = split_fen(whole_fen(cost, count), (share, 1.0 - share))
        return province, own

    def certify(self, world: World, rows: Integers, cost: float) -> None:
        """As many centres as the money covers, best first: province and firm pay, the till pays the builder."""
        province, own = self.parts(cost, len(rows))
        paid = self.purse.covers(world, world.firms.roster.town[rows], province)
        rows, province, own = rows[paid], province[paid], own[paid]
        if len(rows) == 0:
            return
        tills = till_of(world, rows)
        self.purse.grant(world, tills, province, world.firms.roster.town[rows])
        firms_pay(world, self.purse, rows, tills, own)
        world.ledger.pay(tills, world.chart.outside, province + own)
        research = world.firms.research
        research.institution[rows] = True
        research.centre[rows] += 1
        self.centres.grant(world, rows, np.full(len(rows), float(world.p.engineering_centre_rd_effect)), DELAY)

    def recheck(self, world: World) -> None:
        """After three years a firm that no longer does R&D loses its centre."""
        centres, research = self.centres, world.firms.research
        age = world.quarter - centres.since
        lost = (age > 0) & (age % CERTIFIED == 0) & ~research.performs[centres.rows]
        research.institution[centres.rows[lost]] = False
        research.centre[centres.rows[lost]] -= 1
        only(centres, ~lost)

    def affect(self, world: World) -> None:
        """The R&D of firms with a certified centre."""
        centres = self.centres
        add_effect(world, RD, centres.rows, centres.amount * grown(centres.begins, world.quarter))
