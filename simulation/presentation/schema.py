"""JSON Schema of scenario files for editors: what may stand where, with meanings, units, clauses in both languages."""

import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from simulation.inputs.choices import ScenarioFile, Shock
from simulation.inputs.delivery import LeverSettings, instrument_names, settings_of
from simulation.inputs.distributions import Dirichlet
from simulation.inputs.lever_cards import LeverCard, lever_cards
from simulation.inputs.parameters import Parameter, load_parameters
from simulation.inputs.targets import Target, load_targets
from simulation.inputs.tree import OFF
from simulation.inputs.versions import CURRENT, FIRST, SCHEMA
from simulation.presentation.settings_said import instruments_by_name
from simulation.presentation.words import LANGUAGES, Words
from simulation.shapes import NAME, Shape

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
NOT_FOR_EDITORS: Final = ("default", "title", "required")
"""A file is a difference from its base, so it need not state what another file states."""
WORDS_OF: Final = {"allocation": "allocation", "pace": "pace", "share": "base", "drift": "drift"}
"""Where the choices of a key are explained."""


class Lenient(GenerateJsonSchema):
    """Lets anything stand where a type does not say what it looks like."""

    def handle_invalid_for_json_schema(self, schema: core_schema.CoreSchema, error_info: str) -> JsonSchemaValue:
        return {}


def scenario_schema(levers: Mapping[str, type[LeverSettings]]) -> Shape:
    """The whole schema; `levers` gives the settings of every lever."""
    whole = shape_of(ScenarioFile)
    properties: Shape = whole["properties"]
    text = {"type": "string", "minLength": 1}
    cards = {card.id: card for card in lever_cards()}
    properties |= {
        SCHEMA: {"enum": list(range(FIRST, CURRENT + 1))},
        "title": {"anyOf": [text, properties["title"]]},
        "question": {"anyOf": [text, *properties["question"]["anyOf"]]},
        "extends": text,
        "use": {"type": "array", "items": text},
        "levers": closed({name: _lever(cards[name], settings) for name, settings in levers.items()}),
        "shocks": {"type": "array", "items": choices("shock", get_args(Shock))},
        "targets": closed({target.id: _target(target) for target in load_targets()}),
        "parameters": closed({spec.key: _parameter(spec) for spec in load_parameters().specs if _can_be_fixed(spec)}),
    }
    for key, shape in properties.items():
        properties[key] = {**shape, "description": said(f"new.{key}")}
    needs_title = {"if": {"required": ["extends"]}, "then": {"required": ["title"]}}
    parts: dict[str, Shape] = {}
    named = _once(whole, parts)
    return {"$schema": DIALECT, "title": "Towncast scenario · 情景文件", **named, **needs_title, "$defs": parts}


def _once(node: Any, parts: dict[str, Shape]) -> Any:
    """The schema with every shape that has a name put into `parts`, and a reference in its place."""
    if isinstance(node, list):
        return [_once(each, parts) for each in node]
    if not isinstance(node, dict):
        return node
    shape = {key: _once(each, parts) for key, each in node.items() if key != NAME}
    if not isinstance(node.get(NAME), str):
        return shape
    about = {key: shape.pop(key) for key in ("description",) if key in shape}
    parts[node[NAME]] = shape
    return {**about, "$ref": f"#/$defs/{node[NAME]}"}


def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of a record, its parts in place, every key explained."""
    schema = model.model_json_schema(by_alias=True, schema_generator=Lenient)
    shape = _inlined(schema, schema.pop("$defs", {}))
    assert isinstance(shape, dict)
    return _explained(shape)


def _inlined(node: Any, parts: Mapping[str, Any]) -> Any:
    """The schema with every part that is referred to in its place, without what editors must not be told."""
    if isinstance(node, list):
        return [_inlined(each, parts) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(parts[str(node["$ref"]).rpartition("/")[2]], parts)
    names_keys = "properties" in node
    kept = {key: each for key, each in node.items() if key not in NOT_FOR_EDITORS}
    shape = {key: _inlined(each, parts) for key, each in kept.items() if not (names_keys and key == "properties")}
    if names_keys:
        shape["properties"] = {key: _inlined(each, parts) for key, each in node["properties"].items()}
    return shape


def _explained(shape: Shape) -> Shape:
    """The shape with the meaning of every key, and of every choice that has words."""
    for key, setting in shape["properties"].items():
        for part in (setting, *setting.get("anyOf", ())):
            if part.get("properties"):
                _explained(part)
        ways = setting.pop("enum", [setting.pop("const")] if "const" in setting else [])
        if ways:
            setting.pop("type", None)
            setting |= choices(WORDS_OF.get(key, key), ways)
        about = both(partial(_meaning, key, _name_of(setting)))
        if about:
            setting["description"] = about
    return shape


def _name_of(setting: Shape) -> str:
    """What the shape of a setting is called, also where the setting may be left open."""
    named = (part.get(NAME, "") for part in (setting, *setting.get("anyOf", ())))
    return next((name for name in named if isinstance(name, str) and name), "")


def _meaning(key: str, shape: str, words: Words) -> str:
    """What a setting says, or the region it is for, and how its value is written; nothing when nobody knows."""
    known = next((entry for entry in (f"meaning.{key}", f"place.{key}") if entry in words), "")
    if not known or f"shape.{shape}" not in words:
        return words(known) if known else ""
    return words("shape.behind", text=words(known), shape=words(f"shape.{shape}"))


def _lever(card: LeverCard, settings: type[LeverSettings]) -> Shape:
    """The settings of a lever, or the word off."""
    names = instrument_names(settings)
    parts = {name: or_off(_instrument(f"{card.id}.{name}", settings_of(settings, name))) for name in names}
    shape = closed(parts) if names else _instrument(card.id, settings)
    clause = both(lambda words: words("new.clause", clause=card.clause, title=words.pick(card.title)))
    return or_off({**shape, "description": "\n\n".join(filter(None, (clause, shape.get("description", ""))))})


def _instrument(name: str, settings: type[LeverSettings]) -> Shape:
    shape, known = shape_of(settings), instruments_by_name().get(name)
    if known is None:
        return shape
    names, rule = known.names.model_dump(), known.rule.model_dump()
    rules = both(lambda words: f"{known.id} {words.pick(names)}: {words.pick(rule)}")
    return {**shape, "description": rules}


def _target(target: Target) -> Shape:
    readings = [
        {"const": name, "description": " · ".join(reading.names.model_dump().values())}
        for name, reading in target.readings.items()
    ]
    shape = closed({"reading": {"description": said("meaning.reading"), "anyOf": readings}})
    return {**shape, "description": f"{target.clause} · " + " · ".join(target.names.model_dump().values())}


def _can_be_fixed(spec: Parameter) -> bool:
    return not isinstance(spec.distribution, Dirichlet)


def _parameter(spec: Parameter) -> Shape:
    """A number that may be fixed, in its own unit, as far as it can be believed."""
    low, high = spec.distribution.support
    limits = {name: limit for name, limit in (("minimum", low), ("maximum", high)) if math.isfinite(limit)}
    fixed = {"description": said("meaning.fixed"), "type": "number", **limits}
    source = {"description": said("meaning.source"), "type": "string", "minLength": 1}
    shape = closed({"fixed": fixed, "source": source})
    about = (spec.clause, spec.meaning, spec.name_zh, f"[{spec.unit}]")
    return {**shape, "description": " · ".join(part for part in about if part)}


def closed(properties: Mapping[str, Shape]) -> Shape:
    """Keys and values, and no other keys than these."""
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def or_off(shape: Shape) -> Shape:
    """The shape, or the word that switches something off."""
    inside = {key: each for key, each in shape.items() if key != "description"}
    return {"description": shape.get("description", ""), "anyOf": [inside, {"const": OFF}]}


def choices(section: str, values: Iterable[str]) -> Shape:
    """One of these words, each explained where it can be; 2015 needs no quotes."""
    spelled = [spelling for value in values for spelling in (value, int(value) if value.isdigit() else value)]
    return {"anyOf": [{"const": each, "description": said(f"{section}.{each}")} for each in dict.fromkeys(spelled)]}


def said(key: str) -> str:
    """An entry of the catalogue in both languages; nothing where there is none."""
    return both(lambda words: words(key)) if key in Words("en") else ""


def both(say: Callable[[Words], str]) -> str:
    """A text in both languages, one under the other."""
    return "\n".join(dict.fromkeys(say(Words(language)) for language in LANGUAGES))
