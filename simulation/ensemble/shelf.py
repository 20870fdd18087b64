"""All studies of a store: what is there, how it stands, how large it is, and what can go."""

import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulation.ensemble.identity import model_hash
from simulation.ensemble.panels import PanelFolder
from simulation.ensemble.parts import DamagedPartError, decode, digest_of
from simulation.ensemble.records import ARRAYS, Run, RunRecord
from simulation.ensemble.sessions import RUNNING, sessions_of
from simulation.ensemble.store import DAMAGED, StudyFolder
from simulation.ensemble.whole_files import CALIBRATION, STUDIES, UNFINISHED
from simulation.inputs.measures import TOWN_PANEL

SECONDS_PER_DAY = 86_400.0
EMPTY = "empty"
FORGOTTEN_AFTER = 3_600.0
"""Seconds after which a half-written file has surely been left by a process that was killed."""


class StudyEntry(NamedTuple):
    """One study as a list shows it."""

    key: str
    scenario: str
    title: dict[str, str]
    seed: int
    status: str
    """How the last session ended, `empty` when there is no session."""
    finished: int
    """Runs that reached 2020."""
    failed: int
    draws: int
    """Draws of which at least one run is there."""
    damaged: int
    """Parts that have been put aside."""
    size: int
    """Bytes on disk, those of the panel included."""
    panel: int
    """Bytes of the single towns; 0 when none are kept."""
    age: float
    """Seconds since the last session began or the study was last written."""
    is_current: bool
    """Whether this version of the model continues it; one of another version can only be read."""
    left_out: tuple[str, ...] = ()
    """Levers of the scenario's file that its runs do without."""


class Flaw(NamedTuple):
    """Something wrong with the file of a study."""

    study: str
    path: Path
    kind: str
    """`damaged`: not what its name says; `disagrees`: the same run with other digits than in another part."""


def studies(store: Path) -> list[StudyEntry]:
    """Every study of a store, the latest first. Raises OSError when the store cannot be read."""
    return latest_first(folders(store))


def find(store: Path, name: str) -> tuple[StudyEntry, ...]:
    """Studies whose key begins with `name` or whose scenario has that name, the latest first."""
    return tuple(
        latest_first(each for each in folders(store) if each.key.startswith(name) or scenario_of(each) == name)
    )


def folders(store: Path) -> Iterator[StudyFolder]:
    """The folders of all studies, in no particular order."""
    yield from (StudyFolder(store, path.name) for path in (store / STUDIES).glob("*") if path.is_dir())


def scenario_of(study: StudyFolder) -> str:
    """The name of the scenario of a study; nothing where the folder does not say."""
    return str((study.manifest() or {}).get("scenario", ""))


def latest_first(chosen: Iterable[StudyFolder]) -> list[StudyEntry]:
    """These studies, the one last written first."""
    return sorted(map(entry_of, chosen), key=lambda entry: entry.age)


def entry_of(study: StudyFolder) -> StudyEntry:
    """One study, counted from its parts; a damaged part counts as damaged and stays where it is."""
    manifest: dict[str, Any] = study.manifest() or {}
    finished, failed, draws = set[Run](), set[Run](), set[int]()
    damaged = sum(1 for _ in (study.folder / DAMAGED).glob("*"))
    for path in study.parts():
        try:
            _, found = decode(path)
        except DamagedPartError:
            damaged += 1
            continue
        except FileNotFoundError:
            continue  # put together by another process in this moment
        runs = [run for record in found for run in record.runs]
        finished |= {run.run for run in runs if run.failure is None}
        failed |= {run.run for run in runs if run.failure is not None}
        draws |= {record.draw for record in found}
    sessions = sessions_of(study.folder)
    files = [path for path in study.folder.rglob("*") if path.is_file()]
    return StudyEntry(
        key=study.key,
        scenario=str(manifest.get("scenario", "")),
        title=dict(manifest.get("title", {})),
        seed=int(manifest.get("seed", 0)),
        status=sessions[-1]["status"] if sessions else EMPTY,
        finished=len(finished),
        failed=len(failed),
        draws=len(draws),
        damaged=damaged,
        size=sum(path.stat().st_size for path in files),
        panel=PanelFolder(study).size(),
        age=time.time() - max((path.stat().st_mtime for path in files), default=0.0),
        is_current=manifest.get("hashes", {}).get("model") == model_hash(),
        left_out=tuple(manifest.get("left_out", ())),
    )


def verify(store: Path) -> Iterator[Flaw]:
    """Read every part of every study again and tell what is not as it should be; nothing is changed."""
    for folder in sorted((store / STUDIES).glob("*")):
        study = StudyFolder(store, folder.name)
        seen: dict[Run, RunRecord] = {}
        for path in study.parts():
            try:
                _, found = decode(path)
            except DamagedPartError:
                yield Flaw(folder.name, path, "damaged")
                continue
            runs = [run for record in found for run in record.runs]
            if any(not same(seen.setdefault(run.run, run), run) for run in runs):
                yield Flaw(folder.name, path, "disagrees")
        yield from verify_panel(study)


def verify_panel(study: StudyFolder) -> Iterator[Flaw]:
    """The same of the single towns, of which only a hash of every run is kept in memory."""
    seen: dict[Run, str] = {}
    for path, part in PanelFolder(study).decoded(TOWN_PANEL):
        if part is None:
            yield Flaw(study.key, path, "damaged")
            continue
        hashes = {run: digest_of(panel.tobytes()) for run, panel in part.panels().items()}
        if any(seen.setdefault(run, digest) != digest for run, digest in hashes.items()):
            yield Flaw(study.key, path, "disagrees")


def same(one: RunRecord, other: RunRecord) -> bool:
    """Whether two records of one run agree to the last bit."""
    if one.arrays is None or other.arrays is None:
        return one.failure == other.failure
    return all(np.array_equal(one.arrays[name], other.arrays[name], equal_nan=True) for name in ARRAYS)


def prunable(entries: Iterable[StudyEntry], older_than: float | None) -> list[StudyEntry]:
    """Studies that nobody can continue: of another version of the model, or older than so many days when that is asked.

    A study that is being run is never among them.
    """
    return [
        entry
        for entry in entries
        if entry.status != RUNNING
        and (not entry.is_current if older_than is None else entry.age > older_than * SECONDS_PER_DAY)
    ]


def prune(store: Path, entries: Iterable[StudyEntry]) -> int:
    """Remove these studies and what killed processes left half written; the number of bytes that became free."""
    free = 0
    for entry in entries:
        shutil.rmtree(store / STUDIES / entry.key)
        free += entry.size
    for path in [*(store / STUDIES).rglob(f"*{UNFINISHED}"), *(store / CALIBRATION).glob(f"*{UNFINISHED}")]:
        if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER:
            free += path.stat().st_size
            path.unlink(missing_ok=True)
    return free
