"""The same money that nobody aims: every condition, ranking and quota of a scenario gone, lots drawn in place of merit.

Budgets, years, prices, caps, face values and the shares of those who pay stay. So does what an instrument is: a rule of
its own about who can use it, such as `floor` of the awards or `local_quota` of the funds.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeVar, get_args

from simulation.inputs.choices import FrozenMap, Words
from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import InstrumentSettings, LeverSettings
from simulation.inputs.problems import Place
from simulation.inputs.scenario import LEVERS, Scenario
from simulation.inputs.tree import Node, Scalar, Table

BY_LOT: Final = "lottery"
AIMED: Final = ("competitive", "gap", "formula")
"""Ways of allocation that aim: at the best, at the neediest, at those with the largest claim."""
BLIND: Final = {"eligible": Condition.everyone, "ranking": None, "quotas": None, "equity_share": None}
"""What every instrument's aim is replaced by."""
ENDING: Final = "untargeted"
Settings = TypeVar("Settings", bound=LeverSettings)


class KeptAim(NamedTuple):
    """An instrument whose rule chooses by itself, so that part of its aim stays."""

    instrument: str
    allocation: str
    because: str
    """Why, as the instrument says."""


def untargeted(scenario: Scenario) -> Scenario:
    """The scenario with money that nobody aims, under a name and a title of its own; its files stay those it came from.

    An instrument that allows no lottery keeps its allocation; `kept_aims` names those that still choose.
    """
    title = Words(en=f"{scenario.title.en}, untargeted", zh=f"{scenario.title.zh}（资金不定向）")
    levers = {lever: _blind(settings) for lever, settings in scenario.levers.items()}
    stated = scenario.content.entries.get(LEVERS)
    content = scenario.content
    if isinstance(stated, Table):
        told = {lever: _told(node, scenario.levers.get(lever)) for lever, node in stated.entries.items()}
        whole = Table(told, stated.keys, stated.place)
        content = Table({**content.entries, LEVERS: whole}, content.keys, content.place)
    changes = {
        "id": f"{scenario.id}_{ENDING}",
        "title": title,
        "levers": FrozenMap(levers),
        "content": content,
    }
    return scenario.model_copy(update=changes)


def kept_aims(scenario: Scenario) -> Iterator[KeptAim]:
    """Instruments with money that choose those they pay and know no lottery; who is eligible is open in them too."""
    for lever, settings in scenario.levers.items():
        for name, instrument in settings.instruments(lever).items():
            if _chooses(instrument) and instrument.has_money():
                yield KeptAim(name, instrument.allocation, instrument.fixed_because)


def _chooses(instrument: InstrumentSettings) -> bool:
    """Whether an aim stays: where money is split by one rule for all (`formula` alone), nobody applies and none is."""
    known = ways(instrument)
    return instrument.allocation in AIMED and BY_LOT not in known and known != ("formula",)


def ways(instrument: InstrumentSettings) -> tuple[str, ...]:
    """The ways of allocation that the rule of an instrument knows."""
    return get_args(type(instrument).model_fields["allocation"].annotation)


def _blind(settings: Settings) -> Settings:
    """The settings of a lever, every instrument of it without aim."""
    if isinstance(settings, InstrumentSettings):
        return settings.model_copy(update={**BLIND, "allocation": _allocation(settings)})
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    return settings.model_copy(update={name: _blind(value) for name, value in values.items() if value is not None})


def _allocation(instrument: InstrumentSettings) -> str:
    by_lot = instrument.allocation in AIMED and BY_LOT in ways(instrument)
    return BY_LOT if by_lot else instrument.allocation


def _told(node: Node, settings: LeverSettings | None) -> Node:
    """What the merged file says of a lever, rewritten to the same effect; values of ours stand where the lever does."""
    if not isinstance(node, Table) or settings is None:
        return node
    if isinstance(settings, InstrumentSettings):
        return _rewritten(node, settings)
    told = {name: _told(inner, getattr(settings, name, None)) for name, inner in node.entries.items()}
    return Table(told, node.keys, node.place)


def _rewritten(node: Table, instrument: InstrumentSettings) -> Table:
    kept = node.without(*BLIND, "allocation")
    stated: dict[str, Any] = {"eligible": True, "allocation": _allocation(instrument)}
    place: Place = node.place
    ours = {key: Scalar(value, "true" if value is True else value, place) for key, value in stated.items()}
    return Table({**kept.entries, **ours}, {**kept.keys, **dict.fromkeys(ours, place)}, node.place)
