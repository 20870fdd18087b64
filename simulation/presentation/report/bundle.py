"""The reviewer's bundle: the page and everything behind it, so that a reader with nothing else can repeat it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version as version_of
from pathlib import Path
from platform import python_version
from typing import Any, Final

from simulation.ensemble.identity import LIBRARIES, study_key
from simulation.ensemble.whole_files import write_whole
from simulation.inputs.evidence import load_evidence
from simulation.inputs.parameters import load_parameters
from simulation.presentation.document import as_json, comparison_entry, run_document
from simulation.presentation.report.drawing import png_of, svg_of, writes_chinese
from simulation.presentation.report.material import Material
from simulation.presentation.report.page import sections, written
from simulation.presentation.report.pieces import figures_of
from simulation.presentation.report.provenance_part import (
    SCENARIO_FILE,
    change_lines,
    command,
    lasting,
    scenario_text,
)
from simulation.presentation.setting import Setting

PAGE_FILE: Final = "report.html"
MARK_OF_UTF8: Final = "\ufeff"
"""In front of a CSV, so that spreadsheets read Chinese."""
Record = Mapping[str, Any]


def write_bundle(folder: Path, material: Material, setting: Setting) -> list[Path]:
    """Write every file of the bundle; the paths, in order. Raises OSError with a path when the disk refuses."""
    paths = []
    for name, content in files(material, setting):
        write_whole(folder / name, content)
        paths.append(folder / name)
    return paths


def files(material: Material, setting: Setting) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file."""
    parts = sections(material, setting)
    document = run_document(material.summary, material.units, setting.lever_names)
    document["manifest"] = lasting(material.manifest)
    yield PAGE_FILE, written(parts, material, setting).encode()
    yield "answer.json", _text(as_json(document))
    yield "manifest.json", _text(as_json(lasting(material.manifest)))
    if material.merged:
        yield SCENARIO_FILE, scenario_text(material).encode()
        yield "command.txt", _text("\n".join(_how_to_repeat(material, setting)))
    changes = "\n".join(change_lines(material.before, material.scenario, setting))
    if changes:
        yield "changes.txt", _text(changes)
    for name, records in tables(material, document):
        yield f"tables/{name}.csv", as_csv(records)
    for figure in figures_of(parts):
        picture = svg_of(figure)
        yield f"figures/{figure.id}.svg", picture.encode()
        if writes_chinese():
            yield f"figures/{figure.id}.png", png_of(picture)


def _text(text: str) -> bytes:
    return f"{text}\n".encode()


def _how_to_repeat(material: Material, setting: Setting) -> Iterator[str]:
    """The command, and as comments what it needs."""
    words, manifest = setting.words, material.manifest
    yield command(material)
    yield f"# towncast {manifest.get('version', '')} · study {manifest.get('study', '')}"
    if material.is_current:
        libraries = ", ".join(f"{name} {version_of(name)}" for name in LIBRARIES)
        yield f"# Python {python_version()}, {libraries}"
    else:
        yield f"# {words('report.other_version')}"
    towns = manifest.get("towns")
    if towns:
        yield f"# {words('report.needs_table', file=towns['file'])}"
    elif not is_reproducible(material):
        yield f"# {words('report.not_reproduced', study=manifest.get('study', ''))}"


def is_reproducible(material: Material) -> bool:
    """Whether the merged scenario gives the very key of the study."""
    manifest = material.manifest
    return material.scenario is not None and study_key(material.scenario, manifest["seed"]) == manifest["study"]


def tables(material: Material, document: Record) -> Iterator[tuple[str, Sequence[Record]]]:
    """Every table of the bundle: the numbers of `run --json` and `compare --json`, unrounded, in their units."""
    targets = document["targets"]
    yield "targets", [{key: value for key, value in each.items() if key != "other_readings"} for each in targets]
    yield "readings", [{"id": each["id"], **other} for each in targets for other in each["other_readings"]]
    for name in ("index", "trajectories", "composition", "reporting_gap", "costs", "warnings"):
        yield name, document[name]
    joint = document["joint"]
    yield (
        "joint",
        [{"met": name, **joint[name]} for name in ("primary", "all_ten")]
        + [
            {"met": f"at_least_{each['k']}", **{key: value for key, value in each.items() if key != "k"}}
            for each in joint["at_least"]
        ],
    )
    if material.comparison is not None:
        entry = comparison_entry(material.comparison)
        yield "differences", entry["targets"]
        yield "differences_index", [{"region": place, **each} for place, each in entry["index"].items()]
        yield "differences_joint", [{"met": name, **each} for name, each in entry["joint"].items()]
    yield "towns", [town._asdict() for town in material.town_map.towns]
    yield "parameters", [spec.model_dump(mode="json") for spec in load_parameters().specs]
    yield "sources", [{"code": code, **source.model_dump(mode="json")} for code, source in load_evidence().items()]


def as_csv(records: Iterable[Record]) -> bytes:
    """Records as a table: what is nested stands in columns named by its way, numbers at full precision."""
    rows = [dict(_flat("", record)) for record in records]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    page = io.StringIO()
    writer = csv.DictWriter(page, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return (MARK_OF_UTF8 + page.getvalue()).encode()


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(f"{name}.{key}".lstrip("."), each)
    elif isinstance(value, list | tuple):
        yield name, "; ".join(_flat_text(each) for each in value)
    else:
        yield name, "" if value is None or value != value else value


def _flat_text(value: Any) -> str:
    return ", ".join(f"{key}={each}" for key, each in _flat("", value)) if isinstance(value, Mapping) else str(value)
