"""An office's figures beside the published ones: the rest of the province makes room, or the reader is told.

Published are GDP of all certified towns, GDP of those of 东莞, and the numbers of towns in all, over 100 and over
1,000 亿元 of output. Both GDPs stay exact: towns whose GDP is neither the office's nor published are scaled by one
factor, those of 东莞 by their own. A factor outside `WIDEST` is not applied: then the total follows the office. Numbers
of towns always follow it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulation.inputs.base_year import BaseYear
from simulation.inputs.office_towns.assumptions import Assumption, Detail
from simulation.inputs.towns import CityTable, Flags, Floats, TownTable

WIDEST = (0.5, 2.0)
WAN_PER_YI = 10_000.0
DONGGUAN = "东莞"
TINY = 5e-5


class Group(NamedTuple):
    """Certified towns whose GDP is to sum to a total in 万元; the published total this serves, and of which towns."""

    members: Flags
    total: float
    published: float
    whole: Flags
    name: str


class Fixed(NamedTuple):
    """Which towns' GDP may not be moved: the office's own figures, and published ones."""

    office: Flags
    published: Flags


def reconciled(
    towns: TownTable, cities: CityTable, base: BaseYear, fixed: Fixed, total: float
) -> tuple[TownTable, list[Assumption]]:
    """The same towns with their published totals, and what had to be assumed. `total`: GDP of all in 万元."""
    inside = towns.certified_2015
    of_dongguan = inside & (towns.city == cities.name.index(DONGGUAN))
    share = total / (base.totals.gdp * WAN_PER_YI)
    told: list[Assumption] = []
    own = float(round(base.totals.dongguan_gdp * WAN_PER_YI * share))
    gdp = _scaled(towns.gdp.copy(), Group(of_dongguan, own, own, of_dongguan, "dongguan"), fixed, told)
    rest = Group(inside & ~of_dongguan, total - float(gdp[of_dongguan].sum()), total, inside, "province")
    gdp = _scaled(gdp, rest, fixed, told)
    gdp.setflags(write=False)
    return towns._replace(gdp=gdp), told


def _scaled(gdp: Floats, group: Group, fixed: Fixed, told: list[Assumption]) -> Floats:
    """GDP with the free towns of a group scaled to its total, or as it was when that would change them too much."""
    free = group.members & ~fixed.office & ~fixed.published
    left = group.total - float(gdp[group.members & ~free].sum())
    held = float(gdp[free].sum())
    if abs(left - held) < 1.0:
        return gdp
    factor = left / held if held > 0.0 else np.inf
    values: dict[str, Detail] = {
        "place": group.name,
        "towns": int(free.sum()),
        "money_published": group.published / WAN_PER_YI,
        "money_office": float(gdp[group.whole & fixed.office].sum()) / WAN_PER_YI,
    }
    if not WIDEST[0] <= factor <= WIDEST[1]:
        others = float(gdp[group.whole & ~fixed.office].sum())
        sums = {
            "money_left": (group.published - others) / WAN_PER_YI,
            "money_now": float(gdp[group.whole].sum()) / WAN_PER_YI,
        }
        told.append(Assumption("total_not_reconciled", {**values, **sums}))
        return gdp
    gdp[free] = np.round(gdp[free] * factor)
    largest = np.flatnonzero(free)[np.argmax(gdp[free])]
    gdp[largest] += group.total - float(gdp[group.members].sum())
    if abs(factor - 1.0) >= TINY:
        told.append(Assumption("rest_scaled", {**values, "factor": factor}))
    return gdp


def mismatches(
    towns: TownTable, cities: CityTable, base: BaseYear, office: Flags, firms: Floats
) -> Iterator[Assumption]:
    """Published numbers that the table moves, and cities in which it claims more than is known of them.

    `office` (towns,) rows of the table; `firms` (towns,) above-scale industrial firms it counts, NaN where it does not.
    """
    inside = towns.certified_2015
    output = towns.gross_output[inside]
    counts = {
        "towns": (int(inside.sum()), base.totals.towns),
        "towns_10bn": (int((output > 100 * WAN_PER_YI).sum()), base.totals.over_100),
        "towns_100bn": (int((output > 1000 * WAN_PER_YI).sum()), base.totals.over_1000),
    }
    for what, (now, published) in counts.items():
        if now != published:
            yield Assumption("count_follows", {"target": what, "now": now, "published": published})
    for city in np.unique(towns.city[office]):
        here = inside & (towns.city == city)
        name = cities.name[int(city)]
        gdp, known = float(towns.gdp[here].sum()), float(cities.gdp[city])
        if gdp > known:
            money = {"money_towns": gdp / WAN_PER_YI, "money_city": known / WAN_PER_YI}
            yield Assumption("city_gdp_exceeded", {"city": name, **money})
        counted, published = float(np.nansum(firms[towns.city == city])), int(cities.above_scale_firms[city])
        if counted > published:
            values: dict[str, Detail] = {"city": name, "firms": int(counted), "published": published}
            yield Assumption("city_firms_exceeded", values)
