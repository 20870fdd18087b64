"""The yearly numbers that the targets of clause 2.3.2 are read from, over the towns certified that year (2.3, 2.3b)."""

import numpy as np

from simulation.inputs.measures import MEASURES
from simulation.measuring.town_columns import DESIGN
from simulation.measuring.town_year import TownYear
from simulation.world.firms import SECTORS, Flags, Floats

HUNDRED_BILLION = 1e7
"""100 bn yuan, in 10,000 yuan."""
TEN_BILLION = 1e6
PER_CENT = 100.0
PER_TEN_THOUSAND = 10_000.0
HUNDRED_MILLION = 1e4
"""10,000 yuan in 亿元."""


def measure_targets(year: TownYear, base: TownYear) -> Floats:
    """(measures,) in the order and the units of `MEASURES`; `base` is the year 2015 of the same run."""
    found = {**size_measures(year), **body_measures(year, base), **research_measures(year), **title_measures(year)}
    return np.array([found[name] for name in MEASURES])


def size_measures(year: TownYear) -> dict[str, float]:
    """Number and size of the towns and their clusters."""
    inside, gdp = year.certified, year.reported.gdp
    output = year.accounts.gross_output[inside]
    over_100bn = int(np.count_nonzero(output > HUNDRED_BILLION))
    over_10bn = int(np.count_nonzero(output > TEN_BILLION))
    total = float(gdp[inside].sum()) / HUNDRED_MILLION
    return {
        "towns": float(np.count_nonzero(inside)),
        "gdp": total,
        "gdp_real": float(year.real.gdp[inside].sum()) / HUNDRED_MILLION,
        "gdp_cohort_2015": float(gdp[year.place.cohort_2015].sum()) / HUNDRED_MILLION,
        "gdp_2015_prices": total / year.deflator,
        "towns_100bn": float(over_100bn),
        "towns_10bn": float(over_10bn),
        "towns_10bn_without_100bn": float(over_10bn - over_100bn),
        "clusters_100bn": float(np.count_nonzero(cluster_output(year) > HUNDRED_BILLION)),
    }


def cluster_output(year: TownYear) -> Floats:
    """Output of every specialty in the certified towns of a city, 10,000 yuan; one number per city and sector."""
    key = year.place.city * SECTORS + year.place.specialty
    output = np.bincount(key[year.certified], year.accounts.specialty_output[year.certified])
    return output.astype(np.float64)


def body_measures(year: TownYear, base: TownYear) -> dict[str, float]:
    """Platforms, institutes, incubators, and institutions of large firms."""
    inside, bodies, firms = year.certified, year.bodies, year.firms
    opened = np.maximum(0.0, bodies.institutes - base.bodies.institutes)
    return {
        "platform_coverage": PER_CENT * share(total_of(bodies.platform, year), float(np.count_nonzero(inside))),
        "functional_coverage": PER_CENT * share(total_of(bodies.platform_users, year), total_of(firms.firms, year)),
        "rd_institutes": total_of(bodies.institutes, year),
        "rd_institutes_new": float(opened[inside].sum()),
        "incubators": total_of(bodies.incubators_half_full, year),
        "incubators_any_fill": total_of(bodies.incubators, year),
        "backbone_rd_coverage": PER_CENT * share(total_of(firms.large_covered, year), total_of(firms.large, year)),
    }


def research_measures(year: TownYear) -> dict[str, float]:
    """R&D, patents and R&D staff: ratios of sums, never means of the towns' ratios (trap 7)."""
    told, real, knowledge = year.reported, year.real, year.knowledge
    gdp, people = total_of(told.gdp, year), total_of(year.accounts.population, year)
    patents = float(knowledge.patents[year.certified].sum())
    return {
        "rd_intensity": PER_CENT * share(total_of(told.research, year), gdp),
        "rd_intensity_real": PER_CENT * share(total_of(real.research, year), total_of(real.gdp, year)),
        "science_input_intensity": PER_CENT * share(total_of(knowledge.science_input, year), gdp),
        "patents": patents,
        "patents_without_designs": patents - total_of(knowledge.patents[:, DESIGN], year),
        "rd_personnel": PER_TEN_THOUSAND * share(total_of(told.heads, year), people),
        "rd_personnel_real": PER_TEN_THOUSAND * share(total_of(real.heads, year), people),
        "rd_personnel_fte": PER_TEN_THOUSAND * share(total_of(knowledge.full_time_staff, year), people),
    }


def title_measures(year: TownYear) -> dict[str, float]:
    """C32: what high-tech enterprises make, over all that industry makes, with and without relabelled titles."""
    industry, knowledge = total_of(year.accounts.industrial_value, year), year.knowledge
    return {
        "high_tech_value": PER_CENT * share(total_of(knowledge.high_tech_value, year), industry),
        "high_tech_value_real": PER_CENT * share(total_of(knowledge.high_tech_value_earned, year), industry),
    }


def total_of(column: Floats | Flags, year: TownYear) -> float:
    """Sum of a town column over the towns certified at the end of the year."""
    return float(column[year.certified].sum())


def share(part: float, whole: float) -> float:
    """Part of a whole; 0 of nothing is 0."""
    return part / whole if whole > 0.0 else 0.0
