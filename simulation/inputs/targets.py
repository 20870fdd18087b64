"""Clause 2.3.2: what the plan wants by the end of 2020, and the ways in which its words can be read."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BeforeValidator, Field, FiniteFloat, RootModel, model_validator

from simulation.inputs.configuration import Entry, Names, entries_by_name, read_configuration
from simulation.inputs.files import config_file
from simulation.inputs.measures import MEASURES
from simulation.saying import Saying

Sign = Literal["at_least", "over", "between"]
RATIO_UNITS = ("%", "per 10,000 inhabitants")


def _known(measure: str) -> str:
    if measure not in MEASURES:
        names = ", ".join(MEASURES)
        raise ValueError(
            Saying("{read!r} is not a measure of the yearly results: {measures}", read=measure[:40], measures=names)
        )
    return measure


class Rescaled(Entry):
    """Reads a measure as if its figure of the base year had been `to_figure` in place of `from_figure`."""

    from_figure: Annotated[float, Field(alias="from", gt=0.0)]
    to_figure: Annotated[float, Field(alias="to", gt=0.0)]


class Reading(Entry):
    """One way to read a target: a measure of the province at the end of 2020 and the bar it must meet."""

    names: Names
    measure: Annotated[str, AfterValidator(_known)]
    at_least: FiniteFloat | None = None
    over: FiniteFloat | None = None
    between: Annotated[tuple[FiniteFloat, FiniteFloat], Field(strict=False)] | None = None
    rescaled: Rescaled | None = None

    @property
    def sign(self) -> Sign:
        """Return how the measure is compared with the bar: `over` is strict, `between` includes both ends."""
        if self.between is not None:
            return "between"
        return "over" if self.over is not None else "at_least"

    @property
    def bar(self) -> float:
        """Return the bar in the unit of the target; of a range, its lower end."""
        if self.between is not None:
            return self.between[0]
        return float(next(bar for bar in (self.over, self.at_least) if bar is not None))

    @property
    def scale(self) -> float:
        """Return the factor by which this reading multiplies the measure."""
        return self.rescaled.to_figure / self.rescaled.from_figure if self.rescaled else 1.0

    def met(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which of the values, of any shape and already scaled, meet the bar. A missing value does not."""
        if self.between is not None:
            return (values >= self.between[0]) & (values <= self.between[1])
        return values > self.bar if self.over is not None else values >= self.bar

    @model_validator(mode="after")
    def there_is_one_bar(self) -> Self:
        if sum(bar is not None for bar in (self.at_least, self.over, self.between)) != 1:
            raise ValueError(Saying("a reading has exactly one bar: at_least, over or between"))
        if self.between is not None and self.between[0] > self.between[1]:
            raise ValueError(Saying("between runs from the smaller to the larger number"))
        return self


class Target(Entry):
    """One target of the plan, with the clause that sets it, its unit and its readings."""

    id: str
    clause: str
    names: Names
    wording: str
    unit: str
    kind: Literal["primary", "aspiration", "secondary"]
    administrative: bool = False
    default: str
    readings: Annotated[Mapping[str, Reading], Field(min_length=1)]

    @property
    def reading(self) -> str:
        """Return the name of the default reading."""
        return self.default

    @property
    def is_ratio(self) -> bool:
        """Whether the bar is a share or a rate, which means the same for a part of the province as for the whole."""
        return self.unit in RATIO_UNITS

    @model_validator(mode="after")
    def the_default_is_a_reading(self) -> Self:
        if self.default not in self.readings:
            names = ", ".join(self.readings)
            raise ValueError(
                Saying(
                    "the default {read!r} is none of its readings: {readings}", read=self.default[:40], readings=names
                )
            )
        return self


def _with_ids(document: Any) -> Any:
    return entries_by_name(document, "id")


class TargetFile(RootModel[Annotated[tuple[Target, ...], Field(strict=False), BeforeValidator(_with_ids)]]):
    """All targets, in the order of the clause."""


@lru_cache(maxsize=1)
def load_targets(path: Path | None = None) -> tuple[Target, ...]:
    """Return the targets of `config/targets.yaml`. Raises InputError where the file is not as it must be."""
    return read_configuration(path or config_file("targets.yaml"), TargetFile).root
