"""Clause 3.2.2, pairing across regions: a town of the Pearl River Delta builds a park with a town outside it."""

from simulation.agents.delivery import delayed, eligible_towns, nominal
from simulation.agents.joint_projects import pay_together, within_cap
from simulation.agents.pairs import DELAY, DELTA, Pair, matched, move, work_on
from simulation.agents.purse import Purse
from simulation.agents.town_projects import in_order, match_found
from simulation.inputs.constants import constant
from simulation.inputs.levers.regional_pairing import Settings
from simulation.rules.dice import Question
from simulation.world.world import World

CLAUSE = "3.2.2"
TITLE = {"en": "Regional pairing", "zh": "珠三角与粤东西北对接"}
INSTRUMENTS = {"regional_pairing": "I11"}
SERVES = ("gdp", "towns_10bn")
READS = ("town.region", "specialty", "sales of towns", "margin", "index gap", "town and city money")
WRITES = ("market", "productivity", "place")


class Lever:
    """I11: firms and sales move from sender to receiver, a part of the receiver's sales is new; a park stays."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.pairs: list[Pair] = []

    def decide(self, world: World) -> None:
        """In the first quarter: pay for parks, pair more towns. Every quarter: parks grow, firms move."""
        if world.quarter % 4 == 0:
            for pair in self.pairs:
                pair.is_paid = False
            if self.purse.is_open(world) and self.purse.left(world) > 0:
                self.fund(world)
        for pair in self.pairs:
            if pair.is_paid:
                pair.lived += 1
                if pair.step > 0:
                    move(world, pair)

    def fund(self, world: World) -> None:
        """Old pairs first, in their order, then new ones, as many as the money covers."""
        cost = nominal(world, constant("park_yearly_cost"))
        shares = within_cap(self.settings.shares, cost, self.settings.cap, "local")
        for pairs in (self.pairs, self.proposals(world)):
            paid = pay_together(world, self.purse, [pair.towns for pair in pairs], cost, shares)
            for pair, is_paid in zip(pairs, paid.tolist(), strict=True):
                pair.is_paid = is_paid
                if is_paid and pair not in self.pairs:
                    self.pairs.append(pair)

    def proposals(self, world: World) -> list[Pair]:
        """Pairs by industry, for the receivers with the best score first; a town is in one pair at most."""
        able = match_found(world).copy()
        for pair in self.pairs:
            able[pair.towns] = False
        delta = world.towns.place.region == DELTA
        receives = eligible_towns(world, self.settings.eligible) & ~delta & able
        senders = world.towns.status.certified & delta & able
        delay = delayed(world, DELAY)
        order = in_order(world, self.settings, receives, Question.PAIRING)
        return [Pair(sender, receiver, delay) for sender, receiver in matched(world, order, senders)]

    def affect(self, world: World) -> None:
        """Sales and productivity of both towns, as far as their park has grown."""
        for pair in self.pairs:
            if pair.step > 0:
                work_on(world, pair)
