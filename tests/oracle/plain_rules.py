"""The rules as they are written, none of them compiled: the same text that the engine compiles, run by Python alone."""

from dis import get_instructions
from functools import cache
from types import FunctionType, SimpleNamespace

import numpy as np

from simulation.rules import (
    dice,
    distributions,
    finance,
    growth,
    high_tech,
    knowledge,
    links,
    patents,
    research,
    turnover,
)
from simulation.rules.compiled import plain


@cache
def uncompiled(rule: object) -> object:
    """The text of a rule whose callees are plain text too."""
    text = plain(rule)
    if not isinstance(text, FunctionType):
        return text
    named = {step.argval for step in get_instructions(text) if step.opname == "LOAD_GLOBAL"}
    called = {name: text.__globals__[name] for name in named if name in text.__globals__}
    callees = {name: uncompiled(value) for name, value in called.items() if is_rule(value)}
    return FunctionType(text.__code__, {**text.__globals__, **callees}, text.__name__, text.__defaults__)


def is_rule(value: object) -> bool:
    """Whether this is a function of `simulation.rules`, compiled or not."""
    text = plain(value)
    return isinstance(text, FunctionType) and text.__module__.startswith("simulation.rules.")


def plain_text(module: object) -> SimpleNamespace:
    """All rules of a module, uncompiled; everything else as it stands."""
    return SimpleNamespace(
        **{name: uncompiled(value) if is_rule(value) else value for name, value in vars(module).items()}
    )


def plain_numbers(p: np.record) -> SimpleNamespace:
    """The numbers of a draw as Python floats, for speed and for honest errors."""
    return SimpleNamespace(**{name: float(p[name]) for name in p.dtype.names})


def uniform(die: dice.Dice, question: int, identity: int) -> float:
    """One uniform, keyed as in the engine."""
    return uniform_pair(die, question, identity)[0]


def uniform_pair(die: dice.Dice, question: int, identity: int) -> tuple[float, float]:
    """Two uniforms as Python floats."""
    first, second = uncompiled(dice.uniform_pair)(die, int(question), identity)
    return float(first), float(second)


DISTRIBUTIONS = plain_text(distributions)
FINANCE = plain_text(finance)
GROWTH = plain_text(growth)
HIGH_TECH = plain_text(high_tech)
KNOWLEDGE = plain_text(knowledge)
LINKS = plain_text(links)
PATENTS = plain_text(patents)
RESEARCH = plain_text(research)
TURNOVER = plain_text(turnover)
