"""Money is only a measure (B12, B18 of model.md 4.5): double all prices, or count in 元, and nothing real changes.

Two years of the small province, business as usual and all levers, in which every sum of money is another number: the
tables of 2015, parameters and constants whose unit holds 万元, thresholds of the law, budgets, bars of targets. B12
doubles them, the smallest coin included, so that sums are rounded alike; a power of two leaves the digits of floats as
they are, logarithms apart. B18 counts in 元, ten thousand times the numbers, and its fen are the fen of before.

No false alarms: the dice are the same. Whole numbers and flags must be equal, floats within 1e-9 of each other.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulation.inputs.indicators import load_indicators
from simulation.inputs.measures import MEASURE_UNITS
from tests.behaviour.repriced_run import live_at
from tests.behaviour.repricing import power_of
from tests.oracle.comparing import difference

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
RUNS = {"prices": 2, "unit": 10_000}
"""B12 and B18, and how many times the number every sum of money is in each."""
SCENARIOS = ("baseline", "package")
MONEY = {
    "output": ("sales", "sales_year"),
    "research": (
        *("spending", "reported", "reported_year", "reported_last_year", "reported_year_before"),
        *("memory", "knowledge"),
    ),
    "finance": ("cash", "debt", "equity", "shortage"),
    "titles": ("cooperation_year",),
    "channels": ("grant", "told_grant", "outside"),
    "economy": ("micro_sales", "startup_sales", "agriculture", "services", "industrial_value"),
    "pools": ("outside", "rivals", "knowledge"),
    "tally": (
        *("sales", "sales_year", "micro_year", "agriculture_year", "agriculture_value_year", "services_year"),
        *("value_added_year", "real_year", "reported_year", "left_cooperation_year", "high_tech_value_year"),
        *("new_product_year", "capital_year"),
    ),
    "institutes": ("income_year",),
    "start_ups": ("sales",),
    "history": ("output", "output_before", "gdp"),
    "bank": ("money",),
    "money": ("town_budget", "platform_cover", "institute_research", "research_now"),
    "real": ("gdp", "research", "new_products"),
    "reported": ("gdp", "research", "new_products"),
    "accounts": (
        *("gross_output", "above_scale_output", "industrial_value", "specialty_output", "branch_output"),
        "specialty_value",
    ),
    "knowledge": ("science_input", "high_tech_value", "high_tech_value_earned"),
    "firms": ("cooperation",),
}
"""Columns that are sums of money; all others are not."""
Columns = dict[str, np.ndarray]


@cache
def at_the_tables_prices() -> Columns:
    """What the compiled engine finds."""
    return live_at(1)


@pytest.fixture(scope="module")
def repriced(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Columns]:
    """What the uncompiled engine finds at other prices and in the other unit, each in a process of its own."""
    folder, environment = tmp_path_factory.mktemp("money"), {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "tests.behaviour.repriced_run"]
    programs = {
        kind: subprocess.Popen([*command, kind, str(factor), str(folder / f"{kind}.npz")], cwd=ROOT, env=environment)
        for kind, factor in RUNS.items()
    }
    assert [program.wait(timeout=600) for program in programs.values()] == [0, 0]
    return {kind: dict(np.load(folder / f"{kind}.npz")) for kind in RUNS}


def is_money(name: str) -> bool:
    group, _, column = name.partition(".")
    return column in MONEY.get(group, ())


def expected(name: str, column: np.ndarray, kind: str) -> np.ndarray:
    """The column as it must be at the new prices; figures of 亿元 stay in the other unit, where fen are fen."""
    factor = float(RUNS[kind])
    if is_money(name):
        return column * factor
    if name == "output.log_sales":
        return np.where(column != 0.0, column + np.log(factor), 0.0)  # a slot without a firm says zero
    if name == "told.indicators":
        return column * factor ** np.array([power_of(each.unit) for each in load_indicators()])
    if name == "told.measures" and kind == "prices":
        return column * factor ** np.array([power_of(unit) for unit in MEASURE_UNITS.values()])
    return column


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("kind", RUNS)
def test_b12_b18_shares_counts_and_flags_are_equal_and_money_is_another_number(repriced, kind, scenario) -> None:
    before, after = at_the_tables_prices(), repriced[kind]
    assert before.keys() == after.keys()
    names = [name.removeprefix(f"{scenario}.") for name in before if name.startswith(f"{scenario}.")]
    pairs = ((name, before[f"{scenario}.{name}"], after[f"{scenario}.{name}"]) for name in names)
    assert [text for name, was, is_ in pairs if (text := difference(name, is_, expected(name, was, kind)))] == []


def test_the_runs_are_full_of_money_and_of_everything_else() -> None:
    """Columns of zeros would agree at any prices."""
    found = at_the_tables_prices()
    sums = [f"package.{group}.{name}" for group, names in MONEY.items() for name in names]
    assert [name for name in sums if not found[name].any()] == []
    assert (found["package.ledger.spent"].sum(axis=(1, 2)) > 0).sum() >= 30
    assert found["package.titles.policy_title"].any()
    assert found["baseline.flow.moves"].min() > 0
