"""Numbers that look like one and are not: 1,5亿元, 1 000万元, 1-2亿元, 1亿2000万元, 017亿元, 1亿元#a comment."""

import re
from typing import Any

from simulation.calendar import QUARTERS_PER_YEAR
from simulation.saying import Saying

_IN_PIECES = re.compile(r"[^\W\d%‰]*[\s,._:;~/+\-–—至到]*\d")
_LEADING_ZERO = re.compile(r"[+-]?0\d")


def slip_in_number(digits: str, unit: str, read: str) -> tuple[str, Saying] | None:
    """Code and sentence of what is wrong with an amount whose first number is `digits` and whose rest is `unit`.

    None when nothing is; `read` is how the sentence names it all.
    """
    if _LEADING_ZERO.match(digits):
        return "E015", Saying("{read} starts with 0: write the number without it, or put text in quotes", read=read)
    if _IN_PIECES.match(unit):
        return "E206", Saying(
            "{read} is not one number: write it in one piece and with a unit, like 1.5亿元", read=read
        )
    if "#" in unit:
        return "E206", Saying("{read}: a comment needs a space before its #", read=read)
    return None


def too_little(value: Any, least: float, *, above: bool) -> Saying:
    """What is said of an amount below the least that can be meant; with `above`, of that amount itself too."""
    stated: dict[str, Any] = {"read": value, "limit": least}
    if above:
        return Saying("{read} must be above {limit:g}", **stated)
    if least:
        return Saying("{read} must not be below {limit:.0%}", **stated)
    return Saying("{read} must not be below {limit:g}", **stated)


def too_much(kind: str, value: Any, most: float) -> Saying:
    """What is said of an amount of money (万元), time (years) or a share above the most that can be meant."""
    stated: dict[str, Any] = {"read": value, "limit": most}
    if kind == "money":
        return Saying("{read} is more than the whole province earns in a year", read=value)
    if kind == "time":
        quarters = round(most * QUARTERS_PER_YEAR)
        return Saying("{read} is more than the {most} quarters of the plan", read=value, most=quarters)
    if isinstance(value, str):
        return Saying("{read} is above {limit:.0%}", **stated)
    return Saying("{read} is above {limit:.0%}: write {read}% if that is meant", **stated)
