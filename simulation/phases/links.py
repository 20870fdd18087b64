"""Phase 5d: firms look for institutes, institutes accept up to their capacity (model.md Q15)."""

import numpy as np

from simulation.rules.compiled import phase, rule
from simulation.rules.dice import Question, uniform, uniform_pair
from simulation.rules.distributions import logistic
from simulation.rules.knowledge import absorption
from simulation.rules.links import link_quarters, link_utility, raised_chance
from simulation.world.anchors import Anchors, Institutes, Moment, Reach
from simulation.world.firms import TRADE, Firms, Floats

LINK_SEARCH = int(Question.LINK_SEARCH)
LINK_ACCEPT = int(Question.LINK_ACCEPT)
LINK_DURATION = int(Question.LINK_DURATION)
SEARCH_RATE = 0.25


@rule
def place_of(weights: Floats, x: float) -> int:
    """First place whose running sum passes x."""
    low, high = 0, weights.shape[0] - 1
    while low < high:
        middle = (low + high) // 2
        if weights[middle] > x:
            high = middle
        else:
            low = middle + 1
    return low


@rule
def weight_at(weights: Floats, k: int) -> float:
    """Weight of one place, from the running sums."""
    before = weights[k - 1] if k > 0 else 0.0
    return float(weights[k] - before)


@rule
def sample_three(weights: Floats, u: tuple[float, float, float]) -> tuple[int, int, int]:
    """Three different places by weight without replacement; each uniform is inverted over what is left."""
    total = weights[weights.shape[0] - 1]
    a = place_of(weights, u[0] * total)
    wa = weight_at(weights, a)
    x = u[1] * (total - wa)
    start_a = weights[a] - wa
    b = place_of(weights, x + wa if x >= start_a else x)
    wb = weight_at(weights, b)
    x = u[2] * (total - wa - wb)
    low, low_weight, high, high_weight = (a, wa, b, wb) if a < b else (b, wb, a, wa)
    if x >= weights[low] - low_weight:
        x += low_weight
    if x >= weights[high] - high_weight:
        x += high_weight
    return a, b, place_of(weights, x)


@rule
def utility_of(i: int, k: int, firms: Firms, reach: Reach, anchors: Anchors, p: np.record) -> float:
    """Wish of a firm for one institute, intercept and match included."""
    roster, _, research, _, titles, channels = firms
    s = roster.sector[i]
    capacity = absorption(research.knowledge[i], anchors.half_stock[s])
    wish = link_utility(
        reach.proximity[k, s], capacity, reach.distance[roster.town[i], k], titles.last_partner[i] == k, p
    )
    return float(wish + anchors.link_intercept + channels.match[i])


@rule
def most_likely(i: int, firms: Firms, anchors: Anchors, p: np.record) -> float:
    """No institute could be accepted with more than this: same field, next door, an old partner."""
    capacity = absorption(firms.research.knowledge[i], anchors.half_stock[firms.roster.sector[i]])
    known = firms.titles.last_partner[i] >= 0
    return logistic(link_utility(1.0, capacity, 0.0, known, p) + anchors.link_intercept + firms.channels.match[i])


@rule
def best_of_three(i: int, firms: Firms, reach: Reach, anchors: Anchors, u: tuple[float, float, float],
                  p: np.record) -> tuple[int, float]:  # fmt: skip
    """The institute a firm likes best among three it hears of, and its utility."""
    weights = reach.cumulative[firms.roster.town[i], firms.roster.sector[i]]
    best, most = -1, -1e9
    for k in sample_three(weights, u):
        wish = utility_of(i, k, firms, reach, anchors, p)
        if wish > most:
            best, most = k, wish
    return best, most


@rule
def tie(i: int, k: int, quarters: int, firms: Firms, institutes: Institutes, quarter: int) -> None:
    """Opens a link of a firm with an institute that has room."""
    titles = firms.titles
    titles.institute[i] = k
    titles.last_partner[i] = k
    titles.linked_since[i] = quarter
    titles.linked_until[i] = quarter + quarters
    institutes.live[k] += 1


@rule
def untie(i: int, firms: Firms, institutes: Institutes) -> None:
    """Ends a link."""
    titles = firms.titles
    institutes.live[titles.institute[i]] -= 1
    titles.institute[i] = -1
    titles.policy_link[i] = False


@rule
def renew_or_end(i: int, firms: Firms, institutes: Institutes, context: tuple[Reach, Anchors, Moment],
                 p: np.record) -> None:  # fmt: skip
    """A link that runs out is renewed with probability Λ(U), U with the memory of the partner."""
    reach, anchors, now = context
    titles = firms.titles
    renews, lasts = uniform_pair(now.dice, LINK_SEARCH, firms.roster.identity[i])
    wish = utility_of(i, titles.institute[i], firms, reach, anchors, p)
    if not titles.policy_link[i] and renews < logistic(wish):
        titles.linked_until[i] = now.quarter + link_quarters(lasts, p)
    else:
        untie(i, firms, institutes)


@phase
def search_links(firms: Firms, institutes: Institutes, context: tuple[Reach, Anchors, Moment], p: np.record) -> None:
    """Ends, renews and forms links; pays the yearly price of a live link in quarterly parts to the institute."""
    reach, anchors, now = context
    roster, titles, channels = firms.roster, firms.titles, firms.channels
    price = p.link_price * now.deflator / 4.0
    for i in range(now.used):
        if not roster.above_scale[i] or roster.sector[i] == TRADE:
            continue
        if titles.institute[i] >= 0:
            if now.quarter >= titles.linked_until[i]:
                renew_or_end(i, firms, institutes, context, p)
        else:
            chance, first = uniform_pair(now.dice, LINK_SEARCH, roster.identity[i])
            if chance < raised_chance(SEARCH_RATE * most_likely(i, firms, anchors, p), channels.link_chance[i]):
                second, third = uniform_pair(now.dice, LINK_ACCEPT, roster.identity[i])
                k, wish = best_of_three(i, firms, reach, anchors, (first, second, third), p)
                formed = raised_chance(logistic(wish) * SEARCH_RATE, channels.link_chance[i])
                if chance < formed and institutes.live[k] < institutes.capacity[k]:
                    lasts = uniform(now.dice, LINK_DURATION, roster.identity[i])
                    tie(i, k, link_quarters(lasts, p), firms, institutes, now.quarter)
        if titles.institute[i] >= 0 and not titles.policy_link[i]:
            titles.cooperation_year[i] += price
            institutes.income_year[titles.institute[i]] += price
