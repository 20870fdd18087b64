"""Births of 2015: firms get their place, traits and history, one compiled loop each (model.md 1.4, Q6, Q7, Q15)."""

import math

import numpy as np

from simulation.phases.draws import uniforms
from simulation.phases.founding import endow, open_books
from simulation.phases.links import best_of_three
from simulation.rules.compiled import phase
from simulation.rules.dice import Dice, Question, uniform, uniform_pair
from simulation.rules.knowledge import absorption
from simulation.rules.links import link_quarters
from simulation.world.anchors import Anchors, Reach
from simulation.world.firms import RESEARCH_MEMORY, TRADE, Firms, Floats, Integers

BASE_SECTOR = 15
"""Sector digits in the identity of a firm of the base year, whose sector is drawn after its identity."""
FIRM_SECTOR = int(Question.FIRM_SECTOR)
FIRM_AGE = int(Question.FIRM_AGE)
FIRM_HISTORY = int(Question.FIRM_HISTORY)
FIRM_LINK = int(Question.FIRM_LINK)
FIRM_LIVE_LINK = int(Question.FIRM_LIVE_LINK)
FIRM_RESEARCH = int(Question.FIRM_RESEARCH)
OLDEST = 35.0


@phase
def number_firms(firms: Firms, codes: Integers, counts: Integers) -> int:
    """Town and identity of every firm of the base year; `counts` (towns, 2) industrial and other firms."""
    roster = firms.roster
    i = 0
    for j in range(codes.shape[0]):
        for ordinal in range(counts[j, 0] + counts[j, 1]):
            roster.identity[i] = (
                (np.uint64(codes[j] // 1000) << np.uint64(35)) | (np.uint64(BASE_SECTOR) << np.uint64(31))
                | np.uint64(ordinal)
            )  # fmt: skip
            roster.town[i] = j
            roster.sector[i] = 0 if ordinal < counts[j, 0] else TRADE
            roster.above_scale[i] = True
            i += 1
    return i


@phase
def choose_sectors(firms: Firms, used: int, shares: Floats, dice: Dice) -> None:
    """Sector of every industrial firm by its town's running shares (towns, 13)."""
    roster = firms.roster
    for i in range(used):
        if roster.sector[i] != TRADE:
            u = uniform(dice, FIRM_SECTOR, roster.identity[i])
            s = 0
            while s < TRADE - 1 and shares[roster.town[i], s] < u:
                s += 1
            roster.sector[i] = s


def endow_all(firms: Firms, used: int, dice: Dice, anchors: Anchors, p: np.record) -> None:
    """Lifelong traits, age, opening cash and debt of every firm of the base year."""
    roster, output = firms.roster, firms.output
    rows = np.arange(used)
    age = -float(p.firm_age_mean) * np.log(uniforms(dice, FIRM_AGE, roster.identity[:used]))
    roster.born[:used] = -1 - (4.0 * np.minimum(OLDEST, age)).astype(np.int64)
    output.employees[:used] = output.sales[:used] / anchors.output_per_worker[roster.sector[:used]]
    endow(rows, firms, dice, (anchors.trait_sd, anchors.intensity_location), p)
    open_books(rows, firms, dice, p)


@phase
def remember_research(firms: Firms, used: int, hazards: Floats, context: tuple[Dice, float],
                      p: np.record) -> None:  # fmt: skip
    """Performers and past performers by the stationary law, their stocks and their last twelve quarters.

    `hazards` holds the yearly start hazard of every firm; `context` the dice and the share of a year's R&D that the
    last quarter of 2015 carries, times four.
    """
    dice, carry = context
    roster, output, research = firms.roster, firms.output, firms.research
    growth = p.past_rd_growth
    for i in range(used):
        if roster.sector[i] == TRADE:
            continue
        stopped_u, _ = uniform_pair(dice, FIRM_HISTORY, roster.identity[i])
        stopped = 0.0
        if uniform(dice, FIRM_RESEARCH, roster.identity[i]) < hazards[i] / (hazards[i] + p.rd_stop_hazard):
            research.performs[i] = True
        else:
            stopped = -math.log(stopped_u) / hazards[i]
            if stopped >= -roster.born[i] / 4.0:
                continue
        year = math.exp(research.permanent[i] + research.deviation[i]) * output.sales_year[i]
        stock = year / (p.knowledge_obsolescence + growth)
        research.knowledge[i] = stock * (1.0 - p.knowledge_obsolescence) ** stopped
        for k in range(1, RESEARCH_MEMORY + 1):
            if k > 4.0 * stopped:
                spent = year / 4.0 * (1.0 + growth) ** (-(k - 2.5) / 4.0)
                research.memory[i, RESEARCH_MEMORY - k] = spent
        if research.performs[i]:
            research.spending[i] = year / 4.0 * carry
            research.reported[i] = research.spending[i]
            research.reported_year[i] = year
            research.reported_last_year[i] = year / (1.0 + growth)


@phase
def wish_links(firms: Firms, used: int, reach: Reach, context: tuple[Anchors, Dice], p: np.record) -> Floats:
    """The best of three institutes of every industrial firm into `last_partner`; returns its utility (0 for trade)."""
    anchors, dice = context
    wishes = np.zeros(used)
    for i in range(used):
        if firms.roster.sector[i] != TRADE:
            first, second = uniform_pair(dice, FIRM_LINK, firms.roster.identity[i])
            third = uniform_pair(dice, FIRM_HISTORY, firms.roster.identity[i])[1]
            j, s = firms.roster.town[i], firms.roster.sector[i]
            capacity = absorption(firms.research.knowledge[i], anchors.half_stock[s])
            options = (reach.cumulative[j, s], reach.distance[j], reach.proximity[s])
            k, wishes[i] = best_of_three(options, (first, second, third), capacity, -1, p)
            firms.titles.last_partner[i] = k
    return wishes


@phase
def open_links(firms: Firms, used: int, chances: Floats, dice: Dice, p: np.record) -> None:
    """Live links by their stationary chance, each with the rest of a running term; the others forget the partner."""
    roster, titles = firms.roster, firms.titles
    for i in range(used):
        linked, part = uniform_pair(dice, FIRM_LIVE_LINK, roster.identity[i])
        length = uniform_pair(dice, FIRM_AGE, roster.identity[i])[1]
        if roster.sector[i] != TRADE and linked < chances[i]:
            titles.institute[i] = titles.last_partner[i]
            titles.linked_until[i] = max(1, math.ceil(part * link_quarters(length, p)))
            titles.linked_since[i] = -1
        else:
            titles.last_partner[i] = -1
