"""Targets handed down and answered for in the oracle, city by city."""

from collections.abc import Callable

from simulation.inputs.levers.target_responsibility import Settings
from tests.oracle.delivering import delayed, eligible_towns
from tests.oracle.people import Town
from tests.oracle.plain_rules import LINKS
from tests.oracle.yearly_statistics import Figures

NAME = "target_responsibility"
YEARS = 5
DELAY, MORE_SPENT, BY_BASE = 4, 0.10, 0.5
GDP_WANTED = 40_000.0 * 1e4
RATIOS_WANTED: tuple[tuple[Callable[[Figures], float], Callable[[Figures], float], float], ...] = (
    (lambda town: town.research, lambda town: town.gdp, 0.029),
    (lambda town: town.heads, lambda town: town.people, 0.008),
)
"""What stands above and below the line, and the ratio that the document wants."""


def one(_: Figures) -> float:
    """Every town counts once."""
    return 1.0


class ResponsibilityLever:
    """Quotas, pressure and what towns make of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.since, self.delay = None, 0
        self.answering: list[Town] = []
        self.pressure: dict[int, float] = {}

    def decide(self, world) -> None:
        """Hear, look at the quotas, press, and pay for the offices."""
        if world.quarter % 4 == 0:
            for town in world.towns:
                report = world.reports[town]
                world.reports[town] = report._replace(gdp=report.gdp * town.over_reporting)
        self.answering = []
        if self.settings.runs_in(world.now):
            self.answering = eligible_towns(self.settings.eligible, world)
        if not self.answering:
            return
        if self.since is None:
            self.since, self.delay = world.quarter, delayed(DELAY, world)
        if world.quarter % 4 == 1:
            self.pressure = {city: self.pressure_on(city, world) for city in {town.city for town in world.towns}}
        world.safeguards.target_pressure = True
        world.safeguards.execution = 1.0 + MORE_SPENT * self.effort(world)
        world.books.spend(NAME, "province", world.books.left(NAME, world, parts=4), world)

    def effort(self, world) -> float:
        """How much of it is felt by now."""
        return LINKS.ramp(world.quarter - self.since, self.delay, 0.0)

    def pressure_on(self, city: int, world) -> float:
        """What the city lacks of its quotas for GDP, R&D over GDP and R&D staff, over the years left."""
        lines = (((lambda town: town.gdp), one, None), *RATIOS_WANTED)
        missing = [self.missing(city, line, world) for line in lines]
        return sum(missing) / len(missing) / (YEARS - world.quarter // 4)

    def missing(self, city: int, line: tuple, world) -> float:
        """Part of the way to the quota that is still to go."""
        above, below, wanted = line
        base, last = world.statistics.base, world.statistics.last

        def of_city(figure: Callable[[Figures], float], place: int, year: dict[Town, Figures]) -> float:
            return sum(figure(told) for town, told in year.items() if told.certified and town.city == place)

        cities = {town.city for town in world.towns}
        have = {place: of_city(above, place, base) for place in cities}
        size = {place: of_city(below, place, base) for place in cities}
        total = GDP_WANTED if wanted is None else wanted * sum(size.values())
        lacks = total - sum(have.values())
        if lacks <= 0.0 or size[city] <= 0.0:
            return 0.0
        short = {place: max(0.0, total * size[place] / sum(size.values()) - have[place]) for place in cities}
        part = BY_BASE * have[city] / sum(have.values()) + (1.0 - BY_BASE) * short[city] / sum(short.values())
        start, quota, now = have[city], have[city] + lacks * part, of_city(above, city, last)
        if wanted is not None:
            start, quota = start / size[city], quota / size[city]
            towns = of_city(below, city, last)
            now = now / towns if towns > 0.0 else 0.0
        return min(1.0, max(0.0, (quota - now) / (quota - start)))

    def affect(self, world) -> None:
        """Towns under pressure tell more than there is."""
        for town in world.towns:
            town.over_reporting = 1.0
        for town in self.answering:
            share = world.p.over_reporting_share * world.safeguards.over_reporting * self.effort(world)
            town.over_reporting = 1.0 + share * self.pressure.get(town.city, 0.0)
