"""What changes from one scenario to another, as a policy reader would say it."""

from collections.abc import Iterator, Sequence
from typing import Any

from simulation.calendar import spans
from simulation.inputs.differences import BUDGET, CERTIFICATION, LEVERS, MACRO, Change
from simulation.inputs.parameters import load_parameters
from simulation.inputs.scenario import Scenario
from simulation.inputs.targets import load_targets
from simulation.presentation.amounts import money, number, path_words, percent
from simulation.presentation.explaining import prior
from simulation.presentation.lines import heading, say, section
from simulation.presentation.scenario_screen import money_of, rounded, shocks_words
from simulation.presentation.setting import Setting
from simulation.presentation.settings_said import (
    EVERYBODY,
    budget_words,
    field_of,
    instrument_facts,
    instrument_name,
    label,
    value_words,
)
from simulation.presentation.words import Words

INDENT = "  "
NAMES = {MACRO: "change.growth", "shocks": "change.shocks", "drift": "change.drift", "base_year": "change.base_year"}


def show_differences(scenarios: tuple[Scenario, Scenario], changes: Sequence[Change], setting: Setting) -> None:
    """Print the screen of `show --diff`: what is switched on, off and changed, then the world."""
    words = setting.words
    before, after = (f"{words.pick(each.title.model_dump())} · {each.id}" for each in scenarios)
    heading(words("change.title", before=before, after=after), setting)
    if not changes:
        say(words("change.same"), setting)
        return
    for title, chosen in parts(changes):
        section(words(title), setting)
        for change in chosen:
            say(sentence(change, setting), setting, indent=INDENT)
    amounts = [rounded(sum(money_of(scenario))) for scenario in scenarios]
    if amounts[0] != amounts[1]:
        setting.console.print()
        both = _arrow(setting, *(money(amount, words) for amount in amounts))
        say(words("change.money", change=both), setting)


def parts(changes: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    """The headings with their changes, those that have any."""
    levers = [change for change in changes if change.path[0] == LEVERS]
    whole = [change for change in levers if len(change.path) == 2]
    groups = {
        "change.on": [change for change in whole if change.before is None],
        "change.off": [change for change in whole if change.after is None],
        "change.changed": [change for change in levers if len(change.path) > 2],
        "change.world": [change for change in changes if change.path[0] != LEVERS],
    }
    yield from ((title, chosen) for title, chosen in groups.items() if chosen)


def sentence(change: Change, setting: Setting) -> str:
    """One change: `Innovation vouchers, budget 2018: 1 亿元 -> 2.5 亿元`."""
    if change.path[0] != LEVERS:
        return _of_the_world(change, setting)
    name = instrument_name(change.path[1], setting)
    if len(change.path) == 2:
        facts = instrument_facts(change.before or change.after, setting)
        return setting.words("scenario.instrument", name=name, facts=facts)
    return _of_a_lever(name, change, setting)


def _of_a_lever(name: str, change: Change, setting: Setting) -> str:
    words, key = setting.words, change.path[2]
    details = {"name": name, "setting": label(key, words)}
    if change.years:
        both = _arrow(setting, money(change.before, words), money(change.after, words))
        return words("change.yearly", years=spans(change.years), change=both, **details)
    both = _arrow(setting, *(_setting_value(key, change, value, setting) for value in (change.before, change.after)))
    return words("change.setting", change=both, **details)


def _setting_value(key: str, change: Change, value: Any, setting: Setting) -> str:
    """One side; a condition as its author wrote it."""
    words = setting.words
    if hasattr(value, "text"):
        everybody = value.text == EVERYBODY
        return words("change.everybody") if everybody else words("change.quoted", text=value.text)
    if key == BUDGET:
        return budget_words(value, words)
    return value_words(value, field_of(change.path[1], key), words)


def _of_the_world(change: Change, setting: Setting) -> str:
    words, head = setting.words, change.path[0]
    name = _world_name(change, setting)
    if head == MACRO and change.years:
        name = words("change.growth_year", years=spans(change.years))
    both = _arrow(setting, *(_world_value(change, value, setting) for value in (change.before, change.after)))
    return words("change.plain", name=name[0].upper() + name[1:], change=both)


def _world_name(change: Change, setting: Setting) -> str:
    words, head, last = setting.words, change.path[0], change.path[-1]
    if head == CERTIFICATION:
        return label(last, words)
    if head == "targets":
        return words("change.reading", target=words(f"target.{change.path[1]}"))
    if head == "parameters":
        return words("change.parameter", name=change.path[1])
    return words(
        {MACRO: "change.growth", "shocks": "change.shocks", "drift": "change.drift"}.get(head, "change.base_year")
    )


def _world_value(change: Change, value: Any, setting: Setting) -> str:
    words, head, last = setting.words, change.path[0], change.path[-1]
    if head == MACRO:
        return _growth(value, words)
    if head == "shocks":
        return shocks_words(value, setting)
    if head == "targets":
        return setting.reading(value or default_reading(change.path[1]))
    if head == "parameters":
        return _fixed(change.path[1], value, setting)
    if last == "minimum_output":
        return money(value, words)
    if last == "minimum_specialty_share":
        return percent(value, words)
    return words({"base_year": f"base.{value}", CERTIFICATION: f"pace.{value}"}.get(head, f"drift.{value}"))


def _growth(value: Any, words: Words) -> str:
    if isinstance(value, str):
        return words("change.drawn")
    return path_words(value, words) if isinstance(value, tuple) else percent(value, words)


def _fixed(key: str, value: float | None, setting: Setting) -> str:
    if value is not None:
        return number(value)
    return setting.words("change.prior", prior=prior(load_parameters()[key], setting))


def default_reading(target: str) -> str:
    """What a target is read as where nobody says otherwise."""
    return next(each.reading for each in load_targets() if each.id == target)


def _arrow(setting: Setting, before: str, after: str) -> str:
    return setting.words("change.arrow", before=before, after=after)
