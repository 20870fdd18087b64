"""An interval rests on eight independent means, and on Wilson where too few draws hit or miss to trust them."""

import numpy as np
import pytest

from simulation.analysis.intervals import mean_interval, share_interval, wilson_interval

EIGHT = np.arange(8)


def sequences(draws: int) -> np.ndarray:
    return np.arange(draws) % 8


def test_eight_means_are_joined_by_student_with_seven_degrees_of_freedom() -> None:
    interval = mean_interval(np.arange(1.0, 9.0), EIGHT)
    assert interval.estimate == 4.5
    assert interval.standard_error == pytest.approx(np.sqrt(6.0 / 8))  # variance of 1..8 is 6
    assert interval.high - interval.estimate == pytest.approx(2.364624 * np.sqrt(0.75), rel=1e-6)
    assert interval.low == pytest.approx(9.0 - interval.high)


def test_draws_of_one_sequence_are_averaged_before_they_count() -> None:
    one_each = mean_interval(np.arange(1.0, 9.0), EIGHT)
    four_each = mean_interval(np.repeat(np.arange(1.0, 9.0), 4), np.repeat(EIGHT, 4))
    assert four_each == one_each


def test_one_sequence_alone_has_no_interval() -> None:
    interval = mean_interval(np.array([1.0, 2.0]), np.array([0, 0]))
    assert interval.estimate == 1.5
    assert np.isnan([interval.low, interval.high]).all()


def test_missing_draws_are_left_out() -> None:
    with_gap = mean_interval(np.array([*np.arange(1.0, 9.0), np.nan]), np.array([*EIGHT, 0]))
    assert with_gap == mean_interval(np.arange(1.0, 9.0), EIGHT)


def test_none_of_two_hundred_is_less_than_two_percent() -> None:
    low, high = wilson_interval(0.0, 200)
    assert low == 0.0
    assert high == pytest.approx(0.01885, abs=5e-5)


def test_wilson_of_five_in_ten_is_the_textbook_interval() -> None:
    assert wilson_interval(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=5e-5)


def test_a_rare_hit_takes_the_wider_bound_on_each_side() -> None:
    shares = np.zeros(256)
    shares[:4] = 1.0
    interval = share_interval(shares, sequences(256))
    wilson_low, wilson_high = wilson_interval(4 / 256, 256)
    by_means = mean_interval(shares, sequences(256))
    assert interval.low == pytest.approx(max(min(wilson_low, by_means.low), 0.0))
    assert interval.high == pytest.approx(max(wilson_high, by_means.high))


def test_ten_hits_and_ten_misses_need_no_wilson() -> None:
    shares = np.zeros(256)
    shares[:10] = 1.0
    interval, by_means = share_interval(shares, sequences(256)), mean_interval(shares, sequences(256))
    assert interval.high == by_means.high
    assert interval.low == max(by_means.low, 0.0)


def test_all_hits_still_leave_a_doubt() -> None:
    interval = share_interval(np.ones(256), sequences(256))
    assert interval.estimate == interval.high == 1.0
    assert 0.98 < interval.low < 0.99


def test_an_interval_cut_at_a_limit_says_so() -> None:
    shares = np.zeros(80)
    shares[::8] = 1.0  # all hits in one sequence: the eight means spread wide
    shares[1] = 1.0
    interval = share_interval(shares, sequences(80))
    assert interval.low == 0.0
    assert interval.bounded


def test_no_finished_draw_leaves_everything_possible() -> None:
    interval = share_interval(np.full(8, np.nan), EIGHT)
    assert (interval.low, interval.high) == (0.0, 1.0)


@pytest.mark.parametrize("probability", [0.02, 0.2, 0.5, 0.9])
def test_intervals_cover_the_truth_about_as_often_as_they_say(probability: float) -> None:
    generator = np.random.default_rng(11)
    covered = 0
    for _ in range(300):
        shares = (generator.random((256, 2)) < probability).mean(axis=1)
        interval = share_interval(shares, sequences(256))
        covered += interval.low <= probability <= interval.high
    # 95 % nominal: fewer than 275 of 300 happens by chance in about 1 of 100 such tests
    assert covered >= 275
