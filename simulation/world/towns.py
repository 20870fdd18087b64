"""The towns in columns: what is fixed about each, its cohorts below scale, and the pools its firms draw on."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.world.firms import SECTORS, Flags, Floats, Integers

GRANT_QUEUE = 13
"""Quarters ahead for which patent grants are already decided."""
PATENT_TYPES = ("invention", "utility", "design")


class Place(NamedTuple):
    """Where a town is and what it is known for. Columns of length `towns`; fixed in every draw."""

    code: Integers  # official code of the township unit
    city: Integers
    region: Integers  # 0 Pearl River Delta, 1 east, 2 west, 3 north
    kind: Integers  # 0 industry, 1 agriculture, 2 service
    specialty: Integers  # sector code
    cohort_2015: Flags  # certified at the end of 2015


class Status(NamedTuple):
    """What a town holds and owns; whole numbers of bodies."""

    certified: Flags
    certified_since: Integers  # quarter, -1 = before 2016
    applied: Integers  # year of the last application, 0 = never
    platforms: Integers  # open collaborative platforms
    platform_open_since: Integers  # quarter of opening of a platform built by policy, -1000 = none
    platform_paid_until: Integers  # first quarter whose running costs are not paid
    platform_users: Floats  # share of above-scale industrial firms that use it
    platform_shared: Flags  # pays its part of a platform in another town of its zone
    testing_platforms: Integers
    institutes: Integers  # new-type research institutes
    incubators: Integers
    incubator_fill: Floats
    service_bodies: Integers  # intellectual-property service bodies
    cobuilt_bodies: Integers
    growth_effect: Floats  # yearly log growth of its firms beyond the sector
    specialty_share: Floats  # share of the specialty in its branch at the start


class Economy(NamedTuple):
    """Flows and stocks of a town. Money in 10,000 yuan per quarter; (towns,) or (towns, sectors)."""

    population: Floats
    micro_sales: Floats  # (towns, sectors) industry below scale
    startup_sales: Floats  # (towns, sectors) start-ups that policy follows one by one
    agriculture: Floats  # gross output
    agriculture_ratio: Floats  # value added over output
    services: Floats  # value added
    value_added_ratio: Floats  # (towns, sectors) value added over output at the start
    industrial_value: Floats  # value added of industry in the last quarter
    growth: Floats  # log growth of industrial value added in the quarter
    high_tech_below_scale: Integers  # titles held below scale
    land: Floats
    amenity: Floats


class Pools(NamedTuple):
    """What firms of a town and sector share; (towns, sectors). Read with a lag of one quarter."""

    outside: Floats  # knowledge within reach, own town included
    rivals: Floats  # knowledge of the same sector within the rivalry radius
    employment: Floats  # employees of the sector in the town, above scale
    knowledge: Floats  # stock held in the town


class Tally(NamedTuple):
    """Sums over the firms of a town, made anew every quarter or summed over the year (names end in `_year`)."""

    sales: Floats  # (towns, sectors) of the quarter
    firms: Integers  # (towns, sectors) at the end of the quarter
    employees: Floats  # (towns, sectors)
    added_staff: Floats  # R&D persons that instruments bring, now
    sales_year: Floats  # (towns, sectors)
    micro_year: Floats  # (towns, sectors)
    agriculture_year: Floats
    agriculture_value_year: Floats
    services_year: Floats
    value_added_year: Floats  # (towns, sectors) above scale and below
    real_year: Floats  # real R&D of firms
    reported_year: Floats  # R&D of firms as told
    high_tech_value_year: Floats
    new_product_year: Floats
    left_cooperation_year: Floats  # paid to institutes by industrial firms that have left since
    capital_year: Floats  # public science and technology capital spending
    grants_year: Integers  # (towns, 3) patents granted
    applications_year: Integers  # (towns, 3)
    non_firm_year: Floats  # patents granted to others than firms


class Queues(NamedTuple):
    """Patents whose grant is decided and dated."""

    pending: Integers  # (towns, 3, 13) ring by quarter
    applied: Integers  # (3,) since the start, with what was pending then
    granted: Integers  # (3,) since the start


class Towns(NamedTuple):
    """All columns of all towns."""

    place: Place
    status: Status
    economy: Economy
    pools: Pools
    tally: Tally
    queues: Queues

    @property
    def count(self) -> int:  # type: ignore[override]
        """Certified towns and candidates."""
        return len(self.place.code)

    def copy(self) -> "Towns":
        """Columns of their own; `place` never changes and is shared."""

        def own(group: Any) -> Any:
            return type(group)(*(column.copy() for column in group))

        return Towns(
            self.place, own(self.status), own(self.economy), own(self.pools), own(self.tally), own(self.queues)
        )


def empty_tally(towns: int) -> Tally:
    """Sums at zero."""
    wide = {"sales", "employees", "sales_year", "micro_year", "value_added_year"}

    def column(name: str) -> NDArray[np.generic]:
        if name == "firms":
            return np.zeros((towns, SECTORS), dtype=np.int64)
        if name in ("grants_year", "applications_year"):
            return np.zeros((towns, len(PATENT_TYPES)), dtype=np.int64)
        return np.zeros((towns, SECTORS) if name in wide else towns)

    return Tally(*(column(name) for name in Tally._fields))  # type: ignore[arg-type]
