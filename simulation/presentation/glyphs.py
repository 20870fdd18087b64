"""Small pictures made of characters: bars with intervals, paths with bands, a spread held against its bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.analysis.spread import Spread

DOTS: Final = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""Braille dots from the lowest to the highest level, left column then right column."""
BRAILLE: Final = 0x2800
LEVELS: Final = 4


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
        if np.isnan(share):
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
        lows, medians, highs = (np.array([getattr(year, name) for year in years]) for name in ("p05", "median", "p95"))
        if np.isnan(medians).any():
            return " " * len(years)
        bottom, top = lows.min(), highs.max()
        extent = top - bottom or 1.0
        if not self.dotted:
            return "".join(str(min(int(10 * (median - bottom) / extent), 9)) for median in medians)
        heights = (LEVELS * (np.array([lows, medians, highs]) - bottom) / extent).astype(int)
        levels = np.minimum(heights, LEVELS - 1).tolist()
        cells = []
        for low, median, high in zip(*levels, strict=True):
            pattern = sum(DOTS[0][level] for level in range(low, high + 1)) + DOTS[1][median]
            cells.append(chr(BRAILLE + pattern))
        return "".join(cells)

    def strip(self, value: Spread, bar: float, width: int) -> str:
        """The spread of a number against its bar: reach 5-95 %, half of the runs thicker, the median, and the bar."""
        if np.isnan(value.median):
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


UNICODE: Final = Glyphs("█", "▓", "░", "·", "─", "━", "●", "┃", dotted=True)
PLAIN: Final = Glyphs("#", "=", "-", ".", "-", "=", "o", "|", dotted=False)


def glyphs_for(encoding: str) -> Glyphs:
    """The pictures that an output of this encoding can carry."""
    try:
        (UNICODE.sure + UNICODE.middle + UNICODE.bar + chr(BRAILLE + 1)).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return UNICODE
