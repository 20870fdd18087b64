"""How long runs took: what a store tells of its last sessions, as a reader is told."""

import json
from pathlib import Path

import pytest

from simulation.ensemble.sessions import LOOKED_AT, SESSIONS, seconds_per_run
from simulation.presentation.package_runs import expected, time_of
from simulation.presentation.words import Words
from simulation.study import Size


def told(store: Path, number: int, runs: int, seconds: float) -> None:
    folder = store / "studies" / f"{number % 3:016x}" / SESSIONS
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"runs": runs, "wall_seconds": seconds})
    (folder / f"2016010{number}T000000000000-1.json").write_text(text, encoding="utf-8")


def test_the_pace_is_that_of_the_last_sessions_that_ran_anything(tmp_path: Path) -> None:
    assert seconds_per_run(tmp_path / "studies") is None
    told(tmp_path, 1, runs=10, seconds=20.0)
    told(tmp_path, 2, runs=0, seconds=500.0)
    told(tmp_path, 3, runs=30, seconds=20.0)
    (tmp_path / "studies" / f"{0:016x}" / SESSIONS / "20160104.json").write_text("{", encoding="utf-8")
    assert seconds_per_run(tmp_path / "studies") == pytest.approx(1.0)
    assert LOOKED_AT > 3
    assert expected(90, Size(store=tmp_path), Words("en")) == ", about 2 min at the pace of the last sessions"
    assert expected(90, Size(store=None), Words("en")) == ""


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (40.0, "40 s"), (610.0, "10 min"), (9_000.0, "2 h")])
def test_a_time_is_told_in_its_largest_unit(seconds: float, said: str) -> None:
    assert time_of(seconds, Words("en")) == said
