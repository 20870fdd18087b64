"""The bundle: whoever has nothing else can repeat the study to the digit, and finds every number as a table."""

import csv
import json
from pathlib import Path

import pytest

from simulation import study
from simulation.ensemble.identity import study_key
from simulation.inputs.dumping import merged_lines
from simulation.presentation.document import comparison_entry, run_document
from simulation.presentation.report import bundle, drawing
from simulation.presentation.report.bundle import as_csv, files, is_reproducible, write_bundle
from simulation.presentation.report.page import sections
from simulation.presentation.report.pieces import figures_of
from tests.analysis.fabricated import LEVERS, fabricate
from tests.ensemble.shelved import shelve
from tests.presentation.reports import BASE, LEVER_NAMES, PACKAGE, filled_store, material, page, setting


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def folder(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bundle")
    write_bundle(target, material(store), setting())
    return target


def records(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_bundle_holds_the_page_and_the_machine_readable_answer(store: Path, folder: Path) -> None:
    assert (folder / "report.html").read_text(encoding="utf-8") == page(store)
    found = material(store)
    answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    document = run_document(found.summary, found.units, LEVER_NAMES)
    assert [each["probability"] for each in answer["targets"]] == [each["probability"] for each in document["targets"]]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == answer["manifest"]
    assert (manifest["study"], manifest["draws"], manifest["replications"]) == (PACKAGE, 16, 2)
    assert not {"wall_seconds", "command"} & set(manifest)


def test_tables_have_every_number_at_full_precision(store: Path, folder: Path) -> None:
    found = material(store)
    document = run_document(found.summary, found.units, LEVER_NAMES)
    for target, row in zip(document["targets"], records(folder / "tables" / "targets.csv"), strict=True):
        assert (row["id"], row["unit"], float(row["bar"])) == (target["id"], target["unit"], target["bar"])
        assert (float(row["probability"]), float(row["median"])) == (target["probability"], target["median"])
    costs = records(folder / "tables" / "costs.csv")
    assert [float(row["by_payer.province.mean"]) for row in costs] == [
        cost["by_payer"]["province"]["mean"] for cost in document["costs"]
    ]
    assert len(records(folder / "tables" / "trajectories.csv")) == len(document["trajectories"])
    assert found.comparison is not None
    differences = comparison_entry(found.comparison)["targets"]
    rows = records(folder / "tables" / "differences.csv")
    assert [float(row["probability.difference"]) for row in rows] == [
        each["probability"]["difference"] for each in differences
    ]
    towns = records(folder / "tables" / "towns.csv")
    assert len(towns) == len(found.town_map.towns) and towns[0]["score"] == ""


def test_every_chart_is_a_picture_of_its_own(store: Path, folder: Path) -> None:
    names = {figure.id for figure in figures_of(sections(material(store), setting()))}
    pictures = folder / "figures"
    assert {path.stem for path in pictures.glob("*.svg")} == names
    for path in pictures.glob("*.svg"):
        assert path.read_text(encoding="utf-8").startswith("<svg ")
    if drawing.writes_chinese():
        assert {path.stem for path in pictures.glob("*.png")} == names
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures.glob("*.png"))


def test_without_a_font_for_chinese_only_what_the_reader_can_draw_is_kept(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "writes_chinese", lambda: False)
    names = [name for name, _ in files(material(store), setting("zh"))]
    assert any(name.endswith(".svg") for name in names) and not any(name.endswith(".png") for name in names)


def test_the_merged_scenario_is_the_study(tmp_path: Path) -> None:
    scenario = study.load("document_package", ("talent",))
    key = study_key(scenario, 7)
    shelve(tmp_path, key, fabricate(draws=8, levers=LEVERS), scenario="document_package",
           merged=list(merged_lines(scenario)), left_out=["talent"])  # fmt: skip
    found = material(tmp_path, key, None)
    assert is_reproducible(found)
    target = tmp_path / "bundle"
    write_bundle(target, found, setting())
    assert study_key(study.load(target / "scenario.yaml"), 7) == key
    command, *comments = (target / "command.txt").read_text(encoding="utf-8").splitlines()
    assert command == "towncast run scenario.yaml --seed 7 --draws 8 --replications 2"
    assert all(line.startswith("# ") for line in comments) and "numpy" in comments[-1]
    changes = (target / "changes.txt").read_text(encoding="utf-8")
    assert "Switched on" in changes and "vouchers" in changes.lower()


def test_a_study_that_this_version_would_not_repeat_says_so(store: Path, folder: Path, tmp_path: Path) -> None:
    """The made-up studies have a key of their own; an office's table is not in the store."""
    assert not is_reproducible(material(store))
    assert f"does not give the key of this study ({PACKAGE})" in (folder / "command.txt").read_text(encoding="utf-8")
    towns = {"file": "ours.csv", "path": "ours.csv", "only_these": False, "whole_budgets": False, "assumptions": []}
    merged = list(merged_lines(study.load("baseline")))
    shelve(tmp_path, BASE, fabricate(draws=8), towns=towns, merged=merged, hashes={"model": "another"})
    contents = dict(files(material(tmp_path, BASE, None), setting()))
    told = contents["command.txt"].decode()
    assert told.splitlines()[0].endswith("--towns ours.csv")
    assert "another version of the model" in told and "town table ours.csv is not in the store" in told
    assert "keeps no single towns, so there is no map" in contents["report.html"].decode().replace("&#39;", "'")


def test_two_bundles_are_the_same_to_the_byte(store: Path, folder: Path) -> None:
    assert all((folder / name).read_bytes() == content for name, content in files(material(store), setting()))


def test_what_is_nested_stands_in_columns_of_its_own() -> None:
    made = as_csv([{"a": 1, "b": {"c": 0.1, "d": None}}, {"a": "镇, 市", "e": ["x", {"y": 2}]}])
    assert made.decode("utf-8-sig").splitlines() == ["a,b.c,b.d,e", "1,0.1,,", '"镇, 市",,,x; y=2']
