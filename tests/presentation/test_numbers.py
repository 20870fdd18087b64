"""Numbers are written in one place, no finer than what is known of them."""

import math

import pytest

from simulation.analysis.chances import Chance
from simulation.analysis.spread import Spread, VarianceShare
from simulation.presentation.numbers import Figures, supported_decimals, written
from simulation.presentation.words import Words

ENGLISH, CHINESE = Figures(Words("en")), Figures(Words("zh"))


def chance(share: float, low: float, high: float) -> Chance:
    return Chance("gdp", "strict", share, low, high, runs=512, draws=256, few=False, bounded=False)


def about(median: float, half_width: float) -> Spread:
    return Spread(median, median - half_width, median, median, median + half_width, median)


@pytest.mark.parametrize(
    ("half_width", "digits", "decimals"), [(7.0, 1, 0), (0.7, 1, 1), (0.36, 2, 2), (330.0, 2, -1), (0.0, 1, 4)]
)
def test_decimals_stop_where_the_interval_begins(half_width: float, digits: int, decimals: int) -> None:
    assert supported_decimals(half_width, digits) == decimals


def test_a_probability_is_written_as_finely_as_its_interval_allows() -> None:
    assert ENGLISH.chance(chance(0.6234, 0.55, 0.69)) == "62 %"
    assert ENGLISH.bounds(chance(0.6234, 0.55, 0.69)) == "55–69"
    assert ENGLISH.chance(chance(0.9841, 0.979, 0.989)) == "98.4 %"
    assert CHINESE.chance(chance(0.6234, 0.55, 0.69)) == "62%"


def test_a_rare_hit_is_not_written_as_never() -> None:
    assert ENGLISH.chance(chance(0.00195, 0.0, 0.0234)) == "0.2 %"
    assert ENGLISH.chance(chance(0.99805, 0.9766, 1.0)) == "99.8 %"


def test_none_of_two_hundred_prints_as_less_than_a_bound() -> None:
    assert ENGLISH.chance(chance(0.0, 0.0, 0.018845)) == "< 1.9 %"
    assert ENGLISH.bounds(chance(0.0, 0.0, 0.018845)) == ""
    assert ENGLISH.chance(chance(1.0, 0.98115, 1.0)) == "> 98.1 %"


def test_a_number_of_towns_has_no_decimals_and_a_ratio_has_two() -> None:
    assert ENGLISH.amount(488.5, "towns", about(489, 8)) == "488"
    assert ENGLISH.amount(2.5137, "rd_intensity", about(2.51, 0.36)) == "2.51"


def test_readers_of_each_language_get_their_own_units() -> None:
    assert f"{ENGLISH.amount(40_912.0, 'gdp', about(40_912, 3_350))} {ENGLISH.unit('gdp')}" == "4,090 bn yuan"
    assert f"{CHINESE.amount(40_912.0, 'gdp', about(40_912, 3_350))} {CHINESE.unit('gdp')}" == "40,900 亿元"
    assert f"{ENGLISH.exact(120_000.0, 'patents')} {ENGLISH.unit('patents')}" == "120 thousand"
    assert f"{CHINESE.exact(120_000.0, 'patents')} {CHINESE.unit('patents')}" == "12 万件"


def test_a_bar_keeps_the_decimals_it_was_given() -> None:
    assert ENGLISH.exact(2.9, "rd_intensity") == "2.9"
    assert ENGLISH.exact(490.0, "towns") == "490"


def test_a_change_of_a_percentage_is_in_points() -> None:
    assert ENGLISH.change(0.4512, "rd_intensity", 0.02) == "+0.45 pp"
    assert ENGLISH.change(-900.0, "patents", 120.0) == "−0.9 thousand"


def test_a_difference_has_a_true_sign_and_zero_has_none() -> None:
    assert ENGLISH.points(0.372, 0.06) == "+37"
    assert ENGLISH.points(-0.012, 0.005) == "−1.2"
    assert written(-0.001, 1) == "0.0"


def test_a_cut_variance_share_looks_different() -> None:
    assert ENGLISH.variance_share(VarianceShare(0.72)) == "72 %"
    assert ENGLISH.variance_share(VarianceShare(-0.04)) == "≈ 0 %"
    assert ENGLISH.variance_share(VarianceShare(math.nan)) == "–"


def test_what_is_not_known_is_a_dash() -> None:
    assert ENGLISH.share(math.nan) == ENGLISH.money(math.nan) == "–"
    assert ENGLISH.chance(chance(math.nan, 0.0, 1.0)) == "–"


def test_money_that_is_known_badly_is_not_written_as_nothing() -> None:
    assert ENGLISH.ratio(52.5, 26.0, 6000.0) == "5 (3–600)"
    assert ENGLISH.ratio(1.5, 1.3, 1.7) == "0.15 (0.13–0.17)"
