"""The innovation index: indicators become points on a ruler of 2015 that never moves, points become a score (2.2)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simulation.inputs.indicators import Indicator, Score, load_index, load_indicators
from simulation.inputs.measures import DIMENSIONS
from simulation.measuring.indicators import CODES, sum_by_place
from simulation.measuring.town_year import TownYear
from simulation.world.firms import Flags, Floats

HUNDRED = 100.0
WEIGHT_SEED = 2016
"""Starts the draws of index weights: the same weights in every run, whatever its dice."""


class Annex(NamedTuple):
    """What the annex and the planner say about the index: indicators with their weights, and how points are made."""

    indicators: tuple[Indicator, ...]
    score: Score
    weight_draws: int


@lru_cache(maxsize=1)
def read_annex() -> Annex:
    """The index of the shipped configuration, read once for all runs."""
    index = load_index()
    return Annex(load_indicators(), index.score, index.weight_draws)


class Ruler(NamedTuple):
    """How an indicator becomes points, fixed by the towns of 2015; (16,) each unless a shape is given."""

    is_asinh: Flags
    reference: Floats  # mean of 2015, the unit of the asinh transform
    low: Floats  # zero points, after the transform
    high: Floats  # a hundred points
    weights: Floats  # of the whole index, those of left-out indicators shared in their group; sum to one
    shares: Floats  # (16, 5) weights of the total and inside each dimension
    lowest: float  # points
    highest: float
    left_out: tuple[str, ...]  # codes on which all towns of 2015 were equal


def make_ruler(base: Floats, annex: Annex) -> Ruler:
    """Read the ruler off the cohort of 2015; `base` (towns, 16) its indicators.

    The low and high marks are percentiles, minimum and maximum where these coincide; an indicator on which all towns
    are equal is left out.
    """
    indicators, rule, _ = annex
    is_asinh = np.array([indicator.transform == "asinh" for indicator in indicators])
    reference = base.mean(axis=0)
    reference[reference == 0.0] = 1.0
    values = transformed(base, is_asinh, reference)
    low, high = np.percentile(values, [rule.low_percentile, rule.high_percentile], axis=0)
    flat = high <= low
    low, high = np.where(flat, values.min(axis=0), low), np.where(flat, values.max(axis=0), high)
    kept = high > low
    weights = shared_weights(indicators, kept)
    return Ruler(
        is_asinh=is_asinh,
        reference=reference,
        low=low,
        high=np.where(kept, high, low + 1.0),
        weights=weights,
        shares=dimension_shares(indicators, weights),
        lowest=rule.lowest,
        highest=rule.highest,
        left_out=tuple(code for code, keeps in zip(CODES, kept, strict=True) if not keeps),
    )


def transformed(values: Floats, is_asinh: Flags, reference: Floats) -> Floats:
    """asinh of amounts over their mean of 2015, other indicators as they are; (towns, 16)."""
    result: Floats = np.where(is_asinh[None, :], np.arcsinh(values / reference[None, :]), values)
    return result


def shared_weights(indicators: Sequence[Indicator], kept: Flags) -> Floats:
    """(16,) weights of the index; what is left out gives its weight to its group, then its dimension, then to all."""
    weights = np.array([indicator.weight for indicator in indicators])
    shared = np.where(kept, weights, 0.0)
    for families in ([i.group for i in indicators], [i.dimension for i in indicators], ["index"] * len(indicators)):
        names = np.array(families)
        for name in dict.fromkeys(families):
            members = names == name
            left = shared[members].sum()
            if left > 0.0:
                shared[members] *= weights[members].sum() / left
    return shared


def dimension_shares(indicators: Sequence[Indicator], weights: Floats) -> Floats:
    """(16, 5) what each indicator counts in the total and inside its own dimension."""
    shares = np.zeros((len(indicators), len(DIMENSIONS)))
    shares[:, 0] = weights
    for column, dimension in enumerate(DIMENSIONS[1:], start=1):
        members = np.array([indicator.dimension == dimension for indicator in indicators])
        total = weights[members].sum()
        if total > 0.0:
            shares[members, column] = weights[members] / total
    return shares


def points_of(ruler: Ruler, indicators: Floats) -> Floats:
    """(towns, 16) points: 0 at the low mark of 2015, 100 at the high mark, held within the limits."""
    values = transformed(indicators, ruler.is_asinh, ruler.reference)
    points = HUNDRED * (values - ruler.low) / (ruler.high - ruler.low)
    return np.asarray(np.clip(points, ruler.lowest, ruler.highest))


def town_scores(ruler: Ruler, points: Floats) -> Floats:
    """(towns, 5) index score of every town: total, then its four dimensions."""
    return np.asarray(np.einsum("jk,kd->jd", points, ruler.shares))


def place_scores(year: TownYear, scores: Floats) -> Floats:
    """(5, 5) mean score of the certified towns of the province and of each region; NaN where there is no town."""
    towns = sum_by_place(year, np.ones((len(scores), 1)))
    return np.where(towns > 0.0, sum_by_place(year, scores) / np.maximum(towns, 1.0), np.nan)


@lru_cache(maxsize=4)
def random_weights(draws: int, indicators: int) -> Floats:
    """(indicators, draws) weights, Dirichlet(1): shares of exponential numbers, from a generator of their own."""
    rng = np.random.default_rng(WEIGHT_SEED)
    sizes = -np.log1p(-rng.random((draws, indicators)))
    weights: Floats = np.ascontiguousarray((sizes / sizes.sum(axis=1, keepdims=True)).T)
    weights.setflags(write=False)
    return weights


def rank_stability(ruler: Ruler, points: Floats, draws: int) -> Floats:
    """(draws,) rank correlation of the towns' total scores with those under random weights; `points` (towns, 16).

    Indicators that are left out count for nothing under any weights.
    """
    kept = np.array([code not in ruler.left_out for code in CODES])
    own = ranks(np.einsum("jk,k->j", points, ruler.weights)[:, None])
    others = ranks(np.einsum("jk,kd->jd", points[:, kept], random_weights(draws, int(kept.sum()))))
    n = len(points)
    squares = ((others - own) ** 2).sum(axis=0)
    return np.asarray(1.0 - 6.0 * squares / max(1.0, n * (n * n - 1.0)))


def ranks(scores: Floats) -> Floats:
    """(towns, k) place of every town in each column, 0 for the lowest; equal towns keep their order."""
    order = np.argsort(scores, axis=0, kind="stable")
    places = np.empty(scores.shape)
    np.put_along_axis(places, order, np.arange(len(scores), dtype=np.float64)[:, None], axis=0)
    return places
