"""Yearly accounts of the towns from their sums: output, GDP, specialty (model.md 2.1, 2.2)."""

import numpy as np

from simulation.world.firms import TRADE, Floats
from simulation.world.towns import Towns


def industrial_output(towns: Towns) -> Floats:
    """(towns,) gross output of industry above and below scale in the year, 10,000 yuan."""
    tally = towns.tally
    output: Floats = tally.sales_year[:, :TRADE].sum(axis=1) + tally.micro_year[:, :TRADE].sum(axis=1)
    return output


def gross_output(towns: Towns) -> Floats:
    """(towns,) industrial and agricultural gross output of the year, 10,000 yuan."""
    output: Floats = industrial_output(towns) + towns.tally.agriculture_year
    return output


def industrial_value(towns: Towns) -> Floats:
    """(towns,) value added of industry in the year, 10,000 yuan."""
    value: Floats = towns.tally.value_added_year[:, :TRADE].sum(axis=1)
    return value


def specialty_output(towns: Towns) -> Floats:
    """D11: (towns,) gross output of the specialty (value added for service towns), 10,000 yuan a year.

    Industrial specialties read their sector above and below scale; agricultural and service specialties a fixed share
    of their cohort.
    """
    place, tally, status = towns.place, towns.tally, towns.status
    rows = np.arange(towns.count)
    industrial = tally.sales_year[rows, place.specialty] + tally.micro_year[rows, place.specialty]
    cohort = np.where(place.kind == 1, tally.agriculture_year, tally.services_year)
    output: Floats = np.where(place.kind == 0, industrial, status.specialty_share * cohort)
    return output


def branch_output(towns: Towns) -> Floats:
    """(towns,) what the specialty is measured against: industry, agriculture or services, 10,000 yuan a year."""
    kind, tally = towns.place.kind, towns.tally
    branch: Floats = np.where(
        kind == 0, industrial_output(towns), np.where(kind == 1, tally.agriculture_year, tally.services_year)
    )
    return branch


def specialty_share(towns: Towns) -> Floats:
    """D12: (towns,) share of the specialty in its branch."""
    branch = branch_output(towns)
    share: Floats = np.where(branch > 0.0, specialty_output(towns) / np.maximum(branch, 1e-9), 0.0)
    return share


def town_gdp(towns: Towns) -> Floats:
    """(towns,) GDP of the year: industry, agriculture and services, 10,000 yuan, current prices."""
    tally = towns.tally
    gdp: Floats = industrial_value(towns) + tally.agriculture_value_year + tally.services_year
    return gdp
