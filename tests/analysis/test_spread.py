"""Percentiles over runs, and the split of their variance into ignorance and luck."""

import numpy as np
import pytest

from simulation.analysis.spread import average_by_draw, parameter_variance_share, spread


def test_percentiles_leave_failed_runs_out() -> None:
    result = spread(np.array([[1.0, 2.0], [3.0, np.nan]]))
    assert (result.median, result.mean) == (2.0, 2.0)


def test_nothing_finished_gives_nothing() -> None:
    assert np.isnan(spread(np.array([np.nan])).median)


def test_replications_that_agree_make_all_variance_ignorance() -> None:
    assert parameter_variance_share(np.array([[1.0, 1.0], [2.0, 2.0], [5.0, 5.0]])).estimate == 1.0


def test_variance_share_of_a_small_table_by_hand() -> None:
    # draw means 1, 3, 5 (variance 4); within-draw variance 2 each; between = 4 - 2/2 = 3; share = 3 / 5
    values = np.array([[0.0, 2.0], [2.0, 4.0], [4.0, 6.0]])
    assert parameter_variance_share(values).estimate == pytest.approx(0.6)


def test_variance_share_is_right_on_average() -> None:
    generator = np.random.default_rng(3)
    estimates = []
    for _ in range(200):
        ignorance, luck = generator.standard_normal((64, 1)), generator.standard_normal((64, 2))
        estimates.append(parameter_variance_share(np.sqrt(0.25) * ignorance + np.sqrt(0.75) * luck).estimate)
    assert np.mean(estimates) == pytest.approx(0.25, abs=0.03)


def test_an_estimate_below_zero_is_kept_and_its_cut_is_visible() -> None:
    share = parameter_variance_share(np.array([[0.0, 4.0], [4.0, 0.0], [0.0, 4.0]]))
    assert share.estimate < 0
    assert share.shown == 0.0
    assert share.cut


def test_one_replication_cannot_tell_ignorance_from_luck() -> None:
    assert np.isnan(parameter_variance_share(np.ones((8, 1))).estimate)


def test_a_draw_counts_by_its_finished_runs() -> None:
    means = average_by_draw(np.array([[1.0, 3.0], [np.nan, 4.0], [np.nan, np.nan]]))
    assert means[:2].tolist() == [2.0, 4.0]
    assert np.isnan(means[2])
