"""Without levers the compiled world and the plain model that runs the same rules firm by firm are one and the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulation.ensemble.one_run import start_world
from tests.oracle.comparing import difference, differences
from tests.oracle.province import OracleProvince
from tests.oracle.running import both_live, both_make_records, oracle_seconds_per_firm_quarter
from tests.oracle.uncompiled_run import found_in
from tests.small_province import small_province

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("draw", "replication"), [(0, 0), (1, 1), (4, 0)])
def test_every_column_agrees_for_eight_quarters(draw, replication):
    world, oracle = both_live(small_province(draw, replication=replication))
    assert world.firms.count == len(oracle.firms)
    assert oracle.entries > 50
    assert min(oracle.exits.values()) > 20


def test_the_calibration_record_is_the_same_whoever_makes_it():
    assert [text for pair in both_make_records(small_province(2)) if (text := difference(*pair))] == []


@pytest.mark.parametrize(
    "column", ["output.sales", "research.knowledge", "finance.cash", "titles.linked_until", "research.performs"]
)
def test_the_comparison_sees_one_wrong_number_in_one_firm(column):
    small = small_province(0)
    world, _ = start_world(small.study, small.birth, small.record, small.draw)
    oracle = OracleProvince(small)
    world.step()
    oracle.step()
    group, name = column.split(".")
    values = getattr(getattr(world.firms, group), name)
    row = int(np.argmax(values))
    values[row] = values[row] * (1.0 + 1e-8) if values.dtype.kind == "f" else not values[row]
    assert any(f"firms.{column}" in text for text in differences(world, oracle))


def test_the_engine_runs_uncompiled_and_finds_the_same():
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "tests.oracle.uncompiled_run"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert answer.returncode == 0, answer.stderr
    plain, fast = json.loads(answer.stdout), found_in(quarters=3)
    assert plain.keys() == fast.keys()
    for name, value in fast.items():
        assert plain[name] == (value if isinstance(value, int) else pytest.approx(value, rel=1e-9)), name


def test_the_plain_model_can_be_timed_for_the_benchmark():
    assert 1e-6 < oracle_seconds_per_firm_quarter(quarters=1) < 1.0
