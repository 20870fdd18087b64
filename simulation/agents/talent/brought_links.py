"""Links that firms owe to a commissioner: most end with the post, some outlast it (I13)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.agents.delivery import ask
from simulation.agents.talent.posts import Posts, is_there
from simulation.inputs.constants import constant
from simulation.phases.draws import uniforms
from simulation.phases.links import SEARCH_RATE
from simulation.rules.dice import Question
from simulation.rules.distributions import logistic
from simulation.rules.knowledge import absorption
from simulation.rules.links import link_utility
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.world import World


class Seekers(NamedTuple):
    """Firms with a commissioner and no partner, as they went out to look for one, one entry each."""

    quarter: int
    rows: Integers
    identity: NDArray[np.uint64]
    knowledge: Floats
    known: Integers  # last partner
    match: Floats


class Bound(NamedTuple):
    """Links that end with a post, one entry each."""

    rows: Integers
    identity: NDArray[np.uint64]
    since: Integers  # when the link began
    until: Integers  # when the post ends


def seekers(world: World, rows: Integers) -> Seekers:
    """Those of these firms that have no partner, this quarter."""
    firms = world.firms
    rows = np.unique(rows)
    rows = rows[firms.titles.institute[rows] < 0]
    return Seekers(
        world.quarter,
        rows,
        firms.roster.identity[rows],
        firms.research.knowledge[rows].copy(),
        firms.titles.last_partner[rows].copy(),
        firms.channels.match[rows].copy(),
    )


def found_by_commissioner(world: World, asked: Seekers) -> Integers:
    """Places of the seekers that found a partner last quarter and without the commissioner would not have (Q15).

    The die of the search lies below the raised chance, as a link was formed, and above the usual one.
    """
    roster, titles = world.firms.roster, world.firms.titles
    formed = is_there(world, asked.rows, asked.identity) & (titles.institute[asked.rows] >= 0)
    formed &= titles.linked_since[asked.rows] == asked.quarter
    places = np.flatnonzero(formed)
    dice = world.dice._replace(quarter=asked.quarter)
    die = uniforms(dice, int(Question.LINK_SEARCH), roster.identity[asked.rows[places]])
    owed = np.array([die[n] >= usual_chance(world, asked, int(k)) for n, k in enumerate(places)], dtype=np.bool_)
    return places[owed]


def usual_chance(world: World, asked: Seekers, k: int) -> float:
    """Chance of the quarter that one seeker's link with its partner had without a commissioner."""
    row = asked.rows[k]
    town, sector = world.firms.roster.town[row], world.firms.roster.sector[row]
    partner = world.firms.titles.institute[row]
    capacity = absorption(asked.knowledge[k], world.anchors.half_stock[sector])
    place = (world.reach.proximity[sector, partner], capacity, world.reach.distance[town, partner])
    wish = link_utility(*place, bool(asked.known[k] == partner), world.p)
    return float(SEARCH_RATE * logistic(wish + world.anchors.link_intercept + asked.match[k]))


class BroughtLinks:
    """Follows the links that commissioners bring until the post is over."""

    def __init__(self) -> None:
        whole = np.zeros(0, dtype=np.int64)
        self.asked: Seekers | None = None
        self.bound = Bound(whole, np.zeros(0, dtype=np.uint64), whole, whole)

    def watch(self, world: World, rows: Integers) -> None:
        """Note who looks for a partner with a commissioner this quarter."""
        self.asked = seekers(world, rows)

    def settle(self, world: World, posts: Posts) -> None:
        """Decide which of last quarter's links will outlast the post; end those that do not when it is over.

        `posts` still holds those that end this quarter.
        """
        if self.asked is not None:
            self.bind(world, self.asked, posts)
            self.asked = None
        titles, bound = world.firms.titles, self.bound
        over = bound.until <= world.quarter
        held = is_there(world, bound.rows, bound.identity) & (titles.institute[bound.rows] >= 0)
        ends: Flags = over & held & (titles.linked_since[bound.rows] == bound.since)
        titles.linked_until[bound.rows[ends]] = world.quarter
        titles.policy_link[bound.rows[ends]] = True
        self.bound = Bound._make(column[~over] for column in bound)

    def bind(self, world: World, asked: Seekers, posts: Posts) -> None:
        """Of the links owed to a commissioner only the lasting share outlives the firm's last post."""
        rows = asked.rows[found_by_commissioner(world, asked)]
        rows = rows[ask(world, Question.COMMISSIONER_LASTING, rows) >= constant("commissioner_lasting_share")]
        until = np.array([posts.ends[posts.rows == row].max() for row in rows], dtype=np.int64)
        since = np.full(len(rows), asked.quarter, dtype=np.int64)
        new = Bound(rows, world.firms.roster.identity[rows], since, until)
        self.bound = Bound._make(np.concatenate(pair) for pair in zip(self.bound, new, strict=True))
