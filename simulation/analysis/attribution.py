"""What each lever adds to a package: its Shapley share, beside what the package would lose without it.

Up to six levers every package can be run, and shares are exact. Beyond that, orders are drawn (`sampled_split`). In
both the shares add up to the whole, exactly. The caller runs the packages first: `packages` and `packages_on_the_way`
list them, each once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

Package = frozenset[str]
"""The levers that are on."""
Value = Callable[[Package], Numbers | float]
"""What a package is worth: a number or an array, such as one entry per run on the same dice."""
EXACT_UP_TO: Final = 6
"""Levers up to which every package is run: 64 of them."""
MOST_LEVERS: Final = 12
"""Every lever more doubles the packages to run: twelve take 4,096."""


class Split(NamedTuple):
    """A package's effect, in the unit of what was valued; arrays keep their axes, so that intervals can be made."""

    total: Numbers
    terms: Mapping[str, Numbers]
    """By lever: what it adds on average over all orders in which levers may be switched on. Adds up to the total."""
    left_out: Mapping[str, Numbers]
    """By lever: the whole package less the package without it. Need not add up: what levers do together is in all of
    them, or in none."""

    @property
    def interaction(self) -> Numbers:
        """The part of the total that leaving out one by one does not find; negative where it is found twice."""
        found: Numbers = np.sum(list(self.left_out.values()), axis=0)
        return self.total - found


@dataclass(frozen=True)
class SampledSplit:
    """The same from orders that were drawn; every order adds up to the total, and so do their means."""

    total: Numbers
    by_pair: Mapping[str, Numbers]
    """By lever: [pairs, ...], what it adds, mean over an order and its reverse."""
    left_out: Mapping[str, Numbers]
    """By lever: the whole package less the package without it."""

    @property
    def terms(self) -> Mapping[str, Numbers]:
        """By lever: what it adds on average over the orders drawn. Adds up to the total."""
        return {lever: added.mean(axis=0) for lever, added in self.by_pair.items()}


def split(levers: Sequence[str], value: Value) -> Split:
    """Split the effect of all `levers` together; `value` is asked once for each of the 2^k packages.

    Values are numbers or arrays of one shape, such as one per run on the same dice. Raises ValueError for more than
    twelve levers, for none, and for a lever named twice.
    """
    values = _values_of_all(levers, value)
    whole, nothing = frozenset(levers), frozenset[str]()
    return Split(
        total=values[whole] - values[nothing],
        terms={lever: _shapley(lever, values) for lever in levers},
        left_out={lever: values[whole] - values[whole - {lever}] for lever in levers},
    )


def packages(levers: Sequence[str]) -> Iterator[Package]:
    """Every choice among the levers, from none to all, smaller ones first."""
    for size in range(len(levers) + 1):
        yield from (frozenset(chosen) for chosen in combinations(levers, size))


def _values_of_all(levers: Sequence[str], value: Value) -> dict[Package, Numbers]:
    if not 0 < len(set(levers)) == len(levers) <= MOST_LEVERS:
        raise ValueError(f"a split takes one to {MOST_LEVERS} different levers, not {', '.join(levers) or 'none'}")
    return {package: np.asarray(value(package), dtype=np.float64) for package in packages(levers)}


def _shapley(lever: str, values: Mapping[Package, Numbers]) -> Numbers:
    """Mean over orders of what the lever adds to those before it: each size of company counts the same in all."""
    others = max(len(package) for package in values) - 1
    added = [
        (values[package | {lever}] - values[package]) / ((others + 1) * comb(others, len(package)))
        for package in values
        if lever not in package
    ]
    share: Numbers = np.sum(added, axis=0)
    return share


def drawn_orders(levers: Sequence[str], pairs: int, seed: int) -> tuple[tuple[str, ...], ...]:
    """`pairs` orders drawn at random, each followed by its reverse: who comes early in one comes late in the other.

    Antithetic orders, Lomeli and others (2019), Mitchell and others (2022), Journal of Machine Learning Research 23:43.
    The first orders of a longer list are those of a shorter one. Raises ValueError for no lever, a lever named twice or
    no pair.
    """
    if not 0 < len(set(levers)) == len(levers) or pairs < 1:
        raise ValueError(
            f"orders need different levers and at least one pair, not {', '.join(levers) or 'none'}, {pairs}"
        )
    generator = np.random.default_rng(seed)
    orders: list[tuple[str, ...]] = []
    for _ in range(pairs):
        order = tuple(levers[place] for place in generator.permutation(len(levers)))
        orders += [order, order[::-1]]
    return tuple(orders)


def packages_on_the_way(orders: Sequence[Sequence[str]]) -> Iterator[Package]:
    """Every package that these orders pass, and the whole without each lever; each once, smaller ones first."""
    found = {frozenset(order[:size]) for order in orders for size in range(len(order) + 1)}
    found |= {frozenset(orders[0]) - {lever} for lever in orders[0]}
    yield from sorted(found, key=lambda package: (len(package), sorted(package)))


def sampled_split(orders: Sequence[Sequence[str]], value: Value) -> SampledSplit:
    """Split the effect of all levers together over `orders` as `drawn_orders` gives them: each beside its reverse.

    `value` is asked once for each of `packages_on_the_way`. Castro and others (2009), Computers & Operations Research
    36:1726. Raises ValueError for orders that are not pairs of an order and its reverse.
    """
    pairs = list(zip(orders[::2], orders[1::2], strict=False))
    if not pairs or len(orders) % 2 or any(tuple(one) != tuple(other)[::-1] for one, other in pairs):
        raise ValueError("a sampled split takes pairs of an order and its reverse")
    values = {package: np.asarray(value(package), dtype=np.float64) for package in packages_on_the_way(orders)}
    levers, whole = tuple(orders[0]), frozenset(orders[0])
    gains = [_gains(order, values) for order in orders]
    return SampledSplit(
        total=values[whole] - values[frozenset()],
        by_pair={
            lever: np.stack(
                [(one[lever] + other[lever]) / 2 for one, other in zip(gains[::2], gains[1::2], strict=True)]
            )
            for lever in levers
        },
        left_out={lever: values[whole] - values[whole - {lever}] for lever in levers},
    )


def _gains(order: Sequence[str], values: Mapping[Package, Numbers]) -> dict[str, Numbers]:
    """By lever: what it adds to those before it in this order; they telescope to the total."""
    on_the_way = [values[frozenset(order[:size])] for size in range(len(order) + 1)]
    return {lever: after - before for lever, before, after in zip(order, on_the_way[:-1], on_the_way[1:], strict=True)}
