"""Intervals hold the truth as often as they say, and a study that stops by itself is wrong no oftener than it says.

The toy's truth is known to ten digits. Every share below is over repetitions of whole studies, each with scramblings
and luck of its own. All seeds are fixed, so a test that passes keeps passing; with new seeds an interval that covers
94.5 % would be seen below 92.5 % of 2,000 in 1 of 20,000 tests, one that covers 93.5 % in 1 of 30. A rule whose error
is 5 % would be seen above 7 % of 1,000 in 1 of 500.
"""

import numpy as np
import pytest

from simulation.analysis.stopping import CloseEnough
from tests.analysis.covering import of_chance, of_condition, of_difference, of_half_width, of_order
from tests.analysis.toy import Studies, bar_for, push_for, studies, truth

SEED = 2016
REPETITIONS = 2_000
DRAWS = 256
PROBABILITIES = (0.02, 0.2, 0.5, 0.9)
LEAST_COVERAGE = 0.925
STATED_ERROR = 0.05
ALLOWANCE = 0.02
"""Three standard errors of a share of 5 % in 1,000 repetitions."""


@pytest.fixture(scope="module")
def many() -> Studies:
    return studies(SEED, REPETITIONS, DRAWS)


@pytest.fixture(scope="module")
def half(many: Studies) -> Studies:
    """A thousand of them, for the rules that stop."""
    return Studies(*(array[:1_000] for array in (many.scores, many.pushed_luck, many.push)))


def test_the_toys_truth_is_what_many_runs_show() -> None:
    drawn = studies(1, 64, 512)
    for probability, gain in ((0.02, 0.05), (0.2, 0.02), (0.9, 0.05)):
        bar = bar_for(probability)
        push = push_for(bar, gain)
        assert truth(bar, push) == pytest.approx(probability + gain)
        # 32,768 balanced draws: the error of a share is below 0.2 points
        assert drawn.hits(bar).mean() == pytest.approx(probability, abs=0.005)
        assert drawn.hits(bar, push).mean() == pytest.approx(probability + gain, abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize("probability", PROBABILITIES)
def test_intervals_of_a_chance_hold_the_truth(many: Studies, probability: float) -> None:
    found = of_chance(many, probability)
    print(f"chance of {probability:g}: {found}")
    assert found.covered >= LEAST_COVERAGE


@pytest.mark.slow
@pytest.mark.parametrize("gain", [0.0, 0.005, 0.05])
@pytest.mark.parametrize("probability", PROBABILITIES)
def test_intervals_of_a_paired_difference_hold_the_truth(many: Studies, probability: float, gain: float) -> None:
    found = of_difference(many, probability, gain)
    print(f"gain of {gain:g} on {probability:g}: {found}")
    assert found.covered >= LEAST_COVERAGE


@pytest.mark.slow
def test_without_its_guard_a_rare_difference_would_be_told_too_surely(many: Studies) -> None:
    """Why the guard is there: of 64 draws fewer than one changes, and the eight means know it to nothing."""
    small = Studies(*(array[:, :64] for array in (many.scores, many.pushed_luck, many.push)))
    assert of_difference(small, 0.02, 0.005, guarded=False).covered < 0.8
    assert of_difference(small, 0.02, 0.005).covered >= LEAST_COVERAGE


@pytest.mark.slow
@pytest.mark.parametrize(("easy", "hard"), [(0.5, 0.2), (0.2, 0.05), (0.95, 0.9)])
def test_intervals_of_a_chance_under_a_condition_hold_the_truth(half: Studies, easy: float, hard: float) -> None:
    for found in of_condition(half, easy, hard):
        print(f"chance of {easy:g} where {hard:g} is missed: {found}")
        assert found.covered >= LEAST_COVERAGE


@pytest.mark.slow
@pytest.mark.parametrize("half_width", [0.06, 0.1])
def test_a_study_that_stops_when_close_enough_misses_each_target_in_five_percent(
    half: Studies, half_width: float
) -> None:
    found = of_half_width(half, CloseEnough(half_width), PROBABILITIES)
    print(f"until {100 * half_width:g}pp: {found}")
    assert len(found.draws) > 1  # it does stop at different looks
    assert max(found.missed.values()) <= STATED_ERROR + ALLOWANCE
    # and not only where it stopped: no target's truth lies outside the interval of any look oftener
    assert max(found.ever_missed.values()) <= STATED_ERROR + ALLOWANCE


@pytest.mark.slow
@pytest.mark.parametrize("gains", [(0.0,), (0.002,), (0.0, 0.02)])
def test_an_order_that_is_told_is_wrong_in_five_percent(half: Studies, gains: tuple[float, ...]) -> None:
    """Scenarios that are equally good have no order: to tell one is wrong, too."""
    found = of_order(half, (0.05, 0.2, 0.5, 0.9), gains)
    print(f"ranking with gains {gains}: {found}")
    assert found.missed["order"] <= STATED_ERROR + ALLOWANCE


@pytest.mark.slow
def test_a_clear_order_is_told_early(half: Studies) -> None:
    found = of_order(half, (0.05, 0.2, 0.5, 0.9), (0.02,))
    assert found.by_rule > 0.95
    assert np.average(list(found.draws), weights=list(found.draws.values())) < DRAWS / 2
