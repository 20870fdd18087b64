"""Research of 2015: who performs, how much, links, titles and patents, each solved to its base-year total."""

import math
from typing import NamedTuple

import numpy as np

from simulation.phases.draws import normals, uniforms
from simulation.phases.founding import truncated_normal
from simulation.phases.ideas import lag_weights, lagged_rd
from simulation.rules.compiled import phase
from simulation.rules.dice import Dice, Question, uniform
from simulation.rules.distributions import normal_quantile, poisson_quantile
from simulation.rules.high_tech import net_gain, notch
from simulation.rules.links import DURATION_LOG_SD
from simulation.rules.patents import application_shares, effective_rd
from simulation.rules.research import start_hazards
from simulation.world.anchors import Anchors, Reach, Scores
from simulation.world.birth.firm_birth import (
    endow_all,
    open_links,
    remember_research,
    wish_links,
)
from simulation.world.birth.solve import (
    intensity_scale,
    link_intercept,
    link_share,
    product_conversion,
    start_intercept,
    title_cost_slope,
)
from simulation.world.firms import TRADE, Firms, Flags, Floats, Integers
from simulation.world.towns import GRANT_QUEUE, Queues

PATH_TO_LAST_QUARTER = 0.375
"""Years from the middle of 2015 to the middle of its last quarter."""
GRANT_LAGS = ((8, 13), (3, 5), (2, 4))
"""First lag and one past the last, in quarters, by type: invention, utility model, design."""


class Members(NamedTuple):
    """Masks over the slots in use."""

    industrial: Flags
    counted: Flags  # industrial firms of certified towns, which the published totals are about


def sector_scores(values: Floats, sector: Integers) -> tuple[Floats, Floats]:
    """Mean and standard deviation by sector."""
    count = np.maximum(1.0, np.bincount(sector, minlength=14))
    mean = np.bincount(sector, values, minlength=14) / count
    spread = np.bincount(sector, (values - mean[sector]) ** 2, minlength=14) / count
    return mean, np.maximum(1e-6, np.sqrt(spread))


@phase
def gain_without_research(firms: Firms, used: int, slope: float, p: np.record) -> Flags:
    """Firms that would gain from the title from a standing start (the wish term of Q6)."""
    wants = np.zeros(used, dtype=np.bool_)
    for i in range(used):
        year = firms.output.sales_year[i]
        if firms.roster.sector[i] != TRADE:
            wants[i] = net_gain(0.0, year, firms.finance.margin[i], slope, p) > 0.0
    return wants


def start_research(firms: Firms, used: int, members: Members, scores: Scores, setting: tuple[Anchors, Dice, Floats],
                   p: np.record, total: float) -> Anchors:  # fmt: skip
    """Draw performers and their intensities so that the share of performers and reported R&D of 2015 hold.

    `setting` = anchors so far, dice, log of the sectors' R&D factors; `total` = R&D of above-scale firms of certified
    towns in 2015, 10,000 yuan. Returns the anchors with α0 and the intensity location.
    """
    anchors, dice, factors = setting
    sector = firms.roster.sector[:used]
    endow_all(firms, used, dice, anchors, p)
    wishes = start_wishes(firms, used, scores, anchors, p)
    intercept = start_intercept(wishes[members.counted], float(p.rd_stop_hazard), float(p.rd_performer_share))
    hazards = start_hazards(intercept, wishes)
    chosen = uniforms(dice, int(Question.FIRM_RESEARCH), firms.roster.identity[:used])
    performs = members.counted & (chosen < hazards / (hazards + p.rd_stop_hazard))
    levels = uniforms(dice, int(Question.FIRM_INTENSITY), firms.roster.identity[:used])
    spread, ceiling = float(p.rd_intensity_log_sd), math.log(p.rd_intensity_ceiling)
    scale = intensity_scale(
        levels[performs],
        factors[sector[performs]],
        firms.research.deviation[:used][performs],
        firms.output.sales_year[:used][performs],
        (total, spread, ceiling),
    )
    location = factors + scale
    firms.research.permanent[:used] = permanent_levels(levels, location, sector, (spread, ceiling))
    carry = float((1.0 + p.past_rd_growth) ** PATH_TO_LAST_QUARTER)
    remember_research(firms, used, hazards, (dice, carry), p)
    return anchors._replace(start_intercept=intercept, intensity_location=location)


def start_wishes(firms: Firms, used: int, scores: Scores, anchors: Anchors, p: np.record) -> Floats:
    """Q6: logit of a start of every firm without intercept; links enter at their mean."""
    sector = firms.roster.sector[:used]
    size = (firms.output.log_sales[:used] - scores.size_mean[sector]) / scores.size_sd[sector]
    wants = gain_without_research(firms, used, anchors.title_cost_slope, p)
    wishes: Floats = float(p.rd_start_size_effect) * size + float(p.rd_start_hnte_effect) * wants
    return wishes + float(p.rd_start_link_effect * p.base_university_link_share)


@phase
def permanent_levels(levels: Floats, location: Floats, sector: Integers, law: tuple[float, float]) -> Floats:
    """Log of the permanent R&D intensity from each firm's die; minus infinity for trade. `law` = spread, ceiling."""
    out = np.empty(levels.shape[0])
    for i in range(levels.shape[0]):
        s = sector[i]
        out[i] = -math.inf if s == TRADE else truncated_normal(levels[i], location[s], law[0], law[1])
    return out


def half_stocks(firms: Firms, used: int, p: np.record) -> Floats:
    """K_0,s = K_half x median stock of the performers of a sector (of all performers where it has none)."""
    performs = firms.research.performs[:used]
    stock, sector = firms.research.knowledge[:used], firms.roster.sector[:used]
    everyone = float(np.median(stock[performs]))
    half = np.full(14, everyone)
    for s in range(TRADE):
        mine = stock[performs & (sector == s)]
        if len(mine):
            half[s] = float(np.median(mine))
    return half * float(p.absorption_half_stock)


def start_links(
    firms: Firms, used: int, members: Members, context: tuple[Anchors, Dice, Reach], p: np.record
) -> Anchors:
    """Live links of 2015 by the stationary law, c0 solved to their share."""
    anchors, dice, reach = context
    wishes = wish_links(firms, used, reach, (anchors, dice), p)
    duration = float(p.link_duration) * math.exp(0.5 * DURATION_LOG_SD**2)
    law = (float(p.link_memory_effect), duration, float(p.exit_hazard))
    intercept = link_intercept(wishes[members.counted], law, float(p.base_university_link_share))
    chances = np.zeros(used)
    link_share(intercept, wishes, law, chances)
    open_links(firms, used, chances, dice, p)
    return anchors._replace(link_intercept=intercept)


def start_titles(
    firms: Firms, used: int, members: Members, context: tuple[Dice, float], p: np.record
) -> tuple[int, float]:
    """High-tech titles above scale in 2015 by rank among performers; returns their number and c_N.

    `context` = dice and the titles of the towns in 2015 (above and below scale). Titles end in the third quarters of
    2016 to 2018, a third each.
    """
    dice, titles = context
    roster, output, research, finance = firms.roster, firms.output, firms.research, firms.finance
    performs = research.performs[:used]
    wanted = round(titles * float(p.base_hnte_above_scale_share))
    wanted = min(wanted, int(p.hnte_performer_cap * np.count_nonzero(performs & members.counted)))
    year = output.sales_year[:used]
    intensity = np.where(performs, research.reported_year[:used] / year, 0.0)
    score = title_scores(firms, year, intensity, dice, float(p.hnte_rank_noise))
    candidates = np.flatnonzero(performs & members.counted)
    order = candidates[np.argsort(-score[candidates], kind="stable")]
    bar = score[order[wanted - 1]] if wanted > 0 else math.inf
    holds = performs & (score >= bar)
    firms.titles.high_tech[:used] = holds
    ends = uniforms(dice, int(Question.FIRM_TITLE_AGE), roster.identity[:used])
    firms.titles.valid_until[:used] = np.where(holds, 2 + 4 * (3.0 * ends).astype(np.int64), 0)
    counted = members.counted
    slope = title_cost_slope(intensity[counted], year[counted], finance.margin[:used][counted], wanted, p)
    return int(np.count_nonzero(holds & counted)), slope


@phase
def title_scores(firms: Firms, year: Floats, intensity: Floats, dice: Dice, noise: float) -> Floats:
    """Rank of a firm for a title in business as usual: reported intensity over its notch x exp(noise).

    `year` and `intensity` (slots in use,) yearly sales and reported R&D over them.
    """
    score = np.zeros(year.shape[0])
    for i in range(year.shape[0]):
        if intensity[i] > 0.0:
            draw = normal_quantile(uniform(dice, TITLE_RANK, firms.roster.identity[i]))
            score[i] = intensity[i] / notch(year[i]) * math.exp(noise * draw)
    return score


TITLE_RANK = int(Question.TITLE_RANK)


@phase
def expected_applications(firms: Firms, used: int, p: np.record) -> Floats:
    """m_i [(R_lag + R_0)^β - R_0^β] (1 + E_idea) of every firm in 2015, before the sector's scale."""
    out = np.zeros(used)
    at_zero = p.patent_rd_offset**p.patent_rd_elasticity
    weights = lag_weights(-1, p)
    for i in range(used):
        if firms.research.knowledge[i] > 0.0:
            lagged = lagged_rd(firms.research.memory[i], weights)
            idea = p.link_idea_effect if firms.titles.institute[i] >= 0 else 0.0
            effective = effective_rd(lagged, p.patent_rd_offset, p.patent_rd_elasticity, at_zero)
            out[i] = firms.research.patent_effect[i] * effective * (1.0 + idea)
    return out


def grants_per_application(p: np.record) -> Floats:
    """Grants of 2015 per application of 2015 by type: share x grant rate, earlier applications being fewer."""
    inventions, designs = application_shares(p)
    shares = (inventions, 1.0 - inventions - designs, designs)
    rates = (p.invention_grant_rate, p.utility_grant_rate, p.design_grant_rate)
    waits = [np.mean([(1.0 + p.past_patent_growth) ** (-lag / 4.0) for lag in range(*lags)]) for lags in GRANT_LAGS]
    return np.array([share * rate * wait for share, rate, wait in zip(shares, rates, waits, strict=True)])


def patent_scales(
    expected: Floats, firms: Firms, counted: Flags, factors: Floats, grants: float, p: np.record
) -> Floats:
    """κ_s so that grants of firms in 2015 hold, split over sectors by R&D times patents per R&D."""
    used = len(expected)
    sector = firms.roster.sector[:used]
    research = np.bincount(sector[counted], firms.research.reported_year[:used][counted], minlength=14)
    goal = research * factors
    goal *= grants / goal.sum()
    effort = np.bincount(sector[counted], expected[counted], minlength=14)
    per_application = float(grants_per_application(p).sum())
    return np.where(effort > 0.0, goal / per_application / np.maximum(effort, 1e-12), 0.0)


@phase
def fill_queues(queues: Queues, yearly: Floats, codes: Integers, dice: Dice, p: np.record) -> None:
    """Grants already under way at the end of 2015, by their stationary law grown backwards; `yearly` (towns,)."""
    inventions, designs = application_shares(p)
    shares = (inventions, 1.0 - inventions - designs, designs)
    rates = (p.invention_grant_rate, p.utility_grant_rate, p.design_grant_rate)
    first, last = (8, 3, 2), (13, 5, 4)
    growth = 1.0 + p.past_patent_growth
    for j in range(codes.shape[0]):
        for kind in range(3):
            for due in range(GRANT_QUEUE - 1):
                mean = 0.0
                for lag in range(max(first[kind], due + 1), last[kind]):
                    mean += growth ** (-(lag - due - 2.5) / 4.0)
                mean *= yearly[j] / 4.0 * shares[kind] * rates[kind] / (last[kind] - first[kind])
                if mean > 0.0:
                    identity = np.uint64(codes[j] * 64 + kind * 16 + due)
                    number = poisson_quantile(uniform(dice, TOWN_QUEUE, identity), mean)
                    queues.pending[j, kind, due] += number
                    queues.applied[kind] += number


TOWN_QUEUE = int(Question.TOWN_QUEUE)


def start_products(firms: Firms, used: int, counted: Flags, p: np.record) -> float:
    """Stationary new-product shares of performers, conv solved to the share of 2015; returns conv."""
    year = firms.output.sales_year[:used]
    performs = firms.research.performs[:used]
    intensity = np.where(performs, firms.research.reported_year[:used] / 4.0 / (year / 4.0), 0.0)
    share, life = float(p.base_new_product_share), float(p.new_product_life)
    conversion = product_conversion(intensity[counted], year[counted], share, life)
    born = np.minimum(1.0, conversion * intensity)
    firms.research.new_products[:used] = np.where(performs, born / (born + 1.0 / life), 0.0)
    return float(conversion)


def start_shocks(firms: Firms, used: int, dice: Dice, anchors: Anchors, p: np.record) -> Anchors:
    """σ_a and σ_u from the spread of productivity; scales the traits and draws the passing shocks."""
    half = anchors.half_stock[firms.roster.sector[:used]]
    slope = float(p.knowledge_output_elasticity * (1.0 + p.absorption_half_stock))
    own = slope * np.log1p(firms.research.knowledge[:used] / half)
    industrial = firms.roster.sector[:used] != TRADE
    left = max(0.05, float(p.productivity_dispersion) ** 2 - float(np.var(own[industrial])))
    spread = math.sqrt(left / 2.0)
    firms.output.trait[:used] *= spread
    firms.output.shock[:used] = spread * normals(uniforms(dice, int(Question.FIRM_SHOCK), firms.roster.identity[:used]))
    return anchors._replace(trait_sd=spread, shock_sd=spread)
