"""What each lever costs, who pays, and how much of the province's money could not be spent and came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from simulation.analysis.spread import Spread, spread
from simulation.ensemble.results import Ensemble, Numbers
from simulation.inputs.measures import PAYERS

WAN_PER_YI: Final = 10_000.0
"""万元 in one 亿元."""

ALL_LEVERS: Final = "all"


@dataclass(frozen=True)
class LeverCost:
    """Five years of one lever, 亿元 at current prices."""

    lever: str
    by_payer: tuple[Spread, ...]
    """Spent, in the order of `PAYERS`."""
    spent: Spread
    """By all payers together."""
    appropriated: Spread
    """Province money set aside."""
    returned: Spread
    """Province money that found no use and went back."""
    carried: Spread
    """Province money that was left at the end of a year for the next; what is left again counts again."""

    @property
    def public_mean(self) -> float:
        """Mean spending of the three governments, 亿元: what a cost per point is counted in."""
        return sum(spread.mean for payer, spread in zip(PAYERS, self.by_payer, strict=True) if payer != "private")


def _cost(lever: str, money: Numbers, *set_aside: Numbers) -> LeverCost:
    appropriated, returned, carried = (spread(part.sum(axis=-1) / WAN_PER_YI) for part in set_aside)
    by_payer = tuple(spread(money[..., payer, :].sum(axis=-1) / WAN_PER_YI) for payer in range(len(PAYERS)))
    return LeverCost(
        lever=lever,
        by_payer=by_payer,
        spent=spread(money.sum(axis=(-2, -1)) / WAN_PER_YI),
        appropriated=appropriated,
        returned=returned,
        carried=carried,
    )


def lever_costs(ensemble: Ensemble) -> Iterator[LeverCost]:
    """One entry per lever that the scenario switches on, in the scenario's order."""
    for column, lever in enumerate(ensemble.lever_ids):
        yield _cost(lever, *(array[:, :, column] for array in _money_of(ensemble)))


def total_cost(ensemble: Ensemble) -> LeverCost:
    """All levers together; zero throughout when the scenario has none."""
    return _cost(ALL_LEVERS, *(array.sum(axis=2) for array in _money_of(ensemble)))


def _money_of(ensemble: Ensemble) -> tuple[Numbers, ...]:
    """What was spent, set aside, returned and carried over."""
    return ensemble.money, ensemble.appropriated, ensemble.returned, ensemble.carried
