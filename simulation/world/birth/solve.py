"""Constants solved from base-year totals, each by one monotone bisection (model.md 1.4e, "solved per draw")."""

import math

import numpy as np

from simulation.phases.founding import truncated_normal
from simulation.rules.compiled import phase
from simulation.rules.distributions import logistic
from simulation.rules.high_tech import net_gain
from simulation.rules.patents import stationary_new_products
from simulation.world.firms import Floats, Integers

HALVINGS = 36
MEAN_DURATION_FACTOR = 0.125
"""Log of the mean over the median of a lognormal with log sd 0.5."""


@phase
def start_intercept(wishes: Floats, stop_hazard: float, share: float) -> float:
    """α0: mean of λ/(λ+h) over firms equals the share of performers."""
    low, high = -20.0, 20.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        total = 0.0
        for wish in wishes:
            hazard = logistic(middle + wish)
            total += hazard / (hazard + stop_hazard)
        if total < share * wishes.shape[0]:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@phase
def intensity_scale(levels: Floats, locations: Floats, deviations: Floats, sales: Floats,
                    goal: tuple[float, float, float]) -> float:  # fmt: skip
    """Log scale of R&D intensity so that performers spend the total; `goal` = total, log spread, log ceiling."""
    total, spread, ceiling = goal
    low, high = -20.0, 3.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        spent = 0.0
        for i in range(levels.shape[0]):
            permanent = truncated_normal(levels[i], middle + locations[i], spread, ceiling)
            spent += math.exp(permanent + deviations[i]) * sales[i]
        if spent < total:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@phase
def title_cost_slope(intensity: Floats, sales: Floats, margin: Floats, wanted: int, p: np.record) -> float:
    """c_N within 5-500: as many firms gain from the title as hold it in 2015."""
    low, high = 5.0, 500.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        count = 0
        for i in range(intensity.shape[0]):
            if net_gain(intensity[i], sales[i], margin[i], middle, p) > 0.0:
                count += 1
        if count > wanted:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@phase
def product_conversion(intensity: Floats, sales: Floats, share: float, life: float) -> float:
    """conv: stationary new products over all sales equal the share; the highest conversion if it cannot be met."""
    total_sales = 0.0
    for value in sales:
        total_sales += value
    low, high = 0.0, 1000.0
    for _ in range(2 * HALVINGS):
        middle = 0.5 * (low + high)
        total = 0.0
        for i in range(intensity.shape[0]):
            if intensity[i] > 0.0:
                total += sales[i] * stationary_new_products(intensity[i], middle, life)
        if total < share * total_sales:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@phase
def link_share(intercept: float, wishes: Floats, law: tuple[float, float, float], chances: Floats) -> float:
    """Stationary probability of a live link of every firm into `chances`; returns the mean.

    `law` = memory of the partner, mean term in quarters, yearly exit hazard: links end with their term or their firm.
    """
    memory, duration, exits = law
    total = 0.0
    for i in range(wishes.shape[0]):
        forms = 0.25 * logistic(intercept + wishes[i])
        renews = logistic(intercept + wishes[i] + memory)
        spell = forms / ((1.0 - renews) / duration + exits / 4.0)
        chances[i] = spell / (1.0 + spell)
        total += chances[i]
    return float(total / wishes.shape[0])


@phase
def link_intercept(wishes: Floats, law: tuple[float, float, float], share: float) -> float:
    """c0: mean of the stationary chances of a live link equals the share of 2015."""
    chances = np.zeros(wishes.shape[0])
    low, high = -30.0, 20.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if link_share(middle, wishes, law, chances) < share:
            low = middle
        else:
            high = middle
    return high


def largest_first(weight: Floats, total: int) -> Integers:
    """Whole numbers that sum to `total`, by weight, largest remainder."""
    exact = weight * (total / weight.sum())
    whole: Integers = np.floor(exact).astype(np.int64)
    rest = total - int(whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:rest]] += 1
    return whole
