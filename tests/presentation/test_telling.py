"""Whoever reads Chinese only is told in Chinese what is wrong with a file, in whole sentences."""

import ast
import json
import pickle
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from simulation.inputs.problems import MEANINGS, Problem
from simulation.presentation.telling import in_chinese, problem_record, sayings, sentence, told
from simulation.presentation.words import Words
from simulation.saying import Saying
from tests.inputs.example_levers import problems_in

PROJECT = Path(__file__).parents[2]
BROKEN = sorted((PROJECT / "tests" / "broken_scenarios").glob("*.yaml"))
CHINESE = re.compile("[\u4e00-\u9fff]")


def templates() -> set[str]:
    """Every sentence that a program builds for an author, before it is filled in."""
    found = set()
    for program in (PROJECT / "simulation").rglob("*.py"):
        for node in ast.walk(ast.parse(program.read_text(encoding="utf-8"))):
            is_saying = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Saying"
            if is_saying and isinstance(node, ast.Call) and program.name != "saying.py":
                assert isinstance(node.args[0], ast.Constant), f"{program.name}:{node.lineno} hides its sentence"
                found.add(str(node.args[0].value))
    return found


def test_every_sentence_has_its_chinese_and_none_is_kept_that_nobody_says() -> None:
    assert len(templates()) > 100
    assert templates() == set(sayings())


@pytest.mark.parametrize("template", sorted(sayings()))
def test_both_languages_fill_in_the_same_blanks(template: str) -> None:
    assert set(re.findall(r"\{(\w+)[!:}]", sayings()[template])) <= set(re.findall(r"\{(\w+)[!:}]", template))
    assert CHINESE.search(sayings()[template]) or not re.search("[a-z]{4}", re.sub(r"\{.*?\}", "", template))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_mistake_of_the_corpus_is_told_in_chinese(path: Path) -> None:
    for problem in problems_in(path):
        assert in_chinese(problem.message) is not None
        assert CHINESE.search(sentence(problem, "zh"))
        assert sentence(problem, "en") == problem.message


def test_a_saying_is_its_text_and_remembers_how_it_was_made() -> None:
    said = Saying("{one} and {other}", one=Saying("money"), other=5)
    again = pickle.loads(pickle.dumps(said))
    assert said == "money and 5" == again
    assert (again.template, again.blanks["one"].template) == ("{one} and {other}", "money")
    assert Saying("write {} if none is meant") == "write {} if none is meant"


def test_words_of_another_library_stand_behind_the_meaning_of_the_code() -> None:
    assert sentence(Problem("E104", "strange"), "zh") == "未知的单位（strange）"


def test_the_hints_around_a_sentence_are_chinese_too() -> None:
    allowed = tuple(f"name_{number}" for number in range(14))
    problem = Problem(
        "E104", Saying("unknown unit {unit}", unit="'亿园'"), "a.yaml", 3, 5, "", allowed, "亿元", "x: 1亿园"
    )
    lines = told([problem], Words("zh")).splitlines()
    assert lines[0] == "a.yaml:3:5: E104 未知单位 '亿园'；是否指 亿元？"
    assert lines[3].startswith("      可选：name_0, ") and lines[3].endswith(" 等另 2 项")


def test_check_speaks_the_language_it_is_asked_in() -> None:
    file = str(PROJECT / "tests" / "broken_scenarios" / "unknown_unit.yaml")
    chinese = CliRunner().invoke(cli.app, ["check", file, "--lang", "zh"])
    assert "E104 未知单位 '亿圆元'；是否指 亿元？" in chinese.stdout and chinese.exit_code == 2
    refused = CliRunner().invoke(cli.app, ["run", "basline", "--lang", "zh"])
    assert refused.stderr.startswith("E001 没有名为 'basline' 的情景；是否指 baseline？")


def test_check_in_json_tells_everything_in_both_languages() -> None:
    file = str(PROJECT / "tests" / "broken_scenarios" / "same_mistake_in_every_year.yaml")
    result = CliRunner().invoke(cli.app, ["check", file, "baseline", "--json"])
    found = json.loads(result.stdout)
    (record,) = found[file]
    assert found["baseline"] == [] and result.exit_code == 2
    assert {key: record[key] for key in ("code", "line", "column", "nearest", "years")} == {
        "code": "E104", "line": 6, "column": 20, "nearest": "亿元", "years": [2016, 2017, 2018, 2019, 2020],
    }  # fmt: skip
    assert record["message"] == "unknown unit '亿园'" and record["message_zh"] == "未知单位 '亿园'"
    assert record["meaning"] == {"en": "unknown unit", "zh": "未知的单位"}
    assert "亿元" in record["allowed"] and record["source"].lstrip().startswith("budget:")


def test_every_code_can_be_told_to_a_machine() -> None:
    for code, (english, chinese) in MEANINGS.items():
        assert problem_record(Problem(code, "x"))["meaning"] == {"en": english, "zh": chinese}
        assert CHINESE.search(chinese) or chinese == "YAML 格式有误"
