"""A birth and a few quarters with every lever, summed up: run as a program it tells what the engine finds."""

import json

import numpy as np

from simulation.ensemble.one_run import start_world
from simulation.world.anchors import Record
from simulation.world.firms import SECTORS
from simulation.world.macro import QUARTERS
from tests.oracle.package import every_lever
from tests.small_province import SmallProvince, small_birth, small_study, with_levers


def found_in(quarters: int) -> dict[str, float | int]:
    """Totals of firms, towns and money after so many quarters of draw 0.

    Growth is not calibrated, so that the reference run of twenty quarters is not needed.
    """
    p, dice, birth = small_birth(0)
    wide, research = np.zeros((QUARTERS, SECTORS)), np.full(QUARTERS, birth.firms.research.spending.sum())
    record = Record(wide, wide, np.zeros(QUARTERS), research, 0)
    small = with_levers(SmallProvince(small_study(), birth, record, p, dice._replace(replication=0)), **every_lever())
    world, _ = start_world(small.study, small.birth, small.record, small.draw)
    for _ in range(quarters):
        world.step()
    firms, towns = world.firms, world.towns
    return {
        "firms": firms.count,
        "links": int((firms.titles.institute >= 0).sum()),
        "titles": int(firms.titles.high_tech.sum()),
        "patents applied for": int(towns.queues.applied.sum()),
        "fen spent": int(world.ledger.spent.sum()),
        "sales": float(firms.output.sales.sum()),
        "productivity": float(firms.output.productivity[firms.is_industrial].sum()),
        "cash": float(firms.finance.cash.sum()),
        "knowledge": float(firms.research.knowledge.sum()),
        "people": float(towns.economy.population.sum()),
    }


if __name__ == "__main__":
    print(json.dumps(found_in(quarters=3)))
