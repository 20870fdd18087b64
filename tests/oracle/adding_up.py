"""The end of a quarter in the oracle: sums over firms, cohorts below scale, services, people, pools."""

import math
from typing import NamedTuple

from simulation.rules.dice import Question
from simulation.world.firms import SECTORS, TRADE
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import DISTRIBUTIONS, GROWTH, LINKS, PATENTS, uniform

SMALLEST_SPREAD = 1e-6
FIRST_USERS = 0.01


class Score(NamedTuple):
    """Mean and spread of log sales and log productivity of a sector."""

    size: tuple[float, float]
    productivity: tuple[float, float]

    def size_of(self, log_sales: float) -> float:
        """z-score."""
        return (log_sales - self.size[0]) / self.size[1]

    def productivity_of(self, level: float) -> float:
        """z-score."""
        return (level - self.productivity[0]) / self.productivity[1]


def mean_and_spread(values: list[float]) -> tuple[float, float]:
    """Mean and standard deviation; nobody: zero and the smallest spread."""
    if not values:
        return 0.0, SMALLEST_SPREAD
    mean = math.fsum(values) / len(values)
    variance = math.fsum((value - mean) ** 2 for value in values) / len(values)
    return mean, max(SMALLEST_SPREAD, math.sqrt(variance))


def scores_of(firms: list[Firm]) -> list[Score]:
    """Every sector's scores."""
    scores = []
    for sector in range(SECTORS):
        mine = [firm for firm in firms if firm.sector == sector]
        sizes, levels = [firm.log_sales for firm in mine], [firm.productivity + firm.shock for firm in mine]
        scores.append(Score(mean_and_spread(sizes), mean_and_spread(levels)))
    return scores


def count_firm(firm: Firm, drift: float) -> None:
    """Add one firm to its town's sums of the quarter and of the year."""
    town, s = firm.town, firm.sector
    town.sales[s] += firm.sales
    town.firms[s] += 1
    town.employees[s] += firm.employees
    if not firm.is_industrial:
        return
    town.knowledge[s] += firm.knowledge
    town.year["real_year"] += firm.spending
    town.year["reported_year"] += firm.reported
    if firm.high_tech:
        town.year["high_tech_value_year"] += firm.sales * town.value_added_ratio[s] * drift
    if firm.listed:
        town.year["new_product_year"] += firm.sales * firm.new_products


def solve_cohort(sector: int, world) -> float:
    """Residual of the firms below scale in the reference run."""
    sums = (sum(getattr(town, name)[sector] for town in world.towns) for name in ("micro_sales", "dropped", "left"))
    return GROWTH.cohort_residual(world.path[sector], *sums)


def move_cohort(town: Town, world) -> None:
    """Firms below scale grow with the path, take in drops and give off entrants."""
    for s in range(SECTORS):
        if s != TRADE:
            step = world.path[s] - float(world.record.cohort_residual[world.quarter, s])
            step += float(world.macro.shock[world.quarter, s])
            town.micro_sales[s] *= math.exp(step)
            town.micro_sales[s] = max(0.0, town.micro_sales[s] + town.dropped[s] - town.left[s])


def values_of(town: Town, drift: float) -> list[float]:
    """Value added of the quarter by sector."""
    made = [town.sales[s] + town.micro_sales[s] + town.startup_sales[s] for s in range(SECTORS)]
    return [made[s] * town.value_added_ratio[s] * drift for s in range(SECTORS)]


def live_on(town: Town, value: list[float], reference: float, world) -> None:
    """Growth of industry, then services, agriculture and people, then the sums of the year."""
    p, q, macro = world.p, world.quarter, world.macro
    before, town.industrial_value = town.industrial_value, sum(value[:TRADE])
    grows = before > 0.0 and town.industrial_value > 0.0
    town.growth = math.log(town.industrial_value / before) if grows else reference
    town.agriculture *= math.exp(macro.agriculture[q])
    path = float(macro.services[q] + macro.services_shock[q])
    town.services *= math.exp(GROWTH.services_growth(path, town.growth, reference, p))
    town.population *= math.exp(GROWTH.population_growth(town.region, town.growth, reference, p))
    for s in range(SECTORS):
        town.year["sales_year"][s] += town.sales[s]
        town.year["micro_year"][s] += town.micro_sales[s] + town.startup_sales[s]
        town.year["value_added_year"][s] += value[s]
    town.year["agriculture_year"] += town.agriculture
    town.year["agriculture_value_year"] += town.agriculture * town.agriculture_ratio
    town.year["services_year"] += town.services


def use_platform(town: Town, p) -> None:
    """Users of the town's collaborative platforms as a share of its firms."""
    most = LINKS.takeup_ceiling(
        town.platforms, float(town.industrial_firms), p.platform_capacity_firms, p.platform_takeup_ceiling
    )
    users = min(most, max(FIRST_USERS, town.platform_users))
    town.platform_users = LINKS.next_takeup(users, most, p) if most > 0.0 else 0.0


def announce_grants(town: Town, world) -> None:
    """Patents whose day has come, and those of others than firms."""
    for kind in range(3):
        granted = town.waiting.pop((kind, world.quarter), 0)
        town.year["grants_year"][kind] += granted
        world.patents["granted"][kind] += granted
    per_head = world.non_firm_grants / world.people_2015
    mean = per_head / 4.0 * PATENTS.propensity_drift(world.quarter, world.p) * town.population
    die = uniform(world.dice_now, Question.NON_FIRM_PATENTS, town.code)
    town.year["non_firm_year"] += DISTRIBUTIONS.poisson_quantile(die, mean)
