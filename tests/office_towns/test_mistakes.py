"""Every mistake in a town table is told with its code, row and column, and never as a Python error."""

from pathlib import Path

import pytest

from simulation.inputs.office_towns.sheets import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS
from simulation.inputs.problems import MEANINGS
from tests.office_towns.tables import ZHONGSHAN, places_of, problems_of, written

HEAD = "镇名,地市,地区生产总值（亿元）,常住人口（万人）,规上工业企业数"

MISTAKES = {
    "no names": (("地市,地区生产总值（亿元）", "中山,12"), ("E401", 1, 1), ""),
    "misspelt header": (("镇名,地市,地区生产总直（亿元）", "小榄镇,中山,300"), ("E402", 1, 3), "地区生产总值"),
    "misspelt English header": (("town,gross outptu", "小榄镇,3 billion yuan"), ("E402", 1, 2), "gross output"),
    "a figure twice": (("镇名,GDP（亿元）,地区生产总值（亿元）", "小榄镇,300,300"), ("E403", 1, 3), ""),
    "a town twice": ((HEAD, "小榄镇,中山,300,,", "古镇镇,中山,,,", "小榄,中山,,,"), ("E404", 4, 1), ""),
    "a new town twice": (
        ("镇名,地市,纬度,经度", "翠亨新区,中山,22.5,113.5", "翠亨新区,中山,22.5,113.5"),
        ("E404", 3, 1),
        "",
    ),
    "unknown city": ((HEAD, "小榄镇,中仙,300,,"), ("E405", 2, 2), "中山"),
    "misspelt town": ((HEAD, "小揽镇,中山,300,,"), ("E406", 2, 1), "小榄镇"),
    "misspelt town without a city": (("镇名", "大亚弯澳头办事处"), ("E406", 2, 1), "大亚湾澳头办事处"),
    "town of another city": ((HEAD, "狮山镇,中山,300,,"), ("E407", 2, 1), "佛山"),
    "code of another city": (("代码,地市", "442000100000,佛山"), ("E407", 2, 2), "中山"),
    "two towns of a name": ((HEAD, "大坪镇,梅州,30,,"), ("E408", 2, 1), ""),
    "a name of many cities": (("镇名", "大坪镇"), ("E408", 2, 1), ""),
    "new town without a city": (("镇名", "珠玑古巷旅游小镇"), ("E409", 2, 1), ""),
    "unknown code": (("代码", "442000999000"), ("E410", 2, 1), ""),
    "code that Excel shortened": (("代码,镇名", "4.42E+11,小榄镇"), ("E410", 2, 1), ""),
    "code of another town": (("代码,镇名", "442000100000,古镇镇"), ("E410", 2, 1), "小榄镇"),
    "no name": ((HEAD, ",中山,300,,"), ("E411", 2, 1), ""),
    "formula as a name": ((HEAD, '"=HYPERLINK(""x"")",中山,300,,'), ("E411", 2, 1), ""),
    "open quotation": ((HEAD, '"小榄镇,中山,300,,'), ("E412", 2, 1), ""),
    "figures of 2016": (("镇名,地区生产总值（亿元，2016年）", "小榄镇,300"), ("E416", 1, 2), ""),
    "unit missing": (("镇名,地区生产总值", "小榄镇,300"), ("E202", 2, 2), ""),
    "unknown unit": (("镇名,地区生产总值（亿圆）", "小榄镇,300"), ("E104", 1, 2), ""),
    "unit of something else": (("镇名,地区生产总值（万人）", "小榄镇,300"), ("E203", 1, 2), ""),
    "money for people": ((HEAD, "小榄镇,中山,300,33万元,"), ("E203", 2, 4), ""),
    "a share for money": ((HEAD, "小榄镇,中山,30%,,"), ("E203", 2, 3), ""),
    "negative GDP": ((HEAD, "小榄镇,中山,-300,,"), ("E204", 2, 3), ""),
    "no GDP at all": ((HEAD, "小榄镇,中山,0,,"), ("E204", 2, 3), ""),
    "亿元 under a header of 万元": (("镇名,地区生产总值（万元）", "小榄镇,304.7"), ("E204", 2, 2), ""),
    "万人 under a header of persons": (("镇名,常住人口（人）", "小榄镇,33.1"), ("E204", 2, 2), ""),
    "half a firm": ((HEAD, "小榄镇,中山,300,33,12.5"), ("E204", 2, 5), ""),
    "a title of 2018": (("镇名,认定年份", "小榄镇,2018"), ("E204", 2, 2), ""),
    "a place in another country": (("镇名,地市,纬度,经度", "新镇区,中山,52.5,113"), ("E204", 2, 3), ""),
    "not finite": ((HEAD, "小榄镇,中山,inf,,"), ("E205", 2, 3), ""),
    "too large": ((HEAD, "小榄镇,中山,1e999,,"), ("E205", 2, 3), ""),
    "text for a number": ((HEAD, "小榄镇,中山,约三百,,"), ("E206", 2, 3), ""),
    "formula for a number": ((HEAD, "小榄镇,中山,=1+1,,"), ("E206", 2, 3), ""),
    "text for a count": ((HEAD, "小榄镇,中山,300,33,多家"), ("E206", 2, 5), ""),
    "error of Excel": ((HEAD, "小榄镇,中山,#REF!,,"), ("E206", 2, 3), ""),
    "neither yes nor no": (("镇名,协同创新平台", "小榄镇,在建"), ("E111", 2, 2), ""),
    "unknown kind": (("镇名,类型", "小榄镇,综合"), ("E111", 2, 2), ""),
    "unknown specialty": (("镇名,特色产业", "小榄镇,航天"), ("E111", 2, 2), ""),
    "misspelt specialty": (("镇名,特色产业", "小榄镇,electroncs"), ("E111", 2, 2), "electronics"),
    "GDP far above output": (
        ("镇名,地区生产总值（亿元）,工农业总产值（亿元）", "小榄镇,300,10"),
        ("E416", 2, 2),
        "",
    ),
    "too few residents": ((HEAD, "小榄镇,中山,3000,0.06,"), ("E416", 2, 4), ""),
    "more R&D than can be": (("镇名,地区生产总值（亿元）,研发经费（亿元）", "小榄镇,300,90"), ("E416", 2, 3), ""),
    "firms without sales": (("镇名,工农业总产值（亿元）,规上工业企业数", "小榄镇,10,80"), ("E416", 2, 3), ""),
    "year without title": (("镇名,省级专业镇,认定年份", "小榄镇,否,2010"), ("E416", 2, 3), ""),
    "more firms than the model's own output holds": (("镇名,规上工业企业数", "阜沙镇,2000"), ("E416", 2, 0), ""),
    "only headers": ((HEAD,), ("E007", 1, 0), ""),
    "nothing": (("",), ("E007", 0, 0), ""),
    "only blank rows": (("", " , , ", ""), ("E007", 0, 0), ""),
}


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


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xff\xfeG\x95\r\x00", "E413"),
        (b"\x81\x30\xff\xff,x\n", "E413"),
        (b"\x00\x01\x02,\x03\n1,2", "E413"),
        (b"PK\x03\x04 this is no workbook", "E412"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "E412"),
        ("鎮名,地市\n小欖鎮,中山\n".encode("big5"), "E413"),
        (b"town\n" + b"x" * LARGEST_FILE, "E003"),
        (b"town\n" + b"a\n" * (MOST_ROWS + 1), "E414"),
        (b"town" + b",x" * (MOST_COLUMNS + 1) + b"\n", "E414"),
        (b"town\n" + b"x" * 200_000, "E412"),
    ],
)
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
