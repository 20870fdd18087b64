"""What the province sets aside for every instrument by year, and what of the rest it carries into the next year."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.calendar import FIRST_YEAR, QUARTERS_PER_YEAR, YEARS
from simulation.inputs.delivery import InstrumentSettings
from simulation.world.firms import Floats


class Appropriations(NamedTuple):
    """One row per purse, one column per year from 2016."""

    money: Floats  # 10,000 yuan at current prices
    carried: Floats  # share of what is unspent at the end of the year that the next year gets


def appropriations_of(purses: Sequence[InstrumentSettings], deflator: Floats) -> Appropriations:
    """From what a scenario states; a budget in prices of 2015 is set aside at the prices of the year's first quarter.

    `deflator` (quarters,) prices over those of 2015.
    """
    shape = (len(purses), len(YEARS))
    prices = deflator[::QUARTERS_PER_YEAR]
    money = [np.array(purse.money_by_year()) * (prices if purse.prices == "2015" else 1.0) for purse in purses]
    carried = [[purse.carried_from(FIRST_YEAR + place) for place in range(len(YEARS))] for purse in purses]
    return Appropriations(np.reshape(money, shape), np.reshape(carried, shape))


def nothing_carried(money: Floats) -> Appropriations:
    """This money, and none of it goes on into the next year."""
    return Appropriations(money, np.zeros_like(money))
