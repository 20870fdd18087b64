"""The ruler of the index is read off 2015 and never moves; weights are shared out when an indicator says nothing."""

import numpy as np
import pytest

from simulation.measuring.index_score import (
    Annex,
    Ruler,
    make_ruler,
    place_scores,
    points_of,
    rank_stability,
    ranks,
    read_annex,
    shared_weights,
    town_scores,
)
from simulation.measuring.indicators import CODES

from .tiny import measured, tiny_stage

FIRST = CODES.index("A21")
"""An indicator that is taken as it is, alone in its group."""
AMOUNT = CODES.index("A11")


def ladder() -> np.ndarray:
    """101 towns whose every indicator runs from 0 to 100."""
    return np.repeat(np.arange(101.0)[:, None], len(CODES), axis=1)


def points(ruler: Ruler, value: float, code: int = FIRST) -> float:
    row = np.zeros((1, len(CODES)))
    row[0, code] = value
    return float(points_of(ruler, row)[0, code])


@pytest.fixture
def annex() -> Annex:
    return read_annex()


@pytest.mark.parametrize(("value", "expected"), [(5, 0), (50, 50), (95, 100), (0, 0), (140, 150), (1e6, 150)])
def test_points_run_from_the_fifth_to_the_ninety_fifth_percentile_of_2015(
    value: float, expected: float, annex: Annex
) -> None:
    assert points(make_ruler(ladder(), annex), value) == pytest.approx(expected)


def test_amounts_are_tamed_before_they_are_measured(annex: Annex) -> None:
    ruler = make_ruler(ladder(), annex)  # mean 50
    low, high = np.arcsinh(5 / 50), np.arcsinh(95 / 50)
    assert points(ruler, 50.0, AMOUNT) == pytest.approx(100 * (np.arcsinh(1.0) - low) / (high - low))


def test_when_the_percentiles_coincide_the_extremes_stand_in(annex: Annex) -> None:
    base = ladder()
    base[:, FIRST] = 0.0
    base[7, FIRST] = 4.0
    ruler = make_ruler(base, annex)
    assert points(ruler, 1.0) == pytest.approx(25.0)
    assert ruler.left_out == ()


def test_an_indicator_on_which_all_towns_are_equal_is_left_out_and_named(annex: Annex) -> None:
    base = ladder()
    base[:, CODES.index("B22")] = 3.0
    ruler = make_ruler(base, annex)
    assert ruler.left_out == ("B22",)
    assert ruler.weights[CODES.index("B22")] == 0.0
    assert ruler.weights[CODES.index("B21")] == pytest.approx(0.25 / 3 / 2)  # half of its group in place of a third
    assert ruler.weights.sum() == pytest.approx(1.0)


def test_a_group_that_says_nothing_gives_its_weight_to_its_dimension(annex: Annex) -> None:
    kept = np.array([code != "A21" for code in CODES])
    weights = shared_weights(annex.indicators, kept)
    assert weights[:2].tolist() == pytest.approx([0.125, 0.125])
    assert weights.sum() == pytest.approx(1.0)


def test_all_weights_are_those_of_the_annex_when_nothing_is_left_out(annex: Annex) -> None:
    weights = shared_weights(annex.indicators, np.ones(len(CODES), dtype=bool))
    assert weights.tolist() == pytest.approx([indicator.weight for indicator in annex.indicators])


def test_the_total_is_the_mean_of_four_equal_dimensions(annex: Annex) -> None:
    ruler = make_ruler(ladder(), annex)
    row = np.zeros((1, len(CODES)))
    row[0, [code.startswith("C") for code in CODES]] = 80.0
    assert town_scores(ruler, row)[0].tolist() == pytest.approx([20.0, 0.0, 0.0, 80.0, 0.0])


def test_a_place_scores_the_mean_of_its_certified_towns_and_nothing_without_any(p: np.record) -> None:
    year = measured(tiny_stage(p))
    scores = np.repeat(np.array([[30.0], [60.0], [90.0], [1000.0]]), 5, axis=1)
    assert place_scores(year, scores)[:, 0].tolist()[:4] == pytest.approx([60.0, 30.0, 60.0, 90.0])
    assert np.isnan(place_scores(year, scores)[4]).all()


def test_ranks_are_stable_when_all_indicators_agree(annex: Annex) -> None:
    agreed = ladder()
    assert rank_stability(make_ruler(agreed, annex), agreed, 200).tolist() == pytest.approx([1.0] * 200)


def test_ranks_depend_on_the_weights_when_indicators_disagree(annex: Annex) -> None:
    mixed = ladder()
    mixed[:, ::2] = mixed[::-1, ::2]
    correlations = rank_stability(make_ruler(mixed, annex), mixed, 200)
    assert correlations.shape == (200,)
    assert correlations.min() < 0.0 < correlations.max() <= 1.0


def test_the_drawn_weights_are_the_same_in_every_run(annex: Annex) -> None:
    rng = np.random.default_rng(1)
    mixed = rng.random((50, len(CODES)))
    ruler = make_ruler(mixed, annex)
    assert np.array_equal(rank_stability(ruler, mixed, 200), rank_stability(ruler, mixed.copy(), 200))


def test_ranks_count_from_the_lowest() -> None:
    assert ranks(np.array([[3.0], [1.0], [2.0]])).ravel().tolist() == [2.0, 0.0, 1.0]
