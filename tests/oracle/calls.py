"""What calls for projects share in the oracle: what a firm expects, how the province ranks, what is bought."""

import math
from dataclasses import dataclass

from simulation.rules.dice import Question
from tests.oracle.books import FEN
from tests.oracle.delivering import ask, is_here
from tests.oracle.governing import standardised
from tests.oracle.people import Firm
from tests.oracle.plain_rules import DISTRIBUTIONS

CALL = 1
"""Place in the year of the quarter in which firms apply."""
VALUE_SHARE = 0.25
PARTS = 4
FORGOTTEN = 8


@dataclass
class Award:
    """What a firm was awarded when, and from when on it works; `size` as the instrument reads it."""

    firm: Firm
    since: int
    begins: int
    size: float


@dataclass
class Project:
    """Money of a project that is paid out as work is done, fen; work begins in this quarter."""

    firm: Firm
    begins: int
    total: int


def is_call(world) -> bool:
    """Second quarter of a year."""
    return world.quarter % 4 == CALL


def has(firm: Firm, amount: int) -> bool:
    """Whether the firm's cash covers an amount in fen."""
    return firm.cash >= amount / FEN


def expected_value(firm: Firm, research: float, world) -> float:
    """What the firm thinks that added R&D is worth to it, before its own belief."""
    beliefs = world.beliefs
    slope = beliefs["knowledge_output_elasticity"] * (1.0 + beliefs["absorption_half_stock"])
    gain = slope * math.log1p(research / (firm.knowledge + world.anchors.half_stock[firm.sector]))
    return gain * 4.0 * firm.sales * VALUE_SHARE * world.p.gain_horizon


def ranked(firms: list[Firm], question: Question, world) -> list[Firm]:
    """By half strength, half need and noise, the best first."""
    if not firms:
        return []
    strength = standardised([firm.productivity + firm.shock for firm in firms])
    need = standardised([world.scores[firm.sector].size[0] - firm.log_sales for firm in firms])
    score = {}
    for k, firm in enumerate(firms):
        noise = DISTRIBUTIONS.normal_quantile(ask(question, firm, world))
        spread = world.p.ranking_noise * world.safeguards.ranking_noise
        score[firm] = 0.5 * strength[k] + 0.5 * need[k] + spread * noise
    return sorted(firms, key=lambda firm: -score[firm])


def buy_research(awards: list[Award], world) -> list[Award]:
    """Add this quarter's parts to the R&D of firms that are still there; returns the awards that still count."""
    kept = [award for award in awards if is_here(award.firm, world) and world.quarter - award.since < FORGOTTEN]
    for award in kept:
        if award.begins <= world.quarter < award.begins + PARTS:
            award.firm.grant += award.size / PARTS
            award.firm.told_grant += award.size / PARTS
    return kept
