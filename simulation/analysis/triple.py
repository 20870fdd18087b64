"""Money or aim? The same scenario without policy, with its money spread untargeted, and as written.

Run by run on the same dice, the whole effect is what the money does when nobody aims it (untargeted less none) plus
what aiming it adds (as written less untargeted). The two parts add up to the whole in every run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.analysis.comparison import Difference, chance_difference_of, check_paired, difference, one_reading
from simulation.analysis.costs import WAN_PER_YI
from simulation.analysis.intervals import Interval, ratio_interval
from simulation.analysis.spread import average_by_draw
from simulation.analysis.verdicts import chosen_reading
from simulation.ensemble.results import Ensemble, Numbers
from simulation.inputs.measures import PAYERS
from simulation.inputs.targets import Target

TOTAL, MONEY, AIM = "total", "money", "targeting"


@dataclass(frozen=True)
class Parts:
    """A difference and its two parts; estimates of `money` and `targeting` add up to that of `total`."""

    total: Difference
    """As written less no policy."""
    money: Difference
    """Untargeted less no policy: what the same money does when nobody aims it."""
    targeting: Difference
    """As written less untargeted; below zero when the aim misses."""


@dataclass(frozen=True)
class Fate:
    """What became of the public money of a scenario, by what it changed for one target: shares that add up to 1.

    Each run's extra public money (as written less no policy) goes where its verdict went. `met_anyway` is deadweight in
    the usual sense: the target would have been met without the money. What bought nothing for this target is
    `met_anyway`, `missed_still` and `lost` together; it may have moved the target's number below or above the bar, or
    another target, which `Parts` of the values and the other targets' fates tell.
    """

    bought: Interval
    """Missed without, met with the money."""
    met_anyway: Interval
    missed_still: Interval
    lost: Interval
    """Met without, missed with the money."""

    @property
    def nothing(self) -> float:
        """Share of the money that bought nothing for this target."""
        return 1.0 - self.bought.estimate


@dataclass(frozen=True)
class TripleTarget:
    """One target in the three scenarios: parts of its chance (shares of 1) and of its number of 2020 (its unit)."""

    target: str
    reading: str
    probability: Parts
    value: Parts
    fate: Fate | None
    """None when the scenario spends no public money beyond that of no policy, or the money cannot be paired."""


@dataclass(frozen=True)
class Triple:
    """The three scenarios side by side; money in 亿元 over five years, mean over runs finished in all three."""

    targets: tuple[TripleTarget, ...]
    extra_untargeted: float
    """Public money of the untargeted scenario beyond no policy: as much as `extra_written` if it is the same money."""
    extra_written: float


def triple(none: Ensemble, untargeted: Ensemble, written: Ensemble, targets: Sequence[Target]) -> Triple:
    """Split the effect of `written` into money and aim. Raises NotPairedError when the three do not share their dice.

    Runs that failed in one of the three are left out of all, so that the parts add up.
    """
    check_paired(none, untargeted)
    check_paired(none, written)
    kept = none.finished & untargeted.finished & written.finished
    extra = [_only(public_money(one) - public_money(none), kept) for one in (untargeted, written)]
    means = [float(np.nanmean(average_by_draw(one))) if kept.any() else float("nan") for one in extra]
    return Triple(tuple(_targets((none, untargeted, written), targets, kept, extra[1])), means[0], means[1])


def _targets(
    three: tuple[Ensemble, Ensemble, Ensemble], targets: Sequence[Target], kept: np.ndarray, extra: Numbers
) -> Iterator[TripleTarget]:
    for target in targets:
        readings = [one_reading(ensemble, target) for ensemble in three]
        verdicts = [_only(met, kept) for met, _ in readings]
        values = [_only(value, kept) for _, value in readings]
        yield TripleTarget(
            target=target.id,
            reading=chosen_reading(three[0], target),
            probability=_parts(three, verdicts, is_chance=True),
            value=_parts(three, values, is_chance=False),
            fate=fate_of(extra, verdicts[0], verdicts[2], three[0].sequence),
        )


def _parts(three: tuple[Ensemble, Ensemble, Ensemble], numbers: Sequence[Numbers], is_chance: bool) -> Parts:
    def part(name: str, base: int, other: int) -> Difference:
        measured = chance_difference_of(three[base], three[other]) if is_chance else difference
        return measured(name, numbers[base], numbers[other], three[0].sequence, three[0].confidence)

    return Parts(part(TOTAL, 0, 2), part(MONEY, 0, 1), part(AIM, 1, 2))


def fate_of(money: Numbers, before: Numbers, after: Numbers, sequence: np.ndarray) -> Fate | None:
    """Where money [draws, replications] went, by verdicts without and with it; None where none was spent on average.

    Shares are ratios of means with their intervals (`ratio_interval`); a fate that befalls few draws is less sure than
    its interval says.
    """
    known = ~np.isnan(money + before + after)
    if not known.any() or money[known].mean() <= 0.0:
        return None
    whole = average_by_draw(np.where(known, money, np.nan))

    def share(was: float, becomes: float) -> Interval:
        part = np.where(known, money * ((before == was) & (after == becomes)), np.nan)
        return ratio_interval(average_by_draw(part), whole, sequence)

    return Fate(bought=share(0.0, 1.0), met_anyway=share(1.0, 1.0), missed_still=share(0.0, 0.0), lost=share(1.0, 0.0))


def public_money(ensemble: Ensemble) -> Numbers:
    """[draws, replications], 亿元 that the three governments spend on all levers in five years."""
    public = [place for place, payer in enumerate(PAYERS) if payer != "private"]
    spent: Numbers = ensemble.money[:, :, :, public].sum(axis=(2, 3, 4)) / WAN_PER_YI
    return spent


def _only(values: Numbers, kept: np.ndarray) -> Numbers:
    return np.where(kept, values, np.nan)
