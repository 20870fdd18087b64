"""Who is eligible and who comes first: questions in the scenario file, checked once and asked of everybody at once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulation.inputs.condition_parser import Parser
from simulation.inputs.condition_tree import Node
from simulation.inputs.condition_words import ConditionError
from simulation.inputs.fields import CODES, FIELDS, Field
from simulation.saying import Saying
from simulation.shapes import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CODES", "FIELDS", "Condition", "ConditionError", "Expression", "Field", "Ranking"]

_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "negate": operator.neg,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "and": operator.and_, "or": operator.or_,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked question about one firm or town, with the text its author wrote."""

    text: str
    tree: Node = field(repr=False, compare=False)

    @property
    def fields(self) -> frozenset[str]:
        """The documented fields it asks about."""
        return frozenset(str(node.value) for node in _steps(self.tree) if node.operation == "field")

    @property
    def asks_nothing(self) -> bool:
        """Whether it is plainly true of everybody."""
        return self.tree.operation == "literal" and self.tree.value is True

    def answers(self, columns: Mapping[str, NDArray[Any]], kind: type) -> NDArray[Any]:
        """A new array (n,) of this kind. Raises KeyError for a missing column, ValueError when there is none at all.

        `columns` maps each field in `fields` (others are ignored) to an array, all of one shape (n,): 万元, years,
        shares and counts as numbers, yes-or-no as bool, words as the whole numbers of `CODES`. At least one column is
        needed to know n.
        """
        import numpy as np

        if not columns:
            raise ValueError("at least one column is needed to know how many are asked")
        shape = next(iter(columns.values())).shape
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            answer = _answer(self.tree, columns)
        return np.array(np.broadcast_to(answer, shape), dtype=kind)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Condition(Expression):
    """A yes-or-no question."""

    everyone: ClassVar[Condition]

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Check and keep a condition. Raises ConditionError with code and column."""
        return cls(" ".join(text.split()), Parser(text).whole("flag", Saying("a condition")))

    def evaluate(self, columns: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
        """Answer for everybody at once: a new bool array (n,), from columns as `answers` takes them.

        A comparison with a missing number (NaN) is False, except `!=`.
        """
        return self.answers(columns, bool)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read_condition, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: Any) -> Shape:
        return {"anyOf": [{"type": "string", "minLength": 1}, {"type": "boolean"}]}


@dataclass(frozen=True, slots=True)
class Ranking(Expression):
    """A number, of any unit, by which applicants are ranked: the highest first."""

    @classmethod
    def parse(cls, text: str) -> Ranking:
        """Check and keep a ranking. Raises ConditionError with code and column."""
        found = cls(" ".join(text.split()), Parser(text).whole("number", Saying("a ranking")))
        if not found.fields:
            asks = Saying("a ranking must ask about the applicants, like firm.rd_intensity")
            raise ConditionError("E222", asks, 1)
        return found

    def evaluate(self, columns: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
        """The number of everybody at once: a new float array (n,), from columns as `answers` takes them.

        Who has no number, as after a division by nothing, comes last (-inf).
        """
        import numpy as np

        numbers = self.answers(columns, float)
        return np.where(np.isfinite(numbers), numbers, -np.inf)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read_ranking, serialization=core_schema.to_string_ser_schema()
        )


Asked = TypeVar("Asked", Condition, Ranking)


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
    if isinstance(value, bool):
        return Condition.parse("true" if value else "false")
    return _read(value, Condition, Saying("expected a condition, like firm.sales < 4亿元"))


def _read_ranking(value: Any) -> Ranking:
    return _read(value, Ranking, Saying("expected a ranking, like firm.rd_intensity"))


def _read(value: Any, kind: type[Asked], wanted: Saying) -> Asked:
    """A question from a settings file; what it refuses carries code, column and nearest name."""
    if isinstance(value, kind):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("E201", "{reason}", {"reason": wanted})
    try:
        return kind.parse(value)
    except ConditionError as error:
        details = {"reason": error.message, "code": error.code, "offset": error.column - 1}
        details |= {"nearest": error.nearest, "allowed": error.allowed}
        raise PydanticCustomError("condition", "{reason}", details) from error


Condition.everyone = Condition.parse("true")
