"""An office brings its own towns to the command line: they run, and every assumption is told, on screen and in JSON."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

import cli
from simulation.inputs.office_towns.table import load_office_towns
from simulation.study import Size, load, on_towns, run
from tests.office_towns.tables import EXAMPLE, ZHONGSHAN, office, written

SMALL = ("--draws", "4", "--replications", "1", "--no-cache", "--seed", "7")


def ask(*words: str, language: str = "en_US.UTF-8") -> Result:
    return CliRunner().invoke(cli.app, list(words), env={"COLUMNS": "100", "LANG": language, "LC_ALL": ""})


def answer(*words: str) -> dict[str, Any]:
    """The JSON of a small run."""
    result = ask("run", *words, *SMALL, "--json")
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def joined(screen: str) -> str:
    """A screen as one line, so that a sentence can be found however it is broken."""
    return " ".join(screen.split())


def test_twenty_towns_of_one_city_in_gbk_with_half_the_cells_empty_run_and_tell_what_was_assumed() -> None:
    result = ask("run", "document_package", "--towns", str(EXAMPLE), "--only-these", *SMALL)
    assert result.exit_code == 0 and "Traceback" not in result.stderr
    screen = joined(result.stdout)
    for sentence in (
        "in 20 towns of Jiangmen alone, “The document's package at default budgets” reaches the targets that are",
        "! jiangmen_towns.csv: 20 towns of Jiangmen, 20 of them certified in 2015.",
        "! Gaps in gross output: 14 of 20 towns stated; 4 from GDP, 2 as in the model's own table.",
        "! Gaps in GDP: 11 of 20 towns stated; 7 from gross output, 2 as in the model's own table.",
        "! Gaps in residents: 7 of 20 towns stated; 13 from GDP.",
        "above-scale industrial firms (11), platforms (8), new R&D institutes (20), incubators (20), R&D spending (7)",
        "so that the published 2,770 bn yuan hold (Province).",
        "! Towns over 10 bn: 140 in 2015 with this table, 141 as published; the table was followed.",
        "! Only these towns are run: 3.8 % of the GDP of all specialised towns. Targets in absolute numbers",
        "! Budgets of a scenario are the province's: these towns were given 3.8 % of each",
        "Inputs: document_package.yaml, baseline.yaml, town table jiangmen_towns.csv",
        f"--towns {EXAMPLE} --only-these",
    ):
        assert sentence in screen
    assert "nan (nan)" not in screen and "Together" not in screen


def test_the_same_is_told_in_chinese() -> None:
    result = ask("run", "baseline", "--towns", str(EXAMPLE), "--only-these", *SMALL, "--lang", "zh")
    screen = "".join(result.stdout.split())
    assert result.exit_code == 0
    for sentence in (
        "仅就江门的20个镇而言",
        "!jiangmen_towns.csv：江门共20个镇，其中2015年在册专业镇20个。",
        "!常住人口：20个镇中7个已填；13个由地区生产总值推算。",
        "以保持公布总数27,700亿元（全省）",
        "以绝对数表示的目标（镇数、地区生产总值、机构、孵化器、专利）针对全省",
        "镇表jiangmen_towns.csv",
    ):
        assert sentence in screen


def test_json_lists_every_assumption_in_numbers_and_in_both_languages_and_every_figure_with_its_origin() -> None:
    document = answer("baseline", "--towns", str(EXAMPLE), "--only-these")
    names = [each["name"] for each in document["assumptions"]]
    assert names[0] == "town_table" and names[-2:] == ["only_these_towns", "share_of_budgets"]
    residents = next(each for each in document["assumptions"] if each.get("figures") == ["population"])
    assert (residents["stated"], residents["fills"]) == (7, {"from_gdp": 13})
    assert residents["en"].startswith("Gaps in residents: 7 of 20") and residents["zh"].startswith("常住人口：20 个镇")
    towns = document["manifest"]["towns"]
    assert (towns["file"], towns["only_these"], towns["certified"]) == ("jiangmen_towns.csv", True, 20)
    assert document["manifest"]["hashes"]["towns"] == towns["sha256"] == load_office_towns(EXAMPLE).digest
    figures = {each["name"]: each for each in towns["figures"]}
    assert figures["荷塘镇"]["gross_output"] == 487_000 and figures["荷塘镇"]["origins"]["gdp"] == "from_output"
    applies = {target["id"]: target["applies"] for target in document["targets"]}
    assert applies["rd_intensity"] and applies["platform_coverage"] and not applies["towns"] and not applies["patents"]
    base = {target["id"]: target["baseline_year_median"] for target in document["targets"]}
    gdp = sum(each["gdp"] for each in figures.values()) / 10_000
    assert base["towns"] == 20 and base["gdp"] == pytest.approx(gdp)


def test_what_all_towns_state_is_what_the_run_starts_from(tmp_path: Path) -> None:
    """Six towns with 100 亿元 GDP, 2.5 亿元 R&D, 10 万 residents and platforms in half of them."""
    rows = [f"{name},中山,100,2.5,10,{'是' if place % 2 else '否'},240" for place, name in enumerate(ZHONGSHAN)]
    head = "镇名,地市,地区生产总值（亿元）,研发经费（亿元）,常住人口（万人）,协同创新平台,专利授权量"
    path = written(tmp_path, head, *rows)
    document = answer("baseline", "--towns", str(path), "--only-these")
    base = {target["id"]: target["baseline_year_median"] for target in document["targets"]}
    assert base["gdp"] == pytest.approx(600.0)
    assert base["platform_coverage"] == 50.0
    assert base["rd_intensity"] == pytest.approx(2.5, rel=0.02)
    assert base["patents"] == pytest.approx(6 * 240, rel=0.02)


def test_the_same_file_gives_the_same_digits_and_another_encoding_the_same_towns(tmp_path: Path) -> None:
    again = tmp_path / "again.csv"
    again.write_text(EXAMPLE.read_bytes().decode("gbk"), encoding="utf-8-sig")
    first, second, other = (
        answer("baseline", "--towns", str(path), "--only-these", "--jobs", jobs)
        for path, jobs in ((EXAMPLE, "1"), (EXAMPLE, "2"), (again, "2"))
    )
    for document in (first, second, other):
        del document["manifest"]["wall_seconds"]
    assert first == second
    assert other["targets"] == first["targets"] and other["trajectories"] == first["trajectories"]
    assert other["study"] != first["study"]
    assert other["manifest"]["hashes"]["base_year"] != first["manifest"]["hashes"]["base_year"]


def test_records_kept_on_one_table_are_not_taken_for_those_of_another(tmp_path: Path) -> None:
    store = tmp_path / "store"
    rows = [f"{name},中山,{{gdp}}" for name in ZHONGSHAN]
    found = []
    for gdp in ("80", "90", "80"):
        table = office(
            tmp_path, "镇名,地市,地区生产总值（亿元）", *(row.format(gdp=gdp) for row in rows), only_these=True
        )
        store.mkdir(exist_ok=True)
        run(on_towns(load("baseline"), table), Size(2, 1, 7, 1, store))
        found.append(len(list((store / "calibration").iterdir())))
    assert found == [2, 4, 4]


def test_a_comparison_pairs_its_scenarios_on_the_towns_and_tells_the_assumptions_once() -> None:
    size = ("--draws", "2", "--replications", "1", "--no-cache")
    words = ("compare", "baseline", "document_package", "--towns", str(EXAMPLE), "--only-these", *size)
    result = ask(*words)
    screen = joined(result.stdout)
    assert result.exit_code == 0
    assert screen.count("! Gaps in residents: 7 of 20") == 1
    assert "Nine primary together" not in screen and " nan" not in screen
    document = json.loads(ask(*words, "--json").stdout)
    money = [scenario["costs"][-1]["appropriated"]["mean"] for scenario in document["scenarios"]]
    assert money[0] == 0.0 and 2.0 < money[1] < 5.0  # 亿元: 4 % of the province's 20 a year over five years


@pytest.mark.slow
def test_towns_that_state_nothing_leave_the_whole_province_to_the_digit(tmp_path: Path) -> None:
    table = office(tmp_path, "镇名,地市", *(f"{name},中山" for name in ZHONGSHAN))
    scenario, size = load("vouchers_only"), Size(1, 1, 2016, 1, None)
    own, brought = run(scenario, size), run(on_towns(scenario, table), size)
    for name in ("measures", "indicators", "score", "money", "composition"):
        assert getattr(own, name).tobytes() == getattr(brought, name).tobytes()


@pytest.mark.slow
def test_towns_in_the_province_replace_its_figures_and_its_targets_are_judged() -> None:
    result = ask("run", "baseline", "--towns", str(EXAMPLE), "--draws", "1", "--replications", "1", "--no-cache")
    screen = joined(result.stdout)
    assert result.exit_code == 0
    assert "meets all nine primary targets" in screen and "Only these towns are run" not in screen
    assert "! Gaps in residents: 7 of 20 towns stated; 13 from GDP." in screen


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--only-these",), "--only-these goes with --towns FILE"),
        (("--whole-budgets",), "--whole-budgets goes with --only-these"),
        (("--towns", str(EXAMPLE), "--whole-budgets"), "--whole-budgets goes with --only-these"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(options: tuple[str, ...], sentence: str) -> None:
    for words in (("run",), ("validate",), ("list", "quotas")):
        result = ask(*words, "baseline", *options)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.strip() == sentence


def test_a_table_with_mistakes_runs_nothing_and_tells_them_all(tmp_path: Path) -> None:
    path = written(tmp_path, "镇名,地市,地区生产总值（亿元）", "小揽镇,中山,300", "古镇镇,中仙,-1", encoding="gbk")
    for words in (("run", "baseline", "--towns", str(path)), ("compare", "baseline", "baseline", "--towns", str(path))):
        result = ask(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert [line.split(": ")[1][:4] for line in result.stderr.splitlines() if line.startswith(str(path))] == [
            "E406",
            "E405",
            "E204",
        ]
        assert "Traceback" not in result.stderr
    records = json.loads(ask("check", str(path), "--json").stdout)[str(path)]
    assert [(record["code"], record["line"], record["column"]) for record in records] == [
        ("E406", 2, 1),
        ("E405", 3, 2),
        ("E204", 3, 3),
    ]


def test_check_tells_what_a_run_would_assume() -> None:
    result = ask("check", str(EXAMPLE))
    assert result.exit_code == 0
    first, *rest = result.stdout.splitlines()
    assert first.endswith("jiangmen_towns.csv: no problem found")
    assert all(line.startswith("! ") for line in rest) and any("Gaps in residents: 7 of 20" in line for line in rest)


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
