"""Pairs of towns in the oracle: who is paired, who pays, which firms move, and whose sales rise and fall."""

import math
from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.inputs.levers.regional_pairing import Settings
from simulation.rules.dice import Question
from simulation.world.firms import MARKET, PRODUCTIVITY, TRADE
from tests.oracle.delivering import add_effect, ask, delayed, eligible_towns, nominal
from tests.oracle.joint_projects import pays_together, under_cap
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import DISTRIBUTIONS
from tests.oracle.town_projects import best_first, finds_match

NAME = "regional_pairing"
DELAY, DELTA, LOCAL = 6, 0, 1


@dataclass(eq=False)
class Pair:
    """Two towns and the quarters of their park that were paid for."""

    sender: Town
    receiver: Town
    delay: int
    lived: int = 0
    is_paid: bool = False

    @property
    def step(self) -> int:
        """Quarters of effect so far."""
        return self.lived - self.delay


class PairingLever:
    """All pairs of a run."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pairs: list[Pair] = []

    def decide(self, world) -> None:
        """Pay once a year, old pairs before new ones; parks that are paid for grow and draw firms."""
        if world.quarter % 4 == 0:
            for pair in self.pairs:
                pair.is_paid = False
            if self.settings.runs_in(world.now):
                cost = nominal(constant("park_yearly_cost"), world)
                shares = under_cap(tuple(self.settings.shares), cost, self.settings.cap, LOCAL)
                for pair in self.pairs + self.proposals(world):
                    pair.is_paid = pays_together(
                        (NAME, self.settings.cap), [pair.receiver, pair.sender], cost, shares, world
                    )
                    if pair.is_paid and pair not in self.pairs:
                        self.pairs.append(pair)
        for pair in self.pairs:
            pair.lived += pair.is_paid
            if pair.is_paid and pair.step > 0:
                for firm in world.makers:
                    if firm.town is pair.sender and moves(firm, world):
                        firm.town = pair.receiver

    def proposals(self, world) -> list[Pair]:
        """The best receivers first, each with the town of the delta that sells most of its specialty."""
        busy = {town for pair in self.pairs for town in (pair.sender, pair.receiver)}
        free = [town for town in world.towns if finds_match(town, world) and town not in busy]
        senders = [town for town in free if town.certified and town.region == DELTA]
        receivers = [
            town for town in eligible_towns(self.settings.eligible, world) if town in free and town.region != DELTA
        ]
        found = []
        for receiver in best_first(receivers, Question.PAIRING, world):
            sector = receiver.specialty
            able = [town for town in senders if town.sales[sector] > 0.0 and sector != TRADE]
            if able:
                sender = max(able, key=lambda town, sector=sector: town.sales[sector])
                senders.remove(sender)
                found.append(Pair(sender, receiver, delayed(DELAY, world)))
        return found

    def affect(self, world) -> None:
        """Sales of both towns and productivity of the receiver."""
        for pair in self.pairs:
            if pair.step > 0:
                rise, fall = change_of(pair, world)
                for firm in world.makers:
                    if firm.town is pair.receiver:
                        add_effect(firm, MARKET, rise, world)
                        size = min(1.0, pair.step / 4)
                        add_effect(firm, PRODUCTIVITY, world.p.pairing_productivity_effect * size, world)
                    if firm.town is pair.sender:
                        add_effect(firm, MARKET, -fall, world)


def moves(firm: Firm, world) -> bool:
    """Whether a firm of the sender leaves this quarter."""
    chance = DISTRIBUTIONS.quarterly(constant("pairing_relocation_hazard"))
    return firm.margin < constant("pairing_low_margin") and ask(Question.RELOCATION, firm, world) < chance


def usual_sales(town: Town, world) -> float:
    """Of its industrial firms, markets aside."""
    return sum(firm.sales / math.exp(firm.market) for firm in world.makers if firm.town is town)


def change_of(pair: Pair, world) -> tuple[float, float]:
    """Log rise of the receiver's sales and log fall of the sender's: what is not new is taken from the sender."""
    mine, theirs = usual_sales(pair.receiver, world), usual_sales(pair.sender, world)
    if mine <= 0.0 or theirs <= 0.0:
        return 0.0, 0.0
    part = min(1.0, pair.step / (4.0 * constant("pairing_rise_time")))
    moved = 1.0 - world.p.pairing_created_share
    gain = mine * (math.exp(world.p.pairing_output_effect * part) - 1.0)
    gain = min(gain, constant("pairing_most_moved") * theirs / moved)
    return math.log(1.0 + gain / mine), -math.log(1.0 - moved * gain / theirs)
