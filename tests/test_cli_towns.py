"""An office brings its own towns to the command line: they run, and every assumption is told, on screen and in JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import cli
from simulation.inputs.office_towns.table import load_office_towns
from simulation.study import Size, load, on_towns, run
from tests.office_towns.tables import EXAMPLE, ZHONGSHAN, office, written
from tests.presentation.rendering import widest

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
        "! jiangmen_towns.csv: 20 towns of Jiangmen, 20 of them certified in 2015; 100 figures are stated.",
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
        "!jiangmen_towns.csv：江门共20个镇，其中2015年在册专业镇20个；共填报100项数据。",
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
    assert "! These towns are run within the whole province (3.8 % of the GDP" in screen


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
    assert all(line.startswith(("! ", "  ")) for line in rest)
    assert any("Gaps in residents: 7 of 20" in line for line in rest)
    assert "--only-these runs them alone where at least 5 are certified." in joined(result.stdout)


GAPS = (
    "jiangmen_towns.csv：江门共20个镇，其中2015年在册专业镇20个；共填报100项数据。",
    "类型：20个镇中8个已填；12个沿用模型自带数据。",
    "特色产业：20个镇中0个已填；20个沿用模型自带数据。",
    "是否专业镇：20个镇中0个已填；8个由认定年份推断、12个沿用模型自带数据。",
    "工农业总产值：20个镇中14个已填；4个由地区生产总值推算、2个沿用模型自带数据。",
    "地区生产总值：20个镇中11个已填；7个由工农业总产值推算、2个沿用模型自带数据。",
    "常住人口：20个镇中7个已填；13个由地区生产总值推算。",
    "规上工业企业数（11个镇）、协同创新平台（8个镇）、新型研发机构（20个镇）、孵化器（20个镇）、研发经费（7个镇）、专利授权量（9个镇）",
    "346个既无填报又无公布数据的镇，其地区生产总值乘以1.002，以保持公布总数27,700亿元（全省）。",
    "产值超百亿元镇：按此表2015年为140，公布数为141；以此表为准。",
)
"""Everything that is assumed of the example, each with its count."""


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(
    ("command", "extent"),
    [
        (("check", str(EXAMPLE)), "概率和中位数均为全省结果"),
        (("run", "baseline", "--towns", str(EXAMPLE), "--only-these", *SMALL), "仅运行这些镇，占全省专业镇"),
        pytest.param(
            ("run", "baseline", "--towns", str(EXAMPLE), "--draws", "1", "--replications", "1", "--no-cache"),
            "概率和中位数均为全省结果",
            marks=pytest.mark.slow,
        ),
    ],
    ids=["check", "alone", "in the province"],
)
def test_an_office_reads_in_chinese_and_within_its_screen_all_that_was_assumed(
    command: tuple[str, ...], extent: str, width: int
) -> None:
    result = CliRunner().invoke(cli.app, [*command, "--lang", "zh"], env={"COLUMNS": str(width)})
    assert result.exit_code == 0
    screen = "".join(result.stdout.split())
    for sentence in (*GAPS, extent):
        assert sentence in screen
    assert widest(result.stdout) <= width
