"""Plain constants in the rules of instruments (config/constants/*.yaml): judgements with the range to test."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, RootModel

from simulation.inputs.configuration import Entry, Names, read_configuration
from simulation.inputs.files import config_file

FOLDER = "constants"


class Constant(Entry):
    """One number that no statistic and no study gives: value, unit, and the range over which it is to be varied."""

    value: float
    unit: str
    test: Annotated[tuple[float, float], BeforeValidator(tuple)]
    grade: Literal["J", "M"]
    instrument: Annotated[tuple[str, ...], BeforeValidator(tuple)]
    meaning: Names


class Constants(RootModel[dict[str, Constant]]):
    """One file: constants by name."""


@cache
def load_constants(folder: Path | None = None) -> dict[str, Constant]:
    """All constants by name. Raises InputError with line and column, ValueError when two files state the same name."""
    found: dict[str, Constant] = {}
    for file in sorted((folder or config_file(FOLDER)).glob("*.yaml")):
        stated = read_configuration(file, Constants).root
        twice = found.keys() & stated.keys()
        if twice:
            raise ValueError(f"{file.name} states {', '.join(sorted(twice))} again")
        found |= stated
    return found


def constant(name: str) -> float:
    """The value of one constant. Raises KeyError for an unknown name."""
    return load_constants()[name].value
