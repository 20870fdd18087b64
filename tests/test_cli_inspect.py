"""`towncast inspect`: what a store holds is read closely, and nothing is run."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import cli
from simulation.inputs.measures import MEASURES
from tests.analysis.fabricated import LEVERS, fabricate, with_change, with_failures
from tests.ensemble.shelved import shelve
from tests.presentation.rendering import widest

ROOT = Path(__file__).resolve().parent.parent
BASE, PACKAGE, PART, SHORT = "ab12" + "0" * 12, "ab34" + "0" * 12, "cd00" + "0" * 12, "ef00" + "0" * 12


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Business as usual, a package, the package without a lever (the latest of all), and a study cut short."""
    folder = tmp_path_factory.mktemp("store")
    base = fabricate(draws=64)
    levers = fabricate(draws=64, levers=LEVERS)
    package = with_change(levers, "document_package", {"rd_intensity": 0.45, "platform_coverage": 90.0})
    shelve(folder, BASE, base)
    shelve(folder, PACKAGE, package)
    missing = frozenset({(30, 1), *((draw, each) for draw in range(60, 64) for each in range(2) if draw != 61)})
    broken = with_failures(fabricate(draws=64), (3, 0))
    shelve(folder, SHORT, replace(broken, scenario_id="cut_short"), missing)
    shelve(folder, PART, package, left_out=["guidance_funds"], hashes={"model": "another"})
    for age, key in enumerate((PART, SHORT, PACKAGE, BASE)):
        for path in (folder / "studies" / key).rglob("*"):
            os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    return folder


def ask(store: Path, *words: str, columns: int = 100) -> Result:
    environment = {"COLUMNS": str(columns), "LANG": "en_US.UTF-8", "LC_ALL": ""}
    return CliRunner().invoke(cli.app, ["inspect", *words, "--store", str(store)], env=environment)


def test_a_scenario_means_its_latest_whole_study(store: Path) -> None:
    result = ask(store, "document_package")
    assert result.exit_code == 0
    assert f"study {PACKAGE}" in result.stdout
    assert "Next: towncast inspect ab34" in result.stdout
    assert f"study {PART}" in ask(store, "cd").stdout


def test_a_part_of_a_package_and_another_version_of_the_model_are_told(store: Path) -> None:
    text = " ".join(ask(store, PART).stdout.split())
    assert "Left out: Venture guidance funds" in text
    assert "! These runs were made by another version of the model." in text


def test_a_beginning_that_two_keys_share_lists_them(store: Path) -> None:
    result = ask(store, "ab")
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0] == "ab is the beginning of more than one study; give more of the key:"
    assert [line.split()[:2] for line in lines[1:]] == [[PACKAGE, "document_package,"], [BASE, "baseline,"]]


def test_what_is_not_there_is_refused_with_the_nearest_name(store: Path) -> None:
    result = ask(store, "document_pakage")
    assert result.exit_code == 2
    assert result.stderr.strip().endswith("is called document_pakage; did you mean document_package?")
    result = ask(store, "baseline", "--if-missed", "rd_intensty")
    assert (result.exit_code, result.stderr.strip()) == (
        2,
        "there is no target rd_intensty; did you mean rd_intensity?",
    )


def test_the_screen_answers_when_at_what_pace_and_why(store: Path) -> None:
    document = json.loads(ask(store, "baseline", "--json").stdout)
    assert (document["study"], document["draws"], document["replications"]) == (BASE, 64, 2)
    assert len(document["joint"]["at_least"]) == 9
    target = next(each for each in document["targets"] if each["id"] == "rd_intensity")
    years = target["time"]["first"]
    assert sum(years.values()) + target["time"]["never"]["estimate"] == pytest.approx(1.0)
    pace = target["paces"][0]
    # R&D over GDP: from the median of 2015 to 2.8 in five years
    assert pace["needed"] == pytest.approx((target["bar"] - pace["value"]) / 5)
    assert pace["ahead"] == pytest.approx((target["median"] - pace["value"]) / 5)
    shares = target["variance_shares"]
    assert shares["parameters"] + shares["luck"] == pytest.approx(1.0)
    screen = ask(store, "baseline").stdout
    line = next(line for line in screen.splitlines() if line.startswith("R&D / GDP"))
    assert f"{pace['needed']:+.2f} pp" in line
    assert "At least so many of the nine · 1:" in screen


def test_what_falls_with_a_missed_target_is_told_in_words(tmp_path: Path) -> None:
    ensemble = fabricate(draws=64)
    measures = ensemble.measures.copy()
    where = {name: MEASURES.index(name) for name in ("incubators", "rd_institutes", "patents")}
    # Institutes go with incubators, run by run: both have as many as the draw gives the one.
    measures[..., where["rd_institutes"]] = measures[..., where["incubators"]]
    measures[0, :, :, where["patents"]] = 0.0
    shelve(tmp_path, BASE, replace(ensemble, measures=measures))
    result = ask(tmp_path, "baseline", "--if-missed", "incubators")
    text = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert "If “Incubators” is missed, what else falls" in text
    assert "these are met less often: New R&D institutes −" in text
    assert "not distinguishable" in text
    found = json.loads(ask(tmp_path, "baseline", "--if-missed", "incubators", "--json").stdout)
    entries = {each["id"]: each for each in found["fallouts"]}
    gap = entries["rd_institutes"]
    assert gap["difference"]["estimate"] == pytest.approx(gap["if_missed"]["estimate"] - gap["if_met"]["estimate"])
    assert gap["distinguishable"] and not entries["gdp"]["distinguishable"]


def test_a_target_that_is_hardly_ever_missed_has_too_few_draws_to_say(store: Path) -> None:
    text = " ".join(ask(store, "document_package", "--if-missed", "platform_coverage").stdout.split())
    assert "Too few: with fewer than ten draws on one side nothing is said" in text
    assert "Next: towncast attribute document_package" in text


def test_runs_outside_the_block_and_failed_runs_are_told_and_end_with_three(store: Path) -> None:
    result = ask(store, "cut_short")
    text = " ".join(result.stdout.split())
    assert result.exit_code == 3
    assert "60 draws × 1 runs" in text
    assert "! 61 stored runs are left out: they lie outside the largest complete block" in text
    assert "With one run per draw, parameters and luck cannot be told apart." in text
    assert np.array(json.loads(ask(store, "cut_short", "--json").stdout)["manifest"]["runs_left_out"]).shape == (61, 2)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_the_screen_fits_and_nothing_is_cut(store: Path, language: str, width: int) -> None:
    words = ("baseline", "--if-missed", "incubators", "--lang", language, "--width", str(width))
    screen = ask(store, *words).stdout
    assert widest(screen) <= width
    assert "\x1b" not in screen
    if width >= 80:
        assert "…" not in screen


@pytest.mark.parametrize("name", ["baseline", "cut_short"])
def test_the_engine_is_loaded_for_the_dice_alone(store: Path, name: str) -> None:
    """Growth is known from the dice, which are compiled; with one run per draw there is nothing to ask them."""
    program = (
        "import sys, cli\n"
        "sys.argv = ['towncast', *sys.argv[1:]]\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *(name for name in sys.modules if '.' not in name))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "inspect", name, "--store", str(store)], capture_output=True, text=True,
        check=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == ""
    loaded = set(done.stdout.rsplit("LOADED", 1)[1].split())
    assert not loaded & {"mesa", "pandas", "networkx"}
    assert ("numba" in loaded) == (name == "baseline")
