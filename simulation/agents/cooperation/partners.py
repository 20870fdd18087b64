"""Which institute a firm would do a project with: it hears of three and proposes to the one it likes best (Q15)."""

from typing import NamedTuple

import numpy as np

from simulation.phases.draws import uniform_pairs
from simulation.rules.dice import Question
from simulation.rules.links import NEAR
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.world import World


class Proposals(NamedTuple):
    """Firms that want a project, one row each."""

    rows: Integers
    partners: Integers
    liking: Floats  # how well the institute likes the firm: field and past link (3.5)
    die: Floats  # eagerness: who asks first among those an institute likes alike

    def only(self, kept: Flags | Integers) -> "Proposals":
        """Some of them."""
        return type(self)._make(column[kept] for column in self)

    def best_first(self) -> "Proposals":
        """In the order in which institutes look at them."""
        return self.only(np.lexsort((self.die, -self.liking)))


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(-x))."""
    chance: Floats = 1.0 / (1.0 + np.exp(-x))
    return chance


def drawn_by_weight(cumulative: Floats, dice: Floats) -> Integers:
    """(n, 3) three different places in each row of running sums of weights, by weight without replacement.

    `dice` (3, n). Each die is laid over the weights that are still there.
    """
    weights = np.diff(cumulative, axis=1, prepend=0.0)
    chosen = np.empty((len(cumulative), 3), dtype=np.int64)
    every, last = np.arange(len(cumulative)), cumulative.shape[1] - 1
    for draw in range(3):
        sums = np.cumsum(weights, axis=1)
        passed = (sums <= (dice[draw] * sums[:, -1])[:, None]).sum(axis=1)
        chosen[:, draw] = np.minimum(passed, last)
        weights[every, chosen[:, draw]] = 0.0
    return chosen


def proposals(world: World, rows: Integers, public_share: float) -> Proposals:
    """Who of these firms without a partner proposes a project to whom, where public money pays a part of the price.

    One look a year, as often as a firm searches by itself; accepted with the probability of Q15 at the lower price.
    """
    p, roster, reach = world.p, world.firms.roster, world.reach
    base = world.anchors.link_intercept - float(p.link_price_effect * p.link_price) * (1.0 - public_share)
    die, first = uniform_pairs(world.dice_now(), int(Question.COOPERATION_PROJECT), roster.identity[rows])
    knowledge = world.firms.research.knowledge[rows]
    skill = base + float(p.link_absorption_effect) * knowledge / (
        knowledge + world.anchors.half_stock[roster.sector[rows]]
    )
    close = die < logistic(skill + float(p.link_proximity_effect) + max(0.0, float(p.link_memory_effect)))
    rows, die, first, skill = rows[close], die[close], first[close], skill[close]
    second, third = uniform_pairs(world.dice_now(), int(Question.COOPERATION_PARTNER), roster.identity[rows])
    town, sector = roster.town[rows], roster.sector[rows]
    heard = drawn_by_weight(reach.cumulative[town, sector], np.array([first, second, third]))
    liking = institutes_like(world, rows, heard)
    wish = liking - float(p.link_distance_effect) * np.log1p(reach.distance[town[:, None], heard] / NEAR)
    best = (np.arange(len(rows)), np.argmax(wish, axis=1))
    found = Proposals(rows, heard[best], liking[best], die)
    return found.only(die < logistic(skill + wish[best]))


def institutes_like(world: World, rows: Integers, institutes: Integers) -> Floats:
    """(n, 3) what makes institutes and firms suit each other: field and past link."""
    p, firms = world.p, world.firms
    field = world.reach.proximity[firms.roster.sector[rows][:, None], institutes]
    known = firms.titles.last_partner[rows][:, None] == institutes
    liking: Floats = float(p.link_proximity_effect) * field + float(p.link_memory_effect) * known
    return liking


def with_room(partners: Integers, room: Integers) -> Flags:
    """Which of these proposals, in order, find a place at their institute."""
    left, accepted = room.copy(), np.zeros(len(partners), dtype=np.bool_)
    for k, partner in enumerate(partners):
        accepted[k] = left[partner] > 0
        left[partner] -= accepted[k]
    return accepted
