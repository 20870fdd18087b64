"""The town panel of a study on disk: every single town of every run, kept only when it is asked for.

    studies/<key>/panel/towns.json                       which towns, in the order of the columns
    studies/<key>/panel/000000-000007-<hash>.parquet     runs of a block of draws; a part is never changed

It gives the same promises as the study: a part is whole or absent, damage is seen, the same run has the same digits.
It is written draw by draw and put together block by block, so that memory does not grow with the number of runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulation.ensemble.panel_parts import PanelPart, Singles, decode_panels, encode_panels
from simulation.ensemble.parts import SUFFIX, Contents, DamagedPartError, digest_of, part_name
from simulation.ensemble.records import DrawRecord, Run
from simulation.ensemble.results import Ensemble
from simulation.ensemble.roster import Town, read_roster
from simulation.ensemble.store import Kept, StudyFolder
from simulation.ensemble.whole_files import write_whole

PANEL = "panel"
ROSTER = "towns.json"
BLOCK = 8
"""Draws that are put together in one part."""


class Panel(NamedTuple):
    """Single towns of the runs of a study, as read: the columns asked for, (runs, years, towns) each."""

    towns: tuple[Town, ...]
    runs: tuple[Run, ...]
    columns: dict[str, Singles]
    damaged: tuple[Path, ...]
    """Parts that are not what their name says; their runs are missing here."""


class PanelFolder:
    """The folder of one study's panel. Every method raises OSError with a path when the disk refuses."""

    def __init__(self, study: StudyFolder) -> None:
        self.study = study
        self.folder = study.folder / PANEL

    def parts(self) -> list[Path]:
        """The parts, in the order of their first draw."""
        return sorted(path for path in self.folder.glob(f"*{SUFFIX}") if part_name(path))

    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.glob("*") if path.is_file())

    def roster(self) -> bytes:
        """Content of the file of towns; nothing when there is none."""
        try:
            return (self.folder / ROSTER).read_bytes()
        except FileNotFoundError:
            return b""

    def write_roster(self, content: bytes) -> None:
        """Say which towns the panel is about, unless that is what the file says already."""
        if self.roster() != content:
            write_whole(self.folder / ROSTER, content)

    def decoded(self, names: Sequence[str] = ()) -> Iterator[tuple[Path, PanelPart | None]]:
        """Every part with these columns of it; None for one that is not what its name says, or is about other towns."""
        roster = digest_of(self.roster())
        for path in self.parts():
            try:
                part = decode_panels(path, names)
            except DamagedPartError:
                yield path, None
            except FileNotFoundError:
                continue  # put together by another process in this moment
            else:
                yield path, part if part.roster == roster else None

    def runs(self) -> set[Run]:
        """The runs whose towns can be read."""
        return {run for _, part in self.decoded() if part is not None for run in part.runs}

    def put_damage_aside(self) -> tuple[Path, ...]:
        """Move parts that are not what their name says; where they are now."""
        return tuple(self.study.put_aside(path) for path, part in list(self.decoded()) if part is None)

    def add(self, draw: DrawRecord) -> None:
        """Write the towns of a draw's runs as a part of their own; runs without towns have failed."""
        panels = {run.run: run.panel for run in draw.runs if run.panel is not None}
        if panels:
            name, content = encode_panels(panels, digest_of(self.roster()))
            write_whole(self.folder / name, content)

    def put_together(self) -> None:
        """Write the parts of every block of draws as one; whoever reads meanwhile finds one or the other."""
        for _, block in groupby(self.parts(), key=_block):
            self._join(list(block))

    def _join(self, paths: Sequence[Path]) -> None:
        if len(paths) < 2:
            return
        try:
            parts = [decode_panels(path) for path in paths]
        except (DamagedPartError, FileNotFoundError):
            return  # the next reader puts it aside, or another process has just done the same work
        if len({part.roster for part in parts}) > 1:
            return
        panels = {run: panel for part in reversed(parts) for run, panel in part.panels().items()}
        name, content = encode_panels(panels, parts[0].roster)
        write_whole(self.folder / name, content)
        for path in paths:
            if path.name != name:
                path.unlink(missing_ok=True)

    def read(self, names: Sequence[str]) -> Panel | None:
        """These columns of all runs, in the order of draw and replication; None when there is no run."""
        found: dict[Run, tuple[Singles, ...]] = {}
        damaged = []
        for path, part in self.decoded(names):
            if part is None:
                damaged.append(path)
            else:
                rows = zip(*(part.columns[name] for name in names), strict=True)
                found |= dict(zip(part.runs, rows, strict=True))
        if not found:
            return None
        runs = tuple(sorted(found))
        columns = {name: np.stack([found[run][place] for run in runs]) for place, name in enumerate(names)}
        return Panel(read_roster(self.roster()), runs, columns, tuple(damaged))


def _block(path: Path) -> int:
    name = part_name(path)
    return name.first // BLOCK if name else -1


class WithPanel:
    """Keeps a study and its panel; a run that is there without its towns counts as missing."""

    def __init__(self, study: StudyFolder, roster: bytes) -> None:
        self.study, self.roster = study, roster
        self.panel = PanelFolder(study)

    def read(self) -> Kept:
        """Every run that is there with its towns, and every run that failed; damaged parts are put aside and named."""
        kept = self.study.read()
        if self.panel.parts():
            self.panel.write_roster(self.roster)
        damaged = (*kept.damaged, *self.panel.put_damage_aside())
        there = self.panel.runs()
        draws = {draw: _only(record, there) for draw, record in kept.draws.items()}
        return Kept(kept.contents, {draw: record for draw, record in draws.items() if record.runs}, damaged)

    def add(self, draw: DrawRecord, contents: Contents) -> None:
        """Write a draw and its towns, each as a part of its own."""
        self.study.add(draw, contents)
        self.panel.write_roster(self.roster)
        self.panel.add(draw)

    def put_together(self) -> None:
        """Put the parts of both together."""
        self.study.put_together()
        self.panel.put_together()


def _only(record: DrawRecord, there: Iterable[Run]) -> DrawRecord:
    return record._replace(runs=tuple(run for run in record.runs if run.failure is not None or run.run in there))


def panel_of(store: Path, key: str) -> PanelFolder:
    """The panel of a study, whether or not there is one."""
    return PanelFolder(StudyFolder(store, key))


def has_panel(ensemble: Ensemble, store: Path) -> bool:
    """Whether the store has the single towns of every run that reached the end."""
    there = panel_of(store, str(ensemble.manifest["study"])).runs()
    return {(int(draw), int(replication)) for draw, replication in np.argwhere(ensemble.finished)} <= there
