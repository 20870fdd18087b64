"""Which scenario is best, and from how many draws on that is settled.

Scenarios are ordered by the mean number of primary targets that a run meets (of nine; each counts the same, since the
document weighs none above another, and the aspiration of clause 2.3.2 is not among them), or by the chance of one
chosen target. Neighbours are compared on the same dice; what cannot be told apart is said to be so and is no order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.comparison import Difference, check_paired, is_same_study, no_difference
from simulation.analysis.intervals import (
    Interval,
    draws_changed,
    mean_interval,
    paired_share_interval,
    share_interval,
)
from simulation.analysis.spread import average_by_draw
from simulation.analysis.verdicts import chosen_reading, verdict
from simulation.ensemble.results import CONFIDENCE, SEQUENCES, Ensemble, Numbers
from simulation.inputs.targets import Target

PRIMARY_MET: Final = "primary_targets_met"
"""Name of the default order: how many of the nine primary targets a run meets."""


@dataclass(frozen=True)
class Place:
    """One scenario in the order; `merit` is the mean number of targets met, or the chance of the chosen one."""

    scenario: str
    merit: Interval


@dataclass(frozen=True)
class Ranking:
    """Scenarios from best to worst; `gaps` between neighbours: the better less the next, on the same dice."""

    by: str
    places: tuple[Place, ...]
    gaps: tuple[Difference, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """Names from best to worst; neighbours that cannot be told apart stand in the order of their estimates."""
        return tuple(place.scenario for place in self.places)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The same, with neighbours that are not distinguishable put together."""
        found = [[self.order[0]]]
        for name, gap in zip(self.order[1:], self.gaps, strict=True):
            if gap.distinguishable:
                found.append([name])
            else:
                found[-1].append(name)
        return tuple(tuple(group) for group in found)

    @property
    def is_settled(self) -> bool:
        """Whether every neighbour can be told from the next."""
        return all(gap.distinguishable for gap in self.gaps)


class Order(NamedTuple):
    """A ranking, and the fewest draws from which on it is settled; None where more are needed."""

    ranking: Ranking
    settled_at: int | None


def merit_of(ensemble: Ensemble, targets: Sequence[Target], by: str = PRIMARY_MET) -> Numbers:
    """[draws, replications], what a run counts: number of primary targets met, or 1 and 0 for one target by its id.

    NaN for a failed run. Raises KeyError for a target that is not among `targets`.
    """
    met = {
        target.id: verdict(ensemble, target.readings[chosen_reading(ensemble, target)])
        for target in targets
        if target.id == by or (by == PRIMARY_MET and target.kind == "primary")
    }
    if by != PRIMARY_MET:
        return met[by]
    count: Numbers = np.sum(list(met.values()), axis=0)
    return count


def rank(ensembles: Mapping[str, Ensemble], targets: Sequence[Target], by: str = PRIMARY_MET) -> Ranking:
    """Order the scenarios by name. Raises ValueError for none, NotPairedError when they do not share their dice."""
    check_all_paired(ensembles)
    merits = {name: merit_of(ensemble, targets, by) for name, ensemble in ensembles.items()}
    sequence = next(iter(ensembles.values())).sequence
    order = ordered(merits)
    return Ranking(
        by=by,
        places=tuple(Place(name, _merit_interval(merits[name], sequence, by)) for name in order),
        gaps=tuple(
            no_difference(upper, merits[lower], merits[upper], sequence)
            if is_same_study(ensembles[upper], ensembles[lower])
            else Difference(upper, gap_interval(merits[upper], merits[lower], sequence), draws_changed(gap))
            for upper, lower in pairwise(order)
            for gap in [merits[upper] - merits[lower]]
        ),
    )


def check_all_paired(ensembles: Mapping[str, Ensemble]) -> None:
    """Raise ValueError for no ensemble and NotPairedError unless all share their draws and dice."""
    if not ensembles:
        raise ValueError("a ranking takes at least one scenario")
    for first, other in pairwise(ensembles.values()):
        check_paired(first, other)


def ordered(merits: Mapping[str, Numbers]) -> tuple[str, ...]:
    """Names by falling mean of `merits` [draws, replications]; equal ones keep the order in which they were given."""
    means = {name: float(np.nanmean(average_by_draw(values))) for name, values in merits.items()}
    return tuple(sorted(means, key=lambda name: -means[name]))


def gap_interval(
    upper: Numbers, lower: Numbers, sequence: NDArray[np.int64], confidence: float = CONFIDENCE
) -> Interval:
    """Interval of the mean of `upper` - `lower` [draws, replications], counts of targets met on the same dice.

    A count that hardly ever changes has the doubt of a chance that hardly ever changes (`paired_share_interval`), where
    an unseen change is taken to be as large as the largest seen, and at least one target.
    """
    gaps = upper - lower
    largest = max(1.0, float(np.nanmax(np.abs(gaps), initial=0.0, where=~np.isnan(gaps))))
    share = paired_share_interval(gaps / largest, sequence, confidence)
    estimate, low, high, error = (
        largest * one for one in (share.estimate, share.low, share.high, share.standard_error)
    )
    return Interval(estimate, low, high, error, share.bounded)


def all_told_apart(merits: Mapping[str, Numbers], sequence: NDArray[np.int64], confidence: float = CONFIDENCE) -> bool:
    """Whether every two of the scenarios, neighbours or not, can be told apart at this confidence."""
    return all(
        gap_interval(merits[upper], merits[lower], sequence, confidence).low > 0.0
        for upper, lower in combinations(ordered(merits), 2)
    )


def settles_at(ensembles: Mapping[str, Ensemble], targets: Sequence[Target], by: str = PRIMARY_MET) -> int | None:
    """The fewest draws from which on the order stays what it is and every neighbour can be told from the next.

    Looks at the first 8, 16, 24 ... draws of what was run, each at 95 %: it describes the study in hand and is no test
    (a rule that stops on it must pay for its looks, see `stopping`). None when the whole study does not settle it.
    """
    check_all_paired(ensembles)
    merits = {name: merit_of(ensemble, targets, by) for name, ensemble in ensembles.items()}
    return settling_draws(merits)


def settling_draws(merits: Mapping[str, Numbers]) -> int | None:
    """The same for what runs count [draws, replications], by scenario."""
    final, settled = ordered(merits), None
    for draws in reversed(list(_prefixes(len(next(iter(merits.values())))))):
        first = {name: values[:draws] for name, values in merits.items()}
        sequence = np.arange(draws) % SEQUENCES
        told = all(gap_interval(first[upper], first[lower], sequence).low > 0.0 for upper, lower in pairwise(final))
        if not told:
            break
        settled = draws
    return settled


def _prefixes(draws: int) -> Iterator[int]:
    """Numbers of draws to look at: whole rounds of the eight sequences, and what was run."""
    yield from range(SEQUENCES, draws, SEQUENCES)
    yield draws


def _merit_interval(values: Numbers, sequence: NDArray[np.int64], by: str) -> Interval:
    by_draw = average_by_draw(values)
    return mean_interval(by_draw, sequence) if by == PRIMARY_MET else share_interval(by_draw, sequence)
