"""Who is short of money, how much is missing, and what it is worth to the firm to find it (Q8, model.md 3.2)."""

import numpy as np

from simulation.agents.delivery import prior_median
from simulation.agents.programmes.calls import VALUE_SHARE
from simulation.world.firms import FUNDING_MEMORY, Flags, Floats, Integers
from simulation.world.world import World


def last_funding(world: World) -> Floats:
    """(slots in use,) log of funded over wanted investment in the last quarter; zero where nothing was missing."""
    ring: Floats = world.firms.finance.funding[: world.used, (world.quarter - 1) % FUNDING_MEMORY]
    return ring


def is_short(world: World) -> Flags:
    """(slots in use,) firms that could not pay for all their plans in the last quarter."""
    short: Flags = last_funding(world) < 0.0
    return short


def was_refused(world: World) -> Flags:
    """(slots in use,) firms that a bank refused in the last quarter."""
    refused: Flags = world.firms.finance.refused_at[: world.used] == world.quarter - 1
    return refused


def wanted_investment(world: World, rows: Integers) -> Floats:
    """Investment that these firms want in a quarter, 10,000 yuan."""
    wanted: Floats = float(world.p.wanted_investment_share) * world.firms.output.sales[rows]
    return wanted


def missing_money(world: World, rows: Integers) -> Floats:
    """What a bank refused these firms in the last quarter, else the investment that went undone, 10,000 yuan."""
    undone = wanted_investment(world, rows) * (1.0 - np.exp(last_funding(world)[rows]))
    missing: Floats = np.where(was_refused(world)[rows], world.firms.finance.shortage[rows], undone)
    return missing


def output_value(world: World, rows: Integers, log_funding: Floats | float) -> Floats:
    """What firms believe one quarter more of funded investment (log) is worth, 10,000 yuan, before their own belief.

    An eighth of ε_I at the middle of its prior, as a rise of sales, in the way of 3.2.
    """
    effect = prior_median(world, "investment_output_elasticity") * log_funding / FUNDING_MEMORY
    sales = 4.0 * world.firms.output.sales[rows]
    value: Floats = effect * sales * VALUE_SHARE * float(world.p.gain_horizon)
    return value


def value_of_money(world: World, rows: Integers, money: Floats) -> Floats:
    """What this much of the missing money is worth to these firms: the output that it saves, in proportion."""
    part = money / np.maximum(missing_money(world, rows), 1e-9)
    value: Floats = output_value(world, rows, -last_funding(world)[rows]) * np.minimum(1.0, part)
    return value
