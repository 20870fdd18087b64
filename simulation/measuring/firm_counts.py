"""What a year's statistics count among the above-scale industrial firms of every town (model.md 2.1, 2.2, Q11)."""

from typing import NamedTuple

import numpy as np

from simulation.inputs.size_classes import LARGE_SALES, LARGE_STAFF
from simulation.rules.compiled import phase
from simulation.rules.research import rd_heads
from simulation.world.firms import TRADE, Firms, Floats


class FirmCounts(NamedTuple):
    """Sums over the above-scale industrial firms of a town on 31 December, (towns,) each."""

    firms: Floats
    high_tech: Floats  # with a valid title
    linked: Floats  # with a live, and so paid, link to an institute
    centres: Floats  # provincial engineering centres
    cooperation: Floats  # paid to institutes in the year by whoever pays, 10,000 yuan
    excess_heads: Floats  # R&D heads beyond what the staff of the firm allows (A9)
    large: Floats  # large firms
    large_covered: Floats  # of them with an R&D institution


class StaffCost(NamedTuple):
    """What R&D staff cost in a year."""

    per_head: float  # 10,000 yuan a year: cost of a full-time equivalent times equivalents per head
    wage_index: float  # P_R


def count_firms(firms: Firms, used: int, amenity: Floats, cost: StaffCost, p: np.record) -> FirmCounts:
    """Count and sum over the first `used` slots; `amenity` (towns,)."""
    counts = FirmCounts(*(np.zeros(len(amenity)) for _ in FirmCounts._fields))
    add_firms(firms, used, amenity, (cost, counts), p)
    return counts


@phase
def add_firms(firms: Firms, used: int, amenity: Floats, context: tuple[StaffCost, FirmCounts], p: np.record) -> None:
    """Adds every above-scale industrial firm to its town."""
    roster, output, research, _, titles, _ = firms
    cost, counts = context
    for i in range(used):
        if not roster.above_scale[i] or roster.sector[i] == TRADE:
            continue
        j = roster.town[i]
        counts.firms[j] += 1.0
        counts.centres[j] += research.centre[i]
        counts.cooperation[j] += titles.cooperation_year[i]
        if titles.high_tech[i]:
            counts.high_tech[j] += 1.0
        if titles.institute[i] >= 0:
            counts.linked[j] += 1.0
        if output.sales_year[i] >= LARGE_SALES and output.employees[i] >= LARGE_STAFF:
            counts.large[j] += 1.0
            if research.institution[i]:
                counts.large_covered[j] += 1.0
        if research.reported_year[i] > 0.0:
            heads = rd_heads(research.reported_year[i], amenity[j], cost.per_head, cost.wage_index, p)
            counts.excess_heads[j] += max(0.0, heads - p.rd_staff_share_cap * output.employees[i])


@phase
def staff_of(spending: Floats, amenity: Floats, cost: StaffCost, p: np.record) -> Floats:
    """Q11: (towns,) R&D heads that a year's R&D spending employs, 10,000 yuan in, persons out, without any cap."""
    heads = np.zeros_like(spending)
    for j in range(len(spending)):
        heads[j] = rd_heads(spending[j], amenity[j], cost.per_head, cost.wage_index, p)
    return heads
