"""Annex: the 16 indicators of the innovation index, their weights (an assumption) and how they become one score."""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from simulation.inputs.configuration import Entry, Names, read_configuration
from simulation.inputs.files import config_file
from simulation.saying import Saying

ROUNDING = 1e-9
CLAUSE = "annex"


def _share(written: Any) -> Any:
    """Return a written fraction such as 1/3 as a number; anything else as it is."""
    if isinstance(written, str) and written.count("/") == 1:
        try:
            return float(Fraction(written.replace(" ", "")))
        except (ValueError, ZeroDivisionError):
            return written
    return written


Weight = Annotated[float, BeforeValidator(_share), Field(ge=0.0, le=1.0)]


class Leaf(Entry):
    """One indicator as written in `config/indicators.yaml`."""

    names: Names
    unit: str
    weight: Weight
    transform: Literal["asinh", "linear"]
    formula: str


class Group(Entry):
    """A group of indicators, such as B2, organisations."""

    names: Names
    weight: Weight
    indicators: Annotated[Mapping[str, Leaf], Field(min_length=1)]

    @model_validator(mode="after")
    def weights_sum_to_one(self) -> Self:
        _check(self.indicators.values())
        return self


class Dimension(Entry):
    """A dimension of the index, such as B, R&D capability."""

    names: Names
    weight: Weight
    groups: Annotated[Mapping[str, Group], Field(min_length=1)]

    @model_validator(mode="after")
    def weights_sum_to_one(self) -> Self:
        _check(self.groups.values())
        return self


class Score(Entry):
    """How an indicator becomes a score: 100 x (x - low) / (high - low) between two percentiles of the towns of 2015."""

    reference_year: int
    low_percentile: Annotated[float, Field(ge=0.0, lt=50.0)]
    high_percentile: Annotated[float, Field(gt=50.0, le=100.0)]
    lowest: float
    highest: float


class Index(Entry):
    """The index as a whole: how scores are made, and the tree of weights."""

    weights_are: Literal["assumption", "decided"]
    score: Score
    weight_draws: Annotated[int, Field(gt=0)]
    dimensions: Annotated[Mapping[str, Dimension], Field(min_length=1)]

    @model_validator(mode="after")
    def weights_sum_to_one(self) -> Self:
        _check(self.dimensions.values())
        return self


class Indicator(NamedTuple):
    """One of the 16 indicators; `weight` is its share of the whole index, `weight_in_group` that of its group."""

    code: str
    name_en: str
    name_zh: str
    unit: str
    group: str
    dimension: str
    weight: float
    weight_in_group: float
    transform: Literal["asinh", "linear"]
    formula: str
    clause: str = CLAUSE


def _check(parts: Iterable[Leaf | Group | Dimension]) -> None:
    total = math.fsum(part.weight for part in parts)
    if abs(total - 1.0) > ROUNDING:
        raise ValueError(Saying("the weights inside sum to {total:g}, not to 1", total=total))


@lru_cache(maxsize=1)
def load_index(path: Path | None = None) -> Index:
    """Return the index of `config/indicators.yaml`. Raises InputError where the file is not as it must be."""
    return read_configuration(path or config_file("indicators.yaml"), Index)


def load_indicators(path: Path | None = None) -> tuple[Indicator, ...]:
    """Return the 16 indicators in the order of the annex, A11 to D21; their weights sum to one."""
    return tuple(
        Indicator(
            code=code,
            name_en=leaf.names.en,
            name_zh=leaf.names.zh,
            unit=leaf.unit,
            group=group_code,
            dimension=dimension_code,
            weight=dimension.weight * group.weight * leaf.weight,
            weight_in_group=leaf.weight,
            transform=leaf.transform,
            formula=leaf.formula,
        )
        for dimension_code, dimension in load_index(path).dimensions.items()
        for group_code, group in dimension.groups.items()
        for code, leaf in group.indicators.items()
    )
