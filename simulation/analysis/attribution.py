"""What each lever adds to a package: its Shapley share, beside what the package would lose without it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

Package = frozenset[str]
"""The levers that are on."""
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


def split(levers: Sequence[str], value: Callable[[Package], Numbers | float]) -> Split:
    """Split the effect of all `levers` together; `value` is asked once for each of the 2^k packages.

    Values are numbers or arrays of one shape, such as one per run on the same dice. Raises ValueError for more than
    twelve levers, for none, and for a lever named twice.
    """
    if not 0 < len(set(levers)) == len(levers) <= MOST_LEVERS:
        raise ValueError(f"a split takes one to {MOST_LEVERS} different levers, not {', '.join(levers) or 'none'}")
    values = {package: np.asarray(value(package), dtype=np.float64) for package in packages(levers)}
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
