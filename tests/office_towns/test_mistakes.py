"""Every mistake in a town table is told with its code, row and column, and never as a Python error."""

from pathlib import Path

import pytest

from simulation.inputs.problems import MEANINGS
from tests.office_towns.broken_tables import MISTAKES, UNREADABLE
from tests.office_towns.tables import ZHONGSHAN, places_of, problems_of, written


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_code_row_column_and_the_likely_meaning(tmp_path: Path, mistake: str) -> None:
    lines, expected, nearest = MISTAKES[mistake]
    path = written(tmp_path, *lines)
    (problem,) = problems_of(path)
    assert (problem.code, problem.line, problem.column) == expected
    assert problem.nearest == nearest and problem.file == str(path)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_row_is_shown_with_a_caret_under_the_cell(tmp_path: Path, mistake: str) -> None:
    lines, (_, line, column), _ = MISTAKES[mistake]
    (problem,) = problems_of(written(tmp_path, *lines))
    if not problem.source:
        assert problem.column < 2  # of the file, the table or a whole row
        return
    shown = str(problem).splitlines()
    start = sum(len(cell) + 3 for cell in problem.source.split(" | ")[: column - 1])
    assert problem.mark == start + 1
    assert shown[1].startswith(f"{line:>5} | ") and shown[2].rstrip().endswith("^")


def test_all_mistakes_are_told_in_one_pass_in_the_order_of_the_rows(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "镇名,地市,地区生产总值（亿元）,人口总量（万人）,规上工业企业数",
        "小揽镇,中山,-1,,",
        "古镇镇,中三,300,,x",
        "狮山镇,中山,300,,12",
        "古镇镇,中山,,,0.5",
    )
    expected = [("E406", 2, 1), ("E204", 2, 3), ("E405", 3, 2), ("E206", 3, 5), ("E407", 4, 1), ("E204", 5, 5)]
    assert places_of(path) == expected


@pytest.mark.parametrize(("raw", "code"), UNREADABLE)
def test_files_that_are_no_such_table_are_refused_before_they_are_read(tmp_path: Path, raw: bytes, code: str) -> None:
    path = tmp_path / "towns.csv"
    path.write_bytes(raw)
    assert [problem.code for problem in problems_of(path)] == [code]


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert [problem.code for problem in problems_of(tmp_path / "nowhere.csv")] == ["E001"]
    assert [problem.code for problem in problems_of(tmp_path)] == ["E002"]


def test_too_few_towns_cannot_be_a_study_by_themselves(tmp_path: Path) -> None:
    rows = [f"{name},中山" for name in ZHONGSHAN]
    few, enough = (written(tmp_path, "镇名,地市", *rows[:count], name=f"{count}.csv") for count in (4, 5))
    assert [problem.code for problem in problems_of(few, only_these=True)] == ["E417"]
    assert problems_of(few) == () and problems_of(enough, only_these=True) == ()


def test_too_few_firms_cannot_be_a_study_by_themselves(tmp_path: Path) -> None:
    """Six towns of eight firms are 48, of nine 54; where one town does not say, nobody knows."""
    told = []
    for name, last in (("eight", "8"), ("nine", "14"), ("unknown", "")):
        rows = [f"{town},中山,{last if place == 5 else 8}" for place, town in enumerate(ZHONGSHAN)]
        path = written(tmp_path, "镇名,地市,规上工业企业数", *rows, name=f"{name}.csv")
        told.append([problem.code for problem in problems_of(path, only_these=True)])
        assert problems_of(path) == ()
    assert told == [["E417"], [], []]


def test_a_name_like_a_known_one_is_a_new_town_once_its_place_is_given(tmp_path: Path) -> None:
    head = "镇名,地市,纬度,经度"
    assert places_of(written(tmp_path, head, "小揽镇,中山,,")) == [("E406", 2, 1)]
    assert places_of(written(tmp_path, head, "小揽镇,中山,22.6,113.2")) == []


def test_every_code_of_tables_is_met_in_a_test() -> None:
    met = {code for _, (code, *_), _ in MISTAKES.values()} | {"E413", "E414", "E415", "E417"}
    assert {code for code in MEANINGS if code.startswith("E4")} <= met
