"""The levers of the document, one file each; a file is found by its name, the name of its row in the catalogue."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from simulation.agents.instruments import Instrument
from simulation.inputs.delivery import InstrumentSettings, LeverSettings
from simulation.inputs.scenario import Scenario


class LeverEntry(NamedTuple):
    """What a lever file says about itself."""

    id: str
    clause: str
    title_en: str
    title_zh: str
    instruments: Mapping[str, str]
    """Number of each instrument in the model's rule table, by its name in the scenario file."""
    settings: type[LeverSettings]
    serves: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, LeverEntry]:
    """Every lever file in this folder, by id, in alphabetical order."""
    entries = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        file = importlib.import_module(f"{__name__}.{info.name}")
        titles = file.TITLE
        entries[info.name] = LeverEntry(
            info.name, file.CLAUSE, titles["en"], titles["zh"], file.INSTRUMENTS, file.Settings, file.SERVES,
            file.READS, file.WRITES,
        )  # fmt: skip
    return entries


def purses_of(scenario: Scenario) -> dict[str, InstrumentSettings]:
    """Every instrument stated, with money or not, by the name of its purse."""
    return {
        name: settings
        for lever, stated in scenario.levers.items()
        for name, settings in stated.instruments(lever).items()
    }


def in_order(names: Iterable[str]) -> list[str]:
    """Levers in the order in which they act: safeguards (clause 4) shape how all others deliver."""
    return sorted(names, key=lambda name: (not catalogue()[name].clause.startswith("4"), name))


def switch_on(scenario: Scenario) -> list[Instrument]:
    """Fresh levers for one run: those with money in some year, safeguards first, else in alphabetical order."""
    levers = []
    for lever in in_order(scenario.switched_on):
        file = importlib.import_module(f"{__name__}.{lever}")
        levers.append(file.Lever(lever, scenario.levers[lever]))
    return levers
