"""Finds what a reader asks about: a lever, instrument, target, indicator or parameter, by its id or code."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from simulation.inputs.evidence import load_evidence
from simulation.inputs.indicators import load_indicators
from simulation.inputs.parameters import load_parameters
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

Levers = Callable[[], Mapping[str, Any]]
Named = tuple[str, Callable[[], Explanation]]


class UnknownNameError(LookupError):
    """Nothing has this name; the message says so in the reader's language and names the nearest."""


def find_explanations(name: str, levers: Levers, setting: Setting) -> tuple[Explanation, ...]:
    """Everything that is called `name`, whatever its case: `incubators` is a target and a lever.

    `levers` gives the catalogue of levers and is asked only when no parameter or indicator has the name, since it is
    slow to load. Raises UnknownNameError.
    """
    known = list(_numbers(setting))
    found = _called(name, known)
    if not found:
        known += [*_targets(setting), *_levers(levers(), setting)]
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


def _explain_parameter(parameter: Any, setting: Setting) -> Explanation:
    return explain_parameter(parameter, load_evidence(), setting)


def _targets(setting: Setting) -> Iterator[Named]:
    for target in load_targets():
        yield target.id, partial(explain_target, target, setting)


def _levers(levers: Mapping[str, Any], setting: Setting) -> Iterator[Named]:
    specs = load_parameters().specs
    for lever in levers.values():
        explain = partial(explain_lever, lever, specs, setting)
        yield lever.id, explain
        for instrument in lever.instruments:
            yield str(instrument), explain
