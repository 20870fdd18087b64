"""Projects with universities and institutes, told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.inputs.levers.university_town_cooperation import Settings
from simulation.levers.university_town_cooperation import Lever
from simulation.world.firms import RD
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.worked_examples.wealth import wealthy

NAME = "university_town_cooperation"
CALL, CONTRACT = 1, 3
LIKED_BY_ALL = 50.0
Answer = Mapping[str, float]


def keen(money: float) -> World:
    """A world in which every firm wants a project and can pay its part."""
    world = wealthy(NAME, money, quarters=CALL + 1)
    world.firms.finance.cash[:] = 1e4
    world.anchors = world.anchors._replace(link_intercept=LIKED_BY_ALL)
    return world


def institutes_hold(world: World) -> float:
    return world.ledger.balance[world.chart.institutes : world.chart.funds].sum() / FEN


def project(given: Mapping[str, Any]) -> Answer:
    world = keen(given["money_of_the_province"])
    world.p["cooperation_project_cost"] = given["cost"]
    stated = {"province_share": given["share_of_the_province"], "private_share": given["share_of_the_firm"]}
    if "cap" in given:
        stated["cap"] = f"{given['cap']}万元"
    lever = Lever(NAME, Settings.model_validate({"budget": "1亿元"} | stated))
    lever.decide(world)
    before = institutes_hold(world)
    projects = len(lever.projects.waiting.rows)
    world.quarter = CONTRACT
    lever.decide(world)
    paid = world.ledger.spent[0, :, 0] / FEN
    return {
        "projects": projects,
        "province": paid[0],
        "town_and_city": paid[1] + paid[2],
        "firms": paid[3],
        "institutes_before": before,
        "institutes_after": institutes_hold(world),
    }


def effect(given: Mapping[str, Any]) -> Answer:
    world = keen(50.0)
    world.p["university_link_rd_effect"] = given["effect"]
    lever = Lever(NAME, Settings.model_validate({"budget": "1亿元"}))
    lever.decide(world)
    world.quarter = CONTRACT
    lever.decide(world)
    world.quarter = CONTRACT + given["quarters_since_the_contract"]
    world.institutes.live[:], world.institutes.capacity[:] = given["contracts"], given["capacity"]
    lever.affect(world)
    firm = lever.projects.links.rows[0]
    raised = world.firms.channels.gain[RD, firm]
    assert not np.any(world.firms.channels.loss[RD])
    return {"rise_of_rd": float(raised) ** (1.0 / float(world.p.instrument_overlap_exponent))}


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "cooperation_project": project,
    "cooperation_effect": effect,
}
