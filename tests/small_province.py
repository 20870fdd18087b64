"""A small province for tests: some thirty real towns with their share of every total, born like the large one."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simulation.ensemble.design import draw_parameters
from simulation.ensemble.one_run import StudyGround, mean_growth, reference_record
from simulation.ensemble.runner import parameters_of, study_ground
from simulation.inputs.base_year import BaseYear
from simulation.inputs.choices import FrozenMap
from simulation.inputs.delivery import LeverSettings
from simulation.inputs.towns import CityTable, TownTable, load_towns, rows_of
from simulation.rules.dice import BIRTH, Dice
from simulation.study import load
from simulation.world.anchors import Record
from simulation.world.birth.birth import Setting, be_born
from simulation.world.birth.born import Birth
from simulation.world.ground import Ground, ground_of

CITIES = ("江门", "汕头", "阳江", "云浮")
"""One city of every region: delta, east, west, north."""
CERTIFIED_BY_KIND = (3, 1, 1)
CANDIDATES_BY_KIND = (2, 1, 0)
TYPICAL_OUTPUT = (400_000.0, 220_000.0)
"""10,000 yuan a year: certified towns and candidates nearest to these sizes are taken."""
LARGEST = 1
"""Industrial towns of the first city taken from the top, so that one town has many firms of its specialty."""
DRAWS = 8
SEED = 2016
SHARED_TOTALS = ("base_population", "base_patents", "base_hnte_share", "engineering_centres_2015")
"""Numbers of a draw that count the whole province and are cut to the small one's share of GDP."""
HANDFULS = {"base_institutes": 4.0, "base_incubators": 5.0, "testing_platforms_2015": 2.0, "certification_quota": 2.0}
"""Numbers of a draw that would round to nothing at this size."""


class SmallProvince(NamedTuple):
    """What `simulation.ensemble.one_run` asks for to run a world: study, birth, calibration record, numbers, dice."""

    study: StudyGround
    birth: Birth
    record: Record
    p: np.record
    dice: Dice

    @property
    def draw(self) -> tuple[np.record, Dice]:
        """Numbers and dice as the functions of one run take them."""
        return self.p, self.dice


@lru_cache(maxsize=16)
def small_birth(draw: int = 0, seed: int = SEED) -> tuple[np.record, Dice, Birth]:
    """Numbers of one parameter draw (0 to 7), its dice, and the small province at the end of 2015."""
    study = small_study()
    whole = draw_parameters(parameters_of(study.scenario), seed, DRAWS).view(np.recarray)[draw]
    p = cut(whole, share_of_gdp(study.ground.towns))
    dice = Dice(seed, draw, BIRTH, 0)
    growth = mean_growth(study.scenario, p)
    return p, dice, be_born(Setting(study.ground, study.province, study.base, p, dice, growth))


@lru_cache(maxsize=16)
def small_record(draw: int = 0, seed: int = SEED) -> Record:
    """Calibration record of a draw: one reference run of twenty quarters."""
    p, dice, birth = small_birth(draw, seed)
    return reference_record(small_study(), birth, (p, dice))


def small_province(draw: int = 0, seed: int = SEED, replication: int = 0) -> SmallProvince:
    """The small province of one parameter draw (0 to 7) under business as usual, at the end of 2015.

    Nothing in it may be changed: worlds copy the columns they change. `with_levers` switches levers on.
    """
    p, dice, birth = small_birth(draw, seed)
    dice = dice._replace(replication=replication)
    return SmallProvince(small_study(), birth, small_record(draw, seed), p, dice)


def province_of(study: StudyGround, p: np.record, draw: int, seed: int = SEED) -> SmallProvince:
    """A province of any size with these numbers at the end of 2015, ready for the first run of its draw."""
    dice = Dice(seed, draw, BIRTH, 0)
    birth = be_born(Setting(study.ground, study.province, study.base, p, dice, mean_growth(study.scenario, p)))
    dice = dice._replace(replication=0)
    return SmallProvince(study, birth, reference_record(study, birth, (p, dice)), p, dice)


def with_levers(province: SmallProvince, **levers: LeverSettings) -> SmallProvince:
    """The same province with these levers on: `with_levers(province, innovation_vouchers=Settings(budget=...))`.

    Birth and calibration record do not depend on levers.
    """
    scenario = province.study.scenario.model_copy(update={"levers": FrozenMap(dict(sorted(levers.items())))})
    return province._replace(study=province.study._replace(scenario=scenario))


@lru_cache(maxsize=1)
def small_study() -> StudyGround:
    """Ground and constants of the small province under business as usual, the same in every draw."""
    scenario = load("baseline")
    study = study_ground(scenario, parameters_of(scenario))
    ground = small_ground(study.ground)
    return study._replace(ground=ground, base=small_base(study.base, share_of_gdp(ground.towns)))


def share_of_gdp(towns: TownTable) -> float:
    """GDP of these certified towns over that of all 399."""
    return gdp_of_certified(towns) / gdp_of_all_certified()


def gdp_of_certified(towns: TownTable) -> float:
    """10,000 yuan a year."""
    return float(towns.gdp[towns.certified_2015].sum())


@lru_cache(maxsize=1)
def gdp_of_all_certified() -> float:
    """GDP of the shipped table's certified towns, 10,000 yuan a year."""
    return gdp_of_certified(load_towns())


def chosen_towns(towns: TownTable, cities: CityTable) -> np.ndarray:
    """Rows of the towns taken: by city, kind and title those nearest to the typical size, and the largest one."""
    taken: set[int] = set()
    for city in (cities.name.index(name) for name in CITIES):
        for certified, counts in ((True, CERTIFIED_BY_KIND), (False, CANDIDATES_BY_KIND)):
            distance = np.abs(np.log(towns.gross_output / TYPICAL_OUTPUT[0 if certified else 1]))
            for kind, count in enumerate(counts):
                here = np.flatnonzero((towns.city == city) & (towns.kind == kind) & (towns.certified_2015 == certified))
                taken.update(here[np.argsort(distance[here], kind="stable")[:count]].tolist())
    industrial = np.flatnonzero((towns.city == cities.name.index(CITIES[0])) & (towns.kind == 0) & towns.certified_2015)
    taken.update(industrial[np.argsort(-towns.gross_output[industrial], kind="stable")[:LARGEST]].tolist())
    return np.array(sorted(taken))


def small_ground(whole: Ground) -> Ground:
    """The chosen towns, all cities, and the institutes of their cities and the capital."""
    towns = rows_of(whole.towns, chosen_towns(whole.towns, whole.cities))
    near = [whole.cities.name.index(name) for name in CITIES]
    capital = np.flatnonzero(whole.institutes.city == 0)[:4]
    institutes = rows_of(whole.institutes, np.union1d(capital, np.flatnonzero(np.isin(whole.institutes.city, near))))
    return ground_of(towns, whole.cities, institutes, whole.sectors)


def small_base(whole: BaseYear, share: float) -> BaseYear:
    """Constants of the base year with the counts of above-scale firms cut to the share."""
    totals = whole.totals.model_copy(update={"above_scale_firms": round(share * whole.totals.above_scale_firms)})
    candidates = round(share * whole.firm_counts.candidate_firms)
    counts = whole.firm_counts.model_copy(update={"candidate_firms": candidates})
    return whole.model_copy(update={"totals": totals, "firm_counts": counts})


def cut(whole: np.record, share: float) -> np.record:
    """Numbers of a draw with the province's totals cut to the share; everything else as drawn."""
    table = np.recarray(1, dtype=whole.dtype)
    table[0] = whole
    for key in SHARED_TOTALS:
        table[key] *= share
    for key, value in HANDFULS.items():
        table[key] = value
    return table[0]
