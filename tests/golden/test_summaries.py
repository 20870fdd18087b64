"""Every shipped scenario brings what it brought when its summary was kept: seed 2016, four draws of the small province.

The tolerance leaves room for another processor's last digits and for nothing else. A change of the model that is meant
to move the numbers keeps them anew (`python -m tests.golden.summaries`) and shows in its difference what moved.
"""

import pytest

from simulation.inputs.files import scenario_names
from tests.golden.summaries import kept, summary_of

TOLERANCE = 1e-6
"""Relative."""


def test_every_shipped_scenario_has_a_summary_and_no_other() -> None:
    assert tuple(sorted(kept())) == scenario_names()


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_brings_what_it_brought(name: str) -> None:
    assert summary_of(name) == pytest.approx(kept()[name], rel=TOLERANCE, abs=1e-9, nan_ok=True)


def test_scenarios_that_differ_have_summaries_that_differ() -> None:
    """Only the package without money is business as usual."""
    found = {name: {**summary, "money": 0.0} for name, summary in kept().items()}
    alike = [name for name, summary in found.items() if name != "baseline" and str(summary) == str(found["baseline"])]
    assert alike == ["zero_budgets"]
