"""The smaller tables of a scenario's screen: costs by lever and payer, growth or membership, the index by dimension."""

import math
from collections.abc import Iterator
from typing import Final

from rich.table import Table

from simulation.analysis.composition import Split
from simulation.analysis.costs import LeverCost
from simulation.analysis.summary import Summary
from simulation.analysis.trajectories import Path
from simulation.inputs.measures import PAYERS
from simulation.presentation.assumptions import of_part
from simulation.presentation.numbers import DIVISORS, supported_decimals, written
from simulation.presentation.setting import Setting
from simulation.presentation.tables import plain_table

OF_PROVINCE, OF_PART = 2, 4
"""Decimals of money in the province and in a few of its towns."""
SPLITS_SHOWN: Final = ("gdp", "rd_intensity", "rd_personnel", "towns_10bn")


def cost_table(summary: Summary, setting: Setting) -> Table:
    """Money of five years by lever and payer, mean over runs, and what the province got back unspent."""
    words = setting.words
    payers = (words(f"payer.{payer}") for payer in PAYERS)
    table = plain_table(*payers, words("column.total"), words("column.returned"), first=words("column.lever"))
    decimals = OF_PROVINCE if of_part(summary.manifest) is None else OF_PART
    for cost in summary.costs:
        table.add_row(setting.lever(cost.lever), *_cost_cells(cost, setting, decimals))
    if len(summary.costs) > 1:
        table.add_row(words("screen.all_levers"), *_cost_cells(summary.total_cost, setting, decimals), style="bold")
    return table


def _cost_cells(cost: LeverCost, setting: Setting, decimals: int) -> list[str]:
    spreads = (*cost.by_payer, cost.spent, cost.returned)
    return [setting.figures.money(spread.mean, decimals) for spread in spreads]


def split_terms(splits: tuple[Split, ...], setting: Setting) -> list[list[str]]:
    """Per split its terms, the first with name and total, the others with a plus sign. Means over runs."""
    return [_terms(split, setting) for split in splits if split.measure in SPLITS_SHOWN]


def _terms(split: Split, setting: Setting) -> list[str]:
    words = setting.words
    divisor = DIVISORS["money"][setting.words.language] if split.measure == "gdp" else 1.0
    half_width = (split.total.p95 - split.total.p05) / 2 / divisor
    decimals = min(supported_decimals(half_width, digits=2), 1 if split.measure.startswith("towns") else 2)
    terms = [
        f"{words('term.' + name.removeprefix(split.measure + '_'))} {_signed(spread.mean / divisor, decimals, split)}"
        for name, spread in split.terms
        if spread.mean != 0
    ]
    unit = words("unit.money")
    total = _signed(split.total.mean / divisor, decimals, split)
    name = words(f"split.{split.measure}", unit=unit)
    first = terms[0] if terms else _signed(0.0, decimals, split)
    return [words("screen.sum", name=name, total=total, first=first), *(f"+ {term}" for term in terms[1:])]


def _signed(value: float, decimals: int, split: Split) -> str:
    counted = split.measure.startswith("towns")
    return written(value, decimals) if counted else f"{'+' if value > 0 else ''}{written(value, decimals)}"


def index_cells(score: tuple[Path, ...], setting: Setting) -> Iterator[str]:
    """The index of 2020 and its dimensions, medians, each with its change since 2015."""
    for path in score:
        yield _points(setting.words("dimension." + path.name.removeprefix("score_")), path, setting)


def region_cells(regions: tuple[Path, ...], setting: Setting) -> Iterator[str]:
    """The index of 2020 by region, medians, each with its change since 2015."""
    for path in regions:
        if math.isnan(path.end.median):  # no town of the study lies there
            continue
        yield _points(setting.words(f"place.{path.place}"), path, setting)


def _points(name: str, path: Path, setting: Setting) -> str:
    change = path.end.median - path.years[0].median
    return f"{name} {written(path.end.median, 0)} ({setting.figures.signed(change, 0)})"
