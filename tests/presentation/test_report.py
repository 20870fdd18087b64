"""The report: one page with the numbers of `--json`, readable by everybody, the same whenever it is made."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.inputs.measures import YEARS
from simulation.presentation.document import comparison_entry, run_document
from simulation.presentation.report.pieces import Figure
from tests.analysis.fabricated import fabricate, with_failures
from tests.ensemble.shelved import shelve
from tests.presentation.reports import BASE, LEVER_NAMES, PACKAGE, Seen, filled_store, material, package, page, read

FIVE_MEGABYTES = 5_000_000
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def pages(store: Path) -> dict[str, str]:
    return {language: page(store, language=language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def seen(pages: dict[str, str]) -> Seen:
    return read(pages["en"])


@pytest.fixture(scope="module")
def document(store: Path) -> dict[str, Any]:
    found = material(store)
    return run_document(found.summary, found.units, LEVER_NAMES)


def known(*values: float | None) -> list[float | None]:
    """Numbers as a page has them: what is not a number is a dash."""
    return [None if value is None or math.isnan(value) else float(value) for value in values]


def test_two_reports_of_a_study_are_the_same_to_the_byte(store: Path, pages: dict[str, str], tmp_path: Path) -> None:
    assert page(store) == pages["en"]
    assert page(filled_store(tmp_path)) == pages["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_nothing_beside_it(pages: dict[str, str], language: str) -> None:
    text = pages[language]
    assert len(text.encode()) < FIVE_MEGABYTES
    assert "<script" not in text and "@import" not in text
    links = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert links and all(link.startswith(("#", "data:")) for link in links)
    assert all(place.startswith("#") for place in re.findall(r"url\(([^)]*)\)", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_go_down_one_step_at_a_time_and_links_lead_somewhere(pages: dict[str, str], language: str) -> None:
    found = read(pages[language])
    levels = [level for level, _ in found.headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(text.strip() for _, text in found.headings)
    names = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(names) == len(set(names))
    goals = {str(attributes["href"])[1:] for tag, attributes in found.tags if tag == "a"}
    assert goals <= set(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_picture_says_what_it_is(pages: dict[str, str], language: str) -> None:
    found = read(pages[language])
    assert len(found.tables) > 12
    for name, rows in found.tables.items():
        assert found.captions[name]
        assert all(cell.attributes["scope"] == "col" for cell in rows[0])
        assert all(row[0].attributes.get("scope") == "row" for row in rows[1:])
        assert {len(row) for row in rows} == {len(rows[0])}
    names = {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    pictures = [attributes for tag, attributes in found.tags if tag == "svg"]
    assert len(pictures) > 30
    for picture in pictures:
        assert picture["role"] == "img"
        assert set(str(picture["aria-labelledby"]).split()) <= names


def test_the_page_speaks_the_readers_language(pages: dict[str, str]) -> None:
    assert '<html lang="en">' in pages["en"] and '<html lang="zh-Hans">' in pages["zh"]
    assert "Not validated" in pages["en"] and "尚未经回溯检验" in pages["zh"]
    english, chinese = (re.sub(r"<svg.*?</svg>|<pre.*?</pre>", "", pages[each], flags=re.DOTALL) for each in LANGUAGES)
    assert "Under these assumptions" in english and "Under these assumptions" not in chinese
    for table in ("table-targets", "table-costs", "table-differences"):
        words = " ".join(cell.text for cell in read(pages["zh"]).tables[table][0])
        assert re.search("[\u4e00-\u9fff]", words)


def test_targets_have_the_numbers_of_the_machine_readable_answer(seen: Seen, document: dict[str, Any]) -> None:
    rows = iter(seen.values("table-targets"))
    for target in document["targets"]:
        row = next(rows)
        chance = known(target["probability"], target["low"], target["high"])
        number = known(target["median"], target["p05"], target["p95"], target["baseline_year_median"])
        assert row == [*chance, None, None, *number, *known(target["share_parameter_variance"], target["runs"])]
        real = next((other for other in target["other_readings"] if other["reading"] == "real"), None)
        if real is not None:
            assert next(rows)[:3] == known(real["probability"], real["low"], real["high"])
    assert next(rows, None) is None


def test_joints_and_other_readings_too(seen: Seen, document: dict[str, Any]) -> None:
    joint = document["joint"]
    chances = [joint["primary"], joint["all_ten"], *joint["at_least"]]
    assert seen.values("table-joint") == [known(each["probability"], each["low"], each["high"]) for each in chances]
    others = [
        other
        for target in document["targets"]
        for other in target["other_readings"]
        if other["reading"] != "real"
    ]  # fmt: skip
    rows = [row[2:] for row in seen.values("table-readings")]
    assert rows == [known(each["probability"], each["low"], each["high"]) for each in others]


def test_years_money_index_and_terms_too(seen: Seen, document: dict[str, Any], store: Path) -> None:
    bands = ("p05", "p25", "median", "p75", "p95")
    paths = {(each["indicator"], each["region"], each["year"]): each for each in document["trajectories"]}
    found = material(store)
    measures = [each.target.readings[each.chance.reading] for each in found.summary.targets]
    numbers = [[paths[reading.measure, "province", year][band] for band in bands] for reading in measures
               for year in YEARS]  # fmt: skip
    assert [row[1:6] for row in seen.values("table-paths")] == [known(*each) for each in numbers]
    codes = [code for code in dict.fromkeys(name for name, _, _ in paths) if re.fullmatch(r"[A-D]\d\d", code)]
    numbers = [[paths[code, "province", year][band] for band in bands] for code in codes for year in YEARS]
    assert [row[1:6] for row in seen.values("table-indicators")] == [known(*each) for each in numbers]
    index = [
        known(each["baseline_year_median"], each["median"], each["p05"], each["p95"]) for each in document["index"]
    ]
    assert seen.values("table-index") == index
    costs = [
        known(*(payer["mean"] for payer in cost["by_payer"].values()),
              *(cost[part]["mean"] for part in ("spent", "appropriated", "returned")))
        for cost in document["costs"]
    ]  # fmt: skip
    assert [row[:7] for row in seen.values("table-costs")] == costs
    terms = [
        known(each["mean"], each["p05"], each["p95"])
        for split in document["composition"]
        for each in (*split["terms"].values(), split["total"])
    ]
    assert [row[1:] for row in seen.values("table-composition")] == terms


def test_differences_have_the_numbers_of_the_comparison(seen: Seen, store: Path) -> None:
    found = material(store)
    assert found.comparison is not None
    entry = comparison_entry(found.comparison)
    for row, target in zip(seen.values("table-differences"), entry["targets"], strict=False):
        assert row[2] == target["probability"]["difference"]
        assert row[6] == target["value"]["difference"]
        if row[3] is not None:
            assert row[3:5] == known(target["probability"]["low"], target["probability"]["high"])
        assert row[7] == (target["cost_per_point"] or {}).get("estimate")
    places = [known(each["difference"], each["low"], each["high"]) for each in entry["index"].values()]
    assert [row[:3] for row in seen.values("table-places")] == places


def test_every_number_of_the_model_stands_with_its_grade(seen: Seen, document: dict[str, Any]) -> None:
    grades = document["manifest"]["parameter_grades"]
    assert {row[0].text.split(" · ")[0]: row[1].value for row in seen.rows("table-grades")} == grades
    assert len(seen.rows("table-parameters")) > 200
    assert all(row[4].text for row in seen.rows("table-parameters"))
    codes = {row[0].text for row in seen.rows("table-sources")}
    named = {code for row in seen.rows("table-parameters") for code in re.findall(r"\b[EF]\d+[bc]?\b", row[5].text)}
    assert named == codes


def test_without_another_study_nothing_is_compared_and_without_levers_nothing_spent(store: Path) -> None:
    found = read(page(store, BASE, None))
    assert "table-differences" not in found.tables and "table-costs" not in found.tables
    text = page(store, BASE, None)
    assert "no lever is switched on" in text
    assert 'id="changes"' not in text


def test_the_page_says_what_the_scenario_changes_and_how_to_repeat_it(pages: dict[str, str]) -> None:
    text = pages["en"]
    assert "towncast run scenario.yaml --seed 7 --draws 16 --replications 2" in text
    assert "From “Business as usual" in re.sub(r"&#\d+;", "'", text) or 'id="changes"' in text
    assert "schema: 2" in text


def test_of_a_part_of_the_province_only_shares_and_rates_are_judged(tmp_path: Path) -> None:
    part = {"only_these": True, "whole_budgets": False, "file": "ours.csv", "path": "ours.csv", "certified": 15,
            "cities": ["中山"], "assumptions": []}  # fmt: skip
    shelve(tmp_path, PACKAGE, package(), towns=part)
    found = read(page(tmp_path, PACKAGE, None))
    assert "table-joint" not in found.tables
    chances = {row[0].text: row[1].value for row in found.rows("table-targets")}
    assert chances["GDP of the towns°"] is None and chances["Incubators"] is None
    assert chances["R&D / GDP"] is not None
    readings = {row[0].text for row in found.rows("table-readings")}
    assert readings and "Incubators" not in readings


def test_with_one_draw_there_is_no_chance_but_a_share_of_runs(tmp_path: Path) -> None:
    shelve(tmp_path, BASE, fabricate(draws=1, replications=8))
    found = read(page(tmp_path, BASE, None))
    assert {found.tables[f"table-{name}"][0][1].text for name in ("targets", "joint")} == {"Share of runs"}


def test_a_study_of_which_no_run_finished_has_a_page(tmp_path: Path) -> None:
    runs = [(draw, each) for draw in range(2) for each in range(2)]
    shelve(tmp_path, BASE, with_failures(fabricate(draws=2), *runs))
    found = read(page(tmp_path, BASE, None))
    assert [level for level, _ in found.headings] == [1, 2, 3, 2]
    assert list(found.tables) == ["table-manifest"]


def test_words_of_a_scenario_cannot_become_part_of_the_page(tmp_path: Path) -> None:
    title = {"en": '<img src=x onerror=alert(1)> & "so"', "zh": "<b>甲</b>"}
    shelve(tmp_path, BASE, replace(fabricate(draws=8), title=title))
    shelve(tmp_path, PACKAGE, replace(fabricate(draws=8), title=title, scenario_id="other"))
    text = page(tmp_path, PACKAGE, BASE)
    assert "<img" not in text and "&lt;img" in text


def test_a_figure_is_drawn_the_same_whatever_it_is_called() -> None:
    from simulation.presentation.report.charts import Fan, fan_chart
    from simulation.presentation.report.drawing import svg_of

    fan = fan_chart(Fan(YEARS, [(1.0, 2.0, 3.0, 4.0, 5.0)] * len(YEARS), 4.0))
    one, other = (svg_of(Figure(name, "title", "what it shows", fan)) for name in ("one", "other"))
    assert one.replace('"one-', '"other-').replace("#one-", "#other-").replace(" one-", " other-") == other
    assert "<title" in one and "what it shows" in one
    assert not re.search(r"\d\.\d{3}", one)


def test_with_single_towns_the_map_shows_what_they_gain(tmp_path: Path) -> None:
    filled_store(tmp_path, panel=True)
    found = material(tmp_path)
    assert found.town_map.has_difference
    first, second, *_ = found.town_map.towns
    assert (first.share_certified, second.share_certified) == (0.0, 1.0)
    assert (second.score, second.difference, second.gross_output) == (45.0, 5.0, 0.01)
    assert np.isnan(first.difference)
    table = read(page(tmp_path))
    assert {row[-1].value for row in table.rows("table-towns")} == {5.0}
    alone = read(page(tmp_path, PACKAGE, None))
    assert {row[-1].value for row in alone.rows("table-towns")} == {45.0}


def test_without_single_towns_the_map_is_the_base_year_and_says_so(pages: dict[str, str], seen: Seen) -> None:
    assert pages["en"].count("This is the base year, not a result") == 2  # for those who see it, and in the picture
    assert len(seen.rows("table-towns")) == 399
    assert "GeoNames" in pages["en"] and "CC BY 4.0" in pages["en"]
