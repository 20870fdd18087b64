"""Academician and postdoctoral workstations: firms with much R&D host visiting researchers for some years."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import (
    Awards,
    add_effect,
    eligible_firms,
    firms_pay,
    nominal,
    pay_local,
    prior_median,
    till_of,
    whole_fen,
)
from simulation.agents.programmes.calls import FIRST_CALL, expected_value, has, only
from simulation.agents.purse import Purse
from simulation.agents.shared_costs import affordable
from simulation.inputs.constants import constant
from simulation.inputs.levers.talent import WorkstationSettings
from simulation.rules.dice import Question
from simulation.rules.links import ramp
from simulation.world.firms import IDEA, Flags, Integers
from simulation.world.ledger import split_fen
from simulation.world.macro import QUARTERS
from simulation.world.world import World


class Workstation:
    """I14: from its opening to the end of its term a workstation brings ideas and R&D staff to its firm."""

    def __init__(self, name: str, settings: WorkstationSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.hosts = Awards()
        self.counted: Integers = np.zeros(0, dtype=np.int64)

    def decide(self, world: World) -> None:
        """Every quarter: open and close workstations. In the second quarter: call, rank, award."""
        self.keep(world)
        if self.purse.is_open(world) and world.quarter % 4 == FIRST_CALL:
            cost = self.cost(world)
            rows = self.applicants(world, cost)
            if len(rows):
                rows = rows[order(world, self.settings, rows, Question.WORKSTATION_SCORE)]
                self.award(world, rows, cost)
        self.count_bodies(world)

    @property
    def term(self) -> int:
        """Quarters from the opening to the end."""
        return 4 * self.settings.term_years

    def keep(self, world: World) -> None:
        """Forget workstations whose term is over or whose firm is gone."""
        self.hosts.keep(world, QUARTERS)
        only(self.hosts, world.quarter < self.hosts.begins + self.term)

    def are_open(self, world: World) -> Flags:
        """Which of the workstations have opened."""
        opened: Flags = self.hosts.begins <= world.quarter
        return opened

    def count_bodies(self, world: World) -> None:
        """Open workstations of a long enough term are bodies built with an institute (B23)."""
        rows = self.hosts.rows[self.are_open(world) & (self.term >= constant("cobuilt_body_term"))]
        now = np.bincount(world.firms.roster.town[rows], minlength=world.towns.count)
        world.towns.status.cobuilt_bodies[:] += now - (self.counted if len(self.counted) else 0)
        self.counted = now

    def cost(self, world: World) -> float:
        """What a workstation costs, 10,000 yuan; the cap limits the province's part."""
        cost, cap = nominal(world, constant("workstation_cost")), self.settings.cap
        part = self.settings.province_share * cost
        return cost if cap is None or part <= cap else cost * cap / part

    def applicants(self, world: World, cost: float) -> Integers:
        """Firms with an institute or much R&D that host none, hold their part in cash and expect to gain more.

        Ideas are valued as the R&D that would bring as many over the horizon of gains (3.2).
        """
        firms, used = world.firms, world.used
        research, sales = firms.research, firms.output.sales[:used]
        much = research.reported[:used] > constant("workstation_rd_share") * sales
        able = eligible_firms(world, self.settings.eligible) & (research.institution[:used] | much)
        able[self.hosts.rows] = False
        able &= has(firms.finance.cash[:used], self.parts(cost, 1)[2])
        rows = np.flatnonzero(able)
        added = prior_median(world, "workstation_patent_effect") * 4.0 * research.spending[rows]
        value = expected_value(world, rows, added * float(world.p.gain_horizon))
        expense = self.settings.private_share * cost + nominal(world, float(world.p.application_cost))
        return rows[firms.roster.belief[rows] * value > expense]

    def parts(self, cost: float, count: int) -> list[Integers]:
        """What province, town with its city and firm pay of each of `count` workstations, fen."""
        return split_fen(whole_fen(cost, count), self.settings.shares)

    def award(self, world: World, rows: Integers, cost: float) -> None:
        """As many as the money covers, best first; where a town cannot pay, the next on a reserve list as long."""
        towns = world.firms.roster.town
        rows = rows[affordable(world, self.purse, rows, *self.parts(cost, len(rows))[:2])]
        if len(rows) == 0:
            return
        province, local, own = self.parts(cost, len(rows))
        tills = till_of(world, rows)
        self.purse.grant(world, tills, province, towns[rows])
        pay_local(world, self.purse, towns[rows], tills, local)
        firms_pay(world, self.purse, rows, tills, own)
        world.ledger.pay(tills, world.chart.outside, province + local + own)
        effect = np.full(len(rows), float(world.p.workstation_patent_effect))
        self.hosts.grant(world, rows, effect, constant("workstation_delay"))

    def affect(self, world: World) -> None:
        """Hosts have more ideas per yuan of R&D, and their towns more R&D staff."""
        here = self.are_open(world)
        rows = self.hosts.rows[here]
        if len(rows) == 0:
            return
        size = np.array([ramp(int(age), 0, 0.0) for age in world.quarter - self.hosts.begins[here]])
        add_effect(world, IDEA, rows, self.hosts.amount[here] * size)
        np.add.at(world.towns.tally.added_staff, world.firms.roster.town[rows], constant("workstation_staff"))
