"""Finds what a reader asks about: a lever, instrument, target, indicator or parameter, by its id or code."""

from collections.abc import Callable, Iterator
from functools import partial

from simulation.inputs.evidence import load_evidence
from simulation.inputs.indicators import load_indicators
from simulation.inputs.lever_cards import LeverCard, lever_cards
from simulation.inputs.parameters import Parameter, load_parameters
from simulation.inputs.problems import nearest
from simulation.inputs.targets import load_targets
from simulation.presentation.explaining import (
    Explanation,
    explain_indicator,
    explain_lever,
    explain_parameter,
    explain_target,
)
from simulation.presentation.setting import Setting

Named = tuple[str, Callable[[], Explanation]]


class UnknownNameError(LookupError):
    """Nothing has this name; the message says so in the reader's language and names the nearest."""


def find_explanations(name: str, setting: Setting) -> tuple[Explanation, ...]:
    """Everything that is called `name`, whatever its case: `incubators` is a target and a lever.

    Raises UnknownNameError.
    """
    known = [*_numbers(setting), *_targets(setting), *_levers(setting)]
    found = _called(name, known)
    if not found:
        near = nearest(name, (each for each, _ in known))
        hint = setting.words("problem.nearest", nearest=near) if near else ""
        raise UnknownNameError(setting.words("problem.unknown_id", name=name) + hint)
    return tuple(explain() for explain in found)


def _called(name: str, known: list[Named]) -> list[Callable[[], Explanation]]:
    return [explain for each, explain in known if each.casefold() == name.casefold()]


def _numbers(setting: Setting) -> Iterator[Named]:
    for parameter in load_parameters().specs:
        explain = partial(_explain_parameter, parameter, setting)
        yield parameter.code, explain
        yield parameter.key, explain
    for indicator in load_indicators():
        yield indicator.code, partial(explain_indicator, indicator, setting)


def _explain_parameter(parameter: Parameter, setting: Setting) -> Explanation:
    return explain_parameter(parameter, load_evidence(), setting)


def _targets(setting: Setting) -> Iterator[Named]:
    for target in load_targets():
        yield target.id, partial(explain_target, target, setting)


def _levers(setting: Setting) -> Iterator[Named]:
    for card in lever_cards():
        explain = partial(_explain_lever, card, setting)
        for name in dict.fromkeys((card.id, *card.instruments, *card.instruments.values())):
            yield name, explain


def _explain_lever(card: LeverCard, setting: Setting) -> Explanation:
    from simulation.levers import catalogue

    return explain_lever(card, catalogue()[card.id].settings, load_parameters().specs, setting)
