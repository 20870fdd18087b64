"""The same money that nobody aims: what goes, what stays, and that its merged file says the same."""

from pathlib import Path

import pytest

from simulation.calendar import YEARS
from simulation.inputs.delivery import InstrumentSettings
from simulation.inputs.differences import differences, instruments_of
from simulation.inputs.dumping import merged_lines
from simulation.inputs.files import scenario_names
from simulation.inputs.scenario import Scenario
from simulation.inputs.untargeted import kept_aims, untargeted, ways
from simulation.study import load

AIMS = {"eligible", "allocation", "ranking", "quotas", "equity_share"}
AIMED_EVERYWHERE = """\
title: {en: Aimed, zh: 定向}
author: tests
extends: baseline
levers:
  innovation_vouchers:
    budget: {2016: 1亿元, 2018: 2亿元}
    face_value: 8万元
    cap: 5万元
    eligible: firm.rd_intensity > 2% and town.region != 'prd'
    allocation: gap
    equity_share: 60%
  enterprise_cultivation:
    sme_grant: {budget: 1亿元, ranking: firm.rd_intensity, allocation: competitive}
    rd_post_subsidy: {budget: 1亿元, quotas: {east: 20%}}
    high_tech_drive: off
  guidance_funds:
    staged_equity: {budget: 1亿元, eligible: firm.age < 3 years}
    follow_on: {budget: 1亿元}
  coordination: {budget: 0.2亿元, eligible: town.region == 'east'}
"""


def aimed(folder: Path) -> Scenario:
    path = folder / "aimed.yaml"
    path.write_text(AIMED_EVERYWHERE, encoding="utf-8")
    return load(path)


def settings_in(scenario: Scenario) -> dict[str, InstrumentSettings]:
    return instruments_of(scenario)


def test_every_aim_goes_and_nothing_else_changes(tmp_path: Path) -> None:
    before = aimed(tmp_path)
    after = untargeted(before)
    assert {change.path[2] for change in differences(before, after)} == AIMS
    for name, instrument in settings_in(after).items():
        assert instrument.eligible.asks_nothing, name
        assert (instrument.ranking, instrument.quotas, instrument.equity_share, instrument.kept) == (None,) * 4
        assert [instrument.budget_of(year) for year in YEARS] == [
            settings_in(before)[name].budget_of(year) for year in YEARS
        ]
    vouchers = after.levers["innovation_vouchers"]
    assert (vouchers.face_value, vouchers.cap, vouchers.allocation) == (8.0, 5.0, "lottery")
    # stated, so that nothing is switched on that was off
    assert settings_in(before).keys() == settings_in(after).keys()


def test_lots_are_drawn_where_the_rule_allows_it_and_else_the_way_stays(tmp_path: Path) -> None:
    found = {name: instrument.allocation for name, instrument in settings_in(untargeted(aimed(tmp_path))).items()}
    assert found == {
        "innovation_vouchers": "lottery",
        "enterprise_cultivation.sme_grant": "lottery",
        "enterprise_cultivation.rd_post_subsidy": "lottery",
        "guidance_funds.staged_equity": "competitive",
        "guidance_funds.follow_on": "first_come",
        "coordination": "formula",
    }


def test_only_what_still_chooses_is_told_as_aimed(tmp_path: Path) -> None:
    (kept,) = kept_aims(aimed(tmp_path))
    assert (kept.instrument, kept.allocation) == ("guidance_funds.staged_equity", "competitive")
    assert kept.because == "the managers of the funds choose the firms by their own view"
    assert [each.instrument for each in kept_aims(load("document_package"))] == [kept.instrument]
    assert list(kept_aims(load("baseline"))) == []


def test_it_has_a_name_a_title_in_both_languages_and_a_hash_of_its_own(tmp_path: Path) -> None:
    before = aimed(tmp_path)
    after = untargeted(before)
    assert (after.id, after.title.en, after.title.zh) == ("aimed_untargeted", "Aimed, untargeted", "定向（资金不定向）")
    assert after.hash() != before.hash()
    assert (after.macro, after.parameters, after.readings, after.files) == (
        before.macro, before.parameters, before.readings, before.files,
    )  # fmt: skip
    assert untargeted(after).hash() == after.hash()


@pytest.mark.parametrize("name", [*scenario_names(), "aimed"])
def test_its_merged_file_reads_as_the_same_scenario(name: str, tmp_path: Path) -> None:
    after = untargeted(aimed(tmp_path) if name == "aimed" else load(name))
    path = tmp_path / "merged.yaml"
    path.write_text("".join(f"{line}\n" for line in merged_lines(after)), encoding="utf-8")
    again = load(path)
    assert again.hash() == after.hash()
    assert again.levers == after.levers
    assert all(each.allocation in ways(each) for each in settings_in(again).values())


def test_levers_can_be_left_out_of_it_as_of_any_other() -> None:
    without = load("document_package", ["talent"])
    assert untargeted(without).left_out == ("talent",)
    assert untargeted(without).hash() == untargeted(load("document_package")).without(["talent"], {}).hash()
    assert untargeted(load("baseline")).hash() == load("baseline").hash()
