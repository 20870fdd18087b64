"""One study on disk: a folder named by its key, filled while it runs, read by whoever asks the same question again.

    studies/<key>/study.json            what the runs depend on, and the scenario in full
    studies/<key>/sessions/*.json       who ran what, when, and how it ended
    studies/<key>/000000-000007-<hash>.parquet   runs; a part is never changed
    studies/<key>/panel/                single towns of the runs, when they were asked for (`panels`)
    studies/<key>/damaged/              parts that are not what their name says

A part is whole or absent, so a killed process loses only the draw it was in. Two processes may write the same study:
each adds parts of its own, the same run has the same digits in both, and the reader takes either.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from simulation.ensemble.parts import SUFFIX, Contents, DamagedPartError, decode, encode, part_name
from simulation.ensemble.records import DrawRecord, Run
from simulation.ensemble.whole_files import STUDIES, write_whole

MANIFEST = "study.json"
DAMAGED = "damaged"
BLOCK = 64
"""Draws that are put together in one part: few files, and little to hold in memory at a time."""
ATTEMPTS = 3
"""How often the parts are listed anew when another process has just put them together."""


class Kept(NamedTuple):
    """The runs of a study that are there already."""

    contents: Contents | None
    """None: there is no run yet."""
    draws: dict[int, DrawRecord]
    damaged: tuple[Path, ...]
    """Parts that were not what their name says, where they have been put aside; their runs count as missing."""

    @property
    def runs(self) -> set[Run]:
        """Numbers of the runs that are there."""
        return {run.run for record in self.draws.values() for run in record.runs}


@dataclass
class InMemory:
    """Runs kept for as long as the program lives, when nothing may be written."""

    contents: Contents | None = None
    draws: dict[int, DrawRecord] = field(default_factory=dict)

    def read(self) -> Kept:
        """What has been added so far."""
        return Kept(self.contents, dict(self.draws), ())

    def add(self, draw: DrawRecord, contents: Contents) -> None:
        """Keep a draw."""
        self.contents = contents
        join(self.draws, [draw])

    def put_together(self) -> None:
        """Nothing to do: there are no files."""


class StudyFolder:
    """The folder of one study. Every method raises OSError with a path when the disk refuses."""

    def __init__(self, store: Path, key: str) -> None:
        self.key = key
        self.folder = store / STUDIES / key

    def read(self) -> Kept:
        """Every run in the folder; damaged parts are put aside and named."""
        for attempt in range(ATTEMPTS):
            try:
                return self._read()
            except FileNotFoundError:
                if attempt + 1 == ATTEMPTS:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _read(self) -> Kept:
        contents: Contents | None = None
        draws: dict[int, DrawRecord] = {}
        damaged: list[Path] = []
        for path in self.parts():
            try:
                contents, found = decode(path)
            except DamagedPartError:
                damaged.append(self.put_aside(path))
                continue
            join(draws, found)
        return Kept(contents, draws, tuple(damaged))

    def parts(self) -> list[Path]:
        """The parts, in the order of their first draw."""
        return sorted(path for path in self.folder.glob(f"*{SUFFIX}") if part_name(path))

    def add(self, draw: DrawRecord, contents: Contents) -> None:
        """Write a draw as a part of its own."""
        name, content = encode([draw], contents)
        write_whole(self.folder / name, content)

    def put_together(self) -> None:
        """Write the parts of every block of draws as one; whoever reads meanwhile finds one or the other."""
        for _, parts in groupby(self.parts(), key=_block):
            self._join(list(parts))

    def _join(self, parts: Sequence[Path]) -> None:
        if len(parts) < 2:
            return
        draws: dict[int, DrawRecord] = {}
        contents = None
        for path in parts:
            try:
                contents, found = decode(path)
            except (DamagedPartError, FileNotFoundError):
                return  # the next reader puts it aside, or another process has just done the same work
            join(draws, found)
        if contents is None:
            return
        name, content = encode(list(draws.values()), contents)
        write_whole(self.folder / name, content)
        for path in parts:
            if path.name != name:
                path.unlink(missing_ok=True)

    def put_aside(self, path: Path) -> Path:
        """Move a part that is not what its name says out of the way; where it is now."""
        aside = self.folder / DAMAGED / path.name
        aside.parent.mkdir(exist_ok=True)
        path.replace(aside)
        return aside

    def manifest(self) -> dict[str, Any] | None:
        """What the runs depend on; None while nothing has been run, or when the file cannot be understood."""
        try:
            found = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Say what the runs depend on; the same for every process that runs the study."""
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        write_whole(self.folder / MANIFEST, f"{text}\n".encode())


def _block(path: Path) -> int:
    name = part_name(path)
    return name.first // BLOCK if name else -1


def join(draws: dict[int, DrawRecord], found: Iterable[DrawRecord]) -> None:
    """Add the runs found to those at hand; of a run that is there twice the first stays, both have the same digits."""
    for record in found:
        known = draws.get(record.draw)
        if known is None:
            draws[record.draw] = record
            continue
        present = {run.replication for run in known.runs}
        more = tuple(run for run in record.runs if run.replication not in present)
        runs = tuple(sorted((*known.runs, *more), key=lambda run: run.run))
        draws[record.draw] = known._replace(runs=runs)
