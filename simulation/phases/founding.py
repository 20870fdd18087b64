"""What a firm is given at its founding and keeps for life, and its opening books (model.md 1.4e, Q7)."""

import math

import numpy as np

from simulation.phases.draws import normals, uniforms
from simulation.rules.compiled import phase, rule
from simulation.rules.dice import Dice, Question, uniform_pair
from simulation.rules.distributions import normal_quantile
from simulation.rules.research import deviation_persistence
from simulation.world.firms import TRADE, Firms, Floats, Integers

FIRM_TRAITS = int(Question.FIRM_TRAITS)
FIRM_INTENSITY = int(Question.FIRM_INTENSITY)
FIRM_PATENT_EFFECT = int(Question.FIRM_PATENT_EFFECT)
FIRM_AFFINITY = int(Question.FIRM_AFFINITY)
FIRM_OWNERSHIP = int(Question.FIRM_OWNERSHIP)
CASH_NOISE = 0.01
SMALLEST_CASH = 0.002
CASH_MARGIN = 0.02
"""Opening cash over yearly sales = slope x (margin - this) + noise, at least the smallest (model.md 1.4e, X52)."""
LOW_MARGIN = 0.03
LOW_MARGIN_DEBT = 0.9
"""Firms with a margin below the first owe this share of what they could borrow (model.md 1.4e, X54)."""


@rule
def truncated_normal(u: float, centre: float, spread: float, ceiling: float) -> float:
    """Normal below a ceiling, by inversion of the part of the distribution that is left."""
    from_below = 0.5 * math.erfc(-(ceiling - centre) / (spread * math.sqrt(2.0)))
    return centre + spread * normal_quantile(max(1e-300, u * from_below))


@phase
def endow(rows: Integers, firms: Firms, dice: Dice, law: tuple[float, Floats], p: np.record) -> None:
    """Gives these firms traits, margin, intensity, patent effect and tastes, each from its identity alone.

    `law` = spread of the productivity trait, log of the sectors' middle R&D intensity.
    """
    roster, output, research, finance = firms.roster, firms.output, firms.research, firms.finance
    trait_sd, location = law
    spread = p.rd_intensity_shock_sd / math.sqrt(1.0 - deviation_persistence(p) ** 2)
    ceiling = math.log(p.rd_intensity_ceiling)
    for i in rows:
        identity, sector = roster.identity[i], roster.sector[i]
        trait, margin = uniform_pair(dice, FIRM_TRAITS, identity)
        affinity, belief = uniform_pair(dice, FIRM_AFFINITY, identity)
        owner, exports = uniform_pair(dice, FIRM_OWNERSHIP, identity)
        patent, listed = uniform_pair(dice, FIRM_PATENT_EFFECT, identity)
        output.trait[i] = trait_sd * normal_quantile(trait)
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
            research.permanent[i] = truncated_normal(level, location[sector], p.rd_intensity_log_sd, ceiling)
            research.deviation[i] = spread * normal_quantile(deviation)


def open_books(rows: Integers, firms: Firms, dice: Dice, p: np.record) -> None:
    """Opening cash and debt of these firms over yearly sales (model.md 1.4e, X52, X54)."""
    finance = firms.finance
    year = 4.0 * firms.output.sales[rows]
    margin = finance.margin[rows]
    noise = CASH_NOISE * normals(uniforms(dice, int(Question.FIRM_FINANCE), firms.roster.identity[rows]))
    share = float(p.opening_cash_slope) * (margin - CASH_MARGIN) + noise
    finance.cash[rows] = year * np.clip(share, SMALLEST_CASH, float(p.cash_ceiling))
    used = np.where(margin < LOW_MARGIN, LOW_MARGIN_DEBT, float(p.opening_debt_share))
    finance.debt[rows] = used * float(p.loan_to_value * p.collateral_share) * year
