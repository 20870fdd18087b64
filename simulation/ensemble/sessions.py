"""Who ran a study, when, with what command, and how it ended: one small file a session, never changed by another."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simulation.ensemble.identity import versions
from simulation.ensemble.whole_files import write_whole

SESSIONS = "sessions"
RUNNING = "running"
FINISHED = "finished"
INTERRUPTED = "interrupted"
FAILED = "failed"
KILLED = "killed"
"""How a session ended of which only the beginning is known and whose process is gone."""
LOOKED_AT = 8
"""Sessions from which the time of a run is told."""


class Session:
    """One process that runs a study, as its file tells it."""

    def __init__(self, folder: Path, asked: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        self.path = folder / SESSIONS / f"{now:%Y%m%dT%H%M%S%f}-{os.getpid()}.json"
        self.began = time.perf_counter()
        self.facts = {
            "began": now.isoformat(timespec="seconds"),
            "process": os.getpid(),
            "machine": socket.gethostname(),
            "versions": versions(),
            "runs": 0,
            "failed": 0,
            **asked,
        }

    def write(self, status: str) -> None:
        """Say how far it is. Raises OSError when the disk refuses."""
        seconds = round(time.perf_counter() - self.began, 3)
        text = json.dumps({**self.facts, "status": status, "wall_seconds": seconds}, ensure_ascii=False, indent=1)
        write_whole(self.path, f"{text}\n".encode())


@contextmanager
def session(folder: Path | None, asked: dict[str, Any]) -> Iterator[Session | None]:
    """A session whose file says how it ended; None when nothing may be written."""
    if folder is None:
        yield None
        return
    this = Session(folder, asked)
    this.write(RUNNING)
    try:
        yield this
    except BaseException as reason:
        with suppress(OSError):  # a full disk has already been told, and the first file says that the session ran
            this.write(INTERRUPTED if isinstance(reason, KeyboardInterrupt) else FAILED)
        raise
    this.write(FINISHED)


def seconds_per_run(studies: Path) -> float | None:
    """How long a run took in the last sessions of a store that ran any, workers together; None where nobody knows."""
    recent = sorted(studies.glob(f"*/{SESSIONS}/*.json"), key=lambda path: path.name, reverse=True)[:LOOKED_AT]
    told = [facts for path in recent for facts in _read(path)]
    runs = sum(facts.get("runs", 0) for facts in told)
    return sum(facts.get("wall_seconds", 0.0) for facts in told if facts.get("runs")) / runs if runs else None


def _read(path: Path) -> Iterator[dict[str, Any]]:
    """The facts of a session; nothing where its file cannot be understood."""
    with suppress(OSError, ValueError):
        yield json.loads(path.read_text(encoding="utf-8"))


def sessions_of(folder: Path) -> list[dict[str, Any]]:
    """Every session of a study, the oldest first; a file that cannot be understood is left out."""
    found = []
    for path in sorted((folder / SESSIONS).glob("*.json")):
        for facts in _read(path):
            if facts.get("status") == RUNNING and not _alive(facts):
                facts["status"] = KILLED
            found.append(facts)
    return found


def _alive(facts: dict[str, Any]) -> bool:
    """Whether the process of a session still runs; on another machine nobody can tell, so it is believed."""
    if facts.get("machine") != socket.gethostname():
        return True
    try:
        os.kill(int(facts["process"]), 0)
    except (ProcessLookupError, ValueError, KeyError):
        return False
    except PermissionError:
        return True
    return True
