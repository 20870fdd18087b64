"""Chinese punctuation, or a colon without its space, where a file needs plain signs: finds it, says what to write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from simulation.quantities import half_width
from simulation.saying import Saying

COLON, COMMA = "：", "，"
_COLON_WITHOUT_SPACE = re.compile(r"(?:[^\W\d]\w*|\d{4}(?:-\d{4})?)(:)(?=[^\s:/\\])")
_BRACKETS = Saying("write brackets as plain [ ] or { }")
_QUOTES = Saying("write quotation marks as plain ' or \"")
WRITE: Mapping[str, Saying] = {
    COLON: Saying("the full-width colon ：must be a colon and a space"),
    COMMA: Saying("the full-width comma ，must be a plain comma and a space"),
    "、": Saying("the Chinese comma 、must be a plain comma and a space"),
    "；": Saying("the full-width semicolon ；has no meaning here: write a plain comma, or a new line"),
    "＃": Saying("a comment starts with a plain # after a space"),
    **dict.fromkeys("［］【】｛｝〔〕", _BRACKETS),
    **dict.fromkeys("“”‘’「」『』", _QUOTES),
}
NO_SPACE = Saying("a colon needs a space after it")


_IN_BRACKETS = re.compile(r".*[{\[][^\]}'\"]*([，、；])")
_AT_THE_START = re.compile(r"\s*(?:[^\s'\"#]+:|-)\s+([［【｛〔])")


class Slip(NamedTuple):
    """A sign that cannot be what its author meant: how many characters into the text, and what to write."""

    offset: int
    saying: Saying


def slip_in(text: str) -> Slip | None:
    """The first such sign of a text written without quotes, or None."""
    found = next((at for at, sign in enumerate(text) if sign in WRITE), None)
    if found is not None:
        return Slip(found, WRITE[text[found]])
    colon = _COLON_WITHOUT_SPACE.match(text)
    return Slip(colon.start(1), NO_SPACE) if colon else None


def sign_before(text: str) -> Slip | None:
    """A wrong comma inside brackets, or a wrong bracket where a value starts, in a line up to where reading failed."""
    found = _IN_BRACKETS.match(text) or _AT_THE_START.match(text)
    return Slip(found.start(1), WRITE[found[1]]) if found else None


def wrong_colon(line: str) -> Slip | None:
    """A full-width colon, or one without space, in a line that has no proper one."""
    if ": " in line or line.rstrip().endswith(":"):
        return None
    if COLON in line:
        return Slip(line.index(COLON), WRITE[COLON])
    indent = len(line) - len(line.lstrip())
    colon = _COLON_WITHOUT_SPACE.match(line, indent)
    return Slip(colon.start(1), NO_SPACE) if colon else None


def slip_at(source: str, column: int, read: str) -> Slip | None:
    """The same for what was read at a column of a line, when it stands there as it was read (so without quotes)."""
    written = source[column - 1 : column - 1 + len(read)]
    return slip_in(written) if read and half_width(written) == half_width(read) else None
