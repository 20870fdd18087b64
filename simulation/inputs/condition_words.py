"""The words of an eligibility condition: fields, amounts, words in quotes and signs, each with its column."""

from __future__ import annotations

import re
from typing import NamedTuple

from simulation.quantities import NUMBER, UNITS, half_width
from simulation.saying import Saying

MOST_WORDS = 400
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
_KEYWORDS = ("and", "or", "not", "in", "true", "false")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}
_HINTS = {
    "=": "==", "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", "<>": "!=", "且": "and", "并且": "and",
    "或": "or", "或者": "or", "非": "not", "不": "not", "属于": "in", "、": ",", "=>": ">=", "=<": "<=",
}  # fmt: skip
_UNIT = "|".join(re.escape(unit).replace(r"\ ", r"\s+") for unit in sorted(UNITS, key=len, reverse=True))
_TOKEN = re.compile(
    rf"""(?P<odd>(?>{NUMBER})\s*(?!(?:and|or|not|in)\b)(?!(?:{_UNIT})(?!\w))[^\W\d]\w*)
    |(?P<amount>{NUMBER}\s*(?:(?:{_UNIT})(?:\s*/\s*(?:{_UNIT}))?(?!\w))?)
    |(?P<name>[^\W\d]\w*(?:\.\w+)*)
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<sign>==|!=|<=|>=|<>|=>|=<|&&|\|\||[-+*/(),<>=!&|≤≥≠、])""",
    re.VERBOSE,
)


class ConditionError(ValueError):
    """A mistake in a condition: stable code, sentence, column in the text (from 1), what is allowed and nearest."""

    def __init__(
        self, code: str, message: Saying, column: int, allowed: tuple[str, ...] = (), nearest: str = ""
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.column, self.allowed, self.nearest = code, message, column, allowed, nearest


class Token(NamedTuple):
    """One word of the text: its kind, its plain spelling, its column from 1."""

    kind: str
    text: str
    column: int


def tokens_of(text: str) -> list[Token]:
    """The words of a condition, with a closing `end`. Raises ConditionError (E301)."""
    plain = half_width(text).translate(_QUOTES)
    found, at = [], 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(plain, at)
        if match is None:
            is_quote = plain[at] in "'\""
            message = (
                Saying("a closing quote is missing") if is_quote else Saying("unexpected {read!r}", read=plain[at])
            )
            raise ConditionError("E301", message, at + 1)
        kind, word = str(match.lastgroup), _SIGNS.get(match[0], match[0])
        if word in _HINTS:
            message = Saying("{sign!r} is not a sign of this language", sign=word)
            raise ConditionError("E301", message, at + 1, nearest=_HINTS[word])
        found.append(Token("keyword" if word in _KEYWORDS else kind, word, at + 1))
        if len(found) > MOST_WORDS:
            raise ConditionError("E306", Saying("more than {most} words and signs", most=MOST_WORDS), at + 1)
        at = match.end()
    return [*found, Token("end", "", len(plain.rstrip()) + 1)]
