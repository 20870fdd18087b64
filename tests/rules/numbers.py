"""Round numbers for rules: a record with only the parameters that a rule reads, and its text uncompiled."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.oracle.plain_rules import uncompiled


def numbers(**parameters: float) -> np.record:
    """The parameters of a draw, as far as one rule reads them: `numbers(loan_life=4.0)`."""
    table = np.array([tuple(parameters.values())], dtype=[(name, np.float64) for name in parameters])
    return table.view(np.recarray)[0]


def by_hand(rule: object) -> Callable[..., Any]:
    """The text of a rule, run by Python alone."""
    return uncompiled(rule)
