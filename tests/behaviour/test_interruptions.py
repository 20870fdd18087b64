"""What is stopped, unwritable or damaged on disk: nothing keeps running, nothing half written is believed."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner, Result

import cli
from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import run_ensemble
from simulation.ensemble.whole_files import CALIBRATION, STUDIES, UNFINISHED
from simulation.recorder import Outcome
from simulation.study import load
from tests.behaviour.small_runs import different

ROOT = Path(__file__).resolve().parents[2]


def run(store: Path | None = None, jobs: int = 1, draws: int = 2) -> Ensemble:
    return run_ensemble(load("baseline"), draws=draws, replications=1, seed=2016, jobs=jobs, store=store)


def workers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("run")]


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words), env={"COLUMNS": "100", "LANG": "en_US.UTF-8", "LC_ALL": ""})


def test_an_interrupt_leaves_no_worker_behind(small_size: None) -> None:
    heard = []

    def impatient(done: int, total: int) -> NoReturn:
        heard.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_ensemble(load("baseline"), draws=64, replications=4, seed=2016, jobs=2, progress=impatient)
    assert heard == [(4, 256)]
    assert workers() == []


def test_what_was_interrupted_can_be_resumed_to_the_same_digits(small_size: None, tmp_path: Path) -> None:
    def impatient(done: int, total: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_ensemble(load("baseline"), draws=6, replications=1, seed=2016, jobs=2, store=tmp_path, progress=impatient)
    assert len(list(tmp_path.rglob("*.npz"))) >= 3
    assert different(run(tmp_path, draws=6), run(draws=6), Outcome._fields) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals as on a terminal")
def test_ctrl_c_ends_the_command_with_130_within_seconds(tmp_path: Path) -> None:
    words = ("run", "baseline", "--draws", "512", "--store", str(tmp_path / "store"))
    command = subprocess.Popen(
        [sys.executable, "cli.py", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell in the background ignores it
    )
    while not list(tmp_path.rglob("*.npz")):
        assert command.poll() is None
        time.sleep(0.2)
    os.kill(command.pid, signal.SIGINT)
    _, errors = command.communicate(timeout=30)
    assert command.returncode == 130
    assert b"Traceback" not in errors


def test_a_store_that_is_a_file_ends_with_one_sentence_and_code_2(small_size: None, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.write_text("not a folder")
    result = ask("run", "baseline", "--draws", "2", "--replications", "1", "--store", str(store))
    assert result.exit_code == 2
    assert str(store) in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_a_store_whose_folder_of_records_is_a_file_ends_the_same_way(small_size: None, tmp_path: Path) -> None:
    (tmp_path / CALIBRATION).write_text("not a folder")
    result = ask("run", "baseline", "--draws", "2", "--replications", "1", "--store", str(tmp_path))
    assert result.exit_code == 2
    assert str(tmp_path / CALIBRATION) in result.stderr
    assert "Traceback" not in result.stderr
    assert workers() == []


@pytest.mark.parametrize("moment", ["while writing", "before renaming"])
def test_an_interrupted_write_leaves_no_record(
    moment: str, small_size: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(28, "No space left on device", str(tmp_path))

    with monkeypatch.context() as patch:
        if moment == "while writing":
            patch.setattr(os, "fsync", fail)
        else:
            patch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="No space left"):
            run(tmp_path)
    assert list(tmp_path.rglob("*.npz")) == []
    assert different(run(tmp_path), run(), Outcome._fields) == []


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flip_a_bit(content: bytes) -> bytes:
    return content[:-200] + bytes([content[-200] ^ 1]) + content[-199:]


def empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [cut_short, flip_a_bit, empty])
def test_a_damaged_record_is_computed_again(damage, small_size: None, tmp_path: Path) -> None:
    first = run(tmp_path)
    whole = {path: path.read_bytes() for path in tmp_path.rglob("*.npz")}
    assert len(whole) == 2
    for path, content in whole.items():
        path.write_bytes(damage(content))
    shutil.rmtree(tmp_path / STUDIES)
    assert different(run(tmp_path), first, Outcome._fields) == []
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.npz")} == whole
    assert list(tmp_path.rglob(f"*{UNFINISHED}")) == []
