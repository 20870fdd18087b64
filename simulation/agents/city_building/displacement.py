"""Whom cleared land displaces: the least productive firms of the town; some close, most move, few of them far (I31)."""

import numpy as np

from simulation.agents.delivery import ask_towns, relocate
from simulation.inputs.constants import constant
from simulation.phases import turnover
from simulation.phases.draws import uniform_pairs
from simulation.rules.dice import Question
from simulation.world.birth.town_birth import place_of_die
from simulation.world.firms import Floats, Integers
from simulation.world.world import World


def industrial_firms(world: World) -> Integers:
    """(towns,) above-scale industrial firms there are now."""
    used = world.used
    here = world.firms.roster.town[:used][world.firms.is_industrial[:used]]
    return np.bincount(here, minlength=world.towns.count)


def numbers_displaced(world: World, rows: Integers, share: Floats) -> Integers:
    """How many firms these shares of the towns' land hold: every firm as much as another, a part of one by a die."""
    exact = share * industrial_firms(world)[rows]
    whole = np.floor(exact)
    numbers: Integers = whole.astype(np.int64) + (ask_towns(world, Question.LAND_DISPLACED, rows) < exact - whole)
    return numbers


def least_productive(world: World, rows: Integers, numbers: Integers) -> Integers:
    """The firms that stand for plots of low output: so many of each of these towns, the least productive ones."""
    firms, used = world.firms, world.used
    wanted = np.zeros(world.towns.count, dtype=np.int64)
    wanted[rows] = numbers
    town = firms.roster.town[:used]
    able = np.flatnonzero(firms.is_industrial[:used] & (wanted[town] > 0))
    level = firms.output.productivity[able] + firms.output.shock[able]
    able = able[np.lexsort((level, town[able]))]
    town = town[able]
    place = np.arange(len(able)) - np.searchsorted(town, town)
    return able[place < wanted[town]]


def fates(world: World, rows: Integers) -> tuple[Integers, Integers, Floats]:
    """Which of these firms close, which leave their town, and the dice that say where the latter go."""
    fate, whither = uniform_pairs(world.dice_now(), int(Question.LAND_MOVE), world.firms.roster.identity[rows])
    closing = float(world.p.land_displaced_exit_share)
    closes = fate < closing
    leaves = fate >= closing + (1.0 - closing) * constant("land_moves_within_town")
    return rows[closes], rows[leaves], whither[leaves]


def destination(world: World, row: int, die: float) -> int:
    """Another certified town, the likelier the nearer and the more firms of the sector it has; if none, the own."""
    roster, towns = world.firms.roster, world.towns
    own = int(roster.town[row])
    pull = world.reach.weights[own] * towns.tally.firms[:, roster.sector[row]] * towns.status.certified
    pull[own] = 0.0
    sums = np.cumsum(pull)
    return place_of_die(sums, die) if sums[-1] > 0.0 else own


def displace(world: World, rows: Integers) -> tuple[int, int]:
    """Close the firms that do not go on and move those that leave their town; returns how many of each there were."""
    closing, leaving, dice = fates(world, rows)
    places = [destination(world, int(row), float(die)) for row, die in zip(leaving, dice, strict=True)]
    towns = np.array(places, dtype=np.int64)
    moved = int(np.count_nonzero(towns != world.firms.roster.town[leaving]))
    relocate(world, leaving, towns)
    turnover.close(world.firms, world.towns.tally, world.flow, world.institutes.live, closing)
    return len(closing), moved
