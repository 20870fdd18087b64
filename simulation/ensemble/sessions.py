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

from simulation.ensemble.whole_files import write_whole

SESSIONS = "sessions"
RUNNING = "running"
FINISHED = "finished"
INTERRUPTED = "interrupted"
FAILED = "failed"
KILLED = "killed"
"""How a session ended of which only the beginning is known and whose process is gone."""


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


def sessions_of(folder: Path) -> list[dict[str, Any]]:
    """Every session of a study, the oldest first; a file that cannot be understood is left out."""
    found = []
    for path in sorted((folder / SESSIONS).glob("*.json")):
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
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
