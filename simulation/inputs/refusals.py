"""What the reading of settings and numbers refuses, in sentences of our own in place of pydantic's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from simulation.inputs.tree import Node, Scalar, Table
from simulation.saying import Saying

LONGEST = 40
"""Characters of a value that a message repeats."""
NOTHING = Saying("nothing is stated here")
_KEYS_AND_VALUES = Saying("expected keys and values")
WANTED: Mapping[str, Saying] = {
    "string_type": Saying("expected text"), "int_type": Saying("expected a whole number"),
    "float_type": Saying("expected a plain number"), "bool_type": Saying("expected true or false"),
    "tuple_type": Saying("expected a list, like [a, b]"), "dict_type": _KEYS_AND_VALUES,
    "mapping_type": _KEYS_AND_VALUES, "model_type": _KEYS_AND_VALUES, "model_attributes_type": _KEYS_AND_VALUES,
    "too_short": NOTHING, "string_too_short": NOTHING, "finite_number": Saying("expected a finite number"),
}  # fmt: skip
"""What should stand there, by pydantic's name for the mistake."""
_IS_WRITTEN = re.compile(r"'([^']*)'|(\d+)")


def kind_of(node: Node) -> Saying:
    """What stands there, for the end of a sentence."""
    if isinstance(node, Scalar):
        return Saying("{read!r}", read=node.text[:LONGEST])
    return Saying("keys and values") if isinstance(node, Table) else Saying("a list")


def wanted_and_found(kind: str, node: Node) -> Saying:
    """A value of the wrong kind: what should stand there, and what does."""
    return Saying("{wanted}, found {found}", wanted=WANTED[kind], found=kind_of(node))


def choices_of(details: ErrorDetails) -> tuple[str, ...]:
    """The words or numbers that are allowed where a choice was refused; empty for any other mistake."""
    context = details.get("ctx", {})
    expected = str(context.get("expected", context.get("expected_tags", "")))
    return tuple(word or number for word, number in _IS_WRITTEN.findall(expected))


def refusal(details: ErrorDetails, node: Node) -> str:
    """Why a number or entry of a file in `config/` is refused; pydantic's own words where we have none."""
    kind, context = details["type"], details.get("ctx", {})
    read = node.text[:LONGEST] if isinstance(node, Scalar) else ""
    if kind in ("literal_error", "union_tag_invalid"):
        return Saying("{read!r} is not one of the choices", read=str(context.get("tag", read))[:LONGEST])
    if kind in ("missing", "union_tag_not_found"):
        last = context.get("discriminator", details["loc"][-1] if details["loc"] else "")
        if isinstance(last, int):
            return Saying("entry {number} of the list is missing", number=last + 1)
        name = str(last).strip("'")
        return Saying("an entry is missing: {name}", name=name)
    if kind == "extra_forbidden":
        return Saying("there is no such entry here")
    if kind == "value_error":
        told: str = context["error"].args[0]
        return told
    if kind == "string_pattern_mismatch":
        return Saying("{read!r} is not of the form {pattern}", read=read, pattern=context["pattern"])
    if kind == "too_long":
        found = {"most": context["max_length"], "found": context["actual_length"]}
        return Saying("at most {most} entries are possible here, found {found}", **found)
    if kind == "too_short":
        found = {"least": context["min_length"], "found": context["actual_length"]}
        return Saying("at least {least} entries are needed here, found {found}", **found)
    reason: str = context.get("reason", details["msg"])
    return _bound(context, read) or (wanted_and_found(kind, node) if kind in WANTED else reason)


def _bound(context: Mapping[str, Any], read: str) -> Saying | None:
    """A number on the wrong side of a bound."""
    for name, limit in context.items():
        stated: dict[str, Any] = {"read": read, "limit": limit}
        match name:
            case "gt":
                return Saying("{read} must be above {limit:g}", **stated)
            case "ge":
                return Saying("{read} must not be below {limit:g}", **stated)
            case "lt":
                return Saying("{read} must be below {limit:g}", **stated)
            case "le":
                return Saying("{read} must not be above {limit:g}", **stated)
    return None
