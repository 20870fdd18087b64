"""How often intervals hold the truth of the toy, and how often a rule that stops by itself tells a wrong one."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulation.analysis.conditional import both
from simulation.analysis.intervals import Interval, mean_interval, paired_share_interval, share_interval
from simulation.analysis.spread import average_by_draw
from simulation.analysis.stopping import (
    CloseEnough,
    chances_of,
    confidence_of,
    is_order_settled,
    planned_looks,
)
from simulation.ensemble.results import SEQUENCES
from tests.analysis.toy import Numbers, Studies, bar_for, push_for, truth


class Coverage(NamedTuple):
    """What a set of intervals is worth against the truth, as shares of the repetitions."""

    covered: float
    above: float
    """Truth above the interval."""
    below: float
    """Truth below it."""
    width: float
    """Mean width, as a share of 1."""
    told: float
    """Interval leaves out zero."""


def coverage(intervals: list[Interval], true: float) -> Coverage:
    low, high = (np.array([getattr(interval, end) for interval in intervals]) for end in ("low", "high"))
    above, below = true > high, true < low
    told = (low > 0.0) | (high < 0.0)
    return Coverage(
        float((~above & ~below).mean()), float(above.mean()), float(below.mean()), float((high - low).mean()),
        float(told.mean()),
    )  # fmt: skip


def sequences(draws: int) -> np.ndarray:
    return np.arange(draws) % SEQUENCES


def of_chance(drawn: Studies, probability: float) -> Coverage:
    """Coverage of `share_interval` for a chance of this size."""
    hits = drawn.hits(bar_for(probability)).mean(axis=2)
    sequence = sequences(hits.shape[1])
    return coverage([share_interval(shares, sequence) for shares in hits], probability)


def of_difference(drawn: Studies, probability: float, gain: float, guarded: bool = True) -> Coverage:
    """Coverage of `paired_share_interval` for a gain on this probability; without its guard, t on the eight means."""
    bar = bar_for(probability)
    gaps = drawn.hits(bar, push_for(bar, gain)) - drawn.hits(bar)
    sequence = sequences(gaps.shape[1])
    if guarded:
        return coverage([paired_share_interval(gap, sequence) for gap in gaps], gain)
    return coverage([mean_interval(average_by_draw(gap), sequence) for gap in gaps], gain)


class Stopped(NamedTuple):
    """Repetitions of a rule, as shares of all of them."""

    missed: dict[str, float]
    """By question: the interval told at the end does not hold the truth."""
    ever_missed: dict[str, float]
    """By question: the interval of any look would not have held it."""
    by_rule: float
    draws: dict[int, float]
    """Share that ended at each number of draws."""


def of_half_width(drawn: Studies, rule: CloseEnough, probabilities: tuple[float, ...]) -> Stopped:
    """Run the rule over every study of the toy, with one target for each probability."""
    verdicts = {f"{one:g}": drawn.hits(bar_for(one)) for one in probabilities}
    limit = drawn.scores.shape[1]
    planned = planned_looks(limit)
    confidence = confidence_of(len(planned))
    ends: list[int] = []
    missed, ever = ({name: 0 for name in verdicts} for _ in range(2))
    for study in range(len(drawn.scores)):
        wrong = {name: [] for name in verdicts}
        end = 0
        for draws in planned:
            first = {name: hits[study, :draws] for name, hits in verdicts.items()}
            chances = chances_of(first, sequences(draws), confidence)
            for name, one in zip(verdicts, probabilities, strict=True):
                wrong[name].append(not chances[name].low <= one <= chances[name].high)
            if not end and (rule.is_met(chances) or draws == limit):
                end = draws
                missed = {name: missed[name] + wrong[name][-1] for name in verdicts}
        ends.append(end if rule.is_met(chances) or end < limit else -end)
        ever = {name: ever[name] + any(wrong[name]) for name in verdicts}
    return _stopped(missed, ever, ends)


def of_order(drawn: Studies, probabilities: tuple[float, ...], gains: tuple[float, ...]) -> Stopped:
    """Run `ranking` over every study: no policy and pushes of these gains, by the bars that a run passes.

    Missed is an order that was told and is not the true one; scenarios that are equally good have none to tell.
    """
    bars = [bar_for(one) for one in probabilities]
    pushes = [None, *(push_for(bars[0], gain) for gain in gains)]
    merits: dict[str, Numbers] = {
        str(place): np.sum([drawn.hits(bar, push) for bar in bars], axis=0) for place, push in enumerate(pushes)
    }
    true = [sum(truth(bar, push or 0.0) for bar in bars) for push in pushes]
    planned = planned_looks(drawn.scores.shape[1])
    wrong, ends = 0, []
    for study in range(len(drawn.scores)):
        for draws in planned:
            first = {name: values[study, :draws] for name, values in merits.items()}
            if is_order_settled(first, sequences(draws), len(planned)):
                means = [values.mean() for values in first.values()]
                order = np.argsort(means)[::-1]
                wrong += any(true[one] <= true[other] for one, other in pairwise(order))
                ends.append(draws)
                break
        else:
            ends.append(-planned[-1])
    return _stopped({"order": wrong}, {}, ends)


def _stopped(missed: dict[str, int], ever: dict[str, int], ends: list[int]) -> Stopped:
    studies = len(ends)
    sizes, counts = np.unique(np.abs(ends), return_counts=True)
    return Stopped(
        {name: count / studies for name, count in missed.items()},
        {name: count / studies for name, count in ever.items()},
        sum(end > 0 for end in ends) / studies,
        {int(size): float(count / studies) for size, count in zip(sizes, counts, strict=True)},
    )


def of_condition(drawn: Studies, easy: float, hard: float) -> tuple[Coverage, Coverage]:
    """Coverage of the chance of an easier target where a harder one is missed, and of its gap to where that is met.

    Both read the same score, so that whoever meets the harder one meets the easier: the truth is a ratio of chances.
    """
    met, condition = (drawn.hits(bar_for(one)) for one in (easy, hard))
    sequence = sequences(met.shape[1])
    found = [both(*each, sequence) for each in zip(met, condition, strict=True)]
    true = (easy - hard) / (1.0 - hard)
    return coverage([missed.interval for missed, _, _ in found], true), coverage([gap for *_, gap in found], true - 1.0)
