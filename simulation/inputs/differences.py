"""What one scenario decides otherwise than another: levers on or off, money by year, other settings, the world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from simulation.calendar import YEARS
from simulation.inputs.delivery import InstrumentSettings
from simulation.inputs.scenario import Scenario

LEVERS, MACRO, CERTIFICATION = "levers", "macro", "certification"
BUDGET = "budget"


class Change(NamedTuple):
    """One decision and how it reads before and after.

    `path` leads to it as in a file, an instrument by its whole name: `("levers", "guidance_funds.follow_on", "cap")`.
    `years` are those in which it holds, none where it is not yearly. None stands for an instrument that is off, for
    the default reading of a target, and for a number that nobody fixes.
    """

    path: tuple[str, ...]
    before: Any
    after: Any
    years: tuple[int, ...] = ()


def differences(before: Scenario, after: Scenario) -> tuple[Change, ...]:
    """Every change, levers first, in the order of the catalogue; none when the two decide the same."""
    return (*_levers(before, after), *_world(before, after))


def instruments_of(scenario: Scenario) -> dict[str, InstrumentSettings]:
    """Every instrument that is stated, by its whole name."""
    return {
        name: settings
        for lever, stated in scenario.levers.items()
        for name, settings in stated.instruments(lever).items()
    }


def _levers(before: Scenario, after: Scenario) -> Iterator[Change]:
    old, new = instruments_of(before), instruments_of(after)
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name), new.get(name)
        if one is not None and other is not None:
            yield from _settings(name, one, other)
        else:
            yield Change((LEVERS, name), one, other)


def _settings(name: str, one: InstrumentSettings, other: InstrumentSettings) -> Iterator[Change]:
    for key in type(one).model_fields:
        path, values = (LEVERS, name, key), (getattr(one, key), getattr(other, key))
        if values[0] == values[1]:
            continue
        if key == BUDGET and all(isinstance(value, tuple) for value in values):
            yield from yearly(path, *values)
        else:
            yield Change(path, *values)


def yearly(path: tuple[str, ...], before: Sequence[float], after: Sequence[float]) -> Iterator[Change]:
    """One change for all years in which the same gives way to the same, in the order of the first of them."""
    pairs = list(zip(before, after, strict=True))
    for pair in dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]):
        yield Change(path, *pair, tuple(year for year, each in zip(YEARS, pairs, strict=True) if each == pair))


def _world(before: Scenario, after: Scenario) -> Iterator[Change]:
    one, other = before.macro.growth, after.macro.growth
    if isinstance(one, str) or isinstance(other, str):
        yield from _plain(((MACRO, "growth"), one, other))
    else:
        yield from yearly((MACRO, "growth"), one, other)
    yield from _plain((("shocks",), before.shocks, after.shocks))
    rules = before.certification, after.certification
    for key in type(rules[0]).model_fields:
        yield from _plain(((CERTIFICATION, key), *(getattr(rule, key) for rule in rules)))
    yield from _plain((("base_year", "share"), before.base_year.share, after.base_year.share))
    yield from _plain((("drift",), before.drift, after.drift))
    for target in sorted({*before.readings, *after.readings}):
        yield from _plain((("targets", target, "reading"), before.readings.get(target), after.readings.get(target)))
    for key in sorted({*before.parameters, *after.parameters}):
        stated = (before.parameters.get(key), after.parameters.get(key))
        yield from _plain((("parameters", key, "fixed"), *(each.fixed if each else None for each in stated)))


def _plain(change: Any) -> Iterator[Change]:
    path, before, after = change
    if before != after:
        yield Change(path, before, after)
