"""Amounts as a policy paper writes them: 5万元, 1亿元, 50%, 4 quarters, 2018-2020: 2.5亿元.

Inside the model money is 万元, shares are 0 to 1, time is years (`Quarters`: whole quarters). A bare number is refused
where a unit is needed. Full-width digits and signs are understood. Each type here is a float (or a tuple of five) that
pydantic reads from such text; what it refuses carries a code of `inputs/problems.py`.
"""

from __future__ import annotations

import difflib
import math
import operator
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulation.calendar import FIRST_YEAR, LAST_YEAR, QUARTERS_PER_YEAR, YEARS
from simulation.number_slips import slip_in_number, too_little, too_much
from simulation.saying import Saying
from simulation.shapes import Bounds, Shape, amount_shape, yearly_shape

NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_AMOUNT = re.compile(rf"([+-]?(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d*)?|{NUMBER}))\s*(.*)", re.DOTALL)
LONGEST = 40
_SPAN = re.compile(r"(\d{4})\s*年?(?:\s*(?:[-–~至到]|—{1,2})\s*(\d{4})\s*年?)?")
_OTHER_BASE = re.compile(r"0[oxb][0-9a-f_]+", re.IGNORECASE)


class Dimension(NamedTuple):
    """Powers of money and of time; a pure number (share, head count) has none."""

    money: int = 0
    time: int = 0

    def __str__(self) -> str:
        return str(self.saying)

    @property
    def saying(self) -> Saying:
        """What an author calls it."""
        return _NAMES.get(self, Saying("money^{money} time^{time}", money=self.money, time=self.time))


PURE, MONEY, TIME = Dimension(), Dimension(money=1), Dimension(time=1)
_NAMES = {
    PURE: Saying("a share or plain number"), MONEY: Saying("money"), TIME: Saying("a length of time"),
    Dimension(1, -1): Saying("money per time"),
}  # fmt: skip
_KINDS = {MONEY: "money", PURE: "share", TIME: "time"}
_EXAMPLES = {PURE: "50%", MONEY: Saying("5万元 or 1亿元"), TIME: Saying("4 quarters or 2 years")}

_MONEY_UNITS = {
    "万元": "1", "亿元": "10000", "元": "0.0001", "yuan": "0.0001", "million yuan": "100", "billion yuan": "100000",
    "bn yuan": "100000", "trillion yuan": "100000000", "thousand yuan": "0.1", "万": "1", "亿": "10000", "千元": "0.1",
    "百万元": "100", "千万元": "1000", "万亿元": "100000000", "万亿": "100000000", "CNY": "0.0001", "RMB": "0.0001",
}  # fmt: skip
_PURE_UNITS = {"%": "0.01", "percent": "0.01", "‰": "0.001", "人": "1", "persons": "1", "people": "1", "万人": "10000"}
_TIME_UNITS = {
    "年": "1", "year": "1", "years": "1", "季度": "0.25", "个季度": "0.25", "quarter": "0.25", "quarters": "0.25",
}  # fmt: skip
UNITS: dict[str, tuple[Dimension, Decimal]] = {
    name: (dimension, Decimal(factor))
    for dimension, table in ((MONEY, _MONEY_UNITS), (PURE, _PURE_UNITS), (TIME, _TIME_UNITS))
    for name, factor in table.items()
}


class Quantity(NamedTuple):
    """A number in 万元, years or 1, its dimension, and whether its author wrote a unit."""

    value: float
    dimension: Dimension
    unit: str


class QuantityError(ValueError):
    """What is wrong with an amount: a stable code, the sentence for the author, the nearest valid name if any."""

    def __init__(self, code: str, message: Saying, nearest: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.nearest = code, message, nearest


def _said(value: object) -> str:
    """What an author wrote, short enough for a message."""
    text = value.strip() if isinstance(value, str) else str(value)
    return repr(text) if len(text) <= LONGEST else f"{text[:LONGEST]!r}..."


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as their plain forms, character for character, so columns keep."""
    return "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in text.replace("\u3000", " "))


def read_unit(text: str) -> tuple[Dimension, Decimal]:
    """Dimension and factor to 万元, years or 1 of a unit such as 亿元, % or 万元/人. Raises QuantityError (E104)."""
    above, *below = (" ".join(part.split()) for part in text.split("/"))
    if above not in UNITS or len(below) > 1 or (below and below[0] not in UNITS):
        unknown = below[0] if above in UNITS and below else above
        raise QuantityError("E104", Saying("unknown unit {unit}", unit=_said(text)), _nearest_unit(unknown[:LONGEST]))
    dimension, factor = UNITS[above]
    if not below:
        return dimension, factor
    divisor_dimension, divisor = UNITS[below[0]]
    return Dimension(*(up - down for up, down in zip(dimension, divisor_dimension, strict=True))), factor / divisor


def _nearest_unit(unknown: str) -> str:
    """The unit an author most likely meant: differing in one sign (亿园: 亿元), else the most alike, or nothing."""
    near = difflib.get_close_matches(unknown, UNITS, n=5, cutoff=0.5)
    same = (unit for unit in near if len(unit) == len(unknown) and sum(map(operator.ne, unit, unknown)) == 1)
    return next(same, near[0] if near else "")


def read_quantity(text: str) -> Quantity:
    """An amount with its unit, read exactly. Raises QuantityError (E104 unit, E205 not finite, E206 not an amount)."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    found = _AMOUNT.fullmatch(plain)
    if found is None or _OTHER_BASE.match(plain):
        if plain.lstrip("+-.").lower() in ("nan", "inf", "infinity"):
            raise QuantityError("E205", Saying("{read} is not a finite number", read=_said(text)))
        raise QuantityError(
            "E206", Saying("{read} is not an amount: write digits and a unit, like 5万元 or 50%", read=_said(text))
        )
    digits, unit = found[1].replace(",", ""), found[2].strip()
    slip = slip_in_number(digits, unit, _said(text))
    if slip is not None:
        raise QuantityError(*slip)
    if len(digits) > LONGEST or not math.isfinite(float(digits)):
        raise QuantityError("E205", Saying("{read} is too large a number", read=_said(text)))
    dimension, factor = read_unit(unit) if unit else (PURE, Decimal(1))
    return Quantity(float(Decimal(digits) * factor), dimension, unit)


def years_of(key: object) -> tuple[int, ...]:
    """The years a key of a yearly table stands for: 2016, or 2018-2020. Raises QuantityError (E105, E207)."""
    found = _SPAN.fullmatch(half_width(str(key)).strip())
    if found is None:
        raise QuantityError("E105", Saying("{read} is not a year: write 2018 or 2018-2020", read=_said(str(key))))
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise QuantityError("E207", Saying("the years {read} run backwards", read=key))
    if first < FIRST_YEAR or last > LAST_YEAR:
        plan: dict[str, Any] = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise QuantityError(
            "E105", Saying("{read} lies outside the plan, which runs {first} to {last}", read=key, **plan)
        )
    return tuple(range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Reads:
    """How one number of a settings file is read: its dimension, its bounds (in model units), whether it is whole."""

    dimension: Dimension
    lowest: float = 0.0
    highest: float = math.inf
    above_lowest: bool = False
    per_year: int = 0

    def __call__(self, value: Any) -> float | int:
        """The number in model units. Raises PydanticCustomError with a code."""
        try:
            amount = self._amount(value)
            self._bound(amount, value)
        except QuantityError as error:
            details: dict[str, Any] = {"reason": error.message, "code": error.code, "nearest": error.nearest}
            if error.code == "E104":
                details["allowed"] = tuple(unit for unit, (kind, _) in UNITS.items() if kind == self.dimension)
            raise PydanticCustomError("quantity", "{reason}", details) from error
        return round(amount * self.per_year) if self.per_year else amount

    def _amount(self, value: Any) -> float:
        wanted: dict[str, Any] = {"dimension": self.dimension.saying, "example": _EXAMPLES[self.dimension]}
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise QuantityError("E201", Saying("expected {dimension}, like {example}", **wanted))
        amount = read_quantity(value if isinstance(value, str) else repr(value))
        if amount.dimension == self.dimension:
            return amount.value
        if not amount.unit:
            if amount.value == 0:
                return 0.0
            bare = Saying("{read} has no unit: expected {dimension}, like {example}", read=value, **wanted)
            raise QuantityError("E202", bare)
        found = {"read": _said(value), "found": amount.dimension.saying}
        raise QuantityError(
            "E203", Saying("{read} is {found}, expected {dimension}, like {example}", **found, **wanted)
        )

    def _bound(self, amount: float, value: Any) -> None:
        if amount < self.lowest or (self.above_lowest and amount == self.lowest):
            raise QuantityError("E204", too_little(value, self.lowest, above=self.above_lowest))
        if amount > self.highest:
            raise QuantityError("E204", too_much(_KINDS[self.dimension], value, self.highest))
        if self.per_year and (amount * self.per_year) % 1:
            raise QuantityError("E204", Saying("{read} is not a whole number of quarters", read=value))

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self)

    def shape(self) -> Shape:
        """What an author may write, for an editor."""
        units = {name: [unit for unit, (has, _) in UNITS.items() if has == kind] for kind, name in _KINDS.items()}
        return amount_shape(_KINDS[self.dimension], units, Bounds(self.lowest, self.highest, self.above_lowest))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: Any) -> Shape:
        return self.shape()


@dataclass(frozen=True, slots=True)
class ReadsYearly:
    """How a yearly table is read: one amount for all years, or a mapping of years and spans; missing years are 0."""

    single: Reads
    complete: bool = False

    def _as_table(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            unsaid = Saying("a list does not say which years: write {2016: 1亿元, 2017-2020: 2亿元}")
            raise PydanticCustomError("E201", "{reason}", {"reason": unsaid})
        if isinstance(value, Mapping):
            return dict(value)
        return {f"{FIRST_YEAR}-{LAST_YEAR}": value}

    def _by_year(self, table: dict[tuple[int, ...], float]) -> tuple[float, ...]:
        stated = [year for span in table for year in span]
        twice = sorted({year for year in stated if stated.count(year) > 1})
        if twice:
            raise PydanticCustomError(
                "E207", "{reason}", {"reason": Saying("the year {year} stands in two entries", year=twice[0])}
            )
        missing = [year for year in YEARS if year not in stated]
        if missing and self.complete:
            words = ", ".join(map(str, missing))
            raise PydanticCustomError(
                "E210", "{reason}", {"reason": Saying("every year must be stated; missing: {years}", years=words)}
            )
        amounts = {year: amount for span, amount in table.items() for year in span}
        return tuple(amounts.get(year, 0.0) for year in YEARS)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        years = core_schema.no_info_plain_validator_function(_read_years)
        amount = core_schema.no_info_plain_validator_function(self.single)
        table = core_schema.dict_schema(years, amount, min_length=1)
        whole = core_schema.no_info_after_validator_function(self._by_year, table)
        return core_schema.no_info_before_validator_function(
            self._as_table, whole, serialization=core_schema.plain_serializer_function_ser_schema(list)
        )

    def shape(self) -> Shape:
        """What an author may write, for an editor."""
        return yearly_shape(self.single.shape(), FIRST_YEAR, LAST_YEAR)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: Any) -> Shape:
        return self.shape()


def _read_years(key: Any) -> tuple[int, ...]:
    try:
        return years_of(key)
    except QuantityError as error:
        raise PydanticCustomError("quantity", "{reason}", {"reason": error.message, "code": error.code}) from error


MOST_MONEY = 1e9
"""万元: 10 万亿元, about what the whole province earns in a year of the plan; more is a slip of the unit."""
_MONEY_READER, _RATE_READER = Reads(MONEY, highest=MOST_MONEY), Reads(PURE, lowest=-0.5, highest=1.0)

Money = Annotated[float, _MONEY_READER]
"""万元, not negative."""
PositiveMoney = Annotated[float, Reads(MONEY, highest=MOST_MONEY, above_lowest=True)]
"""万元, above 0."""
Share = Annotated[float, Reads(PURE, highest=1.0)]
"""0 to 1; `50%` or `0.5` in the file."""
Rate = Annotated[float, _RATE_READER]
"""Change per year as a share, -0.5 to 1; `7.9%` in the file."""
Quarters = Annotated[int, Reads(TIME, highest=len(YEARS), per_year=QUARTERS_PER_YEAR)]
"""Whole quarters; `4 quarters` or `1 year` in the file."""
YearlyMoney = Annotated[tuple[float, float, float, float, float], ReadsYearly(_MONEY_READER)]
"""万元 in each of 2016 to 2020; years not stated get 0."""
YearlyRate = Annotated[tuple[float, float, float, float, float], ReadsYearly(_RATE_READER, complete=True)]
"""Change in each of 2016 to 2020 as a share; every year must be stated."""
