"""The 16 indicators of the annex, by town and for the province and its regions (model.md 2.2)."""

from typing import NamedTuple

import numpy as np

from simulation.inputs.measures import PLACES
from simulation.measuring.town_columns import INVENTION, UTILITY
from simulation.measuring.town_year import TownYear
from simulation.world.firms import Floats

CODES = ("A11", "A12", "A21", "B11", "B21", "B22", "B23", "B31", "B32", "C11", "C21", "C31", "C32", "D11", "D12", "D21")
"""Order of the columns, that of the annex."""
SUMS = ("A11", "B31", "C31", "D11")
"""Indicators that are amounts or counts; all others are ratios."""
IS_SUM = np.array([code in SUMS for code in CODES])
PER_CENT = 100.0
PER_THOUSAND = 1_000.0
PER_TEN_THOUSAND = 10_000.0


class Parts(NamedTuple):
    """What stands above and below the line of every indicator, (rows, 16) each; below a sum stands one."""

    above: Floats
    below: Floats


def town_parts(year: TownYear) -> Parts:
    """Both sides of the line for every town, as the statistics are told, units of the catalogue included."""
    told, accounts, knowledge, firms = year.reported, year.accounts, year.knowledge, year.firms
    one = np.ones(len(told.gdp))
    cheap_and_new = knowledge.patents[:, INVENTION] + knowledge.patents[:, UTILITY]
    lines = {
        "A11": (told.gdp, one),
        "A12": (told.gdp, accounts.population),
        "A21": (PER_THOUSAND * told.heads, accounts.population),
        "B11": (PER_CENT * knowledge.science_input, told.gdp),
        "B21": (firms.centres, firms.firms),
        "B22": (year.bodies.services, firms.firms),
        "B23": (year.bodies.cobuilt, firms.firms),
        "B31": (firms.cooperation, one),
        "B32": (PER_CENT * firms.linked, firms.firms),
        "C11": (PER_TEN_THOUSAND * cheap_and_new, accounts.population),
        "C21": (PER_CENT * told.new_products, accounts.above_scale_output),
        "C31": (knowledge.high_tech, one),
        "C32": (PER_CENT * knowledge.high_tech_value, accounts.industrial_value),
        "D11": (accounts.specialty_output, one),
        "D12": (PER_CENT * accounts.specialty_output, accounts.branch_output),
        "D21": (accounts.specialty_value, accounts.specialty_workers),
    }
    above, below = zip(*(lines[code] for code in CODES), strict=True)
    return Parts(np.stack(above, axis=1), np.stack(below, axis=1))


def indicators_of(parts: Parts) -> Floats:
    """(rows, 16) above over below; 0 where nothing stands below, as in a town without above-scale firms."""
    values: Floats = np.divide(parts.above, parts.below, out=np.zeros_like(parts.above), where=parts.below > 0.0)
    return values


def place_parts(year: TownYear, parts: Parts) -> Parts:
    """(5, 16) the certified towns of the province and of each region summed up on either side of the line."""
    below = sum_by_place(year, parts.below)
    return Parts(sum_by_place(year, parts.above), np.where(IS_SUM[None, :], 1.0, below))


def sum_by_place(year: TownYear, columns: Floats) -> Floats:
    """(5, k) sums of (towns, k) over the towns certified at the end of the year, in the order of the towns."""
    inside, region = columns[year.certified], year.place.region[year.certified]
    sums = np.empty((len(PLACES), columns.shape[1]))
    sums[0] = inside.sum(axis=0)
    for code in range(len(PLACES) - 1):
        sums[code + 1] = inside[region == code].sum(axis=0)
    return sums
