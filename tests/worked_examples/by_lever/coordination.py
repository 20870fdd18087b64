"""Coordination in plain numbers: what the office gets in its first quarter and what becomes of two delays."""

from collections.abc import Mapping
from typing import Any

from simulation.agents.delivery import delayed
from simulation.levers import coordination
from simulation.world.ledger import FEN
from tests.worked_examples.wealth import wealthy

PURSE = "coordination"


def shorter_delays(given: Mapping[str, Any]) -> Mapping[str, float]:
    world = wealthy(PURSE, given["money"], quarters=1)
    world.p["budget_execution_share"], world.p["coordination_delay_factor"] = given["executed"], given["factor"]
    settings = coordination.Settings.model_validate({"budget": "1亿元"})
    coordination.Lever(PURSE, settings).decide(world)
    return {
        "office": world.ledger.spent[0, 0, 0] / FEN,
        "long_delay": delayed(world, given["long_delay"]),
        "short_delay": delayed(world, given["short_delay"]),
    }


RULES = {"coordination": shorter_delays}
