"""The provincial path that every firm rides on: growth by branch, prices, shocks (model.md 1.1d, 3.6)."""

from typing import NamedTuple

import numpy as np

from simulation.rules.dice import Dice, Question, uniform
from simulation.rules.distributions import normal_quantile
from simulation.rules.patents import years_since_2015
from simulation.world.firms import SECTORS, TRADE, Floats

QUARTERS = 20
YEARS = 5
QUARTERS_TO_LAST = 1.5
"""Quarters from the middle of 2015 to the middle of its last quarter."""


class Macro(NamedTuple):
    """Paths over 20 quarters, logs of quarterly growth unless an index is named."""

    output: Floats  # (quarters, sectors) gross output of firms
    services: Floats  # value added
    agriculture: Floats  # gross output and value added
    shock: Floats  # (quarters, sectors) change of the log output level by outside shocks
    services_shock: Floats
    ratio_drift: Floats  # value-added ratio of industry over that of 2015
    deflator: Floats  # prices over those of 2015
    user_cost: Floats  # (quarters, 2) technology SMEs, other firms; relative to 2015
    exit_factor: Floats
    research_factor: Floats  # on R&D over sales: GDP per output over 2015, then outside shocks
    nominal_index: Floats  # (quarters,) nominal GDP of the province over that of 2015
    carry: Floats  # (sectors + 2,) level of 2015Q4 over the mean of 2015: sectors, services, agriculture


def yearly_deviations(dice: Dice, p: np.record) -> Floats:
    """Deviations of the five years from the mean growth, percentage points, first-order autoregressive."""
    rho, spread = p.macro_growth_autocorrelation, p.macro_growth_yearly_sd
    draws = [normal_quantile(uniform(dice, int(Question.MACRO), year)) for year in range(YEARS)]
    path = [spread * draws[0]]
    for draw in draws[1:]:
        path.append(rho * path[-1] + spread * np.sqrt(1.0 - rho * rho) * draw)
    return np.array(path)


def carry_of(growth: float) -> float:
    """Level of the last quarter over the mean of its year when all four quarters grew at this log rate."""
    return float(4.0 / np.exp(-growth * np.arange(4)).sum())


def macro_path(growth: Floats, shares: tuple[float, float, float], p: np.record) -> Macro:
    """Paths without shocks.

    `growth` (5,) nominal growth of the province in percent; `shares` of industry, agriculture and services in the value
    added of the certified towns in 2015. The drift of R&D (B22) was read off R&D over GDP, while firms spend a share of
    sales, and sales grow more slowly than GDP: `research_factor` makes up the difference.
    """
    _, agriculture, services = shares
    premium_s, premium_a = p.service_growth_premium, p.agriculture_growth_premium
    industry = growth / 100.0 - services * premium_s - agriculture * premium_a
    quarterly = {
        "industry": np.repeat(np.log1p(industry) / 4.0, 4),
        "services": np.repeat(np.log1p(industry + premium_s) / 4.0, 4),
        "agriculture": np.repeat(np.log1p(industry + premium_a) / 4.0, 4),
    }
    output = np.repeat((quarterly["industry"] - p.value_added_ratio_drift / 4.0)[:, None], SECTORS, axis=1)
    output[:, TRADE] = quarterly["services"]
    nominal = np.repeat(np.log1p(growth / 100.0) / 4.0, 4)
    wedge = nominal - output[:, 0]
    years = np.array([years_since_2015(quarter) for quarter in range(QUARTERS)])
    first = [*output[0], quarterly["services"][0], quarterly["agriculture"][0]]
    return Macro(
        output=output,
        services=quarterly["services"],
        agriculture=quarterly["agriculture"],
        shock=np.zeros((QUARTERS, SECTORS)),
        services_shock=np.zeros(QUARTERS),
        ratio_drift=np.exp(p.value_added_ratio_drift * years),
        deflator=(1.0 + p.deflator_growth) ** years,
        user_cost=np.ones((QUARTERS, 2)),
        exit_factor=np.ones(QUARTERS),
        research_factor=np.exp(np.cumsum(wedge) + QUARTERS_TO_LAST * wedge[0]),
        nominal_index=np.exp(np.cumsum(nominal)),
        carry=np.array([carry_of(float(rate)) for rate in first]),
    )
