"""Ensembles and single runs of the small province, and what it means that two of them are the same to the bit."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

import numpy as np

from simulation.ensemble.design import draw_parameters
from simulation.ensemble.one_run import StudyGround, run_once
from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import parameters_of
from simulation.inputs.delivery import InstrumentSettings
from simulation.inputs.parameters import Parameters
from simulation.inputs.scenario import Scenario
from simulation.levers import catalogue
from simulation.recorder import Outcome
from simulation.study import load
from tests.small_province import SmallProvince, cut, province_of, share_of_gdp, small_province, small_study

MONEY_ROWS = ("money", "appropriated", "returned", "carried")
"""Arrays that are about what levers were given and spent; their second to last axes depend on the levers."""
FOUND = tuple(name for name in Outcome._fields if name not in MONEY_ROWS)
"""Arrays that are about the province: measures, indicators, score, rank stability, composition, facts."""

INSTRUMENTS = tuple(
    lever if name == lever else f"{lever}.{name}" for lever, entry in catalogue().items() for name in entry.instruments
)
"""Every instrument of every lever file by the name the ledger uses."""
LEVERS = tuple(catalogue())
SAFEGUARDS = tuple(lever for lever, entry in catalogue().items() if entry.clause.startswith("4"))
"""Levers that change how others deliver and do nothing alone."""


def settings_of(instrument: str) -> type[InstrumentSettings]:
    """The settings of an instrument."""
    lever, _, part = instrument.partition(".")
    settings = catalogue()[lever].settings
    if not part:
        assert issubclass(settings, InstrumentSettings)
        return settings
    choices = get_args(settings.model_fields[part].annotation)
    return next(choice for choice in choices if isinstance(choice, type) and issubclass(choice, InstrumentSettings))


def small_ground(scenario: Scenario, _: Parameters) -> StudyGround:
    """What `runner.study_ground` answers when the small province stands in for the large one."""
    return small_study()._replace(scenario=scenario)


def small_draws(parameters: Parameters, seed: int, draws: int) -> np.ndarray:
    """What `runner.draw_parameters` answers: the same draws with the province's totals cut to the small one's share."""
    whole = draw_parameters(parameters, seed, draws).view(np.recarray)
    share = share_of_gdp(small_study().ground.towns)
    return np.array([cut(row, share).item() for row in whole], dtype=whole.dtype.descr)


def written(folder: Path, levers: Mapping[str, Mapping[str, object]], name: str = "tried") -> Scenario:
    """The baseline with these instruments on (`{"guidance_funds.follow_on": {"budget": "1亿元"}}`), through a file."""
    lines = ["title: {en: Tried, zh: 试}", "author: tests", "extends: baseline", "levers:"]
    for lever in dict.fromkeys(instrument.partition(".")[0] for instrument in levers):
        lines.append(f"  {lever}:")
        for instrument, settings in levers.items():
            head, _, part = instrument.partition(".")
            if head == lever:
                inside = "    " if not part else "      "
                lines.extend([f"    {part}:"] if part else [])
                lines.extend(f"{inside}{key}: {value}" for key, value in settings.items())
    path = folder / f"{name}.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load(path)


def run_small(province: SmallProvince, scenario: Scenario) -> Outcome:
    """One run of a scenario in a small province that has been born already."""
    return run_once(province.study._replace(scenario=scenario), province.birth, province.record, province.draw, never)


def small_provinces(draws: int, seed: int = 2016) -> Iterator[SmallProvince]:
    """The small province of every draw of a study of this size, each born once and calibrated once."""
    for draw, p in enumerate(small_draws(parameters_of(load("baseline")), seed, draws).view(np.recarray)):
        yield province_of(small_study(), p, draw, seed)


@cache
def business_as_usual(draw: int) -> Outcome:
    """The baseline in the small province of a draw, run once for all tests; nothing in it may be changed."""
    return run_small(small_province(draw), load("baseline"))


def never() -> None:
    """Nobody asks to stop."""


def different(one: Ensemble | Outcome, other: Ensemble | Outcome, names: Iterable[str] = FOUND) -> list[str]:
    """Arrays in which two ensembles, or two runs, differ by a single bit."""
    pairs = {name: (np.asarray(getattr(one, name)), np.asarray(getattr(other, name))) for name in names}
    return [name for name, (a, b) in pairs.items() if a.shape != b.shape or a.tobytes() != b.tobytes()]
