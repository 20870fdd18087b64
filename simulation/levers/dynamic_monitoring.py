"""Clause 4.4, dynamic monitoring: recipients are audited, figures checked, towns that keep failing lose the title."""

import numpy as np

from simulation.agents.audit import AuditOffice, caught, claw_back, order_of_audits
from simulation.agents.delivery import asked_of, delayed, eligible_towns, nominal, town_columns, whole_fen
from simulation.agents.pots import first_within
from simulation.agents.province import statistics_of
from simulation.agents.purse import Purse
from simulation.inputs.constants import constant
from simulation.inputs.levers.dynamic_monitoring import Settings
from simulation.rules.links import ramp
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.world import World

CLAUSE = "4.4"
TITLE = {"en": "Dynamic monitoring", "zh": "动态监测"}
INSTRUMENTS = {"dynamic_monitoring": "G4"}
SERVES = ("towns",)
READS = ("town.certified", "awards", "diverted money", "index score")
WRITES = ("safeguards", "cash", "bans", "titles of towns")

AUDIT_QUARTER = 1
"""Quarter of the year, counted from 0, in which last year is looked at (3.1)."""


class Lever:
    """G4: in force in years with money, while any certified town is monitored."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.office: AuditOffice | None = None
        self.since = -1
        self.delay = 0
        self.low: dict[int, set[int]] = {}
        """Rows of the towns that were reviewed and found in danger, by year of the statistics."""

    def decide(self, world: World) -> None:
        """Second quarter: review the towns, then audit recipients of last year's money as far as this year's goes."""
        if self.office is None:
            self.office = AuditOffice(world)
        if not self.in_force(world):
            return
        if self.since < 0:
            self.since, self.delay = world.quarter, delayed(world, constant("monitoring_delay"))
        self.deter(world)
        if world.quarter % 4 == AUDIT_QUARTER:
            self.review(world)
            self.audit(world, self.office)

    def in_force(self, world: World) -> bool:
        """Whether the lever is open, has money this year, and watches any town."""
        return (
            self.purse.has_money(world)
            and self.purse.is_open(world)
            and bool(eligible_towns(world, self.settings.eligible).any())
        )

    def deter(self, world: World) -> None:
        """Others divert less, towns dress up less, and projects are judged with less noise, from the fifth quarter."""
        safeguards, grown = world.safeguards, ramp(world.quarter - self.since, self.delay, 0.0)
        safeguards.target_pressure = True
        safeguards.misuse = 1.0 - constant("misuse_deterred") * grown
        safeguards.over_reporting = 1.0 - constant("over_reporting_deterred") * grown
        safeguards.ranking_noise = 1.0 - constant("ranking_noise_removed") * grown

    def review(self, world: World) -> None:
        """Look at the towns from the lowest score up; those in danger two years running lose the title."""
        year = world.year - 1
        if 4 * year < self.since:
            return  # nobody is judged by a year that began before the rule
        scores = statistics_of(world).scores()
        rows = self.reviewed(world, scores)
        mark = np.percentile(scores[world.towns.place.cohort_2015], constant("withdrawal_percentile"))
        self.low[year] = set(rows[scores[rows] < mark].tolist())
        if self.settings.withdrawal:
            self.withdraw(world, rows, year)

    def reviewed(self, world: World, scores: Floats) -> Integers:
        """Monitored towns by score, the lowest first, as many as the money allows to look at; pays for them."""
        rows = np.flatnonzero(eligible_towns(world, self.settings.eligible))
        rows = rows[np.argsort(scores[rows], kind="stable")]
        return rows[: self.buy(world, len(rows), constant("town_review_cost"))]

    def withdraw(self, world: World, rows: Integers, year: int) -> None:
        """The lowest of those in danger in this year's and last year's statistics, up to so many, lose the title."""
        twice = self.low[year] & self.low.get(year - 1, set())
        leaving = [row for row in rows.tolist() if row in twice][: int(constant("titles_withdrawn_most"))]
        world.towns.status.certified[leaving] = False
        self.low[year] -= set(leaving)

    def audit(self, world: World, office: AuditOffice) -> None:
        """Recipients are drawn by lot; those found out pay back and may not apply for some years."""
        rows, diverted = office.recipients()
        watched: Flags = asked_of(self.settings.eligible, town_columns(world, self.settings.eligible))
        inside = watched[world.firms.roster.town[rows]]
        rows, diverted = rows[inside], diverted[inside]
        looked_at = order_of_audits(world, rows)[: self.buy(world, len(rows), constant("audit_cost"))]
        rows, diverted = rows[looked_at], diverted[looked_at]
        found = caught(world, rows, diverted)
        if found.any():
            claw_back(world, rows[found], diverted[found])
            world.firms.titles.banned_until[rows[found]] = world.quarter + int(constant("audit_ban"))

    def buy(self, world: World, wanted: int, cost: float) -> int:
        """Pay for as many looks at this cost (10,000 yuan, prices of 2015) as are wanted and the year's money buys."""
        price = whole_fen(nominal(world, cost), wanted)
        count = first_within(price, self.purse.left(world))
        if count:
            self.purse.pay(world, "province", (world.chart.province, world.chart.outside), price[:count])
        return count

    def affect(self, world: World) -> None:
        """What is written stands in the safeguards, which every lever reads when it delivers."""
