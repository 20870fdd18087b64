"""A compiled world and its oracle, living the same quarters side by side."""

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from simulation.ensemble.one_run import rules_of, start_world
from simulation.population import people
from simulation.rules.dice import REFERENCE
from simulation.schedule import live_quarter
from simulation.world.world import World
from tests.oracle.comparing import differences
from tests.oracle.province import OracleProvince
from tests.oracle.switching import oracle_levers
from tests.small_province import SmallProvince, small_province

QUARTERS = 8
YEARS = 5


def both_live(small: SmallProvince, quarters: int = QUARTERS) -> tuple[World, OracleProvince]:
    """Live so many quarters twice; fails at the first quarter after which they differ, saying where."""
    world, _ = start_world(small.study, small.birth, small.record, small.draw)
    oracle = OracleProvince(small, oracle_levers(small))
    for _ in range(quarters):
        world.step()
        oracle.step()
        found = differences(world, oracle)
        assert not found, f"after {world.now}: " + "; ".join(found)
    world.release()
    oracle.release()
    return world, oracle


def both_make_records(small: SmallProvince, quarters: int = QUARTERS) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Columns of the calibration record of a draw, from the compiled reference run and from the oracle's."""
    rules = rules_of(small.study, small.p, small.birth.macro, None)
    world = World(small.birth, rules, small.dice._replace(replication=REFERENCE))
    people(world, np.zeros((0, YEARS)))
    world.act = live_quarter
    oracle = OracleProvince(small, is_reference=True)
    for _ in range(quarters):
        world.step()
        oracle.step()
    world.release()
    oracle.release()
    for name in ("residual", "cohort_residual", "industrial_growth", "research"):
        yield name, getattr(world.record, name), getattr(oracle.record, name)
    yield "held at the floor", np.array(world.floor_count), np.array(oracle.held_at_floor)


def oracle_seconds_per_firm_quarter(quarters: int = 4) -> float:
    """Seconds that the plain model takes for one firm and quarter, business as usual: the yardstick of the benchmark.

    The compiled engine is measured against this at its own size; nothing is compiled here and nothing is in columns.
    """
    oracle = OracleProvince(small_province())
    lived, started = 0, perf_counter()
    for _ in range(quarters):
        oracle.step()
        lived += len(oracle.firms)
    seconds = perf_counter() - started
    oracle.release()
    return seconds / lived
