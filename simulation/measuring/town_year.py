"""One year of every town as the statistics see it, what is real and what is told side by side (model.md 2.1, 2.5)."""

from typing import TYPE_CHECKING, NamedTuple

from simulation.inputs.measures import BASE_YEAR
from simulation.measuring.earned_titles import earned_share
from simulation.measuring.firm_counts import FirmCounts, StaffCost, count_firms
from simulation.measuring.town_columns import (
    Accounts,
    Bodies,
    Figures,
    Knowledge,
    accounts_of,
    bodies_of,
    figures_of,
    knowledge_of,
)
from simulation.world.firms import Flags, Floats
from simulation.world.towns import Place

if TYPE_CHECKING:
    from simulation.world.world import World

LAST_QUARTER = 3


class TownYear(NamedTuple):
    """Everything that indicators, targets and composition read about one calendar year."""

    year: int
    deflator: float  # prices over those of 2015
    place: Place
    certified: Flags  # (towns,) on 31 December
    real: Figures
    reported: Figures
    accounts: Accounts
    knowledge: Knowledge
    bodies: Bodies
    firms: FirmCounts


def measure_towns(world: "World", residents_at_start: Floats | None = None) -> TownYear:
    """Measure the calendar year that has just ended, or 2015 before the first quarter.

    `residents_at_start` (towns,) persons on 1 January; without it the residents at the end stand for the year.
    What is told is dressed up by the world's `over_reporting` of the moment. Raises ValueError in the middle of a year.
    """
    if world.quarter >= 0 and world.quarter % 4 != LAST_QUARTER:
        raise ValueError(f"a year is measured after its fourth quarter, not after quarter {world.quarter % 4 + 1}")
    towns, p = world.towns, world.p
    people = towns.economy.population
    mean_people = people.copy() if residents_at_start is None else 0.5 * (residents_at_start + people)
    cost = staff_cost(world)
    counts = count_firms(world.firms, world.used, towns.economy.amenity, cost, p)
    counts.cooperation[:] += towns.tally.left_cooperation_year
    real, told = figures_of(towns, cost, counts, p)
    told = Figures(*(figure * world.over_reporting for figure in told))
    earned = earned_share(world.firms, world.used, towns)
    deflator = deflator_of(world)
    return TownYear(
        year=BASE_YEAR + 1 + world.year,
        deflator=deflator,
        place=towns.place,
        certified=towns.status.certified.copy(),
        real=real,
        reported=told,
        accounts=accounts_of(towns, mean_people, deflator, p),
        knowledge=knowledge_of(towns, told, counts, earned, p),
        bodies=bodies_of(towns, counts, world.quarter),
        firms=counts,
    )


def deflator_of(world: "World") -> float:
    """Mean price level of the year over that of 2015."""
    if world.quarter < 0:
        return 1.0
    return float(world.macro.deflator[world.quarter - LAST_QUARTER : world.quarter + 1].mean())


def staff_cost(world: "World") -> StaffCost:
    """Cost of an R&D head in the year; the wage index is that of the last quarter."""
    p, years = world.p, world.year + 1
    full_time = float(p.rd_cost_per_fte) * (1.0 + float(p.rd_cost_growth)) ** years
    return StaffCost(full_time * float(p.fte_per_rd_head), float(world.wage_index))
