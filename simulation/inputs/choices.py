"""What a scenario may say beside its levers: growth, shocks, certification, base year, readings, fixed parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulation.quantities import Money, Share, YearlyRate
from simulation.saying import Saying

Shock = Literal["tariffs", "covid", "super_deduction"]
Value = TypeVar("Value")


class FrozenMap(Mapping[str, Value]):
    """A mapping that cannot be changed and can be sent to another process."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Value]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> Value:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"


class Closed(BaseModel):
    """Settings that cannot change after loading and accept no key they do not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def _said(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("string_too_short", "only spaces")
    return text


class Words(Closed):
    """A text in English and Chinese; a single text stands for both."""

    en: Annotated[str, Field(min_length=1), AfterValidator(_said)]
    zh: Annotated[str, Field(min_length=1), AfterValidator(_said)]


class ReadsGrowth:
    """Reads `ex_ante` (drawn for each run from the prior of nominal growth), one rate, or a rate for every year."""

    def __get_pydantic_core_schema__(self, _source: Any, handler: Any) -> CoreSchema:
        choices = {"name": core_schema.literal_schema(["ex_ante"]), "path": handler.generate_schema(YearlyRate)}
        return core_schema.tagged_union_schema(choices, discriminator=_kind_of_growth)


def _kind_of_growth(value: Any) -> str:
    is_name = isinstance(value, str) and not any(sign.isdigit() for sign in value)
    return "name" if is_name else "path"


class Macro(Closed):
    """Nominal growth of the economy per year: `ex_ante`, or shares for 2016 to 2020."""

    growth: Annotated[Literal["ex_ante"] | tuple[float, float, float, float, float], ReadsGrowth()] = "ex_ante"


class Certification(Closed):
    """How the province certifies new specialised towns (C0): how fast, and what a town must show (万元, share)."""

    pace: Literal["business_as_usual", "target_pressure"] = "business_as_usual"
    minimum_output: Money = 200_000.0
    minimum_specialty_share: Share = 0.3


class BaseYear(Closed):
    """The towns' share of provincial GDP in 2015: 38 % as published, or the document's 35 % (25,500 亿元)."""

    share: Literal["published", "document"] = "published"


class TargetChoice(Closed):
    """Which of its documented readings a target is judged by."""

    reading: str


def _stated(source: str) -> str:
    if not source.strip():
        message = Saying("a fixed parameter needs a source: who found the number, and where")
        raise PydanticCustomError("E208", "{reason}", {"reason": message})
    return source


class ParameterOverride(Closed):
    """An estimated number that the author fixes, in the parameter's own unit, with a source of its own."""

    fixed: float = Field(allow_inf_nan=False)
    source: Annotated[str, AfterValidator(_stated)] = Field(default="", validate_default=True)


def _both_languages(value: Any) -> Any:
    if isinstance(value, str):
        return {"en": value, "zh": value}
    if value is not None and not isinstance(value, Mapping | Words):
        raise PydanticCustomError("E201", "{reason}", {"reason": Saying("expected text, or {en: ..., zh: ...}")})
    return value


class ScenarioFile(Closed):
    """Every key of a scenario file. Bases, blocks and levers are checked by their own rules before and after."""

    schema_version: Any = Field(default=None, alias="schema")
    title: Annotated[Words, BeforeValidator(_both_languages)]
    question: Annotated[Words | None, BeforeValidator(_both_languages)] = None
    author: str = ""
    extends: Any = None
    use: Any = None
    levers: dict[str, Any] = Field(default_factory=dict)
    macro: Macro = Macro()
    shocks: Annotated[tuple[Shock, ...], AfterValidator(lambda shocks: tuple(sorted(set(shocks))))] = ()
    certification: Certification = Certification()
    base_year: BaseYear = BaseYear()
    drift: Literal["realised", "ex_ante"] = "realised"
    targets: dict[str, TargetChoice] = Field(default_factory=dict)
    parameters: dict[str, ParameterOverride] = Field(default_factory=dict)
