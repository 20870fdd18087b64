"""What has been read once is remembered in the user's cache folder, so that a command answers at once.

Only files of plain values are remembered, as JSON, under the hash of their text: a file that changes is read anew, and
nothing that is remembered can run. A folder that cannot be written only costs time.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

PARSED = "parsed"
KEPT = 4
"""How many versions of a file are remembered."""
PAIRS = "\N{NULL}pairs"
"""Marks a table whose names are not all text, such as one by year; no YAML file can hold this name."""

__all__ = ["YAMLError", "cache_home", "plain_yaml"]


def cache_home() -> Path:
    """The folder for whatever can be made anew: `$TOWNCAST_CACHE`, or `towncast` in the user's cache folder."""
    chosen = os.environ.get("TOWNCAST_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "towncast"


def plain_yaml(path: Path) -> Any:
    """The plain values of a YAML file. Raises OSError, UnicodeDecodeError and YAMLError as reading it does."""
    text = path.read_text(encoding="utf-8")
    folder = cache_home() / PARSED
    remembered = folder / f"{path.stem}-{hashlib.sha256(text.encode()).hexdigest()[:32]}.json"
    try:
        return json.loads(remembered.read_text(encoding="utf-8"), object_pairs_hook=_table)
    except (OSError, ValueError):
        values = YAML(typ="safe", pure=True).load(text)
    _remember(remembered, values)
    return values


def _remember(file: Path, values: Any) -> None:
    try:
        text = json.dumps(_as_text(values), ensure_ascii=False)
    except (TypeError, ValueError):
        return  # holds something that is no plain value, such as a date
    beside = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)
        versions = sorted(file.parent.glob(f"{file.stem[:-32]}*.json"), key=lambda one: one.stat().st_mtime)
        for old in versions[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _as_text(values: Any) -> Any:
    """The values with every table whose names are not all text written as pairs."""
    if isinstance(values, list):
        return [_as_text(one) for one in values]
    if not isinstance(values, dict):
        return values
    if all(isinstance(name, str) for name in values):
        return {name: _as_text(value) for name, value in values.items()}
    return {PAIRS: [[name, _as_text(value)] for name, value in values.items()]}


def _table(pairs: list[tuple[str, Any]]) -> Any:
    if len(pairs) == 1 and pairs[0][0] == PAIRS:
        return {name: value for name, value in pairs[0][1]}
    return dict(pairs)
