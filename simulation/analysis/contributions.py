"""What each lever of a scenario adds to each target: chances and numbers, with intervals, and which levers meet.

The runs of every package are boiled down to verdicts and numbers first, so that hundreds of packages fit in memory.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.attribution import Package, Value, sampled_split, split
from simulation.analysis.comparison import Difference, chance_difference, difference, one_reading
from simulation.analysis.interactions import Pair, shapley_interactions, term_intervals
from simulation.analysis.intervals import (
    FEW_DRAWS,
    Interval,
    draws_changed,
    mean_interval,
    paired_share_interval,
    share_interval,
)
from simulation.analysis.spread import average_by_draw
from simulation.analysis.verdicts import chosen_reading
from simulation.ensemble.results import CONFIDENCE, Ensemble, Numbers
from simulation.inputs.targets import Target

OTHERS: Final = "others"
"""All levers that were not asked about, switched together."""
Orders = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PackageNumbers:
    """What a package's runs say of the targets, [targets, draws, replications]; NaN for a failed run."""

    met: Numbers
    values: Numbers


@dataclass(frozen=True)
class Contribution:
    """What one lever adds: on average over orders (`term`), and to all others together (`left_out`)."""

    lever: str
    term: Difference
    left_out: Difference


@dataclass(frozen=True)
class Interaction:
    """What two levers do together beyond what each adds: below zero they overlap, above zero they help each other."""

    pair: Pair
    gap: Difference


@dataclass(frozen=True)
class Effect:
    """One number of a target in the package and without any of it; the terms add up to the total's estimate."""

    none: Interval
    whole: Interval
    total: Difference
    contributions: tuple[Contribution, ...]
    """In the order of the levers."""
    interactions: tuple[Interaction, ...]
    """The strongest first; empty where orders were drawn, since few pairs are met then."""

    @property
    def told_apart(self) -> tuple[Interaction, ...]:
        """Interactions that can be told from none: interval without zero, changed in ten draws at least."""
        return tuple(
            each for each in self.interactions if each.gap.distinguishable and each.gap.draws_changed >= FEW_DRAWS
        )


@dataclass(frozen=True)
class TargetContributions:
    """One target: how its chance (shares of 1) and its number of 2020 (its unit) are made up."""

    target: Target
    reading: str
    chance: Effect
    value: Effect


def package_numbers(ensemble: Ensemble, targets: Sequence[Target]) -> PackageNumbers:
    """Verdicts and numbers of 2020 of one package's runs."""
    pairs = [one_reading(ensemble, target) for target in targets]
    return PackageNumbers(np.stack([met for met, _ in pairs]), np.stack([value for _, value in pairs]))


def contributions(
    found: Mapping[Package, PackageNumbers], levers: Sequence[str], whole: Ensemble, targets: Sequence[Target],
    orders: Orders = (),
) -> Iterator[TargetContributions]:  # fmt: skip
    """One record per target, from the numbers of every package that the split passes; without `orders` it is exact.

    `whole` is the ensemble of all levers, for its readings and its sequences. Runs that failed in any package are left
    out of all, so that the terms add up.
    """
    failed = np.isnan(np.stack([numbers.met[0] for numbers in found.values()])).any(axis=0)
    numbers = {
        package: PackageNumbers(*(np.where(failed, np.nan, part) for part in (each.met, each.values)))
        for package, each in found.items()
    }
    for place, target in enumerate(targets):

        def met(package: Package, place: int = place) -> Numbers:
            chosen: Numbers = numbers[package].met[place]
            return chosen

        def value(package: Package, place: int = place) -> Numbers:
            chosen: Numbers = numbers[package].values[place]
            return chosen

        yield TargetContributions(
            target=target,
            reading=chosen_reading(whole, target),
            chance=_effect(levers, met, orders, (whole.sequence, True)),
            value=_effect(levers, value, orders, (whole.sequence, False)),
        )


def _effect(
    levers: Sequence[str], value: Callable[[Package], Numbers], orders: Orders, how: tuple[NDArray[np.int64], bool]
) -> Effect:
    sequence, is_chance = how
    found = sampled_split(orders, value) if orders else split(levers, value)
    nothing, whole = value(frozenset()), value(frozenset(levers))
    measured = chance_difference if is_chance else difference
    terms, intervals = found.terms, term_intervals(found, sequence)
    return Effect(
        none=_level(nothing, how),
        whole=_level(whole, how),
        total=measured("total", nothing, whole, sequence, CONFIDENCE),
        contributions=tuple(
            Contribution(
                lever,
                _term(lever, terms[lever], intervals[lever], how),
                measured(lever, np.zeros_like(whole), found.left_out[lever], sequence, CONFIDENCE),
            )
            for lever in levers
        ),
        interactions=() if orders else tuple(_interactions(levers, value, sequence)),
    )


def _term(lever: str, term: Numbers, interval: Interval, how: tuple[NDArray[np.int64], bool]) -> Difference:
    """A lever's share; of a chance cut at -1 and 1, and given the doubt of a rare difference when few draws change."""
    sequence, is_chance = how
    changed = draws_changed(term)
    if not is_chance:
        return Difference(lever, interval, changed)
    low, high = interval.low, interval.high
    if changed < FEW_DRAWS:
        rare = paired_share_interval(term, sequence)
        low, high = float(np.fmin(low, rare.low)), float(np.fmax(high, rare.high))
    beyond = bool(low < -1 or high > 1)
    low, high = (float(np.clip(end, -1.0, 1.0)) for end in (low, high))
    return Difference(lever, Interval(interval.estimate, low, high, interval.standard_error, beyond), changed)


def _interactions(levers: Sequence[str], value: Value, sequence: NDArray[np.int64]) -> Iterator[Interaction]:
    found = shapley_interactions(levers, value)
    gaps = {
        pair: Difference(" ".join(pair), mean_interval(average_by_draw(index), sequence), draws_changed(index))
        for pair, index in found.items()
    }
    for pair in sorted(gaps, key=lambda pair: -abs(np.nan_to_num(gaps[pair].interval.estimate))):
        yield Interaction(pair, gaps[pair])


def _level(values: Numbers, how: tuple[NDArray[np.int64], bool]) -> Interval:
    """The chance or the mean number itself."""
    sequence, is_chance = how
    return (share_interval if is_chance else mean_interval)(average_by_draw(values), sequence)
