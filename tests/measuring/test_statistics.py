"""Estimators find what was put in."""

import math

import numpy as np
import pytest
from scipy import stats

from simulation.measuring.statistics import (
    dispersion,
    hill_exponent,
    regression_slope,
    spread_slope,
    subbotin_shape,
    top_share,
    within_groups,
)

STEPS = (np.arange(20_000) + 0.5) / 20_000


def test_hill_finds_the_exponent_of_a_pareto_tail() -> None:
    assert hill_exponent(stats.pareto(1.1).ppf(STEPS), 0.1) == pytest.approx(1.1, abs=0.01)


def test_hill_by_hand() -> None:
    values = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, math.e, math.e**3])
    assert hill_exponent(values, 0.2) == pytest.approx(2 / (1 + 3))


@pytest.mark.parametrize("shape", [0.8, 1.0, 1.3, 2.0])
def test_the_shape_of_growth_is_found(shape: float) -> None:
    growth = stats.gennorm(shape, loc=0.08, scale=0.15).ppf(STEPS)
    assert subbotin_shape(growth) == pytest.approx(shape, abs=0.02)


def test_a_spread_that_falls_with_size_has_its_slope_found() -> None:
    sizes = np.repeat(np.linspace(6.0, 12.0, 100), 200)
    luck = np.tile(stats.laplace.ppf((np.arange(200) + 0.5) / 200), 100)
    assert spread_slope(sizes, np.exp(-0.12 * sizes) * luck, 20) == pytest.approx(-0.12, abs=1e-3)


def test_a_slope_by_hand() -> None:
    assert regression_slope(np.array([0.0, 1.0, 2.0]), np.array([5.0, 5.9, 6.8])) == pytest.approx(0.9)


def test_group_means_are_taken_off() -> None:
    assert within_groups(np.array([1.0, 3.0, 10.0]), np.array([0, 0, 2])).tolist() == [-1.0, 1.0, 0.0]


def test_counts_of_a_poisson_have_a_dispersion_of_one_and_zeros_none() -> None:
    assert dispersion(np.array([0, 2])) == 1.0
    assert math.isnan(dispersion(np.array([0, 0])))


def test_the_top_holds_its_share() -> None:
    values = np.concatenate([np.ones(99), [99.0]])
    assert top_share(values, 0.01) == 0.5


@pytest.mark.parametrize(
    "value",
    [
        hill_exponent(np.ones(5), 0.1),
        subbotin_shape(np.zeros(10)),
        spread_slope(np.ones(3), np.ones(3), 2),
        regression_slope(np.ones(3), np.ones(3)),
        top_share(np.zeros(3), 0.5),
    ],
)
def test_nothing_to_measure_is_told_apart_from_zero(value: float) -> None:
    assert math.isnan(value)
