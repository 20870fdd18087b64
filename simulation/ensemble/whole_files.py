"""Files that are there whole or not at all, whatever happens while they are written."""

import os
import threading
from pathlib import Path

STUDIES = "studies"
CALIBRATION = "calibration"
"""Folder of the calibration records, beside the studies."""
IN_STORE = (STUDIES, CALIBRATION)
UNFINISHED = ".unfinished"
"""Ending of a file that is being written; one that stays was left by a process that was killed."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: written beside, brought to disk, then renamed.

    Raises OSError with the path when there is no room or no right to write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{UNFINISHED}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as trouble:
        raise OSError(trouble.errno, trouble.strerror, str(path)) from trouble
    finally:
        beside.unlink(missing_ok=True)
