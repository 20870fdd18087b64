"""The small province with all its money at other prices, or counted in another unit.

Money is found by its declared unit: parameters, constants of `config/`, published series, amounts in the text of
scenarios and conditions, settings that read money. What is written as a number in code is named below. The engine must
run uncompiled, because compiled code has taken such numbers in; and amounts must be changed before the levers' settings
are imported, because their conditions are read then.

The census and the sales of 2015 are whole 万元 by the published table. Those two steps of a birth work at the table's
prices, and what they find is turned into the new ones; all that follows works at the new prices.
"""

import importlib
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from simulation import quantities
from simulation.inputs import constants
from simulation.inputs.constants import Constant

IN_CODE = (
    "simulation.agents.funds.terms.LEAST_TICKET",
    "simulation.agents.funds.terms.MOST_TICKET",
    "simulation.agents.province.TITLE_COST",
    "simulation.levers.guidance_funds.USUAL_MONEY",
    "simulation.measuring.targets.HUNDRED_BILLION",
    "simulation.measuring.targets.TEN_BILLION",
    "simulation.rules.finance.ONE_FEN",
    "simulation.rules.high_tech.MEDIUM",
    "simulation.rules.high_tech.SMALL",
    "simulation.inputs.size_classes.ABOVE_SCALE_SALES",
    "simulation.inputs.size_classes.LARGE_SALES",
    "simulation.rules.turnover.LARGEST_ENTRANT",
)
"""Thresholds of the law and sums of money that are numbers in code, 万元.

Each is seen when it alone is left at the old price, but for five that do not bite in two years of the small province:
the least ticket, the cost of a title, the usual money of funds, 1,000 亿元 of output, and what counts as rounding.
"""
COINS_IN_CODE = "simulation.world.ledger.FEN"
"""The smallest coins in 万元. At double prices the smallest coin is worth double, so that sums are rounded alike."""
REPORTED_IN_CODE = "simulation.measuring.targets.HUNDRED_MILLION"
"""万元 in 亿元, in which figures are reported whatever money is counted in."""
AT_TABLE_PRICES = ("simulation.world.birth.firm_counts", "simulation.world.birth.firm_sizes")
"""Modules of the birth that work in whole 万元."""
MONEY_WORDS = ("万元", "亿元")


def power_of(unit: str) -> int:
    """How often money stands in a unit: 1 for 万元/yr, -1 for logit/万元, 0 for shares and for yuan per yuan."""
    above, *below = unit.split("/")
    return int(above in MONEY_WORDS) - sum(part in MONEY_WORDS for part in below)


def reprice_texts(factor: int) -> None:
    """Amounts that are read from text: budgets, caps, conditions."""
    for name, (dimension, size) in list(quantities.UNITS.items()):
        if dimension == quantities.MONEY:
            quantities.UNITS[name] = dimension, size * Decimal(factor)
    bound = quantities.Reads._bound

    def repriced_bound(reads: quantities.Reads, amount: float, value: Any) -> None:
        bound(reads, amount / factor if reads.dimension == quantities.MONEY else amount, value)

    quantities.Reads._bound = repriced_bound


def reprice_constants(factor: int) -> None:
    """Constants of `config/constants`."""

    def repriced(constant: Constant) -> Constant:
        return constant.model_copy(update={"value": constant.value * float(factor) ** power_of(constant.unit)})

    stated = {name: repriced(constant) for name, constant in constants.load_constants().items()}
    constants.load_constants = lambda folder=None: stated


def reprice_targets(factor: int) -> None:
    """Bars of the targets that are money, which cities answer for."""
    quotas = importlib.import_module("simulation.measuring.quotas")
    bars = quotas.bars()
    bars.setflags(write=True)
    bars *= [float(factor) ** power_of(target.unit) for target in quotas.handed_down()]


def reprice_code(factor: int, is_unit: bool) -> None:
    """Numbers in code, wherever a module has imported them by name; `is_unit` = money is counted in another unit."""
    changes = {path: float(factor) for path in IN_CODE} | {COINS_IN_CODE: 1.0 / factor}
    if is_unit:
        changes[REPORTED_IN_CODE] = float(factor)
    for path, change in changes.items():
        home, _, name = path.rpartition(".")
        number = getattr(importlib.import_module(home), name)
        for module in [module for key, module in sys.modules.items() if key.startswith("simulation.")]:
            if module.__name__ not in AT_TABLE_PRICES and getattr(module, name, None) is number:
                setattr(module, name, type(number)(number * change))


def repriced_record(p: np.record, units: dict[str, str], factor: int) -> np.record:
    """Numbers of a draw."""
    table = np.recarray(1, dtype=p.dtype)
    table[0] = p
    for field, unit in units.items():
        table[field] *= float(factor) ** power_of(unit)
    return table[0]


def repriced_columns(columns: Any, names: tuple[str, ...], factor: int | Fraction) -> Any:
    """A record of columns in which these are money; there and back again, whole 万元 are whole."""
    times, over = float(factor.numerator), float(factor.denominator)
    return columns._replace(**{name: getattr(columns, name) * times / over for name in names})


TOWN_MONEY = ("gross_output", "gdp")
CITY_MONEY = ("gdp", "gross_output", "agricultural_output", "rd_spending")
ACCOUNT_MONEY = (
    "industrial_output",
    "agricultural_output",
    "above_scale_output",
    "micro_output",
    "va_industry",
    "va_agriculture",
    "va_services",
)


def reprice_births(factor: int) -> None:
    """Births: the census and the firms' sales at the table's prices, in the new ones afterwards."""
    birth = importlib.import_module("simulation.world.birth.birth")
    census_then: Callable[..., Any] = birth.take_census
    enrol_then: Callable[..., Any] = birth.enrol_firms
    back = Fraction(1, factor)

    def census_now(ground: Any, *rest: Any) -> Any:
        return repriced_census(census_then(repriced_ground(ground, back), *rest), factor)

    def enrol_now(ground: Any, census: Any, *rest: Any) -> Any:
        roll = enrol_then(repriced_ground(ground, back), repriced_census(census, back), *rest)
        roll.firms.output.sales_year[:] *= factor
        return roll

    birth.take_census, birth.enrol_firms = census_now, enrol_now


def repriced_census(census: Any, factor: int | Fraction) -> Any:
    """What every town has in 2015."""
    accounts = repriced_columns(census.accounts, ACCOUNT_MONEY, factor)
    return repriced_columns(census, ("other_sales",), factor)._replace(accounts=accounts)


def repriced_ground(ground: Any, factor: int | Fraction) -> Any:
    """Towns and cities, all of them in the study and none with figures of an office."""
    assert ground.around is None
    assert ground.stated is None
    return ground._replace(
        towns=repriced_columns(ground.towns, TOWN_MONEY, factor),
        cities=repriced_columns(ground.cities, CITY_MONEY, factor),
    )


def repriced_study(study: Any, units: dict[str, str], factor: int) -> Any:
    """Ground, published series and beliefs of a study."""
    series = tuple(name for name, each in study.province.series.items() if power_of(each.unit) == 1)
    beliefs = {key: value * float(factor) ** power_of(units.get(key, "")) for key, value in study.beliefs.items()}
    chosen = repriced_settings(study.scenario.certification, factor)
    return study._replace(
        scenario=study.scenario.model_copy(update={"certification": chosen}),
        ground=repriced_ground(study.ground, factor),
        province=repriced_columns(study.province, series, factor),
        beliefs=beliefs,
    )


def repriced_settings(settings: Any, factor: int) -> Any:
    """Settings with the amounts that nobody stated, so that they are numbers in code, at the new prices."""
    changed = {}
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if name in settings.model_fields_set:
            changed[name] = repriced_settings(value, factor) if hasattr(type(value), "model_fields") else value
        elif value is not None and any(getattr(read, "dimension", None) == quantities.MONEY for read in field.metadata):
            changed[name] = value * factor
    return settings.model_copy(update=changed)
