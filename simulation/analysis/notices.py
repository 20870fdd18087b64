"""Warnings that matter: what a reader must know before using a number on the screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from simulation.analysis.chances import TargetResult
from simulation.analysis.comparison import REAL
from simulation.analysis.costs import LeverCost
from simulation.analysis.spread import Spread
from simulation.ensemble.results import Ensemble

FEW_FOR_A_STUDY: Final = 64
READING_GAP: Final = 0.25
REPORTING_GAP: Final = 0.05
IDLE_MONEY: Final = 0.2
UNSTABLE_RANKS: Final = 0.8


@dataclass(frozen=True)
class Notice:
    """One warning: its name in the catalogue of words and the numbers and names that go into it."""

    name: str
    values: dict[str, float | int | str | tuple[str, ...]] = field(default_factory=dict)


def ensemble_notices(ensemble: Ensemble) -> Iterator[Notice]:
    """What the size and the health of the ensemble forbid to conclude."""
    if ensemble.failed:
        runs = ensemble.draws * ensemble.replications
        first = ensemble.failed[0]
        values = {"failed": len(ensemble.failed), "runs": runs, "draw": first.draw, "replication": first.replication}
        again = {"scenario": ensemble.scenario_id, "seed": ensemble.manifest.get("seed", "")}
        yield Notice("failed_runs", {**values, **again, "stage": first.stage, "reason": first.message})
    if ensemble.draws == 1:
        yield Notice("one_draw")
    elif ensemble.draws < FEW_FOR_A_STUDY:
        yield Notice("few_draws", {"draws": ensemble.draws})
    if ensemble.replications == 1:
        yield Notice("one_replication")
    if ensemble.manifest.get("drift") == "realised":
        yield Notice("realised_path")


def target_notices(results: Sequence[TargetResult]) -> Iterator[Notice]:
    """Where what was really done is less than what is reported, and where the document's words decide the verdict."""
    undecided = []
    for result in results:
        share = result.chance.share_met
        gaps = {other.reading: abs(other.share_met - share) for other in result.others}
        real = next((other for other in result.others if other.reading == REAL), None)
        if real is not None and gaps[REAL] > REPORTING_GAP:
            yield Notice("reported", {"target": result.target.id, "share": share, "real_share": real.share_met})
        if any(gap > READING_GAP for reading, gap in gaps.items() if reading != REAL):
            undecided.append(result.target.id)
    if undecided:
        yield Notice("readings_decide", {"targets": tuple(undecided)})


def cost_notices(costs: Sequence[LeverCost]) -> Iterator[Notice]:
    """Levers that could not spend what the province set aside for them."""
    for cost in costs:
        if cost.appropriated.mean > 0 and cost.returned.mean / cost.appropriated.mean > IDLE_MONEY:
            share = cost.returned.mean / cost.appropriated.mean
            yield Notice("money_returned", {"lever": cost.lever, "share": share})


def index_notices(rank_stability: Spread) -> Iterator[Notice]:
    """Whether the ranking of towns survives other weights of the index, which are an assumption."""
    if rank_stability.p05 < UNSTABLE_RANKS:
        yield Notice("unstable_ranks", {"correlation": rank_stability.p05})
