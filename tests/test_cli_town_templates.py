"""The table to fill in comes back as the towns it lists, in both languages and kinds of file."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from simulation.inputs.office_towns.table import load_office_towns
from tests.test_cli_towns import ask, joined


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_of_a_city_comes_back_as_its_towns(tmp_path: Path, suffix: str, language: str) -> None:
    path = tmp_path / f"towns.{suffix}"
    result = ask("towns", "template", str(path), "--city", "中山", "--lang", language)
    assert result.exit_code == 0 and "19" in result.stdout and f"--towns {path} --only-these" in joined(result.stdout)
    table = load_office_towns(path)
    assert len(table.rows) == 19 and table.cities == ("中山",) and table.remarks == ()
    assert sum(bool(row.figures["certified"]) for row in table.rows) == 15
    assert all(row.figures.keys() == {"certified"} and row.source == "table" for row in table.rows)
    assert ask("check", str(path)).exit_code == 0


def test_every_column_of_a_template_can_be_filled_in(tmp_path: Path) -> None:
    filled = {
        "纬度": "22.6", "经度": "113.2", "认定年份": "2010", "类型": "工业", "特色产业": "五金",
        "工农业总产值（亿元）": "684", "地区生产总值（亿元）": "305", "常住人口（万人）": "33",
        "规上工业企业数（家）": "320", "协同创新平台": "是", "新型研发机构数（家）": "1",
        "科技企业孵化器数（家）": "2", "研发经费（亿元）": "7.5", "专利授权量（件）": "3500",
        "高新技术企业数（家）": "90",
    }  # fmt: skip
    path = tmp_path / "towns.csv"
    ask("towns", "template", str(path), "--city", "中山", "--lang", "zh")
    lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert filled.keys() <= set(lines[0])
    row = next(line for line in lines if line[1] == "小榄镇")
    for header, cell in filled.items():
        row[lines[0].index(header)] = cell
    path.write_text("\n".join(map(",".join, lines)), encoding="utf-8-sig")
    found = next(each for each in load_office_towns(path).rows if each.name == "小榄镇")
    assert len(found.figures) == 14 and found.latitude == 22.6
    assert (found.figures["rd_spending"], found.figures["population"]) == (75_000.0, 330_000.0)


def test_a_template_in_excel_says_what_every_column_is_for(tmp_path: Path) -> None:
    path = tmp_path / "towns.xlsx"
    ask("towns", "template", str(path), "--city", "Zhongshan", "--lang", "en")
    _, notes = load_workbook(path).worksheets
    said = {row[0]: row[1] for row in notes.iter_rows(values_only=True)}
    assert said["GDP (million yuan)"] == "replaces the figure of the town"
    assert said["R&D spending (million yuan)"] == "enters the sum over the towns, not their split"


def test_the_template_of_the_province_holds_all_towns_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    assert ask("towns", "template", str(path)).exit_code == 0
    assert len(load_office_towns(path).rows) == 799
    before = path.read_bytes()
    result = ask("towns", "template", str(path))
    assert result.exit_code == 2 and "exists already" in result.stderr and path.read_bytes() == before


def test_a_template_for_an_unknown_city_or_kind_of_file_is_refused(tmp_path: Path) -> None:
    result = ask("towns", "template", str(tmp_path / "towns.csv"), "--city", "zhongshn")
    assert result.exit_code == 2
    assert result.stderr.strip() == "zhongshn is no city of the province; did you mean Zhongshan?"
    assert ask("towns", "template", str(tmp_path / "towns.ods")).exit_code == 2
    assert list(tmp_path.iterdir()) == []
