"""Known regularities of firms and towns, measured on one run: they must come out without being fitted (4.1, V1-V14)."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.measures import FACTS
from simulation.measuring.statistics import (
    dispersion,
    hill_exponent,
    regression_slope,
    spread_slope,
    subbotin_shape,
    top_share,
    within_groups,
)
from simulation.measuring.targets import HUNDRED_BILLION, PER_CENT, TEN_BILLION
from simulation.measuring.town_year import TownYear
from simulation.world.firms import TRADE, Flags, Floats, Integers

if TYPE_CHECKING:
    from simulation.world.world import World

TAIL = 0.10
"""Part of the firms that Hill's estimate reads."""
TOP = 0.01
"""Part of the performers whose share in R&D is measured."""
SIZE_BINS = 20
CLEAR_OF_FLOOR = 1.5
"""Sales over the floor from which a year's fall rarely ends on it."""
LARGEST_TOWNS = 40
PANEL_YEAR = 2017
"""Year whose growth, turnover and R&D are measured: both it and the year before are lived in the model."""

Facts = dict[str, float]


class Panel(NamedTuple):
    """The above-scale industrial firms at one moment, (used slots,) each."""

    identity: NDArray[np.uint64]
    present: Flags
    sector: Integers
    log_sales: Floats  # of the quarter
    productivity: Floats  # ln TFP, shock included, less the mean of the sector


def firms_now(world: "World") -> Panel:
    """Remember the firms as they stand."""
    used, roster, output = world.used, world.firms.roster, world.firms.output
    sector = roster.sector[:used].copy()
    present = roster.above_scale[:used] & (sector != TRADE)
    level = np.zeros(used)
    total = output.productivity[:used] + output.shock[:used]
    level[present] = within_groups(total[present], sector[present])
    return Panel(roster.identity[:used].copy(), present, sector, output.log_sales[:used].copy(), level)


def base_facts(world: "World", base: TownYear) -> Facts:
    """V1, V4-V6, V12 and V14: what can be read off the end of 2015 in the towns certified then."""
    used, firms = world.used, world.firms
    roster, output, research = firms.roster, firms.output, firms.research
    counted = firms.is_industrial[:used] & base.certified[roster.town[:used]]
    sales, spending = output.sales_year[:used][counted], research.reported_year[:used][counted]
    performers = research.performs[:used][counted]
    gdp, gross = base.real.gdp[base.certified], base.accounts.gross_output[base.certified]
    return {
        "firm_size_tail": hill_exponent(sales, TAIL),
        "top_rd_share": top_share(spending[performers], TOP),
        "rd_participation": float(performers.mean()),
        "rd_per_output": PER_CENT * float(spending.sum()) / float(sales.sum()),
        "top_forty_gdp_share": float(np.sort(gdp)[-LARGEST_TOWNS:].sum()) / float(gdp.sum()),
        "base_towns_100bn": float(np.count_nonzero(gross > HUNDRED_BILLION)),
        "base_towns_10bn": float(np.count_nonzero(gross > TEN_BILLION)),
    }


def panel_facts(before: Panel, world: "World") -> Facts:
    """V2, V3, V7, V9-V11: one year in the life of the firms, from `before` (end of last year) to now."""
    now = firms_now(world)
    return {**growth_facts(before, now, world.p), **turnover_facts(before, now), **innovation_facts(now, world)}


def stayers(before: Panel, now: Panel) -> Flags:
    """(slots of `before`,) firms that are the same firm at both ends: a slot may hold another by now."""
    n = len(before.identity)
    same: Flags = before.present & now.present[:n] & (before.identity == now.identity[:n])
    return same


def growth_facts(before: Panel, now: Panel, p: np.record) -> Facts:
    """Log growth of quarterly sales from one fourth quarter to the next, less the sector's mean.

    Sums of years would mix the shocks of eight quarters and round off their shape. Firms that start near the sales
    floor are left out, whatever becomes of them: what the floor takes off their falls would look like calm.
    """
    same = stayers(before, now)
    free = same & (before.log_sales > math.log(CLEAR_OF_FLOOR * p.quarterly_sales_floor))
    growth = within_groups((now.log_sales[: len(same)] - before.log_sales)[free], before.sector[free])
    return {
        "growth_shape": subbotin_shape(growth),
        "growth_spread_slope": spread_slope(before.log_sales[free], growth, SIZE_BINS),
    }


def turnover_facts(before: Panel, now: Panel) -> Facts:
    """Firms that left and came within the year over those at its start, and how productive the leavers were."""
    same = stayers(before, now)
    start = int(before.present.sum())
    gone = before.present & ~same
    gap = float(before.productivity[gone].mean() - before.productivity[same].mean()) if gone.any() else math.nan
    return {
        "exit_rate": float(gone.sum()) / start,
        "entry_rate": float(now.present.sum() - same.sum()) / start,
        "exiter_productivity_gap": gap,
    }


def innovation_facts(now: Panel, world: "World") -> Facts:
    """Patents, persistence of R&D, and spread of productivity of the firms that are there."""
    used, research = world.used, world.firms.research
    filed = research.applications[:used][now.present]
    this, last = research.reported_year[:used], research.reported_last_year[:used]
    both = now.present & (this > 0.0) & (last > 0.0)
    return {
        "patents_zero_share": float((filed == 0).mean()),
        "patents_dispersion": dispersion(filed),
        "rd_persistence": regression_slope(np.log(last[both]), np.log(this[both])),
        "productivity_spread": float(now.productivity[now.present].std()),
    }


def in_order(found: Facts) -> Floats:
    """(facts,) in the order of `FACTS`; NaN for what this version does not measure."""
    unknown = set(found) - set(FACTS)
    if unknown:
        raise KeyError(f"not among the facts: {', '.join(sorted(unknown))}")
    return np.array([found.get(name, math.nan) for name in FACTS])
