"""What one run leaves behind: its arrays or its failure, under the numbers that name it within its study."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.results import FailedRun

ARRAYS = (
    "measures",
    "indicators",
    "score",
    "rank_stability",
    "money",
    "appropriated",
    "returned",
    "carried",
    "composition",
    "facts",
)
"""Arrays of a run, in the order in which they are stored; their axes are named in `simulation.ensemble.results`."""

Run = tuple[int, int]
"""Draw and replication."""


class RunRecord(NamedTuple):
    """One run: exactly one of `arrays` and `failure` is there."""

    draw: int
    replication: int
    arrays: Mapping[str, NDArray[np.float64]] | None
    failure: FailedRun | None
    panel: NDArray[np.float32] | None = None
    """(columns, years, towns) of `TOWN_PANEL`, on its way to the disk; None when nobody asked for it."""

    @property
    def run(self) -> Run:
        """Its numbers within the study."""
        return self.draw, self.replication


class DrawRecord(NamedTuple):
    """What one parameter draw brought: its numbers and a record of each of its runs, (parameters,) and (runs,)."""

    draw: int
    parameters: NDArray[Any]
    """One structured row: a field per parameter."""
    runs: tuple[RunRecord, ...]

    def without_panels(self) -> "DrawRecord":
        """The same without its towns, which would not fit into memory for all runs."""
        return self._replace(runs=tuple(run._replace(panel=None) for run in self.runs))
