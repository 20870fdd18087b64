"""What of a budget is meant for every year: by year, in total, and while it grows to its full size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from simulation.calendar import HORIZON, HORIZON_END, HORIZON_START, Quarter
from simulation.inputs.budgets import Total, yearly_money
from simulation.inputs.delivery import InstrumentSettings

EVEN = (1000.0,) * 5


def stated(**words: object) -> InstrumentSettings:
    return InstrumentSettings.model_validate({"budget": "1000万元", **words})


def test_money_stated_by_year_is_meant_for_that_year_whenever_calls_are_open() -> None:
    assert stated().money_by_year() == EVEN
    assert stated(start="2018Q1", end="2018Q4").money_by_year() == EVEN
    assert stated(budget={"2017": "5万元"}).money_by_year() == (0.0, 5.0, 0.0, 0.0, 0.0)


def test_a_ramp_of_six_quarters_gives_a_year_the_mean_of_its_sixths() -> None:
    # 2016: (1 + 2 + 3 + 4) / 6 / 4 = 10/24; 2017: (5 + 6 + 6 + 6) / 6 / 4 = 23/24.
    assert stated(ramp="6 quarters").money_by_year() == pytest.approx(
        [1000 * 10 / 24, 1000 * 23 / 24, 1000, 1000, 1000]
    )


def test_a_ramp_begins_at_the_start_and_counts_open_quarters_only() -> None:
    # Open from the third quarter of 2017: (1 + 2) / 4 / 2 = 3/8 of the year's money, then (3 + 4 + 4 + 4) / 4 / 4.
    grows = stated(ramp="1 year", start="2017Q3", end="2018Q4")
    assert grows.money_by_year() == pytest.approx([0.0, 375.0, 937.5, 0.0, 0.0])


def test_a_total_is_spread_evenly_over_the_open_quarters() -> None:
    assert stated(budget={"total": "5000万元"}).money_by_year() == pytest.approx(EVEN)
    # Ten quarters, 2016Q4 to 2019Q1, of 100 each.
    ten = stated(budget={"total": "1000万元"}, start="2016Q4", end="2019Q1")
    assert ten.money_by_year() == pytest.approx([100.0, 400.0, 400.0, 100.0, 0.0])


def test_a_total_that_grows_stays_whole() -> None:
    # Eight quarters of 1/4, 2/4, 3/4, 4/4, then 4/4: parts of 2.5 and 4 in 6.5.
    grows = stated(budget={"total": "650万元"}, ramp="4 quarters", start="2016Q1", end="2017Q4")
    assert grows.money_by_year() == pytest.approx([250.0, 400.0, 0.0, 0.0, 0.0])


@given(st.integers(0, 19), st.integers(0, 19), st.integers(0, 40), st.floats(0.01, 1e6))
def test_a_total_is_never_more_or_less_than_itself(one: int, other: int, ramp: int, money: float) -> None:
    start, end = HORIZON[min(one, other)], HORIZON[max(one, other)]
    assert sum(yearly_money(Total(money), start, end, ramp)) == pytest.approx(money)


@given(st.integers(0, 19), st.integers(1, 40))
def test_money_that_grows_is_never_less_than_the_year_before_nor_more_than_its_full_size(first: int, ramp: int) -> None:
    by_year = yearly_money(EVEN, Quarter.at(first), HORIZON_END, ramp)
    assert list(by_year) == sorted(by_year)
    assert max(by_year) <= 1000.0 + 1e-9


def test_a_ramp_of_one_quarter_is_none() -> None:
    assert (
        yearly_money(EVEN, HORIZON_START, HORIZON_END, 1) == yearly_money(EVEN, HORIZON_START, HORIZON_END, 0) == EVEN
    )


@pytest.mark.parametrize(
    ("budget", "code"),
    [
        ({"total": "1亿元", "2018": "1亿元"}, "E225"),
        ({"total": "1亿元", "totl": "1亿元"}, "E225"),
        ({"total": 5}, "E202"),
        ({"total": "-5万元"}, "E204"),
        ({"total": "50%"}, "E203"),
        ({"total": {"2018": "1亿元"}}, "E201"),
    ],
)
def test_a_budget_is_stated_one_way(budget: object, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        stated(budget=budget)
    (error,) = refused.value.errors()
    assert error["ctx"].get("code", error["type"]) == code


def test_what_is_left_is_carried_as_long_as_the_instrument_goes_on() -> None:
    goes_on = stated(carry_over="50%", start="2017Q1", end="2018Q4")
    assert [goes_on.carried_from(year) for year in range(2015, 2021)] == [0.0, 0.0, 0.5, 0.0, 0.0, 0.0]
    assert [stated(carry_over="50%").carried_from(year) for year in (2016, 2019, 2020)] == [0.5, 0.5, 0.0]
    assert stated().carried_from(2016) == 0.0


def test_prices_are_those_of_the_day_or_those_of_2015() -> None:
    assert stated().prices == "nominal"
    assert stated(prices=2015).prices == stated(prices="2015").prices == "2015"


def test_a_total_of_nothing_is_no_money() -> None:
    assert not stated(budget={"total": 0}).has_money()
    assert stated(budget={"total": "1元"}).has_money()
