"""The fields of the condition language: what may be asked about a firm, its town or its city, and with which words."""

from typing import Any, Final

from simulation.inputs.fields import CODES, FIELDS, Field
from simulation.presentation.conditions_said import word_name
from simulation.presentation.listing import Listing, headings
from simulation.presentation.setting import Setting
from simulation.presentation.tables import Parts
from simulation.presentation.words import LANGUAGES, Words
from simulation.quantities import MONEY, TIME

COLUMNS: Final = ("id", "answer", "unit", "meaning")
MAY_BREAK: Final = (3,)
UNITS: Final = {MONEY: ("亿元", "万元", "yuan"), TIME: ("years", "quarters")}


def field_listing(setting: Setting) -> Listing:
    """Every field with its kind of answer, unit and meaning; the words it can answer with stand under it."""
    words = setting.words
    return Listing(
        headings(setting, *COLUMNS),
        tuple(cells(name, field, words) for name, field in FIELDS.items()),
        tuple(record(name, field) for name, field in FIELDS.items()),
        parts=Parts(
            MAY_BREAK,
            [words(f"asked.{name.partition('.')[0]}") for name in FIELDS],
            [allowed(name, words) for name in FIELDS],
        ),
        note=words("condition.note"),
    )


def cells(name: str, field: Field, words: Words) -> tuple[str, ...]:
    """One line of the table."""
    return name, words(f"answer.{field.kind}"), " ".join(units_of(field)), meaning(field, words)


def units_of(field: Field) -> tuple[str, ...]:
    """Units of an amount to compare with; none for a plain number and for what is no amount."""
    return ("%",) if field.kind == "share" else UNITS.get(field.dimension, ())


def meaning(field: Field, words: Words) -> str:
    """What is asked, in the reader's language."""
    return words.pick({"en": field.en, "zh": field.zh})


def allowed(name: str, words: Words) -> str:
    """The words of a field as they are written in a condition, each with what it means where that differs."""
    first = next((each for each in CODES if CODES[each] == CODES.get(name)), name)
    if first != name:
        return words("condition.same_words", field=first)
    said = ((f"'{word}'", word_name(word, words)) for word in CODES.get(name, ()))
    return ", ".join(written if written.strip("'") == called else f"{written} {called}" for written, called in said)


def record(name: str, field: Field) -> dict[str, Any]:
    """One field for machines, in both languages."""
    both = [Words(language) for language in LANGUAGES]
    return {
        "id": name,
        "answer": field.kind,
        "dimension": str(field.dimension) if field.kind in ("amount", "share") else None,
        "units": units_of(field),
        "name": {words.language: words(f"field.{name}") for words in both},
        "meaning": {"en": field.en, "zh": field.zh},
        "words": [
            {"word": word, **{words.language: word_name(word, words) for words in both}} for word in CODES.get(name, ())
        ],
    }
