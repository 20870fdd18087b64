"""Quotas and pressure of targets handed down, told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.inputs.levers.target_responsibility import Settings
from simulation.levers.target_responsibility import Lever
from simulation.measuring.quotas import DRESSED, Standing, hand_down, handed_down, pressure, still_missing
from tests.worked_examples.wealth import wealthy

NAME = "target_responsibility"
SECOND_YEAR = 8
Answer = Mapping[str, float]


def quotas(given: Mapping[str, Any]) -> Answer:
    have, towns = (np.array(given[name], dtype=np.float64)[:, None] for name in ("have", "towns"))
    base = Standing(have, towns, np.array([False]))
    first, second = hand_down(base, np.array([float(given["target"])]), given["base_share"])[:, 0]
    return {"first": first, "second": second}


def told(given: Mapping[str, Any]) -> Answer:
    missing = np.zeros((1, len(handed_down())))
    places = [place for place, target in enumerate(handed_down()) if target.id in DRESSED]
    base, quota = np.full((1, 3), 10.0), np.full((1, 3), 30.0)
    missing[:, places] = still_missing(base, quota, base + 20.0 * np.array([given["gone"]]))
    weight = float(pressure(missing, given["years_left"])[0])
    world = wealthy(NAME, 0.0, quarters=SECOND_YEAR)
    world.p["over_reporting_share"] = given["over_reporting_share"]
    lever = Lever(NAME, Settings())
    lever.decide(world)
    lever.since, lever.pressure = 0, np.full(len(world.ground.cities.name), weight)
    lever.affect(world)
    town = int(np.flatnonzero(world.towns.status.certified)[0])
    return {"pressure": weight, "told": given["real"] * float(world.over_reporting[town])}


def target_responsibility(given: Mapping[str, Any]) -> Answer:
    return quotas(given) if "have" in given else told(given)


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {NAME: target_responsibility}
