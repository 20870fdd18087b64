"""The checked tree of an eligibility condition: every step knows its type and unit, every mistake its column."""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from simulation.inputs.condition_words import ConditionError, Token
from simulation.inputs.fields import CODES, FIELDS
from simulation.inputs.problems import nearest
from simulation.quantities import PURE, Dimension, QuantityError, read_quantity
from simulation.saying import Saying

_ARITHMETIC: Mapping[str, Callable[..., float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "negate": operator.neg,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a checked condition.

    `operation` is `literal`, `field`, `in`, `not`, `and`, `or`, `negate` or a sign of arithmetic or comparison; `value`
    holds a literal, a field name, or for `in` the tuple of literals. `answer` is number, flag or word.
    """

    operation: str
    answer: Literal["number", "flag", "word"]
    column: int
    parts: tuple[Node, ...] = ()
    value: float | str | bool | tuple[float, ...] | None = None
    dimension: Dimension = PURE
    has_unit: bool = True

    @property
    def is_bare(self) -> bool:
        """A number written without unit."""
        return self.operation == "literal" and self.answer == "number" and not self.has_unit


def literal(token: Token) -> Node:
    """A number with its unit, a word in quotes, true or false. Raises ConditionError (E104, E205)."""
    if token.kind == "text":
        return Node("literal", "word", token.column, value=token.text[1:-1])
    if token.kind == "keyword":
        return Node("literal", "flag", token.column, value=token.text == "true")
    try:
        amount = read_quantity(token.text)
    except QuantityError as error:
        raise ConditionError(error.code, error.message, token.column, nearest=error.nearest) from error
    return Node(
        "literal", "number", token.column, value=amount.value, dimension=amount.dimension, has_unit=bool(amount.unit)
    )


def field(token: Token) -> Node:
    """A documented field. Raises ConditionError (E302) with the nearest name."""
    known = FIELDS.get(token.text)
    if known is None:
        raise unknown_field(token)
    if known.kind == "flag":
        return Node("field", "flag", token.column, value=token.text)
    if known.kind == "word":
        return Node("field", "word", token.column, value=token.text)
    return Node("field", "number", token.column, value=token.text, dimension=known.dimension)


def unknown_field(token: Token) -> ConditionError:
    """The error for a name that is no field, with the nearest one; a known word without quotes is told so."""
    if any(token.text in words for words in CODES.values()):
        message = Saying("the word {word} must stand in quotes", word=token.text)
        return ConditionError("E302", message, token.column, (), f"'{token.text}'")
    last_parts = {name.split(".")[1]: name for name in FIELDS}
    near = difflib.get_close_matches(token.text[:80], FIELDS, n=1)
    near = near or [
        last_parts[part] for part in difflib.get_close_matches(token.text.split(".")[-1][:80], last_parts, n=1)
    ]
    message = Saying("unknown field {name}", name=token.text[:80])
    return ConditionError("E302", message, token.column, tuple(FIELDS), near[0] if near else "")


def describe(node: Node) -> Saying:
    """What a node is, for an error message."""
    kinds = {"flag": Saying("yes or no"), "word": Saying("a word"), "number": node.dimension.saying}
    if node.operation == "literal" and (node.answer == "word" or node.is_bare):
        return Saying("{read!r}", read=node.value)
    name = str(node.value) if node.operation == "field" else Saying("this")
    return Saying("{name} ({kind})", name=name, kind=kinds[node.answer])


def need(node: Node, answer: str, where: str | Saying) -> Node:
    """The node itself if it answers so. Raises ConditionError (E303)."""
    if node.answer != answer:
        wanted = {"flag": Saying("a yes-or-no question"), "number": Saying("an amount")}[answer]
        message = Saying("{where} needs {wanted}, not {found}", where=where, wanted=wanted, found=describe(node))
        raise ConditionError("E303", message, node.column)
    return node


def arithmetic(sign: str, left: Node, right: Node) -> Node:
    """left sign right, with the dimension worked out. Raises ConditionError (E303, E304)."""
    for side in (left, right):
        need(side, "number", f"{sign!r}")
    if sign in "+-":
        same_dimension(left, right)
        dimension = left.dimension
    else:
        turn = 1 if sign == "*" else -1
        dimension = Dimension(*(a + turn * b for a, b in zip(left.dimension, right.dimension, strict=True)))
    if sign == "/" and constant(right) == 0:
        raise ConditionError("E301", Saying("division by zero"), right.column)
    return Node(sign, "number", left.column, (left, right), dimension=dimension)


def constant(node: Node) -> float | None:
    """The number that a sum of amounts alone comes to; None when it asks about somebody, or comes to no number."""
    if node.operation == "literal":
        return float(str(node.value))
    parts = [constant(part) for part in node.parts]
    known = [part for part in parts if part is not None]
    if node.operation not in _ARITHMETIC or len(known) != len(parts):
        return None
    try:
        return _ARITHMETIC[node.operation](*known)
    except (ArithmeticError, ValueError):
        return None


def comparison(sign: str, left: Node, right: Node) -> Node:
    """left sign right as yes or no. Raises ConditionError (E303, E304, E305)."""
    if left.answer != right.answer:
        quoted = left if left.operation == "literal" else right
        sides = {"one": describe(left), "other": describe(right)}
        message = Saying("{one} and {other} cannot be compared", **sides)
        if quoted.answer == "word" and quoted.operation == "literal":
            message = Saying("{one} and {other} cannot be compared: leave the quotes out", **sides)
        raise ConditionError("E303", message, right.column)
    if left.answer == "number":
        same_dimension(left, right)
        sensible_share(left, right)
    elif sign not in ("==", "!="):
        raise ConditionError("E303", Saying("{name} has no order: use == or !=", name=describe(left)), left.column)
    elif left.answer == "word":
        left, right = coded(left, right), coded(right, left)
    return Node(sign, "flag", left.column, (left, right))


def same_dimension(left: Node, right: Node) -> None:
    """Refuse 4亿元 beside years, and a bare number beside money; 0 needs no unit. Raises ConditionError (E304)."""
    if left.dimension == right.dimension or any(side.is_bare and side.value == 0 for side in (left, right)):
        return
    for side, other in ((left, right), (right, left)):
        if side.is_bare:
            bare = Saying("{read:g} has no unit, but stands beside {other}", read=side.value, other=describe(other))
            raise ConditionError("E304", bare, side.column)
    message = Saying("{one} cannot stand beside {other}", one=describe(left), other=describe(right))
    raise ConditionError("E304", message, right.column)


def sensible_share(left: Node, right: Node) -> None:
    """A share never exceeds 1, so `firm.rd_intensity > 3` means 3%. Raises ConditionError (E304)."""
    for side, other in ((left, right), (right, left)):
        is_share = other.operation == "field" and FIELDS[str(other.value)].kind == "share"
        if is_share and side.operation == "literal" and not -1 <= float(str(side.value)) <= 1:
            near = f"{side.value:g}%" if side.is_bare else ""
            message = Saying("{name} lies between 0 and 100%", name=describe(other))
            raise ConditionError("E304", message, side.column, nearest=near)


def coded(node: Node, beside: Node) -> Node:
    """A word as the number that stands for it in the field beside it. Raises ConditionError (E303, E305)."""
    if node.operation == "field":
        same_words = beside.operation == "literal" or CODES[str(node.value)] == CODES[str(beside.value)]
        if not same_words:
            message = Saying("{one} and {other} have different words", one=node.value, other=beside.value)
            raise ConditionError("E303", message, node.column)
        return node
    if beside.operation != "field":
        raise ConditionError("E303", Saying("two words in quotes: compare a field with a word"), node.column)
    codes, word = CODES[str(beside.value)], str(node.value)
    if word not in codes:
        message = Saying("{field} is never {word!r}", field=beside.value, word=word)
        raise ConditionError("E305", message, node.column, tuple(codes), nearest(word, codes))
    return replace(node, value=codes[word])


def member(asked: Node, items: list[Node]) -> Node:
    """Whether a field is one of several words or amounts. Raises ConditionError (E303, E304, E305)."""
    if asked.answer == "flag":
        raise ConditionError("E303", Saying("{name} cannot stand before 'in'", name=describe(asked)), asked.column)
    for item in items:
        if item.operation not in ("literal", "negate"):
            raise ConditionError("E303", Saying("a list after 'in' holds words or amounts only"), item.column)
    tree = comparison("==", asked, items[0])
    for item in items[1:]:
        tree = Node("or", "flag", asked.column, (tree, comparison("==", asked, item)))
    return tree
