"""Ranks of single towns: the best is first, only certified towns count, and intervals are ranks that some run had."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.analysis.town_ranks import (
    Reach,
    path_of,
    ranking,
    ranks_among,
    ranks_within,
    reach_of,
    standings,
)
from simulation.inputs.measures import YEARS
from tests.analysis.towns_made_up import made_up_panel

NAN = float("nan")


def test_the_highest_score_is_first_and_towns_without_the_title_take_no_place() -> None:
    score = np.array([[50.0, 70.0, 90.0, 60.0], [50.0, 70.0, 90.0, 60.0]])
    inside = np.array([[True, True, True, True], [True, True, False, True]])
    assert np.array_equal(ranks_among(score, inside), [[4, 2, 1, 3], [3, 1, NAN, 2]], equal_nan=True)


def test_equal_towns_share_the_better_place() -> None:
    score = np.array([[80.0, 70.0, 70.0, 60.0]])
    assert ranks_among(score, np.ones((1, 4), bool)).tolist() == [[1, 2, 2, 4]]


def test_a_rank_in_the_city_counts_its_own_towns_only() -> None:
    score, inside = np.array([[80.0, 70.0, 60.0, 50.0]]), np.array([[True, True, False, True]])
    found = ranks_within(score, inside, ["a", "b", "b", "b"])
    assert np.array_equal(found, [[1, 1, NAN, 2]], equal_nan=True)


@given(arrays(np.int64, (3, 6), elements=st.integers(0, 9)), arrays(np.bool_, (3, 6)))
def test_a_rank_is_one_more_than_the_certified_towns_that_score_higher(points: np.ndarray, inside: np.ndarray) -> None:
    found = ranks_among(points.astype(float), inside)
    for run in range(3):
        for town in range(6):
            higher = sum(inside[run, other] and points[run, other] > points[run, town] for other in range(6))
            expected = 1 + higher if inside[run, town] else NAN
            assert found[run, town] == pytest.approx(expected, nan_ok=True)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=60))
def test_an_interval_of_ranks_is_made_of_ranks_and_holds_nine_tenths_of_the_runs(ranks: list[int]) -> None:
    reach = reach_of(np.array([*ranks, NAN]), whole=True)
    assert {reach.median, reach.p05, reach.p95} <= set(ranks)
    assert reach.p05 <= reach.median <= reach.p95
    assert sum(reach.p05 <= rank <= reach.p95 for rank in ranks) >= 0.9 * len(ranks)


def test_nothing_is_known_of_a_town_that_is_never_certified() -> None:
    assert np.isnan(reach_of(np.array([NAN, NAN]))).all()


def test_a_town_stands_by_the_runs_in_which_it_is_certified() -> None:
    panel = made_up_panel(runs=4)
    panel.columns["certified"][1:, -1, 2] = 0.0
    panel.columns["total"][:, -1] = [[90, 80, 85, 10], [90, 80, 70, 10], [70, 80, 70, 10], [90, 80, 70, 10]]
    first, second, third, last = standings(panel, "total", 2020)
    assert [each.share_certified for each in (first, second, third, last)] == [1.0, 1.0, 0.25, 1.0]
    assert first.rank == Reach(1, 1, 2)
    assert third.rank == Reach(2, 2, 2) and third.score == Reach(85, 85, 85)
    assert (last.rank, last.rank_in_city) == (Reach(3, 3, 4), Reach(1, 1, 2))
    assert [each.town for each in ranking([first, second, third, last])] == [0, 1, 3]
    assert standings(panel, "total", 2020, [3]) == [last]


def test_towns_of_one_median_rank_are_ordered_by_their_score() -> None:
    panel = made_up_panel(runs=2)
    panel.columns["total"][:, -1] = [[60, 90, 0, 0], [90, 80, 0, 0]]
    assert [each.town for each in ranking(standings(panel, "total", 2020))][:2] == [1, 0]


def test_the_path_of_a_town_is_in_yi_yuan_over_all_runs_certified_or_not() -> None:
    panel = made_up_panel(runs=2)
    panel.columns["gross_output"][:, :, 1] = np.array([[10_000.0], [30_000.0]])
    panel.columns["certified"][:, 0, 1] = 0.0
    path = path_of(panel, "total", 1)
    assert [each.standing.year for each in path] == list(YEARS)
    assert {each.gross_output.median for each in path} == {2.0}
    assert path[0].standing.share_certified == 0.0 and np.isnan(path[0].standing.rank.median)
