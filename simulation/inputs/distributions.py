"""The shapes a belief about an uncertain number can take in `config/parameters.yaml`, before any run."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, FiniteFloat, PositiveFloat, model_validator

from simulation.inputs.configuration import Entry
from simulation.saying import Saying

Interval = Annotated[tuple[FiniteFloat, FiniteFloat], Field(strict=False)]

UNBOUNDED = float("inf")


class TruncatedNormal(Entry):
    """A normal distribution cut off at `low` and `high`; `mean` and `sd` are those before the cut."""

    family: Literal["truncnorm"]
    mean: FiniteFloat
    sd: PositiveFloat
    low: FiniteFloat
    high: FiniteFloat

    @model_validator(mode="after")
    def the_cut_leaves_room(self) -> Self:
        if self.low >= self.high:
            raise ValueError(Saying("low ({low:g}) must be below high ({high:g})", low=self.low, high=self.high))
        return self

    @property
    def support(self) -> tuple[float, float]:
        """Return the smallest and largest possible value."""
        return self.low, self.high


class LogNormal(Entry):
    """A positive number whose logarithm is normal; `log_sd` is the standard deviation of that logarithm."""

    family: Literal["lognorm"]
    median: PositiveFloat
    log_sd: PositiveFloat

    @property
    def support(self) -> tuple[float, float]:
        """Return the smallest and largest possible value."""
        return 0.0, UNBOUNDED


class Normal(Entry):
    """A normal distribution without bounds."""

    family: Literal["normal"]
    mean: FiniteFloat
    sd: PositiveFloat

    @property
    def support(self) -> tuple[float, float]:
        """Return the smallest and largest possible value."""
        return -UNBOUNDED, UNBOUNDED


class Beta(Entry):
    """A share between 0 and 1; `alpha` and `beta` count the evidence for and against."""

    family: Literal["beta"]
    alpha: PositiveFloat
    beta: PositiveFloat

    @property
    def support(self) -> tuple[float, float]:
        """Return the smallest and largest possible value."""
        return 0.0, 1.0


class Gamma(Entry):
    """A positive number with a long right tail, moved up by `shift`."""

    family: Literal["gamma"]
    shape: PositiveFloat
    scale: PositiveFloat
    shift: FiniteFloat

    @property
    def support(self) -> tuple[float, float]:
        """Return the smallest and largest possible value."""
        return self.shift, UNBOUNDED


class Dirichlet(Entry):
    """Several shares that sum to one; the larger a concentration, the larger and surer its share."""

    family: Literal["dirichlet"]
    concentrations: Annotated[tuple[PositiveFloat, ...], Field(strict=False, min_length=2)]

    @property
    def support(self) -> tuple[float, float]:
        """Return the smallest and largest possible value of each share."""
        return 0.0, 1.0


class Fixed(Entry):
    """One value, never drawn; `test_range` is walked through in the structural sensitivity run only."""

    family: Literal["fixed"]
    value: FiniteFloat
    test_range: Interval | None = None

    @model_validator(mode="after")
    def the_range_holds_the_value(self) -> Self:
        if self.test_range and not self.test_range[0] <= self.value <= self.test_range[1]:
            limits: dict[str, Any] = {"value": self.value, "range": list(self.test_range)}
            raise ValueError(Saying("the value {value:g} lies outside its own test_range {range}", **limits))
        return self

    @property
    def support(self) -> tuple[float, float]:
        """Return the smallest and largest value that anyone may put in its place."""
        return -UNBOUNDED, UNBOUNDED


Distribution = Annotated[
    TruncatedNormal | LogNormal | Normal | Beta | Gamma | Dirichlet | Fixed, Field(discriminator="family")
]
