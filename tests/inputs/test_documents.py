"""A file is read without running anything in it, and every key and value keeps its line and column."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.inputs.documents import read_document
from simulation.inputs.problems import InputError, Problem
from simulation.inputs.tree import Items, Scalar, Table, leaves, merged, place_of, plain
from simulation.inputs.yaml_reader import YamlReader
from tests.inputs.example_levers import written


def read(text: str) -> Table:
    problems: list[Problem] = []
    root = YamlReader("a.yaml", text, problems).read()
    assert isinstance(root, Table) and not problems
    return root


def test_every_key_and_value_knows_its_place() -> None:
    root = read("title: Vouchers\nlevers:\n  innovation_vouchers:\n    budget: {2016: 1亿元, 2017: 2亿元}\n")
    steps = ("levers", "innovation_vouchers", "budget", 2017)
    assert place_of(root, steps)[:3] == ("a.yaml", 4, 31)
    assert place_of(root, steps, key=True)[:3] == ("a.yaml", 4, 25)
    assert place_of(root, ("levers", "nothing_here"))[1:3] == (2, 1)


def test_words_that_older_yaml_takes_for_yes_or_no_stay_words() -> None:
    root = read("a: no\nb: off\nc: yes\nd: true\ne: 1_000\nf: 12:30\ng: 2016-01-01\nh: ~\ni: 1e3\nj: .5\nk: '5'\n")
    assert list(plain(root).values()) == [
        "no", "off", "yes", True, "1_000", "12:30", "2016-01-01", None, 1000.0, 0.5, "5",
    ]  # fmt: skip


def test_lists_become_tuples_and_nothing_else_changes() -> None:
    assert plain(read("a: [1, {b: c}]\n2016: x\n")) == {"a": (1, {"b": "c"}), "2016": "x"}


def test_full_width_keys_are_plain_keys() -> None:
    assert list(read("budget: {２０１６: 1亿元}\n").entries["budget"].entries) == ["2016"]  # type: ignore[union-attr]


def test_aliases_repeat_a_value_with_the_place_where_it_was_written() -> None:
    root = read("a: &money 1亿元\nb: *money\n")
    assert plain(root) == {"a": "1亿元", "b": "1亿元"} and place_of(root, ("b",)).line == 1


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufefftitle: 创新券\r\nshocks: []\r\n".encode())
    problems: list[Problem] = []
    root = read_document(path, problems)
    assert root is not None and plain(root) == {"title": "创新券", "shocks": ()} and not problems


def test_all_duplicate_keys_are_told_and_the_first_holds(tmp_path: Path) -> None:
    problems: list[Problem] = []
    root = read_document(written(tmp_path, "a: 1\na: 2\nb: {c: 1, c: 2}\n"), problems, "a.yaml")
    assert root is not None and plain(root) == {"a": 1, "b": {"c": 1}}
    assert [(p.code, p.file, p.line, p.column) for p in problems] == [
        ("E006", "a.yaml", 2, 1),
        ("E006", "a.yaml", 3, 11),
    ]


def test_a_merge_keeps_where_each_value_came_from() -> None:
    base = read("levers:\n  v: {budget: 1亿元, own_share: 50%}\nshocks: [covid]\n")
    change = read("# a comment\nlevers: {v: {budget: {2018: 2亿元}}}\nshocks: []\n")
    both = merged(base, change)
    origins = {".".join(path): leaf.place.line for path, leaf in leaves(both)}
    assert origins == {
        "levers.v.budget.2016": 2, "levers.v.budget.2017": 2, "levers.v.budget.2018": 2, "levers.v.budget.2019": 2,
        "levers.v.budget.2020": 2, "levers.v.own_share": 2, "shocks": 3,
    }  # fmt: skip
    budget = plain(both)["levers"]["v"]["budget"]
    assert budget["2018"] == "2亿元" and budget["2017"] == "1亿元"
    assert plain(base)["levers"]["v"]["budget"] == "1亿元", "a merge changes neither of its parts"


def test_the_caret_stands_under_the_mistake_also_after_chinese_words() -> None:
    problem = Problem("E101", "unknown key", "a.yaml", 1, 4, source="标题 x: 1")
    assert str(problem).splitlines()[1:] == ["    1 | 标题 x: 1", "      |      ^"]


def test_problems_are_told_once_in_the_order_of_the_file() -> None:
    late, early = Problem("E101", "b", "a.yaml", 9, 1), Problem("E006", "a", "a.yaml", 2, 1)
    assert InputError([late, early, late]).problems == (early, late)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab:：{}[],-&*!?|>'\"%#@\n\t 0~.<\\x\u3000年"), max_size=60))
def test_any_text_gives_a_tree_or_problems_with_a_place(text: str) -> None:
    problems: list[Problem] = []
    root = YamlReader("a.yaml", text, problems).read()
    assert root is not None or problems
    assert root is None or isinstance(root, Scalar | Items | Table)
    for problem in problems:
        assert problem.line >= 1 and problem.column >= 1 and str(problem)
