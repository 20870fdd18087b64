"""If one target is missed: shares among the runs that miss it, and nothing said where those are too few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.analysis.conditional import both, fallouts
from simulation.analysis.conditional import given as share_given
from simulation.analysis.intervals import share_interval, wilson_interval
from simulation.inputs.targets import load_targets
from tests.analysis.fabricated import fabricate, with_failures

TARGETS = load_targets()
VERDICTS = st.sampled_from([0.0, 1.0, np.nan])


def sequences(draws: int) -> np.ndarray:
    return np.arange(draws) % 8


def test_the_share_is_counted_among_the_runs_that_have_the_condition() -> None:
    met = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
    condition = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    found = share_given(met, condition, sequences(4))
    assert found.interval.estimate == pytest.approx(2 / 4)
    assert (found.runs, found.draws) == (4, 3)
    assert found.too_few


def test_a_condition_that_always_holds_gives_the_plain_chance() -> None:
    met = np.random.default_rng(3).integers(0, 2, (64, 2)).astype(float)
    found = share_given(met, np.ones_like(met), sequences(64)).interval
    plain = share_interval(met.mean(axis=1), sequences(64))
    assert (found.estimate, found.low, found.high) == pytest.approx((plain.estimate, plain.low, plain.high))


def test_what_was_never_seen_in_forty_draws_is_possible_as_far_as_wilson_says() -> None:
    condition = np.zeros((80, 1))
    condition[:40] = 1.0
    found = share_given(np.zeros((80, 1)), condition, sequences(80)).interval
    assert (found.estimate, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(wilson_interval(0.0, 40)[1])


def test_no_run_with_the_condition_leaves_everything_possible() -> None:
    missed, kept, gap = both(np.ones((16, 1)), np.ones((16, 1)), sequences(16))
    assert (missed.runs, missed.interval.low, missed.interval.high) == (0, 0.0, 1.0)
    assert kept.interval.estimate == 1.0
    assert np.isnan(gap.estimate)
    assert (gap.low, gap.high) == (-1.0, 1.0)


@pytest.mark.filterwarnings("error")
@given(arrays(np.float64, (24, 2), elements=VERDICTS), arrays(np.float64, (24, 2), elements=VERDICTS))
def test_shares_under_both_conditions_make_up_the_whole(met: np.ndarray, condition: np.ndarray) -> None:
    condition = np.where(np.isnan(met), np.nan, condition)
    condition[:, 1], met[:, 1] = condition[:, 0], met[:, 0]  # so that no draw counts by half
    met = np.where(np.isnan(condition), np.nan, met)
    missed, kept, gap = both(met, condition, sequences(24))
    assert missed.runs + kept.runs == np.isfinite(met).sum()
    if missed.runs and kept.runs:
        together = missed.runs * missed.interval.estimate + kept.runs * kept.interval.estimate
        assert together == pytest.approx(np.nansum(met))
        assert gap.estimate == pytest.approx(missed.interval.estimate - kept.interval.estimate)
        assert gap.low <= gap.estimate + 1e-12
        assert gap.estimate <= gap.high + 1e-12


def test_two_targets_on_the_same_number_fall_together_and_strangers_do_not() -> None:
    met = np.random.default_rng(5).integers(0, 2, (256, 2)).astype(float)
    stranger = np.random.default_rng(6).integers(0, 2, (256, 2)).astype(float)
    assert both(met, met, sequences(256))[2].high < -0.9
    assert not both(stranger, met, sequences(256))[2].excludes_zero


def test_every_other_target_is_asked_about_and_rare_misses_are_too_few() -> None:
    ensemble = with_failures(fabricate(draws=64), (0, 0), (3, 0), (3, 1))
    found = list(fallouts(ensemble, TARGETS, "rd_intensity"))
    assert [each.other for each in found] == [target.id for target in TARGETS if target.id != "rd_intensity"]
    assert all(each.if_met.runs + each.if_missed.runs == 125 for each in found)
    assert any(each.too_few for each in fallouts(fabricate(draws=8), TARGETS, "rd_intensity"))
    assert not any(each.distinguishable for each in found if each.too_few)


def test_a_target_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        list(fallouts(fabricate(draws=8), TARGETS, "happiness"))
