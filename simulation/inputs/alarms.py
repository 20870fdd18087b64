"""What is allowed in a scenario and yet hardly meant: money that cannot flow, overrides that change nothing, new bars.

An alarm is told like a mistake, with file, line and column, but its code begins with W and it stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from simulation.calendar import YEARS, spans
from simulation.inputs.budgets import Total
from simulation.inputs.composition import compose
from simulation.inputs.delivery import InstrumentSettings, Recipient
from simulation.inputs.instruments import load_instruments
from simulation.inputs.problems import Problem
from simulation.inputs.scenario import LEVERS, Scenario
from simulation.inputs.tree import Scalar, leaves, place_of
from simulation.quantities import QuantityError, read_quantity
from simulation.saying import Saying

WAN_IN_YI = 10_000.0
PROSE = ("title", "question", "author")


class Reached(NamedTuple):
    """Of the firms or towns that an instrument could pay, those that its condition lets in."""

    instrument: str
    recipient: Recipient
    let_in: int
    all: int


class Judged(Protocol):
    """What the check of readings needs to know of a target."""

    @property
    def id(self) -> str: ...

    @property
    def reading(self) -> str: ...


def alarms(scenario: Scenario, targets: Iterable[Judged]) -> Iterator[Problem]:
    """Every alarm about a scenario that has been read without a mistake, in no particular order."""
    yield from overrides_without_effect(scenario)
    for lever, settings in scenario.levers.items():
        for name, instrument in settings.instruments(lever).items():
            yield from money_before_or_after(scenario, name, instrument)
            yield from more_than_was_tried(scenario, name, instrument)
    yield from other_readings(scenario, targets)


def conditions_stated(scenario: Scenario) -> dict[str, InstrumentSettings]:
    """Every instrument, by the name of its purse, whose condition is stated and asks anything."""
    return {
        name: instrument
        for lever, settings in scenario.levers.items()
        for name, instrument in settings.instruments(lever).items()
        if "eligible" in instrument.model_fields_set
        and (instrument.eligible.fields or instrument.eligible.text == "false")
    }


def overrides_without_effect(scenario: Scenario) -> Iterator[Problem]:
    """Values of the file itself that its base or a block states just so."""
    composed = compose(scenario.files[0], [])
    if composed is None:
        return
    below = dict(leaves(composed.below))
    for path, leaf in leaves(composed.own.without(*PROSE)):
        base = below.get(path)
        if isinstance(leaf, Scalar) and isinstance(base, Scalar) and same(leaf, base):
            key, where = ".".join(path), f"{base.place.file}:{base.place.line}"
            yield Problem.at(leaf.place, "W601", Saying("{key} is what {where} says already", key=key, where=where))


def same(one: Scalar, other: Scalar) -> bool:
    """Whether two values mean the same: 1亿元 is 10000万元."""
    if one.value == other.value:
        return True
    try:
        first, second = read_quantity(one.text), read_quantity(other.text)
    except QuantityError:
        return False
    return (first.value, first.dimension) == (second.value, second.dimension)


def money_before_or_after(scenario: Scenario, name: str, instrument: InstrumentSettings) -> Iterator[Problem]:
    """Money of years in which no call is open, and calls that stay open after the last money."""
    if isinstance(instrument.budget, Total) or not instrument.has_money():
        return
    place = place_of(scenario.content, (LEVERS, *name.split("."), "budget"))
    funded = [year for year, money in zip(YEARS, instrument.budget, strict=True) if money > 0.0]
    closed = [year for year in funded if not instrument.start.year <= year <= instrument.last.year]
    if closed:
        open_years = {"name": name, "start": instrument.start, "end": instrument.last, "years": spans(closed)}
        told = Saying("the money of {name} for {years} cannot flow: calls are open from {start} to {end}", **open_years)
        yield Problem.at(place, "W602", told)
    if funded[-1] < instrument.last.year and funded[-1] >= instrument.start.year:
        ends = {"name": name, "year": funded[-1], "end": instrument.last}
        told = Saying("the money of {name} ends in {year}, calls stay open until {end}", **ends)
        yield Problem.at(place, "W603", told)


def more_than_was_tried(scenario: Scenario, name: str, instrument: InstrumentSettings) -> Iterator[Problem]:
    """A year's money above the range to try: the rule may not be able to use it."""
    known = next((each for each in load_instruments().values() if each.name == name), None)
    if known is None or known.budget is None or known.budget.high <= 0.0:
        return
    most = max(instrument.money_by_year()) / WAN_IN_YI
    if most > known.budget.high:
        place = place_of(scenario.content, (LEVERS, *name.split("."), "budget"))
        told = Saying(
            "{most:g} 亿元 a year for {name} is above the {high:g} 亿元 to try: what finds no use goes back",
            name=name, most=most, high=known.budget.high,
        )  # fmt: skip
        yield Problem.at(place, "W604", told)


def other_readings(scenario: Scenario, targets: Iterable[Judged]) -> Iterator[Problem]:
    """Targets that are judged by another bar or figure than the usual one."""
    for target in targets:
        reading = scenario.readings.get(target.id, target.reading)
        if reading != target.reading:
            place = place_of(scenario.content, ("targets", target.id, "reading"))
            told = Saying("{target} is judged by {reading}, not by {usual}", target=target.id, reading=reading,
                          usual=target.reading)  # fmt: skip
            yield Problem.at(place, "W605", told)
