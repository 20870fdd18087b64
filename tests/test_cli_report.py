"""`towncast report`: a page or a bundle out of the store; nothing is run, and what cannot be done is said."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from simulation.presentation.report import drawing
from tests.analysis.fabricated import fabricate
from tests.ensemble.shelved import shelve
from tests.presentation.reports import filled_store

ROOT = Path(__file__).resolve().parent.parent
OTHER_SIZE = "cd00" + "0" * 12


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = filled_store(tmp_path_factory.mktemp("store"))
    shelve(folder, OTHER_SIZE, replace(fabricate(draws=8), scenario_id="smaller"))
    return folder


def ask(store: Path, *words: str) -> Result:
    environment = {"COLUMNS": "100", "LANG": "en_US.UTF-8", "LC_ALL": ""}
    return CliRunner().invoke(cli.app, ["report", *words, "--store", str(store)], env=environment)


def test_a_page_is_written_where_it_is_wanted(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "made" / "page.html"
    result = ask(store, "document_package", "--against", "baseline", "--html", str(file))
    assert (result.exit_code, result.stdout.split(":")[0]) == (0, str(file))
    assert "against “Business as usual”" in file.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert ask(store, "baseline", "--lang", "zh").exit_code == 0
    assert '<html lang="zh-Hans">' in (tmp_path / "baseline.html").read_text(encoding="utf-8")


def test_a_bundle_is_a_new_folder(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "writes_chinese", lambda: False)
    result = ask(store, "baseline", "--bundle", str(tmp_path / "b"))
    assert result.exit_code == 0
    assert "No font for Chinese was found" in result.stderr
    assert (tmp_path / "b" / "report.html").is_file()
    again = ask(store, "baseline", "--bundle", str(tmp_path / "b"))
    assert (again.exit_code, again.stdout) == (2, "")
    assert "exists already" in again.stderr


def test_what_cannot_be_compared_or_found_is_said(store: Path, tmp_path: Path) -> None:
    result = ask(store, "document_package", "--against", "smaller", "--html", str(tmp_path / "x.html"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be compared run by run" in result.stderr and "towncast compare smaller" in result.stderr
    result = ask(store, "document_pakage")
    assert result.exit_code == 2
    assert result.stderr.strip().endswith("did you mean document_package?")
    assert not (tmp_path / "x.html").exists()


def test_the_engine_is_not_loaded(store: Path, tmp_path: Path) -> None:
    program = (
        "import sys, cli\n"
        "sys.argv = ['towncast', *sys.argv[1:]]\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *(name for name in sys.modules if '.' not in name))\n"
    )
    words = ["report", "document_package", "--against", "baseline", "--html", str(tmp_path / "x.html")]
    done = subprocess.run(
        [sys.executable, "-c", program, *words, "--store", str(store)], capture_output=True, text=True,
        check=True, timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == ""
    assert not set(done.stdout.rsplit("LOADED", 1)[1].split()) & {"numba", "mesa", "pandas", "networkx"}
