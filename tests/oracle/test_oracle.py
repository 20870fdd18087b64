"""The same rules, an object to a firm, plain Python throughout: the compiled world must say the same, draw for draw."""

import os
import subprocess
import sys

import pytest

from simulation.ensemble.one_run import start_world
from simulation.study import load
from tests.oracle.comparing import differences
from tests.oracle.province import OracleProvince
from tests.oracle.switching import oracle_levers
from tests.small_province import SmallProvince, small_province, with_levers

QUARTERS = 8
UNCOMPILED = """
from simulation.ensemble.one_run import start_world
from tests.small_province import small_province
small = small_province()
world, _ = start_world(small.study, small.birth, small.record, small.draw)
world.step()
print(repr(float(world.firms.output.sales.sum())))
"""


def assert_agrees(small: SmallProvince) -> None:
    """Eight quarters side by side: integer columns equal, floats within 1e-9 relative, every column, every quarter."""
    world, _ = start_world(small.study, small.birth, small.record, small.draw)
    oracle = OracleProvince(small, oracle_levers(small))
    for quarter in range(QUARTERS):
        world.step()
        oracle.step()
        assert differences(world, oracle) == [], f"quarter {quarter}"


def test_the_oracle_agrees_with_the_compiled_world_without_levers():
    assert_agrees(small_province())


@pytest.mark.parametrize(
    "lever", ["enterprise_cultivation", "guidance_funds", "innovation_platforms", "innovation_vouchers"]
)
def test_the_oracle_agrees_with_the_compiled_world_under_each_lever(lever):
    package = load("document_package")
    assert_agrees(with_levers(small_province(), **{lever: package.levers[lever]}))


def test_the_oracle_agrees_with_the_compiled_world_under_all_levers_and_in_another_draw():
    package = load("document_package")
    assert_agrees(
        with_levers(small_province(draw=3), **{lever: package.levers[lever] for lever in package.switched_on})
    )


def test_a_world_that_is_off_by_one_firm_does_not_agree():
    small = small_province()
    world, _ = start_world(small.study, small.birth, small.record, small.draw)
    oracle = OracleProvince(small, oracle_levers(small))
    world.step()
    oracle.step()
    world.firms.output.sales[0] *= 1.0 + 1e-8
    assert any(text.startswith("firms.output.sales:") for text in differences(world, oracle))


def test_the_rules_run_uncompiled_and_say_the_same():
    small = small_province()
    world, _ = start_world(small.study, small.birth, small.record, small.draw)
    world.step()
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    answer = subprocess.run(
        [sys.executable, "-c", UNCOMPILED], env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    assert float(answer.stdout) == pytest.approx(float(world.firms.output.sales.sum()), rel=1e-9)
