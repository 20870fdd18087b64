"""Every estimated number of the model: what is believed about it, how good the evidence is, and what hangs on it."""

import difflib
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, FiniteFloat, model_validator

from simulation.inputs.configuration import Entry, entries_by_name, read_configuration
from simulation.inputs.distributions import Dirichlet, Distribution, Fixed, Interval, Normal
from simulation.inputs.files import config_file
from simulation.saying import Saying

Grade = Literal["A", "B", "C", "D", "J", "M", "data", "derived"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Words = Annotated[tuple[str, ...], Field(strict=False)]
SMALLEST_EIGENVALUE = 1e-9
NORMAL_95 = 1.6448536269514722  # 95 % point of the standard normal distribution


class Citation(Entry):
    """A code of `config/evidence.yaml`, and whether the number taken from it was re-read there or remembered."""

    code: Annotated[str, Field(pattern=r"^[EF]\d+[bc]?$")]
    from_memory: bool = False


def _citation(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    code, memory, rest = written.partition(" from memory")
    return {"code": code + rest, "from_memory": bool(memory)}


class Parameter(Entry):
    """One estimated number: its belief, unit, tier, grade of evidence, and the lever and instruments it belongs to.

    `interval_90` and `median` are computed from the distribution, before the spike at zero; for shares that sum to one
    they are those of the first. `spike` is the probability that an effect is exactly zero. `unit` is that of the value
    as drawn. `better` is the direction that is good for policy; a number without one stays out of the common factor.
    """

    key: Key
    code: Annotated[str, Field(pattern=r"^[BPGUX]\d+[a-e]?$")]
    symbol: str | None = None
    meaning: str
    name_zh: str | None = None
    distribution: Distribution
    ex_ante: Normal | None = None
    interval_90: Interval | None = None
    median: FiniteFloat | None = None
    unit: str
    tier: Literal[1, 2, 3]
    grade: Grade
    spike: Share = 0.0
    better: Literal["higher", "lower", "none"] = "none"
    lever: Key = "core"
    instruments: Words = ()
    clause: Annotated[str, Field(pattern=r"^\d\.\d(\.\d)?$")] | None = None
    evidence: Annotated[tuple[Annotated[Citation, BeforeValidator(_citation)], ...], Field(strict=False)] = ()
    note: str | None = None

    @property
    def sampled(self) -> bool:
        """Return whether the number is drawn at all."""
        return not isinstance(self.distribution, Fixed)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of its columns in a table of draws: its key, or `key_0`, `key_1` ... for shares."""
        if isinstance(self.distribution, Dirichlet):
            return tuple(f"{self.key}_{part}" for part in range(len(self.distribution.concentrations)))
        return (self.key,)

    @model_validator(mode="after")
    def the_parts_fit_together(self) -> Self:
        if self.sampled and (self.interval_90 is None or self.median is None):
            raise ValueError(Saying("a number that is drawn states its interval_90 and its median"))
        if not self.sampled and (self.spike or self.better != "none"):
            raise ValueError(Saying("a fixed number has neither a spike nor a better direction"))
        if isinstance(self.distribution, Dirichlet) and (self.spike or self.better != "none" or self.ex_ante):
            raise ValueError(
                Saying("shares that sum to one have no spike, no better direction and no ex_ante distribution")
            )
        return self


class Correlation(Entry):
    """How two numbers move together, in place of what the common factor would make of them (normal scores)."""

    between: Annotated[tuple[Key, Key], Field(strict=False)]
    value: Annotated[float, Field(gt=-1.0, lt=1.0)]


class Override(Entry):
    """A number that a scenario fixes, with the source that it must name."""

    key: Key
    fixed: FiniteFloat
    source: Annotated[str, Field(min_length=1)]


def _entries(document: Any) -> Any:
    return entries_by_name(document, "key")


class ParameterFile(Entry):
    """What a parameter file says: every number in its order, and which of them move together."""

    common_factor: Annotated[float, Field(ge=0.0, lt=1.0)]
    correlations: Annotated[tuple[Correlation, ...], Field(strict=False)] = ()
    specs: Annotated[
        tuple[Parameter, ...], Field(alias="parameters", strict=False, min_length=1), BeforeValidator(_entries)
    ]

    def __getitem__(self, key: str) -> Parameter:
        """Return the number called `key`. KeyError names the nearest valid key."""
        for spec in self.specs:
            if spec.key == key:
                return spec
        nearest = difflib.get_close_matches(key, self.keys(), n=1)
        raise KeyError(f"there is no parameter {key!r}" + (f"; nearest: {nearest[0]}" if nearest else ""))

    def keys(self) -> tuple[str, ...]:
        """Return the names of all numbers, in the order of the file."""
        return tuple(spec.key for spec in self.specs)

    def linked(self) -> tuple[Parameter, ...]:
        """Return the numbers whose draws move together: those with a direction, and those in a named correlation."""
        named = {key for correlation in self.correlations for key in correlation.between}
        return tuple(spec for spec in self.specs if spec.better != "none" or spec.key in named)

    def score_correlations(self) -> NDArray[np.float64]:
        """Return the correlation matrix (n, n) of the normal scores of the `linked` numbers.

        Two numbers with a direction correlate by the square of the common factor, with a minus sign where one is
        good when high and the other when low; a named correlation stands in place of that.
        """
        sign = {"higher": 1.0, "lower": -1.0, "none": 0.0}
        linked = self.linked()
        loading = self.common_factor * np.array([sign[spec.better] for spec in linked])
        matrix = np.outer(loading, loading)
        np.fill_diagonal(matrix, 1.0)
        place = {spec.key: index for index, spec in enumerate(linked)}
        for correlation in self.correlations:
            one, other = (place[key] for key in correlation.between)
            matrix[one, other] = matrix[other, one] = correlation.value
        return matrix

    @model_validator(mode="after")
    def names_are_unique_and_known(self) -> Self:
        codes = [spec.code for spec in self.specs]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(Saying("codes used twice: {codes}", codes=", ".join(twice)))
        drawn = {spec.key for spec in self.specs if spec.sampled and not isinstance(spec.distribution, Dirichlet)}
        for key in (key for correlation in self.correlations for key in correlation.between):
            if key not in drawn:
                raise ValueError(
                    Saying(
                        "correlations: {key} is not a number drawn on its own, so nothing correlates with it", key=key
                    )
                )
        return self

    @model_validator(mode="after")
    def the_draws_can_hang_together(self) -> Self:
        if self.linked() and np.linalg.eigvalsh(self.score_correlations())[0] <= SMALLEST_EIGENVALUE:
            raise ValueError(
                Saying(
                    "the common factor and the named correlations contradict each other: their matrix is not positive "
                    "definite, so no set of draws can have them; bring the named correlations nearer to zero"
                )
            )
        return self


class Parameters(ParameterFile):
    """The numbers of one study: those of the file, less those that its scenario fixes."""

    overrides: tuple[Override, ...] = ()

    def record_dtype(self) -> np.dtype[np.void]:
        """Return the type of one draw: a float64 field per number, in the order of the file."""
        return np.dtype([(field, np.float64) for spec in self.specs for field in spec.fields])

    def override(self, key: str, fixed: float, source: str) -> "Parameters":
        """Return these numbers with one of them fixed by a scenario; the draws of all others stay as they were.

        KeyError for an unknown key; ValueError when the value is outside what the belief allows.
        """
        spec = self[key]
        low, high = spec.distribution.support
        if isinstance(spec.distribution, Dirichlet):
            raise ValueError(
                Saying("{key} is a set of shares that sum to one and cannot be fixed as one number", key=key)
            )
        if not low <= fixed <= high:
            limits = {"key": key, "fixed": fixed, "low": low, "high": high, "unit": spec.unit}
            raise ValueError(
                Saying("{key} = {fixed:g} lies outside the range {low:g} to {high:g} (unit: {unit})", **limits)
            )
        others = tuple(override for override in self.overrides if override.key != key)
        return self.model_copy(update={"overrides": (*others, Override(key=key, fixed=fixed, source=source))})

    def ex_ante(self) -> "Parameters":
        """Return these numbers under the switch `drift: ex_ante`: nothing that leans on figures after 2015."""
        return self.model_copy(update={"specs": tuple(_ex_ante(spec) for spec in self.specs)})

    def hash(self) -> str:
        """Return a fingerprint (64 hexadecimal digits) of all that changes a draw; words and sources do not count."""
        numbers = {
            "common_factor": self.common_factor,
            "correlations": [correlation.model_dump() for correlation in self.correlations],
            "specs": [
                (spec.key, spec.distribution.model_dump(), spec.spike, spec.better, spec.tier) for spec in self.specs
            ],
            "overrides": sorted((override.key, override.fixed) for override in self.overrides),
        }
        return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()


def _ex_ante(spec: Parameter) -> Parameter:
    if spec.ex_ante is None:
        return spec
    mean, reach = spec.ex_ante.mean, NORMAL_95 * spec.ex_ante.sd
    return spec.model_copy(
        update={"distribution": spec.ex_ante, "interval_90": (mean - reach, mean + reach), "median": mean}
    )


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Parameters:
    file = read_configuration(path, ParameterFile)
    return Parameters.model_construct(
        common_factor=file.common_factor, correlations=file.correlations, parameters=file.specs
    )


def load_parameters(path: Path | None = None) -> Parameters:
    """Return the numbers of `config/parameters.yaml`, or of the file at `path`.

    Raises InputError with file, line and column for anything unknown, missing, of the wrong type, or contradictory.
    """
    chosen = path or config_file("parameters.yaml")
    return _read(chosen, chosen.stat().st_mtime_ns if chosen.exists() else 0)
