"""The three solvers of the base year, with numbers a reader can check by hand."""

import numpy as np
import pytest

from simulation.world.birth.solvers import (
    UnreachableTotalError,
    clip_scale,
    largest_remainder,
    logistic_scale,
    sum_by,
)


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_scaling_without_binding_limits_keeps_proportions():
    parts, multiplier = clip_scale(array(1, 2, 3), array(0, 0, 0), array(99, 99, 99), 12.0, "a")
    assert parts == pytest.approx([2, 4, 6])
    assert multiplier == pytest.approx(2)


def test_what_a_limit_takes_away_goes_to_the_others_in_proportion():
    # 1 : 2 : 3 to a total of 12 with at most 4 for the last: 8 are left for 1 : 2.
    parts, _ = clip_scale(array(1, 2, 3), array(0, 0, 0), array(99, 99, 4), 12.0, "a")
    assert parts == pytest.approx([8 / 3, 16 / 3, 4])


def test_a_lower_limit_is_paid_by_the_others():
    # 1 : 1 : 2 to a total of 8 with at least 5 for the first: 3 are left for 1 : 2.
    parts, _ = clip_scale(array(1, 1, 2), array(5, 0, 0), array(9, 9, 9), 8.0, "a")
    assert parts == pytest.approx([5, 1, 2])


def test_a_total_beyond_the_limits_is_refused_in_plain_words():
    with pytest.raises(UnreachableTotalError, match=r"GDP of X: the parts can hold 0 to 4, but the total is 5"):
        clip_scale(array(1, 1), array(0, 0), array(2, 2), 5.0, "GDP of X")
    with pytest.raises(UnreachableTotalError, match="GDP of Y"):
        logistic_scale(array(0, 0), array(3, 3), array(4, 4), 5.0, "GDP of Y")


def test_a_part_without_weight_cannot_be_scaled_up():
    with pytest.raises(UnreachableTotalError):
        clip_scale(array(0, 1), array(0, 0), array(9, 2), 3.0, "a")


def test_equal_logits_share_the_room_between_the_limits_equally():
    # Limits 0-10 and 10-30 and a total of 25: half of every range.
    parts = logistic_scale(array(0, 0), array(0, 10), array(10, 30), 25.0, "a")
    assert parts == pytest.approx([5, 20])


def test_a_higher_logit_takes_a_larger_share_of_its_range_and_limits_are_never_passed():
    parts = logistic_scale(array(-3, 0, 3), array(0, 0, 0), array(10, 10, 10), 29.0, "a")
    assert parts.sum() == pytest.approx(29)
    assert parts[0] < parts[1] < parts[2] <= 10


def test_largest_remainders_are_rounded_up_and_ties_go_to_the_first():
    assert largest_remainder(array(1.5, 2.9, 3.6), 8).tolist() == [1, 3, 4]
    assert largest_remainder(array(0.5, 0.5, 1.0), 2).tolist() == [1, 0, 1]


def test_whole_parts_stay_as_they_are():
    assert largest_remainder(array(3, 4, 5), 12).tolist() == [3, 4, 5]


def test_rounding_refuses_a_total_that_is_not_the_sum():
    with pytest.raises(UnreachableTotalError):
        largest_remainder(array(1.0, 2.0), 7)


def test_sums_by_group_count_empty_groups():
    assert sum_by(np.array([0, 2, 2]), array(1, 2, 3), 4).tolist() == [1, 0, 5, 0]
