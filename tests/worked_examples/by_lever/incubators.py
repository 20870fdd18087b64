"""Incubators told in plain numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.inputs.levers.incubators import Settings
from simulation.levers.incubators import Lever
from simulation.phases.start_ups import found_start_ups
from simulation.world.ledger import FEN
from simulation.world.start_ups import TENANT
from tests.worked_examples.wealth import wealthy

PURSE = "incubators"
TOWN, SECTOR = 7, 3


def incubators(given: Mapping[str, Any]) -> Mapping[str, float]:
    world = wealthy(PURSE, 10_000.0, quarters=1)
    world.macro.deflator[:] = given["prices"]
    world.town_match[:] = True
    world.p["incubator_build_cost"], world.p["incubator_places"] = given["cost"], given["places"]
    status, economy = world.towns.status, world.towns.economy
    status.incubators[:] = 0
    status.incubators[TOWN] = given["incubators"]
    economy.micro_sales[:] = 0.0
    economy.micro_sales[TOWN, SECTOR] = given["sales_below_scale"] / 4.0
    stated = {"budget": "1亿元"} | ({"cap": f"{given['cap']}万元"} if "cap" in given else {})
    lever = Lever(PURSE, Settings.model_validate(stated))
    possible = float(lever.demand(world)[TOWN])
    lever.decide(world)
    province, city, town, private = world.ledger.spent[0, :, 0] / FEN
    answer = {"possible_tenants": possible, "built": len(lever.rows), "province": province, "town": city + town}
    return answer | {"operators": private, "fill": fill_once_it_stands(world, lever, given["tenants"])}


def fill_once_it_stands(world: Any, lever: Lever, tenants: int) -> float:
    """Let so many tenants into what was built."""
    status, built = world.towns.status, len(lever.rows)
    status.incubators[TOWN] += built
    world.policy_incubators[TOWN] += built
    status.incubator_fill[TOWN] = world.p.incubator_opening_fill
    rows = np.full(tenants, TOWN)
    lever.tenants.move_in(world, found_start_ups(world, rows, np.full(tenants, SECTOR), TENANT, np.full(tenants, -1)))
    lever.affect(world)
    return float(status.incubator_fill[TOWN])


RULES = {"incubators": incubators}
