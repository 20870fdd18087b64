"""From dice to outcomes: the right laws, and a higher rate never lowers an outcome."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.rules import distributions as rules
from simulation.rules.growth import mean_correction
from tests.rules.numbers import by_hand

logistic = by_hand(rules.logistic)
quarterly = by_hand(rules.quarterly)
strikes = by_hand(rules.strikes)
normal_quantile = by_hand(rules.normal_quantile)
poisson = by_hand(rules.poisson_quantile)
negative_binomial = by_hand(rules.negative_binomial_quantile)
binomial = by_hand(rules.binomial_quantile)
variance_gamma = by_hand(rules.variance_gamma_quantile)

dice = st.floats(1e-9, 1.0 - 1e-9)
shares = st.floats(0.0, 1.0)
EVEN = (np.arange(200) + 0.5) / 200.0
"""Two hundred dice, evenly spread."""


@pytest.fixture(scope="module")
def table():
    return rules.variance_gamma_table()


def test_even_odds_are_logit_zero():
    assert logistic(0.0) == 0.5
    assert logistic(math.log(3.0)) == pytest.approx(0.75)


def test_four_quarters_make_a_year():
    # 0.9^4 = 0.6561
    assert quarterly(0.3439) == pytest.approx(0.1)
    assert quarterly(0.0) == 0.0
    assert quarterly(1.0) == 1.0


@given(dice, st.floats(0.0, 0.99))
def test_a_die_strikes_when_it_lies_below_the_quarterly_chance(u, yearly):
    chance = quarterly(yearly)
    if abs(u - chance) > 1e-9:
        assert strikes(u, yearly) == (u < chance)


@given(dice, shares, shares)
def test_what_strikes_at_a_lower_rate_strikes_at_a_higher_one(u, low, high):
    low, high = sorted((low, high))
    assert strikes(u, high) or not strikes(u, low)


def test_normal_quantiles_agree_with_scipy():
    u = np.concatenate([10.0 ** -np.arange(1.0, 300.0), EVEN, 1.0 - 10.0 ** -np.arange(1.0, 16.0)])
    ours = np.array([normal_quantile(float(value)) for value in u])
    assert ours == pytest.approx(stats.norm.ppf(u), rel=1e-13, abs=1e-15)
    assert normal_quantile(0.5) == 0.0


def test_poisson_by_hand():
    # Mean ln 2: P(0) = 0.5, P(0 or 1) = 0.5 + 0.5 ln 2 = 0.8466.
    mean = math.log(2.0)
    assert [poisson(u, mean) for u in (0.49, 0.51, 0.84, 0.85)] == [0, 1, 1, 2]
    assert poisson(0.999, 0.0) == 0


def test_negative_binomial_by_hand():
    # Mean 1, dispersion 1: a fair coin tossed until it shows heads; P(0) = 1/2, P(0 or 1) = 3/4.
    assert [negative_binomial(u, 1.0, 1.0) for u in (0.49, 0.51, 0.74, 0.76)] == [0, 1, 1, 2]
    assert negative_binomial(0.999, 0.0, 0.5) == 0


def test_binomial_by_hand():
    # Two coins: P(0) = 1/4, P(0 or 1) = 3/4.
    assert [binomial(u, 2, 0.5) for u in (0.24, 0.26, 0.74, 0.76)] == [0, 1, 1, 2]
    assert binomial(0.5, 0, 0.5) == 0
    assert binomial(0.999, 9, 0.0) == 0
    assert binomial(0.001, 9, 1.0) == 9


@pytest.mark.parametrize("mean", [0.01, 0.7, 5.0, 60.0, 400.0, 699.0, 701.0, 800.0, 12_000.0])
def test_poisson_counts_are_those_of_scipy(mean):
    assert [poisson(u, mean) for u in EVEN] == stats.poisson.ppf(EVEN, mean).tolist()


@pytest.mark.parametrize("mean", [0.01, 0.7, 5.0, 60.0])
def test_negative_binomial_counts_are_those_of_scipy_and_spread_as_stated(mean):
    law = stats.nbinom(2.0, 2.0 / (2.0 + mean))
    assert [negative_binomial(u, mean, 0.5) for u in EVEN] == law.ppf(EVEN).tolist()
    assert law.mean() == pytest.approx(mean)
    assert law.var() == pytest.approx(mean + 0.5 * mean**2)


@pytest.mark.parametrize(("trials", "share"), [(1, 0.3), (9, 0.55), (200, 0.03), (200, 0.9)])
def test_binomial_counts_are_those_of_scipy(trials, share):
    assert [binomial(u, trials, share) for u in EVEN] == stats.binom.ppf(EVEN, trials, share).tolist()


def test_many_trials_are_counted_to_within_one():
    exact = stats.binom.ppf(EVEN, 1000, 0.3)
    assert np.abs(np.array([binomial(u, 1000, 0.3) for u in EVEN]) - exact).max() <= 1.0


@pytest.mark.parametrize("mean", [0.5, 5.0, 480.0, 900.0])
def test_the_best_and_the_worst_die_bring_counts_within_twelve_spreads(mean):
    spread = 12.0 * math.sqrt(mean) + 15.0
    for u in (2.0**-53, 1.0 - 2.0**-53):
        assert abs(poisson(u, mean) - mean) < spread
    assert negative_binomial(1.0 - 2.0**-53, mean, 0.5) < 25.0 * (mean + 1.0)


@given(dice, st.floats(600.0, 800.0), st.floats(600.0, 800.0))
def test_a_higher_mean_never_lowers_a_large_count(u, low, high):
    low, high = sorted((low, high))
    assert poisson(u, low) <= poisson(u, high)


@given(dice, st.floats(0.0, 200.0), st.floats(0.0, 200.0))
def test_a_higher_mean_never_lowers_a_poisson_count(u, low, high):
    low, high = sorted((low, high))
    assert poisson(u, low) <= poisson(u, high)


@given(dice, st.floats(0.0, 200.0), st.floats(0.0, 200.0), st.floats(0.05, 2.0))
def test_a_higher_mean_never_lowers_a_negative_binomial_count(u, low, high, dispersion):
    low, high = sorted((low, high))
    assert negative_binomial(u, low, dispersion) <= negative_binomial(u, high, dispersion)


@given(dice, st.integers(0, 400), shares, shares)
def test_a_higher_share_never_lowers_a_binomial_count_and_none_exceeds_its_trials(u, trials, low, high):
    low, high = sorted((low, high))
    assert 0 <= binomial(u, trials, low) <= binomial(u, trials, high) <= trials


def test_four_quarters_of_growth_shocks_are_one_laplace_year(table):
    # Kolmogorov-Smirnov on 20,000 years; a right program fails for one seed in 1,000, and this seed is fixed.
    quarters = np.random.default_rng(2016).random((20_000, 4))
    shocks = [rules.variance_gamma_quantile(u, table) for u in quarters.ravel()]
    years = np.reshape(shocks, (-1, 4)).sum(axis=1)
    assert stats.kstest(years, stats.laplace.cdf).pvalue > 0.001
    # The same test does tell a Laplace quarter from a Laplace year (trap 1).
    laplace = stats.laplace.ppf(quarters) / 2.0
    assert stats.kstest(laplace.sum(axis=1), stats.laplace.cdf).pvalue < 0.001


def test_a_quarters_shock_has_half_the_variance_it_must_have(table):
    # A Laplace(0, 1) year has variance 2; each of four independent quarters 1/2.
    assert shock_moment(table, lambda x: x * x) == pytest.approx(0.5, rel=1e-4)


@pytest.mark.parametrize("scale", [0.02, 0.13, 0.5])
def test_the_mean_correction_leaves_the_expected_level_alone(table, scale):
    grown = shock_moment(table, lambda x: np.cosh(scale * x))
    assert grown * math.exp(by_hand(mean_correction)(scale)) == pytest.approx(1.0, abs=1e-5)


def shock_moment(table, even):
    """Expectation of an even function of the shock: the integral of exp(-t) even(|X|), t = -ln of the two tails."""
    t = (np.arange(38_000) + 0.5) / 1000.0
    size = np.array([-variance_gamma(float(u), table) for u in 0.5 * np.exp(-t)])
    return float((np.exp(-t) * even(size)).sum() / 1000.0)


@given(dice, dice)
def test_better_luck_never_brings_a_worse_shock_and_luck_is_even(worse, better):
    table = rules.variance_gamma_table()
    worse, better = sorted((worse, better))
    assert variance_gamma(worse, table) <= variance_gamma(better, table)
    assert variance_gamma(0.25, table) == -variance_gamma(0.75, table)
