"""Reads the small language of eligibility and ranking, `firm.sales < 4亿元 and town.region != 'prd'`, and runs nothing.

Grammar, loosest first: `or`, `and`, `not`, comparison (also chained, also `in (...)`), `+ -`, `* /`, sign, then a
field, an amount with its unit, a word in quotes, `true`, `false` or brackets.
"""

from __future__ import annotations

from collections.abc import Callable

from simulation.inputs.condition_tree import Node, arithmetic, comparison, field, literal, member, need
from simulation.inputs.condition_words import COMPARISONS, ConditionError, Token, tokens_of
from simulation.saying import Saying

LONGEST, DEEPEST = 2000, 50


class Parser:
    """Walks the words of one question from left to right; `whole()` gives the checked tree."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ConditionError("E306", Saying("longer than {most} characters", most=LONGEST), 1)
        self._tokens = tokens_of(text)
        self._at = self._depth = 0
        self._kind = Saying("a condition")

    def whole(self, answer: str, kind: Saying) -> Node:
        """The question as a tree that answers `flag` or `number`, with its kind in words. Raises ConditionError."""
        self._kind = kind
        tree = need(self._either(), answer, kind)
        if self._next.kind != "end":
            raise self._unexpected()
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _unexpected(self) -> ConditionError:
        if self._next.kind == "end":
            return ConditionError("E301", Saying("{kind} cannot stop here", kind=self._kind), self._next.column)
        return ConditionError("E301", Saying("unexpected {read!r}", read=self._next.text), self._next.column)

    def _take(self, *texts: str) -> Token | None:
        token = self._next
        if token.kind in ("keyword", "sign") and token.text in texts:
            self._at += 1
            return token
        return None

    def _expect(self, text: str) -> None:
        if self._take(text) is None:
            raise ConditionError("E301", Saying("{sign!r} is missing", sign=text), self._next.column)

    def _deeper(self, inside: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionError("E306", Saying("more than {most} levels of brackets", most=DEEPEST), self._next.column)
        tree = inside()
        self._depth -= 1
        return tree

    def _either(self) -> Node:
        tree = self._both()
        while self._take("or"):
            tree = Node("or", "flag", tree.column, (need(tree, "flag", "'or'"), need(self._both(), "flag", "'or'")))
        return tree

    def _both(self) -> Node:
        tree = self._negation()
        while self._take("and"):
            parts = (need(tree, "flag", "'and'"), need(self._negation(), "flag", "'and'"))
            tree = Node("and", "flag", tree.column, parts)
        return tree

    def _negation(self) -> Node:
        token = self._take("not")
        if token is None:
            return self._comparison()
        return Node("not", "flag", token.column, (need(self._deeper(self._negation), "flag", "'not'"),))

    def _comparison(self) -> Node:
        left = self._sum()
        if self._take("in"):
            return member(left, self._list())
        if self._take("not"):
            self._expect("in")
            return Node("not", "flag", left.column, (member(left, self._list()),))
        links = []
        while sign := self._take(*COMPARISONS):
            right = self._sum()
            links.append(comparison(sign.text, left, right))
            left = right
        tree = links[0] if links else left
        for link in links[1:]:
            tree = Node("and", "flag", tree.column, (tree, link))
        return tree

    def _list(self) -> list[Node]:
        self._expect("(")
        items = [self._signed()]
        while self._take(","):
            items.append(self._signed())
        self._expect(")")
        return items

    def _sum(self) -> Node:
        tree = self._product()
        while sign := self._take("+", "-"):
            tree = arithmetic(sign.text, tree, self._product())
        return tree

    def _product(self) -> Node:
        tree = self._signed()
        while sign := self._take("*", "/"):
            tree = arithmetic(sign.text, tree, self._signed())
        return tree

    def _signed(self) -> Node:
        token = self._take("-")
        if token is None:
            return self._single()
        inside = need(self._deeper(self._signed), "number", "'-'")
        return Node("negate", "number", token.column, (inside,), dimension=inside.dimension)

    def _single(self) -> Node:
        if self._take("("):
            tree = self._deeper(self._either)
            self._expect(")")
            return tree
        token = self._next
        if token.kind in ("amount", "odd", "text") or token.text in ("true", "false"):
            self._at += 1
            return literal(token)
        if token.kind == "name":
            self._at += 1
            return field(token)
        raise self._unexpected()
