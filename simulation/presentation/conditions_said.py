"""A condition in words: `firm.sales < 4亿元 and town.region != 'prd'` is `sales < 4亿元 and region ≠ the delta`."""

import re
from typing import Final, Protocol

from simulation.inputs.condition_words import Token, tokens_of
from simulation.inputs.fields import FIELDS
from simulation.inputs.sectors import load_sectors
from simulation.presentation.words import Words

SIGNS: Final = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "*": "×", "/": "÷"}
CHINESE_UNITS: Final = {
    "year": "年", "years": "年", "quarter": "个季度", "quarters": "个季度", "yuan": "元", "thousand yuan": "千元",
    "million yuan": "百万元", "bn yuan": "十亿元", "billion yuan": "十亿元", "trillion yuan": "万亿元", "CNY": "元",
    "RMB": "元", "percent": "%", "persons": "人", "people": "人",
}  # fmt: skip
_NUMBER_THEN_UNIT = re.compile(r"([\d.eE+-]+)\s*(.*)")
NO_SPACE_BEFORE, NO_SPACE_AFTER = (")", ","), ("(", "、")


class Worded(Protocol):
    """Something with the text that its author wrote."""

    @property
    def text(self) -> str: ...


def condition_words(condition: Worded, words: Words) -> str:
    """The condition with fields, words and units in the reader's language; numbers as they were written."""
    said = ""
    *tokens, _ = tokens_of(condition.text)
    for token, following in zip(tokens, (*tokens[1:], None), strict=True):
        joined = not said or token.text in NO_SPACE_BEFORE or said.endswith(NO_SPACE_AFTER)
        said += ("" if joined else " ") + _word(token, following, words)
    return said


def _word(token: Token, following: Token | None, words: Words) -> str:
    if token.kind == "name" and token.text in FIELDS:
        return words(f"field.{token.text}")
    if token.text == "not" and following is not None and following.kind == "name":
        return words("logic.lacks")
    if token.text == ",":
        return words("headline.comma").strip()
    if token.kind == "keyword":
        return words(f"logic.{token.text}")
    if token.kind == "amount" and words.language == "zh":
        return _in_chinese(token.text)
    if token.kind == "text":
        return word_name(token.text[1:-1], words)
    return SIGNS.get(token.text, token.text.strip())


def _in_chinese(amount: str) -> str:
    """An amount with its unit in Chinese: 5 years is 5年."""
    found = _NUMBER_THEN_UNIT.fullmatch(amount.strip())
    if found is None:
        return amount.strip()
    units = (" ".join(unit.split()) for unit in found[2].split("/"))
    return found[1] + "/".join(CHINESE_UNITS.get(unit, unit) for unit in units)


def word_name(word: str, words: Words) -> str:
    """A word that a field can answer with: a sector, a region, a city, a kind."""
    for key in (f"place.{word}", f"word.{word}", f"city.{word}"):
        if key in words:
            return words(key)
    sectors = load_sectors()
    names = sectors.names_zh if words.language == "zh" else sectors.names_en
    return dict(zip(sectors.keys, names, strict=True)).get(word, word)
