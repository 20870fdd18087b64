"""How numbers are written: the one place that rounds, to what the interval or the spread supports, and names units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from simulation.inputs.measures import MEASURE_UNITS
from simulation.presentation.words import Words

if TYPE_CHECKING:
    from simulation.analysis.chances import Chance
    from simulation.analysis.spread import Spread, VarianceShare

UNITS: Final = {"亿元": "money", "%": "percent", "patents": "patents", "per 10,000 inhabitants": "per_10k"}
"""Kind of the units that measures are recorded in; all others are plain counts."""
DIVISORS: Final = {"money": {"en": 10.0, "zh": 1.0}, "patents": {"en": 1_000.0, "zh": 10_000.0}}
"""What a recorded unit (亿元, pieces) is divided by to give the unit that each language's readers use."""
MOST_DECIMALS: Final = 4
HALF_A_POINT: Final = 0.5
NOTHING: Final = "–"


def supported_decimals(half_width: float, digits: int = 1) -> int:
    """Decimals (negative: tens, hundreds) at which a number known to within `half_width` is written.

    With one digit the last printed place is that of the half-width's leading digit, with two one place finer.
    """
    if not half_width > 0 or math.isinf(half_width):
        return MOST_DECIMALS if half_width == 0 else 0
    return min(digits - 1 - math.floor(math.log10(half_width)), MOST_DECIMALS)


def written(value: float, decimals: int) -> str:
    """A number with thousands separated and a true minus sign, rounded to `decimals`; never `-0`."""
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{max(decimals, 0)}f}"
    return f"−{text}" if rounded < 0 else text


def unit_of(measure: str) -> str:
    """The kind of unit of a measure: `count`, `money`, `patents`, `per_10k` or `percent`."""
    return UNITS.get(MEASURE_UNITS[measure], "count")


class Figures:
    """Numbers in the manner of one language's readers."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.language = words.language

    def percent(self, text: str) -> str:
        """`62 %` in English, `62%` in Chinese."""
        return f"{text}%" if self.language == "zh" else f"{text} %"

    def share(self, share: float, decimals: int = 0) -> str:
        """A share of 1 as a percentage; a dash when unknown."""
        return NOTHING if math.isnan(share) else self.percent(written(100 * share, decimals))

    def signed_share(self, share: float, decimals: int) -> str:
        """A share of 1 as a percentage with its sign, like `+3.1 %`; a dash when unknown."""
        return NOTHING if math.isnan(share) else self.percent(self.signed(100 * share, decimals))

    def chance(self, chance: Chance) -> str:
        """A probability as far as its interval supports; none or all of the runs gives a bound, like `< 1.9 %`."""
        return self.share_met(chance.share_met, chance.low, chance.high)

    def share_met(self, share: float, low: float, high: float) -> str:
        """The same from the share of the runs that meet something and the ends of its interval."""
        if math.isnan(share):
            return NOTHING
        if share == 0:
            return "< " + self.percent(written(math.ceil(1000 * high) / 10, 1))
        if share == 1:
            return "> " + self.percent(written(math.floor(1000 * low) / 10, 1))
        return self.share(share, self._decimals(share, low, high))

    def bounds(self, chance: Chance) -> str:
        """The interval of a probability, like `55–69`, in percent without the sign; empty for a one-sided bound."""
        if chance.share_met in (0.0, 1.0) or math.isnan(chance.share_met):
            return ""
        decimals = self._decimals(chance.share_met, chance.low, chance.high)
        return f"{written(100 * chance.low, decimals)}–{written(100 * chance.high, decimals)}"

    @staticmethod
    def _decimals(share: float, low: float, high: float) -> int:
        """As far as the interval supports, and far enough that a rare hit or miss is not written as never or always."""
        supported = max(supported_decimals(50 * (high - low)), 0)
        rarer = min(share, 1 - share)
        return max(supported, supported_decimals(100 * rarer)) if 0 < 100 * rarer < HALF_A_POINT else supported

    def variance_share(self, share: VarianceShare) -> str:
        """Part of the spread that is ignorance; `≈ 0` or `≈ 100 %` says that the estimate fell outside and was cut."""
        if math.isnan(share.estimate):
            return NOTHING
        return f"≈ {self.share(share.shown)}" if share.cut else self.share(share.shown)

    def unit(self, measure: str) -> str:
        """The unit that a measure's amounts are written in; empty for plain counts in English."""
        return self.words(f"unit.{unit_of(measure)}")

    def amount(self, value: float, measure: str, spread: Spread) -> str:
        """One number of a measure, without its unit, rounded to two digits of the half-width of its spread."""
        return self._rounded(value, measure, (spread.p95 - spread.p05) / 2)

    def exact(self, value: float, measure: str) -> str:
        """A number that is given and not estimated, such as a bar: as many decimals as it has."""
        scaled = value / self._divisor(measure)
        decimals = next((n for n in range(MOST_DECIMALS) if round(scaled, n) == scaled), MOST_DECIMALS)
        return written(scaled, decimals)

    def fixed(self, value: float, measure: str, decimals: int) -> str:
        """One number of a measure, without its unit, with so many decimals."""
        return written(value / self._divisor(measure), decimals)

    def change(self, value: float, measure: str, half_width: float, digits: int = 1) -> str:
        """A difference of a measure with sign and unit, as far as its interval supports; of percentages, in points."""
        divisor = self._divisor(measure)
        decimals = supported_decimals(half_width / divisor or abs(value / divisor) / 10, digits)
        unit = "points" if unit_of(measure) == "percent" else unit_of(measure)
        return f"{self.signed(value / divisor, decimals)} {self.words(f'unit.{unit}')}".rstrip()

    def ratio(self, value: float, low: float, high: float) -> str:
        """An amount of money with its interval, like `0.15 (0.13–0.17)`, as far as the interval supports; no unit.

        The amount keeps its leading digit however wide the interval: money that is known badly is not nothing.
        """
        divisor = DIVISORS["money"][self.language]
        decimals = supported_decimals((high - low) / 2 / divisor or abs(value / divisor) / 10)
        if value:
            decimals = max(decimals, supported_decimals(abs(value / divisor)))
        middle, left, right = (written(each / divisor, decimals) for each in (value, low, high))
        return f"{middle} ({left}–{right})"

    def _rounded(self, value: float, measure: str, half_width: float) -> str:
        if math.isnan(value):
            return NOTHING
        divisor = self._divisor(measure)
        most = 0 if unit_of(measure) == "count" else 2
        return written(value / divisor, min(supported_decimals(half_width / divisor, digits=2), most))

    def _divisor(self, measure: str) -> float:
        return DIVISORS.get(unit_of(measure), {}).get(self.language, 1.0)

    def money(self, yi: float, decimals: int | None = None) -> str:
        """亿元 in Chinese, bn yuan in English, without the unit: two decimals under ten, one under a hundred."""
        if math.isnan(yi):
            return NOTHING
        value = yi / DIVISORS["money"][self.language]
        fitting = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
        return written(value, fitting if decimals is None else decimals)

    def points(self, share: float, half_width: float) -> str:
        """A difference of probabilities in percentage points with its sign, as far as its interval supports."""
        return self.signed(100 * share, max(supported_decimals(100 * half_width), 0))

    @staticmethod
    def unseen_points(share: float) -> str:
        """The bound of a difference that was not seen, in percentage points, rounded up."""
        return written(math.ceil(1000 * share) / 10, 1)

    @staticmethod
    def signed(value: float, decimals: int) -> str:
        """A number with its sign; `0` without one."""
        text = written(value, decimals)
        return f"+{text}" if round(value, decimals) > 0 else text
