"""`attribute` and `triple` on the small province: real runs, every part adds up, and a second call runs nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cli
from simulation import study
from simulation.ensemble import executors, runner
from tests.behaviour.small_runs import small_draws, small_ground

pytestmark = pytest.mark.slow
SCENARIO = """\
schema: 2
title: {en: Two levers, zh: 两项工具}
author: tests
extends: baseline
levers:
  innovation_vouchers: {budget: 500万元}
  innovation_platforms:
    collaborative_platform: {budget: 750万元}
"""
"""Default budgets cut to the small province's twentieth."""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask for a command about the two levers, with a store that lasts for the test."""
    monkeypatch.setattr(runner, "study_ground", small_ground)
    monkeypatch.setattr(runner, "draw_parameters", small_draws)
    monkeypatch.setattr(study, "every_alarm", lambda scenario, store: ())
    path = tmp_path / "two_levers.yaml"
    path.write_text(SCENARIO, encoding="utf-8")

    def ask(command: str) -> Any:
        words = [command, str(path), "--draws", "3", "--replications", "2", "--store", str(tmp_path / "store")]
        result = CliRunner().invoke(cli.app, [*words, "--json"])
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout), result.stderr

    return ask


def test_parts_add_up_and_what_was_run_once_is_read(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found, said = asked("attribute")
    assert "two_levers: 4 packages, 0 of them stored; 24 runs to do." in said
    for target in found["targets"]:
        for what in (target["probability"], target["value"]):
            assert what["sum_of_levers"] == pytest.approx(what["total"]["difference"], rel=1e-9, abs=1e-9)
    platforms = next(target for target in found["targets"] if target["id"] == "platform_coverage")["value"]
    adds = {each["lever"]: each["adds"]["difference"] for each in platforms["levers"]}
    assert adds["innovation_platforms"] > 0.0
    three, said = asked("triple")
    assert "two_levers: 3 packages, 2 of them stored; 6 runs to do, about" in said
    for target in three["targets"]:
        for what in (target["probability"], target["value"]):
            parts = what["money"]["difference"] + what["targeting"]["difference"]
            assert parts == pytest.approx(what["total"]["difference"], rel=1e-9, abs=1e-9)
        assert sum(share["estimate"] for share in target["fate"].values()) == pytest.approx(1.0)
    # as written less no policy is the package's effect, on the same runs
    totals = {target["id"]: target["value"]["total"]["difference"] for target in three["targets"]}
    assert totals == {
        target["id"]: pytest.approx(target["value"]["total"]["difference"]) for target in found["targets"]
    }
    # aimed or not, the vouchers' money is the same to spend, and moves something
    assert any(target["value"]["targeting"]["draws_changed"] for target in three["targets"])

    def nobody(*_: Any) -> None:
        raise AssertionError("everything is stored")

    monkeypatch.setattr(executors, "workers_named", nobody)
    for command, before in (("attribute", found), ("triple", three)):
        again, said = asked(command)
        assert said == ""
        assert again["targets"] == before["targets"]
