"""Single towns on the screen: ranks with how far they reach, in both languages, within the width, never unqualified."""

import pytest

from simulation.analysis.town_ranks import path_of, ranking, standings
from simulation.ensemble.shelf import StudyEntry
from simulation.inputs.measures import DIMENSIONS
from simulation.presentation.document import as_json
from simulation.presentation.towns_screen import (
    Page,
    Ranked,
    ranking_document,
    show_ranking,
    show_town,
    town_document,
)
from tests.analysis.towns_made_up import TOWNS, made_up_panel
from tests.presentation.rendering import Output, setting_on, widest

TITLE = {"en": "Business as usual", "zh": "基准情景"}
ENTRY = StudyEntry("4abad53044cfc4bc", "baseline", TITLE, 2016, "finished", 40, 0, 40, 0, 9_000, 5_000, 1.0, True)


def ranked(by: str = "total") -> Ranked:
    panel = made_up_panel()
    found = ranking(standings(panel, by, 2020))
    parts = {name: [each.score.median for each in standings(panel, name, 2020)] for name in DIMENSIONS}
    return Ranked(ENTRY, panel, by, found[:3], len(found), 7, parts)


def page(town: int = 0, by: str = "B") -> Page:
    panel = made_up_panel()
    return Page(ENTRY, panel, by, TOWNS[town], path_of(panel, by, town))


def ranking_screen(language: str, width: int, by: str = "total") -> str:
    output = Output()
    show_ranking(ranked(by), setting_on(output, language, width))
    return output.text()


def town_screen(language: str, width: int) -> str:
    output = Output()
    show_town(page(), setting_on(output, language, width))
    return output.text()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_screen_fits_its_width_and_says_that_towns_are_illustrative(language: str, width: int) -> None:
    for screen in (ranking_screen(language, width), town_screen(language, width)):
        assert widest(screen) <= width
        assert "狮山镇" in screen and "4abad53044cfc4bc" in screen
        assert ("firms are drawn by chance" in " ".join(screen.split())) == (language == "en")
        assert ("各镇企业由随机抽取生成" in "".join(screen.split())) == (language == "zh")


def test_a_rank_is_shown_with_how_far_it_reaches() -> None:
    lines = ranking_screen("en", 80).splitlines()
    assert lines[0] == "Business as usual · towns certified in 2020, ranked by: Index"
    assert lines[1].split() == ["Town", "City", "Rank", "90", "%", "In", "city", "90", "%", "Score", "Certified"]
    assert lines[2].split() == ["狮山镇", "Foshan", "1", "1–2", "1", "1–2", "90.0", "100", "%"]
    assert lines[4].split()[:5] == ["沙溪镇", "Zhongshan", "3", "2–4", "1"]
    assert "Shown: 3 of 4 towns that are certified in at least half of the runs; 7 more in fewer." in " ".join(lines)


def test_a_wide_screen_shows_the_dimensions_too() -> None:
    assert "C 产业化" in ranking_screen("zh", 120) and "C 产业化" not in ranking_screen("zh", 80)
    assert "79.2–100.8" in ranking_screen("en", 120)


def test_the_page_of_a_town_goes_from_2015_to_2020() -> None:
    lines = town_screen("en", 80).splitlines()
    assert lines[0] == "Business as usual · 狮山镇 (Foshan), 2015 to 2020"
    assert [line.split()[0] for line in lines[2:8]] == ["2015", "2016", "2017", "2018", "2019", "2020"]
    assert lines[2].split() == ["2015", "90", "(90–90)", "0.90", "(0.90–0.90)", "90.0", "1", "1–2", "1", "100", "%"]
    assert "900 (900–900)" in town_screen("zh", 80)


def test_a_town_that_is_never_certified_has_no_rank() -> None:
    output, empty = Output(), page()
    empty.panel.columns["certified"][:] = 0.0
    never = empty._replace(years=path_of(empty.panel, "B", 0))
    show_town(never, setting_on(output, "en", 80))
    assert output.text().splitlines()[2].split()[-6:] == ["–", "–", "–", "–", "0", "%"]
    assert town_document(never)["years"][0]["share_certified"] == 0.0
    assert '"median": null' in as_json(town_document(never))


def test_the_same_numbers_for_machines() -> None:
    document = ranking_document(ranked())
    assert (document["study"], document["runs"], document["by"]) == ("4abad53044cfc4bc", 40, "total")
    assert (document["listed"], document["certified_in_fewer"], document["illustrative"]) == (4, 7, True)
    first = document["towns"][0]
    assert (first["name"], first["city_en"], first["code"]) == ("狮山镇", "Foshan", 440605125000)
    assert first["rank"] == {"median": 1.0, "p05": 1.0, "p95": 2.0}
    assert set(first["median_scores"]) == set(DIMENSIONS)
    year = town_document(page())["years"][-1]
    assert (year["year"], year["gross_output"]["unit"], year["gross_output"]["median"]) == (2020, "亿元", 900.0)
