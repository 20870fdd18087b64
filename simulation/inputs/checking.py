"""Turns what the settings models refuse into problems with file, line, column, nearest name and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulation.inputs.problems import MEANINGS, Place, Problem, nearest
from simulation.inputs.tree import Node, Scalar, Table, node_at, place_of

_CODES = {
    "extra_forbidden": "E101", "missing": "E112", "literal_error": "E111", "finite_number": "E205",
    "greater_than": "E204", "greater_than_equal": "E204", "less_than": "E204", "less_than_equal": "E204",
    "too_short": "E112", "string_too_short": "E112",
}  # fmt: skip
_WANTED = {
    "string_type": "expected text", "int_type": "expected a whole number", "float_type": "expected a plain number",
    "bool_type": "expected true or false", "tuple_type": "expected a list, like [a, b]",
    "dict_type": "expected keys and values", "mapping_type": "expected keys and values",
    "model_type": "expected keys and values", "model_attributes_type": "expected keys and values",
    "too_short": "nothing is stated here", "string_too_short": "nothing is stated here",
}  # fmt: skip
Settings = TypeVar("Settings", bound=BaseModel)
Steps = tuple[str | int, ...]


def checked(
    model: type[Settings], data: Mapping[str, Any], root: Node, steps: Steps, problems: list[Problem]
) -> Settings | None:
    """The data as a frozen `model`, or None after telling `problems` every mistake.

    `root` is the tree the data came from and `steps` lead to it, so that each mistake gets its place.
    """
    try:
        return model.model_validate(data)
    except ValidationError as refused:
        for details in refused.errors(include_url=False):
            problems.append(_problem(model, details, root, steps))
        return None


def _problem(model: type[BaseModel], details: ErrorDetails, root: Node, steps: Steps) -> Problem:
    context = details.get("ctx", {})
    within: Steps = details["loc"] + ((context["at"],) if "at" in context else ())
    code = _code(details)
    names_a_key = code == "E101" or within[-1:] == ("[key]",)
    path = (*steps, *within)
    place = place_of(root, path, key=names_a_key)
    node = node_at(root, path)
    word = str(within[-1]) if within else ""
    read = node.text if isinstance(node, Scalar) and not names_a_key else word
    if code == "E101":
        allowed = tuple(_keys_at(model, within[:-1]))
        return Problem.at(
            place, code, f"unknown key {word}", read=word, allowed=allowed, nearest=nearest(word, allowed)
        )
    if code == "E112" and details["type"] == "missing":
        return Problem.at(place, code, f"the key {word} is missing")
    if details["type"] == "literal_error":
        return _unknown_choice(place, details, read)
    if "offset" in context and isinstance(node, Scalar):
        place = place if node.shift is None else place.right(node.shift + context["offset"])
    allowed = tuple(context.get("allowed", ()))
    near = str(context.get("nearest", ""))
    return Problem.at(place, code, _sentence(details, node), read=read, allowed=allowed, nearest=near)


def _code(details: ErrorDetails) -> str:
    stated = str(details.get("ctx", {}).get("code", details["type"]))
    return stated if stated in MEANINGS else _CODES.get(stated, "E201")


def _sentence(details: ErrorDetails, node: Node) -> str:
    words = _WANTED.get(details["type"], details["msg"])
    if details["type"] not in _WANTED:
        return words
    if isinstance(node, Scalar) and node.value is None:
        return f"{words}, found nothing"
    found = (
        f"{node.text[:40]!r}"
        if isinstance(node, Scalar)
        else "keys and values"
        if isinstance(node, Table)
        else "a list"
    )
    return f"{words}, found {found}"


def _unknown_choice(place: Place, details: ErrorDetails, read: str) -> Problem:
    allowed = tuple(re.findall(r"'([^']*)'", str(details["ctx"]["expected"])))
    message = f"{read[:40]!r} is not one of the choices"
    return Problem.at(place, "E111", message, read=read, allowed=allowed, nearest=nearest(read, allowed))


def _keys_at(model: Any, steps: Sequence[str | int]) -> Iterator[str]:
    """The keys that the settings allow where the steps lead."""
    for step in steps:
        model = _below(model, step)
    fields = next((kind.model_fields for kind in _models_in(model)), {})
    yield from fields


def _below(annotation: Any, step: str | int) -> Any:
    for kind in _models_in(annotation):
        if step in kind.model_fields:
            return kind.model_fields[str(step)].annotation
    arguments = get_args(annotation)
    is_mapping = get_origin(annotation) is not None and len(arguments) == 2
    return arguments[1] if is_mapping else None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    for choice in (annotation, *get_args(annotation)):
        if isinstance(choice, type) and issubclass(choice, BaseModel):
            yield choice
