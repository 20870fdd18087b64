"""What is finished stays: parts are whole, damage is seen and repaired, a study is extended and never run twice."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.ensemble.identity import study_key
from simulation.ensemble.parts import Contents, DamagedPartError, decode, encode, part_name
from simulation.ensemble.records import ARRAYS, DrawRecord, RunRecord
from simulation.ensemble.results import Ensemble, FailedRun
from simulation.ensemble.runner import contents_of, run_ensemble
from simulation.ensemble.shelf import find, prunable, prune, studies, verify
from simulation.ensemble.store import BLOCK, DAMAGED, InMemory, StudyFolder
from simulation.ensemble.stored import UnreadableStudyError, largest_block, read_ensemble, stored_ensemble
from simulation.ensemble.whole_files import STUDIES
from simulation.recorder import Outcome
from simulation.study import Size, load
from tests.behaviour.small_runs import different

SHAPES = {name: (2, 3) if name in ("measures", "score") else (4,) for name in ARRAYS} | {"money": (0, 4, 5)}
CONTENTS = Contents(("innovation_vouchers",), SHAPES)
DTYPE = np.dtype([("voucher_additionality", np.float64), ("spillover", np.float64)])
ANY_DOUBLE = st.floats(width=64)


def test_what_a_study_says_of_itself_is_read_again_in_the_order_in_which_it_was_said(tmp_path: Path) -> None:
    """So that a screen from the store is the screen of the first run."""
    said = {"towns": {"figures": {"patents": 2, "firms": 1}}, "seed": 2016, "draws": 8}
    folder = StudyFolder(tmp_path, "study")
    folder.folder.mkdir(parents=True)
    folder.write_manifest(said)
    assert str(folder.manifest()) == str(said)


@st.composite
def draw_records(choose: st.DrawFn) -> list[DrawRecord]:
    records = []
    for draw in choose(st.lists(st.integers(0, 999_999), min_size=1, max_size=3, unique=True)):
        p = np.array(choose(st.tuples(ANY_DOUBLE, ANY_DOUBLE)), dtype=DTYPE)
        runs = []
        for replication in range(choose(st.integers(1, 3))):
            if choose(st.booleans()):
                failure = FailedRun(draw, replication, "2017Q3", choose(st.text(max_size=20)))
                runs.append(RunRecord(draw, replication, None, failure))
            else:
                found = {name: choose(arrays(np.float64, shape, elements=ANY_DOUBLE)) for name, shape in SHAPES.items()}
                runs.append(RunRecord(draw, replication, found, None))
        records.append(DrawRecord(draw, p, tuple(runs)))
    return records


def bits(record: DrawRecord) -> object:
    runs = [
        (run.run, run.failure, run.arrays and {name: run.arrays[name].tobytes() for name in ARRAYS})
        for run in record.runs
    ]
    return record.draw, record.parameters.dtype, record.parameters.tobytes(), runs


@settings(max_examples=50, deadline=None)
@given(draw_records())
def test_a_part_gives_back_every_bit(tmp_path_factory, records: list[DrawRecord]) -> None:
    name, content = encode(records, CONTENTS)
    path = tmp_path_factory.mktemp("part") / name
    path.write_bytes(content)
    contents, found = decode(path)
    assert contents == CONTENTS
    assert [bits(record) for record in found] == [bits(r) for r in sorted(records, key=lambda each: each.draw)]
    assert encode(list(reversed(records)), CONTENTS) == (name, content)


def some_draw(draw: int = 3) -> DrawRecord:
    found = {name: np.ones(shape) for name, shape in SHAPES.items()}
    return DrawRecord(draw, np.array((0.5, 0.1), dtype=DTYPE), (RunRecord(draw, 0, found, None),))


@pytest.mark.parametrize("place", [0, 200, -1])
def test_a_flipped_bit_is_seen_wherever_it_is(tmp_path: Path, place: int) -> None:
    name, content = encode([some_draw()], CONTENTS)
    broken = bytearray(content)
    broken[place] ^= 1
    (tmp_path / name).write_bytes(broken)
    with pytest.raises(DamagedPartError, match=name[:13]):
        decode(tmp_path / name)


def run(store: Path | None, draws: int = 3, replications: int = 1, **more) -> Ensemble:
    return run_ensemble(load("baseline"), draws=draws, replications=replications, seed=2016, store=store, **more)


def parts_of(store: Path) -> list[Path]:
    return sorted(path for path in (store / STUDIES).glob("*/*.parquet") if part_name(path))


def test_a_finished_study_is_one_part_and_is_never_run_again(small_size: None, tmp_path: Path) -> None:
    first = run(tmp_path)
    (part,) = parts_of(tmp_path)

    class Nobody:
        def records(self, job, requests):
            assert list(requests) == []
            return (record for record in ())

    again = run(tmp_path, workers=Nobody())
    assert different(first, again, Outcome._fields) == []
    assert again.draws_table.tobytes() == first.draws_table.tobytes()
    assert parts_of(tmp_path) == [part]
    stored = stored_ensemble(load("baseline"), Size(3, 1), 2016, tmp_path)
    assert different(first, stored, Outcome._fields) == []
    varying = ("wall_seconds",)
    assert {k: v for k, v in stored.manifest.items() if k not in varying} == {
        k: v for k, v in first.manifest.items() if k not in varying
    }


def test_more_draws_and_more_replications_extend_a_study(small_size: None, tmp_path: Path) -> None:
    asked = []
    for draws, replications in ((2, 1), (4, 1), (4, 3), (3, 2)):
        heard: list[tuple[int, int]] = []
        found = run(tmp_path, draws, replications, progress=lambda *told, heard=heard: heard.append(told))
        assert different(found, run(None, draws, replications), Outcome._fields) == []
        asked.append(heard)
    assert [told[0] for told in asked] == [(1, 2), (2, 4), (4, 12), (6, 6)]
    assert len(parts_of(tmp_path)) == 1


def test_a_larger_study_answers_for_a_smaller_one_without_being_run(small_size: None, tmp_path: Path) -> None:
    run(tmp_path, 4, 2)
    assert different(stored_ensemble(load("baseline"), Size(2, 1), 2016, tmp_path), run(None, 2, 1)) == []
    assert stored_ensemble(load("baseline"), Size(5, 1), 2016, tmp_path) is None
    assert stored_ensemble(load("baseline"), Size(2, 1), 2017, tmp_path) is None


@pytest.mark.parametrize(
    ("draws", "block"),
    [
        ({0: 2, 1: 2, 2: 1}, (2, 2)),
        ({0: 2, 1: 1, 2: 1, 3: 1, 4: 1}, (5, 1)),
        ({0: 2, 1: 1}, (2, 1)),
        ({0: 1, 2: 1}, (1, 1)),
        ({1: 2}, (0, 0)),
        ({}, (0, 0)),
    ],
)
def test_the_largest_block_is_the_one_with_most_runs_and_then_most_draws(
    draws: dict[int, int], block: tuple[int, int]
) -> None:
    assert largest_block({(draw, each) for draw, count in draws.items() for each in range(count)}) == block


def test_a_study_is_read_by_its_key_alone_and_says_which_runs_it_leaves_out(small_size: None, tmp_path: Path) -> None:
    whole = run(tmp_path, 3, 1, command="towncast run baseline")
    key = study_key(load("baseline"), 2016)
    found = read_ensemble(tmp_path, key)
    assert different(found, whole, Outcome._fields) == []
    assert (found.scenario_id, found.title, found.readings) == (whole.scenario_id, whole.title, whole.readings)
    assert found.draws_table.tobytes() == whole.draws_table.tobytes()
    told = ("study", "seed", "hashes", "macro", "drift", "draws", "replications", "left_out", "command")
    assert {name: found.manifest[name] for name in told} == {name: whole.manifest[name] for name in told}
    assert found.manifest["runs_left_out"] == []
    run(tmp_path, 1, 2)
    assert read_ensemble(tmp_path, key).manifest["runs_left_out"] == [[0, 1]]
    with pytest.raises(UnreadableStudyError):
        read_ensemble(tmp_path, "0" * 16)


def test_a_study_without_some_levers_says_so_on_the_shelf(small_size: None, tmp_path: Path) -> None:
    run_ensemble(load("vouchers_only", ["innovation_vouchers"]), draws=1, replications=1, seed=1, store=tmp_path)
    (entry,) = find(tmp_path, "vouchers_only")
    assert entry.left_out == ("innovation_vouchers",)
    assert read_ensemble(tmp_path, entry.key).manifest["left_out"] == ["innovation_vouchers"]
    assert stored_ensemble(load("baseline"), Size(1, 1), 1, tmp_path) is not None  # the very same runs, better named
    assert [(found.key, found.left_out) for found in find(tmp_path, "baseline")] == [(entry.key, ())]
    assert find(tmp_path, "vouchers_only") == ()


def test_a_damaged_part_is_named_put_aside_and_made_again(small_size: None, tmp_path: Path) -> None:
    whole = run(tmp_path)
    (part,) = parts_of(tmp_path)
    content = part.read_bytes()
    part.write_bytes(content[:-9] + b"?" + content[-8:])
    assert [(flaw.path, flaw.kind) for flaw in verify(tmp_path)] == [(part, "damaged")]
    again = run(tmp_path)
    assert different(whole, again, Outcome._fields) == []
    (aside,) = again.manifest["damaged"]
    assert Path(aside).parent.name == DAMAGED
    assert Path(aside).name == part.name
    assert parts_of(tmp_path) == [part]
    assert part.read_bytes() == content
    assert list(verify(tmp_path)) == []


def test_two_parts_that_disagree_about_a_run_are_told(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path, "f" * 16)
    one = some_draw()
    other = one._replace(runs=(one.runs[0]._replace(arrays={**one.runs[0].arrays, "facts": np.zeros(4)}),))
    folder.add(one, CONTENTS)
    assert list(verify(tmp_path)) == []
    folder.add(other, CONTENTS)
    assert [flaw.kind for flaw in verify(tmp_path)] == ["disagrees"]


def test_without_a_store_memory_keeps_what_was_run(small_size: None) -> None:
    memory, heard = InMemory(), []
    run(None, 2, 1, memory=memory)
    found = run(None, 3, 1, memory=memory, progress=lambda *told: heard.append(told))
    assert heard == [(2, 3), (3, 3)]
    assert different(found, run(None, 3, 1), Outcome._fields) == []


def test_levers_named_in_another_order_are_the_same_study(tmp_path: Path) -> None:
    text = "title: {en: T, zh: 题}\nauthor: tests\nextends: baseline\nlevers:\n"
    levers = {
        "innovation_vouchers": "  innovation_vouchers:\n    budget: 1亿元\n",
        "dynamic_monitoring": "  dynamic_monitoring:\n    budget: 300万元\n",
    }
    keys = set()
    for name, order in (("one", list(levers)), ("two", list(reversed(levers)))):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text + "".join(levers[lever] for lever in order), encoding="utf-8")
        scenario = load(file)
        assert contents_of(scenario).levers == tuple(sorted(levers))
        keys.add(study_key(scenario, 2016))
    assert len(keys) == 1


def test_the_shelf_tells_what_is_there_and_prunes_only_what_cannot_be_continued(
    small_size: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, 3, 2)
    (entry,) = studies(tmp_path)
    assert (entry.scenario, entry.finished, entry.failed, entry.draws) == ("baseline", 6, 0, 3)
    assert (entry.status, entry.damaged, entry.is_current) == ("finished", 0, True)
    assert entry.size > 1000
    assert [found.key for name in ("baseline", entry.key[:5]) for found in find(tmp_path, name)] == 2 * [entry.key]
    assert find(tmp_path, "nothing") == ()
    assert prunable([entry], None) == []
    assert prunable([entry], 1.0) == []
    old = entry._replace(is_current=False)
    assert prunable([old], None) == [old]
    assert prunable([old._replace(status="running")], None) == []
    assert prune(tmp_path, [old]) >= entry.size
    assert studies(tmp_path) == []


def test_parts_are_put_together_in_blocks_of_draws(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path, "f" * 16)
    for draw in range(BLOCK + 6):
        folder.add(some_draw(draw), CONTENTS)
    folder.put_together()
    names = [part_name(path) for path in folder.parts()]
    assert [(name.first, name.last) for name in names if name] == [(0, BLOCK - 1), (BLOCK, BLOCK + 5)]
    assert sorted(folder.read().draws) == list(range(BLOCK + 6))
    folder.add(some_draw(BLOCK + 6), CONTENTS)
    whole = folder.parts()[0]
    before = whole.stat().st_mtime_ns
    folder.put_together()
    assert whole.stat().st_mtime_ns == before
    assert len(folder.parts()) == 2
