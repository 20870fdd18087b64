"""A made-up ensemble put into a store, part by part, as if it had been run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.ensemble.identity import model_hash
from simulation.ensemble.parts import Contents
from simulation.ensemble.records import ARRAYS, DrawRecord, Run, RunRecord
from simulation.ensemble.results import Ensemble
from simulation.ensemble.store import StudyFolder


def shelve(store: Path, key: str, ensemble: Ensemble, without: frozenset[Run] = frozenset(), **told: Any) -> None:
    """Keep an ensemble under a key, less some runs; `told` replaces what its folder says."""
    folder = StudyFolder(store, key)
    shapes = {name: getattr(ensemble, name).shape[2:] for name in ARRAYS}
    failures = {(failed.draw, failed.replication): failed for failed in ensemble.failed}
    assert ensemble.draws_table is not None
    for draw in range(ensemble.draws):
        runs = tuple(
            RunRecord(draw, each, None if (draw, each) in failures else arrays_of(ensemble, (draw, each)),
                      failures.get((draw, each)))
            for each in range(ensemble.replications)
            if (draw, each) not in without
        )  # fmt: skip
        if runs:
            folder.add(DrawRecord(draw, ensemble.draws_table[draw], runs), Contents(ensemble.lever_ids, shapes))
    folder.put_together()
    said = {"scenario": ensemble.scenario_id, "title": dict(ensemble.title), "readings": dict(ensemble.readings)}
    hashes = {**ensemble.manifest["hashes"], "model": model_hash()}
    folder.write_manifest({**ensemble.manifest, "study": key, "hashes": hashes, "left_out": [], **said, **told})


def arrays_of(ensemble: Ensemble, run: Run) -> Mapping[str, Any]:
    """The arrays of one run."""
    return {name: getattr(ensemble, name)[run] for name in ARRAYS}
