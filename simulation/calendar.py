"""The plan's calendar: twenty quarters, from the first of 2016 to the last of 2020."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulation.saying import Saying
from simulation.shapes import Shape, quarter_shape

QUARTERS_PER_YEAR = 4
FIRST_YEAR, LAST_YEAR = 2016, 2020
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
LONGEST = 40
_SPELLING = re.compile(r"(\d{4})\s*(?:[-_ ]?\s*[Qq]([1-4])|年?\s*第?\s*([1-4一二三四])\s*季度)")
_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


class NotAQuarterError(ValueError):
    """A text that names no quarter; `saying` tells the author what to write."""

    def __init__(self, text: str) -> None:
        self.saying = Saying(
            "{text!r} is not a quarter: write the year, Q and 1 to 4, like 2016Q2", text=text[:LONGEST]
        )
        super().__init__(self.saying)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One quarter of a year; ordered in time. `str` gives `2016Q2`."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if not 1 <= self.quarter <= QUARTERS_PER_YEAR:
            raise ValueError(f"a year has quarters 1 to 4, not {self.quarter}")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2016Q2`, `２０１６Ｑ２` or `2016年第二季度`. Raises NotAQuarterError."""
        found = _SPELLING.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if found is None:
            raise NotAQuarterError(text)
        digit = found[2] or found[3]
        return cls(int(found[1]), int(_CHINESE_DIGITS.get(digit, digit)))

    @classmethod
    def at(cls, index: int) -> Quarter:
        """The quarter that lies `index` quarters after 2016Q1 (negative: before it)."""
        years, quarters = divmod(index, QUARTERS_PER_YEAR)
        return cls(FIRST_YEAR + years, quarters + 1)

    @property
    def index(self) -> int:
        """Quarters since 2016Q1: 0 to 19 inside the plan."""
        return (self.year - FIRST_YEAR) * QUARTERS_PER_YEAR + self.quarter - 1

    @property
    def opens_year(self) -> bool:
        """True in the first quarter of a year, when governments plan."""
        return self.quarter == 1

    @property
    def closes_year(self) -> bool:
        """True in the last quarter of a year, when reports are made."""
        return self.quarter == QUARTERS_PER_YEAR

    @property
    def in_horizon(self) -> bool:
        """True for the twenty quarters of the plan."""
        return FIRST_YEAR <= self.year <= LAST_YEAR

    def plus(self, quarters: int) -> Quarter:
        """The quarter so many quarters later."""
        return Quarter.at(self.index + quarters)

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read_quarter, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: Any) -> Shape:
        return quarter_shape(FIRST_YEAR, LAST_YEAR)


HORIZON_START = Quarter(FIRST_YEAR, 1)
HORIZON_END = Quarter(LAST_YEAR, QUARTERS_PER_YEAR)
HORIZON = tuple(Quarter.at(index) for index in range(HORIZON_END.index + 1))


def spans(years: Iterable[int]) -> str:
    """Years as an author writes them: `2016, 2018-2020`."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _read_quarter(value: Any) -> Quarter:
    """A quarter of the plan from a settings file; errors carry the codes of `inputs/problems.py`."""
    if isinstance(value, Quarter):
        quarter = value
    else:
        try:
            quarter = Quarter.parse(str(value))
        except NotAQuarterError as error:
            raise PydanticCustomError("E106", "{reason}", {"reason": error.saying}) from error
    if not quarter.in_horizon:
        outside = Saying(
            "{read} lies outside the plan, which runs {first} to {last}",
            read=quarter, first=HORIZON_START, last=HORIZON_END,
        )  # fmt: skip
        raise PydanticCustomError("E105", "{reason}", {"reason": outside})
    return quarter
