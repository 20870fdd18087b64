"""Amounts of a scenario in the units in which authors write them: 1 亿元 a year 2016-2020, 50 %, 6 quarters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulation.calendar import YEARS, spans
from simulation.inputs.conditions import Condition
from simulation.inputs.dumping import plain_or_quoted
from simulation.presentation.words import Words
from simulation.quantities import MONEY, PURE, Reads, ReadsYearly

WAN_IN_YI: Final = 10_000.0
FROM_HERE_YI: Final = 1_000.0
"""万元 from which a sum is written in 亿元."""
DECIMALS: Final = 10
MONEY_READER: Final = Reads(MONEY)


def number(value: float) -> str:
    """A number as short as it can be without rounding what an author could have meant."""
    text = format(Decimal(repr(round(value, DECIMALS))).normalize(), "f")
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def money(wan: float, words: Words) -> str:
    """万元 as 亿元 or 万元, whichever is shorter to read."""
    if abs(wan) >= FROM_HERE_YI:
        return words("amount.yi", n=number(wan / WAN_IN_YI))
    return words("amount.wan", n=number(wan)) if wan else "0"


def percent(share: float, words: Words) -> str:
    """A share of 1 as a percentage."""
    return words("amount.percent", n=number(100.0 * share))


def reader_of(field: FieldInfo) -> Reads | ReadsYearly | None:
    """How a setting reads its number, which tells its unit; None for what is no amount."""
    nested = (item for kind in get_args(field.annotation) for item in getattr(kind, "__metadata__", ()))
    return next((item for item in (*field.metadata, *nested) if isinstance(item, Reads | ReadsYearly)), None)


def measured(value: float, reader: Reads | ReadsYearly | None, words: Words) -> str:
    """One amount in its unit."""
    single = reader.single if isinstance(reader, ReadsYearly) else reader
    if single is None:
        return number(value)
    if single.per_year:
        return words("amount.quarters", n=number(value))
    if single.dimension == MONEY:
        return money(value, words)
    return percent(value, words) if single.dimension == PURE else number(value)


def as_written(value: Any, field: FieldInfo, *, in_brackets: bool = False) -> str:
    """A value as it stands in a scenario file: `50%`, `6 quarters`, `firm.sales < 4亿元`, `{east: 20%}`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number_written(value, reader_of(field))
    if isinstance(value, BaseModel):
        stated = ((name, getattr(value, name), each) for name, each in type(value).model_fields.items())
        return f"{{{', '.join(f'{name}: {as_written(part, each, in_brackets=True)}' for name, part, each in stated)}}}"
    if isinstance(value, Condition) and value.text in ("true", "false"):
        return value.text
    return plain_or_quoted(str(value), in_brackets=in_brackets)


def budget_written(budget: Any) -> str:
    """Money as it stands in a scenario file: `1亿元`, `{2016: 1亿元, 2017-2020: 2亿元}`, or part by part."""
    if isinstance(budget, tuple):
        parts = [(spans(years), _number_written(amount, MONEY_READER)) for years, amount in runs(budget)]
        if len(parts) == 1:
            return parts[0][1]
    else:
        parts = [(each.name, _number_written(getattr(budget, each.name), MONEY_READER)) for each in fields(budget)]
    return f"{{{', '.join(f'{name}: {amount}' for name, amount in parts)}}}"


def _number_written(value: float, reader: Reads | ReadsYearly | None) -> str:
    single = reader.single if isinstance(reader, ReadsYearly) else reader
    plain = number(value).replace("−", "-")
    if single is None or not value:
        return plain
    if single.per_year:
        return f"{plain} quarters"
    if single.dimension == MONEY:
        in_yi = value >= FROM_HERE_YI
        return number(value / WAN_IN_YI) + "亿元" if in_yi else plain + "万元"
    return number(100.0 * value).replace("−", "-") + "%" if single.dimension == PURE else plain


def runs(values: Sequence[Any]) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Years in a row with the same value, and the value; one value for each year of the plan."""
    for value, group in groupby(zip(YEARS, values, strict=True), key=lambda pair: pair[1]):
        yield tuple(year for year, _ in group), value


def money_by_year(amounts: Sequence[float], words: Words) -> str:
    """`1 亿元 in 2016, 2.5 亿元 a year 2018-2020`; years without money are passed over."""
    parts = [money_in(years, money(amount, words), words) for years, amount in runs(amounts) if amount]
    return words("headline.comma").join(parts) or words("amount.no_money")


def path_words(rates: Sequence[float], words: Words) -> str:
    """Rates by year: `2016-2019 8 %, 2020 −1 %`."""
    return words("headline.comma").join(f"{spans(years)} {percent(rate, words)}" for years, rate in runs(rates))


def money_in(years: Iterable[int], amount: str, words: Words) -> str:
    """One amount with the years it holds for."""
    stated = tuple(years)
    return words("amount.one_year" if len(stated) == 1 else "amount.a_year", amount=amount, years=spans(stated))
