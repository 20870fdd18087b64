"""Reviews, audits and deterrence, told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.audit import AuditOffice
from simulation.inputs.levers.dynamic_monitoring import Settings
from simulation.levers.dynamic_monitoring import Lever
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.worked_examples.wealth import wealthy

NAME = "dynamic_monitoring"
SECOND_QUARTER_OF_2017 = 6
"""Quarters begun by then."""
Answer = Mapping[str, float]


def world_of(money: float, quarters: int) -> World:
    world = wealthy(NAME, money, quarters)
    if world.year:
        world.ledger.appropriate(0, world.year, money)
    return world


def looks(given: Mapping[str, Any]) -> Answer:
    world = world_of(given["money"], SECOND_QUARTER_OF_2017)
    world.macro.deflator[:] = given["prices"]
    world.p["misuse_detection_rate"] = 1.0 if given["all_misuse_is_found"] else 0.0
    certified = world.towns.status.certified
    certified[np.flatnonzero(certified)[given["towns"] :]] = False
    firms = world.firms
    rows = np.flatnonzero(firms.is_industrial & certified[firms.roster.town])[: len(given["paid"])]
    lever = Lever(NAME, Settings.model_validate({"budget": "1亿元"}))
    lever.since, lever.office = 0, AuditOffice(world)
    lever.office.note(rows, given["diverted_share"] * np.array(given["paid"]))
    lever.office.year -= 1
    before = firms.finance.cash[rows].sum()
    lever.decide(world)
    return {
        "spent": world.ledger.spent[0, 0, world.year] / FEN,
        "paid_back": before - firms.finance.cash[rows].sum(),
        "barred": np.count_nonzero(firms.titles.banned_until == world.quarter + 12),
    }


def deterrence(given: Mapping[str, Any]) -> Answer:
    world = world_of(100.0, given["quarters_in_force"])
    lever = Lever(NAME, Settings.model_validate({"budget": "1亿元"}))
    lever.since, lever.delay = 0, 4
    lever.decide(world)
    found = world.safeguards
    return {"diverted": found.misuse, "added": found.over_reporting, "noise": found.ranking_noise}


def dynamic_monitoring(given: Mapping[str, Any]) -> Answer:
    return looks(given) if "money" in given else deterrence(given)


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {NAME: dynamic_monitoring}
