"""The firms that guidance funds may look at in a quarter, and how a fund picks among them (model.md 3.4, invest)."""

import math
from typing import NamedTuple

import numpy as np

from simulation.agents.delivery import ask, eligible_firms
from simulation.agents.funds.terms import LEAST_TICKET, MOST_TICKET, can_be_bought, firm_value, ticket_for
from simulation.inputs.conditions import Condition
from simulation.phases.draws import normals, uniforms
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.ledger import fen
from simulation.world.world import World

SEEKING_SHARE = 0.25
"""Share of firms that look for outside capital in a quarter, as for a partner in research (Q15)."""
CANDIDATES_PER_DEAL = 10
PRODUCTIVITY_WEIGHT, RESEARCH_WEIGHT, PRIORITY_WEIGHT = 0.5, 0.3, 0.2
BEST_SHARE = 0.25
"""The best quarter of the firms by merit are those that may refuse government money."""
REFUSAL_OF_FIRMS = 0.5
"""Refusal of the best firms over that of the best managers (the evidence is at the level of managers)."""


class Prices(NamedTuple):
    """Limits of a ticket this quarter, 10,000 yuan."""

    least: float
    most: float


class Market(NamedTuple):
    """Firms that a fund may buy into, in the order in which they come to notice; one entry each."""

    rows: Integers
    in_delta: Flags  # Pearl River Delta
    merit: Floats  # the score without the fund's noise
    is_best: Flags
    value: Floats  # 10,000 yuan
    seen: Flags  # a fund has looked at it this quarter
    prices: Prices


class Search(NamedTuple):
    """What a fund looks for: money in fen, how well it sees, and where (None = anywhere)."""

    wanted: int  # deals are begun while less than this is spent
    most: int  # never spent beyond this
    noise: float
    in_delta: bool | None


class Deals(NamedTuple):
    """Tickets a fund will buy, fen."""

    rows: Integers
    tickets: Integers


def standardised(values: Floats) -> Floats:
    """z-scores; zero where all are equal."""
    spread = float(values.std()) if len(values) else 0.0
    scores: Floats = (values - values.mean()) / spread if spread > 0.0 else np.zeros(len(values))
    return scores


def ticket_prices(world: World, cap: float | None) -> Prices:
    """300 to 2000 at this quarter's prices, under the scenario's cap."""
    level = float(world.macro.deflator[world.quarter])
    most = MOST_TICKET * level
    return Prices(LEAST_TICKET * level, most if cap is None else min(most, cap))


def open_market(world: World, eligible: Condition, backed: Integers, cap: float | None) -> Market:
    """Eligible firms that seek capital this quarter, whose stakes have the right size; `backed` are the rows of firms
    that a guidance fund holds already."""
    firms, scores = world.firms, world.scores
    able = eligible_firms(world, eligible)
    able[backed] = False
    rows = np.flatnonzero(able)
    notice = ask(world, Question.FUND_SEARCH, rows)
    rows, notice = rows[notice < SEEKING_SHARE], notice[notice < SEEKING_SHARE]
    sector = firms.roster.sector[rows]
    level = firms.output.productivity[rows] + firms.output.shock[rows]
    productivity = (level - scores.productivity_mean[sector]) / scores.productivity_sd[sector]
    value = firm_value(4.0 * firms.output.sales[rows], productivity, float(world.p.fund_sales_multiple))
    prices = ticket_prices(world, cap)
    fits = can_be_bought(value, prices.least, prices.most)
    rows, productivity, value, notice = rows[fits], productivity[fits], value[fits], notice[fits]
    town = firms.roster.town[rows]
    merit = PRODUCTIVITY_WEIGHT * productivity
    merit += RESEARCH_WEIGHT * standardised(firms.research.reported[rows] / np.maximum(firms.output.sales[rows], 1e-9))
    merit += PRIORITY_WEIGHT * (firms.roster.sector[rows] == world.towns.place.specialty[town])
    is_best = merit > np.quantile(merit, 1.0 - BEST_SHARE) if len(rows) else np.zeros(0, dtype=np.bool_)
    order = np.argsort(notice)
    in_delta = world.towns.place.region[town] == 0
    seen = np.zeros(len(rows), dtype=np.bool_)
    return Market(rows[order], in_delta[order], merit[order], is_best[order], value[order], seen, prices)


def find_deals(world: World, market: Market, search: Search) -> Deals:
    """Ten candidates for every intended deal; the best score that does not refuse is bought, while money lasts."""
    intended = math.ceil(search.wanted / float(fen(market.prices.least)))
    free = ~market.seen if search.in_delta is None else ~market.seen & (market.in_delta == search.in_delta)
    places = np.flatnonzero(free)[: max(0, intended) * CANDIDATES_PER_DEAL]
    winners, blocks = best_of_each(world, market, places, search.noise)
    rows = market.rows[winners]
    die = ask(world, Question.FUND_TICKET, rows)
    tickets = fen(ticket_for(market.value[winners], die, market.prices.least, market.prices.most))
    spent = np.cumsum(tickets)
    bought = (spent - tickets < search.wanted) & (spent <= search.most)
    last = int(blocks[bought].max()) + 1 if bought.any() else 0
    market.seen[places[: last * CANDIDATES_PER_DEAL]] = True
    return Deals(rows[bought], tickets[bought])


def best_of_each(world: World, market: Market, places: Integers, noise: float) -> tuple[Integers, Integers]:
    """Place of the winner among each ten candidates, and the number of its ten; tens where all refuse drop out."""
    rows = market.rows[places]
    luck = normals(uniforms(world.dice_now(), int(Question.FUND_SCORE), world.firms.roster.identity[rows]))
    refusal = REFUSAL_OF_FIRMS * float(world.p.fund_refusal_by_best)
    refuses = market.is_best[places] & (ask(world, Question.FUND_ACCEPT, rows) < refusal)
    score = np.where(refuses, -np.inf, market.merit[places] + noise * luck)
    blocks = -(-len(places) // CANDIDATES_PER_DEAL)
    flat = np.full(blocks * CANDIDATES_PER_DEAL, -np.inf)
    flat[: len(places)] = score
    table = flat.reshape(blocks, CANDIDATES_PER_DEAL)
    best = table.argmax(axis=1) if blocks else np.zeros(0, dtype=np.int64)
    found = np.flatnonzero(table.max(axis=1, initial=-np.inf) > -np.inf)
    return places[found * CANDIDATES_PER_DEAL + best[found]], found
