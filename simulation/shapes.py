"""Shapes of what an author may write, as JSON Schema that an editor understands: amounts with units, years, quarters.

An editor cannot ask the program, so a shape is a pattern that lets through everything the program reads, and stops most
of what it does not: a bare number where money is meant, an unknown unit, a year outside the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

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


def amount_shape(name: str, units: str, numbers: Mapping[str, Any] | None) -> Shape:
    """A number with a unit that matches, as text, or a plain number as far as `numbers` allows."""
    text = {"type": "string", "pattern": rf"^\s*{NUMBER}\s*{units}\s*$"}
    return {NAME: name, "anyOf": [text] if numbers is None else [text, dict(numbers)]}


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
