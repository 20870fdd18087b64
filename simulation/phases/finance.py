"""Phases 4 and 7: firms pay for their plans, borrow once if short, cut what they cannot pay (model.md Q8)."""

import math

import numpy as np

from simulation.rules.compiled import phase, rule
from simulation.rules.dice import Question, uniform
from simulation.rules.finance import (
    borrowing_room,
    cash_flow,
    closing_cash,
    cut_plans,
    debt_service,
    funding_log,
    leased_investment,
    loan_chance,
    profit_tax,
)
from simulation.rules.growth import funding_effect
from simulation.rules.links import overlap
from simulation.world.anchors import Moment, Scores
from simulation.world.firms import CREDIT, FUNDING_MEMORY, Firms, Floats

CREDIT_DIE = int(Question.CREDIT)
LOANS_MADE, LOANS_REPAID, LOANS_WRITTEN_OFF, TAX, TITLE_SAVING, SHORT, REFUSED = range(7)
"""Places of the sums that `pay_for_plans` returns: money in 10,000 yuan, then counts of firms."""


@rule
def mean_after(ring: Floats, place: int, ratio: float) -> float:
    """Puts ln(I/I*) of the quarter on a firm's ring of eight and returns its mean."""
    ring[place] = ratio
    total = 0.0
    for value in ring:
        total += value
    return total / FUNDING_MEMORY


@phase
def pay_for_plans(firms: Firms, scores: Scores, now: Moment, p: np.record, sums: Floats) -> None:
    """Fixes R&D and investment of the quarter, moves cash and debt, notes defaults; adds to `sums` (7 places)."""
    roster, output, research, finance, titles, channels = firms
    place = now.quarter % FUNDING_MEMORY
    factor = np.exp(now.path)
    for i in range(now.used):
        if not roster.above_scale[i]:
            continue
        sales = output.sales[i] * factor[roster.sector[i]]
        margin = finance.margin[i]
        usual = math.exp(research.permanent[i]) * sales if research.performs[i] else 0.0
        tax = profit_tax(margin, sales, titles.high_tech[i], p)
        interest, repaid = debt_service(finance.debt[i], p)
        own = cash_flow(margin, usual, sales, tax, p) - interest - repaid + finance.cash[i] + finance.equity[i]
        wanted = p.wanted_investment_share * sales
        plan = research.spending[i]
        short = plan + wanted - own
        loan = 0.0
        refused = False
        if short > 0.0:
            sums[SHORT] += 1.0
            sector = roster.sector[i]
            size = (output.log_sales[i] - scores.size_mean[sector]) / scores.size_sd[sector]
            level = output.productivity[i] + output.shock[i]
            productivity = (level - scores.productivity_mean[sector]) / scores.productivity_sd[sector]
            help_ = overlap(channels.gain[CREDIT, i], channels.loss[CREDIT, i], p.instrument_overlap_exponent)
            help_ = min(1.0, max(0.0, help_))
            chance = loan_chance(size, productivity, (now.quarter - roster.born[i]) / 4.0, help_, p)
            if uniform(now.dice, CREDIT_DIE, roster.identity[i]) < chance:
                loan = min(short, borrowing_room(finance.debt[i] - repaid, sales, p))
            else:
                refused = True
                sums[REFUSED] += 1.0
                finance.refused_at[i] = now.quarter
                finance.shortage[i] = short
        left = cut_plans(plan, wanted, short - loan, p)
        leased = leased_investment(left.investment, wanted, channels.leasing[i])
        loan += leased
        investment = left.investment + leased
        if left.rd < plan:
            research.cut[i] = now.quarter
            research.reported[i] *= left.rd / plan
            research.spending[i] = left.rd
        finance.debt[i] += loan - repaid
        finance.cash[i] = closing_cash(own + loan - left.rd - investment, sales, p)
        finance.negative[i] = finance.negative[i] + 1 if finance.cash[i] < 0.0 else 0
        sums[LOANS_MADE] += loan
        sums[LOANS_REPAID] += repaid
        sums[TAX] += tax
        if titles.high_tech[i]:
            sums[TITLE_SAVING] += profit_tax(margin, sales, False, p) - tax
        if finance.negative[i] >= 2 and refused:
            finance.in_default[i] = True
            sums[LOANS_WRITTEN_OFF] += finance.debt[i]
            finance.debt[i] = 0.0
        elif finance.negative[i] == 0:
            finance.in_default[i] = False
        ratio, before = funding_log(investment, wanted), finance.funding_mean[i]
        finance.funding_change[i] = 0.0
        if ratio != 0.0 or before != 0.0:  # ratios are never positive: a mean of zero means a ring of zeros
            mean = mean_after(finance.funding[i], place, ratio)
            finance.funding_mean[i] = mean
            finance.funding_change[i] = funding_effect(mean, p) - funding_effect(before, p)
