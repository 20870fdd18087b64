"""Worlds of the small province with some levers on, live or held in one quarter."""

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.agents.instruments import Instrument
from simulation.ensemble.one_run import path_of, rules_of, start_world
from simulation.inputs.delivery import LeverSettings
from simulation.population import people
from simulation.rules.dice import Dice
from simulation.world.world import World
from tests.small_province import SmallProvince, small_province, with_levers

YEARS = 5


def world_with(purses: Mapping[str, float], quarters: int = 0) -> World:
    """A world whose province has this money a year (10,000 yuan) by purse, without any lever that spends it; it has
    begun as many quarters as stated, with the year's money set aside and its own copy of the numbers of the draw."""
    province = small_province()
    draw = own_numbers(province)
    rules = rules_of(province.study, draw[0], path_of(province.study, province.birth, draw), province.record)
    world = World(province.birth, rules, province.dice, tuple(purses))
    people(world, np.repeat(np.array(list(purses.values()))[:, None], YEARS, axis=1))
    world.quarter = quarters - 1
    for place, money in enumerate(purses.values()):
        world.ledger.appropriate(place, 0, money)
    return world


def live(quarters: int = 20, draw: int = 0, **levers: LeverSettings) -> tuple[World, Sequence[Instrument]]:
    """The small province after so many quarters with these levers."""
    world, chosen = started(draw, **levers)
    for _ in range(quarters):
        world.step()
    return world, chosen


def started(draw: int = 0, **levers: LeverSettings) -> tuple[World, Sequence[Instrument]]:
    """The small province at the end of 2015 with these levers on."""
    province = with_levers(small_province(draw), **levers)
    return start_world(province.study, province.birth, province.record, own_numbers(province))


def own_numbers(province: SmallProvince) -> tuple[np.record, Dice]:
    """The draw's numbers in a copy that a test may change, and its dice."""
    return np.array([province.p], dtype=province.p.dtype).view(np.recarray)[0], province.dice
