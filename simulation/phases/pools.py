"""What firms share: sums over towns and sectors, knowledge within reach, scores of the sector (model.md Q3, 3.3)."""

import math

import numpy as np

from simulation.rules.compiled import phase, rule
from simulation.world.anchors import Moment, Reach, Scores
from simulation.world.firms import SECTORS, TRADE, Firms, Flags, Floats
from simulation.world.towns import Economy, Pools, Tally

SMALLEST_SPREAD = 1e-6


@phase
def tally_firms(firms: Firms, tally: Tally, pools: Pools, economy: Economy, context: tuple[Moment, float]) -> Scores:
    """Sums the quarter over firms by town and sector and returns the sectors' new scores.

    `context` holds the moment and the drift of the value-added ratio.
    """
    now, ratio_drift = context
    roster, output, research, _, titles, _ = firms
    tally.sales[:] = 0.0
    tally.firms[:] = 0
    tally.employees[:] = 0.0
    pools.knowledge[:] = 0.0
    count = np.zeros(SECTORS)
    size, size_2 = np.zeros(SECTORS), np.zeros(SECTORS)
    level, level_2 = np.zeros(SECTORS), np.zeros(SECTORS)
    for i in range(now.used):
        if not roster.above_scale[i]:
            continue
        j, s = roster.town[i], roster.sector[i]
        sales = output.sales[i]
        tally.sales[j, s] += sales
        tally.firms[j, s] += 1
        tally.employees[j, s] += output.employees[i]
        x, y = output.log_sales[i], output.productivity[i] + output.shock[i]
        count[s] += 1.0
        size[s] += x
        size_2[s] += x * x
        level[s] += y
        level_2[s] += y * y
        if s == TRADE:
            continue
        pools.knowledge[j, s] += research.knowledge[i]
        tally.real_year[j] += research.spending[i]
        tally.reported_year[j] += research.reported[i]
        if titles.high_tech[i]:
            tally.high_tech_value_year[j] += sales * economy.value_added_ratio[j, s] * ratio_drift
        if roster.listed[i]:
            tally.new_product_year[j] += sales * research.new_products[i]
    pools.employment[:] = tally.employees
    return scores_from(count, size, size_2, level, level_2)


@phase
def scores_from(count: Floats, size: Floats, size_2: Floats, level: Floats, level_2: Floats) -> Scores:
    """Means and standard deviations from sums and sums of squares."""
    for s in range(SECTORS):
        n = max(1.0, count[s])
        size[s] /= n
        level[s] /= n
        size_2[s] = max(SMALLEST_SPREAD, math.sqrt(max(0.0, size_2[s] / n - size[s] * size[s])))
        level_2[s] = max(SMALLEST_SPREAD, math.sqrt(max(0.0, level_2[s] / n - level[s] * level[s])))
    return Scores(size, size_2, level, level_2)


@rule
def weighted_sum(weights: Floats, values: Floats) -> float:
    """Σ w x in eight interleaved running sums: a fixed order that the compiler can still vectorise."""
    a = b = c = d = e = f = g = h = 0.0
    n = weights.shape[0] // 8 * 8
    for k in range(0, n, 8):
        a += weights[k] * values[k]
        b += weights[k + 1] * values[k + 1]
        c += weights[k + 2] * values[k + 2]
        d += weights[k + 3] * values[k + 3]
        e += weights[k + 4] * values[k + 4]
        f += weights[k + 5] * values[k + 5]
        g += weights[k + 6] * values[k + 6]
        h += weights[k + 7] * values[k + 7]
    for k in range(n, weights.shape[0]):
        a += weights[k] * values[k]
    return ((a + b) + (c + d)) + ((e + f) + (g + h))


@phase
def spread_knowledge(pools: Pools, reach: Reach, node_growth: float, everywhere: bool) -> None:
    """Q3: knowledge within reach of every town and sector; `node_growth` = growth of the outside nodes since 2015.
    Where there is no firm nobody reads the pool, and it is only made new `everywhere` in the base year. A firm that
    knows nothing yet may begin to learn in the next quarter, so its pool must be new.

    Sums run in a fixed order, so the digits are the same on every machine and for any number of workers.
    """
    towns, sectors = pools.knowledge.shape[0], SECTORS - 1
    near = np.zeros((towns, SECTORS))
    for j in range(towns):
        for s in range(sectors):
            if pools.knowledge[j, s] > 0.0:
                for t in range(sectors):
                    near[j, t] += reach.sector_proximity[s, t] * pools.knowledge[j, s]
    columns = near.T.copy()
    for j in range(towns):
        weights = reach.weights[j]
        for s in range(sectors):
            if not everywhere and pools.employment[j, s] <= 0.0:
                continue
            total = weighted_sum(weights, columns[s])
            for c in range(reach.node_stock.shape[0]):
                total += reach.node_weights[j, c] * node_growth * reach.node_stock[c, s]
            pools.outside[j, s] = total
        pools.rivals[j, :] = 0.0
        for n in range(reach.neighbours.shape[1]):
            k = reach.neighbours[j, n]
            if k < 0:
                break
            for s in range(sectors):
                pools.rivals[j, s] += pools.knowledge[k, s]


@phase
def clear_year(firms: Firms, used: int) -> None:
    """First day of a year: yearly sums of firms start again; last year's reported R&D is kept for two years."""
    output, research, titles = firms.output, firms.research, firms.titles
    for i in range(used):
        output.sales_year[i] = 0.0
        research.reported_year_before[i] = research.reported_last_year[i]
        research.reported_last_year[i] = research.reported_year[i]
        research.reported_year[i] = 0.0
        research.applications[i] = 0
        titles.cooperation_year[i] = 0.0


@phase
def reset_channels(firms: Firms, used: int) -> None:
    """Every channel back to neutral: a lever that ends leaves nothing to undo."""
    channels = firms.channels
    channels.gain[:, :used] = 0.0
    channels.loss[:, :used] = 0.0
    channels.grant[:used] = 0.0
    channels.told_grant[:used] = 0.0
    channels.link_chance[:used] = 0.0
    channels.match[:used] = 0.0
    channels.hazard[:used] = 1.0
    channels.user_cost[:used] = 1.0
    channels.leasing[:used] = 0.0
    channels.outside[:used] = 0.0
    firms.finance.equity[:used] = 0.0


@phase
def sum_column(column: Floats, above_scale: Flags, used: int) -> float:
    """Sum over the firms that are there, in slot order."""
    total = 0.0
    for i in range(used):
        if above_scale[i]:
            total += column[i]
    return total
