"""Land consolidation and amenities in plain numbers: what one town builds, who pays, and what comes of it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.agents.city_building.amenities import Amenities, net_of_rents, taken_from_neighbours
from simulation.agents.city_building.displacement import industrial_firms
from simulation.agents.city_building.land_consolidation import LandConsolidation
from simulation.inputs.levers.industry_city_integration import AmenitiesSettings, LandConsolidationSettings
from simulation.rules.research import rd_heads
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.rules.numbers import by_hand, numbers
from tests.worked_examples.wealth import wealthy

LAND, AMENITIES = "industry_city_integration.land_consolidation", "industry_city_integration.amenities"
LONG_AFTER = 19
CLOSE_BY, FAR = 10.0, 100.0
Answer = Mapping[str, float]


def with_one_town(purse: str, money: float) -> tuple[World, int]:
    """A wealthy world in the first quarter in which one certified town, with many firms, finds its share."""
    world = wealthy(purse, money, quarters=1)
    town = int(np.argmax(industrial_firms(world)))
    world.towns.status.certified[:] = False
    world.towns.status.certified[town] = True
    world.town_match[:] = True
    return world, town


def land(given: Mapping[str, Any]) -> Answer:
    world, town = with_one_town(LAND, given["money"])
    world.p["land_consolidated_share"], world.p["land_delay"] = given["share_of_land"], 8.0
    world.p["town_revenue_share"], world.p["town_opening_debt"] = given["revenue_share"], given["opening_debt"]
    world.towns.economy.land[town], world.history.gdp[town] = given["land"], given["gdp"]
    stated = {"budget": "1亿元", "province_share": given["province"], "private_share": given["developers"]}
    programme = LandConsolidation(LAND, LandConsolidationSettings.model_validate(stated))
    programme.decide(world)
    paid = world.ledger.spent[0, :, 0] / FEN
    world.quarter = LONG_AFTER
    programme.affect(world)
    return {
        "mu": programme.works.size.item() * given["land"],
        "province": paid[0],
        "town": paid[2],
        "developers": paid[3],
        "entry": world.entry_effect[town],
    }


def amenities(given: Mapping[str, Any]) -> Answer:
    world, _ = with_one_town(AMENITIES, 10_000.0)
    settings = AmenitiesSettings.model_validate({"budget": "1亿元", "points": given["points"]})
    programme = Amenities(AMENITIES, settings)
    programme.decide(world)
    paid = world.ledger.spent[0, :, 0] / FEN
    gain = np.zeros(1 + max(1, given["neighbours"]))
    gain[0] = programme.works.size.item()
    distance = np.full((len(gain), len(gain)), CLOSE_BY if given["neighbours"] else FAR)
    felt = net_of_rents(1.0 + gain - taken_from_neighbours(gain, distance))
    p = numbers(amenity_staff_elasticity=given["elasticity"])
    heads = by_hand(rd_heads)
    return {
        "province": paid[0],
        "town_and_city": paid[1] + paid[2],
        "builders": paid[3],
        "felt": felt[0],
        "felt_by_neighbours": felt[1],
        "staff": heads(100.0, felt[0], 1.0, 1.0, p) / heads(100.0, 1.0, 1.0, 1.0, p),
    }


RULES = {"land_consolidation": land, "amenities": amenities}
