"""Finds what a reader asks about: a lever, instrument, target, indicator, parameter or clause, by id, code or name."""

from collections.abc import Callable, Iterator
from functools import partial

from simulation.inputs.evidence import load_evidence
from simulation.inputs.indicators import load_indicators
from simulation.inputs.instruments import Instrument
from simulation.inputs.lever_cards import LeverCard
from simulation.inputs.parameters import Parameter
from simulation.inputs.problems import nearest
from simulation.inputs.targets import load_targets
from simulation.presentation.coverage_table import load_catalogue
from simulation.presentation.explaining import Explanation, explain_indicator, explain_parameter, explain_target
from simulation.presentation.explaining_policy import Shelf, explain_clause, explain_instrument, explain_lever
from simulation.presentation.setting import Setting

Named = tuple[str, Callable[[], Explanation]]


class UnknownNameError(LookupError):
    """Nothing has this name; the message says so in the reader's language and names the nearest."""


def find_explanations(name: str, setting: Setting) -> tuple[Explanation, ...]:
    """Everything that is called `name`, whatever its case: `incubators` is a target and a lever.

    Raises UnknownNameError.
    """
    known = list(names(setting))
    found = dict.fromkeys(explain for each, explain in known if each.casefold() == name.strip().casefold())
    if not found:
        near = nearest(name, (each for each, _ in known))
        hint = setting.words("problem.nearest", nearest=near) if near else ""
        raise UnknownNameError(setting.words("problem.unknown_id", name=name) + hint)
    return tuple(explain() for explain in found)


def names(setting: Setting) -> Iterator[Named]:
    """Every name that can be asked about, with the way to explain it."""
    shelf = Shelf(load_catalogue(), load_targets(), load_evidence())
    yield from _numbers(shelf, setting)
    for target in shelf.targets:
        yield target.id, partial(explain_target, target, shelf.catalogue.cards, setting)
    for card in shelf.catalogue.cards:
        explain = partial(_explain_lever, card, shelf, setting)
        for name in dict.fromkeys((card.id, *card.title.values())):
            yield name, explain
    for instrument in shelf.catalogue.instruments.values():
        explain = partial(explain_instrument, instrument, shelf, setting)
        for name in _names_of(instrument, shelf):
            yield name, explain
    for clause in shelf.catalogue.clauses:
        yield clause.id, partial(explain_clause, clause.id, shelf, setting)


def _numbers(shelf: Shelf, setting: Setting) -> Iterator[Named]:
    for parameter in shelf.catalogue.parameters:
        explain = partial(_explain_parameter, parameter, shelf, setting)
        yield parameter.code, explain
        yield parameter.key, explain
    for indicator in load_indicators():
        yield indicator.code, partial(explain_indicator, indicator, shelf.catalogue.cards, setting)


def _explain_parameter(parameter: Parameter, shelf: Shelf, setting: Setting) -> Explanation:
    users = [each for each in shelf.catalogue.instruments.values() if parameter.key in each.parameters]
    return explain_parameter(parameter, users, shelf.evidence, setting)


def _names_of(instrument: Instrument, shelf: Shelf) -> tuple[str, ...]:
    """Its number, key, full and Chinese or English name; a lever of one instrument keeps its own name for itself."""
    levers = {card.id for card in shelf.catalogue.cards}
    called = (instrument.id, instrument.key, instrument.name, instrument.names.en, instrument.names.zh)
    titles = {title for card in shelf.catalogue.cards for title in card.title.values()}
    return tuple(name for name in dict.fromkeys(called) if name not in levers | titles)


def _explain_lever(card: LeverCard, shelf: Shelf, setting: Setting) -> Explanation:
    from simulation.levers import lever_settings

    return explain_lever(card, lever_settings()[card.id], shelf, setting)
