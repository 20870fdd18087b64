"""Where compiled rules are kept, and whether they are there already; nothing is compiled by asking.

The compiler's disk cache looks at the file of a function, not at the files of what it calls, so an edited rule could
leave stale machine code behind. The cache therefore lives in a folder named by a hash of every engine source.
"""

import hashlib
import re
import shutil
from importlib.metadata import version
from pathlib import Path

from simulation.remembering import cache_home

COLUMNS = ("firms.py", "towns.py", "anchors.py")
"""Files of `world` whose records the compiled code reads."""
COMPILES = re.compile(r"^from simulation\.rules\.compiled import .*\b(?:rule|inlined|phase)\b", re.MULTILINE)
KEPT_CACHES = 3
ENGINES, READY = "engines", "ready"


def engine_sources() -> list[Path]:
    """Every Python file whose text can change what the compiled engine does, in a fixed order.

    That is all of `rules`, the column records, the sizes by law, and any other file that defines a rule or a phase.
    """
    root = Path(__file__).resolve().parents[1]
    columns = {root / "world" / name for name in COLUMNS} | {root / "inputs" / "size_classes.py"}
    return sorted(
        path
        for path in root.rglob("*.py")
        if path.parent.name == "rules" or path in columns or COMPILES.search(path.read_text(encoding="utf-8"))
    )


def engine_hash(sources: list[Path] | None = None) -> str:
    """Hash of the engine sources and the compiler's version (16 hexadecimal digits)."""
    digest = hashlib.sha256(version("numba").encode())
    for path in engine_sources() if sources is None else sources:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def engine_folder() -> Path:
    """The folder of this engine's machine code; it need not exist."""
    return cache_home() / ENGINES / engine_hash()


def prepare_folder() -> bool:
    """Make the folder and drop the oldest folders of earlier engines; False where it cannot be written."""
    folder = engine_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = (path for path in folder.parent.iterdir() if path != folder)
        oldest = sorted(others, key=lambda path: path.stat().st_mtime)
        for stale in oldest[: max(0, len(oldest) - KEPT_CACHES)]:
            shutil.rmtree(stale, ignore_errors=True)
    except OSError:
        return False  # it only costs the compile time again
    return True


def is_compiled() -> bool:
    """Whether an earlier run left this engine's machine code on disk."""
    return (engine_folder() / READY).exists()


def mark_compiled() -> None:
    """Remember that every phase of this engine has been compiled and stored."""
    if engine_folder().is_dir():
        (engine_folder() / READY).touch()
