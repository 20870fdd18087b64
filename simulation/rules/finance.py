"""What a firm can pay in a quarter: cash flow, credit, cuts, default (model.md Q8). Money in 10,000 yuan."""

import math
from typing import NamedTuple

import numpy as np

from simulation.rules.compiled import rule
from simulation.rules.distributions import logistic

ONE_FEN = 1e-6
"""In 10,000 yuan: sums of money smaller than this are rounding."""


@rule
def profit_tax(margin: float, sales: float, high_tech: bool, p: np.record) -> float:
    """Q8: 25 % of a positive profit, 15 % with the high-tech title."""
    rate: float = p.hnte_tax_rate if high_tech else p.corporate_tax_rate
    return rate * max(0.0, margin * sales)


@rule
def cash_flow(margin: float, usual_rd: float, sales: float, tax: float, p: np.record) -> float:
    """Q8: CF before debt service = (margin + dep) Y + usual R&D - tax; the margin is after usual R&D."""
    flow: float = (margin + p.depreciation_share) * sales + usual_rd - tax
    return flow


@rule
def debt_service(debt: float, p: np.record) -> tuple[float, float]:
    """Interest and repayment of a quarter; the balance is repaid in proportion over the loan's life."""
    return debt * p.loan_interest / 4.0, debt / p.loan_life


@rule
def borrowing_room(debt: float, sales: float, p: np.record) -> float:
    """Q8: LTV x collateral, collateral being a share of yearly sales, less what is owed."""
    limit: float = p.loan_to_value * p.collateral_share * 4.0 * sales
    return max(0.0, limit - debt)


@rule
def loan_chance(size_score: float, productivity_score: float, age: float, help_: float, p: np.record) -> float:
    """Q8: Pr(accept) = 1 - (1 - Λ(b0 + b1 z(ln Y) + b2 z(ln A) + b3 (age-9))) (1 - E_fin)."""
    base: float = math.log(p.loan_acceptance_mean / (1.0 - p.loan_acceptance_mean))
    score: float = base + p.loan_size_effect * size_score + p.loan_productivity_effect * productivity_score
    score += p.loan_age_effect * (age - 9.0)
    return 1.0 - (1.0 - logistic(score)) * (1.0 - help_)


class Cut(NamedTuple):
    """What is left of R&D and investment after a shortage, 10,000 yuan of the quarter."""

    rd: float
    investment: float


@rule
def cut_plans(rd: float, investment: float, shortage: float, p: np.record) -> Cut:
    """Q8: a shortage falls on R&D with its smaller weight and on investment; neither goes below zero."""
    if shortage <= 0.0:
        return Cut(rd, investment)
    weight: float = p.rd_cut_weight
    base = weight * rd + investment
    if base <= 0.0:
        return Cut(rd, investment)
    off_rd = min(rd, shortage * weight * rd / base)
    off_investment = min(investment, shortage - off_rd)
    off_rd = min(rd, shortage - off_investment)
    return Cut(rd - off_rd, investment - off_investment)


@rule
def leased_investment(funded: float, wanted: float, rise: float) -> float:
    """I22: what lessors add to the investment of a firm short of money, never beyond what it wanted."""
    return max(0.0, min(wanted - funded, funded * rise))


@rule
def closing_cash(balance: float, sales: float, p: np.record) -> float:
    """Q8: cash at the end of a quarter; more than the ceiling is paid out, less than a fen is nothing."""
    if abs(balance) < ONE_FEN:
        return 0.0
    ceiling: float = p.cash_ceiling * 4.0 * sales
    return min(ceiling, balance)


@rule
def funding_log(funded: float, wanted: float) -> float:
    """Q4: ln(I/I*), with I/I* kept at or above 0.2."""
    if wanted <= 0.0:
        return 0.0
    return math.log(max(0.2, funded / wanted))
