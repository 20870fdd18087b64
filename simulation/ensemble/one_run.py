"""One replication from birth to 2020: the world, its agents, its levers and its recorder."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from simulation.agents.appropriations import appropriations_of
from simulation.agents.instruments import Instrument
from simulation.calendar import Quarter
from simulation.inputs.base_year import BaseYear
from simulation.inputs.province import Province
from simulation.inputs.scenario import Scenario
from simulation.levers import purses_of, switch_on
from simulation.population import people
from simulation.recorder import Outcome, Recorder
from simulation.rules.dice import REFERENCE, Dice
from simulation.schedule import live_quarter
from simulation.world.anchors import Record
from simulation.world.birth.born import Birth
from simulation.world.firms import Floats
from simulation.world.ground import Ground
from simulation.world.macro import QUARTERS, Macro, macro_path, yearly_deviations
from simulation.world.outside_shocks import with_shocks
from simulation.world.world import Certification, Rules, World

PLAN_YEARS = 5


class StudyGround(NamedTuple):
    """What every run of a study shares."""

    scenario: Scenario
    ground: Ground
    province: Province
    base: BaseYear
    beliefs: Mapping[str, float]
    high_tech_path: Floats


class Stopped(Exception):  # noqa: N818 - not an error: the user asked the study to end
    """The study was interrupted; the run ends at the next quarter."""


def mean_growth(scenario: Scenario, p: np.record) -> Floats:
    """(5,) nominal growth by year in percent without deviations: the drawn mean, or the path of the scenario."""
    if scenario.macro.growth == "ex_ante":
        return np.full(PLAN_YEARS, float(p.macro_growth_mean))
    return 100.0 * np.asarray(scenario.macro.growth, dtype=np.float64)


def path_of(study: StudyGround, birth: Birth, draw: tuple[np.record, Dice]) -> Macro:
    """Macro path of one replication: yearly deviations where growth is uncertain, shocks where they are on."""
    p, dice = draw
    growth = mean_growth(study.scenario, p)
    if study.scenario.macro.growth == "ex_ante":
        growth = growth + yearly_deviations(dice, p)
    path = macro_path(growth, birth.branch_shares, p)._replace(carry=birth.macro.carry)
    return with_shocks(path, study.scenario.shocks, study.province.shocks, (study.ground.sectors, p))


def rules_of(study: StudyGround, p: np.record, macro: Macro, record: Record | None) -> Rules:
    """What the world is given beside its birth."""
    chosen = study.scenario.certification
    certification = Certification(
        chosen.pace == "target_pressure", chosen.minimum_output, chosen.minimum_specialty_share
    )
    return Rules(p, study.ground, study.province, macro, record, certification, study.high_tech_path, study.beliefs)


def reference_record(study: StudyGround, birth: Birth, draw: tuple[np.record, Dice]) -> Record:
    """Calibration record of a draw: one run without levers, growth shocks and macro noise (model.md 1.1b)."""
    p, dice = draw
    world = World(birth, rules_of(study, p, birth.macro, None), dice._replace(replication=REFERENCE))
    people(world, np.zeros((0, PLAN_YEARS)))
    world.act = live_quarter
    for _ in range(QUARTERS):
        world.step()
    record = world.record._replace(floor_count=world.floor_count)
    world.forget()
    return record


def start_world(
    study: StudyGround, birth: Birth, record: Record, draw: tuple[np.record, Dice]
) -> tuple[World, list[Instrument]]:
    """A world at the end of 2015 with its agents and fresh levers."""
    p, dice = draw
    purses, macro = purses_of(study.scenario), path_of(study, birth, draw)
    world = World(birth, rules_of(study, p, macro, record), dice, tuple(purses))
    people(world, appropriations_of(list(purses.values()), macro.deflator))
    levers = switch_on(study.scenario)
    world.act = lambda living: live_quarter(living, levers)
    return world, levers


def run_once(study: StudyGround, birth: Birth, record: Record, draw: tuple[np.record, Dice],
             check: Callable[[], None]) -> Outcome:  # fmt: skip
    """One run of a study, written down as the ensemble stores it; `check` as in `live`."""
    return live(start_world(study, birth, record, draw)[0], Recorder(), check)


def live(world: World, recorder: Recorder, check: Callable[[], None]) -> Outcome:
    """Live twenty quarters and let go of the world; `check` is called before each and may raise Stopped."""
    try:
        recorder.begin(world)
        for quarter in range(QUARTERS):
            check()
            world.step()
            if quarter % 4 == 3:
                recorder.year_end(world)
        return recorder.finish(world)
    except Exception as error:
        error.add_note(str(Quarter.at(max(world.quarter, 0))))  # where it broke, for whoever reads the record
        raise
    finally:
        world.forget()
