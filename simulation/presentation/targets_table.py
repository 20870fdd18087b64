"""The table of targets: bar, chance, interval, number against its bar, path since 2015, and how much is ignorance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from simulation.presentation.numbers import NOTHING
from simulation.presentation.setting import Setting

if TYPE_CHECKING:
    from simulation.analysis.chances import Chance, TargetResult
    from simulation.inputs.targets import Reading

ROOMY: Final = 100
WIDE: Final = 120
ADMINISTRATIVE_MARK: Final = "†"
MARKS: Final = {"primary": "", "aspiration": "°", "secondary": "*"}
"""After a target's name; the legend explains them."""
STYLES: Final = ((0.2, "red"), (0.8, "yellow"), (1.01, "green"))
"""Colour of a bar below each share; the bar's length and the number say the same without it."""


@dataclass(frozen=True)
class Layout:
    """Which columns fit a width, and how wide the pictures are."""

    bar: int
    strip: int
    ignorance: bool

    @classmethod
    def of(cls, width: int) -> Layout:
        """80 columns hold the essentials, 100 the share of ignorance too, 120 the spread against the bar."""
        if width >= WIDE:
            return cls(bar=16, strip=18, ignorance=True)
        return cls(bar=14 if width >= ROOMY else 10, strip=0, ignorance=width >= ROOMY)


def targets_table(results: tuple[TargetResult, ...], setting: Setting, part: bool = False) -> Table:
    """One row per target, and one beneath for what was really done where statistics can be gamed.

    Of a `part` of the province no chance is shown for bars in absolute numbers, which are those of the whole.
    """
    words, layout = setting.words, Layout.of(setting.width)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", expand=False)
    heading = "chance" if all(result.chance.is_probability for result in results) else "share"
    table.add_column(words("column.target"), no_wrap=True)
    table.add_column(words(f"column.{heading}"), no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column(words("column.interval_short"), justify="right", no_wrap=True)
    table.add_column(words("column.median"), justify="right", no_wrap=True)
    table.add_column(words("column.bar"), no_wrap=True)
    if layout.strip:
        table.add_column(words("column.spread"), no_wrap=True)
    table.add_column(words("column.path"), no_wrap=True)
    if layout.ignorance:
        table.add_column(words("column.ignorance"), justify="right", no_wrap=True)
    for result in results:
        if part and not result.target.is_ratio:
            table.add_row(*_row_of_part(result, setting, layout), style="dim")
            continue
        table.add_row(*_row(result, setting, layout))
        real = next((other for other in result.others if other.reading == "real"), None)
        if real is not None:
            table.add_row(*_real_row(real, setting, layout), style="dim")
    return table


def _row(result: TargetResult, setting: Setting, layout: Layout) -> list[str | Text]:
    figures, reading = setting.figures, result.target.readings[result.chance.reading]
    cells: list[str | Text] = [
        target_name(result, setting),
        bar(result.chance, setting, layout.bar),
        figures.chance(result.chance),
        figures.bounds(result.chance),
        figures.amount(result.value.median, reading.measure, result.value),
        bar_words(reading, setting),
    ]
    if layout.strip:
        cells.append(setting.glyphs.strip(result.value, bar_value(reading), layout.strip))
    cells.append(setting.glyphs.band_path(result.path.years))
    if layout.ignorance:
        cells.append(figures.variance_share(result.variance_share))
    return cells


def _row_of_part(result: TargetResult, setting: Setting, layout: Layout) -> list[str | Text]:
    """A target in absolute numbers for some of the towns: the number and its path, without bar and chance."""
    reading = result.target.readings[result.chance.reading]
    median = setting.figures.amount(result.value.median, reading.measure, result.value)
    unit = setting.figures.unit(reading.measure)
    path = setting.glyphs.band_path(result.path.years)
    picture = [""] if layout.strip else []
    ignorance = [setting.figures.variance_share(result.variance_share)] if layout.ignorance else []
    return [target_name(result, setting), "", NOTHING, "", median, unit, *picture, path, *ignorance]


def _real_row(real: Chance, setting: Setting, layout: Layout) -> list[str | Text]:
    return [
        f"  {setting.words('screen.real')}",
        bar(real, setting, layout.bar),
        setting.figures.chance(real),
        setting.figures.bounds(real),
    ]


def target_name(result: TargetResult, setting: Setting) -> str:
    """Short name of a target with its mark: decided by the province, only striven for, or only monitored."""
    name = setting.words(f"target.{result.target.id}")
    return name + (ADMINISTRATIVE_MARK if result.target.administrative else MARKS[result.target.kind])


def explained_marks(setting: Setting) -> list[str]:
    """What the marks after the names of targets mean."""
    marks = {"administrative": ADMINISTRATIVE_MARK, **MARKS}
    return [setting.words(f"screen.{name}", mark=mark) for name, mark in marks.items() if mark]


def bar(chance: Chance, setting: Setting, width: int) -> Text:
    """The bar of a chance, coloured by how likely it is."""
    style = next((style for limit, style in STYLES if chance.share_met < limit), "")
    return Text(setting.glyphs.chance_bar(chance.share_met, chance.low, chance.high, width), style=style)


def bar_value(reading: Reading) -> float:
    """The number that a reading compares with; of a range, its lower end."""
    return reading.bar


def bar_words(reading: Reading, setting: Setting) -> str:
    """The bar with its sign and unit, like `≥ 2.9 %`."""
    unit = setting.figures.unit(reading.measure)
    number = setting.figures.exact(bar_value(reading), reading.measure)
    sign = setting.words(f"bar.{reading.sign}")
    return f"{sign} {number} {unit}".rstrip()
