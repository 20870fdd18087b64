"""Which institute a firm would do a project with: it hears of three and proposes to the one it likes best (Q15)."""

from typing import NamedTuple

import numpy as np

from simulation.phases.draws import uniform_pairs
from simulation.phases.links import sample_three
from simulation.rules.compiled import phase
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

    def best_liked(self) -> Integers:
        """Their places in the order in which institutes look at them."""
        return np.lexsort((self.die, -self.liking))


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(-x))."""
    chance: Floats = 1.0 / (1.0 + np.exp(-x))
    return chance


def proposals(world: World, rows: Integers, public_share: float) -> Proposals:
    """Who of these firms without a partner proposes a project to whom, where public money pays a part of the price.

    One look a year, as often as a firm searches by itself; accepted with the probability of Q15 at the lower price.
    """
    p, roster, reach = world.p, world.firms.roster, world.reach
    base = world.anchors.link_intercept - float(p.link_price_effect * p.link_price) * (1.0 - public_share)
    die, first = uniform_pairs(world.dice_now(), int(Question.COOPERATION_PROJECT), roster.identity[rows])
    skill = base + float(p.link_absorption_effect) * absorptive(world, rows)
    close = die < logistic(skill + most_wished(world, rows))
    rows, die, first, skill = rows[close], die[close], first[close], skill[close]
    second, third = uniform_pairs(world.dice_now(), int(Question.COOPERATION_PARTNER), roster.identity[rows])
    town, sector = roster.town[rows], roster.sector[rows]
    heard = heard_of(reach.cumulative, town, sector, np.array([first, second, third]))
    liking = institutes_like(world, rows, heard)
    wish = liking - float(p.link_distance_effect) * np.log1p(reach.distance[town[:, None], heard] / NEAR)
    best = (np.arange(len(rows)), np.argmax(wish, axis=1))
    found = Proposals(rows, heard[best], liking[best], die)
    return found.only(die < logistic(skill + wish[best]))


@phase
def heard_of(cumulative: Floats, town: Integers, sector: Integers, dice: Floats) -> Integers:
    """(n, 3) institutes that firms of these towns and sectors hear of, by weight without replacement; `dice` (3, n)."""
    heard = np.empty((town.shape[0], 3), dtype=np.int64)
    for k in range(town.shape[0]):
        heard[k] = sample_three(cumulative[town[k], sector[k]], (dice[0, k], dice[1, k], dice[2, k]))
    return heard


def absorptive(world: World, rows: Integers) -> Floats:
    """How much of what others know these firms can use, between 0 and 1 (Q2)."""
    knowledge = world.firms.research.knowledge[rows]
    able: Floats = knowledge / (knowledge + world.anchors.half_stock[world.firms.roster.sector[rows]])
    return able


def most_wished(world: World, rows: Integers) -> Floats:
    """No institute could be wished for more than this: the same field, the nearest place, an old partner."""
    p, roster = world.p, world.firms.roster
    nearest = np.log1p(world.reach.distance.min(axis=1) / NEAR)[roster.town[rows]]
    known = world.firms.titles.last_partner[rows] >= 0
    most: Floats = float(p.link_memory_effect) * known - float(p.link_distance_effect) * nearest
    return most + float(p.link_proximity_effect)


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
