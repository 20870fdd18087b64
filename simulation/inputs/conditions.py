"""Who is eligible: a condition in the scenario file, checked once and asked of all firms or towns at once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulation.inputs.condition_parser import Parser
from simulation.inputs.condition_tree import Node
from simulation.inputs.condition_words import ConditionError
from simulation.inputs.fields import CODES, FIELDS, Field
from simulation.saying import Saying
from simulation.shapes import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CODES", "FIELDS", "Condition", "ConditionError", "Field"]

_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "negate": operator.neg,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "and": operator.and_, "or": operator.or_,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked yes-or-no question about one firm or town, with the text its author wrote."""

    text: str
    tree: Node = field(repr=False, compare=False)

    everyone: ClassVar[Condition]

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Check and keep a condition. Raises ConditionError with code and column."""
        return cls(" ".join(text.split()), Parser(text).whole())

    @property
    def fields(self) -> frozenset[str]:
        """The documented fields it asks about."""
        return frozenset(str(node.value) for node in _steps(self.tree) if node.operation == "field")

    def evaluate(self, columns: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
        """Answer for everybody at once.

        `columns` maps each field in `fields` (others are ignored) to an array, all of one shape (n,): 万元, years,
        shares and counts as numbers, yes-or-no as bool, words as the whole numbers of `CODES`. At least one column is
        needed to know n. Returns a new bool array (n,); a comparison with a missing number (NaN) is False, except `!=`.
        Raises KeyError for a missing column, ValueError when there is no column at all.
        """
        import numpy as np

        if not columns:
            raise ValueError("at least one column is needed to know how many are asked")
        shape = next(iter(columns.values())).shape
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            answer = _answer(self.tree, columns)
        return np.array(np.broadcast_to(answer, shape), dtype=np.bool_)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read_condition, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: Any) -> Shape:
        return {"anyOf": [{"type": "string", "minLength": 1}, {"type": "boolean"}]}


def _steps(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _steps(part)


def _answer(node: Node, columns: Mapping[str, NDArray[Any]]) -> Any:
    if node.operation == "field":
        return columns[str(node.value)]
    if node.operation == "literal":
        return node.value
    parts = [_answer(part, columns) for part in node.parts]
    if node.operation == "not":
        return operator.xor(parts[0], True)
    return _OPERATIONS[node.operation](*parts)


def _read_condition(value: Any) -> Condition:
    """A condition from a settings file; what it refuses carries code, column and nearest name."""
    if isinstance(value, Condition):
        return value
    if isinstance(value, bool):
        return Condition.parse("true" if value else "false")
    if not isinstance(value, str):
        reason = Saying("expected a condition, like firm.sales < 4亿元")
        raise PydanticCustomError("E201", "{reason}", {"reason": reason})
    try:
        return Condition.parse(value)
    except ConditionError as error:
        details = {"reason": error.message, "code": error.code, "offset": error.column - 1}
        details |= {"nearest": error.nearest, "allowed": error.allowed}
        raise PydanticCustomError("condition", "{reason}", details) from error


Condition.everyone = Condition.parse("true")
