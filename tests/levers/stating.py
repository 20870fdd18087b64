"""Settings of any lever or instrument, found without being listed, and what a safeguard needs beside it."""

from collections.abc import Mapping

from simulation.inputs.delivery import LeverSettings, instrument_names
from simulation.inputs.instruments import load_instruments
from simulation.levers import catalogue
from tests.behaviour.small_runs import SAFEGUARDS

USUAL = "1亿元"
"""More than the small province's share of any usual budget, so that the dearest project is within reach."""
BESIDE: Mapping[str, tuple[str, ...]] = {"co_funding": ("enterprise_cultivation", "innovation_platforms")}
BESIDE_OTHERS = ("enterprise_cultivation",)
"""What runs beside a safeguard: calls of firms, and for the rule on projects also projects of towns."""


def stated(instrument: str, **settings: object) -> LeverSettings:
    """A lever with this one instrument on."""
    lever, _, part = instrument.partition(".")
    words = {"budget": USUAL, **settings}
    return catalogue()[lever].settings.model_validate({part: words} if part else words)


def whole(lever: str, **settings: object) -> LeverSettings:
    """A lever with all its instruments on."""
    kind = catalogue()[lever].settings
    names = instrument_names(kind)
    words = {"budget": USUAL, **settings}
    return kind.model_validate({name: words for name in names} if names else words)


def beside_of(lever: str) -> dict[str, LeverSettings]:
    """What a safeguard can shape; nothing beside any other lever."""
    return {name: whole(name) for name in BESIDE.get(lever, BESIDE_OTHERS)} if lever in SAFEGUARDS else {}


def has_nothing_to_pay(lever: str) -> bool:
    """Whether it is a mere rule, whose money can only go back (G3)."""
    budgets = [each.budget for each in load_instruments().values() if each.lever == lever]
    return bool(budgets) and all(budget is not None and budget.high == 0.0 for budget in budgets)
