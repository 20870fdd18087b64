"""Town tables written for a test, and what is said about them."""

from collections.abc import Sequence
from pathlib import Path

from simulation.inputs.base_year import BaseYear, load_base_year
from simulation.inputs.office_towns.fitting import Fitted, fitted
from simulation.inputs.office_towns.table import OfficeTowns, load_office_towns
from simulation.inputs.problems import InputError, Problem
from simulation.inputs.towns import TownTable, load_cities, load_towns

EXAMPLE = Path(__file__).parent.parent.parent / "docs" / "jiangmen_towns.csv"
"""Twenty towns of one city, half of the cells empty, in GBK with Chinese headers; the figures are made up."""
ZHONGSHAN = ("小榄镇", "黄圃镇", "东凤镇", "东升镇", "古镇镇", "沙溪镇")
"""Certified towns of 中山 in the model's own table."""


def written(folder: Path, *lines: str, name: str = "towns.csv", encoding: str = "utf-8") -> Path:
    """A CSV file of these lines."""
    path = folder / name
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def problems_of(path: Path, only_these: bool = False) -> tuple[Problem, ...]:
    """Everything told about a table, also when it does not fit into the province; empty when it is fine."""
    try:
        fit(load_office_towns(path, only_these=only_these))
    except InputError as mistakes:
        return mistakes.problems
    return ()


def places_of(path: Path) -> list[tuple[str, int, int]]:
    """Code, row and column of every mistake."""
    return [(problem.code, problem.line, problem.column) for problem in problems_of(path)]


def office(folder: Path, *lines: str, only_these: bool = False) -> OfficeTowns:
    """A table read from these lines."""
    return load_office_towns(written(folder, *lines), only_these=only_these)


def own_table() -> TownTable:
    """The model's own towns."""
    return load_towns()


def base_year() -> BaseYear:
    """The constants of the base year."""
    return load_base_year()


def fit(table: OfficeTowns) -> Fitted:
    """A table in the province of the model's own base year."""
    return fitted(table, own_table(), load_cities(), base_year())


def told(found: Fitted, name: str) -> dict[str, object]:
    """What one assumption says. Raises StopIteration when it was not made."""
    return dict(next(each for each in found.assumptions if each.name == name).values)


def names_told(found: Fitted) -> Sequence[str]:
    """The assumptions that were made, in their order."""
    return [each.name for each in found.assumptions]


def row_of(found: Fitted, name: str) -> int:
    """The row of a town of the office in the fitted table."""
    return next(int(row) for row in found.office if found.towns.name[row] == name)
