"""A ranking is a number in the language of eligibility: checked when it is read, asked of everybody at once."""

import numpy as np
import pytest

from simulation.inputs.conditions import ConditionError, Ranking

FIRMS = {
    "firm.rd_intensity": np.array([0.00, 0.02, 0.05]),
    "firm.age": np.array([3.0, 1.5, 0.0]),
    "firm.sales": np.array([1000.0, 50_000.0, 200.0]),
    "firm.employees": np.array([10.0, 100.0, 0.0]),
}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("firm.rd_intensity * 2 + firm.age / 1 year", [3.0, 1.54, 0.10]),
        ("firm.age / 1 quarter", [12.0, 6.0, 0.0]),
        ("firm.sales", [1000.0, 50_000.0, 200.0]),
        ("-firm.sales / 1亿元", [-0.1, -5.0, -0.02]),
        ("firm.sales / firm.employees", [100.0, 500.0, -np.inf]),
        ("firm.rd_intensity / firm.age", [0.0, 0.02 / 1.5, -np.inf]),
        ("(firm.age - 1 year) * firm.sales", [2000.0, 25_000.0, -200.0]),
    ],
)
def test_a_ranking_gives_everybody_a_number_of_any_unit_and_those_without_one_the_lowest(
    text: str, numbers: list[float]
) -> None:
    assert Ranking.parse(text).evaluate(FIRMS).tolist() == pytest.approx(numbers)


@pytest.mark.parametrize(
    ("text", "code", "column", "nearest"),
    [
        ("firm.rd_intensity + firm.age", "E304", 21, ""),
        ("firm.sales + 5", "E304", 14, ""),
        ("firm.rd_intensty * 2", "E302", 1, "firm.rd_intensity"),
        ("firm.age / 1 yeer", "E104", 12, "year"),
        ("firm.is_hte", "E303", 1, ""),
        ("firm.sales > 4亿元", "E303", 1, ""),
        ("firm.sector", "E303", 1, ""),
        ("firm.is_hte * 2", "E303", 1, ""),
        ("firm.age / 0", "E301", 12, ""),
        ("firm.age *", "E301", 11, ""),
        ("1 + 1", "E222", 1, ""),
    ],
)
def test_a_mistake_is_told_with_its_column(text: str, code: str, column: int, nearest: str) -> None:
    with pytest.raises(ConditionError) as refusal:
        Ranking.parse(text)
    assert (refusal.value.code, refusal.value.column, refusal.value.nearest) == (code, column, nearest)
