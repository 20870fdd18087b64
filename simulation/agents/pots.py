"""Money that is kept for regions: what a payment in a town may still take, and which payments it covers (3.2)."""

from collections.abc import Sequence

import numpy as np

from simulation.inputs.regional_shares import DELTA, REGIONS, Kept
from simulation.world.firms import Floats, Integers


def first_within(amounts: Integers, money: int) -> int:
    """How many of these payments, in order, the money covers."""
    return int(np.searchsorted(np.cumsum(amounts), money, side="right"))


class Pots:
    """Fen left of what is kept for each region, for east, west and north together, and for all.

    A payment takes from the pot of its region first, then from the common pot of the three, then from the open one: no
    order lets more be paid.
    """

    def __init__(self, region: Integers, own: Sequence[int], outside_delta: int, is_open: int) -> None:
        """`region` (towns,) where each town lies."""
        self.region = region
        self.own = list(own)
        self.outside_delta = outside_delta
        self.open = is_open

    def room(self, town: int) -> int:
        """The most that may be paid in a town."""
        region = int(self.region[town])
        return self.own[region] + self.open + (self.outside_delta if region != DELTA else 0)

    def take(self, town: int, amount: int) -> None:
        """Pay in a town. Raises ValueError where there is not as much."""
        if amount > self.room(town):
            raise ValueError(f"{REGIONS[int(self.region[town])]} may take {self.room(town)} fen, not {amount}")
        region = int(self.region[town])
        from_own = min(amount, self.own[region])
        self.own[region] -= from_own
        rest = amount - from_own
        together = min(rest, self.outside_delta) if region != DELTA else 0
        self.outside_delta -= together
        self.open -= rest - together

    def covered(self, towns: Integers, amounts: Integers) -> Integers:
        """Places of the payments that are covered; the first one that is not closes its region to all that follow."""
        closed: set[int] = set()
        places = []
        for place, (town, amount) in enumerate(zip(towns.tolist(), amounts.tolist(), strict=True)):
            if len(closed) == len(REGIONS):
                break
            region = int(self.region[town])
            if region not in closed and amount <= self.room(town):
                self.take(town, amount)
                places.append(place)
            else:
                closed.add(region)
        return np.array(places, dtype=np.int64)

    def split(self, wanted: Floats, weight: Floats) -> Floats:
        """(regions,) fen that each region gets of money that is split and not ranked, never more than it wants.

        Its own pot goes to a region, then the common pot, then the open one, each in proportion to the weights of those
        that still want some; what nobody takes of a pot stays in it.
        """
        given: Floats = np.minimum(wanted, np.array(self.own, dtype=np.float64))
        outside = np.arange(len(REGIONS)) != DELTA
        given = given + poured(self.outside_delta, np.where(outside, wanted - given, 0.0), weight)
        return given + poured(self.open, wanted - given, weight)


def pots_of(kept: Kept, money: int, spent: Integers, region: Integers) -> Pots:
    """What is left of a year's money (fen) after `spent` (regions,)."""
    own = np.array([int(share * money) for share in kept.own], dtype=np.int64)
    outside_delta = int(kept.outside_delta * money)
    beyond = np.maximum(0, spent - own)
    of_three = int(beyond.sum()) - int(beyond[DELTA])
    from_open = int(beyond[DELTA]) + max(0, of_three - outside_delta)
    is_open = max(0, money - int(own.sum()) - outside_delta - from_open)
    return Pots(region, np.maximum(0, own - spent).tolist(), max(0, outside_delta - of_three), is_open)


def poured(money: float, wanted: Floats, weight: Floats) -> Floats:
    """Money split in proportion to weights; what one does not want goes to the others that do."""
    given: Floats = np.zeros(len(wanted))
    thirsty = (wanted > 0.0) & (weight > 0.0)
    while money > 0.0 and thirsty.any():
        part = money * weight * thirsty / float(weight[thirsty].sum())
        full = thirsty & (part >= wanted - given)
        if not full.any():
            return given + part
        money -= float((wanted - given)[full].sum())
        given[full] = wanted[full]
        thirsty &= ~full
    return given
