"""What the province sets aside for every instrument by year, at whose prices, and what it carries over."""

import numpy as np
import pytest

from simulation.agents.appropriations import appropriations_of, nothing_carried
from simulation.inputs.delivery import InstrumentSettings

PRICES = 1.0 + 0.01 * np.arange(20)
"""One point more every quarter: 1.00, 1.04, 1.08, 1.12, 1.16 in the first quarters of the years."""


def stated(**words: object) -> InstrumentSettings:
    return InstrumentSettings.model_validate({"budget": "100万元", **words})


def test_a_budget_in_prices_of_2015_is_set_aside_at_the_prices_of_the_years_first_quarter() -> None:
    found = appropriations_of([stated(), stated(prices=2015)], PRICES)
    assert found.money[0].tolist() == [100.0] * 5
    assert found.money[1] == pytest.approx([100.0, 104.0, 108.0, 112.0, 116.0])


def test_a_real_budget_that_grows_does_both() -> None:
    found = appropriations_of([stated(prices=2015, ramp="8 quarters")], PRICES)
    # (1 + 2 + 3 + 4) / 8 / 4 = 5/16 and (5 + 6 + 7 + 8) / 8 / 4 = 13/16 of the money.
    assert found.money[0] == pytest.approx([100 * 5 / 16, 104 * 13 / 16, 108.0, 112.0, 116.0])


def test_money_is_carried_over_until_the_last_year_of_the_instrument() -> None:
    found = appropriations_of([stated(carry_over="50%"), stated(carry_over="20%", end="2018Q2"), stated()], PRICES)
    assert found.carried.tolist() == [[0.5, 0.5, 0.5, 0.5, 0.0], [0.2, 0.2, 0.0, 0.0, 0.0], [0.0] * 5]


def test_without_instruments_there_is_no_money() -> None:
    assert appropriations_of([], PRICES).money.shape == (0, 5)
    assert nothing_carried(np.ones((2, 5))).carried.tolist() == [[0.0] * 5] * 2
