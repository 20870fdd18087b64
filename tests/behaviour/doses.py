"""Doses of a lever in the small province and what follows: the first thing each lever moves, pair by pair (B5)."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simulation.ensemble.one_run import start_world
from simulation.inputs.instruments import load_instruments
from simulation.inputs.measures import MEASURES
from simulation.inputs.scenario import Scenario
from simulation.measuring.indicators import CODES
from simulation.recorder import Recorder
from simulation.study import load
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.behaviour.small_runs import small_provinces, written
from tests.small_province import SmallProvince

LEVEL = 0.05
SHARE = 1 / 20
"""Usual money of the small province over that of the whole one."""
TEN_THOUSAND = 10_000.0
"""10,000 yuan in 亿元."""

SUMS = ("real R&D", "equity received", "R&D staff brought", "patents filed")
"""Responses that are added up over the twenty quarters."""

Response = dict[str, float]
Key = tuple[str, float]
"""A lever and a dose."""


def scenario(folder: Path, lever: str, dose: float) -> Scenario:
    """The baseline with all instruments of one lever at a multiple of their usual money."""
    if dose == 0.0:
        return load("baseline")
    usual = {
        each.name: each.budget.default for each in load_instruments().values() if each.lever == lever and each.budget
    }
    money = {name: SHARE * dose * TEN_THOUSAND * budget for name, budget in usual.items()}
    return written(folder, {name: {"budget": f"{each:.2f}万元"} for name, each in money.items()}, f"{lever}_{dose}")


def live(world: World) -> Response:
    """Five years, and what the levers are for first."""
    recorder, sums = Recorder(), dict.fromkeys(SUMS, 0.0)
    recorder.begin(world)
    for quarter in range(QUARTERS):
        world.step()
        sums["real R&D"] += float(world.firms.research.spending[: world.used].sum())
        sums["equity received"] += float(world.firms.finance.equity[: world.used].sum())
        sums["R&D staff brought"] += float(world.towns.tally.added_staff.sum())
        if quarter % 4 == 3:
            recorder.year_end(world)
            sums["patents filed"] += float(world.towns.tally.applications_year.sum())
    found, young = recorder.finish(world), world.start_ups
    province = found.indicators[1:, 0]
    sums |= {
        "paid to institutes": float(province[:, CODES.index("B31")].sum()),
        "firms that cooperate": float(province[:, CODES.index("B32")].mean()),
        "platform coverage": float(found.measures[-1, MEASURES.index("platform_coverage")]),
        "loans made": float(world.loans.sums[0]),
        "start-ups founded": float(young.count + young.grown_up + young.closed),
        "amenity of towns": float(world.towns.economy.amenity.mean()),
    }
    world.forget()
    return sums


def responses_of(province: SmallProvince, scenarios: Mapping[Key, Scenario]) -> dict[Key, Response]:
    """A run of every scenario on the same birth, record and dice; without money all levers are alike."""

    def lived(it: Scenario) -> Response:
        study = province.study._replace(scenario=it)
        return live(start_world(study, province.birth, province.record, province.draw)[0])

    baseline = lived(load("baseline"))
    return {key: baseline if key[1] == 0.0 else lived(it) for key, it in scenarios.items()}


def in_pairs(pairs: int, scenarios: Mapping[Key, Scenario]) -> list[dict[Key, Response]]:
    """Responses by lever and dose, one dictionary per draw."""
    provinces: Iterator[SmallProvince] = small_provinces(pairs)
    found: list[dict[Key, Response]] = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        while batch := list(islice(provinces, 2)):
            found.extend(pool.map(lambda each: responses_of(each, scenarios), batch))
    return found


def gains(found: list[dict[Key, Response]], lever: str, response: str, doses: tuple[float, ...]) -> NDArray[np.float64]:
    """(steps, pairs) what every step up in money adds."""
    values = np.array([[pair[lever, dose][response] for pair in found] for dose in doses])
    return np.diff(values, axis=0)


def surely_positive(differences: NDArray[np.float64]) -> bool:
    """Whether the mean lies above zero, one-sided."""
    return bool(stats.ttest_1samp(differences, 0.0, alternative="greater").pvalue < LEVEL)
