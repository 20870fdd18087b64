"""Alarms about a scenario's files and money that came back stand beside the numbers: on every screen, and in JSON."""

import re
from dataclasses import replace

import pytest

from simulation import study
from simulation.analysis.summary import Summary
from simulation.inputs.problems import Problem
from simulation.presentation.compare_screen import Pair, show_compare
from simulation.presentation.document import as_json, compare_document, run_document
from simulation.presentation.run_screen import show_run
from simulation.presentation.telling import problem_record
from simulation.presentation.words import Words
from simulation.saying import Saying
from tests.analysis.fabricated import fabricate
from tests.presentation.rendering import LEVER_NAMES, Output, package, setting_on, widest

SAID = Saying("the money of {name} ends in {year}, calls stay open until {end}", name="incubators", year=2018, end=2020)
ALARM = Problem("W603", SAID, "/far/away/ours.yaml", 12, 5, source="    budget: {2016-2018: 1亿元}")
IN_SHORT = {
    "en": "! ours.yaml:12: W603 the money of incubators ends in 2018, calls stay open until 2020",
    "zh": "! ours.yaml:12: W603 incubators 的资金至 2018 年为止，而受理期至 2020",
}
CAME_BACK = {
    "en": "Guidance funds: 30 % of the province's money found no use and went back.",
    "zh": "创业引导基金和产业投资基金：省级资金有 30% 未能使用而退回。",
}


def summary() -> Summary:
    """A scenario with an alarm, of whose money for every lever 30 % came back."""
    ensemble = package()
    return study.summarise(replace(ensemble, returned=ensemble.appropriated * 0.3), (ALARM,))


def run_screen(shown: Summary, language: str, width: int = 160) -> str:
    stream = Output()
    show_run(shown, setting_on(stream, language, width))
    return stream.text()


def compare_screen(language: str, *alarms: Problem) -> str:
    """Business as usual beside the package; both with the same alarms, as of a base that both build on."""
    stream = Output()
    base, other = fabricate(), package()
    pair = Pair(study.summarise(other, alarms), study.compare(base, other))
    show_compare(study.summarise(base, alarms), [pair], setting_on(stream, language, 160))
    return stream.text()


def warned(screen: str, language: str) -> list[str]:
    """The lines under the heading of the warnings."""
    lines = screen.splitlines()
    after = lines[lines.index(Words(language)("screen.warnings")) + 1 :]
    return after[: after.index("")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_alarm_stands_first_among_the_warnings_of_a_run_with_its_code_and_place(language: str) -> None:
    assert warned(run_screen(summary(), language), language)[0] == IN_SHORT[language]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_alarm_that_two_scenarios_share_is_told_once_where_they_are_compared(language: str) -> None:
    assert warned(compare_screen(language, ALARM), language).count(IN_SHORT[language]) == 1
    assert "W603" not in compare_screen(language)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 120])
def test_alarms_are_not_wider_than_the_screen(language: str, width: int) -> None:
    assert widest(run_screen(summary(), language, width)) <= width


@pytest.mark.parametrize("language", ["en", "zh"])
def test_money_that_came_back_is_told_with_its_lever_and_its_share(language: str) -> None:
    assert f"! {CAME_BACK[language]}" in warned(run_screen(summary(), language), language)


def test_json_has_an_alarm_as_check_gives_it_and_every_warning_in_both_languages() -> None:
    warnings = run_document(summary(), study.units(), LEVER_NAMES)["warnings"]
    assert warnings[0] == {"name": "alarm", **problem_record(ALARM)}
    returned = next(each for each in warnings if each.get("lever") == "guidance_funds")
    assert returned["name"] == "money_returned" and returned["share"] == pytest.approx(0.3)
    assert (returned["message"], returned["message_zh"]) == (CAME_BACK["en"], CAME_BACK["zh"])
    assert all(
        each["name"] and each["message"] and re.search("[\u4e00-\u9fff]", each["message_zh"]) for each in warnings
    )
    assert "W603" in as_json(warnings)


def test_json_of_a_comparison_has_the_alarms_of_each_scenario() -> None:
    base, other = fabricate(), package()
    found = [(study.summarise(other, (ALARM,)), study.compare(base, other))]
    document = compare_document(study.summarise(base), found, study.units(), LEVER_NAMES)
    alarms = [[one["code"] for one in each["warnings"] if one["name"] == "alarm"] for each in document["scenarios"]]
    assert alarms == [[], ["W603"]]
