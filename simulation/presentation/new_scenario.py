"""A scenario file to start from: runnable as it stands, each setting with unit and meaning in the author's language."""

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from simulation.calendar import YEARS
from simulation.inputs.delivery import InstrumentSettings, LeverSettings, instrument_names, settings_of
from simulation.inputs.differences import BUDGET
from simulation.inputs.dumping import plain_or_quoted
from simulation.inputs.lever_cards import LeverCard, lever_cards
from simulation.inputs.scenario import Scenario
from simulation.inputs.versions import CURRENT, SCHEMA
from simulation.inputs.yaml_reader import read_value
from simulation.presentation.amounts import WAN_IN_YI, as_written, budget_written
from simulation.presentation.settings_said import instruments_by_name
from simulation.presentation.words import Words
from simulation.presentation.wrapping import wrapped

WIDTH: Final = 100
EXAMPLES: Final = {
    "end": "2020Q4",
    "cap": "100万元",
    "ranking": "firm.rd_intensity",
    "quotas": "{east: 20%, west: 20%, north: 20%}",
    "equity_share": "40%",
}
"""What an author could write for a setting that nothing is stated for."""
WORLD: Final = {
    "macro": "{growth: {2016-2019: 8%, 2020: 3%}}",
    "shocks": "[tariffs, covid, super_deduction]",
    "certification": "{pace: target_pressure}",
    "base_year": "{share: document}",
    "drift": "ex_ante",
    "targets": "{gdp: {reading: prices_2015}}",
    "parameters": "{voucher_additionality: {fixed: 0.5, source: who found it and where}}",
}
"""An example of every other key of a file."""


def new_lines(name: str, base: Scenario, levers: Mapping[str, type[LeverSettings]], words: Words) -> Iterator[str]:
    """The lines of the file; `levers` are those that it states, with their settings."""
    file = f"{name}.yaml"
    for sentence in ("new.checking", "new.base", "new.editor"):
        yield from _comment(words(sentence, file=file, base=base.id), "")
    yield f"{SCHEMA}: {CURRENT} # {words('new.schema')}"
    title = plain_or_quoted(name, in_brackets=True)
    yield f"title: {{en: {title}, zh: {title}}} # {words('new.title')}"
    yield f"# question: # {words('new.question')}"
    yield f"# author: # {words('new.author')}"
    yield f"extends: {base.id} # {words('new.extends')}"
    yield f"# use: [blocks/observed_shocks] # {words('new.use')}"
    yield from _levers(base, levers, words)
    yield from _comment(words("new.world"), "")
    for key, example in WORLD.items():
        yield f"# {key}: {example} # {words(f'new.{key}')}"


def _levers(base: Scenario, levers: Mapping[str, type[LeverSettings]], words: Words) -> Iterator[str]:
    cards = {card.id: card for card in lever_cards()}
    yield f"levers:{'' if levers else ' {}'} # {words('new.levers')}"
    for lever, settings in levers.items():
        yield from _lever(cards[lever], settings, base, words)
    if not levers:
        for card in cards.values():
            yield f"#   {card.id}: {card.clause} {words.pick(card.title)}"


def _lever(card: LeverCard, settings: type[LeverSettings], base: Scenario, words: Words) -> Iterator[str]:
    yield f"  {card.id}: # {words('new.clause', clause=card.clause, title=words.pick(card.title))}"
    stated = base.levers.get(card.id)
    names = instrument_names(settings)
    if not names:
        yield from _instrument(card.id, settings, stated, "    ", words)  # type: ignore[arg-type]
    for name in names:
        own = getattr(stated, name) if stated is not None else None
        if stated is not None and own is None:
            yield f"    {name}: off # {words('new.off')}"
            continue
        yield f"    {name}:"
        yield from _instrument(f"{card.id}.{name}", settings_of(settings, name), own, "      ", words)


def _instrument(
    name: str, settings: type[InstrumentSettings], stated: InstrumentSettings | None, indent: str, words: Words
) -> Iterator[str]:
    """The rule in words, then every setting: as the base has it, or as it is when nobody states it."""
    known = instruments_by_name().get(name)
    if known is not None:
        rule = f"{known.id} {words.pick(known.names.model_dump())}: {words.pick(known.rule.model_dump())}"
        yield from _comment(rule, indent)
    for key, field in settings.model_fields.items():
        value = getattr(stated, key) if stated is not None else field.default
        if key == BUDGET:
            default = 0.0 if known is None or known.budget is None else known.budget.default * WAN_IN_YI
            budget = (default,) * len(YEARS) if stated is None and field.is_required() else value
            yield f"{indent}{key}: {budget_written(budget)} # {_meaning(key, field, words)}"
        elif value is not None:
            yield f"{indent}{key}: {as_written(value, field)} # {_meaning(key, field, words)}"
        elif _is_possible(key, settings, stated):
            example = f" {EXAMPLES[key]}" if key in EXAMPLES else ""
            yield f"{indent}# {key}:{example} # {_meaning(key, field, words)}"


def _is_possible(key: str, settings: type[InstrumentSettings], stated: InstrumentSettings | None) -> bool:
    """Whether the example of a setting that is not stated could be used as it is, beside what is stated."""
    if key not in EXAMPLES:
        return True
    example = read_value(EXAMPLES[key])
    others = {} if stated is None else {"allocation": stated.allocation, "start": stated.start}
    try:
        settings.model_validate({BUDGET: 0, **others, key: example})
    except ValidationError:
        return False
    return True


def _meaning(key: str, field: FieldInfo, words: Words) -> str:
    """What a setting says, and the words that it can hold."""
    text = f"meaning.{key}"
    said = words(text) if text in words else (field.description or key)
    choices = [each for each in get_args(field.annotation) if isinstance(each, str)]
    told = all(choice in said for choice in choices)
    return said if told or len(choices) < 2 else f"{said}: {', '.join(choices)}"


def _comment(text: str, indent: str) -> Iterator[str]:
    yield from (f"{indent}# {line}" for line in wrapped(text, WIDTH - len(indent)))
