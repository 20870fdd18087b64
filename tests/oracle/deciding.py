"""What one firm decides in a quarter, in the oracle: research, its link to an institute, what it can pay."""

import math
from itertools import accumulate

from simulation.rules.dice import Question
from simulation.world.firms import CREDIT, RD
from tests.oracle.people import Firm, Institute, Town
from tests.oracle.plain_rules import (
    DISTRIBUTIONS,
    FINANCE,
    GROWTH,
    HIGH_TECH,
    KNOWLEDGE,
    LINKS,
    PATENTS,
    RESEARCH,
    uniform,
    uniform_pair,
)

SMALL_YEARLY_SALES = 40_000.0
MEETINGS = 3
YEARLY_TO_QUARTERLY = 0.25


def effect(firm: Firm, channel: int, p) -> float:
    """What all instruments together do to a firm on one channel."""
    return LINKS.overlap(firm.gain[channel], firm.loss[channel], p.instrument_overlap_exponent)


def capacity(firm: Firm, world) -> float:
    """What the firm can absorb."""
    return KNOWLEDGE.absorption(firm.knowledge, world.anchors.half_stock[firm.sector])


def size_score(firm: Firm, world) -> float:
    """Its log sales against its sector."""
    return world.scores[firm.sector].size_of(firm.log_sales)


def productivity_score(firm: Firm, world) -> float:
    """Its log productivity, passing shock included, against its sector."""
    return world.scores[firm.sector].productivity_of(firm.productivity + firm.shock)


def sales_expected(firm: Firm, world) -> float:
    """Sales of the quarter as the provincial path lets expect them."""
    return firm.sales * math.exp(world.path[firm.sector])


def stationary_spread(p) -> float:
    """Spread of the log deviation of R&D intensity in the long run."""
    return p.rd_intensity_shock_sd / math.sqrt(1.0 - RESEARCH.deviation_persistence(p) ** 2)


def plan_research(firm: Firm, world) -> None:
    """Start, stop or go on; then the quarter's plan and what is told of it."""
    p = world.p
    first, second = uniform_pair(world.dice_now, Question.RESEARCH, firm.identity)
    noise = DISTRIBUTIONS.normal_quantile(second)
    if firm.performs:
        if DISTRIBUTIONS.strikes(first, p.rd_stop_hazard):
            firm.performs = False
        else:
            costs = world.macro.user_cost[world.quarter]
            cost = float(costs[0] if 4.0 * firm.sales < SMALL_YEARLY_SALES else costs[1]) * firm.user_cost
            firm.deviation = RESEARCH.next_deviation(firm.deviation, cost, noise, p)
    elif DISTRIBUTIONS.strikes(first, hazard_of_start(firm, world)):
        firm.performs = True
        firm.deviation = stationary_spread(p) * noise
    sales = sales_expected(firm, world)
    real = firm.grant + firm.pushed * sales
    if firm.performs:
        years = PATENTS.years_since_2015(world.quarter)
        intensity = RESEARCH.rd_intensity(firm.permanent, firm.deviation, years, p)
        real += intensity * sales * math.exp(effect(firm, RD, p)) * float(world.macro.research_factor[world.quarter])
    firm.spending = real
    firm.reported = RESEARCH.reported_from_real(real, firm.relabelled * sales, firm.told_grant, firm.grant)


def hazard_of_start(firm: Firm, world) -> float:
    """Yearly probability that a firm without R&D begins."""
    p, anchors = world.p, world.anchors
    gain = HIGH_TECH.net_gain(0.0, 4.0 * firm.sales, firm.margin, anchors.title_cost_slope, p)
    wish = RESEARCH.wish_to_start(
        size_score(firm, world), capacity(firm, world), firm.institute is not None, gain > 0.0, p
    )
    return RESEARCH.start_hazard(anchors.start_intercept, wish, world.quarter - firm.cut <= 4, p)


def meet_institutes(firm: Firm, world) -> None:
    """End, renew or form a link, and pay for the one it has."""
    if firm.institute is None:
        look_for_partner(firm, world)
    elif world.quarter >= firm.linked_until:
        renews, lasts = uniform_pair(world.dice_now, Question.LINK_SEARCH, firm.identity)
        if not firm.policy_link and renews < DISTRIBUTIONS.logistic(liking(firm, firm.institute, world)):
            firm.linked_until = world.quarter + LINKS.link_quarters(lasts, world.p)
        else:
            firm.institute.live -= 1
            firm.institute = None
            firm.policy_link = False
    if firm.institute is not None and not firm.policy_link:
        price = world.p.link_price * world.prices / 4.0
        firm.cooperation_year += price
        firm.institute.income_year += price


def liking(firm: Firm, institute: Institute, world) -> float:
    """Utility of a link with one institute, intercept and match included."""
    wish = LINKS.link_utility(
        world.atlas.field_proximity(institute.row, firm.sector),
        capacity(firm, world),
        world.atlas.to_institute(firm.town.row, institute.row),
        firm.last_partner is institute,
        world.p,
    )
    return wish + world.anchors.link_intercept + firm.match


def look_for_partner(firm: Firm, world) -> None:
    """Hear of three institutes, ask the one liked best; it accepts while it has room."""
    chance, first = uniform_pair(world.dice_now, Question.LINK_SEARCH, firm.identity)
    second, third = uniform_pair(world.dice_now, Question.LINK_ACCEPT, firm.identity)
    heard_of = institutes_heard_of(firm.town, firm.sector, (first, second, third), world)
    best = max(heard_of, key=lambda institute: liking(firm, institute, world))
    accepted = DISTRIBUTIONS.logistic(liking(firm, best, world)) * YEARLY_TO_QUARTERLY
    if chance < LINKS.raised_chance(accepted, firm.link_chance) and best.live < best.capacity:
        lasts = uniform(world.dice_now, Question.LINK_DURATION, firm.identity)
        open_link(firm, best, world.quarter, LINKS.link_quarters(lasts, world.p))


def open_policy_link(firm: Firm, institute: Institute, quarters: int, lasts: bool, world) -> None:
    """A link that policy opens where the firm has none; one that does not last ends when its time is over."""
    open_link(firm, institute, world.quarter, quarters)
    firm.policy_link = not lasts


def open_link(firm: Firm, institute: Institute, quarter: int, quarters: int) -> None:
    """A link for so many quarters."""
    firm.institute = firm.last_partner = institute
    firm.linked_since, firm.linked_until = quarter, quarter + quarters
    institute.live += 1


def institutes_heard_of(town: Town, sector: int, dice: tuple[float, ...], world) -> list[Institute]:
    """Three institutes drawn one after the other by nearness and field, each die laid over those still in the hat."""
    hat = [(institute, world.atlas.search_weight(town.row, institute.row, sector)) for institute in world.institutes]
    drawn = []
    for die in dice:
        place = die * sum(weight for _, weight in hat)
        sums = accumulate(weight for _, weight in hat)
        found = next((k for k, passed in enumerate(sums) if passed > place), len(hat) - 1)
        drawn.append(hat.pop(found)[0])
    return drawn


def pay_for_plans(firm: Firm, world) -> None:
    """Pay R&D and investment out of cash flow, cash and one loan; cut what is left over; default if need be."""
    p, bank = world.p, world.bank
    sales = sales_expected(firm, world)
    usual = math.exp(firm.permanent) * sales if firm.performs else 0.0
    tax = FINANCE.profit_tax(firm.margin, sales, firm.high_tech, p)
    interest, repaid = FINANCE.debt_service(firm.debt, p)
    own = FINANCE.cash_flow(firm.margin, usual, sales, tax, p) - interest - repaid + firm.cash + firm.equity
    plan, wanted = firm.spending, p.wanted_investment_share * sales
    short, loan, refused = plan + wanted - own, 0.0, False
    if short > 0.0:
        bank["short"] += 1
        refused = uniform(world.dice_now, Question.CREDIT, firm.identity) >= chance_of_loan(firm, world)
        bank["refused"] += refused
        if refused:
            firm.refused_at, firm.shortage = world.quarter, short
        else:
            loan = min(short, FINANCE.borrowing_room(firm.debt - repaid, sales, p))
    left = FINANCE.cut_plans(plan, wanted, short - loan, p)
    if left.rd < plan:
        firm.cut = world.quarter
        firm.reported *= left.rd / plan
        firm.spending = left.rd
    leased = FINANCE.leased_investment(left.investment, wanted, firm.leasing)
    loan, investment = loan + leased, left.investment + leased
    firm.debt += loan - repaid
    firm.cash = FINANCE.closing_cash(own + loan - left.rd - investment, sales, p)
    firm.negative = firm.negative + 1 if firm.cash < 0.0 else 0
    bank["made"] += loan
    bank["repaid"] += repaid
    bank["tax"] += tax
    if firm.high_tech:
        bank["saving"] += FINANCE.profit_tax(firm.margin, sales, False, p) - tax
    default_if_broke(firm, refused, bank)
    remember_funding(firm, FINANCE.funding_log(investment, wanted), p)


def chance_of_loan(firm: Firm, world) -> float:
    """Probability that a bank lends."""
    age = (world.quarter - firm.born) / 4.0
    help_ = min(1.0, max(0.0, effect(firm, CREDIT, world.p)))
    return FINANCE.loan_chance(size_score(firm, world), productivity_score(firm, world), age, help_, world.p)


def default_if_broke(firm: Firm, refused: bool, bank: dict[str, float]) -> None:
    """Two quarters without cash and a refusal: the debt is written off; cash again: the default is over."""
    if firm.negative >= 2 and refused:
        firm.in_default = True
        bank["written_off"] += firm.debt
        firm.debt = 0.0
    elif firm.negative == 0:
        firm.in_default = False


def remember_funding(firm: Firm, ratio: float, p) -> None:
    """Two years of funded over wanted investment; growth feels the change of their mean."""
    before = firm.funding_mean
    firm.funding.append(ratio)
    firm.funding_mean = sum(firm.funding) / len(firm.funding)
    firm.funding_change = GROWTH.funding_effect(firm.funding_mean, p) - GROWTH.funding_effect(before, p)
