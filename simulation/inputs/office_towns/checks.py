"""Figures of one row that cannot all be true: nearly always a unit that is wrong in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulation.inputs.office_towns.cells import Value
from simulation.inputs.size_classes import ABOVE_SCALE_SALES

GDP_OVER_OUTPUT = (0.05, 20.0)
GDP_PER_HEAD = (0.2, 200.0)
"""万元 a year."""
RD_OVER_GDP = 0.2


def contradictions(figures: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Column and sentence of everything in a row that contradicts the rest of it. Money in 万元."""
    gdp, output, people = (_number(figures, key) for key in ("gdp", "gross_output", "population"))
    if gdp and output and not GDP_OVER_OUTPUT[0] <= gdp / output <= GDP_OVER_OUTPUT[1]:
        yield "gdp", f"GDP of {_yi(gdp)} beside a gross output of {_yi(output)}: is a unit wrong?"
    if gdp and people and not GDP_PER_HEAD[0] <= gdp / people <= GDP_PER_HEAD[1]:
        yield "population", f"{people:,.0f} residents beside a GDP of {_yi(gdp)}: is a unit wrong?"
    spending, firms = _number(figures, "rd_spending"), _number(figures, "industrial_firms")
    if gdp and spending > RD_OVER_GDP * gdp:
        yield "rd_spending", f"R&D of {_yi(spending)} beside a GDP of {_yi(gdp)}: is a unit wrong?"
    if output and firms * ABOVE_SCALE_SALES > output:
        least = _yi(firms * ABOVE_SCALE_SALES)
        yield "industrial_firms", f"{firms:.0f} firms above scale sell at least {least}, but output is {_yi(output)}"
    if figures.get("certified") is False and "certification_year" in figures:
        yield "certification_year", f"a year of certification, {figures['certification_year']}, of a town without title"


def _number(figures: Mapping[str, Value], key: str) -> float:
    return float(figures.get(key, 0.0))


def _yi(money: float) -> str:
    return f"{money / 10_000:,.4g}亿元"
