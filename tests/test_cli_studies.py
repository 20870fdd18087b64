"""`studies`, `replay`, `--until` and `--executor` as a reader types them."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import cli
from simulation.ensemble import replaying
from simulation.ensemble.parts import Contents
from simulation.ensemble.records import ARRAYS, DrawRecord, RunRecord
from simulation.ensemble.results import FailedRun
from simulation.ensemble.sessions import session
from simulation.ensemble.store import StudyFolder

SHAPES = {name: (2,) for name in ARRAYS}
KEY = "0123456789abcdef"


def ask(*words: str, lang: str = "en_US.UTF-8") -> Result:
    return CliRunner().invoke(cli.app, list(words), env={"COLUMNS": "100", "LANG": lang, "LC_ALL": ""})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one study of another model: three runs that finished and one that failed."""
    folder = StudyFolder(tmp_path, KEY)
    facts = {"scenario": "baseline", "title": {"en": "Business as usual", "zh": "照常发展"}, "seed": 2016, "hashes": {}}
    with session(folder.folder, {"command": "towncast run baseline"}):
        folder.write_manifest(facts)
        for draw in range(2):
            found = {name: np.full(2, float(draw)) for name in ARRAYS}
            runs = [RunRecord(draw, 0, found, None), RunRecord(draw, 1, found, None)]
            if draw:
                runs[1] = RunRecord(draw, 1, None, FailedRun(draw, 1, "2018Q2", "BrokenBooksError: A1"))
            p = np.array((0.5,), dtype=[("spillover", np.float64)])
            folder.add(DrawRecord(draw, p, tuple(runs)), Contents((), SHAPES))
    return tmp_path


def test_a_store_without_studies_says_so(tmp_path: Path) -> None:
    result = ask("studies", "--store", str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, f"no study in {tmp_path} yet\n")
    assert json.loads(ask("studies", "--store", str(tmp_path), "--json").stdout) == []


def test_studies_are_listed_with_runs_failures_and_status(store: Path) -> None:
    english, chinese = ask("studies", "--store", str(store)), ask("studies", "--store", str(store), "--lang", "zh")
    assert "3 and 1 failed" in english.stdout
    assert "finished, other model" in english.stdout
    assert "3，另有 1 次失败" in chinese.stdout
    assert "已完成，模型版本不同" in chinese.stdout
    (record,) = json.loads(ask("studies", "--store", str(store), "--json").stdout)
    assert (record["key"], record["finished"], record["failed"], record["is_current"]) == (KEY, 3, 1, False)


def test_sound_parts_are_verified_and_a_damaged_one_is_named(store: Path) -> None:
    sound = ask("studies", "verify", "--store", str(store))
    assert (sound.exit_code, sound.stdout) == (0, "Studies read again: 1; every part is what its name says\n")
    part = next((store / "studies" / KEY).glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    damaged = ask("studies", "verify", "--store", str(store))
    assert damaged.exit_code == 2
    assert part.name in damaged.stdout.replace("\n", "")
    (flaw,) = json.loads(ask("studies", "verify", "--store", str(store), "--json").stdout)
    assert flaw == {"study": KEY, "path": str(part), "kind": "damaged"}


def test_what_would_be_pruned_is_told_before_it_goes(store: Path) -> None:
    assert KEY in ask("studies", "prune", "--dry-run", "--store", str(store)).stdout
    assert (
        "nothing to remove" in ask("studies", "prune", "--dry-run", "--older-than", "1", "--store", str(store)).stdout
    )
    assert (store / "studies" / KEY).exists()
    unknown = ask("studies", "prune", "nothing", "--store", str(store))
    assert (unknown.exit_code, unknown.stderr) == (2, f"no study in {store} is called nothing\n")
    assert "Studies removed: 1" in ask("studies", "prune", "baseline", KEY[:4], "--store", str(store)).stdout
    assert not (store / "studies" / KEY).exists()


def test_a_replay_tells_how_the_run_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = RunRecord(3, 1, None, FailedRun(3, 1, "2018Q2", "BrokenBooksError: A1"))
    asked = []

    def live_again(scenario, *numbers: int) -> RunRecord:
        asked.append((scenario.id, *numbers))
        return failed

    monkeypatch.setattr(replaying, "replay", live_again)
    result = ask("replay", "baseline", "--draw", "3", "--replication", "1", "--seed", "7")
    assert (result.exit_code, asked) == (3, [("baseline", 7, 3, 1)])
    assert result.stdout == "draw 3, run 1: failed in 2018Q2: BrokenBooksError: A1\n"
    monkeypatch.setattr(replaying, "replay", lambda *_: failed._replace(failure=None))
    assert ask("replay", "baseline", "--draw", "3").stdout == "draw 3, run 0: reached 2020\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "baseline", "--until", "2.5"), "'2.5' is no rule to stop by; write a half-width"),
        (("run", "baseline", "--until", "ranking"), "ranking needs at least two different scenarios"),
        (("compare", "baseline", "baseline", "--until", "ranking"), "ranking needs at least two different scenarios"),
        (("run", "baseline", "--executor", "thread"), "'thread' names no executor; allowed are threads, processes"),
    ],
)
def test_a_rule_or_an_executor_that_makes_no_sense_is_one_sentence_and_two(
    words: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    result = ask(*words, "--store", str(tmp_path))
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
