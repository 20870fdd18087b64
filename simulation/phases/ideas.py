"""Phase 6: spending becomes knowledge, patents and new products (model.md Q1, Q9, Q10)."""

import numpy as np

from simulation.rules.compiled import phase, rule
from simulation.rules.dice import Dice, Question, uniform_pair
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
from simulation.world.firms import FILING, IDEA, RESEARCH_MEMORY, TESTING, TRADE, Firms, Floats, Integers
from simulation.world.towns import GRANT_QUEUE, Queues

PATENTS = int(Question.PATENTS)
PATENT_TYPES = int(Question.PATENT_TYPES)
GRANT_LAGS = int(Question.GRANT_LAGS)
GRANT_LUCK = int(Question.GRANT_LUCK)


@rule
def idea_effect(gain: float, loss: float, linked: bool, p: np.record) -> float:
    """E_idea: what instruments add (Q16) and a live link."""
    effect = overlap(gain, loss, p.instrument_overlap_exponent)
    return effect + p.link_idea_effect if linked else effect


@phase
def learn(firms: Firms, anchors: Anchors, now: Moment, p: np.record) -> None:
    """Remembers spending, renews the knowledge stock and the share of new products."""
    roster, output, research, _, titles, channels = firms
    place = now.quarter % RESEARCH_MEMORY
    for i in range(now.used):
        if not roster.above_scale[i] or roster.sector[i] == TRADE:
            continue
        spent = research.spending[i]
        research.memory[i, place] = spent
        research.reported_year[i] += research.reported[i]
        if spent > 0.0 or research.knowledge[i] > 0.0:
            idea = idea_effect(channels.gain[IDEA, i], channels.loss[IDEA, i], titles.institute[i] >= 0, p)
            stock = next_knowledge(research.knowledge[i], spent, idea, now.wage_index, p.knowledge_obsolescence)
            research.knowledge[i] = stock if stock > 1e-9 * anchors.half_stock[roster.sector[i]] else 0.0
        if spent > 0.0 or research.new_products[i] > 0.0:
            test = overlap(channels.gain[TESTING, i], channels.loss[TESTING, i], p.instrument_overlap_exponent)
            conversion = anchors.product_conversion * (1.0 + test) / now.wage_index
            research.new_products[i] = next_new_products(
                research.new_products[i], spent, output.sales[i], conversion, p.new_product_life
            )


@phase
def lag_weights(quarter: int, p: np.record) -> Floats:
    """Q9: weight of every place of the ring of twelve quarters: this year, the last and the one before."""
    weights = np.empty(RESEARCH_MEMORY)
    for age in range(RESEARCH_MEMORY):
        weight = p.patent_lag_weights_0
        if age >= 8:
            weight = p.patent_lag_weights_2
        elif age >= 4:
            weight = p.patent_lag_weights_1
        weights[(quarter - age) % RESEARCH_MEMORY] = weight
    return weights


@rule
def lagged_rd(memory: Floats, weights: Floats) -> float:
    """Q9: yearly real R&D of the last three years by the weights of `lag_weights`, 10,000 yuan."""
    total = 0.0
    for k in range(RESEARCH_MEMORY):
        total += weights[k] * memory[k]
    return total


@rule
def enqueue(queues: Queues, town: int, kind: int, granted: int, due: int) -> None:
    """Books granted patents for the quarter in which they will be announced."""
    queues.pending[town, kind, due % GRANT_QUEUE] += granted


@rule
def file_types(who: tuple[np.uint64, int], filed: int, u: float, when: tuple[Dice, int],
               books: tuple[Queues, Integers], p: np.record) -> None:  # fmt: skip
    """Splits applications by type, decides the grants and books them.

    `who` = identity and town, `when` = dice and quarter, `books` = grants under way and the year's applications.
    """
    identity, town = who
    dice, quarter = when
    queues, applications = books
    inventions, designs = application_shares(p)
    design_u, granted_u = uniform_pair(dice, PATENT_TYPES, identity)
    other_u, wait_u = uniform_pair(dice, GRANT_LAGS, identity)
    utility_u = uniform_pair(dice, GRANT_LUCK, identity)[0]
    first = binomial_quantile(u, filed, inventions)
    third = binomial_quantile(design_u, filed - first, designs / (1.0 - inventions))
    second = filed - first - third
    for kind, number in enumerate((first, second, third)):
        queues.applied[kind] += number
        applications[town, kind] += number
    enqueue(
        queues, town, 0, binomial_quantile(granted_u, first, p.invention_grant_rate), quarter + grant_wait(wait_u, 0)
    )
    enqueue(
        queues, town, 1, binomial_quantile(utility_u, second, p.utility_grant_rate), quarter + grant_wait(wait_u, 1)
    )
    enqueue(queues, town, 2, binomial_quantile(other_u, third, p.design_grant_rate), quarter + grant_wait(wait_u, 2))


@phase
def file_patents(firms: Firms, anchors: Anchors, now: Moment, p: np.record, books: tuple[Queues, Integers]) -> None:
    """Applications of every firm that did R&D in the last three years, and the grants that will follow."""
    roster, _, research, _, titles, channels = firms
    drift = propensity_drift(now.quarter, p)
    weights = lag_weights(now.quarter, p)
    offset = p.patent_rd_offset * now.deflator
    at_zero = offset**p.patent_rd_elasticity
    for i in range(now.used):
        if not roster.above_scale[i] or research.knowledge[i] <= 0.0:
            continue
        lagged = lagged_rd(research.memory[i], weights)
        if lagged <= 0.0:
            continue
        filing = overlap(channels.gain[FILING, i], channels.loss[FILING, i], p.instrument_overlap_exponent)
        scale = anchors.patent_scale[roster.sector[i]] / 4.0 * research.patent_effect[i]
        effective = effective_rd(lagged, offset, p.patent_rd_elasticity, at_zero)
        idea = idea_effect(channels.gain[IDEA, i], channels.loss[IDEA, i], titles.institute[i] >= 0, p)
        mean = mean_applications(scale, effective, idea, filing, drift)
        first, second = uniform_pair(now.dice, PATENTS, roster.identity[i])
        filed = negative_binomial_quantile(first, mean, p.patent_dispersion)
        if filed > 0:
            research.applications[i] += filed
            who = (roster.identity[i], roster.town[i])
            file_types(who, filed, second, (now.dice, now.quarter), books, p)
