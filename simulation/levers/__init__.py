"""The levers of the document, one file each; a file is found by its name, the name of its row in the catalogue.

What a scenario may say of a lever stands under the same name in `inputs.levers`, so that it is read without the engine.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from simulation.inputs import levers as written
from simulation.inputs.delivery import InstrumentSettings, LeverSettings
from simulation.inputs.scenario import Scenario

if TYPE_CHECKING:
    from simulation.agents.instruments import Instrument


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
    for name, settings in lever_settings().items():
        file = importlib.import_module(f"{__name__}.{name}")
        titles = file.TITLE
        entries[name] = LeverEntry(
            name, file.CLAUSE, titles["en"], titles["zh"], file.INSTRUMENTS, settings, file.SERVES,
            file.READS, file.WRITES,
        )  # fmt: skip
    return entries


@lru_cache(maxsize=1)
def lever_settings() -> Mapping[str, type[LeverSettings]]:
    """What a scenario may say of every lever, by id, in alphabetical order; the rules of the levers stay unread.

    The settings stand in the file of the lever's name in `inputs.levers`. A lever that has none there, such as one just
    being tried, states them in its own file, which takes the engine to read.
    """
    apart = _names_in(written.__path__)
    packages = {name: written.__name__ if name in apart else __name__ for name in _names_in(__path__)}
    return {name: importlib.import_module(f"{package}.{name}").Settings for name, package in packages.items()}


def _names_in(folder: Iterable[str]) -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(folder))


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


def switch_on(scenario: Scenario) -> "list[Instrument]":
    """Fresh levers for one run: those with money in some year, safeguards first, else in alphabetical order."""
    levers = []
    for lever in in_order(scenario.switched_on):
        file = importlib.import_module(f"{__name__}.{lever}")
        levers.append(file.Lever(lever, scenario.levers[lever]))
    return levers
