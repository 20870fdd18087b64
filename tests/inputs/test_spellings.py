"""What an office's keyboard, editor and habits put into a file is understood, or pointed at where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.calendar import Quarter, spans
from simulation.inputs.punctuation import sign_before, slip_in, wrong_colon
from tests.inputs.example_levers import Vouchers, load, problems_in, written

HEAD = "title: x\nextends: baseline\nlevers:\n  innovation_vouchers:\n"
YEARS_APART = (10_000.0, 20_000.0, 25_000.0, 25_000.0, 25_000.0)


def vouchers(folder: Path, lines: str) -> Vouchers:
    settings = load(written(folder, HEAD + lines)).levers["innovation_vouchers"]
    assert isinstance(settings, Vouchers)
    return settings


@pytest.mark.parametrize(
    "budget",
    [
        "{2016: 1亿元, 2017: 2亿元, 2018-2020: 2.5亿元}",
        "{2016: 1 亿元, 2017: 200 million yuan, 2018-2020: 2.5e8 yuan}",
        "{2016年: 1亿元, 2017 年: 2亿元, 2018-2020年: 25000 万元}",
        "{2016: 1亿元, 2017: 2亿元, 2018至2020: 2.5亿元}",
        "{2016: 1亿元, 2017: 2亿元, 2018年到2020年: 2.5亿元}",
        "{2016: 1亿元, 2017: 2亿元, 2018—2020: 2.5亿元}",
        "{2016: 1亿元, 2017: 2亿元, 2018～2020: 2.5亿元}",
        "{２０１６: １亿元, ２０１７: 20，000万元, ２０１８－２０２０: ２．５亿元}",
        "{2016: 1亿元, 2017: 0.2 bn yuan, 2018-2020: '250,000,000 RMB'}",
    ],
)
def test_years_and_amounts_may_be_written_as_offices_write_them(tmp_path: Path, budget: str) -> None:
    assert vouchers(tmp_path, f"    budget: {budget}\n").budget == YEARS_APART


@pytest.mark.parametrize("share", ["50%", "５０％", "50 %", "0.5", "500‰", "5000 人/万人", "50 percent"])
def test_a_half_may_be_written_in_many_ways(tmp_path: Path, share: str) -> None:
    assert vouchers(tmp_path, f"    budget: 1亿元\n    own_share: {share}\n").own_share == 0.5


@pytest.mark.parametrize("quarter", ["2017Q3", "2017q3", "2017-Q3", "２０１７Ｑ３", "2017年第三季度", "2017年3季度"])
def test_a_quarter_may_be_written_in_many_ways(tmp_path: Path, quarter: str) -> None:
    assert vouchers(tmp_path, f"    budget: 1亿元\n    start: {quarter}\n").start == Quarter(2017, 3)


def test_signs_of_a_condition_may_be_full_width(tmp_path: Path) -> None:
    text = "firm.sales ＜ ４亿元 and town.region in （‘east’，‘west’） and firm.age ≥ 2年"
    assert vouchers(tmp_path, f"    budget: 1亿元\n    eligible: {text}\n").eligible.fields == {
        "firm.sales", "town.region", "firm.age",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["off", "OFF", "Off"])
def test_off_is_off_however_it_is_typed(tmp_path: Path, word: str) -> None:
    assert not load(written(tmp_path, f"title: x\nextends: baseline\nlevers: {{innovation_vouchers: {word}}}\n")).levers


def test_windows_files_with_a_mark_and_other_line_ends_give_the_same_places(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    text = HEAD + "    budget: 1亿元\n    own_shaer: 50%\n"
    for raw in (text.encode(), text.replace("\n", "\r\n").encode("utf-8-sig"), text.replace("\n", "\r").encode()):
        path.write_bytes(raw)
        assert [(p.code, p.line, p.column, p.nearest) for p in problems_in(path)] == [("E101", 6, 5, "own_share")]


def test_ten_megabytes_are_refused_without_reading_them(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(b"title: x\n" * 1_200_000)
    assert [problem.code for problem in problems_in(path)] == ["E003"]


def test_the_same_mistake_in_several_years_is_told_once_with_the_years(tmp_path: Path) -> None:
    text = HEAD + "    budget: {2016: 5, 2017: 1亿园, 2018-2019: 7, 2020: 2亿园}\n"
    told = [(p.code, p.column, p.years) for p in problems_in(written(tmp_path, text))]
    assert told == [("E202", 20, (2016, 2018, 2019)), ("E104", 29, (2017, 2020))]
    first = str(problems_in(tmp_path / "scenario.yaml")[0]).splitlines()[0]
    assert first.endswith("E202 5 has no unit: expected money, like 5万元 or 1亿元 (in 2016, 2018-2019)")


def test_two_mistakes_in_two_years_are_told_apart(tmp_path: Path) -> None:
    text = HEAD + "    budget: {2016: 1亿园, 2017: 1亿员, 2018: -1亿元, 2019: 5%}\n"
    assert [(p.code, p.years) for p in problems_in(written(tmp_path, text))] == [
        ("E104", ()), ("E104", ()), ("E204", ()), ("E203", ()),
    ]  # fmt: skip


def test_the_same_mistake_in_two_files_is_told_in_both(tmp_path: Path) -> None:
    written(tmp_path, HEAD + "    budget: {2016: 5, 2017: 5}\n", "base.yaml")
    change = HEAD.replace("baseline", "base") + "    budget: {2018: 5, 2019: 5}\n"
    told = [(Path(p.file).name, p.years) for p in problems_in(written(tmp_path, change))]
    assert told == [("base.yaml", (2016, 2017)), ("scenario.yaml", (2018, 2019))]


def test_years_are_written_in_spans() -> None:
    assert spans((2016, 2018, 2019, 2020)) == "2016, 2018-2020" and spans(()) == ""


@pytest.mark.parametrize(
    ("text", "offset"), [("budget：1亿元", 6), ("a、b", 1), ("budget:1", 6), ("“x”", 0), ("12:30", None),
                         ("https://x", None), ("blocks/no_shocks", None), ("1亿元", None)]
)  # fmt: skip
def test_a_sign_that_cannot_be_meant_is_found(text: str, offset: int | None) -> None:
    slip = slip_in(text)
    assert (slip.offset if slip else None) == offset


def test_punctuation_of_prose_is_not_taken_for_a_slip() -> None:
    assert sign_before("title: 任务一：平台、机构，") is None and sign_before("use: [a, 'b，c") is None
    assert wrong_colon("title: 任务一：平台") is None and wrong_colon("levers:") is None
