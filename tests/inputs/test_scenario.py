"""A scenario file becomes one frozen, checked record: a difference from its base; every value keeps its origin."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from pydantic import ValidationError

from simulation.calendar import HORIZON, Quarter
from simulation.inputs.choices import FrozenMap
from simulation.inputs.delivery import InstrumentSettings, LeverSettings, instrument_names
from simulation.inputs.scenario import scenario_title
from simulation.inputs.tree import place_of
from tests.inputs.example_levers import Funds, Vouchers, load, problems_in, written

PACKAGE = """\
title: Two levers
extends: baseline
levers:
  innovation_vouchers:
    start: 2016Q2
    budget: {2016: 1亿元, 2017: 2亿元, 2018-2020: 2.5亿元}
    eligible: firm.sales < 4亿元 and town.region != 'prd'
  guidance_funds:
    staged_equity: {budget: 2.7亿元}
    follow_on: {budget: 0.3亿元}
"""
"""The package other files of these tests extend."""


def changed(folder: Path, text: str) -> Path:
    """A scenario that extends the package above."""
    written(folder, PACKAGE, "package.yaml")
    return written(folder, f"title: A change\nextends: package\n{text}")


def vouchers_of(path: Path) -> Vouchers:
    settings = load(path).levers["innovation_vouchers"]
    assert isinstance(settings, Vouchers)
    return settings


def funds_of(path: Path) -> Funds:
    settings = load(path).levers["guidance_funds"]
    assert isinstance(settings, Funds)
    return settings


def test_a_scenario_states_its_levers_and_takes_the_rest_from_the_base(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, PACKAGE))
    vouchers = scenario.levers["innovation_vouchers"]
    assert isinstance(vouchers, Vouchers)
    assert vouchers.budget == (10_000.0, 20_000.0, 25_000.0, 25_000.0, 25_000.0)
    assert (vouchers.start, vouchers.face_value, vouchers.own_share) == (Quarter(2016, 2), 5.0, 0.5)
    assert vouchers.eligible.fields == {"firm.sales", "town.region"}
    assert scenario.extends == ("baseline",) and scenario.macro.growth == "ex_ante" and scenario.shocks == ()
    assert [path.name for path in scenario.files] == ["scenario.yaml", "baseline.yaml"]
    assert scenario.id == "scenario" and scenario.title.zh == "Two levers"


def test_a_budget_opens_with_its_start_and_closes_with_its_end(tmp_path: Path) -> None:
    vouchers = vouchers_of(changed(tmp_path, "levers: {innovation_vouchers: {end: 2019Q4}}\n"))
    assert [str(quarter) for quarter in HORIZON if vouchers.runs_in(quarter)][::14] == ["2016Q2", "2019Q4"]
    assert [vouchers.budget_of(year) for year in (2015, 2016, 2020, 2021)] == [0.0, 10_000.0, 25_000.0, 0.0]


def test_a_change_of_one_year_keeps_the_other_years(tmp_path: Path) -> None:
    vouchers = vouchers_of(changed(tmp_path, "levers: {innovation_vouchers: {budget: {2019: 3亿元}}}\n"))
    assert vouchers.budget == (10_000.0, 20_000.0, 25_000.0, 30_000.0, 25_000.0)


def test_a_change_of_one_year_keeps_the_single_amount_of_the_base_in_the_others(tmp_path: Path) -> None:
    funds = funds_of(changed(tmp_path, "levers: {guidance_funds: {staged_equity: {budget: {2020: 0}}}}\n"))
    assert funds.staged_equity is not None
    assert funds.staged_equity.budget == (27_000.0, 27_000.0, 27_000.0, 27_000.0, 0.0)


def test_the_word_off_switches_off_a_lever_or_one_instrument(tmp_path: Path) -> None:
    text = "levers: {innovation_vouchers: off, guidance_funds: {follow_on: off}}\n"
    scenario = load(changed(tmp_path, text))
    funds = scenario.levers["guidance_funds"]
    assert isinstance(funds, Funds)
    assert list(scenario.levers) == ["guidance_funds"] and funds.follow_on is None and funds.staged_equity is not None
    neither = "levers: {guidance_funds: {follow_on: off, staged_equity: off}}\n"
    assert list(load(changed(tmp_path, neither)).levers) == ["innovation_vouchers"]


def test_a_lever_that_is_off_in_the_base_is_stated_anew(tmp_path: Path) -> None:
    written(tmp_path, "title: x\nextends: baseline\nlevers: {innovation_vouchers: off}\n", "base.yaml")
    path = written(tmp_path, "title: x\nextends: base\nlevers: {innovation_vouchers: {budget: 1亿元}}\n")
    assert vouchers_of(path).budget[0] == 10_000.0


def test_a_lever_without_any_instrument_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "title: x\nextends: baseline\nlevers: {guidance_funds: {}}\n")
    assert [(problem.code, problem.allowed[-1]) for problem in problems_in(path)] == [("E112", "off")]


def test_blocks_are_laid_over_the_base_in_their_order_and_the_file_over_both(tmp_path: Path) -> None:
    written(tmp_path, "shocks: [covid]\ndrift: ex_ante\n", "blocks/first.yaml")
    written(tmp_path, "shocks: [tariffs]\n", "blocks/second.yaml")
    path = written(tmp_path, "title: x\nextends: baseline\nuse: [blocks/first, blocks/second]\n")
    scenario = load(path)
    assert (scenario.shocks, scenario.drift) == (("tariffs",), "ex_ante")
    assert len(scenario.files) == 4 and scenario.extends == ("baseline",)
    path = written(tmp_path, "title: x\nextends: baseline\nuse: [blocks/second]\nshocks: []\n")
    assert load(path).shocks == ()


def test_blocks_that_come_with_the_program_can_be_used_anywhere(tmp_path: Path) -> None:
    use = "[blocks/observed_shocks, blocks/observed_growth, blocks/target_pressure]"
    scenario = load(written(tmp_path, f"title: x\nextends: baseline\nuse: {use}\n"))
    assert scenario.shocks == ("covid", "super_deduction", "tariffs")
    assert scenario.certification.pace == "target_pressure"
    assert scenario.macro.growth[0] == pytest.approx(0.1105)


def test_a_scenario_may_bear_the_name_of_the_shipped_one_it_extends(tmp_path: Path) -> None:
    path = written(tmp_path, "title: Ours\nextends: baseline\nshocks: [covid]\n", "baseline.yaml")
    assert load(path).shocks == ("covid",)


def test_title_question_and_author_are_not_inherited(tmp_path: Path) -> None:
    written(tmp_path, "title: Base\nquestion: Why?\nauthor: Office\nextends: baseline\n", "base.yaml")
    scenario = load(written(tmp_path, "title: {en: Change, zh: 变化}\nextends: base\n"))
    assert (scenario.title.zh, scenario.question, scenario.author) == ("变化", None, "")


def test_every_value_of_the_merged_scenario_knows_its_file_and_line(tmp_path: Path) -> None:
    scenario = load(changed(tmp_path, "levers: {innovation_vouchers: {budget: {2019: 3亿元}}}\n"))
    origins = {
        year: place_of(scenario.content, ("levers", "innovation_vouchers", "budget", year)) for year in (2018, 2019)
    }
    assert [(Path(place.file).name, place.line) for place in origins.values()] == [
        ("package.yaml", 6),
        ("scenario.yaml", 3),
    ]
    growth = place_of(scenario.content, ("macro", "growth"))
    assert Path(growth.file).name == "baseline.yaml"


def test_readings_and_fixed_parameters_are_kept(tmp_path: Path) -> None:
    scenario = load(
        changed(
            tmp_path,
            "targets: {gdp: {reading: document}}\n"
            "parameters: {voucher_additionality: {fixed: 0.5, source: office survey 2017}}\n",
        )
    )
    assert dict(scenario.readings) == {"gdp": "document"}
    assert scenario.parameters["voucher_additionality"].fixed == 0.5


@pytest.mark.parametrize(
    ("growth", "expected"),
    [
        ("ex_ante", "ex_ante"),
        ("8%", (0.08,) * 5),
        ("{2016-2019: 8%, 2020: -1%}", (0.08, 0.08, 0.08, 0.08, -0.01)),
    ],
)
def test_growth_is_drawn_or_given(tmp_path: Path, growth: str, expected: object) -> None:
    assert (
        load(written(tmp_path, f"title: x\nextends: baseline\nmacro: {{growth: {growth}}}\n")).macro.growth == expected
    )


def test_the_hash_counts_what_is_decided_and_not_how_it_is_written(tmp_path: Path) -> None:
    base = load(written(tmp_path, PACKAGE)).hash()
    reworded = (
        PACKAGE.replace("Two levers", "Other words").replace("1亿元", "10000万元").replace("2018-2020", "2018-2020 ")
    )
    lines = reworded.splitlines()
    reordered = "\n".join([lines[0], lines[1], lines[2], *lines[7:], *lines[3:7]])
    assert load(written(tmp_path, f"author: me\n{reordered}\n", "other.yaml")).hash() == base
    assert load(written(tmp_path, PACKAGE.replace("1亿元", "1.1亿元"))).hash() != base
    assert load(written(tmp_path, PACKAGE + "shocks: [covid]\n")).hash() != base


def test_a_default_that_is_written_out_changes_nothing(tmp_path: Path) -> None:
    plain = load(written(tmp_path, PACKAGE)).hash()
    assert (
        load(changed(tmp_path, "levers: {innovation_vouchers: {own_share: 50%, face_value: 5万元}}\n")).hash() == plain
    )


def test_nothing_of_a_scenario_can_be_changed_after_loading(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, PACKAGE))
    with pytest.raises(ValidationError, match="frozen"):
        scenario.drift = "ex_ante"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        scenario.levers["innovation_vouchers"].budget = (0.0,) * 5  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        scenario.levers["other"] = scenario.levers["innovation_vouchers"]  # type: ignore[index]
    again = pickle.loads(pickle.dumps(scenario))
    assert again.hash() == scenario.hash() and again.levers["innovation_vouchers"].runs_in(HORIZON[-1])


def test_a_lever_names_its_instruments_as_the_ledger_does() -> None:
    funds = Funds.model_validate({"follow_on": {"budget": "1亿元"}})
    assert list(funds.instruments("guidance_funds")) == ["guidance_funds.follow_on"]
    assert list(Vouchers.model_validate({"budget": 0}).instruments("innovation_vouchers")) == ["innovation_vouchers"]
    assert instrument_names(Funds) == ("staged_equity", "follow_on", "risk_compensation")
    assert instrument_names(Vouchers) == ()


def test_a_broken_file_has_no_title_to_list(tmp_path: Path) -> None:
    assert scenario_title(written(tmp_path, "levers: [\n")) is None
    assert scenario_title(written(tmp_path, "author: nobody\n")) is None


def test_settings_are_closed_to_keys_they_do_not_know() -> None:
    assert issubclass(InstrumentSettings, LeverSettings)
    with pytest.raises(ValidationError, match="Extra inputs"):
        Vouchers.model_validate({"budget": "1亿元", "bugdet": "1亿元"})


def test_a_frozen_map_shows_what_it_holds() -> None:
    assert repr(FrozenMap({"a": 1})) == "FrozenMap({'a': 1})" and len(FrozenMap({"a": 1})) == 1
