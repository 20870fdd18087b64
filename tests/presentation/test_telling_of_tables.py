"""Whoever reads Chinese only is told in Chinese about every broken town table and file of numbers that we know."""

import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from simulation.inputs.office_towns.excel import LARGEST_UNPACKED
from simulation.inputs.parameters import load_parameters
from simulation.inputs.problems import InputError, Problem
from simulation.presentation.telling import in_chinese, sentence, told
from simulation.presentation.words import Words
from simulation.study import problems
from tests.inputs.broken_parameters import CONTRADICTION, SLIPS, SMALL
from tests.office_towns.broken_tables import HEAD, MISTAKES, UNREADABLE
from tests.office_towns.tables import ZHONGSHAN, problems_of, written
from tests.presentation.test_telling import BROKEN

QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
ENGLISH = re.compile(r"[A-Za-z]+(?:[ ,;:]+[A-Za-z]+){2,}")
"""Three words and more in a row."""


def assert_chinese(told_of: tuple[Problem, ...]) -> None:
    """Something is wrong, and its first line holds no English beside what was read and where."""
    assert told_of
    for problem in told_of:
        said = sentence(problem, "zh")
        assert in_chinese(problem.message) == said, problem.message
        assert re.search("[\u4e00-\u9fff]", said)
        assert not ENGLISH.search(QUOTED.sub("", said)), said
        assert sentence(problem, "en") == problem.message
        assert said in told([problem], Words("zh"))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_table_is_told_in_chinese(tmp_path: Path, mistake: str) -> None:
    lines, (code, *_), _ = MISTAKES[mistake]
    found = problems_of(written(tmp_path, *lines))
    assert_chinese(found)
    assert [problem.code for problem in found] == [code]


@pytest.mark.parametrize(("raw", "code"), UNREADABLE)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_file_that_is_no_table_is_told_in_chinese(tmp_path: Path, raw: bytes, code: str, suffix: str) -> None:
    path = tmp_path / f"towns.{suffix}"
    path.write_bytes(raw)
    found = problems(str(path))
    assert_chinese(found)
    assert [problem.code for problem in found] == [code]


def test_what_is_wrong_with_a_workbook_is_told_in_chinese(tmp_path: Path) -> None:
    from openpyxl import Workbook

    for number, rows in enumerate(([], [("镇名", "GDP（亿元）"), ("小榄镇", "=SUM(C3:C4)")], [("镇名",)] * 3_001)):
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        path = tmp_path / f"{number}.xlsx"
        book.save(path)
        assert_chinese(problems_of(path))
    path.write_bytes(path.read_bytes()[:-40])
    assert_chinese(problems_of(path))
    with zipfile.ZipFile(tmp_path / "0.xlsx", "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/bomb.xml", b" " * LARGEST_UNPACKED)
    assert_chinese(problems_of(tmp_path / "0.xlsx"))


def test_too_few_towns_or_firms_are_told_in_chinese(tmp_path: Path) -> None:
    few = written(tmp_path, "镇名,地市", *(f"{name},中山" for name in ZHONGSHAN[:4]))
    assert_chinese(problems_of(few, only_these=True))
    firms = written(tmp_path, "镇名,地市,规上工业企业数", *(f"{name},中山,8" for name in ZHONGSHAN))
    assert_chinese(problems_of(firms, only_these=True))


def test_a_table_that_is_not_there_and_a_folder_are_told_in_chinese(tmp_path: Path) -> None:
    assert_chinese(problems_of(tmp_path / "nowhere.csv"))
    assert_chinese(problems_of(tmp_path))


@pytest.mark.parametrize(
    "text",
    [*(SMALL.replace(old, new, 1) for old, new, *_ in SLIPS), CONTRADICTION],
    ids=[*(words for *_, words in SLIPS), "contradiction"],
)
def test_a_mistake_in_a_file_of_numbers_is_told_in_chinese(tmp_path: Path, text: str) -> None:
    file = tmp_path / "parameters.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_parameters(file)
    assert_chinese(refused.value.problems)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_mistake_in_a_scenario_leaves_no_english_either(path: Path) -> None:
    found = problems(str(path))
    if found:  # a few files are mistakes only beside the levers of a test
        assert_chinese(found)


@pytest.mark.parametrize("key, value", [("voucher_use_share", "1.4"), ("town_kind_shares", "0.5")])
def test_a_fixed_number_that_cannot_be_is_told_in_chinese(tmp_path: Path, key: str, value: str) -> None:
    file = tmp_path / "scenario.yaml"
    fixed = f"{{fixed: {value}, source: office survey}}"
    file.write_text(f"extends: baseline\ntitle: x\nparameters:\n  {key}: {fixed}\n", encoding="utf-8")
    found = problems(str(file))
    assert [problem.code for problem in found] == ["E204"]
    assert_chinese(found)


def test_check_and_run_tell_a_table_in_the_language_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD, "小揽镇,中山,304.7,33.1,12.5", encoding="gbk")
    wanted = [
        f"{path}:2:1: E406 镇名：2015 年没有名为“小揽镇”的镇；如为新增镇，请填写经纬度；是否指 小榄镇？",
        f"{path}:2:5: E204 规上工业企业数：'12.5' 不是整数",
    ]
    checked = CliRunner().invoke(cli.app, ["check", str(path), "--lang", "zh"])
    ran = CliRunner().invoke(cli.app, ["run", "baseline", "--towns", str(path), "--lang", "zh"])
    assert checked.exit_code == ran.exit_code == 2
    assert [line for line in checked.stdout.splitlines() if line.startswith(str(path))] == wanted
    assert [line for line in ran.stderr.splitlines() if line.startswith(str(path))] == wanted
