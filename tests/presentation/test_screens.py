"""Screens are right at every width, on a pipe, without colour, in both languages, and show the numbers of the JSON."""

import re
from dataclasses import replace

import pytest

from simulation import study
from simulation.presentation.document import run_document
from simulation.presentation.numbers import Figures
from simulation.presentation.words import Words
from tests.analysis.fabricated import fabricate, with_change, with_failures
from tests.presentation.rendering import Output, compare_screen, facts_screen, package, run_screen, widest

WIDTHS = (80, 100, 120, 160)
EVERY = [(language, width) for language in ("en", "zh") for width in WIDTHS]
ESCAPE = "\x1b["


@pytest.mark.parametrize(("language", "width"), EVERY)
def test_no_line_of_any_screen_is_wider_than_the_screen(language: str, width: int) -> None:
    base, other = fabricate(), package()
    for screen in (
        run_screen(other, language, width),
        run_screen(with_failures(base, (0, 0)), language, width),
        compare_screen(base, other, language=language, width=width),
        compare_screen(base, other, base, language=language, width=width),
        facts_screen(base, language, width),
    ):
        assert widest(screen) <= width


@pytest.mark.parametrize(("language", "width"), EVERY)
def test_nothing_is_cut_off_with_dots(language: str, width: int) -> None:
    for screen in (
        run_screen(package(), language, width),
        compare_screen(fabricate(), package(), language=language, width=width),
        facts_screen(fabricate(), language, width),
    ):
        assert "…" not in screen


@pytest.mark.parametrize("language", ["en", "zh"])
def test_columns_of_the_target_table_line_up(language: str) -> None:
    """Every bar of a target starts in the same cell, although Chinese characters are two cells wide."""
    from rich.cells import cell_len

    lines = run_screen(package(), language).splitlines()
    starts = {cell_len(re.split("[█▓░·]{14}", line)[0]) for line in lines if re.search("[█▓░·]{14}", line)}
    assert len(starts) == 1


def test_a_pipe_gets_plain_text_one_hundred_columns_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    screen = run_screen(package(), width=None)
    assert ESCAPE not in screen
    assert 90 <= widest(screen) <= 100


def test_a_terminal_gets_colour_unless_the_reader_wants_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert ESCAPE in run_screen(package(), output=Output(terminal=True))
    monkeypatch.setenv("NO_COLOR", "1")
    colours = re.findall(r"\x1b\[([0-9;]*)m", run_screen(package(), output=Output(terminal=True)))
    assert not [code for code in colours if re.search(r"(^|;)(3[0-7]|9[0-7]|38)(;|$)", code)]


def test_colour_carries_nothing_that_the_text_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", run_screen(package(), output=Output(terminal=True)))
    assert coloured.splitlines() == run_screen(package()).splitlines()


def test_an_output_that_knows_only_ascii_still_gets_a_screen() -> None:
    screen = run_screen(package(), output=Output(encoding="ascii"))
    assert re.search(r"#+=*-*\.", screen)
    assert widest(screen) <= 100


def test_a_chinese_output_in_gbk_keeps_its_characters() -> None:
    assert "研发支出占GDP比重" in run_screen(package(), "zh", output=Output(encoding="gbk"))


def test_every_probability_on_the_screen_is_that_of_the_json() -> None:
    ensemble = package()
    summary = study.summarise(ensemble)
    entries = {entry["id"]: entry for entry in run_document(summary, study.units())["targets"]}
    screen, words = run_screen(ensemble), Words("en")
    for result in summary.targets:
        line = next(line for line in screen.splitlines() if line.startswith(words(f"target.{result.target.id}")))
        entry = entries[result.target.id]
        assert Figures(words).chance(result.chance) in line
        if 0 < entry["probability"] < 1:
            shown = float(re.findall(r"([\d.]+) %", line)[0])
            decimals = len(str(shown).partition(".")[2]) if shown != int(shown) else 0
            assert shown == pytest.approx(round(100 * entry["probability"], decimals), abs=1e-9)


def test_the_screen_says_under_which_assumptions_and_never_will() -> None:
    screen = run_screen(package())
    assert "Under these assumptions" in screen
    assert not re.search(r"\bwill\b", screen)
    assert "Not validated" in screen


def test_the_footer_reproduces_the_run() -> None:
    screen = run_screen(package())
    for part in ("Seed 7", "64 draws × 2 runs", "version 0.1.0", "scenario 1f2e3d4c", "parameters a1b2c3d4"):
        assert part in screen


def test_none_of_the_runs_is_a_bound_and_not_zero() -> None:
    screen = run_screen(with_change(fabricate(), "baseline", {"platform_coverage": -40.0}))
    line = next(line for line in screen.splitlines() if line.startswith("Platform coverage"))
    assert "< 5.7 %" in line  # Wilson: none of 64 draws
    assert " 0 %" not in line


def test_one_draw_is_never_called_a_probability() -> None:
    screen = run_screen(fabricate(draws=1, replications=4))
    assert "not a probability" in screen
    assert "Share of runs" in screen
    assert "Chance" not in screen.split("\n", 4)[-1].split("\n")[0]


def test_real_stands_under_reported() -> None:
    lines = run_screen(package()).splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("R&D / GDP"))
    assert lines[place + 1].startswith("  really done")


def test_failed_runs_are_told() -> None:
    screen = run_screen(with_failures(fabricate(), (3, 1)))
    joined = " ".join(screen.split())
    assert "1 of 128 runs failed and are left out of every share" in joined
    assert "(first: draw 3, run 1, 2018Q3 ledger: account overdrawn)" in joined


def test_a_warning_of_one_scenario_names_it_and_one_of_all_does_not() -> None:
    screen = compare_screen(fabricate(draws=16), with_failures(package(16), (3, 1)))
    warnings = [line for line in screen.splitlines() if line.startswith("!")]
    assert any(line.startswith("! document_package · 1 of 32 runs failed") for line in warnings)
    assert any(line.startswith("! Only 16 draws") for line in warnings)


def test_a_study_without_any_finished_run_says_that_nothing_can_be_said() -> None:
    runs = [(draw, replication) for draw in range(8) for replication in range(2)]
    screen = run_screen(with_failures(fabricate(draws=8), *runs))
    assert "nothing can be said" in screen
    assert "nan" not in screen


def test_a_comparison_names_what_moves_and_what_cannot_be_told() -> None:
    screen = compare_screen(fabricate(), package(), width=120)
    assert "moves the chance of" in screen
    assert "Platform coverage +" in screen
    assert "no run differs" not in screen
    assert "bn yuan over five years" in screen


def test_a_scenario_against_itself_is_called_identical() -> None:
    base = fabricate()
    screen = compare_screen(base, base)
    assert "are identical run by run" in screen
    assert "no run differs" in screen
    assert "+0" not in screen


def test_a_chance_that_changed_in_no_draw_is_told_as_a_bound_and_not_as_nothing() -> None:
    screen = compare_screen(fabricate(), package())
    line = next(line for line in screen.splitlines() if line.startswith("Specialised towns"))
    assert "< 5.7 pp" in line  # none of 64 draws changed
    assert "at least as wide as Tango" in " ".join(screen.split())
    assert "< 5.7 个百分点" in compare_screen(fabricate(), package(), language="zh")


def test_a_package_without_a_lever_is_told_from_the_whole_package() -> None:
    whole = package()
    part = replace(whole, manifest={**whole.manifest, "left_out": ["guidance_funds"]})
    alone = run_screen(part, width=160)
    assert "document_package −guidance_funds ·" in alone.splitlines()[0]
    assert ", left out: guidance_funds · scenario" in alone
    assert "Next: towncast compare document_package document_package --leave-out guidance_funds" in alone
    screen = compare_screen(whole, part, part, width=160)
    assert "document_package −guidance_funds · Inputs" in screen
    assert [line.split() for line in screen.splitlines()[4:6]] == [
        ["document_package"] * 2,
        ["Target", "2020", "document_package", "−guidance_funds", "−guidance_funds", "Bar"],
    ]


@pytest.mark.parametrize(("language", "width"), EVERY)
def test_long_names_of_three_scenarios_fit_every_screen(language: str, width: int) -> None:
    whole = package()
    part = replace(whole, manifest={**whole.manifest, "left_out": ["university_town_cooperation", "guidance_funds"]})
    screen = compare_screen(whole, part, part, language=language, width=width)
    assert widest(screen) <= width
    assert "…" not in screen


def test_patterns_outside_their_range_are_shouted_without_colour() -> None:
    ensemble = fabricate()
    ensemble.facts[:, :, 0] = 2.0
    assert "OUTSIDE" in facts_screen(ensemble)
    assert "13 of 14 tested patterns" in facts_screen(ensemble)


@pytest.mark.parametrize(
    ("language", "cells"),
    [
        ("en", {"R&D staff 72 / 72 per 10k (0.0 %)", "high-tech share of industry 29.5 / 27.0 % (+9.1 %)"}),
        ("zh", {"研发人员 72 / 72 人/万人（0.0%）", "高企增加值占比 29.5 / 27.0 %（+9.1%）"}),
    ],
)
def test_what_is_reported_beyond_what_was_done_stands_in_the_summary(language: str, cells: set[str]) -> None:
    """The made-up share of high-tech enterprises is 12 for every 11 that are earned; that of staff is honest."""
    lines = run_screen(package(), language).splitlines()
    heading = Words(language)("screen.reporting")
    after = lines[lines.index(heading) + 1 :]
    assert cells < {cell for line in after[: after.index("")] for cell in line.split(" · ")}
