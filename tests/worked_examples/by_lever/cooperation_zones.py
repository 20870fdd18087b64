"""Cooperation zones in plain numbers: distances between members, and the parts of the costs."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.zones import dilution, sharing, weights_within
from simulation.inputs.levers.cooperation_zones import Settings
from simulation.levers.cooperation_zones import DELAY
from simulation.rules import links
from simulation.world.ledger import FEN, fen, split_fen
from tests.levers.running import started
from tests.rules.numbers import by_hand


def zone(given: Mapping[str, Any]) -> Mapping[str, float]:
    world, _ = started()
    members, cost = given["members"], given["cost"]
    towns = np.arange(members)
    reached = by_hand(links.ramp)(given["quarters"], DELAY, 0.0)
    cut = given["cut"] * dilution(members) * reached
    distance = world.ground.town_distance.copy()
    distance[0, 1] = distance[1, 0] = given["distance"]
    world.ground = world.ground._replace(town_distance=distance)
    world.p["spillover_half_distance"], world.p["spillover_weight_cutoff"] = given["half_distance"], 0.01
    world.p["platform_yearly_cost"] = given["cost_of_a_platform"]
    world.macro.deflator[:] = 1.0
    world.towns.status.platforms[:] = 0
    world.towns.status.platforms[: given["platforms"]] = 1
    world.towns.status.platform_paid_until[:] = 1
    shares = Settings.model_validate({"budget": "1亿元"}).shares
    province, local, _ = split_fen(np.array([int(fen(cost / members))]), tuple(shares))
    world.quarter = 0
    return {
        "counts_as": given["distance"] * (1.0 - cut),
        "weight": weights_within(world, towns, cut)[0, 1],
        "province": members * province[0] / FEN,
        "each_town": local[0] / FEN,
        "for_platforms": sharing(world, towns).part,
    }


RULES: dict[str, Callable[[Mapping[str, Any]], Mapping[str, float]]] = {"cooperation_zones": zone}
