"""The settings of an instrument in words: `1 亿元 a year 2016-2020, firms with sales < 4亿元, by lottery`."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulation.calendar import HORIZON_END, HORIZON_START
from simulation.inputs.delivery import InstrumentSettings, settings_of
from simulation.inputs.instruments import Instrument, load_instruments
from simulation.presentation.amounts import measured, money, money_by_year, reader_of
from simulation.presentation.conditions_said import condition_words
from simulation.presentation.setting import Setting
from simulation.presentation.words import Words

SAID_FIRST: Final = ("budget", "eligible", "allocation", "start", "end")
EVERYBODY, NOBODY = "true", "false"


@cache
def instruments_by_name() -> Mapping[str, Instrument]:
    """Every instrument by the name that money and scenarios call it."""
    return {instrument.name: instrument for instrument in load_instruments().values()}


def instrument_name(name: str, setting: Setting) -> str:
    """An instrument in the reader's language: by its lever's title where it is all of the lever."""
    known = instruments_by_name().get(name)
    return setting.words.pick(known.names.model_dump()) if "." in name and known else setting.lever(name)


def field_of(name: str, key: str) -> FieldInfo:
    """How a setting of an instrument is declared."""
    from simulation.levers import lever_settings

    lever, _, part = name.partition(".")
    settings = lever_settings()[lever]
    return (settings_of(settings, part) if part else settings).model_fields[key]


def budget_words(budget: Any, words: Words) -> str:
    """The money as it is stated: by year, or otherwise part by part."""
    if isinstance(budget, tuple):
        return money_by_year(budget, words)
    parts = ((each.name, getattr(budget, each.name)) for each in fields(budget))
    return words("headline.comma").join(f"{label(name, words)} {money(value, words)}" for name, value in parts)


def instrument_facts(settings: InstrumentSettings, setting: Setting) -> str:
    """All that the settings say, in one sentence."""
    words = setting.words
    free = settings.free and not settings.has_money()
    facts = [
        words("amount.costs_nothing") if free else budget_words(settings.budget, words),
        recipients(settings, words),
        words(f"allocation.{settings.allocation}"),
    ]
    if (settings.start, settings.end or HORIZON_END) != (HORIZON_START, HORIZON_END):
        facts.append(words("scenario.dates", start=settings.start, end=settings.end or HORIZON_END))
    facts += [f"{name} {value}" for name, value in other_facts(settings, words)]
    return words("scenario.comma").join(facts)


def recipients(settings: InstrumentSettings, words: Words) -> str:
    """Who may get money."""
    kind, text = settings.recipient, settings.eligible.text
    if text == EVERYBODY:
        return words(f"scenario.any_{kind}")
    if text == NOBODY:
        return words(f"scenario.no_{kind}")
    return words(f"scenario.{kind}s", condition=condition_words(settings.eligible, words))


def other_facts(settings: InstrumentSettings, words: Words) -> Iterator[tuple[str, str]]:
    """The settings of its own, and of the shared ones those that are not as if unstated."""
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        shared = name in InstrumentSettings.model_fields
        if name not in SAID_FIRST and not (shared and value == field.default):
            yield label(name, words), value_words(value, field, words)


def label(name: str, words: Words) -> str:
    """The name of a setting in the reader's language; as the file has it where no catalogue knows it."""
    return words(f"setting.{name}") if f"setting.{name}" in words else name


def value_words(value: Any, field: FieldInfo, words: Words) -> str:
    """One value of a setting."""
    if value is None:
        return words("amount.not_stated")
    if isinstance(value, bool):
        return words("amount.yes" if value else "amount.no")
    if isinstance(value, int | float):
        return measured(value, reader_of(field), words)
    if isinstance(value, BaseModel):
        parts = ((name, getattr(value, name), each) for name, each in type(value).model_fields.items())
        return words("headline.comma").join(
            f"{_part(name, words)} {value_words(part, each, words)}"
            for name, part, each in parts
            if part != each.default
        )
    if hasattr(value, "text"):
        return condition_words(value, words)
    key = next((each for each in (f"allocation.{value}", f"prices.{value}") if each in words), "")
    return words(key) if key else str(value)


def _part(name: str, words: Words) -> str:
    """A region, or another name inside a setting."""
    return words(f"place.{name}") if f"place.{name}" in words else label(name, words)
