"""Money of an instrument as an author states it, by year or in total, and what of it is meant for every year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulation.calendar import FIRST_YEAR, QUARTERS_PER_YEAR, YEARS, Quarter
from simulation.quantities import MONEY, MOST_MONEY, Reads, ReadsYearly, YearlyMoney
from simulation.saying import Saying
from simulation.shapes import NAME, Shape

TOTAL = "total"
_MONEY = Reads(MONEY, highest=MOST_MONEY)


@dataclass(frozen=True, slots=True)
class Total:
    """One sum for all quarters from `start` to `end`, 万元."""

    total: float


@dataclass(frozen=True, slots=True)
class ReadsBudget:
    """Reads an amount for every year, a table of years, or `{total: 5亿元}`."""

    single: Reads

    def __get_pydantic_core_schema__(self, _source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            _read_budget,
            handler.generate_schema(YearlyMoney),
            serialization=core_schema.plain_serializer_function_ser_schema(_as_plain),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> Shape:
        yearly = ReadsYearly(self.single).__get_pydantic_json_schema__(schema, handler)
        table = {"type": "object", "properties": {TOTAL: yearly["anyOf"][0]}, "required": [TOTAL]}
        return {NAME: "budget", "anyOf": [yearly, {**table, "additionalProperties": False}]}


def _read_budget(value: Any, yearly: Callable[[Any], Any]) -> Any:
    if isinstance(value, Total):
        return value
    if not (isinstance(value, Mapping) and TOTAL in value):
        return yearly(value)
    keys = [str(key) for key in value]
    if len(keys) > 1:
        years = ", ".join(key for key in keys if key != TOTAL)
        reason = Saying("the budget is stated in total and for {years}: state one or the other", years=years)
        raise PydanticCustomError("E225", "{reason}", {"reason": reason, "at": keys[-1]})
    try:
        return Total(_MONEY(value[TOTAL]))
    except PydanticCustomError as refused:
        raise PydanticCustomError("quantity", "{reason}", {**(refused.context or {}), "at": TOTAL}) from refused


def _as_plain(budget: tuple[float, ...] | Total) -> dict[str, float] | list[float]:
    return {TOTAL: budget.total} if isinstance(budget, Total) else list(budget)


Budget = Annotated[tuple[float, float, float, float, float] | Total, ReadsBudget(_MONEY)]
"""万元 for 2016 to 2020, or one `Total`."""


def _as_word(value: Any) -> Any:
    """2015 without quotes is a number in YAML."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Prices = Annotated[Literal["nominal", "2015"], BeforeValidator(_as_word)]


def yearly_money(budget: tuple[float, ...] | Total, open_from: Quarter, open_to: Quarter, ramp: int
                 ) -> tuple[float, ...]:  # fmt: skip
    """Money meant for 2016 to 2020, 万元, in the prices in which it is stated.

    A yearly budget is multiplied by the mean of min(1, quarters since the start / ramp) over the year's open quarters.
    A total is spread over all open quarters in proportion to the same numbers, so that it stays whole.
    """
    size = [_grown(quarter, open_from, open_to, ramp) for quarter in range(QUARTERS_PER_YEAR * len(YEARS))]
    by_year = [size[year * QUARTERS_PER_YEAR : (year + 1) * QUARTERS_PER_YEAR] for year in range(len(YEARS))]
    if isinstance(budget, Total):
        return tuple(budget.total * sum(year) / sum(size) for year in by_year)
    if not ramp:
        return budget
    count = [max(1, sum(part > 0.0 for part in year)) for year in by_year]
    return tuple(money * sum(year) / n for money, year, n in zip(budget, by_year, count, strict=True))


def times(budget: tuple[float, ...] | Total, factor: float) -> tuple[float, ...] | Total:
    """The same plan with more or less money."""
    if isinstance(budget, Total):
        return Total(factor * budget.total)
    return tuple(factor * money for money in budget)


def _grown(quarter: int, open_from: Quarter, open_to: Quarter, ramp: int) -> float:
    """Part of the full pace in a quarter: 0 while calls are closed."""
    if not open_from.index <= quarter <= open_to.index:
        return 0.0
    return min(1.0, (quarter - open_from.index + 1) / max(1, ramp))


def place_in_plan(year: int) -> int | None:
    """0 for 2016 to 4 for 2020; None outside the plan."""
    return year - FIRST_YEAR if year in YEARS else None
