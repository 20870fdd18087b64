"""When each target is met, and at what pace: the first year over the bar, and what is still needed from every year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.intervals import Interval, share_interval
from simulation.analysis.spread import average_by_draw, spread
from simulation.analysis.verdicts import chosen_reading, reading_values
from simulation.ensemble.results import Ensemble, Numbers
from simulation.inputs.measures import TARGET_YEAR, YEARS
from simulation.inputs.targets import Target

NEVER = np.inf


@dataclass(frozen=True)
class TimeToTarget:
    """In which year runs first meet a target's bar; `first` and `never` add up to 1.

    Shares of the finished runs, every draw counting the same.
    """

    target: str
    reading: str
    first: tuple[float, ...]
    """By year of `YEARS`: share of runs that meet the bar at the end of that year for the first time."""
    by: tuple[Interval, ...]
    """By year of `YEARS`: share that have met it by the end of that year, whatever came after."""
    never: Interval
    """Share that meet it in no year."""
    lost: Interval
    """Share that met it in an earlier year and not in 2020."""
    runs: int

    @property
    def median_year(self) -> int | None:
        """The first year by which half of the runs have met it; None when fewer ever do, or no run finished."""
        return next((year for year, share in zip(YEARS, self.by, strict=True) if share.estimate >= 0.5), None)


@dataclass(frozen=True)
class Pace:
    """What a target asks of the years left, from the end of `year` to 2020, beside what the median path does.

    `kind` is `growth`, a share a year, for amounts and counts, and `change`, the target's unit a year, for ratios.
    Below zero, a needed pace says that the bar is already passed and by how much the number may fall. NaN where growth
    has no meaning (a number of zero).
    """

    target: str
    kind: Literal["growth", "change"]
    year: int
    value: float
    """The median run's number at the end of the year, in the target's unit."""
    needed: float
    """Pace from here that ends at the bar in 2020; of a bar with two ends, at the lower one."""
    ahead: float
    """Pace from here at which the median path ends where it does in 2020."""
    behind: float
    """Pace of the median path in the year that has just ended; NaN for 2015."""

    @property
    def enough(self) -> bool:
        """Whether the median path does what is needed from here."""
        return self.ahead >= self.needed


def first_year(met: Numbers) -> Numbers:
    """[draws, replications], the first year of `YEARS` in which `met` [..., years] is 1; infinite when none is.

    NaN where the run is NaN throughout.
    """
    years = np.where(met == 1.0, np.array(YEARS, dtype=np.float64), NEVER).min(axis=-1)
    return np.where(np.isnan(met).all(axis=-1), np.nan, years)


def times_to_target(ensemble: Ensemble, targets: Sequence[Target]) -> Iterator[TimeToTarget]:
    """One record per target, in the catalogue's order, under the reading that the scenario chose."""
    for target in targets:
        name = chosen_reading(ensemble, target)
        reading = target.readings[name]
        met = reading.met(reading_values(ensemble, reading)).astype(np.float64)
        met[~ensemble.finished] = np.nan
        yield time_to_target(target.id, name, met, ensemble)


def time_to_target(target: str, reading: str, met: Numbers, ensemble: Ensemble) -> TimeToTarget:
    """One target's record from `met` [draws, replications, years]: 1 over the bar, 0 below, NaN for a failed run."""
    first = first_year(met)
    failed = np.isnan(first)

    def share(holds: NDArray[np.bool_]) -> Interval:
        return share_interval(average_by_draw(np.where(failed, np.nan, holds)), ensemble.sequence)

    return TimeToTarget(
        target=target,
        reading=reading,
        first=tuple(share(first == year).estimate for year in YEARS),
        by=tuple(share(first <= year) for year in YEARS),
        never=share(first == NEVER),
        lost=share((first < TARGET_YEAR) & (met[..., -1] == 0.0)),
        runs=int((~failed).sum()),
    )


def paces(ensemble: Ensemble, target: Target) -> tuple[Pace, ...]:
    """The pace that a target needs from the end of each year before 2020, under the reading that the scenario chose."""
    reading = target.readings[chosen_reading(ensemble, target)]
    values = reading_values(ensemble, reading)
    median = [spread(values[..., year]).median for year in range(len(YEARS))]
    kind: Literal["growth", "change"] = "change" if target.is_ratio else "growth"
    found = []
    for place, year in enumerate(YEARS[:-1]):
        left = TARGET_YEAR - year
        behind = pace(median[place - 1], median[place], 1, kind) if place else np.nan
        needed, ahead = (pace(median[place], end, left, kind) for end in (reading.bar, median[-1]))
        found.append(Pace(target.id, kind, year, median[place], needed, ahead, behind))
    return tuple(found)


def pace(start: float, end: float, years: int, kind: Literal["growth", "change"]) -> float:
    """Yearly growth (a share) or change (in the unit) that leads from `start` to `end` in so many years."""
    if kind == "change":
        return float((end - start) / years)
    return float((end / start) ** (1.0 / years) - 1.0) if start > 0.0 and end >= 0.0 else float("nan")
