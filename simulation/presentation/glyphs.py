"""Small pictures made of characters: bars with intervals, paths with bands, a spread held against its bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simulation.analysis.spread import Spread

DOTS: Final = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""Braille dots from the lowest to the highest level, left column then right column."""
BRAILLE: Final = 0x2800
LEVELS: Final = 4
DIGITS: Final = 10


@dataclass(frozen=True)
class Glyphs:
    """The characters that pictures are drawn with; they differ by shape, so that no colour is needed to read them."""

    sure: str
    likely: str
    possible: str
    rest: str
    reach: str
    half: str
    middle: str
    bar: str
    dotted: bool
    """Whether the terminal can show dot patterns; otherwise paths are drawn with digits."""

    def chance_bar(self, share: float, low: float, high: float, width: int) -> str:
        """A bar of `width` cells from 0 to 1: certain up to `low`, then up to `share`, then up to `high`."""
        if isnan(share):
            return self.rest * width
        cells = []
        for cell in range(width):
            middle = (cell + 0.5) / width
            if middle <= low:
                cells.append(self.sure)
            elif middle <= share:
                cells.append(self.likely)
            else:
                cells.append(self.possible if middle <= high else self.rest)
        return "".join(cells)

    def band_path(self, years: Sequence[Spread]) -> str:
        """One cell per year: in the left column dots from the 5 % to the 95 % point, in the right one the median.

        Without dot patterns, the median's level per year as a digit from 0 to 9.
        """
        if any(isnan(year.median) for year in years):
            return " " * len(years)
        bottom = min(year.p05 for year in years)
        extent = max(year.p95 for year in years) - bottom or 1.0
        levels = LEVELS if self.dotted else DIGITS

        def level(number: float) -> int:
            return min(int(levels * (number - bottom) / extent), levels - 1)

        if not self.dotted:
            return "".join(str(level(year.median)) for year in years)
        return "".join(_dots(level(year.p05), level(year.median), level(year.p95)) for year in years)

    def strip(self, value: Spread, bar: float, width: int) -> str:
        """The spread of a number against its bar: reach 5-95 %, half of the runs thicker, the median, and the bar."""
        if isnan(value.median):
            return " " * width
        left, right = min(value.p05, bar), max(value.p95, bar)
        extent = right - left or 1.0

        def cell(number: float) -> int:
            return round((number - left) / extent * (width - 1))

        cells = [" "] * width
        for start, end, mark in ((value.p05, value.p95, self.reach), (value.p25, value.p75, self.half)):
            for index in range(cell(start), cell(end) + 1):
                cells[index] = mark
        cells[cell(value.median)] = self.middle
        cells[cell(bar)] = self.bar
        return "".join(cells)


def _dots(low: int, median: int, high: int) -> str:
    """One cell: the left column filled from `low` to `high`, one dot of the right column at `median`."""
    return chr(BRAILLE + sum(DOTS[0][low : high + 1]) + DOTS[1][median])


UNICODE: Final = Glyphs("█", "▓", "░", "·", "─", "━", "●", "┃", dotted=True)
PLAIN: Final = Glyphs("#", "=", "-", ".", "-", "=", "o", "|", dotted=False)


def glyphs_for(encoding: str) -> Glyphs:
    """The pictures that an output of this encoding can carry."""
    try:
        (UNICODE.sure + UNICODE.middle + UNICODE.bar + chr(BRAILLE + 1)).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return UNICODE
