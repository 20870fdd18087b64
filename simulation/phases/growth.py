"""Phase 7: productivity and output of every firm (model.md Q2, Q4)."""

import math

import numpy as np

from simulation.rules.compiled import phase, rule
from simulation.rules.distributions import normal_quantile, quarterly, variance_gamma_quantile
from simulation.rules.growth import mean_correction, next_employees, output_growth, shock_scale
from simulation.rules.knowledge import (
    absorption,
    agglomeration,
    next_shock,
    outside_knowledge,
    own_knowledge,
    rivalry,
    shock_law,
)
from simulation.rules.links import overlap
from simulation.rules.turnover import exit_hazard
from simulation.world.anchors import Anchors, Moment, Record
from simulation.world.firms import MARKET, PRODUCTIVITY, SECTORS, TRADE, Firms, Floats
from simulation.world.towns import Pools

SMALLEST_POOL = 1e-6


@phase
def town_terms(pools: Pools, anchors: Anchors, p: np.record, terms: Floats) -> None:
    """What a firm without knowledge of its own gets from its town and sector: agglomeration less rivalry."""
    for j in range(terms.shape[0]):
        for s in range(SECTORS - 1):
            loss = rivalry(pools.rivals[j, s], anchors.rival_reference[s], p)
            terms[j, s] = agglomeration(pools.employment[j, s], anchors.employment_reference[s], p) - loss


@rule
def learned(stock: float, pools: tuple[float, float], references: tuple[float, float, float], p: np.record) -> float:
    """Q2: what a firm with a stock of its own adds to its town's terms; its own stock is excluded from both pools.

    `pools` = outside and rival knowledge, `references` = K_0, S_ref, S_riv,ref of the sector.
    """
    half, outside_reference, rival_reference = references
    outside = max(SMALLEST_POOL * outside_reference, pools[0] - stock)
    level = own_knowledge(stock, half, p)
    level += outside_knowledge(absorption(stock, half), outside, outside_reference, p)
    level += rivalry(pools[1], rival_reference, p)
    return level - rivalry(max(0.0, pools[1] - stock), rival_reference, p)


@phase
def grow(firms: Firms, pools: Pools, terms: Floats, constants: tuple[Anchors, Floats, Floats, Floats],
         now: Moment, p: np.record) -> None:  # fmt: skip
    """Writes the quarter's growth before path and residual, the new productivity, and the market level.

    `constants` holds the anchors, the towns' growth effects, the table of the shock's quantiles and the dice.
    """
    anchors, town_effect, table, die = constants
    roster, output, research, finance, _, channels = firms
    exponent = p.instrument_overlap_exponent
    log_median = math.log(anchors.median_sales * now.output_index)
    law = shock_law(p.productivity_persistence, anchors.shock_sd)
    for i in range(now.used):
        if not roster.above_scale[i]:
            continue
        s = roster.sector[i]
        output.shock[i] = next_shock(output.shock[i], normal_quantile(die[1, i]), law)
        market = overlap(channels.gain[MARKET, i], channels.loss[MARKET, i], exponent)
        level = output.trait[i]
        if s != TRADE:
            j = roster.town[i]
            level += terms[j, s] + overlap(channels.gain[PRODUCTIVITY, i], channels.loss[PRODUCTIVITY, i], exponent)
            if research.knowledge[i] > 0.0:
                references = (anchors.half_stock[s], anchors.outside_reference[s], anchors.rival_reference[s])
                outside = pools.outside[j, s] + channels.outside[i]
                level += learned(research.knowledge[i], (outside, pools.rivals[j, s]), references, p)
        growth = output_growth(
            level - output.productivity[i],
            market - output.market[i],
            finance.funding_change[i],
            town_effect[roster.town[i]],
            p,
        )
        if now.luck:
            scale = shock_scale(output.log_sales[i] - log_median, p)
            growth += mean_correction(scale) + scale * variance_gamma_quantile(die[0, i], table)
        output.productivity[i] = level
        output.market[i] = market
        output.growth[i] = growth


@phase
def sector_sums(firms: Firms, weights: Floats, mean_weight: Floats, now: Moment, p: np.record) -> Floats:
    """Sales and expected grown sales by sector, (2, sectors), for the calibration record."""
    sums = np.zeros((2, SECTORS))
    roster, output, _, _, _, channels = firms
    for i in range(now.used):
        if roster.above_scale[i]:
            s = roster.sector[i]
            hazard = quarterly(exit_hazard(weights[i], mean_weight[s], channels.hazard[i] * now.exit_factor, p))
            sums[0, s] += output.sales[i]
            sums[1, s] += output.sales[i] * (1.0 - hazard) * math.exp(output.growth[i])
    return sums


@phase
def produce(firms: Firms, record: Record, now: Moment, p: np.record) -> int:
    """Moves output and employees by path, residual and own growth; returns how many firms stand at the floor."""
    roster, output, _, _, _, _ = firms
    floor = math.log(p.quarterly_sales_floor)
    held = 0
    for i in range(now.used):
        if not roster.above_scale[i]:
            continue
        s = roster.sector[i]
        step = now.path[s] - record.residual[now.quarter, s] + output.growth[i] + now.shock[s]
        level = output.log_sales[i] + step
        if level < floor:
            level = floor
            held += 1
        output.log_sales[i] = level
        output.sales[i] = math.exp(level)
        output.sales_year[i] += output.sales[i]
        output.employees[i] = next_employees(output.employees[i], step, p)
    return held


@phase
def start_productivity(firms: Firms, pools: Pools, terms: Floats, anchors: Anchors, p: np.record, used: int) -> None:
    """Writes the productivity of every firm as it stands, for the base year."""
    roster, output, research = firms.roster, firms.output, firms.research
    for i in range(used):
        j, s = roster.town[i], roster.sector[i]
        level = output.trait[i]
        if s != TRADE:
            level += terms[j, s]
            if research.knowledge[i] > 0.0:
                references = (anchors.half_stock[s], anchors.outside_reference[s], anchors.rival_reference[s])
                level += learned(research.knowledge[i], (pools.outside[j, s], pools.rivals[j, s]), references, p)
        output.productivity[i] = level
