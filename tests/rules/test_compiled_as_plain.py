"""Every rule gives the same answer compiled and as it is written; a new rule without a case here fails."""

import math
from dis import get_instructions
from inspect import signature
from types import ModuleType

import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

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
from simulation.rules.dice import Dice, Question
from tests.rules.numbers import by_hand, numbers

MODULES = (dice, distributions, finance, growth, high_tech, knowledge, links, patents, research, turnover)
DIE, FIRM = Dice(2016, 3, 1, 7), np.uint64(440604103 << 35)
WORDS = tuple(np.uint64(word) for word in (1, 2, 3, 4, 5, 6))

CASES: dict[str, list[tuple[object, ...]]] = {
    "philox_round": [WORDS],
    "philox": [WORDS],
    "share_of_words": [WORDS[:2]],
    "uniform_pair": [(DIE, int(Question.GROWTH), FIRM)],
    "uniform": [(DIE, int(Question.GROWTH), FIRM)],
    "logistic": [(-2.0,), (3.0,)],
    "quarterly": [(0.3,)],
    "strikes": [(0.1, 0.3), (0.05, 0.3)],
    "normal_quantile": [(0.3,), (1e-4,), (1e-30,)],
    "variance_gamma_quantile": [(0.1, np.linspace(0.0, 6.0, distributions.TABLE_LENGTH))],
    "poisson_quantile": [(0.9, 3.0), (0.9, 900.0)],
    "negative_binomial_quantile": [(0.9, 3.0, 0.5)],
    "binomial_quantile": [(0.9, 20, 0.4), (0.9, 300, 0.4)],
    "profit_tax": [(0.1, 900.0, True, "p")],
    "cash_flow": [(0.1, 30.0, 900.0, 20.0, "p")],
    "debt_service": [(500.0, "p")],
    "borrowing_room": [(100.0, 900.0, "p")],
    "loan_chance": [(0.5, -0.2, 12.0, 0.1, "p")],
    "cut_plans": [(100.0, 80.0, 50.0, "p"), (100.0, 80.0, 150.0, "p")],
    "closing_cash": [(500.0, 900.0, "p"), (1e-7, 900.0, "p")],
    "leased_investment": [(80.0, 100.0, 0.05), (99.0, 100.0, 0.05)],
    "funding_log": [(50.0, 100.0), (0.0, 0.0)],
    "shock_scale": [(1.5, "p")],
    "mean_correction": [(0.13,)],
    "output_growth": [(0.02, 0.01, -0.01, 0.03, "p")],
    "funding_effect": [(-0.2, "p")],
    "next_employees": [(120.0, 0.03, "p")],
    "macro_residual": [(0.02, 1000.0, 900.0, 80.0)],
    "cohort_residual": [(0.02, 100.0, 20.0, 10.0)],
    "services_growth": [(0.02, 0.03, 0.01, "p")],
    "population_growth": [(0, 0.03, 0.02, "p"), (2, 0.03, 0.02, "p")],
    "notch": [(4000.0,), (10000.0,), (30000.0,)],
    "step_to_notch": [(0.02, 4000.0, "p")],
    "net_gain": [(0.02, 4000.0, 0.1, 30.0, "p")],
    "next_knowledge": [(1000.0, 100.0, 0.1, 1.1, 0.15)],
    "absorption": [(300.0, 100.0)],
    "own_knowledge": [(300.0, 100.0, "p")],
    "outside_knowledge": [(0.5, 700.0, 500.0, "p")],
    "rivalry": [(70.0, 50.0, "p")],
    "agglomeration": [(700.0, 500.0, "p")],
    "shock_law": [(0.7, 0.1)],
    "next_shock": [(0.1, 0.5, (0.9, 0.05))],
    "reach": [(40.0, 30.0, 0.01), (900.0, 30.0, 0.01)],
    "link_utility": [(0.6, 0.3, 25.0, True, "p")],
    "link_quarters": [(0.7, "p")],
    "raised_chance": [(0.1, 0.2)],
    "overlap": [(0.01, 0.02, 1.5), (0.0, 0.02, 1.5)],
    "next_takeup": [(0.1, 0.4, "p")],
    "takeup_ceiling": [(2, 90.0, 30.0, 0.5)],
    "ramp": [(3, 2, 0.0), (5, 2, 4.0)],
    "effective_rd": [(150.0, 50.0, 0.6, 10.4564)],
    "mean_applications": [(0.1, 20.0, 0.03, 0.1, 1.2)],
    "application_shares": [("p",)],
    "grant_wait": [(0.7, 0), (0.7, 1), (0.7, 2)],
    "next_new_products": [(0.1, 5.0, 100.0, 0.8, 12.0)],
    "stationary_new_products": [(0.05, 0.8, 12.0)],
    "years_since_2015": [(7,)],
    "propensity_drift": [(7, "p")],
    "wish_to_start": [(0.5, 0.3, True, False, "p")],
    "start_hazard": [(-2.0, 0.7, True, "p")],
    "deviation_persistence": [("p",)],
    "next_deviation": [(0.1, 0.95, 0.5, "p")],
    "rd_intensity": [(-4.0, 0.1, 2.0, "p")],
    "reported_from_real": [(100.0, 10.0, 8.0, 5.0)],
    "rd_heads": [(500.0, 1.2, 25.0, 1.1, "p")],
    "exit_weight": [(0.5, -0.3, 12, True, "p")],
    "exit_hazard": [(1.5, 1.1, 0.9, "p")],
    "expected_entrants": [(12, 0.1, "p")],
    "entrant_sales": [(0.7, "p")],
    "mean_entrant_sales": [("p",)],
}
"""Arguments of every rule; "p" stands for the parameters."""


def rules_of(module: ModuleType) -> dict[str, CPUDispatcher]:
    """The compiled functions a module defines itself."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, CPUDispatcher) and value.py_func.__module__ == module.__name__
    }


RULES = {name: function for module in MODULES for name, function in rules_of(module).items()}


def parameters_read() -> list[str]:
    """Names of all parameters that some rule reads."""
    texts = [function.py_func for function in RULES.values() if "p" in signature(function.py_func).parameters]
    read = {step.argval for text in texts for step in get_instructions(text) if step.opname == "LOAD_ATTR"}
    return sorted(name for name in read if not hasattr(math, name))


P = numbers(**{name: 0.2 + 0.01 * place for place, name in enumerate(parameters_read())})
"""A different number for every parameter, so that one read in place of another shows."""
P["entrant_tail"], P["link_duration"] = 1.6, 6.0


def test_every_rule_has_a_case():
    assert sorted(RULES) == sorted(CASES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_compiled_and_plain_agree(name):
    for case in CASES[name]:
        arguments = [P if isinstance(argument, str) else argument for argument in case]
        compiled, plain = RULES[name](*arguments), by_hand(RULES[name])(*arguments)
        assert np.ravel(compiled) == pytest.approx(np.ravel(plain), rel=1e-14)
