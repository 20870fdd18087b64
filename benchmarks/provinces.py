"""Provinces of three sizes, born and with their calibration record: a thirtieth, half, and the whole."""

import numpy as np

from simulation.ensemble.design import draw_parameters
from simulation.ensemble.one_run import StudyGround
from simulation.ensemble.runner import parameters_of, study_ground
from simulation.inputs.towns import rows_of
from simulation.study import load
from simulation.world.ground import ground_of
from tests.small_province import SmallProvince, cut, province_of, share_of_gdp, small_base

SEED = 2016


def whole_study() -> StudyGround:
    """What every run of the baseline shares."""
    scenario = load("baseline")
    return study_ground(scenario, parameters_of(scenario))


def half_of(study: StudyGround) -> StudyGround:
    """Every second town, with the province's totals cut to its share."""
    whole = study.ground
    towns = rows_of(whole.towns, np.arange(0, len(whole.towns.gdp), 2))
    ground = ground_of(towns, whole.cities, whole.institutes, whole.sectors)
    return study._replace(ground=ground, base=small_base(study.base, share_of_gdp(towns)))


def born(study: StudyGround, draw: int = 0) -> SmallProvince:
    """A province at the end of 2015, ready to be run."""
    whole = draw_parameters(parameters_of(study.scenario), SEED, 8).view(np.recarray)[draw]
    share = share_of_gdp(study.ground.towns)
    p = whole if share == 1.0 else part_of(whole, share)
    return province_of(study, p, draw, SEED)


def part_of(whole: np.record, share: float) -> np.record:
    """Totals of the province cut to a share; what `cut` sets for a handful of towns stays in proportion."""
    p = cut(whole, share)
    for key in ("base_institutes", "base_incubators", "testing_platforms_2015", "certification_quota"):
        p[key] = whole[key] * share
    return p
