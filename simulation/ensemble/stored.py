"""A study that is there already: its ensemble out of the store, without the engine."""

import time
from pathlib import Path
from typing import Any, Protocol

from simulation.ensemble.gathering import gather
from simulation.ensemble.identity import study_key
from simulation.ensemble.results import Ensemble
from simulation.ensemble.store import Kept, StudyFolder
from simulation.inputs.dumping import merged_lines
from simulation.inputs.scenario import Scenario

LASTING = ("scenario", "title", "readings", "merged")
"""What is kept with a study beside its manifest, so that its folder explains itself."""


class Sized(Protocol):
    """Whatever knows how many runs are wanted."""

    @property
    def draws(self) -> int: ...

    @property
    def replications(self) -> int: ...


def stored_ensemble(scenario: Scenario, size: Sized, seed: int, store: Path, command: str = "") -> Ensemble | None:
    """The ensemble when every one of its runs is in the store, else None. Raises OSError when it cannot be read."""
    started = time.perf_counter()
    folder = StudyFolder(store, study_key(scenario, seed))
    manifest = folder.manifest()
    if manifest is None:
        return None
    kept = folder.read()
    if kept.contents is None or not is_whole(kept, size):
        return None
    facts = facts_of_asking(scenario, size, command) | {"wall_seconds": round(time.perf_counter() - started, 3)}
    shared = {name: value for name, value in manifest.items() if name not in LASTING}
    draws = [kept.draws[draw] for draw in range(size.draws)]
    return gather(scenario, draws, size.replications, kept.contents, shared | facts | damage(kept))


def is_whole(kept: Kept, size: Sized) -> bool:
    """Whether every run of this size is there; of no size at all nothing is."""
    wanted = {(draw, each) for draw in range(size.draws) for each in range(size.replications)}
    return bool(wanted) and wanted <= kept.runs


def facts_of_asking(scenario: Scenario, size: Sized, command: str) -> dict[str, Any]:
    """What the manifest says of this asking: two files may mean the same study."""
    return {
        "draws": size.draws,
        "replications": size.replications,
        "files": [path.name for path in scenario.files],
        "left_out": list(scenario.left_out),
        "command": command,
    }


def lasting_facts(scenario: Scenario) -> dict[str, Any]:
    """The facts that `LASTING` names."""
    title = {"en": scenario.title.en, "zh": scenario.title.zh}
    return dict(zip(LASTING, (scenario.id, title, dict(scenario.readings), list(merged_lines(scenario))), strict=True))


def damage(kept: Kept) -> dict[str, Any]:
    """Parts that were put aside because they were not what their name says; empty when all were sound."""
    return {"damaged": [str(path) for path in kept.damaged]} if kept.damaged else {}
