"""The table of quotas: what every city has in 2015, what it is asked to add by 2020, and what it is to reach then."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from simulation.presentation.listing import Listing, headings
from simulation.presentation.numbers import unit_of
from simulation.presentation.setting import Setting
from simulation.presentation.tables import Parts

if TYPE_CHECKING:
    from simulation.ensemble.middle_province import Quotas
    from simulation.inputs.targets import Target

COLUMNS: Final = ("target", "base_2015", "to_add", "quota_2020", "unit")
NUMBERS: Final = range(1, 4)
DECIMALS: Final = {"percent": 2, "patents": 2}
"""Of a unit; all others are written with one."""
PROVINCE: Final = "province"


class Line(NamedTuple):
    """One place and one target: where it stands, what is missing, what is asked; units of the target."""

    place: str
    target: "Target"
    base: float
    gap: float
    quota: float


def quota_listing(found: "Quotas", setting: Setting) -> Listing:
    """One section for the province and one for every city with certified towns, one line for every target."""
    lines = tuple(lines_of(found))
    note = "quota_note_part" if found.is_part else "quota_note" if found.handed_down else "quota_note_without"
    return Listing(
        headings(setting, *COLUMNS),
        aligned([_cells(line, setting) for line in lines]),
        tuple(_record(line) for line in lines),
        parts=Parts((0,), [place_name(line.place, setting) for line in lines], [""] * len(lines)),
        note=setting.words(f"catalogue.{note}"),
    )


def lines_of(found: "Quotas") -> Iterator[Line]:
    """The province first, then the cities in the order of their codes; of towns run alone, shares and rates only."""
    asked = [(t, target) for t, target in enumerate(found.targets) if target.is_ratio or not found.is_part]
    for t, target in [] if found.is_part else asked:
        base, wanted = float(found.province[t]), float(found.wanted[t])
        yield Line(PROVINCE, target, base, max(0.0, wanted - base), max(wanted, base))
    for c, city in enumerate(found.cities):
        if found.has_towns[c]:
            for t, target in asked:
                yield Line(city, target, float(found.base[c, t]), float(found.gap[c, t]), float(found.quota[c, t]))


def place_name(place: str, setting: Setting) -> str:
    """The province or a city in the reader's language."""
    return setting.words("place.province" if place == PROVINCE else f"city.{place}")


def _cells(line: Line, setting: Setting) -> tuple[str, ...]:
    figures, measure = setting.figures, line.target.readings[line.target.reading].measure
    decimals = DECIMALS.get(unit_of(measure), 1)
    numbers = (figures.fixed(value, measure, decimals) for value in (line.base, line.gap, line.quota))
    return (setting.words(f"target.{line.target.id}"), *numbers, figures.unit(measure))


def aligned(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The rows with their numbers moved to the right of their columns."""
    widest = {column: max(len(row[column]) for row in rows) for column in NUMBERS}
    return tuple(tuple(cell.rjust(widest.get(column, 0)) for column, cell in enumerate(row)) for row in rows)


def _record(line: Line) -> dict[str, Any]:
    return {
        "place": line.place,
        "target": line.target.id,
        "unit": line.target.unit,
        "base": line.base,
        "gap": line.gap,
        "quota": line.quota,
    }
