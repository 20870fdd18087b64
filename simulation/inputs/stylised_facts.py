"""Known regularities that the model must show without being fitted to them (config/stylised_facts.yaml, V1-V15)."""

from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from simulation.inputs.configuration import read_configuration
from simulation.inputs.files import config_file
from simulation.inputs.measures import FACTS
from simulation.saying import Saying

Sources = Annotated[tuple[str, ...], BeforeValidator(tuple)]


class Fact(BaseModel):
    """One regularity: the statistic that shows it and the range accepted by the literature or the statistics."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    pattern: str
    meaning: dict[str, str]
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    equals: float | None = None
    evidence: Sources
    asserted: bool
    whole_province: bool = False
    """Whether it says nothing about a part of the towns run alone."""

    @model_validator(mode="after")
    def _has_a_range(self) -> "Fact":
        if all(bound is None for bound in (self.at_least, self.at_most, self.above, self.below, self.equals)):
            raise ValueError(Saying("the pattern {pattern} accepts anything: it states no bound", pattern=self.pattern))
        return self

    def inside(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each value lies in the accepted range; NaN never does."""
        accepted = ~np.isnan(values)
        if self.equals is not None:
            accepted &= values == self.equals
        if self.at_least is not None:
            accepted &= values >= self.at_least
        if self.at_most is not None:
            accepted &= values <= self.at_most
        if self.above is not None:
            accepted &= values > self.above
        if self.below is not None:
            accepted &= values < self.below
        return accepted


class StylisedFacts(BaseModel):
    """The whole file: facts by the name the recorder uses, and the patterns that this version cannot measure."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    facts: dict[str, Fact]
    unmeasured: dict[str, dict[str, str]]

    @model_validator(mode="after")
    def _in_recorded_order(self) -> "StylisedFacts":
        if tuple(self.facts) != FACTS:
            raise ValueError(Saying("the facts must be, in this order: {names}", names=", ".join(FACTS)))
        return self


@cache
def load_stylised_facts(path: Path | None = None) -> StylisedFacts:
    """Read the patterns. Raises InputError, with line and column, when an entry is not of the form above."""
    return read_configuration(path or config_file("stylised_facts.yaml"), StylisedFacts)
