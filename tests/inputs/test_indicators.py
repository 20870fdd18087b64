"""The index of the annex: sixteen indicators whose weights are declared an assumption and add up."""

from pathlib import Path

import pytest

from simulation.inputs.files import config_file
from simulation.inputs.indicators import load_index, load_indicators
from simulation.inputs.problems import InputError

ANNEX = "A11 A12 A21 B11 B21 B22 B23 B31 B32 C11 C21 C31 C32 D11 D12 D21"


def test_the_sixteen_indicators_stand_in_the_order_of_the_annex() -> None:
    assert [indicator.code for indicator in load_indicators()] == ANNEX.split()


def test_codes_agree_with_the_group_and_dimension_they_stand_in() -> None:
    for indicator in load_indicators():
        assert indicator.code.startswith(indicator.group)
        assert indicator.group.startswith(indicator.dimension)


def test_weights_are_an_assumption_and_equal_within_each_level() -> None:
    assert load_index().weights_are == "assumption"
    weights = {indicator.code: indicator.weight for indicator in load_indicators()}
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["A21"] == pytest.approx(1 / 4 / 2)  # one of two groups of a quarter, alone in it
    assert weights["B22"] == pytest.approx(1 / 4 / 3 / 3)  # three groups, three indicators
    assert weights["D12"] == pytest.approx(1 / 4 / 2 / 2)


def test_what_grows_with_the_size_of_a_town_is_tamed_before_scoring() -> None:
    tamed = {indicator.code for indicator in load_indicators() if indicator.transform == "asinh"}
    assert tamed == {"A11", "A12", "B31", "C11", "C31", "D11", "D21"}


def test_weights_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "indicators.yaml"
    written = config_file("indicators.yaml").read_text(encoding="utf-8")
    file.write_text(written.replace("weight: 1/3", "weight: 2/3", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"dimensions\.B.*sum to 1\.33333, not to 1"):
        load_index(file)
