"""A study that is there already: its ensemble out of the store, without the engine."""

import time
from pathlib import Path
from typing import Any, Protocol

from simulation.ensemble.gathering import About, gather
from simulation.ensemble.identity import study_key
from simulation.ensemble.records import Run
from simulation.ensemble.results import Ensemble
from simulation.ensemble.sessions import sessions_of
from simulation.ensemble.store import Kept, StudyFolder
from simulation.inputs.dumping import merged_lines
from simulation.inputs.scenario import Scenario

LASTING = ("scenario", "title", "readings", "merged", "left_out")
"""What is kept with a study beside its manifest, so that its folder explains itself."""


class UnreadableStudyError(ValueError):
    """A study without runs, or of a version of the model whose numbers this one does not know."""


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
    if is_better_named_by(scenario, manifest):
        folder.write_manifest(manifest | lasting_facts(scenario))
    draws = [kept.draws[draw] for draw in range(size.draws)]
    return gather(about(scenario), draws, size.replications, kept.contents, shared(manifest) | facts | damage(kept))


def read_ensemble(store: Path, key: str) -> Ensemble:
    """What is stored of a study, by its whole key, told by its folder alone: the largest block of draws x replications.

    A study that was interrupted has runs outside that block; the manifest lists them under `runs_left_out`. Raises
    UnreadableStudyError where there is no such block, OSError when the store cannot be read.
    """
    folder = StudyFolder(store, key)
    manifest, kept = folder.manifest(), folder.read()
    draws, replications = largest_block(kept.runs)
    if manifest is None or kept.contents is None or not draws:
        raise UnreadableStudyError(key)
    outside = sorted(run for run in kept.runs if run[0] >= draws or run[1] >= replications)
    sessions = sessions_of(folder.folder)
    facts = {
        "draws": draws,
        "replications": replications,
        "left_out": manifest.get("left_out", []),
        "command": sessions[-1].get("command", "") if sessions else "",
        "runs_left_out": [list(run) for run in outside],
    }
    said = About(manifest["scenario"], manifest["title"], manifest["readings"])
    rows = [kept.draws[draw] for draw in range(draws)]
    try:
        return gather(said, rows, replications, kept.contents, shared(manifest) | facts | damage(kept))
    except (LookupError, ValueError) as other_shape:
        raise UnreadableStudyError(key) from other_shape


def largest_block(runs: set[Run]) -> tuple[int, int]:
    """Draws and replications, both counted from 0, of the largest block of which every run is there.

    Of two equally large ones it is that with more draws, on which intervals rest. (0, 0) where the first run is not
    there.
    """
    most, draws, best = max((run[1] for run in runs), default=-1) + 1, 0, (0, 0)
    while most:
        most = next((each for each in range(most) if (draws, each) not in runs), most)
        draws += bool(most)
        if draws * most >= best[0] * best[1] and most:
            best = draws, most
    return best


def shared(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a manifest says of every run, without what only explains the folder."""
    return {name: value for name, value in manifest.items() if name not in LASTING}


def about(scenario: Scenario) -> About:
    """What an ensemble says of its scenario."""
    title = {"en": scenario.title.en, "zh": scenario.title.zh}
    return About(scenario.id, title, dict(scenario.readings))


def is_stored(scenario: Scenario, size: Sized, seed: int, store: Path) -> bool:
    """Whether every run of a scenario is in the store. Raises OSError when it cannot be read."""
    folder = StudyFolder(store, study_key(scenario, seed))
    return folder.manifest() is not None and is_whole(folder.read(), size)


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
    said = about(scenario)
    told = (said.scenario, said.title, said.readings, list(merged_lines(scenario)), list(scenario.left_out))
    return dict(zip(LASTING, told, strict=True))


def is_better_named_by(scenario: Scenario, manifest: dict[str, Any] | None) -> bool:
    """Whether the folder says nothing yet, or only that it is a part of what this scenario is the whole of."""
    return manifest is None or bool(manifest.get("left_out") and not scenario.left_out)


def damage(kept: Kept) -> dict[str, Any]:
    """Parts that were put aside because they were not what their name says; empty when all were sound."""
    return {"damaged": [str(path) for path in kept.damaged]} if kept.damaged else {}
