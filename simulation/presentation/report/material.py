"""What a report is made from: the answer of one study, that of another beside it, its towns, its scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from simulation.analysis.comparison import Comparison
from simulation.analysis.summary import Summary
from simulation.inputs.scenario import Scenario
from simulation.presentation.compare_screen import Pair


class MappedTown(NamedTuple):
    """One town on the map; NaN where the store does not say."""

    code: int
    name: str
    city: str
    city_en: str
    region: str
    latitude: float
    longitude: float
    kind: str
    """`industry`, `agriculture` or `service`; empty of a town that is not in the model's own table."""
    sector: str
    certified_2015: bool
    gross_output_2015: float
    """亿元 a year."""
    gdp_2015: float
    gross_output: float
    """Of 2020, 亿元, median over all runs."""
    share_certified: float
    """Share of the runs in which it is certified at the end of 2020."""
    score: float
    """Index points of 2020, median over the runs in which it is certified."""
    difference: float
    """Median of what the index gains against the other scenario, run by run."""


@dataclass(frozen=True)
class TownMap:
    """The towns of a study, and how much is known of them."""

    towns: tuple[MappedTown, ...]
    has_panel: bool
    has_difference: bool


@dataclass(frozen=True)
class Material:
    """All of it; whatever the store does not say is None or empty."""

    summary: Summary
    units: Mapping[str, str]
    town_map: TownMap
    base: Summary | None = None
    comparison: Comparison | None = None
    scenario: Scenario | None = None
    before: Scenario | None = None
    """The scenario that the differences in words start from."""
    merged: Sequence[str] = ()
    is_current: bool = True
    """Whether this version of the model made the runs."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Where the numbers come from."""
        return self.summary.manifest

    @property
    def pair(self) -> Pair | None:
        """The study against the other one."""
        return None if self.comparison is None else Pair(self.summary, self.comparison)
