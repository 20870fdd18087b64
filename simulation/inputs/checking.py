"""Turns what the settings models refuse into problems with file, line, column, nearest name and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulation.inputs.grouping import MERGE_KEY, grouped_by_year, without_consequences
from simulation.inputs.problems import MEANINGS, Place, Problem, nearest
from simulation.inputs.refusals import NOTHING, WANTED, choices_of, wanted_and_found
from simulation.inputs.tree import Node, Scalar, Table, node_at, place_of
from simulation.saying import Saying

_CODES = {
    "extra_forbidden": "E101", "missing": "E112", "literal_error": "E111", "finite_number": "E205",
    "greater_than": "E204", "greater_than_equal": "E204", "less_than": "E204", "less_than_equal": "E204",
    "too_short": "E112", "string_too_short": "E112",
}  # fmt: skip
_BOUNDS = ("ge", "le")
_IF_EMPTY = {
    "dict_type": Saying("nothing is stated here: write {} if none is meant"),
    "tuple_type": Saying("nothing is stated here: write [] if none is meant"),
}
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
        told = [
            (details["loc"], _problem(model, details, root, steps)) for details in refused.errors(include_url=False)
        ]
        problems.extend(grouped_by_year(without_consequences(told)))
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
        message = Saying("unknown key {name}", name=word)
        if word == MERGE_KEY:
            message = Saying("merge keys (<<) are not used here: put what is shared into a block and name it under use")
        return Problem.at(place, code, message, read=word, allowed=allowed, nearest=nearest(word, allowed))
    if code == "E112" and details["type"] == "missing":
        return Problem.at(place, code, Saying("the key {name} is missing", name=word))
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
    bound = next((name for name in _BOUNDS if name in details.get("ctx", {})), None)
    if bound is not None and isinstance(node, Scalar):
        read, limit = node.text[:40], details["ctx"][bound]
        least, most = (
            Saying("{read} is below {limit}", read=read, limit=limit),
            Saying("{read} is above {limit}", read=read, limit=limit),
        )
        return least if bound == "ge" else most
    if details["type"] == "too_short" and isinstance(node, Table):
        return NOTHING
    if details["type"] not in WANTED:
        reason: str = details.get("ctx", {}).get("reason", details["msg"])
        return reason
    if isinstance(node, Scalar) and node.value is None:
        return _IF_EMPTY.get(details["type"], NOTHING)
    return wanted_and_found(details["type"], node)


def _unknown_choice(place: Place, details: ErrorDetails, read: str) -> Problem:
    allowed = choices_of(details)
    message = Saying("{read!r} is not one of the choices", read=read[:40])
    return Problem.at(place, "E111", message, read=read, allowed=allowed, nearest=nearest(read, allowed))


def _keys_at(model: Any, steps: Sequence[str | int]) -> Iterator[str]:
    """The keys that the settings allow where the steps lead."""
    for step in steps:
        model = _below(model, step)
    fields = next((kind.model_fields for kind in _models_in(model)), {})
    yield from (field.alias or name for name, field in fields.items())


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
