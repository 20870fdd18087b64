"""Phase 5c: firms start or stop R&D and plan what to spend this quarter (model.md Q6, Q7)."""

import math

import numpy as np

from simulation.inputs.size_classes import LARGE_SALES
from simulation.rules.compiled import phase
from simulation.rules.distributions import normal_quantile, strikes
from simulation.rules.high_tech import net_gain
from simulation.rules.knowledge import absorption
from simulation.rules.links import overlap
from simulation.rules.patents import years_since_2015
from simulation.rules.research import (
    deviation_persistence,
    next_deviation,
    rd_intensity,
    reported_from_real,
    start_hazard,
    wish_to_start,
)
from simulation.world.anchors import Anchors, Moment, Scores
from simulation.world.firms import RD, TRADE, Firms, Floats


@phase
def plan_research(firms: Firms, scores: Scores, anchors: Anchors, now: Moment, die: Floats,
                  p: np.record) -> None:  # fmt: skip
    """Sets `performs`, `deviation`, planned `spending` and `reported`; `die` (2, slots in use) holds the dice."""
    roster, output, research, finance, titles, channels = firms
    spread = p.rd_intensity_shock_sd / math.sqrt(1.0 - deviation_persistence(p) ** 2)
    years = years_since_2015(now.quarter)
    factor = np.exp(now.path)
    for i in range(now.used):
        research.spending[i] = 0.0
        research.reported[i] = 0.0
        sector = roster.sector[i]
        if not roster.above_scale[i] or sector == TRADE:
            continue
        first, second = die[0, i], die[1, i]
        year = 4.0 * output.sales[i]
        if research.performs[i]:
            if strikes(first, p.rd_stop_hazard):
                research.performs[i] = False
            else:
                cost = now.user_cost_small if year < LARGE_SALES else now.user_cost_large
                cost *= channels.user_cost[i]
                research.deviation[i] = next_deviation(research.deviation[i], cost, normal_quantile(second), p)
        else:
            size = (output.log_sales[i] - scores.size_mean[sector]) / scores.size_sd[sector]
            capacity = absorption(research.knowledge[i], anchors.half_stock[sector])
            wants = net_gain(0.0, year, finance.margin[i], anchors.title_cost_slope, p) > 0.0
            wish = wish_to_start(size, capacity, titles.institute[i] >= 0, wants, p)
            recent = now.quarter - research.cut[i] <= 4
            if strikes(first, start_hazard(anchors.start_intercept, wish, recent, p)):
                research.performs[i] = True
                research.deviation[i] = spread * normal_quantile(second)
        sales = output.sales[i] * factor[sector]
        real = channels.grant[i] + titles.pushed[i] * sales
        if research.performs[i]:
            usual = rd_intensity(research.permanent[i], research.deviation[i], years, p) * sales
            effect = overlap(channels.gain[RD, i], channels.loss[RD, i], p.instrument_overlap_exponent)
            real += usual * math.exp(effect) * now.research_factor
        research.spending[i] = real
        research.reported[i] = reported_from_real(
            real, titles.relabelled[i] * sales, channels.told_grant[i], channels.grant[i]
        )
