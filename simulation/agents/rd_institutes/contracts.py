"""Contracts of firms with new institutes: who comes, whom an institute takes, what is paid and what is learnt (I02)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.agents.delivery import add_effect, ask, nominal, prior_median, till_of
from simulation.agents.programmes.calls import VALUE_SHARE, has
from simulation.phases.links import SEARCH_RATE
from simulation.rules.dice import Question
from simulation.world.firms import PRODUCTIVITY, Flags, Floats, Integers
from simulation.world.ledger import FEN, fen
from simulation.world.world import World

TERM = 12
"""Quarters of work after which a partner has learnt all there is for it to learn."""
QUARTERS_OF_A_YEAR = 4


class Offer(NamedTuple):
    """What one standing institute has for firms this quarter."""

    host: int
    town: int
    free: int
    attraction: Floats  # (towns, sectors)


class Seekers(NamedTuple):
    """Firms that turn to an institute this quarter, one entry each."""

    rows: Integers
    host: Integers
    strength: Floats
    die: Floats

    def only(self, held: Flags) -> "Seekers":
        """Without the others."""
        return Seekers(self.rows[held], self.host[held], self.strength[held], self.die[held])


class Contracts:
    """One entry per firm that works or has worked with an institute; it keeps what it has learnt while it lives."""

    def __init__(self) -> None:
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.identity: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self.host: Integers = np.zeros(0, dtype=np.int64)
        self.worked: Integers = np.zeros(0, dtype=np.int64)
        self.running: Flags = np.zeros(0, dtype=np.bool_)

    def forget(self, world: World) -> None:
        """Firms that are gone; contracts of the full term end."""
        roster = world.firms.roster
        alive = roster.above_scale[self.rows] & (roster.identity[self.rows] == self.identity)
        self.rows, self.identity, self.host = self.rows[alive], self.identity[alive], self.host[alive]
        self.worked = self.worked[alive]
        self.running = self.running[alive] & (self.worked < TERM)

    def end_with(self, host: int) -> None:
        """The institute closes."""
        self.running &= self.host != host

    def partners(self, hosts: int) -> Integers:
        """(institutes,) firms under contract now."""
        return np.bincount(self.host[self.running], minlength=hosts)

    def sign(self, world: World, offers: Sequence[Offer]) -> None:
        """Every institute takes the best that come: by closeness and field, then who came first, while places last."""
        offers = [offer for offer in offers if offer.free > 0]
        if not offers:
            return
        found = self.seekers(world, offers)
        taken = np.zeros(len(found.rows), dtype=np.bool_)
        order = np.lexsort((found.die, -found.strength))
        for offer in offers:
            mine = order[found.host[order] == offer.host]
            taken[mine[: offer.free]] = True
        new = found.only(taken)
        self.rows = np.concatenate([self.rows, new.rows])
        self.identity = np.concatenate([self.identity, world.firms.roster.identity[new.rows]])
        self.host = np.concatenate([self.host, new.host])
        self.worked = np.concatenate([self.worked, np.zeros(len(new.rows), dtype=np.int64)])
        self.running = np.concatenate([self.running, np.ones(len(new.rows), dtype=np.bool_)])

    def seekers(self, world: World, offers: Sequence[Offer]) -> Seekers:
        """Firms that never had a contract, look for help this quarter, and expect more of it than it costs."""
        roster, used = world.firms.roster, world.used
        strength, host = best_offers(world.towns.tally.sales.shape, offers)
        able = world.firms.is_industrial[:used]
        able[self.rows] = False
        rows = np.flatnonzero(able & (strength[roster.town[:used], roster.sector[:used]] > 0.0))
        place = (roster.town[rows], roster.sector[rows])
        found = Seekers(rows, host[place], strength[place], ask(world, Question.INSTITUTE_PARTNER, rows))
        found = found.only(found.die < SEARCH_RATE * found.strength)
        return found.only(wants_contract(world, found.rows))

    def work(self, world: World, towns: Integers) -> Integers:
        """A quarter under contract: the fee is paid and a little learnt; who cannot pay leaves.

        `towns` (institutes,) where each stands. Returns what each earned, fen.
        """
        fee = int(fen(price_of_year(world) / QUARTERS_OF_A_YEAR))
        self.running &= has(world.firms.finance.cash[self.rows], fee)
        rows, host = self.rows[self.running], self.host[self.running]
        amounts = np.full(len(rows), fee, dtype=np.int64)
        pay_fees(world, rows, world.chart.bodies + towns[host], amounts)
        self.worked = self.worked + self.running
        return np.bincount(host, minlength=len(towns)) * fee

    def teach(self, world: World) -> None:
        """Productivity of all who have worked with an institute: a twelfth of the effect for every quarter."""
        effect = float(world.p.institute_productivity_effect)
        add_effect(world, PRODUCTIVITY, self.rows, effect * self.worked / TERM)


def price_of_year(world: World) -> float:
    """What a contract costs a year, 10,000 yuan: the price of a research link."""
    return nominal(world, float(world.p.link_price))


def best_offers(shape: tuple[int, ...], offers: Sequence[Offer]) -> tuple[Floats, Integers]:
    """(towns, sectors) attraction of the institute with a free place that suits firms there best, and which it is."""
    strength, host = np.zeros(shape), np.full(shape, -1, dtype=np.int64)
    for offer in offers:
        better = offer.attraction > strength
        strength = np.where(better, offer.attraction, strength)
        host = np.where(better, offer.host, host)
    return strength, host


def wants_contract(world: World, rows: Integers) -> Flags:
    """Firms that hold the fee of a year and expect to gain more than the fees of the whole term and the forms (3.2)."""
    firms, price = world.firms, price_of_year(world)
    effect = prior_median(world, "institute_productivity_effect") * firms.roster.belief[rows]
    gain = effect * 4.0 * firms.output.sales[rows] * VALUE_SHARE * float(world.p.gain_horizon)
    cost = price * TERM / QUARTERS_OF_A_YEAR + nominal(world, float(world.p.application_cost))
    wants: Flags = (gain > cost) & has(firms.finance.cash[rows], int(fen(price)))
    return wants


def pay_fees(world: World, rows: Integers, bodies: Integers, amounts: Integers) -> None:
    """Firms pay institutes out of cash; institutes pay those who work for them. No policy money moves."""
    ledger, tills, outside = world.ledger, till_of(world, rows), world.chart.outside
    np.subtract.at(world.firms.finance.cash, rows, amounts / FEN)
    ledger.pay(outside, tills, amounts)
    ledger.pay(tills, bodies, amounts)
    ledger.pay(bodies, outside, amounts)
    world.firms.titles.cooperation_year[rows] += amounts / FEN
