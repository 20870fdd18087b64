"""`towncast attribute` and `towncast triple`: which packages are run, and that their parts add up to the whole."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import cli
from simulation import study
from tests.made_up_packages import made_up_packages
from tests.presentation.rendering import widest

__all__ = ["made_up_packages"]
SCENARIO = """\
title: {en: Three levers, zh: 三项工具}
author: tests
extends: baseline
levers:
  innovation_vouchers: {budget: 1亿元}
  guidance_funds:
    staged_equity: {budget: 1亿元}
  innovation_platforms:
    collaborative_platform: {budget: 1亿元}
"""
SMALL = ("--draws", "32")


@pytest.fixture
def three_levers(tmp_path: Path) -> str:
    path = tmp_path / "three_levers.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return str(path)


def ask(*words: str, columns: int = 100) -> Result:
    environment = {"COLUMNS": str(columns), "LANG": "en_US.UTF-8", "LC_ALL": ""}
    return CliRunner().invoke(cli.app, list(words), env=environment)


def document(*words: str) -> Any:
    result = ask(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def target(found: Any, name: str) -> Any:
    return next(each for each in found["targets"] if each["id"] == name)


def test_levers_add_up_to_the_package_and_an_overlap_is_shared(
    three_levers: str, made_up_packages: dict[str, Any]
) -> None:
    found = document("attribute", three_levers, *SMALL)
    assert (found["exact"], found["packages"], len(made_up_packages["run"])) == (True, 8, 8)
    value = target(found, "rd_intensity")["value"]
    adds = {each["lever"]: each["adds"]["difference"] for each in value["levers"]}
    lost = {each["lever"]: each["lost_without"]["difference"] for each in value["levers"]}
    # alone 0.3 and 0.2, together 0.1 less: each bears half of what they share
    assert adds["innovation_vouchers"] == pytest.approx(0.25)
    assert adds["guidance_funds"] == pytest.approx(0.15)
    assert adds["innovation_platforms"] == pytest.approx(0.0)
    assert (lost["innovation_vouchers"], lost["guidance_funds"]) == (pytest.approx(0.2), pytest.approx(0.1))
    assert value["total"]["difference"] == pytest.approx(0.4)
    strongest = value["interactions"][0]
    assert set(strongest["levers"]) == {"innovation_vouchers", "guidance_funds"}
    assert strongest["difference"] == pytest.approx(-0.1)
    for each in found["targets"]:
        for what in (each["probability"], each["value"]):
            assert what["sum_of_levers"] == pytest.approx(what["total"]["difference"], abs=1e-9)


def test_the_package_is_measured_against_none_of_its_levers_and_is_the_scenario_itself(
    three_levers: str, made_up_packages: dict[str, Any]
) -> None:
    assert ask("attribute", three_levers, *SMALL).exit_code == 0
    first, last = made_up_packages["run"][0], made_up_packages["run"][-1]
    assert first.hash() == study.load("baseline").hash()
    assert last.hash() == study.load(three_levers).hash()


def test_the_screen_prints_the_sum_beside_the_package_and_what_overlaps(
    three_levers: str, made_up_packages: dict[str, Any]
) -> None:
    result = ask("attribute", three_levers, "--draws", "64", "--target", "rd_intensity", "--width", "120")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    summed, package = (next(li for li in lines if li.startswith(name)) for name in ("Sum of the levers", "The package"))
    assert "+0.40" in summed
    assert "+0.40" in package
    assert summed.split()[4] == package.split()[2]  # and the chance in percentage points
    text = " ".join(result.stdout.split())
    assert "overlap (number −0.1" in text
    assert "three_levers: 8 packages, 0 of them stored; 512 runs to do" in result.stderr
    assert "Exact: all 8 packages of 3 levers were run on the same luck." in text


def test_levers_that_were_not_asked_about_are_one_more(three_levers: str, made_up_packages: dict[str, Any]) -> None:
    found = document("attribute", three_levers, "--levers", "innovation_vouchers", *SMALL)
    assert (found["levers"], found["packages"]) == (["innovation_vouchers", "others"], 4)
    value = target(found, "rd_intensity")["value"]
    assert {each["lever"]: pytest.approx(each["adds"]["difference"]) for each in value["levers"]} == {
        "innovation_vouchers": 0.25,
        "others": 0.15,
    }
    assert "all other levers" in ask("attribute", three_levers, "--levers", "创新券", *SMALL).stdout


def test_levers_that_the_base_has_too_stay_on(three_levers: str, made_up_packages: dict[str, Any]) -> None:
    words = ("attribute", three_levers, "--base", "vouchers_only", *SMALL)
    found = document(*words)
    assert found["on_in_every_package"] == ["innovation_vouchers"]
    assert found["levers"] == ["guidance_funds", "innovation_platforms"]
    assert all("innovation_vouchers" in scenario.levers for scenario in made_up_packages["run"])
    assert target(found, "rd_intensity")["value"]["total"]["difference"] == pytest.approx(0.1)
    assert "On in every package, because vouchers_only has them" in " ".join(ask(*words).stdout.split())


def test_more_than_six_levers_are_told_apart_by_drawn_orders(made_up_packages: dict[str, Any]) -> None:
    found = document("attribute", "document_package", "--orders", "3", "--draws", "16")
    assert (found["exact"], found["orders"]) == (False, 4)
    assert found["packages"] == len(made_up_packages["run"]) == len({one.hash() for one in made_up_packages["run"]})
    for each in found["targets"]:
        for what in (each["probability"], each["value"]):
            assert what["sum_of_levers"] == pytest.approx(what["total"]["difference"], abs=1e-9)
            assert what["interactions"] == []
    screen = ask("attribute", "document_package", "--orders", "3", "--draws", "16")
    assert "Which levers overlap is told for up to six at once" in " ".join(screen.stdout.split())


def test_a_run_that_failed_in_one_package_is_left_out_of_all_and_ends_with_three(
    three_levers: str, made_up_packages: dict[str, Any]
) -> None:
    made_up_packages["broken"] = {3}
    result = ask("attribute", three_levers, *SMALL, "--json")
    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert found["runs_left_out"] == 1
    chance = target(found, "rd_intensity")["probability"]
    assert chance["sum_of_levers"] == pytest.approx(chance["total"]["difference"], abs=1e-9)


def test_money_and_targeting_add_up_to_what_the_scenario_does(
    three_levers: str, made_up_packages: dict[str, Any]
) -> None:
    found = document("triple", three_levers, *SMALL)
    none, spread, written = made_up_packages["run"]
    assert none.hash() == study.load("baseline").hash()
    assert spread.id == "three_levers_untargeted"
    assert written.hash() == study.load(three_levers).hash()
    value = target(found, "rd_intensity")["value"]
    parts = {name: value[name]["difference"] for name in ("total", "money", "targeting")}
    assert parts == {"total": pytest.approx(0.4), "money": pytest.approx(0.2), "targeting": pytest.approx(0.2)}
    for each in found["targets"]:
        for what in (each["probability"], each["value"]):
            money, aim = what["money"]["difference"], what["targeting"]["difference"]
            assert money + aim == pytest.approx(what["total"]["difference"], abs=1e-9)
        assert sum(share["estimate"] for share in each["fate"].values()) == pytest.approx(1.0)
    assert found["extra_public_money"]["untargeted"] == pytest.approx(found["extra_public_money"]["as_written"])
    assert [each["instrument"] for each in found["still_targeted"]] == ["guidance_funds.staged_equity"]


def test_the_screen_of_three_says_what_could_not_be_untargeted(
    three_levers: str, made_up_packages: dict[str, Any]
) -> None:
    text = " ".join(ask("triple", three_levers, "--draws", "64").stdout.split())
    assert "staged_equity could not be untargeted: the managers of the funds choose" in text
    assert "Public money beyond no policy" in text
    chinese = ask("triple", three_levers, "--draws", "64", "--lang", "zh").stdout
    assert "由基金管理人自行选择企业" in "".join(chinese.split())


@pytest.mark.parametrize("command", ["attribute", "triple"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_screens_fit_and_nothing_is_cut(
    command: str, language: str, width: int, three_levers: str, made_up_packages: dict[str, Any]
) -> None:
    result = ask(command, three_levers, "--draws", "64", "--lang", language, "--width", str(width))
    assert widest(result.stdout) <= width
    assert "…" not in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("attribute", "baseline"), "baseline has no lever with money"),
        (("triple", "zero_budgets"), "zero_budgets has no lever with money"),
        (("attribute", "vouchers_only", "--base", "vouchers_only"), "every lever of vouchers_only stays on"),
        (("attribute", "vouchers_only", "--levers", "vouchers"), "no lever of vouchers_only that is on is called"),
        (("attribute", "vouchers_only", "--target", "patent"), "did you mean patents?"),
        (("attribute", "document_package", "--levers", "inovation_vouchers"), "did you mean innovation_vouchers?"),
        (("triple", "vouchers_ony"), "did you mean vouchers_only?"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused_in_one_sentence(
    words: tuple[str, ...], told: str, made_up_packages: dict[str, Any]
) -> None:
    result = ask(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert made_up_packages["run"] == []


def test_an_interruption_ends_with_130(three_levers: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def run(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "run", run)
    for command in ("attribute", "triple"):
        assert ask(command, three_levers, "--store", str(tmp_path)).exit_code == 130
