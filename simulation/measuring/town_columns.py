"""How the figures of a town's year follow from what its firms, cohorts and bodies did (model.md 2.1, 2.5, Q11)."""

from typing import NamedTuple

import numpy as np

from simulation.measuring.firm_counts import FirmCounts, StaffCost, staff_of
from simulation.world.accounts import branch_output, gross_output, industrial_value, specialty_output, town_gdp
from simulation.world.firms import TRADE, Flags, Floats
from simulation.world.towns import PATENT_TYPES, Towns

HALF_FULL = 0.5
"""Fill from which an incubator counts for the target."""
INVENTION, UTILITY, DESIGN = range(len(PATENT_TYPES))


class Figures(NamedTuple):
    """The four figures that a town under pressure can dress up (2.5), (towns,) each, per year."""

    gdp: Floats  # 10,000 yuan, current prices
    research: Floats  # internal R&D of all who do it, 10,000 yuan
    heads: Floats  # R&D persons
    new_products: Floats  # output of new products on a provincial list, 10,000 yuan


class Accounts(NamedTuple):
    """Output, people and the specialty, (towns,) each; money in 10,000 yuan a year, current prices."""

    population: Floats  # residents, mean of the start and the end of the year
    gross_output: Floats  # industry and agriculture
    above_scale_output: Floats  # industry
    industrial_value: Floats  # value added of all industry
    specialty_output: Floats
    branch_output: Floats  # industry, agriculture or services, by the kind of town
    specialty_value: Floats  # value added
    specialty_workers: Floats  # persons


class Knowledge(NamedTuple):
    """Input and results of innovation, (towns,) each unless a shape is given; counts are registry data and exact."""

    science_input: Floats  # R&D, technology purchases, public science capital, 10,000 yuan; grows with the R&D told
    full_time_staff: Floats  # R&D staff as told, full-time equivalents
    patents: Floats  # (towns, 3) granted in the year: inventions, utility models, designs
    high_tech: Floats  # titles above and below scale
    high_tech_value: Floats  # value added of title holders above scale, 10,000 yuan
    high_tech_value_earned: Floats  # of it in firms that hold their title without relabelling


class Bodies(NamedTuple):
    """Bodies that stand in a town on 31 December, (towns,) each."""

    platform: Flags  # a collaborative platform is open and paid for, here or shared in the zone
    platform_users: Floats  # above-scale industrial firms that use it
    institutes: Floats  # new-type research institutes
    incubators: Floats
    incubators_half_full: Floats
    services: Floats  # innovation service bodies of all kinds
    cobuilt: Floats  # bodies built together with an institute


def all_performers(research_of_firms: Floats, p: np.record) -> Floats:
    """X36: R&D of everyone in the town from that of its above-scale firms; the others hold a fixed share."""
    everyone: Floats = research_of_firms / (1.0 - float(p.rd_share_outside_firms))
    return everyone


def figures_of(towns: Towns, cost: StaffCost, counts: FirmCounts, p: np.record) -> tuple[Figures, Figures]:
    """What there is and what statistics hear when no town dresses up: they hear of R&D that firms only relabel.

    Staff is counted from the R&D told (Q11); the real part of it is in proportion to the R&D really done.
    """
    tally = towns.tally
    done, told = all_performers(tally.real_year, p), all_performers(tally.reported_year, p)
    heads = np.maximum(0.0, staff_of(told, towns.economy.amenity, cost, p) - counts.excess_heads) + tally.added_staff
    honest = np.where(told > 0.0, done / np.maximum(told, 1e-9), 1.0)
    gdp, products = town_gdp(towns), tally.new_product_year.copy()
    return Figures(gdp, done, heads * honest, products), Figures(gdp, told, heads, products)


def accounts_of(towns: Towns, population: Floats, deflator: float, p: np.record) -> Accounts:
    """Output, people and the specialty of the year."""
    value, workers = specialty_value_and_workers(towns, deflator, p)
    return Accounts(
        population=population,
        gross_output=gross_output(towns),
        above_scale_output=towns.tally.sales_year[:, :TRADE].sum(axis=1),
        industrial_value=industrial_value(towns),
        specialty_output=specialty_output(towns),
        branch_output=branch_output(towns),
        specialty_value=value,
        specialty_workers=workers,
    )


def specialty_value_and_workers(towns: Towns, deflator: float, p: np.record) -> tuple[Floats, Floats]:
    """D21: value added of the specialty, 10,000 yuan a year, and those who make it, (towns,) each.

    Above-scale firms count their staff at the end of the year; workers of the cohorts follow from output or value added
    per worker (X08-X10, prices of 2015).
    """
    place, tally = towns.place, towns.tally
    rows = np.arange(towns.count)
    small = tally.micro_year[rows, place.specialty] / (float(p.micro_output_per_worker) * deflator)
    industrial = tally.employees[rows, place.specialty] + small
    share = towns.status.specialty_share
    farms, services = share * tally.agriculture_value_year, share * tally.services_year
    is_industrial, is_farming = place.kind == 0, place.kind == 1
    cohort_value = np.where(is_farming, farms, services)
    per_worker = np.where(is_farming, p.agriculture_va_per_worker, p.service_va_per_worker) * deflator
    value = np.where(is_industrial, tally.value_added_year[rows, place.specialty], cohort_value)
    return value, np.where(is_industrial, industrial, cohort_value / per_worker)


def knowledge_of(towns: Towns, told: Figures, counts: FirmCounts, earned: Floats, p: np.record) -> Knowledge:
    """Input to and results of innovation; patents of others than firms are split by the shares of the types.

    `earned` (towns,) share of the title holders' value added that relabels nothing.
    """
    tally = towns.tally
    shares = np.zeros(len(PATENT_TYPES))
    shares[INVENTION], shares[DESIGN] = p.invention_share_of_grants, p.design_share_of_grants
    shares[UTILITY] = 1.0 - shares[INVENTION] - shares[DESIGN]
    return Knowledge(
        science_input=told.research * float(p.base_science_input_ratio) + tally.capital_year,
        full_time_staff=told.heads * float(p.fte_per_rd_head),
        patents=tally.grants_year + tally.non_firm_year[:, None] * shares[None, :],
        high_tech=counts.high_tech + towns.economy.high_tech_below_scale,
        high_tech_value=tally.high_tech_value_year.copy(),
        high_tech_value_earned=tally.high_tech_value_year * earned,
    )


def bodies_of(towns: Towns, counts: FirmCounts, quarter: int) -> Bodies:
    """Bodies at the end of the year; a platform counts while its running costs are paid."""
    status = towns.status
    operating = (status.platforms > 0) & (status.platform_paid_until > quarter)
    covered = operating | status.platform_shared
    incubators = status.incubators.astype(np.float64)
    others = status.testing_platforms + status.institutes + status.incubators + status.service_bodies
    return Bodies(
        platform=covered,
        platform_users=np.where(operating, status.platform_users, 0.0) * counts.firms,
        institutes=status.institutes.astype(np.float64),
        incubators=incubators,
        incubators_half_full=np.where(status.incubator_fill >= HALF_FULL, incubators, 0.0),
        services=np.where(operating, status.platforms, 0) + others.astype(np.float64),
        cobuilt=status.cobuilt_bodies.astype(np.float64),
    )
