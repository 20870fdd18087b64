"""A study that stopped by itself says by which rule, how sure it is, and what its intervals were widened for."""

from dataclasses import replace
from typing import Any

import pytest

from simulation.analysis.stopping import parse_rule, stopped, until
from simulation.ensemble.results import Ensemble
from simulation.extension import run_until
from simulation.inputs.targets import load_targets
from simulation.presentation.sentences import why_stopped
from simulation.presentation.words import Words
from simulation.study import Size, summarise
from tests.analysis.fabricated import fabricate, with_change

TARGETS = load_targets()


def told(rule: str, limit: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The stop of fabricated ensembles of any size, and what both languages say of it."""

    def extended_to(draws: int) -> dict[str, Ensemble]:
        return {"baseline": fabricate(draws=draws)}

    stop = stopped(until(parse_rule(rule), limit, TARGETS, extended_to))
    return stop, tuple(next(why_stopped({"stopped": stop}, Words(language))) for language in ("en", "zh"))


def test_a_study_of_fixed_size_says_nothing() -> None:
    assert list(why_stopped({}, Words("en"))) == []


def test_a_rule_that_is_met_is_told_with_its_looks() -> None:
    stop, (english, chinese) = told("45pp", 128)
    assert (stop["by_rule"], stop["draws"], stop["looks"], stop["looks_planned"]) == (True, 32, 1, 3)
    assert english.startswith("Stopped by 45pp at 32 draws: no target is less sure than ±")
    assert "Looked 1 of 3 planned times" in english
    assert chinese.startswith("按 45pp 规则于 32 组参数停止")


def test_a_limit_that_comes_first_says_how_to_go_on() -> None:
    stop, (english, chinese) = told("0.1pp", 64)
    assert (stop["by_rule"], stop["draws"]) == (False, 64)
    assert english.startswith("The limit of 64 draws came before 0.1pp: the least sure target is ")
    assert "Raise --limit" in english
    assert "可提高 --limit" in chinese


@pytest.mark.parametrize(("gain", "says"), [(9_000.0, "Stopped by ranking"), (0.0, "The limit of 64 draws came")])
def test_an_order_is_told_only_where_it_is_settled(gain: float, says: str) -> None:
    def extended_to(draws: int) -> dict[str, Ensemble]:
        base = fabricate(draws=draws)
        return {"one": base, "two": with_change(base, "two", {"gdp": gain, "patents": gain, "incubators": gain})}

    stop = stopped(until(parse_rule("ranking"), 64, TARGETS, extended_to))
    assert next(why_stopped({"stopped": stop}, Words("en"))).startswith(says)


def test_intervals_are_wider_after_looking_and_all_scenarios_have_the_same_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from contextlib import nullcontext

    from simulation import study

    monkeypatch.setattr(study, "run", lambda scenario, size, report, memory: fabricate(draws=size.draws))
    scenarios = {name: study.load(name) for name in ("baseline", "zero_budgets")}
    found = run_until(scenarios, Size(draws=64), parse_rule("1pp"), lambda scenario: nullcontext(None))
    assert {ensemble.draws for ensemble in found.values()} == {64}
    one = found["baseline"]
    assert one.confidence == pytest.approx(1 - 0.05 / 2)
    wide, usual = summarise(one), summarise(replace(one, confidence=0.95))
    for after, before in zip(wide.targets, usual.targets, strict=True):
        assert after.chance.share_met == before.chance.share_met
        assert after.chance.high - after.chance.low >= before.chance.high - before.chance.low
