"""Every mistake an author makes is told with its code, file, line and column, and never as a Python error.

Each file of `tests/broken_scenarios/` holds one mistake. Its first lines say what must be told:
`#! CODE LINE:COLUMN [in FILE] [NEAREST]`.
"""

import re
from pathlib import Path

import pytest

from simulation.inputs.lever_cards import levers_by_title
from tests.inputs.example_levers import problems_in, written

BROKEN = Path(__file__).parent.parent / "broken_scenarios"
EXPECTATION = re.compile(r"#! (E\d{3}) (\d+):(\d+)(?: in (\S+))?(?: (\S+))?")


def expected_in(path: Path) -> list[tuple[str, ...]]:
    found = [EXPECTATION.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(m[1], m[4] or path.name, m[2], m[3], m[5] or "") for m in found if m]


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_mistake_in_the_file_is_told_with_code_and_place(path: Path) -> None:
    told = [
        (p.code, str((Path.cwd() / p.file).relative_to(BROKEN)), str(p.line), str(p.column), p.nearest)
        for p in problems_in(path)
    ]
    assert told == expected_in(path) != []


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_message_shows_the_line_with_a_caret(path: Path) -> None:
    for problem in problems_in(path):
        head, *lines = str(problem).splitlines()
        assert f":{problem.line}:{problem.column}: {problem.code} " in head
        assert not problem.source or lines[1].rstrip().endswith("^")


def test_all_mistakes_of_all_files_are_told_in_one_pass(tmp_path: Path) -> None:
    written(tmp_path, "title: Base\nextends: baseline\nshocks: [covdi]\n", "base.yaml")
    path = written(
        tmp_path,
        "title: Three mistakes and one below\nextends: base\ndrift: past\nlevers:\n"
        "  innovation_vouchers: {budget: {2016: 5, 2021: 1亿元}}\n",
    )
    told = [(Path(p.file).name, p.line, p.code) for p in problems_in(path)]
    assert told == [
        ("base.yaml", 3, "E111"),
        ("scenario.yaml", 3, "E111"),
        ("scenario.yaml", 5, "E202"),
        ("scenario.yaml", 5, "E105"),
    ]


def test_an_unknown_scenario_is_refused_with_the_nearest_name() -> None:
    (problem,) = problems_in("baselin")
    assert (problem.code, problem.nearest, problem.file) == ("E001", "baseline", "")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (problem,) = problems_in(tmp_path / "nowhere.yaml")
    assert problem.code == "E001" and problem.file.endswith("nowhere.yaml")


def test_a_folder_is_not_a_scenario(tmp_path: Path) -> None:
    assert [problem.code for problem in problems_in(tmp_path)] == ["E002"]


@pytest.mark.parametrize(
    ("raw", "code", "line", "column"),
    [
        (b"", "E007", 1, 1),
        ("title: 创新券\nextends: baseline\n".encode("gb18030"), "E004", 1, 8),
        (b"title: x\nauthor: \x00\xff\x93binary", "E004", 2, 10),
        (b"title: x\nauthor: a\x07b\n", "E004", 2, 10),
        (b"title: x\nauthor: a\x1b[31mred\n", "E004", 2, 10),
        (b"\xff\xfet\x00i\x00", "E004", 1, 1),
        (b"#" + b" " * 1_000_000, "E003", 0, 0),
        (b"title: x\n" + b"- " * 400_000, "E005", 2, 1),
        (b"title: x\nshocks: [" + b"a, " * 300_000 + b"]", "E010", 2, 10 + 3 * 9_997),
    ],
    ids=["empty", "gbk", "binary", "bell", "escape", "utf-16", "too large", "many dashes", "many values"],
)
def test_what_is_no_readable_text_is_refused(tmp_path: Path, raw: bytes, code: str, line: int, column: int) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(raw)
    (problem,) = problems_in(path)
    assert (problem.code, problem.line, problem.column) == (code, line, column)


def test_a_gbk_file_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes("title: 粤东西北创新券\nextends: baseline\n".encode("gbk"))
    (problem,) = problems_in(path)
    assert "GBK" in problem.message


def test_a_long_line_is_shown_around_the_mistake(tmp_path: Path) -> None:
    path = written(tmp_path, f"title: x\nextends: baseline\nshocks: [{' ' * 5000}covdi]\n")
    (problem,) = problems_in(path)
    assert problem.column == 5010 and all(len(line) < 200 for line in str(problem).splitlines())


def test_a_link_that_leaves_the_folders_is_not_followed(tmp_path: Path) -> None:
    written(tmp_path, "shocks: [covid]\n", "outside/secret.yaml")
    path = written(tmp_path, "title: x\nextends: baseline\nuse: [link]\n", "inside/scenario.yaml")
    (tmp_path / "inside" / "link.yaml").symlink_to(tmp_path / "outside" / "secret.yaml")
    assert [problem.code for problem in problems_in(path)] == ["E113"]


def test_a_chain_of_bases_without_end_is_refused(tmp_path: Path) -> None:
    for number in range(60):
        written(tmp_path, f"title: x\nextends: s{number + 1}\n", f"s{number}.yaml")
    (problem,) = problems_in(tmp_path / "s0.yaml")
    assert problem.code == "E110" and Path(problem.file).name == "s30.yaml"


def test_the_unprintable_is_told_as_plain_values_too(tmp_path: Path) -> None:
    (problem,) = problems_in(written(tmp_path, "title: x\nextends: baseline\ndrift: past\n"))
    record = problem.as_record()
    assert (record["code"], record["line"], record["column"], record["read"]) == ("E111", 3, 8, "past")
    assert record["allowed"] == ("realised", "ex_ante")


def test_a_thousand_unknown_levers_are_told_without_reading_the_levers_a_thousand_times(tmp_path: Path) -> None:
    levers = "".join(f"  lever_{number}: {{}}\n" for number in range(1000))
    levers_by_title.cache_clear()
    told = problems_in(written(tmp_path, f"title: x\nextends: baseline\nlevers:\n{levers}"))
    assert [problem.code for problem in told] == ["E102"] * 1000
    assert levers_by_title.cache_info().misses == 1
