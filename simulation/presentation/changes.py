"""Differences in words and figures: what moved and by how much, what cannot be told from nothing, what is nothing."""

import math
from typing import Final

from rich.text import Text

from simulation.analysis.comparison import Difference
from simulation.analysis.intervals import Interval
from simulation.presentation.numbers import unit_of
from simulation.presentation.setting import Setting

DOUBT: Final = "dim"


def chance_change(difference: Difference, setting: Setting) -> tuple[Text, str]:
    """A difference of chances in percentage points and its interval, or in words that there is none to speak of.

    Where no draw changed between two different scenarios it is a bound, like `< 1.5 pp`; between the very same runs
    there is no difference at all.
    """
    words, interval = setting.words, difference.interval
    if not difference.draws_changed:
        return Text(unseen(interval, setting), style=DOUBT), ""
    if not difference.distinguishable:
        return Text(words("compare.not_distinguishable"), style=DOUBT), point_bounds(interval, setting)
    return Text(points(interval, setting)), point_bounds(interval, setting)


def unseen(interval: Interval, setting: Setting) -> str:
    """How large a difference that showed in no draw could be, rounded up; or that no run differs."""
    if math.isnan(interval.high) or interval.high <= 0.0:
        return setting.words("compare.same")
    return setting.words("compare.below", points=setting.figures.unseen_points(interval.high))


def points(interval: Interval, setting: Setting) -> str:
    """Percentage points with their sign, as far as the interval supports."""
    return setting.figures.points(interval.estimate, half_width(interval))


def point_bounds(interval: Interval, setting: Setting) -> str:
    """The interval in percentage points, like `+47 to +61`."""
    ends = (setting.figures.points(end, half_width(interval)) for end in (interval.low, interval.high))
    return setting.words("compare.between").join(ends)


def value_change(difference: Difference, measure: str, setting: Setting) -> str:
    """How a number moves, in its unit, or in brackets when that cannot be told from nothing."""
    if not difference.draws_changed:
        return "0"
    return moved(difference.interval, measure, setting)


def moved(interval: Interval, measure: str, setting: Setting) -> str:
    """A change of a measure in its unit; in brackets when its interval does not leave out zero."""
    if interval.excludes_zero:
        return setting.figures.change(interval.estimate, measure, half_width(interval))
    return f"({setting.figures.change(interval.estimate, measure, half_width(interval), digits=2)})"


def half_width(interval: Interval) -> float:
    """Half the width of an interval."""
    return (interval.high - interval.low) / 2


def points_with_interval(interval: Interval, setting: Setting) -> str:
    """Percentage points, like `+33 [+26 to +40]`; in brackets what cannot be told from nothing."""
    return f"{bracketed_points(interval, setting)} [{point_bounds(interval, setting)}]"


def bracketed_points(interval: Interval, setting: Setting) -> str:
    """Percentage points; in brackets when the interval does not leave out zero."""
    number = points(interval, setting)
    return number if interval.excludes_zero else f"({number})"


def number_moved(interval: Interval, measure: str, setting: Setting, with_interval: bool) -> str:
    """A change of a measure without its unit, which stands elsewhere; in brackets what cannot be told from nothing."""
    told = interval.excludes_zero
    ends = (interval.estimate, interval.low, interval.high)
    number, low, high = (
        setting.figures.change(end, measure, half_width(interval), 1 if told else 2).split(" ")[0] for end in ends
    )
    number = number if told else f"({number})"
    if not with_interval:
        return number
    return f"{number} [{setting.words('compare.between').join((low, high))}]"


def unit_of_change(measure: str, setting: Setting) -> str:
    """The unit in which a change of a measure is written."""
    kind = unit_of(measure)
    return setting.words("unit.points" if kind == "percent" else f"unit.{kind}")
