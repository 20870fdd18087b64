"""The guide to town tables is true: its columns, codes and example are those of the program."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import cli
from simulation.inputs.office_towns.columns import COLUMNS
from simulation.inputs.office_towns.filling import LATEST_TITLE
from simulation.inputs.office_towns.fitting import FEWEST_ALONE
from simulation.inputs.problems import MEANINGS
from tests.office_towns.tables import EXAMPLE, base_year, problems_of

GUIDE = (EXAMPLE.parent / "towns.md").read_text(encoding="utf-8")
PIECES = st.sampled_from(
    [
        *(
            "镇名",
            "地市",
            "代码",
            "地区生产总值（亿元）",
            "小榄镇",
            "中山",
            "狮山",
            "合计",
            "是",
            "亿元",
            "2015年",
            "万",
        ),
        *("１２", "-3", "1e999", "12亿元", "=1+1", '"', "\x00", "\t", "#REF!", "4.42E+11", "442000100000", "", " "),
        *("万", "(", "（", "%", "/", "\ue000", "０", "é"),
    ]
)
STARTS = (b"", b"PK\x03\x04", "镇名,地市\n".encode(), "镇名\n".encode("gbk"))
TABLES = st.lists(st.lists(st.lists(PIECES, max_size=3).map("".join), max_size=5), max_size=6)


def test_every_column_of_the_program_is_in_the_guide_and_no_other() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", GUIDE.split("## Columns")[1].split("##")[0], re.MULTILINE)
    told = [(zh, en) for left, right in rows[1:] for zh, en in zip(left.split(", "), right.split(", "), strict=True)]
    assert [pair for pair in told if not pair[0].startswith("-")] == [(each.zh[0], each.en[0]) for each in COLUMNS]


def test_every_code_of_tables_is_in_the_guide() -> None:
    told = set(re.findall(r"^\| (E\d{3}) \|", GUIDE, re.MULTILINE))
    assert told == {code for code in MEANINGS if code.startswith("E4")}


def test_the_example_of_the_guide_is_what_check_says() -> None:
    shown = GUIDE.split("<!-- assumptions: begin")[1].split("```text\n")[1].split("```")[0]
    result = CliRunner().invoke(cli.app, ["check", str(EXAMPLE), "--lang", "en"], env={"COLUMNS": "100"})
    assert result.stdout.replace(str(EXAMPLE), f"docs/{EXAMPLE.name}") == shown


def test_numbers_of_the_guide_are_those_of_the_program() -> None:
    totals = base_year().totals
    for figure in (
        f"{totals.gdp:,} 亿元",
        f"{totals.dongguan_gdp:,} 亿元",
        f"{totals.towns}, and {totals.over_100} over 100",
    ):
        assert figure.replace(".0 ", " ") in GUIDE
    assert 1.0 + base_year().population.tilt == 0.75
    assert FEWEST_ALONE == 5 and LATEST_TITLE == 2015


@settings(max_examples=150, deadline=None)
@given(table=TABLES, encoding=st.sampled_from(["utf-8", "gb18030"]))
def test_no_table_whatever_ends_in_a_python_error(table: list[list[str]], encoding: str, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "towns.csv"
    path.write_bytes("\n".join(",".join(row) for row in table).encode(encoding, "ignore"))
    assert all(problem.code in MEANINGS for problem in problems_of(path))


@settings(max_examples=100, deadline=None)
@given(
    raw=st.binary(max_size=300),
    start=st.sampled_from([b"", b"PK\x03\x04", "镇名,地市\n".encode(), "镇名\n".encode("gbk")]),
)
def test_no_bytes_whatever_end_in_a_python_error(raw: bytes, start: bytes, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "towns.csv"
    path.write_bytes(start + raw)
    assert all(problem.code in MEANINGS for problem in problems_of(path))
