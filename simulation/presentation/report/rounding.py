"""Numbers of a page: as they are read, rounded as far as they are known, with what they are."""

import math
from typing import Final

from simulation.analysis.chances import Chance
from simulation.analysis.comparison import Difference
from simulation.analysis.spread import Spread
from simulation.presentation.changes import half_width
from simulation.presentation.numbers import NOTHING, supported_decimals, written
from simulation.presentation.report.pieces import Number
from simulation.presentation.setting import Setting

UNKNOWN: Final = Number(NOTHING)
MOST_DECIMALS: Final = 2


def chance_numbers(chance: Chance, setting: Setting) -> tuple[Number, Number, Number]:
    """A chance and the two ends of its interval."""
    figures = setting.figures
    if math.isnan(chance.share_met):
        return UNKNOWN, UNKNOWN, UNKNOWN
    low, _, high = figures.bounds(chance).partition("–")
    ends = (figures.percent(low), figures.percent(high)) if high else (
        figures.share(chance.low, 1), figures.share(chance.high, 1)
    )  # fmt: skip
    return Number(figures.chance(chance), chance.share_met), Number(ends[0], chance.low), Number(ends[1], chance.high)


def amounts(spread: Spread, measure: str, setting: Setting, *names: str) -> tuple[Number, ...]:
    """Percentiles of a measure, without the unit."""
    values = (getattr(spread, name) for name in names)
    return tuple(Number(setting.figures.amount(value, measure, spread), value) for value in values)


def plain(spread: Spread, *names: str) -> tuple[Number, ...]:
    """Percentiles of a number that is shown in the unit it is recorded in."""
    decimals = min(supported_decimals((spread.p95 - spread.p05) / 2, digits=2), MOST_DECIMALS)
    values = (getattr(spread, name) for name in names)
    return tuple(UNKNOWN if math.isnan(value) else Number(written(value, decimals), value) for value in values)


def money(yi: float, setting: Setting, decimals: int | None = 2) -> Number:
    """亿元, in the unit of the reader."""
    return UNKNOWN if math.isnan(yi) else Number(setting.figures.money(yi, decimals), yi)


def point_numbers(difference: Difference, setting: Setting) -> tuple[Number, Number, Number]:
    """A difference of chances in percentage points and the two ends of its interval."""
    interval = difference.interval
    half = half_width(interval)
    ends = (interval.estimate, interval.low, interval.high)
    if math.isnan(interval.estimate):
        return UNKNOWN, UNKNOWN, UNKNOWN
    first, low, high = (Number(setting.figures.points(end, half), end) for end in ends)
    return first, low, high


def change_number(difference: Difference, setting: Setting, decimals: int = 2) -> tuple[Number, Number, Number]:
    """A difference of index points and the two ends of its interval."""
    interval = difference.interval
    ends = (interval.estimate, interval.low, interval.high)
    first, low, high = (
        UNKNOWN if math.isnan(end) else Number(setting.figures.signed(end, decimals), end) for end in ends
    )
    return first, low, high


def count(value: int | float) -> Number:
    """A whole number."""
    return Number(written(value, 0), value)
