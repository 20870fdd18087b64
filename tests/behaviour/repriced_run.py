"""Two years of the small province at other prices or in another unit of money, without levers and with all of them.

Run as a program without the compiler (NUMBA_DISABLE_JIT=1, see `repricing`), it writes every column that it finds.
Engine and levers are imported inside the functions: the levers' conditions are read when they are imported.

    python -m tests.behaviour.repriced_run prices 2 found.npz
    python -m tests.behaviour.repriced_run unit 10000 found.npz
"""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.behaviour.repricing import (
    reprice_births,
    reprice_code,
    reprice_constants,
    reprice_targets,
    reprice_texts,
    repriced_record,
    repriced_settings,
    repriced_study,
)

if TYPE_CHECKING:
    from simulation.recorder import Recorder
    from simulation.world.world import World

QUARTERS = 8
SEED, DRAW = 2016, 0
FIRM_GROUPS = ("roster", "output", "research", "finance", "titles", "channels")
TOWN_GROUPS = ("status", "economy", "pools", "tally", "queues")


def reprice(factor: int, is_unit: bool) -> None:
    """Change the numbers of the program itself: for good, so in a process of its own."""
    reprice_texts(factor)
    reprice_constants(factor)
    reprice_births(factor)
    reprice_code(factor, is_unit)
    if not is_unit:
        reprice_targets(factor)


def live_at(factor: int) -> dict[str, np.ndarray]:
    """Every column after two years, by scenario, group and name, with all that runs are given at these prices."""
    from simulation.ensemble.one_run import mean_growth
    from simulation.ensemble.runner import parameters_of
    from simulation.rules.dice import BIRTH, Dice
    from simulation.study import load
    from simulation.world.birth.birth import Setting, be_born
    from tests.behaviour.small_runs import small_draws
    from tests.oracle.package import every_lever
    from tests.small_province import SmallProvince, small_study, with_levers

    parameters = parameters_of(load("baseline"))
    units = {field: spec.unit for spec in parameters.specs for field in spec.fields}
    p = repriced_record(small_draws(parameters, SEED, DRAW + 1).view(np.recarray)[DRAW], units, factor)
    study = repriced_study(small_study(), units, factor)
    dice = Dice(SEED, DRAW, BIRTH, 0)
    birth = be_born(Setting(study.ground, study.province, study.base, p, dice, mean_growth(study.scenario, p)))
    dice = dice._replace(replication=0)
    province = SmallProvince(study, birth, record_of(study, birth, (p, dice)), p, dice)
    levers = {name: repriced_settings(settings, factor) for name, settings in every_lever().items()}
    scenarios = {"baseline": province, "package": with_levers(province, **levers)}
    return {f"{name}.{key}": column for name, each in scenarios.items() for key, column in lived(each)}


def record_of(study: Any, birth: Any, draw: tuple[np.record, Any]) -> Any:
    """The calibration record of these two years."""
    from simulation.ensemble.one_run import rules_of
    from simulation.population import people
    from simulation.rules.dice import REFERENCE
    from simulation.schedule import live_quarter
    from simulation.world.world import World

    p, dice = draw
    world = World(birth, rules_of(study, p, birth.macro, None), dice._replace(replication=REFERENCE))
    people(world, np.zeros((0, 5)))
    for _ in range(QUARTERS):
        world.quarter += 1
        live_quarter(world)
    return world.record


def lived(province: Any) -> Iterator[tuple[str, np.ndarray]]:
    """Live two years and hand out what there is then."""
    from simulation.ensemble.one_run import start_world
    from simulation.recorder import Recorder

    world, _ = start_world(province.study, province.birth, province.record, province.draw)
    recorder = Recorder()
    recorder.begin(world)
    for quarter in range(QUARTERS):
        world.step()
        if quarter % 4 == 3:
            recorder.year_end(world)
    yield from columns_of(world)
    yield from told_by(recorder)


def columns_of(world: "World") -> Iterator[tuple[str, np.ndarray]]:
    """All columns of firms, towns, institutes, start-ups and books, and the loose numbers of the world."""
    for group in FIRM_GROUPS:
        for name, column in getattr(world.firms, group)._asdict().items():
            yield f"{group}.{name}", column[:, : world.used] if name in ("gain", "loss") else column[: world.used]
    for group in TOWN_GROUPS:
        yield from ((f"{group}.{name}", column) for name, column in getattr(world.towns, group)._asdict().items())
    yield from ((f"institutes.{name}", column) for name, column in world.institutes._asdict().items())
    yield from ((f"start_ups.{name}", np.atleast_1d(column)) for name, column in vars(world.start_ups).items())
    yield from ((f"history.{name}", column) for name, column in world.history._asdict().items())
    for name in ("balance", "spent", "appropriated", "returned", "carried"):
        yield f"ledger.{name}", getattr(world.ledger, name)
    yield "ledger.payments", np.array([world.ledger.payments])
    yield "bank.money", world.loans.sums[:5]
    yield "bank.firms", world.loans.sums[5:]
    yield "flow.moves", np.array([*world.flow.exits, *world.flow.entries])
    for name in ("town_budget", "platform_cover", "institute_research", "research_now"):
        yield f"money.{name}", np.atleast_1d(getattr(world, name))
    for name in ("wage_index", "patent_value", "over_reporting", "policy_institutes", "policy_incubators"):
        yield f"world.{name}", np.atleast_1d(getattr(world, name))


def told_by(recorder: "Recorder") -> Iterator[tuple[str, np.ndarray]]:
    """What was recorded of 2015 to 2017."""
    for name in ("measures", "indicators", "score"):
        yield f"told.{name}", getattr(recorder, name)[:3]
    assert recorder.last is not None
    for group in ("real", "reported", "accounts", "knowledge", "bodies", "firms"):
        columns = getattr(recorder.last, group)._asdict().items()
        yield from ((f"{group}.{name}", np.asarray(column)) for name, column in columns)


if __name__ == "__main__":
    kind, size, path = sys.argv[1:]
    reprice(int(size), kind == "unit")
    np.savez(path, allow_pickle=False, **live_at(int(size)))
