"""The firms that funds may look at in a quarter and how a fund picks among them, in the oracle."""

import math
from dataclasses import dataclass

from simulation.inputs.conditions import Condition
from simulation.rules.dice import Question
from tests.oracle.books import fen
from tests.oracle.deciding import productivity_score
from tests.oracle.delivering import ask, eligible_firms, nominal
from tests.oracle.governing import standardised
from tests.oracle.people import Firm
from tests.oracle.plain_rules import DISTRIBUTIONS

SEEKING_SHARE, CANDIDATES = 0.25, 10
BEST_SHARE, REFUSAL = 0.25, 0.5
LEAST_TICKET, MOST_TICKET = 300.0, 2000.0
LEAST_STAKE, MOST_STAKE = 0.10, 0.30


@dataclass(eq=False)
class Candidate:
    """A firm that looks for capital."""

    firm: Firm
    merit: float
    value: float
    is_best: bool = False
    was_seen: bool = False


def ticket_limits(cap: float | None, world) -> tuple[float, float]:
    """Smallest and largest ticket at today's prices."""
    most = nominal(MOST_TICKET, world)
    return nominal(LEAST_TICKET, world), most if cap is None else min(most, cap)


def value_of(firm: Firm, world) -> float:
    """What the firm is worth to a fund."""
    multiple = world.p.fund_sales_multiple * (1.0 + 0.3 * productivity_score(firm, world))
    return 4.0 * firm.sales * max(0.2, multiple)


def open_market(eligible: Condition, backed: set[Firm], cap: float | None, world) -> list[Candidate]:
    """Firms that seek capital, have no fund yet and are of the right size, in the order in which they are noticed."""
    least, most = ticket_limits(cap, world)
    seeking = []
    for firm in eligible_firms(eligible, world):
        value = value_of(firm, world)
        fits = least <= MOST_STAKE * value and most >= LEAST_STAKE * value and most >= least
        if fits and firm not in backed and ask(Question.FUND_SEARCH, firm, world) < SEEKING_SHARE:
            seeking.append(firm)
    if not seeking:
        return []
    intensity = standardised([firm.reported / firm.sales for firm in seeking])
    market = []
    for firm, told in zip(seeking, intensity, strict=True):
        merit = 0.5 * productivity_score(firm, world) + 0.3 * told + 0.2 * (firm.sector == firm.town.specialty)
        market.append(Candidate(firm, merit, value_of(firm, world)))
    bar = quantile([candidate.merit for candidate in market], 1.0 - BEST_SHARE)
    for candidate in market:
        candidate.is_best = candidate.merit > bar
    return sorted(market, key=lambda candidate: ask(Question.FUND_SEARCH, candidate.firm, world))


def quantile(values: list[float], share: float) -> float:
    """Between the two values around the place (n - 1) x share."""
    ordered, place = sorted(values), (len(values) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@dataclass
class Search:
    """What a fund looks for: fen it wants to spend and may spend, how badly it sees, whether in one half only."""

    wanted: int
    most: int
    noise: float
    in_delta: bool | None


def find_deals(market: list[Candidate], search: Search, cap: float | None, world) -> list[tuple[Firm, int]]:
    """Ten candidates for every deal; the best that does not refuse is bought while money lasts."""
    least, most = ticket_limits(cap, world)
    half = [c for c in market if search.in_delta is None or (c.firm.town.region == 0) == search.in_delta]
    number = max(0, math.ceil(search.wanted / fen(least))) * CANDIDATES
    looked_at = [candidate for candidate in half if not candidate.was_seen][:number]
    deals, spent, seen = [], 0, 0
    for start in range(0, len(looked_at), CANDIDATES):
        ten = looked_at[start : start + CANDIDATES]
        willing = [candidate for candidate in ten if not refuses(candidate, world)]
        if not willing:
            continue
        best = max(willing, key=lambda candidate: score(candidate, search.noise, world))
        stake = LEAST_STAKE + (MOST_STAKE - LEAST_STAKE) * ask(Question.FUND_TICKET, best.firm, world)
        ticket = fen(min(most, max(least, stake * best.value)))
        begins, spent = spent < search.wanted, spent + ticket
        if begins and spent <= search.most:
            deals.append((best.firm, ticket))
            seen = start + CANDIDATES
    for candidate in looked_at[:seen]:
        candidate.was_seen = True
    return deals


def refuses(candidate: Candidate, world) -> bool:
    """The best firms may not want government money."""
    die = ask(Question.FUND_ACCEPT, candidate.firm, world)
    return candidate.is_best and die < REFUSAL * world.p.fund_refusal_by_best


def score(candidate: Candidate, noise: float, world) -> float:
    """What the manager sees."""
    luck = DISTRIBUTIONS.normal_quantile(ask(Question.FUND_SCORE, candidate.firm, world))
    return candidate.merit + noise * luck
