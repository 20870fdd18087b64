"""Same seed, same digits: for any number of workers, run again, with records at hand, and in a longer study."""

import numpy as np
import pytest

from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import run_ensemble
from simulation.recorder import Outcome
from simulation.study import load
from tests.behaviour.small_runs import different

ARRAYS = Outcome._fields
SCENARIO = "document_package"


def run(jobs: int, draws: int = 3, replications: int = 2, **more) -> Ensemble:
    return run_ensemble(load(SCENARIO), draws=draws, replications=replications, seed=2016, jobs=jobs, **more)


def start_of(whole: Ensemble, draws: int, replications: int) -> dict[str, bytes]:
    return {name: getattr(whole, name)[:draws, :replications].tobytes() for name in ARRAYS}


def test_one_worker_or_two_and_run_again_the_digits_are_the_same(small_size: None) -> None:
    first = run(jobs=1)
    for again in (run(jobs=1), run(jobs=2), run(jobs=2)):
        assert different(first, again, ARRAYS) == []
        assert again.draws_table.tobytes() == first.draws_table.tobytes()
        assert again.manifest["study"] == first.manifest["study"]


def test_another_seed_changes_the_digits(small_size: None) -> None:
    other = run_ensemble(load(SCENARIO), draws=3, replications=2, seed=2017, jobs=1)
    assert set(different(run(jobs=1), other, ARRAYS)) >= {"measures", "indicators", "score", "money"}


def test_replications_of_a_draw_differ(small_size: None) -> None:
    found = run(jobs=1)
    assert not np.array_equal(found.measures[:, 0, -1], found.measures[:, 1, -1])


def test_stored_records_change_no_digit(small_size: None, tmp_path) -> None:
    without = run(jobs=1)
    assert different(without, run(jobs=2, store=tmp_path), ARRAYS) == []
    assert len(list((tmp_path / "calibration").glob("*.npz"))) == 3
    assert different(without, run(jobs=2, store=tmp_path), ARRAYS) == []


def test_a_longer_study_begins_with_the_shorter_one(small_size: None) -> None:
    short, long = run(jobs=2, draws=3, replications=1), run(jobs=2, draws=10, replications=2)
    assert start_of(long, 3, 1) == start_of(short, 3, 1)


@pytest.mark.slow
def test_the_same_holds_for_the_whole_province() -> None:
    first = run(jobs=1, draws=2, replications=1)
    for again in (run(jobs=2, draws=2, replications=1), run(jobs=2, draws=2, replications=1)):
        assert different(first, again, ARRAYS) == []
