"""A new scenario runs as it stands, says the same as its base, and every line that is commented out is right too."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from simulation import study
from simulation.inputs.delivery import InstrumentSettings
from simulation.inputs.differences import instruments_of
from simulation.inputs.instruments import load_instruments
from simulation.inputs.scenario import Scenario
from simulation.levers import catalogue
from simulation.presentation.new_scenario import EXAMPLES, new_lines
from simulation.presentation.words import Words
from tests.behaviour.small_runs import run_small
from tests.small_province import small_province

COMMENTED = re.compile(r"( *)# (\w+: [^#]*\S)(?: # .*)?")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words), env={"LANG": "en_US.UTF-8", "LC_ALL": ""})


def new(name: str, *words: str) -> Scenario:
    result = ask("new", name, *words)
    assert (result.exit_code, result.stderr) == (0, "")
    return study.load(Path(f"{name}.yaml"))


def test_a_new_scenario_is_written_here_and_says_what_comes_next(tmp_path: Path) -> None:
    result = ask("new", "ours")
    assert result.stdout.splitlines() == ["wrote ours.yaml", "Next: towncast check ours.yaml"]
    assert [path.name for path in tmp_path.iterdir()] == ["ours.yaml"]
    assert "no problem found" in ask("check", "ours.yaml").stdout
    assert study.load("ours").hash() == study.load("baseline").hash()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_levers_of_the_package_written_out_say_the_same_as_the_package(language: str) -> None:
    levers = [word for lever in catalogue() for word in ("--lever", lever)]
    scenario = new("ours", "--from", "document_package", "--lang", language, *levers)
    assert scenario.hash() == study.load("document_package").hash()
    assert scenario.extends == ("document_package", "baseline")


@pytest.mark.parametrize("lever", sorted(catalogue()))
def test_a_lever_stated_alone_has_the_default_budgets_and_can_be_run(lever: str) -> None:
    scenario = new("ours", "--lever", lever)
    budgets = {name: settings.budget_of(2018) for name, settings in instruments_of(scenario).items()}
    for each in load_instruments().values():
        if each.lever == lever and each.budget is not None:
            assert budgets[each.name] == pytest.approx(10_000.0 * each.budget.default)
    assert list(scenario.levers) == [lever]
    assert set(budgets) == {each.name for each in load_instruments().values() if each.lever == lever}


def test_a_new_scenario_runs() -> None:
    outcome = run_small(small_province(), new("ours", "--lever", "innovation_vouchers", "--lever", "co_funding"))
    assert outcome.money.sum() > 0


def written_for(language: str, *levers: str) -> list[str]:
    chosen = {lever: catalogue()[lever].settings for lever in levers}
    return list(new_lines("ours", study.load("baseline"), chosen, Words(language)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_line_that_is_commented_out_can_be_used(language: str) -> None:
    """Each is given life by itself; what it says then differs from the file without it."""
    lines = written_for(language, "innovation_vouchers", "guidance_funds")
    Path("plain.yaml").write_text("\n".join(lines), encoding="utf-8")
    plain, used = study.load("plain"), set()
    for number, line in enumerate(lines):
        found = COMMENTED.fullmatch(line)
        if found is None or found[2].startswith(("Check", "检查")):
            continue
        used.add(found[2].partition(":")[0])
        Path("ours.yaml").write_text(
            "\n".join([*lines[:number], found[1] + found[2], *lines[number + 1 :]]), encoding="utf-8"
        )
        assert study.load("ours").hash() != plain.hash() or found[2].startswith(("end: 2020Q4",)), line
    world = {"use", "macro", "shocks", "certification", "base_year", "drift", "targets", "parameters"}
    stated = {key for key in EXAMPLES if key in InstrumentSettings.model_fields}
    assert used >= world | (stated & {"end", "cap"})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_setting_of_a_chosen_lever_stands_with_its_meaning(language: str) -> None:
    lines = written_for(language, "industry_city_integration", "rd_institutes")
    words = Words(language)
    for lever in ("industry_city_integration", "rd_institutes"):
        settings = catalogue()[lever].settings
        assert any(line.startswith(f"  {lever}: # ") for line in lines)
        for name in settings.model_fields:
            assert f"    {name}:" in lines
    for key in ("start", "end", "budget", "eligible", "allocation", "cap"):
        assert sum(words(f"meaning.{key}") in line and f"{key}:" in line for line in lines) == 4
    assert any("points: 1 # " in line for line in lines)


def test_a_lever_may_be_called_by_its_title_in_either_language() -> None:
    scenario = new("ours", "--lever", "创新券", "--lever", "Innovation vouchers", "--lever", "innovation_vouchers")
    assert list(scenario.levers) == ["innovation_vouchers"]


def test_an_instrument_that_the_base_has_off_stays_off() -> None:
    base = "schema: 2\ntitle: b\nextends: document_package\nlevers: {guidance_funds: {follow_on: off}}\n"
    Path("base.yaml").write_text(base, encoding="utf-8")
    scenario = new("ours", "--from", "base", "--lever", "guidance_funds")
    assert scenario.hash() == study.load("base").hash()


def test_yearly_money_and_odd_conditions_of_the_base_are_written_as_they_are() -> None:
    base = (
        "schema: 2\ntitle: b\nextends: baseline\nlevers:\n  innovation_vouchers:\n"
        "    budget: {2016: 1亿元, 2018-2019: 0.123456789亿元, 2020: 30万元}\n    cap: 1.5万元\n    own_share: 33.3%\n"
        "    eligible: firm.sector in ('machinery', 'electronics') or town.region == \"prd\"\n"
    )
    Path("base.yaml").write_text(base, encoding="utf-8")
    assert new("ours", "--from", "base", "--lever", "innovation_vouchers").hash() == study.load("base").hash()


def test_nothing_is_overwritten() -> None:
    Path("ours.yaml").write_text("mine", encoding="utf-8")
    result = ask("new", "ours")
    assert (result.exit_code, result.stderr.strip()) == (2, "ours.yaml exists already; nothing was written")
    assert Path("ours.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name",
    ["", "../ours", "a/b", "a\\b", ".hidden", "-x", "a b", "a\nb", "a:b", "x" * 61, "ours.yaml.yaml", "_x", "a.b"],
)
def test_a_bad_name_is_refused(tmp_path: Path, name: str) -> None:
    result = ask("new", "--", name)
    assert result.exit_code == 2 and "Traceback" not in result.stderr and list(tmp_path.iterdir()) == []


def test_names_that_come_with_the_program_are_taken(tmp_path: Path) -> None:
    result = ask("new", "baseline")
    assert result.exit_code == 2 and "comes with the program" in result.stderr and list(tmp_path.iterdir()) == []


def test_a_chinese_name_will_do() -> None:
    assert new("粤东西北创新券").title.zh == "粤东西北创新券"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "basline"), "there is no scenario named basline to build on; did you mean baseline?"),
        (("--lever", "incubator"), "there is no lever named incubator; did you mean incubators?"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused_with_the_nearest_name(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    result = ask("new", "ours", *words)
    assert (result.exit_code, result.stderr.strip()) == (2, sentence)
    assert list(tmp_path.iterdir()) == []


def test_the_schema_lets_a_new_scenario_pass() -> None:
    from jsonschema import Draft202012Validator

    from simulation.inputs.documents import read_document
    from simulation.inputs.tree import plain

    new("ours", "--from", "document_package", *[word for lever in catalogue() for word in ("--lever", lever)])
    document = read_document(Path("ours.yaml"), [])
    assert document is not None
    schema = json.loads(ask("schema").stdout)
    assert list(Draft202012Validator(schema).iter_errors(json.loads(json.dumps(plain(document))))) == []
