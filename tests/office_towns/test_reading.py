"""A town table is read in the forms in which offices keep one, and every figure keeps its meaning."""

from pathlib import Path

import pytest

from simulation.inputs.office_towns.atlas import CITY_NAMES, load_atlas
from simulation.inputs.office_towns.columns import COLUMNS, plain
from simulation.inputs.office_towns.table import load_office_towns
from simulation.presentation.words import catalogue
from tests.office_towns.tables import EXAMPLE, office, written

HEAD = "镇名,地市,地区生产总值（亿元）,常住人口（万人）"
ROWS = ("小榄镇,中山市,304.7,33.1", "古镇,中山,128,15")


def test_the_example_holds_twenty_towns_of_one_city_in_gbk_with_half_of_the_cells_empty() -> None:
    raw = EXAMPLE.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    lines = [line.split(",") for line in raw.decode("gbk").splitlines()]
    cells = [cell for line in lines[1:] for cell in line[2:]]
    assert len(lines) == 21 and len(cells) == 200 and cells.count("") == 100
    table = load_office_towns(EXAMPLE)
    assert len(table.rows) == 20 and table.cities == ("江门",)
    assert sum(len(row.figures) for row in table.rows) == 100


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_do_not_matter(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "towns.csv"
    path.write_bytes(end.join((HEAD, *ROWS, "")).encode(encoding))
    first, second = load_office_towns(path).rows
    assert (first.code, first.name, first.city, first.line) == (442000100000, "小榄镇", 17, 2)
    assert dict(first.figures) == {"gdp": 3_047_000.0, "population": 331_000.0}
    assert (second.name, second.figures["gdp"]) == ("古镇镇", 1_280_000.0)


@pytest.mark.parametrize(
    ("header", "cell", "key", "value"),
    [
        ("地区生产总值(亿元)", "304.7", "gdp", 3_047_000.0),
        ("地区生产总值（万元）", "3,047,000", "gdp", 3_047_000.0),
        ("ＧＤＰ", "３０４.７亿元", "gdp", 3_047_000.0),
        ("GDP (million yuan)", "30470", "gdp", 3_047_000.0),
        ("地区生产总值（单位：亿元，2015年）", "304.7", "gdp", 3_047_000.0),
        ("地区生产总值（亿元）", "3047000 万元", "gdp", 3_047_000.0),
        ("gross output", "68 billion yuan", "gross_output", 6_800_000.0),
        ("工农业总产值（亿元）", " 684.2 ", "gross_output", 6_842_000.0),
        ("常住人口", "33.1万人", "population", 331_000.0),
        ("population", "331000", "population", 331_000.0),
        ("规上工业企业数", "320家", "industrial_firms", 320.0),
        ("规模以上工业企业数（家）", "320", "industrial_firms", 320.0),
        ("专利授权量（万件）", "0.35", "patents", 3_500.0),
        ("协同创新平台", "有", "platforms", True),
        ("协同创新平台", "2", "platforms", True),
        ("innovation platform", "no", "platforms", False),
        ("省级专业镇", "否", "certified", False),
        ("认定年份", "2010年", "certification_year", 2010),
        ("类型", "服务业", "kind", "service"),
        ("特色产业", "五金制品", "specialty", "metal_products_and_hardware"),
        ("特色产业", "家电、灯饰", "specialty", "home_appliances"),
        ("specialty", "Electronics", "specialty", "electronics"),
        ("sector", "textiles_and_apparel", "specialty", "textiles_and_apparel"),
        ("研发经费（万元）", "80000", "rd_spending", 80_000.0),
    ],
)
def test_headers_units_and_words_are_understood(
    tmp_path: Path, header: str, cell: str, key: str, value: object
) -> None:
    (row,) = office(tmp_path, f'镇名,地市,"{header}"', f'小榄镇,中山,"{cell}"').rows
    assert row.figures == {key: value}


@pytest.mark.parametrize("cell", ["", "-", "—", "/", "n/a", "无数据", "　"])
def test_a_cell_that_says_nothing_states_nothing(tmp_path: Path, cell: str) -> None:
    (row,) = office(tmp_path, "镇名,地市,地区生产总值（亿元）", f"小榄镇,中山,{cell}").rows
    assert row.figures == {}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("town,city", "小榄,Zhongshan"), 442000100000),
        (("town,city", "小榄镇,中山市"), 442000100000),
        (("code", "442000100"), 442000100000),
        (("code,town", "442000100000,小榄"), 442000100000),
        (("镇名", "小榄镇"), 442000100000),
        (("镇名\t地市", "小榄镇\t中山"), 442000100000),
        (("镇名;地市", "小榄镇;中山"), 442000100000),
        (("代码,镇名,地市", "441403104000,大坪镇,梅州"), 441403104000),
    ],
)
def test_a_town_is_known_by_code_or_name_and_city(tmp_path: Path, lines: tuple[str, ...], code: int) -> None:
    assert [row.code for row in office(tmp_path, *lines).rows] == [code]


def test_titles_above_the_head_totals_notes_and_columns_without_use_are_passed_over_and_told(tmp_path: Path) -> None:
    table = office(
        tmp_path,
        "中山市专业镇基本情况（2015年）,,,,",
        "镇名,地市,规上企业数,备注,#联系人",
        "小榄镇,中山,320,x,y",
        "古镇镇,,90,,",
        "合计,,410,,",
        "注：数据来自年鉴,,,,",
    )
    assert [row.name for row in table.rows] == ["小榄镇", "古镇镇"]
    assert {each.name: dict(each.values) for each in table.remarks} == {
        "columns_unused": {"columns": ("备注", "#联系人")},
        "rows_skipped": {"rows": ("合计", "注：数据来自年鉴")},
        "city_of_row_above": {"towns": 1},
        "firms_read_as_industrial": {"columns": ("规上企业数",)},
    }


def test_a_unit_beside_the_own_table_has_its_place_and_a_new_town_a_code_that_no_other_row_moves(
    tmp_path: Path,
) -> None:
    head = "镇名,地市,纬度,经度"
    (unit,) = office(tmp_path, head, "神湾镇,中山,,").rows
    assert unit.source == "units" and unit.code in load_atlas().units and 22.0 < unit.latitude < 22.6
    (alone,) = office(tmp_path, head, "翠亨新区,中山,22.55,113.5").rows
    *_, beside = office(tmp_path, head, "岐江新城,中山,22.5,113.4", "翠亨新区,中山,22.55,113.5").rows
    assert (alone.source, alone.latitude) == ("new", 22.55)
    assert alone.code == beside.code and alone.code // 1_000_000 == 442099 and alone.code not in load_atlas().units


def test_every_header_means_one_column_and_cities_are_called_as_on_the_screens() -> None:
    headers = [header for column in COLUMNS for header in {plain(each) for each in (*column.zh, *column.en)}]
    assert len(headers) == len(set(headers)) > 80
    cities = [texts["en"] for key, texts in catalogue().items() if key.startswith("city.")]
    assert tuple(cities) == CITY_NAMES


def test_the_same_bytes_have_the_same_hash_and_another_encoding_has_another(tmp_path: Path) -> None:
    first = load_office_towns(written(tmp_path, HEAD, *ROWS, name="a.csv"))
    same = load_office_towns(written(tmp_path, HEAD, *ROWS, name="b.csv"))
    other = load_office_towns(written(tmp_path, HEAD, *ROWS, name="c.csv", encoding="gbk"))
    assert first.digest == same.digest != other.digest
    assert first.rows == other.rows and (first.file, same.file) == ("a.csv", "b.csv")
