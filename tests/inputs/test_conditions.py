"""Who is eligible is asked in a small language that is checked before it is used and never executed."""

from __future__ import annotations

import csv
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulation.inputs.conditions import CODES, FIELDS, Condition, ConditionError
from simulation.inputs.files import config_file
from simulation.inputs.places import KINDS, REGIONS
from simulation.inputs.sectors import load_sectors

FIRMS: dict[str, NDArray[Any]] = {
    "firm.sales": np.array([1_000.0, 50_000.0, 3_000.0, np.nan]),
    "firm.employees": np.array([10.0, 2_000.0, 30.0, 4.0]),
    "firm.age": np.array([1.0, 2.0, 8.0, 9.0]),
    "firm.rd_intensity": np.array([0.0, 0.02, 0.03, 0.04]),
    "firm.is_hte": np.array([True, False, True, False]),
    "firm.sector": np.array([0, 1, 2, 3]),
    "town.region": np.array([0, 1, 2, 3]),
    "town.specialty": np.array([0, 1, 2, 0]),
    "city.name": np.array([5, 0, 16, 5]),
}


def eligible(text: str) -> list[int]:
    """The firms, by number, for whom the condition holds."""
    return np.flatnonzero(Condition.parse(text).evaluate(FIRMS)).tolist()


@pytest.mark.parametrize(
    ("text", "firms"),
    [
        ("true", [0, 1, 2, 3]),
        ("false", []),
        ("firm.sales < 4亿元", [0, 2]),
        ("firm.sales < 4亿元 and town.region != 'prd'", [2]),
        ("firm.sales < ４亿元 and town.region != ‘prd’", [2]),
        ("1000万元 < firm.sales <= 5亿元", [1, 2]),
        ("not firm.is_hte", [1, 3]),
        ("firm.is_hte == false", [1, 3]),
        ("firm.is_hte or firm.age > 8 years", [0, 2, 3]),
        ("firm.is_hte or firm.is_hte and false", [0, 2]),
        ("(firm.is_hte or firm.is_hte) and false", []),
        ("not (firm.age > 4 quarters)", [0]),
        ("town.region in ('east', 'west')", [1, 2]),
        ("town.region not in ('east', 'west')", [0, 3]),
        ("firm.employees in (10, 30)", [0, 2]),
        ("firm.employees >= 1000", [1]),
        ("firm.sector == town.specialty", [0, 1, 2]),
        ("firm.rd_intensity >= 3%", [2, 3]),
        ("firm.rd_intensity ≥ 0.03", [2, 3]),
        ("firm.sales / firm.employees > 50万元/人", [0, 2]),
        ("firm.sales * 2 - 5万元 < 0.2亿元", [0]),
        ("-firm.sales > -0.2亿元", [0]),
        ("firm.sales * firm.rd_intensity > 0", [1, 2]),
        ("city.name == '佛山'", [0, 3]),
    ],
)
def test_a_condition_is_asked_of_everybody_at_once(text: str, firms: list[int]) -> None:
    assert eligible(text) == firms


@pytest.mark.parametrize(
    ("text", "code", "column", "nearest"),
    [
        ("firm.sale < 4亿元", "E302", 1, "firm.sales"),
        ("sales < 4亿元", "E302", 1, "firm.sales"),
        ("town.region == prd", "E302", 16, "'prd'"),
        ("town.region == 'prb'", "E305", 16, "prd"),
        ("firm.sales < 4", "E304", 14, ""),
        ("firm.sales < 4%", "E304", 14, ""),
        ("firm.age < 7", "E304", 12, ""),
        ("firm.sales + firm.age > 0", "E304", 14, ""),
        ("firm.rd_intensity > 3", "E304", 21, "3%"),
        ("firm.sales < 4亿圆元", "E104", 14, "亿元"),
        ("firm.age < 7 yeers", "E104", 12, "years"),
        ("firm.sales < 1e999万元", "E205", 14, ""),
        ("firm.sales", "E303", 1, ""),
        ("firm.sales and true", "E303", 1, ""),
        ("firm.sales == '4亿元'", "E303", 15, ""),
        ("town.region < 'east'", "E303", 1, ""),
        ("firm.sector == town.region", "E303", 1, ""),
        ("'prd' == 'prd'", "E303", 1, ""),
        ("firm.is_hte in (true)", "E303", 1, ""),
        ("town.region in (town.region)", "E303", 17, ""),
        ("firm.sales = 4亿元", "E301", 12, "=="),
        ("firm.is_hte && true", "E301", 13, "and"),
        ("firm.sales < ", "E301", 13, ""),
        ("firm.sales < 4亿元)", "E301", 17, ""),
        ("(firm.sales < 4亿元", "E301", 18, ""),
        ("town.region in 'prd'", "E301", 16, ""),
        ("town.region == 'prd", "E301", 16, ""),
        ("firm.sales / 0 > 1亿元", "E301", 14, ""),
        ("firm.sales.__class__ > 0", "E302", 1, "firm.sales"),
        ("__import__('os')", "E302", 1, ""),
        ("lambda: 0", "E301", 7, ""),
        ("", "E301", 1, ""),
        ("(" * 60 + "true" + ")" * 60, "E306", 52, ""),
        ("not " * 60 + "true", "E306", 205, ""),
        ("0" + " + 0" * 250 + " > 0", "E306", 801, ""),
        ("true " * 500, "E306", 1, ""),
    ],
)
def test_a_mistake_is_told_with_its_column_and_the_nearest_name(
    text: str, code: str, column: int, nearest: str
) -> None:
    with pytest.raises(ConditionError) as refusal:
        Condition.parse(text)
    assert (refusal.value.code, refusal.value.column, refusal.value.nearest) == (code, column, nearest)


def test_a_condition_says_which_fields_it_asks_about() -> None:
    assert Condition.parse("firm.sales < 4亿元 or firm.sales > 5亿元 and town.certified").fields == {
        "firm.sales",
        "town.certified",
    }
    assert Condition.everyone.fields == frozenset()


def test_nothing_is_known_of_a_missing_number() -> None:
    assert eligible("firm.sales > 0 or firm.sales <= 0") == [0, 1, 2]


def test_the_columns_are_not_touched_and_the_answer_is_new() -> None:
    answer = Condition.parse("firm.is_hte").evaluate(FIRMS)
    answer[:] = False
    assert FIRMS["firm.is_hte"].tolist() == [True, False, True, False]


def test_a_condition_without_columns_or_with_one_missing_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        Condition.everyone.evaluate({})
    with pytest.raises(KeyError):
        Condition.parse("town.certified").evaluate(FIRMS)


def test_a_condition_survives_the_way_to_another_process() -> None:
    condition = Condition.parse("firm.sales < 4亿元")
    again = pickle.loads(pickle.dumps(condition))
    assert again == condition and again.evaluate(FIRMS).tolist() == condition.evaluate(FIRMS).tolist()


def test_the_words_of_the_fields_are_those_of_the_model() -> None:
    assert tuple(CODES["town.region"]) == REGIONS and tuple(CODES["town.kind"]) == KINDS
    assert tuple(CODES["firm.sector"]) == tuple(CODES["town.specialty"]) == load_sectors().keys
    assert CODES["firm.kind"] == {"industry": KINDS.index("industry"), "service": KINDS.index("service")}
    with config_file("cities.csv").open(encoding="utf-8") as cities:
        assert tuple(CODES["city.name"]) == tuple(city["name"] for city in csv.DictReader(cities))
    assert set(CODES) == {name for name, field in FIELDS.items() if field.kind == "word"}


WORDS = (
    *FIELDS, *"+-*/()<>=!,'\".", "==", "<=", "and", "or", "not", "in", "true", "4亿元", "3%", "5", "'prd'", "7 years",
    "x",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_words_give_a_condition_that_works_or_a_refusal_with_a_column(words: list[str]) -> None:
    text = " ".join(words)
    columns = {name: np.zeros(3, bool) if field.kind == "flag" else np.ones(3) for name, field in FIELDS.items()}
    try:
        answer = Condition.parse(text).evaluate(columns)
    except ConditionError as refusal:
        assert 1 <= refusal.column <= len(text) + 1
    else:
        assert answer.shape == (3,) and answer.dtype == np.bool_
