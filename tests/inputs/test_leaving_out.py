"""A scenario without some of its levers: the same as if its file had switched them off, and it says so."""

from pathlib import Path

import pytest

from simulation.inputs.problems import InputError
from simulation.inputs.tree import Table
from tests.inputs.example_levers import load, written

TITLES = {
    "guidance_funds": {"en": "Guidance funds", "zh": "引导基金"},
    "innovation_vouchers": {"en": "Vouchers", "zh": "创新券"},
}


def test_leaving_a_lever_out_is_the_same_as_switching_it_off(tmp_path: Path) -> None:
    text = "title: The package\nextends: document_package\nlevers: {guidance_funds: off}\n"
    off, left_out = load(written(tmp_path, text)), load("document_package").without(["guidance_funds"], TITLES)
    assert left_out.hash() == off.hash() != load("document_package").hash()
    assert left_out.levers.keys() == off.levers.keys()
    stated = left_out.content.entries["levers"]
    assert isinstance(stated, Table) and "guidance_funds" not in stated.entries


def test_its_title_names_what_was_left_out_in_both_languages() -> None:
    scenario = load("document_package").without(["guidance_funds", "innovation_vouchers", "guidance_funds"], TITLES)
    assert scenario.title.en == "The document's package at default budgets, without Guidance funds, Vouchers"
    assert scenario.title.zh == "文件政策组合（默认预算）（不含引导基金、创新券）"
    assert scenario.left_out == ("guidance_funds", "innovation_vouchers")


def test_leaving_nothing_out_changes_nothing() -> None:
    scenario = load("document_package")
    assert scenario.without([], TITLES) is scenario


def test_every_lever_that_is_not_there_is_told_at_once_with_the_nearest() -> None:
    with pytest.raises(InputError) as refused:
        load("vouchers_only").without(["inovation_vouchers", "guidance_funds", "innovation_vouchers"], TITLES)
    problems = {problem.read: problem.nearest for problem in refused.value.problems}
    assert problems == {"inovation_vouchers": "innovation_vouchers", "guidance_funds": ""}
    assert {problem.allowed for problem in refused.value.problems} == {("innovation_vouchers",)}


def test_a_scenario_without_levers_says_that_it_has_none() -> None:
    with pytest.raises(InputError, match="baseline has no lever 'talent' to leave out: it has no lever at all"):
        load("baseline").without(["talent"], TITLES)
