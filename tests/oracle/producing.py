"""What one firm learns and makes in a quarter, in the oracle: knowledge, products, patents, productivity, sales."""

import math

from simulation.rules.dice import Question
from simulation.world.firms import FILING, IDEA, MARKET, PRODUCTIVITY, RESEARCH_MEMORY, TESTING
from tests.oracle.deciding import capacity, effect
from tests.oracle.people import Firm
from tests.oracle.plain_rules import DISTRIBUTIONS, GROWTH, KNOWLEDGE, PATENTS, uniform, uniform_pair

FORGOTTEN = 1e-9
"""Part of the sector's half stock below which nothing is known any more."""
SMALLEST_POOL = 1e-6
INVENTION, UTILITY, DESIGN = range(3)


def idea_effect(firm: Firm, p) -> float:
    """Ideas per yuan: instruments and a live link."""
    linked = p.link_idea_effect if firm.institute is not None else 0.0
    return effect(firm, IDEA, p) + linked


def learn(firm: Firm, world) -> None:
    """Spending becomes knowledge and new products."""
    p = world.p
    firm.memory.appendleft(firm.spending)
    firm.reported_year += firm.reported
    stock = KNOWLEDGE.next_knowledge(
        firm.knowledge, firm.spending, idea_effect(firm, p), world.wage_index, p.knowledge_obsolescence
    )
    firm.knowledge = stock if stock > FORGOTTEN * world.anchors.half_stock[firm.sector] else 0.0
    conversion = world.anchors.product_conversion * (1.0 + effect(firm, TESTING, p)) / world.wage_index
    firm.new_products = PATENTS.next_new_products(
        firm.new_products, firm.spending, firm.sales, conversion, p.new_product_life
    )


def file_patents(firm: Firm, world) -> None:
    """Applications of the quarter, their types, and the day on which the granted ones are announced."""
    p, q = world.p, world.quarter
    by_year = (p.patent_lag_weights_0, p.patent_lag_weights_1, p.patent_lag_weights_2)
    lagged = sum(by_year[k // 4] * firm.memory[k] for k in range(RESEARCH_MEMORY))
    if firm.knowledge <= 0.0 or lagged <= 0.0:
        return
    scale = world.anchors.patent_scale[firm.sector] / 4.0 * firm.patent_effect
    offset, beta = p.patent_rd_offset * world.prices, p.patent_rd_elasticity
    effective = PATENTS.effective_rd(lagged, offset, beta, offset**beta)
    mean = PATENTS.mean_applications(
        scale, effective, idea_effect(firm, p), effect(firm, FILING, p), PATENTS.propensity_drift(q, p)
    )
    first, second = uniform_pair(world.dice_now, Question.PATENTS, firm.identity)
    filed = DISTRIBUTIONS.negative_binomial_quantile(first, mean, p.patent_dispersion)
    firm.applications += filed
    if filed:
        grant_some(firm, filed_by_type(firm, filed, second, world), world)


def filed_by_type(firm: Firm, filed: int, die: float, world) -> tuple[int, int, int]:
    """Inventions, utility models and designs among the applications."""
    inventions, designs = PATENTS.application_shares(world.p)
    design_die, _ = uniform_pair(world.dice_now, Question.PATENT_TYPES, firm.identity)
    first = DISTRIBUTIONS.binomial_quantile(die, filed, inventions)
    third = DISTRIBUTIONS.binomial_quantile(design_die, filed - first, designs / (1.0 - inventions))
    return first, filed - first - third, third


def grant_some(firm: Firm, filed: tuple[int, int, int], world) -> None:
    """How many of each type will be granted, and when."""
    p, dice = world.p, world.dice_now
    _, invention_die = uniform_pair(dice, Question.PATENT_TYPES, firm.identity)
    design_die, wait_die = uniform_pair(dice, Question.GRANT_LAGS, firm.identity)
    utility_die = uniform(dice, Question.GRANT_LUCK, firm.identity)
    luck = (
        (INVENTION, invention_die, p.invention_grant_rate),
        (UTILITY, utility_die, p.utility_grant_rate),
        (DESIGN, design_die, p.design_grant_rate),
    )
    for kind, die, rate in luck:
        world.patents["applied"][kind] += filed[kind]
        firm.town.year["applications_year"][kind] += filed[kind]
        granted = DISTRIBUTIONS.binomial_quantile(die, filed[kind], rate)
        if granted:
            due = (kind, world.quarter + PATENTS.grant_wait(wait_die, kind))
            firm.town.waiting[due] = firm.town.waiting.get(due, 0) + granted


def lasting_productivity(firm: Firm, world) -> float:
    """Log productivity without the passing shock; what it knows itself is in neither pool."""
    if not firm.is_industrial:
        return firm.trait
    p, anchors, town, s = world.p, world.anchors, firm.town, firm.sector
    level = firm.trait + effect(firm, PRODUCTIVITY, p)
    level += KNOWLEDGE.agglomeration(town.employees[s], anchors.employment_reference[s], p)
    level -= KNOWLEDGE.rivalry(max(0.0, town.rivals[s] - firm.knowledge), anchors.rival_reference[s], p)
    if firm.knowledge > 0.0:
        reference = anchors.outside_reference[s]
        outside = max(SMALLEST_POOL * reference, town.outside[s] + firm.outside - firm.knowledge)
        level += KNOWLEDGE.own_knowledge(firm.knowledge, anchors.half_stock[s], p)
        level += KNOWLEDGE.outside_knowledge(capacity(firm, world), outside, reference, p)
    return level


def grow(firm: Firm, world) -> None:
    """New productivity and the log growth of sales before path and residual."""
    p = world.p
    luck, draw = uniform_pair(world.dice_now, Question.GROWTH, firm.identity)
    law = KNOWLEDGE.shock_law(p.productivity_persistence, world.anchors.shock_sd)
    firm.shock = KNOWLEDGE.next_shock(firm.shock, DISTRIBUTIONS.normal_quantile(draw), law)
    market, level = effect(firm, MARKET, p), lasting_productivity(firm, world)
    firm.growth = GROWTH.output_growth(
        level - firm.productivity, market - firm.market, firm.funding_change, firm.town.growth_effect, p
    )
    if not world.is_reference:
        median = math.log(world.anchors.median_sales * math.exp(world.industrial_path))
        scale = GROWTH.shock_scale(firm.log_sales - median, p)
        firm.growth += GROWTH.mean_correction(scale)
        firm.growth += scale * DISTRIBUTIONS.variance_gamma_quantile(luck, world.shock_table)
    firm.productivity, firm.market = level, market


def produce(firm: Firm, world) -> None:
    """Sales and employees of the quarter; sales never fall below the floor."""
    p, s = world.p, firm.sector
    step = world.path[s] - float(world.record.residual[world.quarter, s]) + firm.growth
    step += float(world.macro.shock[world.quarter, s])
    floor = math.log(p.quarterly_sales_floor)
    world.held_at_floor += firm.log_sales + step < floor
    firm.log_sales = max(floor, firm.log_sales + step)
    firm.sales = math.exp(firm.log_sales)
    firm.sales_year += firm.sales
    firm.employees = GROWTH.next_employees(firm.employees, step, p)
