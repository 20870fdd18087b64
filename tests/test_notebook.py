"""The notebook's frames: every number is the one that `--json` says, for any ensemble, and runs are named once."""

import json
import math
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation import notebook as towncast
from simulation import study
from simulation.analysis.comparison import NotPairedError
from simulation.ensemble.executor_names import NoWorkersError
from simulation.ensemble.results import Ensemble
from simulation.inputs.measures import MEASURES, PAYERS, PLACES, SPENDING_YEARS, YEARS
from simulation.inputs.problems import InputError
from simulation.presentation.document import as_json, compare_document, run_document
from tests.analysis.fabricated import LEVERS, fabricate, with_change, with_failures
from tests.ensemble.conftest import small_size

__all__ = ["small_size"]
ROOT = Path(__file__).resolve().parent.parent
BASELINE = study.load("baseline")
PERCENTILES = {"p05": 5, "p25": 25, "median": 50, "p75": 75, "p95": 95}


def study_of(ensemble: Ensemble) -> towncast.Study:
    return towncast.Study(BASELINE, ensemble)


def told(ensemble: Ensemble) -> dict[str, Any]:
    """What `run --json` prints."""
    document = run_document(study.summarise(ensemble), study.units(), study.lever_names())
    return json.loads(as_json(document))


def told_of(base: Ensemble, *others: Ensemble) -> dict[str, Any]:
    """What `compare --json` prints."""
    pairs = [(study.summarise(other), study.compare(base, other)) for other in others]
    return json.loads(as_json(compare_document(study.summarise(base), pairs, study.units(), study.lever_names())))


def same(found: Any, told: Any) -> bool:
    """Whether a cell of a frame is what JSON says; JSON has null where there is no finite number."""
    if told is None:
        return not math.isfinite(found)
    return bool(found == told)


def agrees(row: Mapping[str, Any], entry: Mapping[str, Any], renamed: Mapping[str, str] | None = None) -> list[str]:
    """Columns shared by a row and an entry of JSON in which they differ; at least five are shared."""
    names = {name: (renamed or {}).get(name, name) for name in row}
    shared = {name: entry[other] for name, other in names.items() if other in entry}
    assert len(shared) >= 5
    return [name for name, value in shared.items() if not same(row[name], value)]


@st.composite
def ensembles(choose: st.DrawFn) -> Ensemble:
    draws, replications = choose(st.integers(1, 24)), choose(st.integers(1, 3))
    made = fabricate(choose(st.integers(0, 999)), draws, replications, choose(st.sampled_from([(), LEVERS])))
    numbers = st.tuples(st.integers(0, draws - 1), st.integers(0, replications - 1))
    # at least one run reaches 2020
    broken = choose(st.lists(numbers, max_size=draws * replications - 1, unique=True))
    made = with_failures(made, *broken)
    return with_change(made, "tried", {"rd_intensity": choose(st.floats(0.0, 1.0)), "patents": 1_000.0})


EVERY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@EVERY
@given(ensembles())
def test_chances_are_those_of_json(ensemble: Ensemble) -> None:
    document, result = told(ensemble), study_of(ensemble)
    rows = towncast.chances(result).to_dict("records")
    assert [row["target"] for row in rows] == [entry["id"] for entry in document["targets"]]
    for row, entry in zip(rows, document["targets"], strict=True):
        assert agrees(row, entry, {"target": "id"}) == []
    readings = towncast.readings(result)
    others = [one for entry in document["targets"] for one in entry["other_readings"]]
    assert len(readings) == len(rows) + len(others)
    for row, entry in zip(readings[~readings.chosen].to_dict("records"), others, strict=True):
        assert agrees(row, entry) == []
    joint = towncast.joint(result).set_index("name")
    for name, entry in document["joint"].items():
        for each in [entry] if name != "at_least" else entry:
            row = joint.loc[name if name != "at_least" else f"at_least_{each['k']}"].to_dict()
            assert agrees(row, each) == []
    assert len(joint) == 2 + len(document["joint"]["at_least"])


@EVERY
@given(ensembles())
def test_frames_of_runs_have_the_percentiles_of_json(ensemble: Ensemble) -> None:
    document, result = told(ensemble), study_of(ensemble)
    measures, indicators = towncast.measures(result), towncast.indicators(result)
    assert len(measures) == ensemble.draws * ensemble.replications * len(YEARS)
    assert len(indicators) == len(measures) * len(PLACES)
    by_year = {name: measures.groupby("year")[name] for name in MEASURES}
    for entry in document["trajectories"]:
        name, year = entry["indicator"], entry["year"]
        if name in MEASURES:
            values, units = by_year[name].get_group(year), measures.attrs["units"]
        else:
            here = (indicators.year == year) & (indicators.place == entry["region"])
            values, units = indicators.loc[here, name], indicators.attrs["units"]
        assert units[name] == entry["unit"]
        for percentile, share in PERCENTILES.items():
            assert same(np.percentile(values.dropna(), share), entry[percentile])
    scores = towncast.scores(result)
    for entry in document["index"]:
        here = (scores.year == YEARS[-1]) & (scores.place == entry["region"])
        assert same(np.percentile(scores.loc[here, entry["name"].removeprefix("score_")].dropna(), 50), entry["median"])


@EVERY
@given(ensembles())
def test_money_verdicts_and_failures_are_those_of_json(ensemble: Ensemble) -> None:
    document, result = told(ensemble), study_of(ensemble)
    costs = towncast.costs(result)
    assert len(costs) == ensemble.draws * ensemble.replications * len(ensemble.lever_ids) * len(SPENDING_YEARS)
    finished = ensemble.finished
    for entry in document["costs"][:-1]:
        of_lever = costs[costs.lever == entry["lever"]].groupby(["draw", "replication"])[list(PAYERS)].sum()
        of_lever = of_lever[[bool(finished[run]) for run in of_lever.index]]
        for payer in PAYERS:
            assert of_lever[payer].mean() == pytest.approx(entry["by_payer"][payer]["mean"], rel=1e-12)
    verdicts = towncast.verdicts(result)
    for entry in document["targets"]:
        by_draw = verdicts.groupby("draw")[entry["id"]].mean().dropna()
        assert verdicts[entry["id"]].count() == entry["runs"] and len(by_draw) == entry["draws"]
        assert by_draw.mean() == pytest.approx(entry["share_of_runs"], rel=1e-12)
    assert towncast.failures(result).to_dict("records") == document["failures"]


@EVERY
@given(ensembles(), st.floats(-0.5, 0.5))
def test_differences_are_those_of_json(base: Ensemble, change: float) -> None:
    package = with_change(base, "package", {"rd_intensity": change, "towns": 3.0})
    other = replace(package, manifest={**package.manifest, "left_out": ["talent"], "hashes": {}})
    found = towncast.compare(study_of(base), study_of(other), study_of(base))
    comparisons = told_of(base, other, base)["comparisons"]
    for frame in (found.targets, found.joint, found.places, found.money):
        assert list(dict.fromkeys(zip(frame.other, frame.left_out, strict=True))) == [
            ("package", "talent"),
            (base.scenario_id, ""),
        ]
    for comparison in comparisons:
        mine = {
            name: getattr(found, name)[getattr(found, name).other == comparison["other"]]
            for name in ("targets", "joint", "places", "money")
        }
        assert same(mine["money"].extra_public_money.item(), comparison["extra_public_money"])
        for entry in comparison["targets"]:
            rows = mine["targets"][mine["targets"].target == entry["id"]].set_index("quantity")
            quantities = [name for name in ("probability", "value", "probability_real") if entry[name] is not None]
            assert list(rows.index) == quantities
            for name in quantities:
                assert agrees(rows.loc[name].to_dict(), entry[name]) == []
            cost = entry["cost_per_point"] or dict.fromkeys(("estimate", "low", "high"))
            row = rows.loc["probability"]
            assert same(row.cost_per_point, cost["estimate"]) and same(row.cost_high, cost["high"])
        for kind, key, column in (("joint", "joint", "name"), ("places", "index", "place")):
            rows = mine[kind].set_index(column)
            assert list(rows.index) == list(comparison[key])
            for name, entry in comparison[key].items():
                assert agrees(rows.loc[name].to_dict(), entry) == []


def test_a_comparison_takes_two_studies_on_the_same_luck() -> None:
    base = study_of(fabricate(draws=8))
    with pytest.raises(ValueError, match="at least one other"):
        towncast.compare(base)
    with pytest.raises(NotPairedError):
        towncast.compare(base, study_of(fabricate(draws=16)))


def test_every_documented_column_is_there_and_no_other() -> None:
    base = study_of(fabricate(draws=16, levers=LEVERS))
    assert_columns(towncast.chances(base), towncast.chances.__doc__)
    found = towncast.compare(base, study_of(with_change(base.ensemble, "other", {"gdp": 900.0})))
    assert {"difference", "low", "high", "distinguishable"} <= set(found.joint) & set(found.places)


def assert_columns(frame: pd.DataFrame, text: str | None) -> None:
    told = (text or "").partition(": ")[2].partition(".\n")[0]
    assert list(frame.columns) == [name.strip() for name in told.replace("\n", " ").split(",")]


def test_an_answer_shows_itself_in_one_line() -> None:
    shown = repr(study_of(with_failures(fabricate(draws=8), (1, 0))))
    assert shown == "<Study b7c1f00d: baseline, 8 draws x 2 runs, seed 7, 1 failed>"


def test_a_bar_of_the_province_answers_nothing_for_a_part_of_it() -> None:
    made = fabricate(draws=8)
    part = replace(made, manifest={**made.manifest, "towns": {"only_these": True, "assumptions": []}})
    rows = towncast.chances(study_of(part)).set_index("target").applies
    assert rows.to_dict() == {entry["id"]: entry["applies"] for entry in told(part)["targets"]}
    assert not rows["towns"] and rows["rd_intensity"]


def test_a_study_is_run_kept_and_found_again(
    small_size: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(study, "reach", lambda scenario, store: ())  # whom a condition lets in is asked at full size
    size = {"draws": 2, "replications": 2, "store": tmp_path}
    scenario = towncast.load("document_package", leave_out=["guidance_funds"])
    seen: list[tuple[int, int]] = []
    first = towncast.run(scenario, **size, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (4, 4) and first.manifest["left_out"] == ["guidance_funds"]
    again = towncast.run(scenario, **size, jobs=1, progress=True)
    assert np.array_equal(first.ensemble.measures, again.ensemble.measures, equal_nan=True)
    assert capsys.readouterr().err == "", "what is stored is not run"
    assert_is_json_of(first.ensemble)
    drawn, yearly = towncast.parameters(first), towncast.measures(first)
    assert drawn.sequence.tolist() == [0, 1] and len(drawn.columns) > 200
    assert drawn.voucher_additionality.tolist() == first.ensemble.draws_table["voucher_additionality"].tolist()
    assert len(yearly.merge(drawn, on="draw")) == len(yearly)


def assert_is_json_of(ensemble: Ensemble) -> None:
    rows = towncast.chances(study_of(ensemble)).to_dict("records")
    for row, entry in zip(rows, told(ensemble)["targets"], strict=True):
        assert agrees(row, entry, {"target": "id"}) == []


def test_mistakes_are_told_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        towncast.run("no_such_scenario", store=tmp_path)
    with pytest.raises(NoWorkersError):
        towncast.run("baseline", store=tmp_path, executor="magic")
    for size in ({"draws": 0}, {"replications": 0}):
        with pytest.raises(ValueError, match="at least one draw"):
            towncast.run("baseline", store=None, **size)
    for seed in (-1, 2**32):
        with pytest.raises(ValueError, match="seed"):
            towncast.run("baseline", store=None, seed=seed)


def test_no_runs_are_no_answer_even_where_runs_are_stored(small_size: None, tmp_path: Path) -> None:
    towncast.run("baseline", draws=1, replications=1, store=tmp_path)
    with pytest.raises(ValueError, match="at least one draw"):
        towncast.run("baseline", draws=0, store=tmp_path)


def test_a_notebook_that_only_reads_never_waits_for_the_compiler() -> None:
    program = "import sys, simulation.notebook; print(*(n for n in ('numba', 'mesa', 'rich') if n in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True).stdout == "\n"
