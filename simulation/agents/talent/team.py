"""Innovation teams and leading talent: towns host teams that found research-intensive start-ups a year later."""

from typing import NamedTuple

import numpy as np

from simulation.agents.delivery import ask_towns, delayed, eligible_towns, nominal
from simulation.agents.purse import Purse
from simulation.agents.town_projects import fund, in_order, match_found
from simulation.inputs.constants import constant
from simulation.inputs.levers.talent import TeamSettings
from simulation.measuring.firm_counts import staff_of
from simulation.measuring.town_year import staff_cost
from simulation.phases.draws import uniform_pairs
from simulation.phases.start_ups import found_start_ups
from simulation.rules.dice import Question
from simulation.world.firms import TRADE, Floats, Integers
from simulation.world.start_ups import TEAM
from simulation.world.world import World


class Teams(NamedTuple):
    """Teams that have their money and no start-up yet, one entry each, in the order of the awards."""

    town: Integers
    founds: Integers  # quarter of the start-ups
    size: Floats  # money over that of a usual team


class Team:
    """I15: about one start-up per team; half of the teams would have come to another town and count as moved."""

    def __init__(self, name: str, settings: TeamSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        whole = np.zeros(0, dtype=np.int64)
        self.teams = Teams(whole, whole, np.zeros(0))

    def decide(self, world: World) -> None:
        """Found the start-ups that are due; in the first quarter of a year fund the best teams."""
        self.found(world)
        if self.purse.is_open(world) and world.quarter % 4 == 0:
            self.start(world)

    def start(self, world: World) -> None:
        """Towns that find their share bid for one team each, the province ranks. A cap makes teams smaller."""
        able = eligible_towns(world, self.settings.eligible) & match_found(world)
        able[self.teams.town] = False
        usual, cap = nominal(world, float(world.p.team_cost)), self.settings.cap
        part = self.settings.province_share * usual
        size = 1.0 if cap is None or part <= cap else cap / part
        hosts = in_order(world, self.settings, able, Question.TEAM)
        hosts = fund(
            world, self.purse, hosts, size * usual, self.settings.shares, lambda paid: world.chart.bodies + paid
        )
        founds = np.full(len(hosts), world.quarter + delayed(world, constant("team_delay")), dtype=np.int64)
        new = Teams(hosts, founds, np.full(len(hosts), size))
        self.teams = Teams._make(np.concatenate(pair) for pair in zip(self.teams, new, strict=True))

    def found(self, world: World) -> None:
        """Teams whose year is over found their start-ups, all of one call."""
        due = self.teams.founds == world.quarter
        towns, size = self.teams.town[due], self.teams.size[due]
        self.teams = Teams._make(column[~due] for column in self.teams)
        if len(towns) == 0:
            return
        count = numbers_of(float(world.p.team_startups) * size, ask_towns(world, Question.TEAM_SIZE, towns))
        sectors = np.array([field_of(world, int(town)) for town in towns], dtype=np.int64)
        givers = towns_left(world, towns, sectors)
        found_start_ups(world, np.repeat(towns, count), np.repeat(sectors, count), TEAM, np.repeat(givers, count))

    def affect(self, world: World) -> None:
        """The R&D of the teams' start-ups employs R&D staff in their towns (Q11)."""
        young = world.start_ups
        mine = young.origin == TEAM
        if not mine.any():
            return
        spending = np.zeros(world.towns.count)
        np.add.at(spending, young.town[mine], 4.0 * constant("team_rd_share") * young.sales[mine])
        world.towns.tally.added_staff[:] += staff_of(spending, world.towns.economy.amenity, staff_cost(world), world.p)


def numbers_of(expected: Floats, die: Floats) -> Integers:
    """Whole numbers that are `expected` on average: the part behind the point by the die."""
    whole = np.floor(expected)
    counts: Integers = (whole + (die < expected - whole)).astype(np.int64)
    return counts


def field_of(world: World, town: int) -> int:
    """Sector in which a team works: the specialty of an industrial town, else the largest industry below scale."""
    place = world.towns.place
    if place.kind[town] == 0:
        return int(place.specialty[town])
    return int(np.argmax(world.towns.economy.micro_sales[town, :TRADE]))


def towns_left(world: World, towns: Integers, sectors: Integers) -> Integers:
    """Where each team would have gone instead, -1 for those that would not have come to the province.

    Another town by the sales of its cohort in the team's sector, which gives up what the start-up sells first.
    """
    codes = world.towns.place.code[towns].astype(np.uint64)
    moved, where = uniform_pairs(world.dice_now(), int(Question.TEAM_PLACE), codes)
    left = np.full(len(towns), -1, dtype=np.int64)
    for k in np.flatnonzero(moved < constant("team_moved_share")):
        sales = world.towns.economy.micro_sales[:, sectors[k]].copy()
        sales[towns[k]] = 0.0
        sums = np.cumsum(sales)
        if sums[-1] > 0.0:
            left[k] = np.searchsorted(sums, where[k] * sums[-1], side="right")
    return left
