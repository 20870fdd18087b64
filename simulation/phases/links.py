"""Phase 5d: firms look for institutes, institutes accept up to their capacity (model.md Q15)."""

import numpy as np

from simulation.rules.compiled import phase, rule
from simulation.rules.dice import Question, uniform, uniform_pair
from simulation.rules.distributions import logistic
from simulation.rules.knowledge import absorption
from simulation.rules.links import link_quarters, link_utility, raised_chance
from simulation.world.anchors import Anchors, Institutes, Moment, Reach
from simulation.world.firms import TRADE, Firms, Floats, Integers, Titles

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
def most_likely(capacity: float, known: bool, base: float, p: np.record) -> float:
    """No institute could be accepted with more than this: same field, next door, an old partner."""
    return logistic(link_utility(1.0, capacity, 0.0, known, p) + base)


@rule
def best_of_three(options: tuple[Floats, Floats, Floats], u: tuple[float, float, float], capacity: float, partner: int,
                  p: np.record) -> tuple[int, float]:  # fmt: skip
    """The institute a firm likes best among three it hears of, and its utility without intercept and match.

    `options` = running sampling weights, distances and proximities of all institutes; `partner` = the last one.
    """
    weights, distance, proximity = options
    best, most = -1, -1e9
    for k in sample_three(weights, u):
        wish = link_utility(proximity[k], capacity, distance[k], partner == k, p)
        if wish > most:
            best, most = k, wish
    return best, most


@rule
def tie(i: int, k: int, quarters: int, titles: Titles, live: Integers, quarter: int) -> None:
    """Opens a link of a firm with an institute that has room."""
    titles.institute[i] = k
    titles.last_partner[i] = k
    titles.linked_since[i] = quarter
    titles.linked_until[i] = quarter + quarters
    live[k] += 1


@phase
def search_links(firms: Firms, institutes: Institutes, context: tuple[Reach, Anchors, Moment, Floats],
                 p: np.record) -> None:  # fmt: skip
    """Ends, renews and forms links; pays the yearly price of a live link in quarterly parts to the institute."""
    reach, anchors, now, die = context
    roster, _, research, _, titles, channels = firms
    price = p.link_price * now.deflator / 4.0
    for i in range(now.used):
        s = roster.sector[i]
        if not roster.above_scale[i] or s == TRADE:
            continue
        identity, j = roster.identity[i], roster.town[i]
        base = anchors.link_intercept + channels.match[i]
        k = titles.institute[i]
        if k >= 0 and now.quarter >= titles.linked_until[i]:
            renews, lasts = die[0, i], die[1, i]
            capacity = absorption(research.knowledge[i], anchors.half_stock[s])
            wish = link_utility(reach.proximity[s, k], capacity, reach.distance[j, k], titles.last_partner[i] == k, p)
            if not titles.policy_link[i] and renews < logistic(wish + base):
                titles.linked_until[i] = now.quarter + link_quarters(lasts, p)
            else:
                institutes.live[k] -= 1
                titles.institute[i] = -1
                titles.policy_link[i] = False
        elif k < 0:
            chance, first = die[0, i], die[1, i]
            partner, extra = titles.last_partner[i], channels.link_chance[i]
            capacity = absorption(research.knowledge[i], anchors.half_stock[s])
            if chance < raised_chance(SEARCH_RATE * most_likely(capacity, partner >= 0, base, p), extra):
                second, third = uniform_pair(now.dice, LINK_ACCEPT, identity)
                options = (reach.cumulative[j, s], reach.distance[j], reach.proximity[s])
                k, wish = best_of_three(options, (first, second, third), capacity, partner, p)
                formed = raised_chance(SEARCH_RATE * logistic(wish + base), extra)
                if chance < formed and institutes.live[k] < institutes.capacity[k]:
                    lasts = uniform(now.dice, LINK_DURATION, identity)
                    tie(i, k, link_quarters(lasts, p), titles, institutes.live, now.quarter)
        if titles.institute[i] >= 0 and not titles.policy_link[i]:
            titles.cooperation_year[i] += price
            institutes.income_year[titles.institute[i]] += price
