"""Enterprise research institutes (I05): leading firms with much R&D run one, half of it with the province's money."""

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
from simulation.inputs.constants import constant
from simulation.inputs.levers.rd_institutes import EnterpriseInstituteSettings
from simulation.rules.dice import Question
from simulation.rules.links import ramp
from simulation.world.firms import RD, Flags, Integers
from simulation.world.ledger import split_fen
from simulation.world.macro import QUARTERS
from simulation.world.world import World

DELAY = 4
"""Quarters from the award to the first effect on R&D and staff."""
CERTIFIED = 12
"""Quarters after which a certificate is looked at again."""


def leading_firms(world: World) -> Flags:
    """(slots in use,) the top tenth by sales of the above-scale industrial firms of certified towns."""
    used, sales = world.used, world.firms.output.sales
    counted = world.firms.is_industrial[:used] & world.towns.status.certified[world.firms.roster.town[:used]]
    places = int(constant("enterprise_institute_top_share") * np.count_nonzero(counted))
    if places == 0:
        return np.zeros(used, dtype=np.bool_)
    bar = np.partition(sales[:used][counted], -places)[-places]
    leading: Flags = counted & (sales[:used] >= bar)
    return leading


class EnterpriseInstitute:
    """I05: a certified institute counts at once as an institution; after a year its firm does more R&D."""

    def __init__(self, name: str, settings: EnterpriseInstituteSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.certified = Awards()
        self.alone: set[int] = set()
        """Identities of firms that count as covered by nothing but their certificate."""

    def decide(self, world: World) -> None:
        """Every quarter: look again at certificates of three years. In the second quarter: call, rank, certify."""
        self.certified.keep(world, QUARTERS)
        self.recheck(world)
        if self.purse.is_open(world) and world.quarter % 4 == FIRST_CALL:
            cost = self.cost(world)
            rows = self.applicants(world, cost)
            if len(rows):
                rows = rows[order(world, self.settings, rows, Question.ENTERPRISE_INSTITUTE_SCORE)]
                self.certify(world, rows, cost)
        self.cover(world)

    def cost(self, world: World) -> float:
        """What an institute costs, 10,000 yuan; the cap limits the province's part."""
        cost, cap = nominal(world, constant("enterprise_institute_award")), self.settings.cap
        part = self.settings.province_share * cost
        return cost if cap is None or part <= cap else cost * cap / part

    def parts(self, cost: float, count: int) -> tuple[Integers, Integers]:
        """Province and firm part of `count` institutes, fen."""
        share = self.settings.province_share
        province, own = split_fen(whole_fen(cost, count), (share, 1.0 - share))
        return province, own

    def applicants(self, world: World, cost: float) -> Integers:
        """Leading firms without a certificate that hold their own part in cash and expect to gain more than it."""
        firms, used = world.firms, world.used
        _, own = self.parts(cost, 1)
        able = eligible_firms(world, self.settings.eligible)
        if not able.any():
            return np.zeros(0, dtype=np.int64)
        able &= leading_firms(world) & has(firms.finance.cash[:used], own)
        able[self.certified.rows] = False
        rows = np.flatnonzero(able)
        added = prior_median(world, "enterprise_institute_rd_effect") * 4.0 * firms.research.spending[rows]
        value = expected_value(world, rows, added * float(world.p.gain_horizon))
        expense = (1.0 - self.settings.province_share) * cost + nominal(world, float(world.p.application_cost))
        return rows[firms.roster.belief[rows] * value > expense]

    def certify(self, world: World, rows: Integers, cost: float) -> None:
        """As many as the money covers, best first: province and firm pay into the till, the till pays the builder."""
        province, own = self.parts(cost, len(rows))
        paid = self.purse.covers(world, world.firms.roster.town[rows], province)
        rows, province, own = rows[paid], province[paid], own[paid]
        if len(rows) == 0:
            return
        tills = till_of(world, rows)
        self.purse.grant(world, tills, province, world.firms.roster.town[rows])
        firms_pay(world, self.purse, rows, tills, own)
        world.ledger.pay(tills, world.chart.outside, province + own)
        world.firms.research.centre[rows] += 1
        self.certified.grant(world, rows, np.full(len(rows), float(world.p.enterprise_institute_rd_effect)), DELAY)

    def cover(self, world: World) -> None:
        """A certified firm has an institution of its own; one with an engineering centre as well still counts once."""
        institution, rows = world.firms.research.institution, self.certified.rows
        bare = rows[~institution[rows]]
        institution[bare] = True
        self.alone.update(world.firms.roster.identity[bare].tolist())

    def recheck(self, world: World) -> None:
        """After three years a firm that no longer meets the condition loses its certificate."""
        certified, research = self.certified, world.firms.research
        age = world.quarter - certified.since
        due = (age > 0) & (age % CERTIFIED == 0)
        if not due.any():
            return
        lost = due & ~eligible_firms(world, self.settings.eligible)[certified.rows]
        rows = certified.rows[lost]
        research.centre[rows] -= 1
        alone = np.array([int(who) in self.alone for who in certified.identity[lost]], dtype=np.bool_)
        research.institution[rows[alone]] = False
        only(certified, ~lost)

    def affect(self, world: World) -> None:
        """The R&D of certified firms, and a few researchers in their towns."""
        certified = self.certified
        since = world.quarter - certified.begins
        size = np.array([ramp(int(quarters), 0, 0.0) for quarters in since])
        add_effect(world, RD, certified.rows, certified.amount * size)
        staff = constant("enterprise_institute_staff") * size
        np.add.at(world.towns.tally.added_staff, world.firms.roster.town[certified.rows], staff)
