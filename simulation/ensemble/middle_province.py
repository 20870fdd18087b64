"""The province of 2015 in the middle of what is believed of it, and the quotas of its cities (clause 4.2)."""

from typing import NamedTuple

import numpy as np

from simulation.ensemble.design import middle_parameters
from simulation.ensemble.one_run import StudyGround, mean_growth, rules_of
from simulation.ensemble.runner import parameters_of, study_ground
from simulation.inputs.constants import constant
from simulation.inputs.scenario import Scenario
from simulation.inputs.targets import Target
from simulation.measuring.quotas import Standing, bars, hand_down, handed_down, standing
from simulation.measuring.town_year import measure_towns
from simulation.rules.dice import BIRTH, Dice
from simulation.world.birth.birth import Setting, be_born
from simulation.world.firms import Flags, Floats
from simulation.world.world import World

SEED = 2016
PLACEMENTS = 8
"""Births whose mean is taken, so that no city lives on where one die put an incubator."""


class Quotas(NamedTuple):
    """What cities are asked for, (cities, targets), and where the province stands, (targets,); units of the targets."""

    cities: tuple[str, ...]
    targets: tuple[Target, ...]
    has_towns: Flags  # (cities,)
    base: Floats
    quota: Floats
    province: Floats
    wanted: Floats
    handed_down: bool  # whether the scenario makes anyone answer for them
    is_part: bool = False  # whether an office's towns are run without the rest of the province

    @property
    def gap(self) -> Floats:
        """What is still to be done, city by city."""
        gap: Floats = self.quota - self.base
        return gap


def quotas_of(scenario: Scenario) -> Quotas:
    """Quotas of the scenario's base year with every number in the middle of its prior; the same whenever asked."""
    parameters = parameters_of(scenario)
    study = study_ground(scenario, parameters)
    p = middle_parameters(parameters).view(np.recarray)[0]
    base = mean_standing([standing_of(study, p, draw) for draw in range(PLACEMENTS)])
    whole = Standing(base.above.sum(axis=0)[None, :], base.below.sum(axis=0)[None, :], base.is_ratio)
    return Quotas(
        study.ground.cities.name,
        handed_down(),
        base.below[:, 0] > 0.0,
        base.level,
        hand_down(base, bars(), constant("quota_base_share")),
        whole.level[0],
        bars(),
        "target_responsibility" in scenario.switched_on,
        scenario.towns is not None and scenario.towns.only_these,
    )


def standing_of(study: StudyGround, p: np.record, draw: int) -> Standing:
    """Where the cities stand at the end of 2015, with the luck of one draw."""
    world = world_of_2015(study, p, draw)
    found = standing(measure_towns(world), len(study.ground.cities.name))
    world.forget()
    return found


def world_of_2015(study: StudyGround, p: np.record, draw: int) -> World:
    """The province at the end of 2015, with the luck of one draw."""
    dice = Dice(SEED, draw, BIRTH, 0)
    birth = be_born(Setting(study.ground, study.province, study.base, p, dice, mean_growth(study.scenario, p)))
    return World(birth, rules_of(study, p, birth.macro, None), dice)


def mean_standing(found: list[Standing]) -> Standing:
    """Mean on either side of the line."""
    above, below = (np.mean([getattr(each, side) for each in found], axis=0) for side in ("above", "below"))
    return Standing(above, below, found[0].is_ratio)
