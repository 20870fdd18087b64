"""Technology SME grants: small firms with R&D apply in the second quarter, the best-scored projects are paid."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.audit import note_recipients
from simulation.agents.delivery import (
    eligible_firms,
    firms_pay,
    nominal,
    pay_local,
    prior_median,
    till_of,
    whole_fen,
)
from simulation.agents.programmes.calls import (
    FIRST_CALL,
    BoughtResearch,
    ProjectMoney,
    expected_value,
    has,
)
from simulation.agents.purse import Purse
from simulation.agents.shared_costs import affordable
from simulation.inputs.levers.enterprise_cultivation import SmeGrantSettings
from simulation.rules.dice import Question
from simulation.world.firms import Floats, Integers
from simulation.world.ledger import fen, split_fen
from simulation.world.world import World

DELAY = 2
"""Quarters from the award to the first spending (I07)."""
REPEAT_MISUSE = 0.6
"""Diverted share of a firm that has won before, over that of a first winner (I07)."""


class SmeGrant:
    """I07: real R&D rises by the part of the grant that is not diverted, more or less by what it crowds in or out."""

    def __init__(self, name: str, settings: SmeGrantSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.money = ProjectMoney(DELAY)
        self.research = BoughtResearch(DELAY)
        self.winners: set[int] = set()

    def decide(self, world: World) -> None:
        """Every quarter: hand out the money of running projects. In the second quarter: call, rank, award."""
        self.money.release(world)
        if not self.purse.is_open(world) or world.quarter % 4 != FIRST_CALL:
            return
        size = self.size(world)
        rows = self.applicants(world, size)
        rows = rows[order(world, self.settings, rows, Question.GRANT_SCORE)]
        rows = rows[affordable(world, self.purse, rows, *self.parts(size, len(rows)))]
        if len(rows):
            self.award(world, rows, size)

    def size(self, world: World) -> float:
        """One grant, 10,000 yuan: the usual size at today's prices, at most the cap."""
        usual = nominal(world, float(world.p.grant_size))
        return usual if self.settings.cap is None else min(usual, self.settings.cap)

    def applicants(self, world: World, size: float) -> Integers:
        """Firms that do R&D or have filed a patent this year, hold their own share in cash and expect to gain.

        A firm counts the grant as cash and adds what the R&D is worth to it; its own share is its cost (3.2).
        """
        firms, used = world.firms, world.used
        able = eligible_firms(world, self.settings.eligible)
        able &= firms.research.performs[:used] | (firms.research.applications[:used] > 0)
        able &= has(firms.finance.cash[:used], int(fen(size)))
        rows = np.flatnonzero(able)
        bought = (1.0 - prior_median(world, "grant_misuse_share")) * (1.0 + prior_median(world, "grant_additionality"))
        gain = firms.roster.belief[rows] * (size + expected_value(world, rows, size * bought))
        return rows[gain > size + nominal(world, float(world.p.application_cost))]

    def parts(self, size: float, count: int) -> tuple[Integers, Integers]:
        """What the province and what town and city pay of each of `count` grants, fen."""
        share = self.settings.province_share
        province, local = split_fen(whole_fen(size, 1), (share, 1.0 - share))
        return np.repeat(province, count), np.repeat(local, count)

    def award(self, world: World, rows: Integers, size: float) -> None:
        """All shares reach the tills: province, town with its city, and the firm's own money, one to one."""
        province, local = self.parts(size, len(rows))
        total = province + local
        tills = till_of(world, rows)
        towns = world.firms.roster.town[rows]
        self.purse.grant(world, tills, province, towns)
        pay_local(world, self.purse, towns, tills, local)
        firms_pay(world, self.purse, rows, tills, total)
        self.money.hold(world, rows, 2 * total)
        diverted = self.diverted(world, rows)
        note_recipients(world, rows, size * diverted)
        self.research.add(world, rows, size * (1.0 - diverted) * self.additional(world))
        self.winners.update(world.firms.roster.identity[rows].tolist())

    def diverted(self, world: World, rows: Integers) -> Floats:
        """Share of the grant that stays in cash; a firm that has won before diverts less."""
        won = np.array([identity in self.winners for identity in world.firms.roster.identity[rows].tolist()])
        return float(world.p.grant_misuse_share) * world.safeguards.misuse * np.where(won, REPEAT_MISUSE, 1.0)

    def additional(self, world: World) -> float:
        """R&D in all per yuan of the grant that is used: crowding out can take it all, never more."""
        return max(0.0, 1.0 + float(world.p.grant_additionality))

    def affect(self, world: World) -> None:
        """The R&D of running projects."""
        self.research.spend(world)
