"""The co-funding rule in plain numbers: what the match of one town takes from its capital spending."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.levers import co_funding
from simulation.levers.co_funding import crowded_out, match_paid
from simulation.world.ledger import FEN
from tests.worked_examples.wealth import wealthy

PURSE = "co_funding"
TOWN_MONEY = 10_000.0
"""What `wealthy` gives every town, 10,000 yuan."""


def crowding_out(given: Mapping[str, Any]) -> Mapping[str, float]:
    world = wealthy(PURSE, 0.0, quarters=4)
    town, chart = 0, world.chart
    spare = TOWN_MONEY - given["science_budget"]
    world.town_budget[:] = TOWN_MONEY
    world.town_budget[town] = given["science_budget"]
    for money in (spare, given["match"]):
        world.ledger.pay(chart.towns + np.array([town]), chart.outside, np.array([round(money * FEN)]))
    world.towns.tally.capital_year[town] = given["capital"]
    lever = co_funding.Lever(PURSE, co_funding.Settings())
    lever.decide(world)
    lever.affect(world)
    return {
        "crowded_out": crowded_out(match_paid(world), world.town_budget)[town],
        "capital": world.towns.tally.capital_year[town],
    }


RULES = {"co_funding": crowding_out}
