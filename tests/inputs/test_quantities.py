"""Amounts are read as a policy paper writes them, and refused when nobody could know what they mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from simulation.calendar import HORIZON, Quarter
from simulation.quantities import (
    MONEY,
    PURE,
    TIME,
    Dimension,
    Money,
    QuantityError,
    Quarters,
    Rate,
    Share,
    YearlyMoney,
    YearlyRate,
    read_quantity,
)


class Amounts(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    money: Money = 0.0
    share: Share = 0.0
    rate: Rate = 0.0
    wait: Quarters = 0
    budget: YearlyMoney = (0.0, 0.0, 0.0, 0.0, 0.0)
    growth: YearlyRate = (0.0, 0.0, 0.0, 0.0, 0.0)


def refused(**stated: object) -> list[str]:
    with pytest.raises(ValidationError) as mistakes:
        Amounts.model_validate(stated)
    return [error.get("ctx", {}).get("code", error["type"]) for error in mistakes.value.errors()]


@pytest.mark.parametrize(
    ("text", "wan_yuan"),
    [
        ("5万元", 5.0),
        ("1亿元", 10_000.0),
        ("2.5 亿元", 25_000.0),
        ("300 万", 300.0),
        ("5e8 yuan", 50_000.0),
        ("0.5 billion yuan", 50_000.0),
        ("1,200万元", 1_200.0),
        ("1万亿元", 100_000_000.0),
        ("100元", 0.01),
        ("５万元", 5.0),
        ("０．３亿元", 3_000.0),
    ],
)
def test_money_is_wan_yuan_inside(text: str, wan_yuan: float) -> None:
    assert Amounts.model_validate({"money": text}).money == wan_yuan


@pytest.mark.parametrize(("text", "share"), [("50%", 0.5), ("2.9 %", 0.029), ("５０％", 0.5), (0.3, 0.3), (1, 1.0)])
def test_a_share_is_between_0_and_1_inside(text: object, share: float) -> None:
    assert Amounts.model_validate({"share": text}).share == share


def test_growth_may_be_negative_but_a_share_may_not() -> None:
    assert Amounts.model_validate({"rate": "-2.5%"}).rate == -0.025
    assert refused(share="-2.5%") == ["E204"]


@pytest.mark.parametrize(("text", "quarters"), [("4 quarters", 4), ("1 year", 4), ("2年", 8), ("6个季度", 6)])
def test_a_length_of_time_is_whole_quarters(text: str, quarters: int) -> None:
    assert Amounts.model_validate({"wait": text}).wait == quarters
    assert refused(wait="1.5 quarters") == ["E204"]


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        (5, "E202"),
        ("5", "E202"),
        ("5%", "E203"),
        ("5 quarters", "E203"),
        ("5万园", "E104"),
        ("5万元/月", "E104"),
        ("-5万元", "E204"),
        (math.nan, "E205"),
        (math.inf, "E205"),
        ("1e999万元", "E205"),
        ("9" * 5000 + "万元", "E205"),
        ("一亿元", "E206"),
        ("", "E206"),
        ("1,5亿元", "E206"),
        (True, "E201"),
        (None, "E201"),
        (("1亿元",), "E201"),
    ],
)
def test_money_that_nobody_can_understand_is_refused(stated: object, code: str) -> None:
    assert refused(money=stated) == [code]


def test_zero_needs_no_unit_and_next_to_nothing_is_zero() -> None:
    assert Amounts.model_validate({"money": "1e-99999999999万元"}).money == 0.0
    assert Amounts.model_validate({"money": 0, "budget": 0}).budget == (0, 0, 0, 0, 0)


def test_the_refusal_of_a_bare_number_says_what_to_write() -> None:
    with pytest.raises(ValidationError, match="5 has no unit: expected money, like 5万元 or 1亿元"):
        Amounts.model_validate({"money": 5})


def test_a_yearly_budget_takes_years_and_spans() -> None:
    stated = {2016: "1亿元", "2017": "2亿元", "2018-2020": "2.5亿元"}
    expected = (10_000.0, 20_000.0, 25_000.0, 25_000.0, 25_000.0)
    assert Amounts.model_validate({"budget": stated}).budget == expected


def test_one_amount_stands_for_every_year_and_a_year_not_stated_is_0() -> None:
    assert Amounts.model_validate({"budget": "1亿元"}).budget == (10_000.0,) * 5
    assert Amounts.model_validate({"budget": {"2017": "1亿元"}}).budget == (0.0, 10_000.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        ({"2015": "1亿元"}, ["E105"]),
        ({"2019-2021": "1亿元"}, ["E105"]),
        ({"2O17": "1亿元"}, ["E105"]),
        ({"2018-2016": "1亿元"}, ["E207"]),
        ({"2016-2018": "1亿元", "2018": "1亿元"}, ["E207"]),
        ({"2016": 5, "2017": "x", "2021": "1亿元"}, ["E202", "E206", "E105"]),
    ],
)
def test_years_that_cannot_hold_are_refused_all_at_once(stated: dict[str, object], codes: list[str]) -> None:
    assert refused(budget=stated) == codes


def test_a_growth_path_states_every_year() -> None:
    assert refused(growth={"2016": "8%"}) == ["E210"]
    assert Amounts.model_validate({"growth": {"2016-2019": "8%", "2020": "-1%"}}).growth == (0.08,) * 4 + (-0.01,)


def test_units_combine_by_division() -> None:
    assert read_quantity("80 人/万人") == (0.008, PURE, "人/万人")
    assert read_quantity("50万元/人").dimension == MONEY
    assert read_quantity("2亿元/年").dimension == Dimension(money=1, time=-1)
    assert read_quantity("2 quarters").dimension == TIME


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_refused_with_a_code(text: str) -> None:
    try:
        assert math.isfinite(read_quantity(text).value)
    except QuantityError as refusal:
        assert refusal.code in {"E104", "E205", "E206"}


@given(st.integers(0, 10**9))
def test_whole_wan_yuan_are_read_exactly(amount: int) -> None:
    assert read_quantity(f"{amount}万元").value == amount
    assert read_quantity(f"{amount / 10_000:.4f}亿元").value == amount


def test_a_quarter_is_read_written_and_counted() -> None:
    quarter = Quarter.parse("2016Q2")
    assert (quarter.index, str(quarter), quarter.plus(3)) == (1, "2016Q2", Quarter(2017, 1))
    assert len(HORIZON) == 20 and HORIZON[0].opens_year and HORIZON[-1].closes_year
    assert Quarter.at(-1) == Quarter(2015, 4) < HORIZON[0] and not Quarter(2015, 4).in_horizon


@pytest.mark.parametrize(("text", "code"), [("2016Q5", "E106"), ("2016", "E106"), ("2021Q1", "E105"), (2016, "E106")])
def test_a_quarter_outside_year_or_plan_is_refused(text: object, code: str) -> None:
    with pytest.raises(ValidationError) as mistakes:
        TypeAdapter(Quarter).validate_python(text)
    assert mistakes.value.errors()[0]["type"] == code
