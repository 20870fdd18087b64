"""A province of four towns that a reader can check by hand: an industrial one in the delta, an industrial one in the
east, an agricultural one in the west, and a candidate for services in the north."""

from dataclasses import dataclass

import numpy as np

from simulation.measuring.town_year import TownYear, measure_towns
from simulation.world.firms import SECTORS, Firms, empty_firms
from simulation.world.ledger import Ledger, chart_of
from simulation.world.towns import Economy, Place, Pools, Queues, Status, Towns, empty_tally

TOWNS = 4
DELTA, EAST, WEST, CANDIDATE = range(TOWNS)


class Macro:
    """Prices rise by a tenth in 2016 and stay."""

    deflator = np.full(20, 1.1)


@dataclass
class Stage:
    """What the statistics read of a world."""

    towns: Towns
    firms: Firms
    used: int
    p: np.record
    quarter: int = -1
    wage_index: float = 1.0
    macro: type = Macro
    over_reporting: np.ndarray | float = 1.0
    ledger: Ledger | None = None

    @property
    def year(self) -> int:
        return self.quarter // 4

    def at_end_of(self, year: int) -> "Stage":
        """Move to the last quarter of a year, everything else as it stands."""
        self.quarter = 4 * (year - 2015) - 1
        return self


def stage(towns: Towns, firms: Firms, used: int, p: np.record) -> Stage:
    return Stage(towns, firms, used, p, ledger=Ledger(chart_of(1, towns.count, 1), ()))


def tiny_towns() -> Towns:
    """Four towns without output, people or bodies."""
    columns = {
        "certified_since": np.full(TOWNS, -1),
        "platform_open_since": np.full(TOWNS, -1000),
        "platform_paid_until": np.full(TOWNS, -1000),
        "certified": np.array([True, True, True, False]),
        "platform_shared": np.zeros(TOWNS, dtype=np.bool_),
    }
    whole = "applied platforms testing_platforms institutes incubators service_bodies cobuilt_bodies"
    columns |= {name: np.zeros(TOWNS, dtype=np.int64) for name in whole.split()}
    status = Status(*(columns.get(name, np.zeros(TOWNS)) for name in Status._fields))
    wide = {"micro_sales", "value_added_ratio"}
    economy = Economy(
        *(np.zeros((TOWNS, SECTORS) if name in wide else TOWNS) for name in Economy._fields[:-3]),
        high_tech_below_scale=np.zeros(TOWNS, dtype=np.int64),
        land=np.zeros(TOWNS),
        amenity=np.ones(TOWNS),
    )
    place = Place(
        code=np.arange(TOWNS),
        city=np.array([0, 1, 2, 2]),
        region=np.arange(TOWNS),
        kind=np.array([0, 0, 1, 2]),
        specialty=np.array([0, 6, 12, 13]),
        cohort_2015=np.array([True, True, True, False]),
    )
    nothing = np.zeros(3, dtype=np.int64)
    queues = Queues(np.zeros((TOWNS, 3, 13), dtype=np.int64), nothing, nothing.copy())
    pools = Pools(*(np.zeros((TOWNS, SECTORS)) for _ in Pools._fields))
    return Towns(place, status, economy, pools, empty_tally(TOWNS), queues)


def tiny_firms(*places: tuple[int, int]) -> Firms:
    """One above-scale firm for every (town, sector), with its slot for an identity; two slots stay free."""
    firms = empty_firms(len(places) + 2)
    for slot, (town, sector) in enumerate(places):
        firms.roster.town[slot] = town
        firms.roster.sector[slot] = sector
        firms.roster.above_scale[slot] = True
        firms.roster.identity[slot] = slot
    return firms


def tiny_stage(p: np.record, *places: tuple[int, int]) -> Stage:
    """Four towns of a thousand people each, and the firms that are asked for."""
    towns = tiny_towns()
    towns.economy.population[:] = 1000.0
    return stage(towns, tiny_firms(*places), len(places), p)


def measured(place: Stage) -> TownYear:
    """The year on stage."""
    return measure_towns(place)  # type: ignore[arg-type]
