"""What the province hears of its towns in the oracle: figures as told, the 16 indicators, the index."""

import math
import statistics
from typing import NamedTuple

from simulation.world.firms import TRADE
from tests.oracle.people import Firm, Town

TREE = {
    "A": (("A11", "A12"), ("A21",)),
    "B": (("B11",), ("B21", "B22", "B23"), ("B31", "B32")),
    "C": (("C11",), ("C21",), ("C31", "C32")),
    "D": (("D11", "D12"), ("D21",)),
}
"""Dimensions, their groups, their indicators: equal weights at every level."""
TAMED = {"A11", "A12", "B31", "C11", "C31", "D11", "D21"}
"""Indicators that are read through asinh over their mean of 2015."""
MOST_POINTS = 150.0
LOW, HIGH = 0.05, 0.95
INVENTION, UTILITY, DESIGN = 0, 1, 2


class Figures(NamedTuple):
    """One town in one year, as told."""

    certified: bool
    gdp: float
    output: float
    research: float
    heads: float
    people: float
    patents: float
    covered: bool
    institutes: int
    incubators: int
    indicators: dict[str, float]


def percentile(values: list[float], part: float) -> float:
    """Between the two nearest in order, in proportion."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def share(part: float, whole: float) -> float:
    """Nothing of nothing is nothing."""
    return part / whole if whole > 0.0 else 0.0


class YearlyStatistics:
    """2015 and the last year that is over."""

    def __init__(self, world) -> None:
        self.residents = {town: town.population for town in world.towns}
        self.base = self.last = self.measure(world)
        base = {town: told.indicators for town, told in self.base.items() if town.cohort_2015}
        self.means = {code: statistics.fmean([told[code] for told in base.values()]) or 1.0 for code in codes()}
        self.marks = {}
        for code in codes():
            values = [self.tamed(code, told[code]) for told in base.values()]
            low, high = percentile(values, LOW), percentile(values, HIGH)
            self.marks[code] = (low, high) if high > low else (min(values), max(values))

    def close_year(self, world) -> None:
        """Measure the year that has ended."""
        self.last = self.measure(world)
        self.residents = {town: town.population for town in world.towns}

    def measure(self, world) -> dict[Town, Figures]:
        """Every town."""
        makers: dict[Town, list[Firm]] = {town: [] for town in world.towns}
        for firm in world.makers:
            makers[firm.town].append(firm)
        return {town: self.figures(town, makers[town], world) for town in world.towns}

    def figures(self, town: Town, firms: list[Firm], world) -> Figures:
        """What the town tells of itself."""
        year, p = town.year, world.p
        industry = sum(year["sales_year"][s] + year["micro_year"][s] for s in range(TRADE))
        gdp = sum(year["value_added_year"][:TRADE]) + year["agriculture_value_year"] + year["services_year"]
        research = year["reported_year"] / (1.0 - p.rd_share_outside_firms)
        heads = self.heads(town, firms, research, world)
        told = town.over_reporting
        operating = town.platforms > 0 and town.platform_paid_until > world.quarter
        figures = Figures(
            certified=town.certified,
            gdp=told * gdp,
            output=industry + year["agriculture_year"],
            research=told * research,
            heads=told * heads,
            people=(self.residents[town] + town.population) / 2.0,
            patents=sum(year["grants_year"]) + year["non_firm_year"],
            covered=operating or town.platform_shared,
            institutes=town.institutes,
            incubators=town.incubators if town.incubator_fill >= 0.5 else 0,
            indicators={},
        )
        return figures._replace(indicators=self.indicators(town, firms, figures, world))

    def heads(self, town: Town, firms: list[Firm], research: float, world) -> float:
        """R&D staff that the R&D told would employ, less what firms cannot have on their payroll."""
        p, years = world.p, world.quarter // 4 + 1
        cost = p.rd_cost_per_fte * (1.0 + p.rd_cost_growth) ** years * p.fte_per_rd_head * world.wage_index
        per_yuan = town.amenity**p.amenity_staff_elasticity / cost
        too_many = sum(
            max(0.0, firm.reported_year * per_yuan - p.rd_staff_share_cap * firm.employees)
            for firm in firms
            if firm.reported_year > 0.0
        )
        return max(0.0, research * per_yuan - too_many) + town.added_staff

    def indicators(self, town: Town, firms: list[Firm], told: Figures, world) -> dict[str, float]:
        """The annex, line by line."""
        year, p, count = town.year, world.p, float(len(firms))
        value, workers = self.specialty(town, world)
        branches = (told.output - year["agriculture_year"], year["agriculture_year"], year["services_year"])
        branch = branches[town.kind]
        specialty = town.specialty_share * branch
        if town.kind == 0:
            specialty = year["sales_year"][town.specialty] + year["micro_year"][town.specialty]
        own = town.platforms if town.platforms > 0 and town.platform_paid_until > world.quarter else 0
        services = own + town.testing_platforms + town.institutes + town.incubators + town.service_bodies
        science = told.research * p.base_science_input_ratio + year["capital_year"]
        useful = year["grants_year"][INVENTION] + year["grants_year"][UTILITY]
        useful += year["non_firm_year"] * (1.0 - p.design_share_of_grants)
        output = sum(year["sales_year"][:TRADE])
        return {
            "A11": told.gdp,
            "A12": share(told.gdp, told.people),
            "A21": share(1000.0 * told.heads, told.people),
            "B11": share(100.0 * science, told.gdp),
            "B21": share(sum(firm.centre for firm in firms), count),
            "B22": share(services, count),
            "B23": share(town.cobuilt_bodies, count),
            "B31": sum(firm.cooperation_year for firm in firms) + year["left_cooperation_year"],
            "B32": share(100.0 * sum(firm.institute is not None for firm in firms), count),
            "C11": share(10_000.0 * useful, told.people),
            "C21": share(100.0 * town.over_reporting * year["new_product_year"], output),
            "C31": sum(firm.high_tech for firm in firms) + town.high_tech_below_scale,
            "C32": share(100.0 * year["high_tech_value_year"], sum(year["value_added_year"][:TRADE])),
            "D11": specialty,
            "D12": share(100.0 * specialty, branch),
            "D21": share(value, workers),
        }

    def specialty(self, town: Town, world) -> tuple[float, float]:
        """Value added of the specialty and those who make it."""
        year, p, q = town.year, world.p, world.quarter
        prices = 1.0 if q < 0 else statistics.fmean(world.macro.deflator[q - 3 : q + 1].tolist())
        if town.kind == 0:
            small = year["micro_year"][town.specialty] / (p.micro_output_per_worker * prices)
            return year["value_added_year"][town.specialty], town.employees[town.specialty] + small
        name, per_worker = ("agriculture_value_year", p.agriculture_va_per_worker)
        if town.kind == 2:
            name, per_worker = ("services_year", p.service_va_per_worker)
        value = town.specialty_share * year[name]
        return value, value / (per_worker * prices)

    def tamed(self, code: str, value: float) -> float:
        """As the ruler reads it."""
        return math.asinh(value / self.means[code]) if code in TAMED else value

    def score(self, town: Town) -> float:
        """Index of a town in the last year: means of means of points; indicators equal everywhere in 2015 left out."""
        told = self.last[town].indicators
        dimensions = []
        for groups in TREE.values():
            means = [self.points_of_group(group, told) for group in groups]
            known = [mean for mean in means if mean is not None]
            if known:
                dimensions.append(statistics.fmean(known))
        return statistics.fmean(dimensions)

    def points_of_group(self, group: tuple[str, ...], told: dict[str, float]) -> float | None:
        """Mean points of the indicators that have a ruler."""
        points = []
        for code in group:
            low, high = self.marks[code]
            if high > low:
                reached = 100.0 * (self.tamed(code, told[code]) - low) / (high - low)
                points.append(min(MOST_POINTS, max(0.0, reached)))
        return statistics.fmean(points) if points else None


def codes() -> list[str]:
    """All sixteen."""
    return [code for groups in TREE.values() for group in groups for code in group]
