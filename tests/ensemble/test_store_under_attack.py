"""Killed, interrupted, full, doubled, spread over processes and machines: the digits stay those of a quiet run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulation.ensemble.executor_names import NoWorkersError
from simulation.ensemble.results import Ensemble
from simulation.ensemble.sessions import KILLED, sessions_of
from simulation.ensemble.shelf import studies, verify
from simulation.ensemble.whole_files import STUDIES
from simulation.recorder import Outcome
from tests.behaviour.small_runs import different
from tests.ensemble.small_study import small_study

ROOT = Path(__file__).resolve().parents[2]
DRAWS, REPLICATIONS = int(os.environ.get("TOWNCAST_ATTACKED_DRAWS", "24")), 2
MOMENTS = (0.1, 0.9, 1.7, 0.4, 2.3, 1.2, 0.2, 2.9, 0.7, 1.5)[: max(3, DRAWS // 10)]
"""Seconds after the first new run of each session at which it is ended: three for 24 draws, all ten from 100 on."""


@pytest.fixture(scope="module")
def undisturbed() -> Ensemble:
    return small_study(None, DRAWS, REPLICATIONS)


def start(store: Path, draws: int = DRAWS, *more: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.ensemble.small_study", str(store), str(draws), str(REPLICATIONS), *more]
    return subprocess.Popen(
        words,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def parts(store: Path) -> set[Path]:
    return set((store / STUDIES).rglob("*.parquet"))


def end_by(how: signal.Signals, store: Path, moment: float) -> bool:
    """Start a session and end it that long after its first new part; False when it was faster."""
    before, session = parts(store), start(store)
    while parts(store) <= before and session.poll() is None:
        time.sleep(0.02)
    time.sleep(moment)
    is_early = session.poll() is None
    session.send_signal(how)
    session.communicate(timeout=60)
    return is_early


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_study_ended_at_any_moment_goes_on_to_the_same_digits(
    how: signal.Signals, tmp_path: Path, undisturbed: Ensemble
) -> None:
    hits = sum(end_by(how, tmp_path, moment) for moment in MOMENTS)
    assert hits >= 1
    assert list(verify(tmp_path)) == []
    found = small_study(tmp_path, DRAWS, REPLICATIONS)
    assert different(found, undisturbed, Outcome._fields) == []
    (folder,) = (tmp_path / STUDIES).iterdir()
    ends = [facts["status"] for facts in sessions_of(folder)]
    assert ends.count(KILLED if how is signal.SIGKILL else "interrupted") >= hits


@pytest.mark.slow
def test_two_writers_of_one_study_do_not_disturb_each_other(tmp_path: Path, undisturbed: Ensemble) -> None:
    sessions = [start(tmp_path), start(tmp_path)]
    for session in sessions:
        session.communicate(timeout=300)
    assert [session.returncode for session in sessions] == [0, 0]
    (entry,) = studies(tmp_path)
    assert (entry.finished, entry.failed, entry.damaged) == (DRAWS * REPLICATIONS, 0, 0)
    assert list(verify(tmp_path)) == []
    assert different(small_study(tmp_path, DRAWS, REPLICATIONS), undisturbed, Outcome._fields) == []


def test_a_full_disk_ends_the_study_and_leaves_what_was_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, sync = [], os.fsync

    def full_after_some(handle: int) -> None:
        written.append(handle)
        if len(written) > 12:
            raise OSError(28, "No space left on device")
        sync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_after_some)
        with pytest.raises(OSError, match="No space left") as told:
            small_study(tmp_path, 12, 1)
    assert str(tmp_path) in str(told.value.filename)
    (entry,) = studies(tmp_path)
    assert 0 < entry.finished < 12
    assert different(small_study(tmp_path, 12, 1), small_study(None, 12, 1), Outcome._fields) == []


@pytest.mark.slow
def test_processes_give_the_digits_of_threads_and_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    killed = []

    def kill_one_worker(done: int, total: int) -> None:
        if not killed:
            children = Path(f"/proc/{os.getpid()}/task").rglob("children")
            workers = [int(child) for file in children for child in file.read_text().split()]
            names = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in workers}
            killed.extend(pid for pid, name in names.items() if b"spawn_main" in name)
            os.kill(killed[0], signal.SIGKILL)

    found = small_study(tmp_path, 12, 1, "processes", progress=kill_one_worker)
    assert killed
    assert different(found, small_study(None, 12, 1), Outcome._fields) == []


@pytest.mark.slow
def test_a_cluster_gives_the_digits_of_one_process_and_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    with distributed.LocalCluster(**options) as cluster:
        address = cluster.scheduler_address.removeprefix("tcp://")
        killed = []

        def kill_one_worker(done: int, total: int) -> None:
            if not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        found = small_study(tmp_path, 12, 1, f"dask://{address}", progress=kill_one_worker)
    assert killed
    assert different(found, small_study(None, 12, 1), Outcome._fields) == []


def test_a_cluster_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(NoWorkersError, match=r"no Dask scheduler answers at 127\.0\.0\.1:1"):
        small_study(None, 2, 1, "dask://127.0.0.1:1")


@pytest.mark.parametrize("name", ["thread", "dask://", "dask://host", "dask://:80", "ray://host:1", ""])
def test_an_executor_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(NoWorkersError, match="names no executor"):
        small_study(None, 1, 1, name)
