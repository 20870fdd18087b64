"""How a rule written once becomes fast: the same text runs compiled in the engine and uncompiled in the oracle.

The disk cache of the compiler looks at the file of a function, not at the files of what it calls, so an edited rule
could leave stale machine code behind. The cache therefore lives in a folder named by a hash of every engine source.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numba

COLUMNS = ("firms.py", "towns.py", "anchors.py")
"""Files of `world` whose records the compiled code reads."""
COMPILES = re.compile(r"^from simulation\.rules\.compiled import .*\b(?:rule|inlined|phase)\b", re.MULTILINE)
KEPT_CACHES = 3

Function = TypeVar("Function", bound=Callable[..., object])


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
    digest = hashlib.sha256(numba.__version__.encode())
    for path in engine_sources() if sources is None else sources:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_home() -> Path:
    """The folder that holds one compiled engine per source hash."""
    chosen = os.environ.get("TOWNCAST_CACHE")
    if chosen:
        return Path(chosen) / "engines"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "towncast" / "engines"


def _use_cache() -> Path:
    """Point the compiler at this engine's own folder and drop the oldest folders of earlier engines."""
    home = cache_home()
    folder = home / engine_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted((path for path in home.iterdir() if path != folder), key=lambda path: path.stat().st_mtime)
        for stale in others[: max(0, len(others) - KEPT_CACHES)]:
            shutil.rmtree(stale, ignore_errors=True)
    except OSError:
        return folder  # an unwritable home only costs the compile time again
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    return folder


ENGINE_CACHE = _use_cache()


def is_compiled() -> bool:
    """Whether an earlier run left this engine's machine code on disk."""
    return (ENGINE_CACHE / "ready").exists()


def mark_compiled() -> None:
    """Remember that every phase of this engine has been compiled and stored."""
    if ENGINE_CACHE.is_dir():
        (ENGINE_CACHE / "ready").touch()


def rule(function: Function) -> Function:
    """Compile one scalar pure function: the single text of a rule."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """Compile a scalar function into each caller's own text, where a call would keep a loop from being vectorised."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")(function))


def phase(function: Function) -> Function:
    """Compile one short loop that applies rules to columns; it releases the interpreter lock."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def plain(function: Function) -> Function:
    """The uncompiled text of a rule, for the oracle and for hand checks."""
    return cast(Function, getattr(function, "py_func", function))
