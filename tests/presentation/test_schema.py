"""The schema that editors use lets every valid scenario pass and stops the usual slips, in both languages."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

import cli
from simulation.inputs.delivery import InstrumentSettings, instrument_names, settings_of
from simulation.inputs.documents import read_document
from simulation.inputs.tree import plain
from simulation.levers import catalogue
from simulation.presentation.words import Words
from tests.inputs.any_scenario import Files, files
from tests.inputs.example_levers import written

PROJECT = Path(__file__).parents[2]
SHIPPED = sorted((PROJECT / "scenarios").rglob("*.yaml"))
CHINESE = re.compile("[\u4e00-\u9fff]")
HEAD = "schema: 2\ntitle: x\nextends: baseline\n"
LEVER = HEAD + "levers:\n  innovation_vouchers:\n"


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(CliRunner().invoke(cli.app, ["schema"]).stdout)
    return found


def as_json(value: Any) -> Any:
    """What an editor sees: lists for lists, text for keys."""
    if isinstance(value, dict):
        return {str(key): as_json(each) for key, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, tuple) else value


def mistakes_in(path: Path) -> list[str]:
    document = read_document(path, [])
    assert document is not None
    return [error.message for error in Draft202012Validator(schema()).iter_errors(as_json(plain(document)))]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_and_block_passes(path: Path) -> None:
    assert mistakes_in(path) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(files())
def test_any_valid_scenario_passes(texts: Files) -> None:
    with TemporaryDirectory() as folder:
        for name, text in texts.items():
            assert mistakes_in(written(Path(folder), text, name)) == []


@pytest.mark.parametrize(
    "text",
    [
        LEVER + "    budget: {2016年: 1 亿元, 2017年到2018年: ５００ 万元, 2019-2020: 50万元/人}\n",
        LEVER + "    budget: 0\n    own_share: ５０％\n    province_share: 80 人/万人\n    cap: 5e4 yuan\n",
        HEAD + "macro: {growth: {2016-2019: 7.9%, 2020: -1 %}}\n",
        LEVER + "    budget: 1亿元\n    start: 2016年第二季度\n    end: ２０２０Ｑ４\n",
        HEAD + "macro: {growth: 0.08}\n",
        HEAD + "question: {en: Why?, zh: 为何？}\nlevers: {innovation_vouchers: off}\n",
        "use: [blocks/no_shocks]\ncertification: {pace: target_pressure}\n",
    ],
)
def test_what_the_program_reads_passes(tmp_path: Path, text: str) -> None:
    assert mistakes_in(written(tmp_path, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "levers: {inovation_vouchers: {budget: 1亿元}}\n",
        HEAD + "bugdet: 1亿元\n",
        LEVER + "    bugdet: 1亿元\n",
        LEVER + "    budget: 10000\n",
        LEVER + "    budget: 1亿园\n",
        LEVER + "    budget: 5%\n",
        LEVER + "    budget: {2O16: 1亿元}\n",
        LEVER + "    budget: {2021: 1亿元}\n",
        LEVER + "    budget: {2016-2021: 1亿元}\n",
        LEVER + "    budget: {2016: 10000}\n",
        LEVER + "    budget: 1亿元\n    own_share: 50\n",
        LEVER + "    budget: 1亿元\n    own_share: half\n",
        LEVER + "    budget: 1亿元\n    start: 2016Q5\n",
        LEVER + "    budget: 1亿元\n    start: 2021Q1\n",
        LEVER + "    budget: 1亿元\n    allocation: lotery\n",
        LEVER + "    budget: 1亿元\n    cap: 0\n",
        HEAD + "levers: {guidance_funds: {follow_up: {budget: 1亿元}}}\n",
        HEAD + "levers: {cooperation_zones: {budget: 1亿元, most_members: 2}}\n",
        HEAD + "levers: {dynamic_monitoring: {budget: 1亿元, withdrawal: sometimes}}\n",
        HEAD + "shocks: [covdi]\n",
        HEAD + "shocks: covid\n",
        HEAD + "drift: past\n",
        HEAD + "certification: {quota: target_pressure}\n",
        HEAD + "base_year: {share: documents}\n",
        HEAD + "targets: {gpd: {reading: strict}}\n",
        HEAD + "targets: {gdp: {reading: stricter}}\n",
        HEAD + "parameters: {voucher_aditionality: {fixed: 0.5, source: office}}\n",
        HEAD + "parameters: {voucher_additionality: {fixed: 1.5, source: office}}\n",
        HEAD + "parameters: {voucher_additionality: {fixed: a half, source: office}}\n",
        HEAD + "macro: {growth: exante}\n",
        HEAD.replace("schema: 2", "schema: 3"),
        "schema: 2\nextends: baseline\n",
    ],
)
def test_the_usual_slips_are_stopped(tmp_path: Path, text: str) -> None:
    assert mistakes_in(written(tmp_path, text)) != []


def described(node: Any, path: str = "") -> list[tuple[str, str]]:
    """Every key that the schema knows, with what is said about it."""
    if isinstance(node, list):
        return [each for member in node for each in described(member, path)]
    if not isinstance(node, dict):
        return []
    own = [(f"{path}.{key}", shape.get("description", "")) for key, shape in node.get("properties", {}).items()]
    below = [pair for key, shape in node.get("properties", {}).items() for pair in described(shape, f"{path}.{key}")]
    return own + below + described(node.get("anyOf", []), path)


def test_every_key_is_explained_in_both_languages() -> None:
    plain_enough = re.compile(r"\.(title|question)\.(en|zh)$|^\.parameters\.\w+$")
    silent = [key for key, text in described(schema()) if not (CHINESE.search(text) and re.search("[a-z]{3}", text))]
    assert [key for key in silent if not plain_enough.search(key)] == []


def all_settings() -> dict[str, type[InstrumentSettings]]:
    found = {}
    for lever, entry in catalogue().items():
        names = instrument_names(entry.settings)
        found |= {f"{lever}.{name}": settings_of(entry.settings, name) for name in names}
        if not names:
            assert issubclass(entry.settings, InstrumentSettings)
            found[lever] = entry.settings
    return found


@pytest.mark.parametrize("name", sorted(all_settings()))
def test_every_setting_has_a_name_a_meaning_and_a_shape(name: str) -> None:
    """A new setting needs `setting.key` and `meaning.key` in authoring.yaml, and a type that knows its JSON Schema."""
    words = Words("zh")
    lever, _, part = name.partition(".")
    shape = schema()["properties"]["levers"]["properties"][lever]["anyOf"][0]
    shape = shape["properties"][part]["anyOf"][0] if part else shape
    for key in all_settings()[name].model_fields:
        assert f"setting.{key}" in words and f"meaning.{key}" in words, f"authoring.yaml has no words for {key}"
        assert set(shape["properties"][key]) - {"description"}, f"the type of {key} does not say what it looks like"
    assert set(shape["properties"]) == set(all_settings()[name].model_fields)


def test_units_and_clauses_stand_in_the_descriptions() -> None:
    vouchers = schema()["properties"]["levers"]["properties"]["innovation_vouchers"]
    assert "clause 3.3.3" in vouchers["description"] and "条款 3.3.3" in vouchers["description"]
    face = vouchers["anyOf"][0]["properties"]["face_value"]["description"]
    assert "万元" in face and "面额" in face
    number = schema()["properties"]["parameters"]["properties"]["voucher_additionality"]
    assert "3.3.3" in number["description"] and "[share]" in number["description"]
