"""What two levers do together beyond what each does alone, and how sure a lever's share in a package is."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.attribution import Numbers, Package, SampledSplit, Split, Value, packages
from simulation.analysis.intervals import Interval, mean_interval, student
from simulation.analysis.spread import average_by_draw
from simulation.ensemble.results import CONFIDENCE

Pair = tuple[str, str]


def shapley_interactions(levers: Sequence[str], value: Value) -> dict[Pair, Numbers]:
    """By pair of levers, what both together add beyond what each adds, mean over all company they may have.

    Below zero the two overlap, above zero they help each other. The Shapley interaction index, Grabisch and Roubens
    (1999), International Journal of Game Theory 28:547. It asks `value` for every package, as an exact split does.
    """
    values = {package: np.asarray(value(package), dtype=np.float64) for package in packages(levers)}
    return {(one, other): _index(one, other, values) for one, other in combinations(levers, 2)}


def _index(one: str, other: str, values: Mapping[Package, Numbers]) -> Numbers:
    others = max(len(package) for package in values) - 2
    together = [
        _together(package, one, other, values) / ((others + 1) * comb(others, len(package)))
        for package in values
        if not package & {one, other}
    ]
    index: Numbers = np.sum(together, axis=0)
    return index


def _together(package: Package, one: str, other: str, values: Mapping[Package, Numbers]) -> Numbers:
    """What both add to a package less what each adds to it alone."""
    return values[package | {one, other}] - values[package | {one}] - values[package | {other}] + values[package]


def packages_without_two(levers: Sequence[str]) -> Iterator[Package]:
    """The whole package, and what is left without one and without two levers: what `left_out_together` asks for."""
    for fewer in range(min(2, len(levers)) + 1):
        yield from (frozenset(levers) - set(dropped) for dropped in combinations(levers, fewer))


def left_out_together(levers: Sequence[str], value: Value) -> dict[Pair, Numbers]:
    """By pair, the same for the company of all other levers only: cheap enough for a package of any size.

    What is lost without both, less what is lost without the one and without the other, with the sign turned so that it
    reads like the index above: below zero the two overlap.
    """
    values = {package: np.asarray(value(package), dtype=np.float64) for package in packages_without_two(levers)}
    whole = frozenset(levers)
    return {(one, other): _together(whole - {one, other}, one, other, values) for one, other in combinations(levers, 2)}


def term_intervals(
    found: Split | SampledSplit, sequence: NDArray[np.int64], confidence: float = CONFIDENCE
) -> dict[str, Interval]:
    """Interval of each lever's share, from values [draws, replications] of every package.

    Of an exact split: t on the eight means. Of a sampled one, two doubts add up as squares: the draws (t on the eight
    means of what the lever adds on average over orders) and the orders (t over pairs of the mean over draws). Part of
    the second is in the first already, so that the interval errs on the wide side. With one pair of orders the doubt of
    the orders is unknown, and so are the bounds (NaN).
    """
    intervals = {
        lever: mean_interval(average_by_draw(added), sequence, confidence) for lever, added in found.terms.items()
    }
    if isinstance(found, Split):
        return intervals
    return {lever: _with_orders(intervals[lever], added, confidence) for lever, added in found.by_pair.items()}


def _with_orders(by_draws: Interval, by_pair: Numbers, confidence: float) -> Interval:
    """The interval over draws, widened by what differs between pairs of orders, [pairs, draws, replications]."""
    means = np.array([np.nanmean(average_by_draw(pair)) for pair in by_pair])
    if len(means) < 2:
        return Interval(by_draws.estimate, np.nan, np.nan, np.nan)
    error = float(means.std(ddof=1) / np.sqrt(len(means)))
    reach = float(np.hypot(by_draws.high - by_draws.estimate, student(len(means) - 1, confidence) * error))
    both = float(np.hypot(by_draws.standard_error, error))
    return Interval(by_draws.estimate, by_draws.estimate - reach, by_draws.estimate + reach, both)
