"""How a call for projects works: what applicants expect of an award, how the province ranks them (model.md 3.2)."""

import numpy as np
from numpy.typing import NDArray

from simulation.agents.delivery import Awards, delayed, prior_median
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.ledger import FEN
from simulation.world.world import World

FIRST_CALL, TITLE_CALL = 1, 2
"""Quarter of the year, counted from 0, in which firms apply for money, and in which they file for titles (3.1)."""
VALUE_SHARE = 0.25
"""Part of a rise of sales that an applicant counts as its own gain (3.2)."""
MEMORY = 8
"""Quarters after which bought R&D leaves no direct effect (I07; I33: four of delay and four of spending)."""
PARTS = 4
"""Quarters over which bought R&D is spent."""


def expected_value(world: World, rows: Integers, research: float | Floats) -> Floats:
    """What these firms believe that added R&D (10,000 yuan) is worth to them, 10,000 yuan, before their own belief.

    The knowledge gain of Q2 at the middle of its priors x yearly sales x value share x horizon (3.2).
    """
    firms = world.firms
    half = world.anchors.half_stock[firms.roster.sector[rows]]
    slope = prior_median(world, "knowledge_output_elasticity") * (1.0 + prior_median(world, "absorption_half_stock"))
    gain = slope * np.log1p(research / (firms.research.knowledge[rows] + half))
    value: Floats = gain * 4.0 * firms.output.sales[rows] * VALUE_SHARE * float(world.p.gain_horizon)
    return value


def has(money: Floats, amount: int | Integers) -> Flags:
    """Which firms hold at least this amount; money in 10,000 yuan, amount in fen."""
    enough: Flags = money >= np.asarray(amount) / FEN
    return enough


def only(awards: Awards, held: Flags) -> None:
    """Forget the other awards."""
    awards.rows, awards.identity = awards.rows[held], awards.identity[held]
    awards.since, awards.amount = awards.since[held], awards.amount[held]
    awards.begins = awards.begins[held]


class BoughtResearch:
    """R&D that awards buy: equal parts over four quarters, the first `delay` quarters after the award (G1: sooner)."""

    def __init__(self, delay: int) -> None:
        self.delay = delay
        self.awards = Awards()

    def add(self, world: World, rows: Integers, amount: Floats) -> None:
        """Awards of this quarter; `amount` = R&D they will add in all, 10,000 yuan."""
        self.awards.grant(world, rows, amount, self.delay)

    def spend(self, world: World) -> None:
        """Add this quarter's part to the R&D of the firms that are still there; they report what they spend."""
        awards, channels = self.awards, world.firms.channels
        awards.keep(world, MEMORY)
        due = (world.quarter >= awards.begins) & (world.quarter < awards.begins + PARTS)
        rows, part = awards.rows[due], awards.amount[due] / PARTS
        np.add.at(channels.grant, rows, part)
        np.add.at(channels.told_grant, rows, part)


class ProjectMoney:
    """Money of projects under way: held in the tills of the firms' towns, released in four parts as work is done."""

    def __init__(self, delay: int) -> None:
        self.delay = delay
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.identity: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self.begins: Integers = np.zeros(0, dtype=np.int64)
        self.till: Integers = np.zeros(0, dtype=np.int64)
        self.total: Integers = np.zeros(0, dtype=np.int64)

    def hold(self, world: World, rows: Integers, total: Integers) -> None:
        """Note money (fen) that has reached the tills this quarter."""
        roster = world.firms.roster
        self.rows = np.concatenate([self.rows, rows])
        self.identity = np.concatenate([self.identity, roster.identity[rows]])
        begins = world.quarter + delayed(world, self.delay)
        self.begins = np.concatenate([self.begins, np.full(len(rows), begins, dtype=np.int64)])
        self.till = np.concatenate([self.till, world.chart.tills + roster.town[rows]])
        self.total = np.concatenate([self.total, total])

    def release(self, world: World) -> None:
        """Pay this quarter's parts into the firms' cash; what a firm that is gone has not used leaves the programme."""
        roster, step = world.firms.roster, world.quarter - self.begins
        alive = roster.above_scale[self.rows] & (roster.identity[self.rows] == self.identity)
        before, after = (self.total * np.clip(step + k, 0, PARTS) // PARTS for k in (0, 1))
        due = np.where(alive, after, self.total) - before
        world.ledger.pay(self.till, world.chart.outside, due)
        np.add.at(world.firms.finance.cash, self.rows[alive], due[alive] / FEN)
        running = alive & (step < PARTS - 1)
        self.rows, self.identity, self.begins = self.rows[running], self.identity[running], self.begins[running]
        self.till, self.total = self.till[running], self.total[running]
