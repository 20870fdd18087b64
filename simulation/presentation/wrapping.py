"""Lines that break where a reader expects it: between words in English, between characters in Chinese."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rich.cells import cell_len

NEVER_FIRST: Final = "，。、；：！？）」』”’》%‰…·,.;:)元"
NEVER_LAST: Final = "（「『“‘《\u00a0"
CHINESE: Final = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…"
_PARTS: Final = re.compile(r"[^-_]*[-_]|[^-_]+")
_PIECES: Final = re.compile(rf"'[{CHINESE}]+'|[^\S\u00a0]+|[{CHINESE}]|(?:[^\s{CHINESE}]|\u00a0)+")
"""A Chinese word in plain quotes, white space, a Chinese character, or a word; a no-break space (shown as a plain one)
holds a number and its unit."""


def _pieces(text: str) -> Iterator[str]:
    """The smallest parts that a line must not cut: a word, or a Chinese character with the signs that cling to it."""
    held = ""
    for piece in _PIECES.findall(text):
        if held and (piece in NEVER_FIRST or held[-1] in NEVER_LAST):
            held += piece
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _fitting(text: str, width: int) -> Iterator[str]:
    """The pieces of a text; a word too wide for a line falls apart after hyphens and underscores, an address never."""
    for piece in _pieces(text):
        if cell_len(piece) > width and "/" not in piece:
            yield from _PARTS.findall(piece)
        else:
            yield piece


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """The lines of a paragraph, none wider than `width` cells unless one word is; all but the first indented."""
    lines, line = [], ""
    for piece in _fitting(text, width):
        if cell_len(line) + cell_len(piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    lines += [line.rstrip()] if line.strip() else []
    return [each.replace("\u00a0", " ") for each in lines]


def joined(cells: Iterable[str], separator: str, width: int, indent: str = "") -> list[str]:
    """Short texts one after another, as many to a line as fit; only a text wider than a line is cut in two."""
    lines: list[str] = []
    for cell in cells:
        longer = f"{lines[-1]}{separator}{cell}" if lines else cell
        if cell_len(longer) <= width:
            lines[-1:] = [longer]
        else:
            lines += wrapped(indent + cell if lines else cell, width, indent + "  ")
    return lines
