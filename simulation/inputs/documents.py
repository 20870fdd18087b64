"""Reads one YAML file (1.2) of an author, remembering line and column of every key and value.

Nothing in a file is executed. Files too large, too deep or with too many values are refused while reading; duplicate
keys and other mistakes are collected.
"""

from __future__ import annotations

import re
from pathlib import Path

from simulation.inputs.problems import Place, Problem
from simulation.inputs.tree import Items, Node, Scalar, Table
from simulation.inputs.yaml_reader import YamlReader

__all__ = ["Items", "Node", "Scalar", "Table", "read_document"]

LARGEST_FILE = 1_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029]")


def read_document(path: Path, problems: list[Problem], label: str = "") -> Table | None:
    """The keys and values of a file, or None after telling `problems` why not. `label` is how messages name it."""
    name = label or str(path)
    text = _text_of(path, name, problems)
    if text is None:
        return None
    root = YamlReader(name, text, problems).read()
    if root is None or isinstance(root, Table):
        return root
    if isinstance(root, Scalar) and root.value is None:
        problems.append(Problem.at(root.place, "E007", "the file is empty"))
        return None
    found = "a list" if isinstance(root, Items) else "a single value"
    hint = ": the full-width colon ：must be a colon and a space" if "：" in root.place.source else ""
    problems.append(Problem.at(root.place, "E008", f"expected keys and values, found {found}{hint}"))
    return None


def _text_of(path: Path, name: str, problems: list[Problem]) -> str | None:
    """The text of a file, or None after telling why not."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            problems.append(Problem("E002", "it is not a file", name))
        elif size > LARGEST_FILE:
            problems.append(Problem("E003", f"{size:,} bytes; at most {LARGEST_FILE:,} are read", name))
        else:
            return _decoded(path.read_bytes(), name, problems)
    except FileNotFoundError:
        problems.append(Problem("E001", "there is no such file", name))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problems.append(Problem("E002", f"the file cannot be read: {reason}", name))
    return None


def _decoded(raw: bytes, name: str, problems: list[Problem]) -> str | None:
    """UTF-8 text with plain line ends, or None after telling where it is not."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        hint = "; it looks like GBK: save it as UTF-8" if _is_gbk(raw) else ""
        place = _place_after(raw[: error.start].decode("utf-8", "replace"), name)
        problems.append(Problem.at(place, "E004", f"the file is not UTF-8 text{hint}"))
        return None
    odd = _CONTROL.search(text)
    if odd:
        place = _place_after(text[: odd.start()], name)
        problems.append(Problem.at(place, "E004", f"the file holds the unprintable character {odd[0]!r}"))
        return None
    return text


def _place_after(before: str, name: str) -> Place:
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _is_gbk(raw: bytes) -> bool:
    try:
        decoded = raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= sign <= "\u9fff" for sign in decoded) and "\x00" not in decoded
