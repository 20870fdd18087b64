"""What a scenario says and what it changes reads as a policy reader would say it, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation import study
from simulation.inputs.conditions import FIELDS, Condition
from simulation.inputs.differences import differences
from simulation.inputs.files import scenario_names
from simulation.presentation.amounts import money, number
from simulation.presentation.conditions_said import condition_words
from simulation.presentation.difference_screen import show_differences
from simulation.presentation.scenario_screen import show_scenario
from simulation.presentation.setting import make_setting
from simulation.presentation.words import Words
from simulation.presentation.wrapping import wrapped
from tests.inputs.example_levers import written
from tests.presentation.rendering import Output, widest

CHANGED = """\
schema: 2
title: {en: Our change, zh: 我局调整方案}
extends: task_10_services
use: [blocks/observed_growth]
shocks: [covid]
levers:
  innovation_vouchers:
    budget: {2018: 2.5亿元, 2019-2020: 3亿元}
    eligible: firm.sales < 2亿元 and not firm.is_hte
    allocation: first_come
    cap: 20万元
  innovation_services: {makerspaces: off}
  guidance_funds: {follow_on: {budget: 0.3亿元, eligible: true, end: 2018Q4}}
  target_responsibility: {}
certification: {minimum_output: 10亿元}
targets: {gdp: {reading: prices_2015}}
parameters: {voucher_additionality: {fixed: 0.5, source: office survey 2017}}
"""


def shown(scenario: str | Path, language: str = "en", width: int = 200) -> str:
    output = Output()
    show_scenario(study.load(scenario), make_setting(language, width, study.lever_names(), output))
    return output.text()


def compared(before: str | Path, after: str | Path, language: str = "en", width: int = 200) -> str:
    output, both = Output(), (study.load(before), study.load(after))
    show_differences(both, differences(*both), make_setting(language, width, study.lever_names(), output))
    return output.text()


def test_a_lever_is_one_sentence() -> None:
    assert (
        "3.3.3 Innovation vouchers: 1 亿元 a year 2016-2020, firms with sales < 4亿元, by lottery, face value 5 万元, "
        "firm's own part 50 %, province's part 70 %\n"
    ) in shown("vouchers_only")
    assert (
        "3.3.3 创新券：2016-2020 年每年 1 亿元，面向销售收入 < 4亿元的企业，摇号分配，面额 5 万元，企业自付比例 50%，"
        "省级分担比例 70%\n"
    ) in shown("vouchers_only", "zh")


def test_the_screen_says_who_asked_what_and_on_which_files(tmp_path: Path) -> None:
    path = written(tmp_path, CHANGED)
    lines = shown(path).splitlines()
    assert lines[0] == "Our change · scenario"
    assert "Built on task_10_services, baseline, with the blocks blocks/observed_growth" in lines
    files = "Files: scenario.yaml, task_10_services.yaml, baseline.yaml, observed_growth.yaml"
    assert lines[-1] == f"{files} · scenario {study.load(path).hash()[:8]}"


def test_the_screen_says_all_that_a_file_can_say(tmp_path: Path) -> None:
    text = shown(written(tmp_path, CHANGED))
    for sentence in (
        "Innovation vouchers: 1 亿元 a year 2016-2017, 2.5 亿元 in 2018, 3 亿元 a year 2019-2020, firms with sales < "
        "2亿元 and no high-tech title, first come first served, cap 20 万元, face value 5 万元",
        "Follow-on investment: 0.3 亿元 a year 2016-2020, any firm the rule allows, first come first served, "
        "2016Q1 to 2018Q4\n",
        "4.2 Responsibility for targets: costs nothing, any town the rule allows, by formula",
        "Province money: 1.75 亿元 a year 2016-2017, 3.25 亿元 in 2018, 3.75 亿元 a year 2019-2020; 14.25 亿元 in all",
        "Nominal growth: 2016 11.05 %, 2017 10.95 %, 2018 11.42 %, 2019 7.73 %, 2020 2.87 %",
        "Outside shocks: epidemic of 2020",
        "output of 10 亿元 or more, specialty 30 % or more",
        "GDP of the towns is read as prices of 2015",
        "voucher_additionality is fixed at 0.5 share (office survey 2017); otherwise 0.503 · 0.709 · 0.868",
    ):
        assert sentence in text
    assert "makerspaces" not in text


def test_a_lever_without_money_says_that_it_counts_as_off() -> None:
    text = shown("zero_budgets")
    assert "3.2.1 Cooperation zones: no money, any town the rule allows, by competition" in text
    assert text.count("without money in any year: counts as off") == len(study.load("zero_budgets").levers)
    assert "No lever is switched on" in shown("baseline")


def test_changes_are_said_as_a_policy_reader_would(tmp_path: Path) -> None:
    lines = compared("task_10_services", written(tmp_path, CHANGED)).splitlines()
    assert lines[0] == "From “Task 10 alone: services for innovation · task_10_services” to “Our change · scenario”"
    assert lines[lines.index("Switched off") + 1].startswith(
        "Mass-innovation platforms and makerspaces: 0.15 亿元 a year"
    )
    assert lines[lines.index("Switched on") + 1].startswith("Follow-on investment: 0.3 亿元 a year 2016-2020, any firm")
    at = lines.index("Changed")
    assert set(lines[at + 1 : at + 6]) == {
        "Innovation vouchers, budget 2018: 1 亿元 -> 2.5 亿元",
        "Innovation vouchers, budget 2019-2020: 1 亿元 -> 3 亿元",
        "Innovation vouchers, cap: not stated -> 20 万元",
        'Innovation vouchers, eligible: "firm.sales < 4亿元" -> "firm.sales < 2亿元 and not firm.is_hte"',
        "Innovation vouchers, allocation: by lottery -> first come first served",
    }
    assert "Parameter voucher_additionality: its prior (0.503 · 0.709 · 0.868) -> 0.5" in lines
    assert lines[-1] == "Province money over the five years: 8 亿元 -> 14.25 亿元"


def test_changes_are_said_in_chinese(tmp_path: Path) -> None:
    lines = compared("task_10_services", written(tmp_path, CHANGED), "zh").splitlines()
    for line in (
        "创新券预算 2018 年：1 亿元 → 2.5 亿元",
        "创新券预算 2019-2020 年：1 亿元 → 3 亿元",
        "创新券适用条件：“firm.sales < 4亿元” → “firm.sales < 2亿元 and not firm.is_hte”",
        "跟进投资：2016-2020 年每年 0.3 亿元，面向规则允许的全部企业，先到先得，2016Q1 至 2018Q4",
        "最低工农业总产值：20 亿元 → 10 亿元",
        "地区生产总值的口径：当年价 → 2015 年价",
    ):
        assert line in lines


def test_going_back_turns_every_change_round(tmp_path: Path) -> None:
    path = written(tmp_path, CHANGED)
    there, back = compared("task_10_services", path).splitlines(), compared(path, "task_10_services").splitlines()
    assert "Innovation vouchers, budget 2018: 2.5 亿元 -> 1 亿元" in back
    assert back.index("Switched on") + 1 == next(n for n, line in enumerate(back) if line.startswith("Mass-innovation"))
    assert len(there) == len(back)


@pytest.mark.parametrize(("language", "sentence"), [("en", "say the same"), ("zh", "内容相同")])
def test_equal_scenarios_say_so(language: str, sentence: str) -> None:
    lines = compared("vouchers_only", "vouchers_only", language).splitlines()
    assert len(lines) == 2 and sentence in lines[1]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 120])
def test_screens_fit_their_width(tmp_path: Path, language: str, width: int) -> None:
    path = written(tmp_path, CHANGED)
    screens = [shown(name, language, width) for name in (*scenario_names(), path)]
    screens += [
        compared("baseline", "document_package", language, width),
        compared(path, "task_10_services", language, width),
    ]
    assert max(map(widest, screens)) <= width
    assert not any(line.startswith((",", "，", "元")) for screen in screens for line in screen.split("\n"))


def test_money_that_was_added_up_is_rounded_to_whole_wan(tmp_path: Path) -> None:
    levers = "innovation_vouchers: {budget: 3333.337万元}, regional_pairing: {budget: 3333.337万元}"
    text = shown(written(tmp_path, f"schema: 2\ntitle: x\nextends: baseline\nlevers: {{{levers}}}\n"))
    assert "Innovation vouchers: 0.3333337 亿元 a year 2016-2020" in text
    assert "Province money: 0.6667 亿元 a year 2016-2020; 3.3333 亿元 in all" in text


def test_a_line_starts_with_no_sign_and_splits_no_amount() -> None:
    assert wrapped("firms with sales < 4亿元, by lottery", 22) == ["firms with sales < 4", "亿元, by lottery"]
    assert wrapped("shares of 30\u00a0% and 1\u00a0亿元 and", 11) == ["shares of", "30 % and", "1 亿元 and"]
    assert wrapped("one of '广州', '肇庆'", 15) == ["one of '广州',", "'肇庆'"]


def test_no_colour_code_reaches_a_pipe() -> None:
    assert "\x1b" not in shown("document_package")


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("firm.sales < 4亿元 and town.region != 'prd'", "sales < 4亿元 and region ≠ Pearl River Delta",
         "销售收入 < 4亿元 且 区域 ≠ 珠三角"),
        ("not firm.performs_rd or firm.age >= 2年", "no R&D of their own or age ≥ 2年",
         "非 有研发活动 或 成立年数 ≥ 2年"),
        ("town.region not in ('east', 'west')", "region not in (East, West)", "区域 非 属于 (粤东、粤西)"),
        ("not (firm.exports and firm.is_hte)", "not (exports and high-tech title)", "非 (有出口 且 属高新技术企业)"),
        ("firm.age * 2 > 3年 + 1年", "age × 2 > 3年 + 1年", "成立年数 × 2 > 3年 + 1年"),
        ("firm.age < 7 years and firm.sales < 5e8 yuan", "age < 7 years and sales < 5e8 yuan",
         "成立年数 < 7年 且 销售收入 < 5e8元"),
        ("firm.age >= 6 quarters or firm.sales / firm.employees > 0.5 million yuan / people",
         "age ≥ 6 quarters or sales ÷ employees > 0.5 million yuan / people",
         "成立年数 ≥ 6个季度 或 销售收入 ÷ 从业人数 > 0.5百万元/人"),
        ("firm.sector == 'machinery'", "sector = Machinery and moulds", "行业 = 机械与模具"),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_words(text: str, english: str, chinese: str) -> None:
    condition = Condition.parse(text)
    assert condition_words(condition, Words("en")) == english
    assert condition_words(condition, Words("zh")) == chinese


def test_every_field_has_a_name() -> None:
    assert [field for field in FIELDS if f"field.{field}" not in Words("zh")] == []


@pytest.mark.parametrize(
    ("wan", "written_as"),
    [
        (5.0, "5 万元"),
        (1_500.0, "0.15 亿元"),
        (999.5, "999.5 万元"),
        (109_500.0, "10.95 亿元"),
        (0.0, "0"),
        (0.01, "0.01 万元"),
    ],
)
def test_money_is_written_in_the_unit_that_reads_shortest(wan: float, written_as: str) -> None:
    assert money(wan, Words("en")).replace("\u00a0", " ") == written_as


def test_numbers_are_not_rounded() -> None:
    assert [number(value) for value in (0.1 + 0.2, 11.049999999999999, 1e-9, -0.0, 1_234_567.125)] == [
        "0.3", "11.05", "0.000000001", "0", "1234567.125",
    ]  # fmt: skip
