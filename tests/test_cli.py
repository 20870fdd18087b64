"""The command line: answers, exit codes, and errors in one sentence. Runs are made up."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import cli
from simulation import study
from simulation.ensemble.manifest import manifest_of
from simulation.ensemble.results import Ensemble
from simulation.ensemble.stored import facts_of_asking
from simulation.inputs.parameters import load_parameters
from simulation.inputs.problems import InputError, Problem
from tests.analysis.fabricated import LEVERS, fabricate, with_change, with_failures
from tests.presentation.rendering import LEVER_NAMES

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "run", "compare", "validate", "list", "explain", "check", "new", "show", "schema", "upgrade", "studies", "replay",
    "inspect", "attribute", "triple",
)  # fmt: skip


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words), env={"COLUMNS": "100", "LANG": "en_US.UTF-8", "LC_ALL": ""})


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Scenarios that need no simulation; `asked` collects the sizes that were asked for."""
    asked: dict[str, Any] = {"sizes": [], "names": [], "left_out": []}

    def load(name: str, leave_out: tuple[str, ...] = ()) -> Any:
        asked["left_out"].append(leave_out)
        if name not in ("baseline", "document_package", "broken"):
            raise InputError([Problem("E001", f"there is no scenario named {name!r}", nearest="baseline")])
        return SimpleNamespace(id=name, older=())

    def run(scenario: Any, size: study.Size, report: Any = None) -> Ensemble:
        asked["sizes"].append(size)
        asked["names"].append(scenario.id)
        base = fabricate(seed=size.seed, draws=size.draws, replications=size.replications)
        if scenario.id == "broken":
            return with_failures(base, (0, 0))
        if scenario.id == "document_package":
            levers = fabricate(seed=size.seed, draws=size.draws, replications=size.replications, levers=LEVERS)
            return with_change(levers, "document_package", {"rd_intensity": 0.45})
        return base

    monkeypatch.setattr(study, "load", load)
    monkeypatch.setattr(study, "run", run)
    monkeypatch.setattr(study, "every_alarm", lambda scenario, store: ())
    monkeypatch.setattr(study, "is_prepared", lambda: asked.get("prepared", True))
    monkeypatch.setattr(study, "lever_names", lambda: LEVER_NAMES)
    yield asked


def test_help_lists_every_command_with_one_line() -> None:
    text = ask("--help").stdout
    assert all(f" {command} " in text for command in COMMANDS)


def test_run_shows_the_screen(made_up: dict[str, Any]) -> None:
    result = ask("run", "baseline", "--draws", "32")
    assert result.exit_code == 0
    assert result.stdout.startswith("Business as usual · baseline · 32 draws × 2 runs")
    assert [size._replace(command="") for size in made_up["sizes"]] == [
        study.Size(32, 2, 2016, None, Path(".towncast"))
    ]


def test_size_seed_and_store_reach_the_runner(made_up: dict[str, Any]) -> None:
    words = ("run", "baseline", "--draws", "16", "--replications", "3", "--seed", "5", "--jobs", "1", "--no-cache")
    assert ask(*words).exit_code == 0
    assert [size._replace(command="") for size in made_up["sizes"]] == [study.Size(16, 3, 5, 1, None)]


def test_json_is_all_that_stands_on_standard_output(made_up: dict[str, Any]) -> None:
    document = json.loads(ask("run", "baseline", "--draws", "16", "--json").stdout)
    assert document["scenario"] == "baseline"
    assert document["failed_runs"] == 0
    target = next(target for target in document["targets"] if target["id"] == "rd_intensity")
    expected = {"id", "reading", "bar", "unit", "probability", "low", "high", "runs", "median", "p05", "p95"}
    expected |= {"baseline_year_median", "share_parameter_variance"}
    assert expected <= target.keys()
    assert 0 <= target["low"] <= target["probability"] <= target["high"] <= 1
    assert {"primary", "all_ten", "at_least"} == document["joint"].keys()
    row = document["trajectories"][0]
    assert {"indicator", "unit", "region", "year", "median", "p05", "p25", "p75", "p95"} == row.keys()


def test_json_of_a_broken_number_is_null_and_not_nan(made_up: dict[str, Any]) -> None:
    text = ask("run", "baseline", "--draws", "16", "--replications", "1", "--json").stdout
    assert "NaN" not in text
    assert json.loads(text)["targets"][0]["share_parameter_variance_estimate"] is None


def test_one_draw_has_a_share_of_runs_and_no_probability(made_up: dict[str, Any]) -> None:
    target = json.loads(ask("run", "baseline", "--draws", "1", "--json").stdout)["targets"][0]
    assert target["probability"] is None
    assert target["share_of_runs"] is not None


def test_chinese_is_spoken_when_asked_or_when_the_locale_is_chinese(made_up: dict[str, Any]) -> None:
    assert "在这些假设下" in ask("run", "baseline", "--draws", "16", "--lang", "zh").stdout
    chinese = CliRunner().invoke(cli.app, ["run", "baseline", "--draws", "16"], env={"LC_ALL": "zh_CN.UTF-8"})
    assert "在这些假设下" in chinese.stdout


def test_the_first_run_of_a_version_says_that_it_takes_longer(made_up: dict[str, Any]) -> None:
    assert ask("run", "baseline", "--draws", "16").stderr == ""
    made_up["prepared"] = False
    result = ask("run", "baseline", "--draws", "16", "--json")
    assert "Preparing the rules" in result.stderr
    json.loads(result.stdout)


def test_failed_runs_end_with_three_after_the_answer(made_up: dict[str, Any]) -> None:
    result = ask("run", "broken", "--draws", "16")
    assert result.exit_code == 3
    assert "1 of 32 runs failed" in result.stdout


def test_compare_runs_each_scenario_once_on_the_same_seed(made_up: dict[str, Any]) -> None:
    result = ask("compare", "baseline", "document_package", "baseline", "--draws", "16")
    assert result.exit_code == 0
    assert made_up["names"] == ["baseline", "document_package"]
    assert "are identical run by run" in result.stdout


def test_compare_in_json_has_paired_differences(made_up: dict[str, Any]) -> None:
    document = json.loads(ask("compare", "baseline", "document_package", "--draws", "32", "--json").stdout)
    assert [scenario["scenario"] for scenario in document["scenarios"]] == ["baseline", "document_package"]
    targets = {target["id"]: target for target in document["comparisons"][0]["targets"]}
    assert targets["rd_intensity"]["value"]["difference"] == pytest.approx(0.45)
    assert targets["patents"]["value"]["difference"] == 0.0


def test_levers_are_left_out_of_the_other_scenarios_and_never_of_the_base(made_up: dict[str, Any]) -> None:
    words = ("--leave-out", "guidance_funds", "--leave-out", "innovation_vouchers", "--draws", "16")
    assert ask("compare", "baseline", "document_package", "baseline", *words).exit_code == 0
    both = ("guidance_funds", "innovation_vouchers")
    assert made_up["left_out"] == [(), both, both]
    assert len(made_up["names"]) == 3
    assert ask("run", "document_package", *words).exit_code == 0
    assert made_up["left_out"][-1] == both


def test_validate_shows_the_share_of_draws_inside(made_up: dict[str, Any]) -> None:
    result = ask("validate", "--draws", "16")
    assert result.exit_code == 0
    assert "14 of 14 tested patterns" in result.stdout
    assert json.loads(ask("validate", "--draws", "16", "--json").stdout)["facts"][0]["share_inside"] == 1.0


def test_an_unknown_scenario_is_one_message_and_two(made_up: dict[str, Any]) -> None:
    result = ask("run", "basline")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "E001 there is no scenario named 'basline'; did you mean baseline?" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_lever_that_cannot_be_left_out_is_one_message_and_two() -> None:
    result = ask("run", "vouchers_only", "--leave-out", "innovation_voucher")
    assert result.exit_code == 2
    assert result.stdout == ""
    sentence = "E115 vouchers_only has no lever 'innovation_voucher' to leave out; did you mean innovation_vouchers?"
    assert result.stderr.splitlines()[0] == sentence


def test_a_scenario_without_a_lever_lacks_it_and_the_manifest_of_its_study_says_so() -> None:
    whole, part = study.load("document_package"), study.load("document_package", ["guidance_funds"])
    size, parameters = study.Size(8, 1), load_parameters()
    manifests = [manifest_of(each, 2016, parameters) | facts_of_asking(each, size, "") for each in (whole, part)]
    assert [manifest["left_out"] for manifest in manifests] == [[], ["guidance_funds"]]
    assert manifests[0]["study"] != manifests[1]["study"]
    assert set(whole.levers) - set(part.levers) == {"guidance_funds"}


def test_alarms_are_told_before_the_first_run_and_again_with_the_answer(
    made_up: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each told when no scenario had been run; a reader of the numbers, on the screen or as JSON, meets them again."""
    told_after = []

    def every_alarm(scenario: Any, store: Path) -> tuple[Problem, ...]:
        told_after.append(len(made_up["names"]))
        return (Problem("W605", "gdp is judged otherwise", "ours.yaml", 4, 8),) if scenario.id != "baseline" else ()

    monkeypatch.setattr(study, "every_alarm", every_alarm)
    compared = ("compare", "baseline", "document_package", "--draws", "16")
    for words in (("run", "document_package", "--draws", "16"), compared):
        made_up["names"].clear()
        result = ask(*words)
        assert result.stderr == "ours.yaml:4:8: W605 gdp is judged otherwise\n"
        assert "! ours.yaml:4: W605 gdp is judged otherwise\n" in result.stdout
    assert told_after == [0, 0, 0]
    document = json.loads(ask(*compared, "--json").stdout)
    codes = [[warning.get("code") for warning in scenario["warnings"]] for scenario in document["scenarios"]]
    assert codes[1][0] == "W605" and not any(codes[0])


def test_all_scenarios_are_read_before_the_first_is_run(made_up: dict[str, Any]) -> None:
    assert ask("compare", "baseline", "nowhere").exit_code == 2
    assert made_up["names"] == []


def test_a_store_that_cannot_be_used_is_one_sentence_and_two(
    made_up: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: Any) -> Ensemble:
        raise PermissionError(13, "Permission denied", "/nowhere/records")

    monkeypatch.setattr(study, "run", run)
    result = ask("run", "baseline")
    assert result.exit_code == 2
    assert result.stderr.strip() == "cannot use /nowhere/records: Permission denied"


def test_interruption_ends_with_130(made_up: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any) -> Ensemble:
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "run", run)
    result = ask("run", "baseline")
    assert result.exit_code == 130
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "words",
    [("run",), ("run", "baseline", "--draws", "0"), ("run", "baseline", "--jobs", "many"), ("list", "towns"),
     ("list", "quotas"), ("list", "targets", "baseline"), ("list", "quotas", "basline"),
     ("run", "baseline", "--lang", "fr"), ("compare", "baseline"), ("nothing",), ("run", "baseline", "--width", "5")],
)  # fmt: skip
def test_wrong_words_end_with_two(words: tuple[str, ...], made_up: dict[str, Any]) -> None:
    assert ask(*words).exit_code == 2


def test_check_tells_every_file_and_ends_with_two(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("E104", "unknown unit", "a.yaml", 3, 5)
    monkeypatch.setattr(study, "problems", lambda file: (problem,) if file == "a.yaml" else ())
    result = ask("check", "a.yaml", "b.yaml")
    assert result.exit_code == 2
    assert "a.yaml:3:5: E104 unknown unit" in result.stdout
    assert "b.yaml: no problem found" in result.stdout
    found = json.loads(ask("check", "a.yaml", "b.yaml", "--json").stdout)
    assert found["a.yaml"][0]["code"] == "E104"
    assert found["b.yaml"] == []


def test_a_parameter_file_is_checked_as_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("common_factor: 3\nparameters: {}\n", encoding="utf-8")
    result = ask("check", str(file))
    assert result.exit_code == 2
    assert f"{file}:1:" in result.stdout


HEAVY = ("numba", "mesa", "scipy", "pandas", "networkx")
BROKEN = tuple(str(file) for file in sorted((ROOT / "tests" / "broken_scenarios").glob("*.yaml")))


@pytest.mark.parametrize(
    "words",
    [("--help",), ("list", "targets"), ("list", "levers"), ("list", "scenarios"), ("list", "clauses"),
     ("list", "fields"), ("explain", "i07"), ("explain", "3.1.1"), ("explain", "guidance_funds"), ("run", "--help"),
     ("check", *BROKEN), ("check", "baseline", "task_03_enterprises"), ("show", "document_package"), ("schema",),
     ("show", "document_package", "--diff", "baseline"), ("show", "document_package", "--merged"),
     ("new", "ours", "--lever", "talent")],
    ids=lambda words: " ".join(words)[:40],
)  # fmt: skip
def test_help_lists_and_what_reads_scenarios_load_nothing_heavy(words: tuple[str, ...], tmp_path: Path) -> None:
    """What makes an answer slow is what it imports; seconds depend on the machine, the names of modules do not.

    A scenario is read without the rules of any lever; a condition that it states is asked of the firms of 2015, though.
    """
    program = (
        "import sys, cli\n"
        "sys.argv = ['towncast', *sys.argv[1:]]\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *(name for name in sys.modules if '.' not in name))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, cwd=tmp_path, check=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    loaded = set(done.stdout.rsplit("LOADED", 1)[1].split())
    assert not loaded & set(HEAVY)
