"""What `show --merged` writes is the scenario itself: it reads again as the same, and every value names its origin."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from simulation import study
from simulation.inputs.dumping import merged_lines
from simulation.inputs.files import scenario_file, scenario_names
from simulation.inputs.scenario import Scenario
from simulation.inputs.tree import leaves, plain
from tests.behaviour.small_runs import FOUND, MONEY_ROWS, different, run_small
from tests.inputs.any_scenario import Files, files, spelled
from tests.inputs.example_levers import load, written
from tests.small_province import small_province

ORIGIN = re.compile(r"(.*?) ?# (\S.*):(\d+)")


def written_out(scenario: Scenario, folder: Path, *, ascii_only: bool = False) -> Path:
    text = "".join(f"{line}\n" for line in merged_lines(scenario, ascii_only=ascii_only))
    return written(folder, text, f"merged_{ascii_only}.yaml")


def assert_same(one: Scenario, other: Scenario) -> None:
    """All that a scenario decides and says, save where it was read from."""
    whence = {"id", "files", "older", "extends", "blocks", "content"}
    assert other.hash() == one.hash()
    assert other.model_dump(exclude=whence) == one.model_dump(exclude=whence)
    own = ("schema", "extends", "use")
    assert plain(other.content.without(*own)) == plain(one.content.without(*own))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(files())
def test_any_valid_scenario_written_out_and_read_again_is_the_same(texts: Files) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in texts.items():
            written(folder, text, file)
        scenario = study.load(folder / "scenario.yaml")
        for ascii_only in (False, True):
            path = written_out(scenario, folder, ascii_only=ascii_only)
            again = study.load(path)
            assert_same(scenario, again)
            assert path.read_text(encoding="utf-8").isascii() or not ascii_only
            values = [ORIGIN.sub(r"\1", line) for line in merged_lines(scenario)]
            assert [ORIGIN.sub(r"\1", line) for line in merged_lines(again)] == values or ascii_only


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_written_out_and_read_again_is_the_same(tmp_path: Path, name: str) -> None:
    scenario = study.load(name)
    assert_same(scenario, study.load(written_out(scenario, tmp_path)))


@pytest.mark.parametrize("name", ["document_package", "vouchers_only"])
def test_a_scenario_written_out_brings_the_same_results_to_the_bit(tmp_path: Path, name: str) -> None:
    scenario, province = study.load(name), small_province()
    again = study.load(written_out(scenario, tmp_path))
    one, other = (run_small(province, each) for each in (scenario, again))
    assert different(one, other, (*FOUND, *MONEY_ROWS)) == []
    assert one.money.sum() > 0


def test_every_value_is_followed_by_the_file_and_line_it_came_from() -> None:
    scenario = study.load("zero_budgets")
    lines = list(merged_lines(scenario))
    package = scenario_file("document_package").read_text(encoding="utf-8").splitlines()
    own = scenario_file("zero_budgets").read_text(encoding="utf-8").splitlines()
    at = lines.index("  innovation_vouchers:")
    found = {m[1].strip(): (m[2], int(m[3])) for m in (ORIGIN.fullmatch(line) for line in lines[at + 1 : at + 7]) if m}
    assert found["budget: 0"][0] == "zero_budgets.yaml"
    assert "innovation_vouchers: {budget: 0}" in own[found["budget: 0"][1] - 1]
    file, line = found["eligible: firm.sales < 4亿元"]
    assert file == "document_package.yaml" and "eligible: firm.sales < 4亿元" in package[line - 1]
    values = [leaf for _, leaf in leaves(scenario.content.without("schema", "extends", "use"))]
    assert sum(1 for line in lines if ORIGIN.fullmatch(line)) == len(values)


def test_years_that_came_from_one_place_stand_together(tmp_path: Path) -> None:
    written(tmp_path, "title: b\nextends: baseline\nlevers:\n  innovation_vouchers: {budget: 1亿元}\n", "base.yaml")
    change = "title: x\nextends: base\nlevers:\n  innovation_vouchers:\n    budget: {2018: 2亿元}\n"
    lines = list(merged_lines(load(written(tmp_path, change))))
    at = lines.index("    budget:")
    assert lines[at + 1 : at + 4] == [
        "      2016-2017: 1亿元 # base.yaml:4",
        "      2018: 2亿元 # scenario.yaml:5",
        "      2019-2020: 1亿元 # base.yaml:4",
    ]


def test_years_of_two_places_stand_apart_even_with_the_same_amount(tmp_path: Path) -> None:
    written(tmp_path, "title: b\nextends: baseline\nlevers:\n  innovation_vouchers: {budget: 1亿元}\n", "base.yaml")
    change = "title: x\nextends: base\nlevers:\n  innovation_vouchers:\n    budget: {2017: 1亿元}\n"
    lines = list(merged_lines(load(written(tmp_path, change))))
    assert "      2017: 1亿元 # scenario.yaml:5" in lines and "      2018-2020: 1亿元 # base.yaml:4" in lines


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    path = written(tmp_path, "title: Ours\nextends: baseline\nshocks: [covid]\n", "baseline.yaml")
    origins = {line.partition("# ")[2] for line in merged_lines(load(path)) if line.startswith(("shocks", "drift"))}
    assert {Path(origin).name for origin in origins} == {"baseline.yaml:3", "baseline.yaml:15"}
    assert len({str(Path(origin).parent) for origin in origins}) == 2


def test_text_that_yaml_would_read_otherwise_stands_in_quotes(tmp_path: Path) -> None:
    titles = [
        "yes: no",
        "# no comment",
        "5",
        "true",
        "~",
        "it's",
        'say "x"',
        " padded ",
        "a\nb",
        "[x]",
        "- x",
        "&a",
        "\tx",
    ]
    for title in titles:
        scenario = load(written(tmp_path, f"title: {spelled(title)}\nextends: baseline\n"))
        again = load(written_out(scenario, tmp_path))
        assert again.title.en == title == scenario.title.en
