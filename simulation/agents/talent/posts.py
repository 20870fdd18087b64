"""Posts of science and technology commissioners: who is sent to which firm, from where, and for how long."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.constants import constant
from simulation.rules.compiled import phase
from simulation.rules.links import ramp
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.world import World


class Posts(NamedTuple):
    """Columns with one entry per post, in the order in which posts were given."""

    rows: Integers
    identity: NDArray[np.uint64]
    begins: Integers  # quarter of arrival
    ends: Integers  # first quarter without the commissioner
    institute: Integers  # that sends

    def lasting(self, world: World) -> "Posts":
        """Those that are not over, in firms that are still there."""
        return self.only((self.ends > world.quarter) & is_there(world, self.rows, self.identity))

    def only(self, held: Flags) -> "Posts":
        """These posts."""
        return Posts._make(column[held] for column in self)

    def and_also(self, others: "Posts") -> "Posts":
        """These, then the others."""
        return Posts._make(np.concatenate(pair) for pair in zip(self, others, strict=True))

    def chances(self, quarter: int, effect: float) -> tuple[Integers, Floats]:
        """Firms and what each commissioner in them adds to the yearly chance of a link; a second one adds less."""
        here = self.only((self.begins <= quarter) & (quarter < self.ends))
        size = effect * np.array([ramp(int(age), 0, 0.0) for age in quarter - here.begins])
        second = np.ones(len(here.rows), dtype=np.bool_)
        second[np.unique(here.rows, return_index=True)[1]] = False
        return here.rows, np.where(second, constant("commissioner_second"), 1.0) * size


def no_posts() -> Posts:
    """None yet."""
    whole = np.zeros(0, dtype=np.int64)
    return Posts(whole, np.zeros(0, dtype=np.uint64), whole, whole, whole)


def is_there(world: World, rows: Integers, identity: NDArray[np.uint64]) -> Flags:
    """Whether these firms are still above scale (the slot still holds the same identity)."""
    roster = world.firms.roster
    there: Flags = roster.above_scale[rows] & (roster.identity[rows] == identity)
    return there


def staff_left(world: World, posts: Posts) -> Integers:
    """(institutes,) commissioners that every institute can still send: a part of its science staff, less those away."""
    most = np.floor(constant("commissioner_staff_share") * world.institutes.science_staff).astype(np.int64)
    away = np.bincount(posts.institute, minlength=len(most))
    left: Integers = np.maximum(0, most - away)
    return left


def senders(world: World, rows: Integers, left: Integers) -> Integers:
    """For each firm in turn the institute nearest to its field that still has staff, of several the closest by.

    `left` (institutes,) must hold enough for all.
    """
    roster, reach = world.firms.roster, world.reach
    where = (roster.town[rows], roster.sector[rows])
    chosen: Integers = nearest_in_field(where, (reach.distance, reach.proximity), left.copy())
    return chosen


@phase
def nearest_in_field(where: tuple[Integers, Integers], reach: tuple[Floats, Floats], left: Integers) -> Integers:
    """(firms,) one institute after the other: closest field, then shortest way, then first in the table.

    `where` = town and sector of the firms; `reach` = km (towns, institutes) and closeness of fields (sectors,
    institutes); `left` (institutes,) is used up.
    """
    (town, sector), (distance, proximity) = where, reach
    chosen = np.zeros(town.shape[0], dtype=np.int64)
    for firm in range(town.shape[0]):
        best = -1
        for k in range(left.shape[0]):
            if left[k] <= 0:
                continue
            if best < 0:
                best = k
                continue
            gain = proximity[sector[firm], k] - proximity[sector[firm], best]
            if gain > 0.0 or (gain == 0.0 and distance[town[firm], k] < distance[town[firm], best]):
                best = k
        chosen[firm] = best
        left[best] -= 1
    return chosen
