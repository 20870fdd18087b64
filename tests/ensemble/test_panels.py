"""Single towns are kept when asked for: whole or absent, resumed and repaired like runs, and never held in memory."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.ensemble import runner
from simulation.ensemble.panel_parts import decode_panels, encode_panels
from simulation.ensemble.panels import BLOCK, ROSTER, PanelFolder, WithPanel, has_panel, panel_of
from simulation.ensemble.parts import Contents, DamagedPartError
from simulation.ensemble.records import ARRAYS, DrawRecord, RunRecord
from simulation.ensemble.results import Ensemble, FailedRun
from simulation.ensemble.roster import Town, read_roster, roster_of
from simulation.ensemble.runner import run_ensemble
from simulation.ensemble.shelf import studies, verify
from simulation.ensemble.store import DAMAGED, StudyFolder
from simulation.inputs.measures import DIMENSIONS, MEASURES, TOWN_PANEL, YEARS
from simulation.inputs.towns import load_cities, load_towns
from simulation.recorder import Outcome
from simulation.study import Size, load
from simulation.study import run as run_study
from tests.behaviour.small_runs import different

TOWNS = 3
SHAPE = (len(TOWN_PANEL), len(YEARS), TOWNS)
KEY = "f" * 16
ROSTER_CONTENT = b"[]\n"
CONTENTS = Contents((), {name: (2,) for name in ARRAYS} | {"money": (0, 4, 5)})
RUN = st.tuples(st.integers(0, 999_999), st.integers(0, 9))
SINGLE = arrays(np.float32, SHAPE, elements=st.floats(width=32))


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(RUN, SINGLE, min_size=1, max_size=3))
def test_a_part_gives_back_every_bit_in_whatever_order_it_was_made(tmp_path_factory, panels) -> None:
    name, content = encode_panels(panels, "roster")
    path = tmp_path_factory.mktemp("panel") / name
    path.write_bytes(content)
    found = decode_panels(path)
    assert (found.roster, found.runs) == ("roster", tuple(sorted(panels)))
    assert {run: panel.tobytes() for run, panel in found.panels().items()} == {
        run: panel.tobytes() for run, panel in panels.items()
    }
    assert encode_panels(dict(reversed(panels.items())), "roster") == (name, content)
    (one,) = decode_panels(path, ["gdp"]).columns.values()
    assert one.tobytes() == np.stack([panels[run][TOWN_PANEL.index("gdp")] for run in sorted(panels)]).tobytes()


def made_up(draw: int, replications: int = 1, value: float = 1.0) -> DrawRecord:
    runs = tuple(
        RunRecord(draw, each, {n: np.ones(s) for n, s in CONTENTS.shapes.items()}, None, panel(value + draw + each))
        for each in range(replications)
    )
    return DrawRecord(draw, np.array((0.5,), dtype=[("spillover", np.float64)]), runs)


def panel(value: float) -> np.ndarray:
    return np.full(SHAPE, value, np.float32)


def keeper(store: Path) -> WithPanel:
    return WithPanel(StudyFolder(store, KEY), ROSTER_CONTENT)


@pytest.mark.parametrize("place", [0, 400, -1])
def test_a_flipped_bit_is_seen_wherever_it_is(tmp_path: Path, place: int) -> None:
    name, content = encode_panels({(0, 0): panel(1.0)}, "roster")
    broken = bytearray(content)
    broken[place] ^= 1
    (tmp_path / name).write_bytes(broken)
    with pytest.raises(DamagedPartError, match=name[:13]):
        decode_panels(tmp_path / name)


def test_parts_are_put_together_block_by_block_and_say_the_same(tmp_path: Path) -> None:
    keep = keeper(tmp_path)
    for draw in range(2 * BLOCK + 1):
        keep.add(made_up(draw, 2), CONTENTS)
    before = keep.panel.read(TOWN_PANEL)
    keep.put_together()
    after = keep.panel.read(TOWN_PANEL)
    assert [path.name[:13] for path in keep.panel.parts()] == ["000000-000007", "000008-000015", "000016-000016"]
    assert before.runs == after.runs and len(after.runs) == 2 * (2 * BLOCK + 1)
    assert all(np.array_equal(before.columns[name], after.columns[name]) for name in TOWN_PANEL)
    assert keep.read().runs == set(after.runs)


def test_a_run_without_towns_counts_as_missing_unless_it_failed(tmp_path: Path) -> None:
    failed = RunRecord(1, 1, None, FailedRun(1, 1, "2017Q3", "broke"))
    StudyFolder(tmp_path, KEY).add(made_up(0, 2), CONTENTS)
    keeper(tmp_path).add(made_up(1)._replace(runs=(*made_up(1).runs, failed)), CONTENTS)
    assert keeper(tmp_path).read().runs == {(1, 0), (1, 1)}


def test_a_lost_file_of_towns_is_written_again_without_a_run(tmp_path: Path) -> None:
    keep = keeper(tmp_path)
    keep.add(made_up(0), CONTENTS)
    file = keep.panel.folder / ROSTER
    for content in (b"?", None):
        file.write_bytes(content) if content else file.unlink()
        assert [flaw.kind for flaw in verify(tmp_path)] == ["damaged"]
        assert keeper(tmp_path).read().runs == {(0, 0)}
        assert file.read_bytes() == ROSTER_CONTENT and list(verify(tmp_path)) == []


def test_two_parts_that_disagree_about_a_town_are_told(tmp_path: Path) -> None:
    keep = keeper(tmp_path)
    keep.add(made_up(0), CONTENTS)
    keep.panel.add(made_up(0, value=2.0))
    assert [flaw.kind for flaw in verify(tmp_path)] == ["disagrees"]


def test_the_roster_names_every_town_in_the_order_of_the_table() -> None:
    towns = read_roster(roster_of(load_towns(), load_cities()))
    assert len(towns) == 799 and sum(town.certified_2015 for town in towns) == 399
    assert towns[0] == Town(440113105000, "石楼镇", "广州", "Guangzhou", "prd", 22.97341, 113.48718, True)
    with pytest.raises(ValueError, match="unexpected"):
        read_roster(b'[{"nothing": 1}]')


def run(store: Path | None, draws: int, replications: int = 1, **more) -> Ensemble:
    return run_ensemble(load("baseline"), draws=draws, replications=replications, seed=2016, store=store, **more)


def panel_in(store: Path, ensemble: Ensemble) -> PanelFolder:
    return panel_of(store, ensemble.manifest["study"])


def test_a_panel_changes_no_digit_and_adds_up_to_what_the_province_reports(small_size: None, tmp_path: Path) -> None:
    found = run(tmp_path, 2, 2, panel=True)
    assert different(found, run(None, 2, 2), Outcome._fields) == []
    kept = panel_in(tmp_path, found).read(TOWN_PANEL)
    assert kept.runs == ((0, 0), (0, 1), (1, 0), (1, 1))
    column = {name: kept.columns[name].astype(float) for name in TOWN_PANEL}
    inside = column["certified"]
    assert set(np.unique(inside)) == {0.0, 1.0}

    def reported(name: str) -> np.ndarray:
        return found.measure(name).reshape(4, len(YEARS))

    def inside_sum(name: str) -> np.ndarray:
        return (inside * column[name]).sum(axis=2)

    assert np.array_equal(inside.sum(axis=2), reported("towns"))
    assert inside_sum("gdp") / 1e4 == pytest.approx(reported("gdp"), rel=1e-6)
    assert 100 * inside_sum("rd_spending") / inside_sum("gdp") == pytest.approx(reported("rd_intensity"), rel=1e-6)
    assert inside_sum("patents") == pytest.approx(reported("patents"), rel=1e-6)
    per_head = 1e4 * inside_sum("rd_personnel") / inside_sum("population")
    assert per_head == pytest.approx(reported("rd_personnel"), rel=1e-6)
    over = (inside * (column["gross_output"] > 1e6)).sum(axis=2)
    assert np.array_equal(over, reported("towns_10bn")) and "towns_10bn" in MEASURES
    for place, name in enumerate(DIMENSIONS):
        mean = inside_sum(name) / inside.sum(axis=2)
        assert mean == pytest.approx(found.score[..., 0, place].reshape(4, -1), rel=1e-5)


def test_runs_stored_without_towns_are_run_again_only_when_towns_are_asked_for(
    small_size: None, tmp_path: Path
) -> None:
    asked = []
    for draws, replications, wanted in ((2, 1, False), (3, 1, True), (3, 2, False), (3, 2, True), (3, 2, True)):
        heard: list[tuple[int, int]] = []
        more = {"panel": wanted, "progress": lambda *told, heard=heard: heard.append(told)}
        found = run(tmp_path, draws, replications, **more)
        assert different(found, run(None, draws, replications), Outcome._fields) == []
        asked.append((heard[0][0], len(panel_in(tmp_path, found).runs())))
    assert asked == [(1, 0), (1, 3), (3, 3), (3, 6), (6, 6)]
    (entry,) = studies(tmp_path)
    assert (entry.finished, entry.damaged) == (6, 0) and 0 < entry.panel < entry.size
    assert list(verify(tmp_path)) == []


def test_asking_a_stored_study_for_towns_makes_them_once(small_size: None, tmp_path: Path) -> None:
    size = Size(2, 1, store=tmp_path)
    heard: list[bool] = []
    for wanted in (False, True, True, False):
        told: list[tuple[int, int]] = []
        found = run_study(load("baseline"), size._replace(panel=wanted), lambda *each, told=told: told.append(each))
        heard.append(bool(told))
    assert heard == [True, True, False, False] and has_panel(found, tmp_path)


def test_a_damaged_part_is_named_put_aside_and_made_again(small_size: None, tmp_path: Path) -> None:
    kept = panel_in(tmp_path, run(tmp_path, 2, panel=True))
    (part,) = kept.parts()
    content = part.read_bytes()
    part.write_bytes(content[:-9] + b"?" + content[-8:])
    assert [(flaw.path, flaw.kind) for flaw in verify(tmp_path)] == [(part, "damaged")]
    assert kept.read(["gdp"]) is None
    (aside,) = run(tmp_path, 2, panel=True).manifest["damaged"]
    assert (Path(aside).parent.name, Path(aside).name) == (DAMAGED, part.name)
    assert kept.parts() == [part] and part.read_bytes() == content
    assert list(verify(tmp_path)) == []


def test_towns_go_to_the_disk_and_are_not_held_in_memory(
    small_size: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[DrawRecord] = []
    gather = runner.gather
    monkeypatch.setattr(
        runner, "gather", lambda scenario, draws, *rest: held.extend(draws) or gather(scenario, draws, *rest)
    )
    found = run(tmp_path, 2, panel=True)
    assert [run.panel for record in held for run in record.runs] == [None, None]
    assert len(panel_in(tmp_path, found).runs()) == 2


def test_towns_without_a_store_are_refused() -> None:
    with pytest.raises(ValueError, match="store"):
        run(None, 1, panel=True)
