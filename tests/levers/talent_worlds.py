"""Worlds in which one instrument for people is tried by hand."""

from typing import Any

import numpy as np

from simulation.inputs.levers.talent import Settings
from simulation.levers.talent import MAKERS
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.levers.running import world_with

PURSE = "talent"


def settings(**stated: dict[str, object] | str) -> Settings:
    """Settings by instrument, or just the yearly budget."""
    return Settings.model_validate({k: {"budget": v} if isinstance(v, str) else v for k, v in stated.items()})


def world_for(
    instrument: str, quarters: int, money: float = 10_000.0, cap: str | None = None, **numbers: float
) -> tuple[World, Any]:
    """The small province in this quarter, prices of 2015, rich towns, all money spendable; and the instrument."""
    world = world_with({PURSE: money}, quarters)
    world.macro = world.macro._replace(deflator=np.ones(len(world.macro.deflator)))
    for key, value in {"budget_execution_share": 1.0, **numbers}.items():
        world.p[key] = value
    towns = world.chart.towns + np.arange(world.towns.count)
    world.ledger.pay(world.chart.outside, towns, np.full(len(towns), 10_000 * FEN))
    stated = settings(**{instrument: {"budget": "1亿元", **({"cap": cap} if cap else {})}})
    return world, MAKERS[instrument](PURSE, getattr(stated, instrument))


def part_of(levers, instrument: str) -> Any:
    """One instrument of a world that lives with the lever."""
    return next(part for part in levers[0].parts if part.purse.name == f"talent.{instrument}")
