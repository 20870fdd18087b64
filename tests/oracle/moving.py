"""Who leaves the above-scale state and who enters it, in the oracle."""

import math

from simulation.rules.dice import Question, identity_of
from simulation.world.firms import SECTORS, TRADE
from tests.oracle.deciding import size_score, stationary_spread
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import DISTRIBUTIONS, RESEARCH, TURNOVER, uniform, uniform_pair

CASH_MARGIN, CASH_NOISE, SMALLEST_CASH = 0.02, 0.01, 0.002
LOW_MARGIN, LOW_MARGIN_DEBT = 0.03, 0.9
SMALLEST_DIE = 1e-300


def weigh_exit(firm: Firm, world) -> None:
    """How likely it is to leave, against the others of its sector."""
    score = world.scores[firm.sector]
    firm.exit_weight = TURNOVER.exit_weight(
        score.size_of(firm.log_sales),
        score.productivity_of(firm.productivity + firm.shock),
        world.quarter - firm.born,
        firm.in_default,
        world.p,
    )


def exit_hazard(firm: Firm, world) -> float:
    """Yearly probability of leaving."""
    ratio = firm.hazard * float(world.macro.exit_factor[world.quarter])
    return TURNOVER.exit_hazard(firm.exit_weight, world.mean_weight[firm.sector], ratio, world.p)


def maybe_leave(firm: Firm, world) -> None:
    """Leave: into the cohort below scale, or for good."""
    leaves, drops = uniform_pair(world.dice_now, Question.EXIT, firm.identity)
    if DISTRIBUTIONS.strikes(leaves, exit_hazard(firm, world)):
        leave(firm, drops < world.p.exit_drop_share, world)


def leave(firm: Firm, is_drop: bool, world) -> None:
    """It falls to the cohort below scale or is no more; its debt ends with it and its seat becomes free."""
    if is_drop:
        firm.town.dropped[firm.sector] += firm.sales
    world.exits["drop" if is_drop else "death"] += 1
    if firm.institute is not None:
        firm.institute.live -= 1
    world.bank["ended"] += firm.debt
    if firm.is_industrial:
        firm.town.year["left_cooperation_year"] += firm.cooperation_year
    world.seats[firm.seat] = None
    world.free_seats.append(firm.seat)
    firm.remove()


def welcome(town: Town, sector: int, world) -> None:
    """Entrants of one town and sector, as far as the cohort below scale can give them."""
    p, dice = world.p, world.dice_now
    die = uniform(dice, Question.ENTRY, town.code * SECTORS + sector)
    mean = TURNOVER.expected_entrants(town.firms[sector], town.entry_effect, p)
    for ordinal in range(DISTRIBUTIONS.poisson_quantile(die, mean)):
        identity = identity_of(town.code, sector, world.quarter + 1, ordinal)
        year = TURNOVER.entrant_sales(uniform(dice, Question.ENTRANT_SIZE, identity), p)
        room = town.micro_sales[sector] + town.dropped[sector] - town.left[sector]
        if sector != TRADE and room < year / 4.0:
            continue
        firm = Firm(world, world.next_seat(), identity, town, sector)
        found(firm, year / 4.0, world, town.entry_quality)
        town.left[sector] += firm.sales
        world.entries += 1
        world.bank["begun"] += firm.debt
        world.seats[firm.seat] = firm


def found(firm: Firm, sales: float, world, quality: float = 0.0) -> None:
    """Everything a new firm starts with; `quality` shifts its productivity, in standard deviations."""
    p, anchors, s = world.p, world.anchors, firm.sector
    firm.born = world.quarter
    firm.sales, firm.log_sales = sales, math.log(sales)
    firm.employees = sales / float(anchors.output_per_worker[s])
    give_traits(firm, world)
    firm.trait += (p.entrant_productivity_gap + quality) * math.sqrt(anchors.trait_sd**2 + anchors.shock_sd**2)
    firm.productivity = firm.trait + world.terms_of_town(firm.town, s)
    open_books(firm, world)
    if firm.is_industrial:
        wish = RESEARCH.wish_to_start(size_score(firm, world), 0.0, False, False, p)
        hazard = RESEARCH.start_hazard(anchors.start_intercept, wish, False, p)
        chance = hazard / (hazard + p.rd_stop_hazard)
        firm.performs = uniform(world.dice_now, Question.FIRM_RESEARCH, firm.identity) < chance


def give_traits(firm: Firm, world) -> None:
    """What it keeps for life."""
    p, dice, normal = world.p, world.dice_now, DISTRIBUTIONS.normal_quantile
    trait, margin = uniform_pair(dice, Question.FIRM_TRAITS, firm.identity)
    firm.affinity, belief = uniform_pair(dice, Question.FIRM_AFFINITY, firm.identity)
    owner, exports = uniform_pair(dice, Question.FIRM_OWNERSHIP, firm.identity)
    patent, listed = uniform_pair(dice, Question.FIRM_PATENT_EFFECT, firm.identity)
    firm.trait = world.anchors.trait_sd * normal(trait)
    firm.margin = p.profit_margin_mean + p.profit_margin_sd * normal(margin)
    firm.belief = math.exp(p.belief_spread * normal(belief))
    firm.patent_effect = math.exp(p.patent_firm_effect_sd * normal(patent))
    firm.listed = listed < p.new_product_listing_share
    firm.exporter = firm.is_industrial and exports < p.exporter_share
    private, foreign = p.ownership_shares_0, p.ownership_shares_0 + p.ownership_shares_1
    firm.ownership = 0 if owner <= private else 1 if owner <= foreign else 2
    firm.permanent = -math.inf
    if firm.is_industrial:
        level, deviation = uniform_pair(dice, Question.FIRM_INTENSITY, firm.identity)
        firm.permanent = intensity_below_ceiling(level, float(world.anchors.intensity_location[firm.sector]), p)
        firm.deviation = stationary_spread(p) * normal(deviation)


def intensity_below_ceiling(die: float, middle: float, p) -> float:
    """Log of the permanent R&D intensity: normal, cut at the ceiling, by inversion of what is left."""
    spread, ceiling = p.rd_intensity_log_sd, math.log(p.rd_intensity_ceiling)
    left = 0.5 * math.erfc((middle - ceiling) / (spread * math.sqrt(2.0)))
    return middle + spread * DISTRIBUTIONS.normal_quantile(max(SMALLEST_DIE, die * left))


def open_books(firm: Firm, world) -> None:
    """Opening cash and debt."""
    p, year = world.p, 4.0 * firm.sales
    die = uniform(world.dice_now, Question.FIRM_FINANCE, firm.identity)
    share = p.opening_cash_slope * (firm.margin - CASH_MARGIN) + CASH_NOISE * DISTRIBUTIONS.normal_quantile(die)
    firm.cash = year * min(p.cash_ceiling, max(SMALLEST_CASH, share))
    used = LOW_MARGIN_DEBT if firm.margin < LOW_MARGIN else p.opening_debt_share
    firm.debt = used * p.loan_to_value * p.collateral_share * year
