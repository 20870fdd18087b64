"""An interval rests on eight independent means, and on Wilson where too few draws hit or miss to trust them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.analysis.intervals import (
    mean_interval,
    paired_share_interval,
    share_interval,
    tango_interval,
    wilson_interval,
)

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


def gaps(draws: int, gained: int = 0, lost: int = 0) -> np.ndarray:
    changes = np.zeros((draws, 1))
    changes[:gained] = 1.0
    changes[draws - lost :] = -1.0
    return changes


def test_no_change_in_any_draw_leaves_what_wilson_leaves_on_both_sides() -> None:
    interval = paired_share_interval(gaps(256), sequences(256))
    assert interval.estimate == 0.0
    assert interval.high == -interval.low == pytest.approx(wilson_interval(0.0, 256)[1])


def test_three_changes_one_way_are_too_few_to_tell_and_four_are_not() -> None:
    # McNemar's statistic is 3 to 0: sqrt(3) = 1.73 < 1.96, and 4 to 0: 2.
    assert mean_interval(gaps(256, gained=4)[:, 0], sequences(256)).excludes_zero
    assert not paired_share_interval(gaps(256, gained=3), sequences(256)).excludes_zero
    assert paired_share_interval(gaps(256, gained=4), sequences(256)).excludes_zero


def test_at_a_bound_mcnemars_statistic_is_the_quantile() -> None:
    # Of no draw lost in 100, difference d: likeliest loss under d is 0 when nothing was gained, variance d (1 - d) / n.
    low, high = tango_interval(0.0, 0.0, 100)
    assert high**2 == pytest.approx(1.959964**2 * high * (1 - high) / 100, rel=1e-6)
    assert low == -high


def test_a_bound_is_where_the_likeliest_pairs_under_it_are_z_errors_away() -> None:
    gained, lost, draws = 9 / 44, 1 / 44, 44
    for bound in tango_interval(gained, lost, draws):
        losses = np.linspace(max(0.0, -bound) + 1e-9, (1 - bound) / 2 - 1e-9, 2_000_001)
        gains = losses + bound
        likelihood = gained * np.log(gains) + lost * np.log(losses) + (1 - gained - lost) * np.log1p(-gains - losses)
        best = losses[likelihood.argmax()]
        error = np.sqrt((2 * best + bound - bound**2) / draws)
        assert abs(gained - lost - bound) / error == pytest.approx(1.959964, abs=1e-4)


def test_ten_changes_need_no_more_than_the_eight_means() -> None:
    changes = gaps(256, gained=7, lost=3)
    assert paired_share_interval(changes, sequences(256)) == mean_interval(changes[:, 0], sequences(256))


def test_nine_changes_take_the_wider_bound_on_each_side() -> None:
    changes = gaps(256, gained=7, lost=2)
    interval, by_means = paired_share_interval(changes, sequences(256)), mean_interval(changes[:, 0], sequences(256))
    low, high = tango_interval(7 / 256, 2 / 256, 256)
    assert (interval.low, interval.high) == (min(low, by_means.low), max(high, by_means.high))


@given(arrays(np.float64, (24, 2), elements=st.sampled_from([-1.0, 0.0, 0.0, 1.0, np.nan])))
def test_the_other_way_round_the_interval_is_its_mirror_and_holds_the_estimate(changes: np.ndarray) -> None:
    there, back = (paired_share_interval(sign * changes, sequences(24)) for sign in (1.0, -1.0))
    assert (-back.high, -back.low) == pytest.approx((there.low, there.high))
    assert -1.0 <= there.low <= there.high <= 1.0
    if np.isfinite(changes).any():
        assert there.low <= there.estimate <= there.high
        assert there.half_width > 0.0 or np.isfinite(changes).any(axis=1).sum() >= 10


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
