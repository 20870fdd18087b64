"""Research units abroad, told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.cooperation.units_abroad import value_of_a_year
from simulation.inputs.levers.international_cooperation import Settings
from simulation.levers.international_cooperation import Lever
from simulation.world.ledger import FEN
from tests.worked_examples.wealth import wealthy

NAME = "international_cooperation"
CALL = 1
EXPECTED = {"knowledge_output_elasticity": 0.2, "absorption_half_stock": 0.0, "overseas_advanced_idea_effect": 0.05}
Answer = Mapping[str, float]


def unit_abroad(given: Mapping[str, Any]) -> Answer:
    world = wealthy(NAME, 1000.0, quarters=CALL + 1)
    world.p["gain_horizon"], world.p["application_cost"] = given["years_counted"], 2.0
    world.beliefs = EXPECTED
    world.anchors = world.anchors._replace(half_stock=np.zeros_like(world.anchors.half_stock))
    firms = world.firms
    here = firms.is_industrial & world.towns.status.certified[firms.roster.town]
    row = np.flatnonzero(here)[:1]
    firms.roster.belief[:] = 0.0
    firms.research.knowledge[:] = given["knowledge"]
    firms.roster.belief[row], firms.finance.cash[row] = 1.0, 1e4
    firms.output.sales[row] = given["sales_of_a_year"] / 4.0
    firms.research.spending[row] = given["rd_of_a_year"] / 4.0
    lever = Lever(NAME, Settings.model_validate({"budget": "1000万元", "eligible": "firm.sales > 0"}))
    worth = value_of_a_year(world, row).item()
    lever.decide(world)
    paid = world.ledger.spent[0, :, 0] / FEN
    return {"worth": worth, "goes": len(lever.abroad.units.rows), "province": paid[0], "firm": paid[3]}


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {"international_cooperation": unit_abroad}
