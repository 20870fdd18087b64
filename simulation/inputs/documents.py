"""Reads one YAML file (1.2) of an author, remembering line and column of every key and value.

Nothing in a file is executed. Files too large, too deep or with too many values are refused while reading; duplicate
keys and other mistakes are collected.
"""

from __future__ import annotations

import errno
from pathlib import Path

from simulation.inputs.problems import Place, Problem
from simulation.inputs.tree import Items, Node, Scalar, Table
from simulation.inputs.yaml_reader import UNPRINTABLE, YamlReader
from simulation.saying import Saying

__all__ = ["Items", "Node", "Scalar", "Table", "bytes_of", "read_document", "table_of", "text_of"]

LARGEST_FILE = 1_000_000
_REASONS = {
    errno.EACCES: Saying("permission denied"), errno.EPERM: Saying("permission denied"),
    errno.ENAMETOOLONG: Saying("the name is too long"),
}  # fmt: skip


def read_document(path: Path, problems: list[Problem], label: str = "") -> Table | None:
    """The keys and values of a file, or None after telling `problems` why not. `label` is how messages name it."""
    name = label or str(path)
    raw = bytes_of(path, name, problems)
    text = None if raw is None else text_of(raw, name, problems)
    return None if text is None else table_of(text, name, problems)


def table_of(text: str, name: str, problems: list[Problem]) -> Table | None:
    """The keys and values of a text, or None after telling `problems` why there are none."""
    root = YamlReader(name, text, problems).read()
    if root is None or isinstance(root, Table):
        return root
    if isinstance(root, Scalar) and root.value is None:
        problems.append(Problem.at(root.place, "E007", Saying("the file is empty")))
        return None
    found = Saying("a list") if isinstance(root, Items) else Saying("a single value")
    read = root.text if isinstance(root, Scalar) else ""
    message = Saying("expected keys and values, found {found}", found=found)
    problems.append(Problem.at(root.place, "E008", message, read=read.partition("\n")[0]))
    return None


def bytes_of(path: Path, name: str, problems: list[Problem], most: int = LARGEST_FILE) -> bytes | None:
    """What is in a file of at most so many bytes, or None after telling why it cannot be read."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            problems.append(Problem("E002", Saying("it is not a file"), name))
        elif size > most:
            message = Saying("{size:,} bytes; at most {most:,} are read", size=size, most=most)
            problems.append(Problem("E003", message, name))
        else:
            return path.read_bytes()
    except FileNotFoundError:
        problems.append(Problem("E001", Saying("there is no such file"), name))
    except (OSError, ValueError) as error:
        reason = str(error)
        if isinstance(error, OSError) and error.errno is not None:
            reason = _REASONS.get(error.errno, error.strerror or reason)
        problems.append(Problem("E002", Saying("the file cannot be read: {reason}", reason=reason), name))
    return None


def text_of(raw: bytes, name: str, problems: list[Problem]) -> str | None:
    """UTF-8 text with plain line ends, or None after telling where it is not."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        place = _place_after(raw[: error.start].decode("utf-8", "replace"), name)
        problems.append(Problem.at(place, "E004", _not_utf8(raw)))
        return None
    odd = UNPRINTABLE.search(text)
    if odd:
        place = _place_after(text[: odd.start()], name)
        message = Saying("the file holds the unprintable character {sign!r}", sign=odd[0])
        problems.append(Problem.at(place, "E004", message))
        return None
    return text


def _place_after(before: str, name: str) -> Place:
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _not_utf8(raw: bytes) -> Saying:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Saying("the file is not UTF-8 text; it looks like UTF-16: save it as UTF-8")
    if _is_gbk(raw):
        return Saying("the file is not UTF-8 text; it looks like GBK: save it as UTF-8")
    return Saying("the file is not UTF-8 text")


def _is_gbk(raw: bytes) -> bool:
    try:
        decoded = raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= sign <= "\u9fff" for sign in decoded) and "\x00" not in decoded
