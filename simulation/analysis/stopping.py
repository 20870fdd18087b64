"""When a study may stop: as soon as every chance is known closely enough, or the order of the scenarios is settled.

A rule looks at 32, 64, 128 ... draws and at last at the limit. Looking often finds by chance what is not there, so the
looks are planned beforehand and share the 5 % between them (Bonferroni): each is made at a confidence of
1 - 0.05 / looks, and the intervals told at the stop are those. Hence, whenever it stops, each target's interval misses
the truth in at most 5 % of studies; and an order that is told is wrong in at most 5 % of studies.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.intervals import Interval, share_interval
from simulation.analysis.ranking import PRIMARY_MET, all_told_apart, check_all_paired, merit_of, ordered
from simulation.analysis.spread import average_by_draw
from simulation.analysis.verdicts import chosen_reading, verdict
from simulation.ensemble.results import CONFIDENCE, SEQUENCES, Ensemble, Numbers
from simulation.inputs.targets import Target

FIRST_LOOK: Final = 32
POINT: Final = 0.01
UNIT: Final = "pp"
RANKING: Final = "ranking"
ALLOWED: Final = "a half-width in percentage points above 0 and below 50, such as 2.5pp, or: ranking"

Chances = Mapping[str, Interval]
"""Interval of the chance of every target, by its id."""


@dataclass(frozen=True)
class CloseEnough:
    """Stop when every target's chance is known to `half_width` (a share of 1) on either side."""

    half_width: float

    def __str__(self) -> str:
        """The rule as it was asked for."""
        return f"{self.half_width / POINT:g}{UNIT}"

    def is_met(self, chances: Chances) -> bool:
        """Whether the widest of the intervals is narrow enough; an interval that is unknown is not."""
        return all(chance.half_width <= self.half_width for chance in chances.values())


@dataclass(frozen=True)
class OrderSettled:
    """Stop when every two scenarios can be told apart by the mean number of primary targets met, or by one target."""

    by: str = PRIMARY_MET

    def __str__(self) -> str:
        """The rule as it was asked for."""
        return RANKING


Rule = CloseEnough | OrderSettled


@dataclass(frozen=True)
class Look:
    """What one look at the study found, at the confidence that it was allowed."""

    draws: int
    confidence: float
    """Of every interval here: 1 - 0.05 / looks planned."""
    chances: Mapping[str, Chances]
    """By scenario and target."""
    order: tuple[str, ...]
    """Scenarios from best to worst; of one scenario, its name."""
    is_met: bool
    """Whether the rule says stop."""

    @property
    def half_widths(self) -> dict[str, float]:
        """By target, the widest half-width of any scenario, as a share of 1."""
        names = next(iter(self.chances.values()))
        return {name: max(chances[name].half_width for chances in self.chances.values()) for name in names}

    @property
    def widest(self) -> float:
        """The widest half-width of all."""
        return max(self.half_widths.values())


@dataclass(frozen=True)
class Stop:
    """Why a study ended where it did."""

    rule: Rule
    looks: tuple[Look, ...]
    planned: tuple[int, ...]
    """Draws at which looks were planned; the last one is the limit."""

    @property
    def draws(self) -> int:
        """Draws that were run."""
        return self.looks[-1].draws

    @property
    def by_rule(self) -> bool:
        """True when the rule stopped it; False when the limit came first."""
        return self.looks[-1].is_met


def stopped(stop: Stop) -> dict[str, Any]:
    """What a manifest says of the stop: plain values, half-widths as shares of 1."""
    last = stop.looks[-1]
    return {
        "rule": str(stop.rule),
        "by_rule": stop.by_rule,
        "draws": last.draws,
        "limit": stop.planned[-1],
        "looks": len(stop.looks),
        "looks_planned": len(stop.planned),
        "confidence": last.confidence,
        "widest_half_width": last.widest,
        "widest_target": max(last.half_widths, key=lambda name: last.half_widths[name]),
        "order": list(last.order),
    }


def parse_rule(text: str) -> Rule:
    """Read `2.5pp` or `ranking`; spaces and capitals do not matter. Raises ValueError that names what is allowed."""
    word = text.strip().lower()
    if word == RANKING:
        return OrderSettled()
    number = word.removesuffix(UNIT).strip()
    try:
        points = float(number) if word.endswith(UNIT) else np.nan
    except ValueError:
        points = np.nan
    if not 0.0 < points < 50.0:
        raise ValueError(f"{text!r} is no rule to stop by; allowed is {ALLOWED}")
    return CloseEnough(points * POINT)


def planned_looks(limit: int) -> tuple[int, ...]:
    """Draws at which to look: 32, doubled while below the limit, and the limit. Raises ValueError below eight draws."""
    if limit < SEQUENCES:
        raise ValueError(f"a study that stops by itself needs a limit of at least {SEQUENCES} draws, not {limit}")

    def doubled() -> Iterator[int]:
        draws = FIRST_LOOK
        while draws < limit:
            yield draws
            draws *= 2
        yield limit

    return tuple(doubled())


def confidence_of(looks: int, questions: int = 1) -> float:
    """Confidence of each interval when so many looks at so many questions share the 5 %."""
    return 1.0 - (1.0 - CONFIDENCE) / (looks * questions)


def chances_of(verdicts: Mapping[str, Numbers], sequence: NDArray[np.int64], confidence: float) -> dict[str, Interval]:
    """Interval of each chance from verdicts [draws, replications]."""
    return {name: share_interval(average_by_draw(met), sequence, confidence) for name, met in verdicts.items()}


def is_order_settled(merits: Mapping[str, Numbers], sequence: NDArray[np.int64], looks: int) -> bool:
    """Whether the order of scenarios may be told, from what their runs count [draws, replications].

    Every two must be told apart, each at 1 - 0.05 / (looks x (scenarios - 1)). That is enough for 5 % in all: an order
    that is wrong turns round two scenarios that are neighbours in the true order (or parts two that are equal), and
    must have told those two apart to be told; of such neighbours there are scenarios - 1.
    """
    return all_told_apart(merits, sequence, confidence_of(looks, len(merits) - 1))


def look_at(rule: Rule, ensembles: Mapping[str, Ensemble], targets: Sequence[Target], planned: Sequence[int]) -> Look:
    """Look at ensembles of the same draws, by name. `planned` are all looks of the study, which this one is among.

    Raises ValueError for a look that was not planned or an order of one scenario, NotPairedError for an order of
    scenarios that are not paired.
    """
    sizes = {ensemble.draws for ensemble in ensembles.values()}
    if len(sizes) != 1 or not sizes <= set(planned):
        raise ValueError(f"looks are planned at {', '.join(map(str, planned))} draws, not at {sorted(sizes)}")
    confidence = confidence_of(len(planned))
    chances = {name: chances_of(_verdicts(one, targets), one.sequence, confidence) for name, one in ensembles.items()}
    by = rule.by if isinstance(rule, OrderSettled) else PRIMARY_MET
    merits = {name: merit_of(one, targets, by) for name, one in ensembles.items()}
    if isinstance(rule, CloseEnough):
        is_met = all(rule.is_met(each) for each in chances.values())
    else:
        if len(ensembles) < 2:
            raise ValueError("an order takes at least two scenarios; of one, only the half-widths can be settled")
        check_all_paired(ensembles)
        is_met = is_order_settled(merits, next(iter(ensembles.values())).sequence, len(planned))
    return Look(sizes.pop(), confidence, chances, ordered(merits), is_met)


def until(
    rule: Rule, limit: int, targets: Sequence[Target], extended_to: Callable[[int], Mapping[str, Ensemble]]
) -> Stop:
    """Ask `extended_to` for the scenarios at 32, 64 ... draws until the rule is met or the limit is reached."""
    planned, looks = planned_looks(limit), list[Look]()
    for draws in planned:
        looks.append(look_at(rule, extended_to(draws), targets, planned))
        if looks[-1].is_met:
            break
    return Stop(rule, tuple(looks), planned)


def _verdicts(ensemble: Ensemble, targets: Sequence[Target]) -> dict[str, Numbers]:
    return {target.id: verdict(ensemble, target.readings[chosen_reading(ensemble, target)]) for target in targets}
