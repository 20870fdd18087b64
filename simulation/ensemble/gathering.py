"""The runs of a study stacked into one ensemble, wherever they came from."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.parts import Contents
from simulation.ensemble.records import ARRAYS, DrawRecord, RunRecord
from simulation.ensemble.results import Ensemble

Numbers = NDArray[np.float64]


class About(NamedTuple):
    """What an ensemble says of its scenario."""

    scenario: str
    title: Mapping[str, str]
    """By language."""
    readings: Mapping[str, str]
    """Reading of a target that the scenario chose, by target."""


def gather(about: About, draws: Sequence[DrawRecord], replications: int, contents: Contents,
           manifest: Mapping[str, Any]) -> Ensemble:  # fmt: skip
    """Stack the first replications of these draws, in their order; a failed run is NaN throughout.

    Raises LookupError when a run is missing.
    """
    rows = [_first(record, replications) for record in draws]
    arrays: dict[str, Any] = {name: _stacked(rows, name, contents) for name in ARRAYS}
    return Ensemble(
        scenario_id=about.scenario,
        title=about.title,
        **arrays,
        lever_ids=contents.levers,
        readings=about.readings,
        failed=tuple(run.failure for row in rows for run in row if run.failure is not None),
        draws_table=np.array([record.parameters for record in draws], dtype=draws[0].parameters.dtype),
        manifest=manifest,
    )


def _first(record: DrawRecord, replications: int) -> list[RunRecord]:
    runs = {run.replication: run for run in record.runs}
    return [runs[replication] for replication in range(replications)]


def _stacked(rows: Sequence[Sequence[RunRecord]], name: str, contents: Contents) -> Numbers:
    stacked = np.full((len(rows), len(rows[0]), *contents.shapes[name]), np.nan)
    for draw, row in enumerate(rows):
        for replication, run in enumerate(row):
            if run.arrays is not None:
                stacked[draw, replication] = run.arrays[name]
    return stacked
