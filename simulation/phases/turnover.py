"""Phase 7, population: firms leave the above-scale state and others enter it (model.md Q12, Q13)."""

import math

import numpy as np

from simulation.rules.compiled import phase, rule
from simulation.rules.dice import Dice, Question, uniform, uniform_pair
from simulation.rules.distributions import normal_quantile, poisson_quantile, strikes
from simulation.rules.knowledge import absorption
from simulation.rules.research import deviation_persistence, start_hazard, wish_to_start
from simulation.rules.turnover import entrant_sales, exit_hazard, exit_weight, expected_entrants
from simulation.world.anchors import Anchors, Flow, Moment, Scores
from simulation.world.firms import SECTORS, TRADE, Firms, Floats, Integers
from simulation.world.towns import Towns

EXIT = int(Question.EXIT)
ENTRY = int(Question.ENTRY)
ENTRANT_SIZE = int(Question.ENTRANT_SIZE)
FIRM_TRAITS = int(Question.FIRM_TRAITS)
FIRM_FINANCE = int(Question.FIRM_FINANCE)
FIRM_RESEARCH = int(Question.FIRM_RESEARCH)
FIRM_INTENSITY = int(Question.FIRM_INTENSITY)
FIRM_PATENT_EFFECT = int(Question.FIRM_PATENT_EFFECT)
FIRM_AFFINITY = int(Question.FIRM_AFFINITY)
FIRM_OWNERSHIP = int(Question.FIRM_OWNERSHIP)
CASH_NOISE = 0.01
SMALLEST_CASH = 0.002
CASH_MARGIN = 0.02
"""Opening cash over yearly sales = slope x (margin - this) + noise, at least the smallest (model.md 1.4e, X52)."""


@rule
def truncated_normal(u: float, centre: float, spread: float, ceiling: float) -> float:
    """Normal below a ceiling, by inversion of the part of the distribution that is left."""
    from_below = 0.5 * math.erfc(-(ceiling - centre) / (spread * math.sqrt(2.0)))
    return centre + spread * normal_quantile(max(1e-300, u * from_below))


@rule
def endow(i: int, firms: Firms, dice: Dice, anchors: Anchors, p: np.record) -> None:
    """Gives a firm what it keeps for life: traits, margin, intensity, patent effect, taste; all from its identity."""
    roster, output, research, finance, _, _ = firms
    identity, sector = roster.identity[i], roster.sector[i]
    trait, margin = uniform_pair(dice, FIRM_TRAITS, identity)
    affinity, belief = uniform_pair(dice, FIRM_AFFINITY, identity)
    owner, exports = uniform_pair(dice, FIRM_OWNERSHIP, identity)
    patent, listed = uniform_pair(dice, FIRM_PATENT_EFFECT, identity)
    output.trait[i] = anchors.trait_sd * normal_quantile(trait)
    output.productivity[i] = output.trait[i]
    finance.margin[i] = p.profit_margin_mean + p.profit_margin_sd * normal_quantile(margin)
    roster.affinity[i] = affinity
    roster.belief[i] = math.exp(p.belief_spread * normal_quantile(belief))
    roster.ownership[i] = 0
    if owner > p.ownership_shares_0:
        roster.ownership[i] = 1 if owner <= p.ownership_shares_0 + p.ownership_shares_1 else 2
    roster.exporter[i] = sector != TRADE and exports < p.exporter_share
    roster.listed[i] = listed < p.new_product_listing_share
    research.patent_effect[i] = math.exp(p.patent_firm_effect_sd * normal_quantile(patent))
    research.permanent[i] = -math.inf
    if sector != TRADE:
        level, deviation = uniform_pair(dice, FIRM_INTENSITY, identity)
        research.permanent[i] = truncated_normal(
            level, anchors.intensity_location[sector], p.rd_intensity_log_sd, math.log(p.rd_intensity_ceiling)
        )
        spread = p.rd_intensity_shock_sd / math.sqrt(1.0 - deviation_persistence(p) ** 2)
        research.deviation[i] = spread * normal_quantile(deviation)


@rule
def open_books(i: int, firms: Firms, dice: Dice, p: np.record) -> None:
    """Opening cash and debt over yearly sales (model.md 1.4e, X52, X54)."""
    output, finance = firms.output, firms.finance
    year = 4.0 * output.sales[i]
    noise = CASH_NOISE * normal_quantile(uniform(dice, FIRM_FINANCE, firms.roster.identity[i]))
    share = p.opening_cash_slope * (finance.margin[i] - CASH_MARGIN) + noise
    finance.cash[i] = year * min(p.cash_ceiling, max(SMALLEST_CASH, share))
    used = 0.9 if finance.margin[i] < 0.03 else p.opening_debt_share
    finance.debt[i] = used * p.loan_to_value * p.collateral_share * year


@phase
def weigh_exits(firms: Firms, scores: Scores, now: Moment, p: np.record, weights: Floats) -> Floats:
    """Exit weight of every firm into `weights`; returns the mean by sector."""
    roster, output, _, finance, _, _ = firms
    total = np.zeros(SECTORS)
    count = np.zeros(SECTORS)
    for i in range(now.used):
        if roster.above_scale[i]:
            s = roster.sector[i]
            size = (output.log_sales[i] - scores.size_mean[s]) / scores.size_sd[s]
            level = output.productivity[i] + output.shock[i]
            productivity = (level - scores.productivity_mean[s]) / scores.productivity_sd[s]
            weights[i] = exit_weight(size, productivity, now.quarter - roster.born[i], finance.in_default[i], p)
            total[s] += weights[i]
            count[s] += 1.0
    for s in range(SECTORS):
        total[s] = total[s] / count[s] if count[s] > 0.0 else 1.0
    return total


@rule
def clear(i: int, firms: Firms, flow: Flow) -> None:
    """Frees a slot: nothing of the firm stays but what its town has already counted."""
    roster, output, research, finance, titles, _ = firms
    roster.above_scale[i] = False
    flow.lost_loans[0] += finance.debt[i]
    output.market[i] = 0.0
    output.shock[i] = 0.0
    output.sales[i] = 0.0
    output.sales_year[i] = 0.0
    research.performs[i] = False
    research.institution[i] = False
    research.centre[i] = 0
    research.memory[i, :] = 0.0
    for column in (research.spending, research.reported, research.reported_year, research.reported_last_year,
                   research.reported_year_before, research.knowledge, research.new_products, finance.cash,
                   finance.debt, finance.funding_mean, finance.funding_change, titles.pushed,
                   titles.relabelled, titles.cooperation_year):  # fmt: skip
        column[i] = 0.0
    research.cut[i] = -1000
    research.applications[i] = 0
    finance.negative[i] = 0
    finance.in_default[i] = False
    finance.funding[i, :] = 0.0
    titles.high_tech[i] = False
    titles.valid_until[i] = 0
    titles.institute[i] = -1
    titles.last_partner[i] = -1
    titles.policy_link[i] = False
    titles.policy_title[i] = False
    flow.free[flow.top[0]] = i
    flow.top[0] += 1


@phase
def leave(firms: Firms, weights: Floats, mean_weight: Floats, context: tuple[Moment, Flow, Integers],
          p: np.record) -> None:  # fmt: skip
    """Exits: most drop to the cohort of their town and sector, the rest die; slots and contracts become free."""
    now, flow, live_contracts = context
    roster, output, _, _, titles, channels = firms
    for i in range(now.used):
        if not roster.above_scale[i]:
            continue
        s = roster.sector[i]
        hazard = exit_hazard(weights[i], mean_weight[s], channels.hazard[i] * now.exit_factor, p)
        leaves, drops = uniform_pair(now.dice, EXIT, roster.identity[i])
        if not strikes(leaves, hazard):
            continue
        if drops < p.exit_drop_share:
            flow.dropped[roster.town[i], s] += output.sales[i]
            flow.exits[0] += 1
        else:
            flow.exits[1] += 1
        if titles.institute[i] >= 0:
            live_contracts[titles.institute[i]] -= 1
        clear(i, firms, flow)


@rule
def take_slot(flow: Flow) -> int:
    """A free slot, else the first one never used."""
    if flow.top[0] > 0:
        flow.top[0] -= 1
        return int(flow.free[flow.top[0]])
    flow.top[1] += 1
    return int(flow.top[1] - 1)


@rule
def enter_firm(i: int, yearly_sales: float, firms: Firms, scores: Scores, anchors: Anchors, now: Moment,
               p: np.record) -> None:  # fmt: skip
    """Starts one firm in its slot; town, sector and identity stand there already."""
    roster, output, research, _, titles, _ = firms
    s = roster.sector[i]
    roster.above_scale[i] = True
    roster.born[i] = now.quarter
    endow(i, firms, now.dice, anchors, p)
    gap = p.entrant_productivity_gap * math.sqrt(anchors.trait_sd**2 + anchors.shock_sd**2)
    output.trait[i] += gap
    output.productivity[i] = output.trait[i]
    output.sales[i] = yearly_sales / 4.0
    output.log_sales[i] = math.log(output.sales[i])
    output.employees[i] = output.sales[i] / anchors.output_per_worker[s]
    output.growth[i] = 0.0
    open_books(i, firms, now.dice, p)
    size = (output.log_sales[i] - scores.size_mean[s]) / scores.size_sd[s]
    if s != TRADE:
        wish = wish_to_start(size, absorption(0.0, anchors.half_stock[s]), False, False, p)
        hazard = start_hazard(anchors.start_intercept, wish, False, p)
        chance = hazard / (hazard + p.rd_stop_hazard)
        research.performs[i] = uniform(now.dice, FIRM_RESEARCH, roster.identity[i]) < chance
    titles.linked_until[i] = 0


@phase
def enter(firms: Firms, towns: Towns, effect: Floats, context: tuple[Scores, Anchors, Moment, Flow, Floats],
          p: np.record) -> None:  # fmt: skip
    """Entrants of every town and sector out of the cohort below scale; `effect` (towns,) raises their number."""
    scores, anchors, now, flow, terms = context
    roster = firms.roster
    for j in range(effect.shape[0]):
        for s in range(SECTORS):
            cell = np.uint64(towns.place.code[j] * SECTORS + s)
            u = uniform(now.dice, ENTRY, cell)
            mean = expected_entrants(towns.tally.firms[j, s], effect[j], p)
            if u <= 1.0 - mean:  # below exp(-mean) at any rate: nobody enters
                continue
            wanted = poisson_quantile(u, mean)
            for ordinal in range(wanted):
                identity = (
                    (np.uint64(towns.place.code[j] // 1000) << np.uint64(35))
                    | (np.uint64(s) << np.uint64(31))
                    | (np.uint64(now.quarter + 1) << np.uint64(25))
                    | np.uint64(ordinal)
                )
                sales = entrant_sales(uniform(now.dice, ENTRANT_SIZE, identity), p)
                room = towns.economy.micro_sales[j, s] + flow.dropped[j, s] - flow.left[j, s]
                if (s != TRADE and room < sales / 4.0) or (flow.top[0] == 0 and flow.top[1] >= firms.roster.town.size):
                    continue
                i = take_slot(flow)
                roster.identity[i] = identity
                roster.town[i] = j
                roster.sector[i] = s
                flow.left[j, s] += sales / 4.0
                flow.entries[0] += 1
                enter_firm(i, sales, firms, scores, anchors, now, p)
                flow.lost_loans[1] += firms.finance.debt[i]
                if s != TRADE:
                    firms.output.productivity[i] = firms.output.trait[i] + terms[j, s]
