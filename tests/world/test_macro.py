"""The provincial path: years grow as stated, branches part ways, shocks add and are taken back (1.1d, 3.6)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.inputs.province import load_province
from simulation.inputs.sectors import load_sectors
from simulation.rules.dice import Dice
from simulation.world.firms import SECTORS, TRADE
from simulation.world.macro import QUARTERS, Macro, carry_of, macro_path, yearly_deviations
from simulation.world.outside_shocks import with_shocks
from tests.rules.numbers import numbers

SHARES = (0.5, 0.1, 0.4)
P = numbers(
    service_growth_premium=0.02,
    agriculture_growth_premium=-0.02,
    value_added_ratio_drift=0.015,
    deflator_growth=0.02,
    tariff_output_effect=0.5,
    covid_factor=1.0,
    super_deduction_cost_cut=0.1,
)


def path(growth: float = 8.2) -> Macro:
    return macro_path(np.full(5, growth), SHARES, P)


def yearly(level: np.ndarray) -> np.ndarray:
    """Sums of each year, 2015 first: the mean quarter of 2015 is 1."""
    return np.concatenate([[4.0], level.reshape(5, 4).sum(axis=1)])


def growth_of(sums: np.ndarray) -> np.ndarray:
    return sums[1:] / sums[:-1] - 1.0


def levels(rates: np.ndarray, carry: float) -> np.ndarray:
    """Level of every quarter over the mean of 2015."""
    return carry * np.exp(np.cumsum(rates))


def test_the_last_quarter_of_a_growing_year_stands_above_its_mean():
    # Doubling every quarter: 1, 2, 4, 8 have the mean 3.75.
    assert carry_of(math.log(2.0)) == pytest.approx(8.0 / 3.75)
    assert carry_of(0.0) == 1.0


@given(st.floats(-0.05, 0.05))
def test_with_its_carry_a_steady_path_grows_by_the_full_rate_in_every_year(rate):
    sums = yearly(levels(np.full(QUARTERS, rate), carry_of(rate)))
    assert growth_of(sums) == pytest.approx(np.full(5, math.exp(4.0 * rate) - 1.0), abs=1e-12)


def test_services_grow_two_points_faster_than_industry_and_agriculture_two_slower():
    macro = path()
    # 8.2 % = industry + 0.4 x 2 - 0.1 x 2, so industry grows by 7.6 %.
    assert np.exp(4.0 * macro.services[0]) - 1.0 == pytest.approx(0.096)
    assert np.exp(4.0 * macro.agriculture[0]) - 1.0 == pytest.approx(0.056)
    assert np.exp(4.0 * macro.output[0, 0] + 0.015) - 1.0 == pytest.approx(0.076)


def test_industrial_output_lags_value_added_by_the_drift_and_trade_does_not():
    macro = path()
    assert macro.output.shape == (QUARTERS, SECTORS)
    assert (macro.output[:, :TRADE] == macro.output[:, :1]).all()
    assert macro.output[:, TRADE].tolist() == macro.services.tolist()
    assert np.diff(np.log(macro.ratio_drift)) == pytest.approx(np.full(QUARTERS - 1, 0.015 / 4.0))


@pytest.mark.parametrize("growth", [5.0, 8.2, 11.0])
def test_the_sums_of_the_years_grow_at_the_given_rate_to_within_a_tenth_of_a_percent(growth):
    macro = path(growth)
    industry = levels(macro.output[:, 0], macro.carry[0]) * macro.ratio_drift
    services = levels(macro.services, macro.carry[SECTORS])
    agriculture = levels(macro.agriculture, macro.carry[SECTORS + 1])
    total = SHARES[0] * industry + SHARES[1] * agriculture + SHARES[2] * services
    assert growth_of(yearly(total)) == pytest.approx(np.full(5, growth / 100.0), abs=0.001)


def test_prices_rise_by_their_yearly_rate_from_the_middle_of_2015():
    macro = path()
    assert macro.deflator[0] == pytest.approx(1.02**0.625)  # mid-2015 to mid-February 2016
    assert macro.deflator[7] / macro.deflator[3] == pytest.approx(1.02)


def test_research_follows_nominal_growth_where_sales_lag():
    macro = path()
    # 1.076 x exp(-0.015) for sales, 1.082 for GDP.
    wedge = math.log(1.082) - math.log(1.076) + 0.015
    assert math.log(macro.research_factor[7] / macro.research_factor[3]) == pytest.approx(wedge)


def test_deviations_are_the_same_for_the_same_dice_and_vanish_without_spread():
    dice = Dice(2016, 0, 0, 0)
    p = numbers(macro_growth_autocorrelation=0.3, macro_growth_yearly_sd=1.2)
    assert yearly_deviations(dice, p).tolist() == yearly_deviations(dice, p).tolist()
    assert yearly_deviations(dice, p).tolist() != yearly_deviations(dice._replace(replication=1), p).tolist()
    assert not yearly_deviations(dice, numbers(macro_growth_autocorrelation=0.3, macro_growth_yearly_sd=0.0)).any()


def test_deviations_keep_their_spread_and_autocorrelation():
    # 4,000 replications: the standard error of an s.d. of 1.2 is 0.013, of a correlation 0.015. At four of them a right
    # program fails one seed in 2,500 by any of the six; this seed is fixed.
    p = numbers(macro_growth_autocorrelation=0.3, macro_growth_yearly_sd=1.2)
    drawn = np.array([yearly_deviations(Dice(2016, 0, replication, 0), p) for replication in range(4000)])
    assert drawn.std(axis=0) == pytest.approx(np.full(5, 1.2), abs=0.054)
    assert np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1] == pytest.approx(0.3, abs=0.064)


@pytest.fixture(scope="module")
def setting():
    return load_sectors(), P


def shocked(names: tuple[str, ...], setting) -> Macro:
    return with_shocks(path(), names, load_province().shocks, setting)


def test_without_shocks_nothing_changes(setting):
    usual, same = path(), shocked((), setting)
    assert all(np.array_equal(one, other) for one, other in zip(usual, same, strict=True))


def test_the_tariffs_lower_output_by_effect_exposure_and_phase(setting):
    sectors, _ = setting
    rise = load_province().shocks.tariff_rise
    macro = shocked(("tariffs",), setting)
    # In full force a sector that sells a share x to the United States loses 0.5 % x rise x x; they stay in force.
    expected = -0.005 * rise * sectors.us_export_share
    assert macro.shock.sum(axis=0) == pytest.approx(expected)
    assert not macro.shock[:10].any()  # to 2018Q2


def test_the_epidemic_is_taken_back_when_it_is_over(setting):
    macro = shocked(("covid",), setting)
    assert not macro.shock[:16].any()
    assert macro.shock[16, 0] == pytest.approx(math.log(0.88))  # 12 % lower in 2020Q1
    assert macro.shock[16, TRADE] == pytest.approx(math.log(0.76))  # services twice as hard
    assert macro.shock.sum(axis=0) == pytest.approx(np.zeros(SECTORS), abs=1e-12)
    assert macro.services_shock.sum() == pytest.approx(0.0, abs=1e-12)
    assert macro.exit_factor[15:].tolist() == [1.0, 1.3, 1.3, 1.0, 1.0]


def test_two_shocks_add_up(setting):
    both, tariffs, covid = (shocked(names, setting) for names in (("tariffs", "covid"), ("tariffs",), ("covid",)))
    assert both.shock == pytest.approx(tariffs.shock + covid.shock)


def test_the_super_deduction_makes_research_cheaper_for_technology_firms_a_year_earlier(setting):
    macro = shocked(("super_deduction",), setting)
    assert macro.user_cost[:, 0].tolist() == pytest.approx([1.0] * 4 + [0.9] * 16)
    assert macro.user_cost[:, 1].tolist() == pytest.approx([1.0] * 8 + [0.9] * 12)
    assert not macro.shock.any()
