"""Shapes of what an author may write, as JSON Schema that an editor understands: amounts with units, years, quarters.

An editor cannot ask the program, so a shape is a pattern that lets through everything the program reads, and stops most
of what it does not: a bare number where money is meant, an unknown unit, a year outside the plan.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Shape = dict[str, Any]
NAME = "x-name"
"""What a shape is called, so that a schema can hold it once."""
_DIGITS = "0-9０-９"
NUMBER = rf"[+\-−＋－]?[{_DIGITS}.．][{_DIGITS}.,．，]*(?:[eE][+\-]?[0-9]+)?"


def unit_pattern(units: Iterable[str]) -> str:
    """Any of these units; `%` also in full width."""
    spelled = (
        re.escape(unit).replace(r"\ ", r"\s+").replace("%", "[%％]") for unit in sorted(units, key=len, reverse=True)
    )
    return "(?:" + "|".join(spelled) + ")"


class Bounds(NamedTuple):
    """What a number may be: from `lowest` to `highest`; with `above`, not `lowest` itself."""

    lowest: float
    highest: float
    above: bool


def amount_shape(kind: str, units: Mapping[str, Iterable[str]], bounds: Bounds) -> Shape:
    """A number of money, a share or a length of time (`kind`), as text with one of the units of that kind.

    Money and time may be per head (50万元/人), a share may be a ratio of alike (80 人/万人) and needs no unit.
    """
    patterns = {name: unit_pattern(each) for name, each in units.items()}
    if kind != "share":
        text = _amount_pattern(rf"{patterns[kind]}(?:\s*/\s*{patterns['share']})?")
        return (
            {NAME: f"positive_{kind}", "anyOf": [text]} if bounds.above else {NAME: kind, "anyOf": [text, {"const": 0}]}
        )
    limits = {name: limit for name, limit in zip(("minimum", "maximum"), bounds, strict=False) if math.isfinite(limit)}
    ratios = "|".join(rf"{unit}\s*/\s*{unit}" for unit in patterns.values())
    text = _amount_pattern(f"(?:{ratios}|{patterns['share']})?")
    return {NAME: "share" if bounds.lowest == 0 else "rate", "anyOf": [text, {"type": "number", **limits}]}


def _amount_pattern(units: str) -> Shape:
    return {"type": "string", "pattern": rf"^\s*{NUMBER}\s*{units}\s*$"}


def year_pattern(first: int, last: int) -> str:
    """A year of the plan, its digits also in full width."""
    plain = [str(year) for year in range(first, last + 1)]
    wide = ["".join(chr(ord(digit) + 0xFEE0) for digit in year) for year in plain]
    return "(?:" + "|".join((*plain, *wide)) + ")"


def yearly_shape(single: Shape, first: int, last: int) -> Shape:
    """One amount for all years, or a table of years and spans."""
    year = year_pattern(first, last) + r"\s*年?"
    key = rf"^\s*{year}\s*(?:(?:[-–~至到～－]|—{{1,2}})\s*{year}\s*)?$"
    table = {"type": "object", "patternProperties": {key: single}, "additionalProperties": False, "minProperties": 1}
    return {NAME: f"{single[NAME]}_by_year", "anyOf": [single, table]}


def quarter_shape(first: int, last: int) -> Shape:
    """A quarter of the plan: 2016Q2, or 2016年第二季度."""
    letter = r"[-_ ]?\s*[QqＱｑ][1-4１-４]"
    words = r"年?\s*第?\s*[1-4１-４一二三四]\s*季度"
    return {
        NAME: "quarter",
        "type": "string",
        "pattern": rf"^\s*{year_pattern(first, last)}\s*(?:{letter}|{words})\s*$",
    }
