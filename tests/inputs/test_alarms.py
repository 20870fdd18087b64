"""What is allowed and hardly meant is told with its place, warns and stops nothing; shipped scenarios explain it."""

import re
from itertools import takewhile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from simulation import study
from simulation.inputs.files import scenario_file, scenario_names
from simulation.inputs.problems import Problem

HEAD = "schema: 2\ntitle: Alarms\nextends: baseline\n"
VOUCHERS = HEAD + "levers:\n  innovation_vouchers:\n"


def told(folder: Path, text: str) -> list[Problem]:
    """The alarms of a file, in the order of its lines, without asking any firm."""
    path = folder / "tried.yaml"
    path.write_text(text, encoding="utf-8")
    return list(study.alarms(study.load(path)))


def places(alarms: list[Problem]) -> list[tuple[str, int, int]]:
    return [(alarm.code, alarm.line, alarm.column) for alarm in alarms]


def test_a_value_that_the_base_states_already_is_told_also_where_it_is_spelled_otherwise(tmp_path: Path) -> None:
    alarms = told(
        tmp_path,
        HEAD + "macro: {growth: ex_ante}\ncertification: {minimum_output: 200000万元, pace: target_pressure}\n",
    )
    assert places(alarms) == [("W601", 4, 17), ("W601", 5, 33)]
    assert alarms[0].message.startswith("macro.growth is what ")
    assert alarms[0].message.endswith("baseline.yaml:8 says already")


def test_money_of_years_without_open_calls_is_told(tmp_path: Path) -> None:
    (alarm,) = told(tmp_path, VOUCHERS + "    start: 2018Q1\n    budget: 1亿元\n")
    assert (alarm.code, alarm.line) == ("W602", 7)
    assert alarm.message == (
        "the money of innovation_vouchers for 2016-2017 cannot flow: calls are open from 2018Q1 to 2020Q4"
    )
    assert told(tmp_path, VOUCHERS + "    start: 2018Q1\n    budget: {2018-2020: 1亿元}\n") == []


def test_calls_that_outlive_their_money_are_told(tmp_path: Path) -> None:
    (alarm,) = told(tmp_path, VOUCHERS + "    budget: {2016-2018: 1亿元}\n")
    assert alarm.code == "W603"
    assert alarm.message == "the money of innovation_vouchers ends in 2018, calls stay open until 2020Q4"
    assert told(tmp_path, VOUCHERS + "    end: 2018Q4\n    budget: {2016-2018: 1亿元}\n") == []
    assert told(tmp_path, VOUCHERS + "    budget: {total: 3亿元}\n") == []


def test_more_money_than_the_range_to_try_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, VOUCHERS + "    budget: 4亿元\n") == []
    (alarm,) = told(tmp_path, VOUCHERS + "    budget: 4.5亿元\n")
    assert alarm.code == "W604"
    assert alarm.message.startswith("4.5 亿元 a year for innovation_vouchers is above the 4 亿元 to try: ")


def test_another_reading_of_a_target_is_told(tmp_path: Path) -> None:
    (alarm,) = told(tmp_path, HEAD + "targets: {gdp: {reading: prices_2015}}\n")
    assert (alarm.code, alarm.message) == ("W605", "gdp is judged by prices_2015, not by strict")


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("firm.sales > 100000亿元", ["W606"]),
        ("false", ["W606"]),
        ("firm.sales >= 0亿元", ["W607"]),
        ("firm.sales < 4亿元", []),
        ("true", []),
    ],
)
def test_a_condition_that_lets_in_nobody_or_everybody_is_told_with_the_count(
    condition: str, codes: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "tried.yaml"
    path.write_text(VOUCHERS + f"    budget: 1亿元\n    eligible: {condition}\n", encoding="utf-8")
    found = study.reach(study.load(path))
    assert [alarm.code for alarm in found] == codes
    assert all(alarm.line == 7 and "of 2" in alarm.message for alarm in found)  # some 22,000 firms


def test_check_tells_alarms_and_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "tried.yaml"
    path.write_text(HEAD + "drift: realised\n", encoding="utf-8")
    answer = CliRunner().invoke(cli.app, ["check", str(path), "--lang", "zh"])
    assert answer.exit_code == 0
    assert "tried.yaml:4:8: W601 " in answer.output and "已如此写明" in answer.output


def explained(file: Path) -> set[str]:
    """Codes of alarms that the comment at the head of a file names, so that a reader knows they are meant."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {
        code for line in takewhile(lambda line: line.startswith("#"), lines) for code in re.findall(r"W\d{3}", line)
    }


def raised(file: Path) -> set[str]:
    return {alarm.code for alarm in study.warnings(str(file))}


@pytest.mark.parametrize("name", scenario_names())
def test_a_shipped_scenario_explains_at_its_head_every_alarm_that_it_raises_and_no_other(name: str) -> None:
    assert raised(scenario_file(name)) == explained(scenario_file(name))


def test_only_the_comment_at_the_head_explains_an_alarm(tmp_path: Path) -> None:
    path = tmp_path / "tried.yaml"
    path.write_text(
        "# W601: stated again, so that nobody overlooks it\n" + HEAD + "drift: realised\n", encoding="utf-8"
    )
    assert raised(path) == explained(path) == {"W601"}
    path.write_text(HEAD + "drift: realised\n# W601: too late\n", encoding="utf-8")
    assert (raised(path), explained(path)) == ({"W601"}, set())
