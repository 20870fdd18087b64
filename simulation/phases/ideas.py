"""Phase 6: spending becomes knowledge, patents and new products (model.md Q1, Q9, Q10)."""

import numpy as np

from simulation.rules.compiled import phase, rule
from simulation.rules.dice import Question, uniform_pair
from simulation.rules.distributions import binomial_quantile, negative_binomial_quantile
from simulation.rules.knowledge import next_knowledge
from simulation.rules.links import overlap
from simulation.rules.patents import (
    application_shares,
    effective_rd,
    grant_wait,
    mean_applications,
    next_new_products,
    propensity_drift,
)
from simulation.world.anchors import Anchors, Moment
from simulation.world.firms import FILING, IDEA, RESEARCH_MEMORY, TESTING, TRADE, Firms
from simulation.world.towns import GRANT_QUEUE, Queues, Tally

PATENTS = int(Question.PATENTS)
PATENT_TYPES = int(Question.PATENT_TYPES)
GRANT_LAGS = int(Question.GRANT_LAGS)
GRANT_LUCK = int(Question.GRANT_LUCK)


@rule
def idea_effect(i: int, firms: Firms, p: np.record) -> float:
    """E_idea: a live link and what instruments add."""
    channels = firms.channels
    effect = overlap(channels.gain[IDEA, i], channels.loss[IDEA, i], p.instrument_overlap_exponent)
    return effect + p.link_idea_effect if firms.titles.institute[i] >= 0 else effect


@phase
def learn(firms: Firms, anchors: Anchors, now: Moment, p: np.record) -> None:
    """Remembers spending, renews the knowledge stock and the share of new products."""
    roster, output, research, _, _, channels = firms
    place = now.quarter % RESEARCH_MEMORY
    for i in range(now.used):
        if not roster.above_scale[i] or roster.sector[i] == TRADE:
            continue
        spent = research.spending[i]
        research.memory[i, place] = spent
        research.reported_year[i] += research.reported[i]
        if spent > 0.0 or research.knowledge[i] > 0.0:
            idea = idea_effect(i, firms, p)
            stock = next_knowledge(research.knowledge[i], spent, idea, now.wage_index, p.knowledge_obsolescence)
            research.knowledge[i] = stock if stock > 1e-9 * anchors.half_stock[roster.sector[i]] else 0.0
        if spent > 0.0 or research.new_products[i] > 0.0:
            test = overlap(channels.gain[TESTING, i], channels.loss[TESTING, i], p.instrument_overlap_exponent)
            conversion = anchors.product_conversion * (1.0 + test) / now.wage_index
            research.new_products[i] = next_new_products(
                research.new_products[i], spent, output.sales[i], conversion, p.new_product_life
            )


@rule
def lagged_rd(i: int, firms: Firms, quarter: int, p: np.record) -> float:
    """Q9: yearly real R&D with the weights on this year, the last and the one before."""
    memory = firms.research.memory
    total = 0.0
    for k in range(RESEARCH_MEMORY):
        spent = memory[i, (quarter - k) % RESEARCH_MEMORY]
        if k < 4:
            total += p.patent_lag_weights_0 * spent
        elif k < 8:
            total += p.patent_lag_weights_1 * spent
        else:
            total += p.patent_lag_weights_2 * spent
    return total


@rule
def enqueue(queues: Queues, town: int, kind: int, granted: int, due: int) -> None:
    """Books granted patents for the quarter in which they will be announced."""
    queues.pending[town, kind, due % GRANT_QUEUE] += granted


@rule
def file_types(
    i: int, filed: int, u: float, firms: Firms, now: Moment, books: tuple[Queues, Tally], p: np.record
) -> None:
    """Splits applications by type, decides the grants and books them."""
    queues, tally = books
    identity = firms.roster.identity[i]
    town = firms.roster.town[i]
    inventions, designs = application_shares(p)
    design_u, granted_u = uniform_pair(now.dice, PATENT_TYPES, identity)
    other_u, wait_u = uniform_pair(now.dice, GRANT_LAGS, identity)
    first = binomial_quantile(u, filed, inventions)
    third = binomial_quantile(design_u, filed - first, designs / (1.0 - inventions))
    second = filed - first - third
    for kind, number in enumerate((first, second, third)):
        queues.applied[kind] += number
        tally.applications_year[town, kind] += number
    enqueue(queues, town, 0, binomial_quantile(granted_u, first, p.invention_grant_rate),
            now.quarter + grant_wait(wait_u, 0))  # fmt: skip
    utility_u = uniform_pair(now.dice, GRANT_LUCK, identity)[0]
    enqueue(queues, town, 1, binomial_quantile(utility_u, second, p.utility_grant_rate),
            now.quarter + grant_wait(wait_u, 1))  # fmt: skip
    enqueue(queues, town, 2, binomial_quantile(other_u, third, p.design_grant_rate),
            now.quarter + grant_wait(wait_u, 2))  # fmt: skip


@phase
def file_patents(firms: Firms, anchors: Anchors, now: Moment, p: np.record, books: tuple[Queues, Tally]) -> None:
    """Applications of every firm that did R&D in the last three years, and the grants that will follow."""
    roster, _, research, _, _, channels = firms
    drift = propensity_drift(now.quarter, p)
    offset = p.patent_rd_offset * now.deflator
    for i in range(now.used):
        if not roster.above_scale[i] or research.knowledge[i] <= 0.0:
            continue
        lagged = lagged_rd(i, firms, now.quarter, p)
        if lagged <= 0.0:
            continue
        filing = overlap(channels.gain[FILING, i], channels.loss[FILING, i], p.instrument_overlap_exponent)
        scale = anchors.patent_scale[roster.sector[i]] / 4.0 * research.patent_effect[i]
        effective = effective_rd(lagged, offset, p.patent_rd_elasticity)
        mean = mean_applications(scale, effective, idea_effect(i, firms, p), filing, drift)
        first, second = uniform_pair(now.dice, PATENTS, roster.identity[i])
        filed = negative_binomial_quantile(first, mean, p.patent_dispersion)
        if filed > 0:
            research.applications[i] += filed
            file_types(i, filed, second, firms, now, books, p)
