"""A town of the Pearl River Delta paired with one outside: who moves, what one gains and the other loses (I11)."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulation.agents.delivery import add_effect, ask, relocate
from simulation.inputs.constants import constant
from simulation.rules.dice import Question
from simulation.world.firms import MARKET, PRODUCTIVITY, TRADE, Flags, Floats, Integers
from simulation.world.world import World

DELAY = 6
"""Quarters from the decision to the first effect (I11)."""
DELTA = 0
"""Region code of the Pearl River Delta."""
RAMP_QUARTERS = 4


@dataclass(eq=False)
class Pair:
    """A sender and a receiver with their park; it grows in the quarters that are paid for."""

    sender: int
    receiver: int
    delay: int
    lived: int = 0
    """Quarters of the park that were paid for."""
    is_paid: bool = True

    @property
    def towns(self) -> Integers:
        """Both; the park stands in the first."""
        return np.array([self.receiver, self.sender])

    @property
    def step(self) -> int:
        """Paid quarters since its first effect, that one included; 0 or less before."""
        return self.lived - self.delay


class Change(NamedTuple):
    """What a pair does to log sales of the receiving and of the sending town's firms."""

    rise: float
    fall: float


def matched(world: World, receivers: Integers, senders: Flags) -> list[tuple[int, int]]:
    """(sender, receiver): every receiver in turn gets the free sender that sells most of what it is known for.

    A town known for trade and services has no industry to match and gets none.
    """
    found, senders = [], senders.copy()
    for receiver in receivers[world.towns.place.specialty[receivers] != TRADE].tolist():
        sales = world.towns.tally.sales[:, world.towns.place.specialty[receiver]] * senders
        sender = int(np.argmax(sales))
        if sales[sender] > 0.0:
            senders[sender] = False
            found.append((sender, receiver))
    return found


def sales_change(receiver: float, sender: float, rise: float, created: float) -> Change:
    """Conserves money: of what the receiver gains only the created share is new, the rest leaves the sender.

    `receiver`, `sender` = their sales without the effect, `rise` = log rise of the receiver's sales. The sender gives
    no more than a stated part of its sales; where that binds, the receiver gains less.
    """
    if receiver <= 0.0 or sender <= 0.0:
        return Change(0.0, 0.0)
    gain = receiver * math.expm1(rise)
    gain = min(gain, constant("pairing_most_moved") * sender / max(1.0 - created, 1e-12))
    return Change(math.log1p(gain / receiver), -math.log1p(-(1.0 - created) * gain / sender))


def firms_of(world: World, town: int) -> Integers:
    """Rows of the industrial above-scale firms of a town."""
    return np.flatnonzero(world.firms.is_industrial[: world.used] & (world.firms.roster.town[: world.used] == town))


def usual_sales(world: World, rows: Integers) -> float:
    """Sales of these firms in the last quarter without what markets had added to them."""
    output = world.firms.output
    sales: Floats = output.sales[rows] * np.exp(-output.market[rows])
    return float(sales.sum())


def move(world: World, pair: Pair) -> Integers:
    """Some firms of low margin move from the sender to the receiver, with everything they have; returns them."""
    rows = firms_of(world, pair.sender)
    rows = rows[world.firms.finance.margin[rows] < constant("pairing_low_margin")]
    chance = 1.0 - (1.0 - constant("pairing_relocation_hazard")) ** 0.25
    movers: Integers = rows[ask(world, Question.RELOCATION, rows) < chance]
    relocate(world, movers, np.full(len(movers), pair.receiver))
    return movers


def part_reached(pair: Pair) -> float:
    """Part of the full rise of sales by now: a straight line over its years."""
    return min(1.0, max(0, pair.step) / (4.0 * constant("pairing_rise_time")))


def change_of(world: World, pair: Pair) -> Change:
    """What the pair does to sales by now."""
    p, reached = world.p, part_reached(pair)
    receiver, sender = (usual_sales(world, firms_of(world, town)) for town in (pair.receiver, pair.sender))
    return sales_change(receiver, sender, float(p.pairing_output_effect) * reached, float(p.pairing_created_share))


def work_on(world: World, pair: Pair) -> None:
    """Write what the pair does to the firms of both towns."""
    change, receivers = change_of(world, pair), firms_of(world, pair.receiver)
    add_effect(world, MARKET, receivers, change.rise)
    add_effect(world, MARKET, firms_of(world, pair.sender), -change.fall)
    reached = min(1.0, pair.step / RAMP_QUARTERS)
    add_effect(world, PRODUCTIVITY, receivers, float(world.p.pairing_productivity_effect) * reached)
