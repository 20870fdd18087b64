"""The audit office of clause 4.4: it keeps who got how much public money, and looks at some of them a year later."""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from simulation.agents.actor import Actor
from simulation.agents.delivery import ask, till_of
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.ledger import FEN, fen
from simulation.world.world import World


class AuditOffice(Actor):
    """Exists where a scenario monitors; programmes note there whom they pay and what of it is not used as meant."""

    def __init__(self, model: World) -> None:
        super().__init__(model)
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.identity: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self.year: Integers = np.zeros(0, dtype=np.int64)
        self.diverted: Floats = np.zeros(0)

    def note(self, rows: Integers, diverted: Floats) -> None:
        """Firms paid this quarter, with what each keeps for other ends, 10,000 yuan."""
        self.rows = np.concatenate([self.rows, rows])
        self.identity = np.concatenate([self.identity, self.world.firms.roster.identity[rows]])
        self.year = np.concatenate([self.year, np.full(len(rows), self.world.year, dtype=np.int64)])
        self.diverted = np.concatenate([self.diverted, diverted])

    def recipients(self) -> tuple[Integers, Floats]:
        """Firms paid last calendar year that are still there, each once, by slot, with all they diverted of it."""
        roster, last = self.world.firms.roster, self.world.year - 1
        recent = self.year >= last
        self.rows, self.identity = self.rows[recent], self.identity[recent]
        self.year, self.diverted = self.year[recent], self.diverted[recent]
        there = roster.above_scale[self.rows] & (roster.identity[self.rows] == self.identity) & (self.year == last)
        rows, place = np.unique(self.rows[there], return_inverse=True)
        return rows, np.bincount(place, self.diverted[there], minlength=len(rows)).astype(np.float64)


def note_recipients(world: World, rows: Integers, diverted: Floats) -> None:
    """Tell the audit office, if there is one, whom a programme has paid and what of it is diverted, 10,000 yuan."""
    for office in world.agents_by_type.get(AuditOffice, ()):
        cast(AuditOffice, office).note(rows, diverted)


def order_of_audits(world: World, rows: Integers) -> Integers:
    """Places of the recipients in the order of a lottery."""
    return np.argsort(ask(world, Question.AUDIT, rows), kind="stable")


def caught(world: World, rows: Integers, diverted: Floats) -> Flags:
    """Which of the audited firms are found to have diverted money."""
    found: Flags = ask(world, Question.AUDIT_FOUND, rows) < float(world.p.misuse_detection_rate)
    return found & (diverted > 0.0)


def claw_back(world: World, rows: Integers, diverted: Floats) -> None:
    """What was diverted leaves the firms' cash for the till of their town, the province, and the treasury."""
    amounts, tills, chart = fen(diverted), till_of(world, rows), world.chart
    np.subtract.at(world.firms.finance.cash, rows, amounts / FEN)
    world.ledger.pay(chart.outside, tills, amounts)
    world.ledger.pay(tills, chart.province, amounts)
    world.ledger.pay(chart.province, chart.outside, np.array([amounts.sum()]))
