"""Figures of one row that cannot all be true: nearly always a unit that is wrong in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulation.inputs.office_towns.cells import Value
from simulation.inputs.size_classes import ABOVE_SCALE_SALES
from simulation.saying import Saying

GDP_OVER_OUTPUT = (0.05, 20.0)
GDP_PER_HEAD = (0.2, 200.0)
"""万元 a year."""
RD_OVER_GDP = 0.2


def contradictions(figures: Mapping[str, Value]) -> Iterator[tuple[str, Saying]]:
    """Column and sentence of everything in a row that contradicts the rest of it. Money in 万元."""
    gdp, output, people = (_number(figures, key) for key in ("gdp", "gross_output", "population"))
    if gdp and output and not GDP_OVER_OUTPUT[0] <= gdp / output <= GDP_OVER_OUTPUT[1]:
        beside = {"gdp": _yi(gdp), "output": _yi(output)}
        yield "gdp", Saying("GDP of {gdp} beside a gross output of {output}: is a unit wrong?", **beside)
    if gdp and people and not GDP_PER_HEAD[0] <= gdp / people <= GDP_PER_HEAD[1]:
        message = Saying("{people:,.0f} residents beside a GDP of {gdp}: is a unit wrong?", people=people, gdp=_yi(gdp))
        yield "population", message
    spending, firms = _number(figures, "rd_spending"), _number(figures, "industrial_firms")
    if gdp and spending > RD_OVER_GDP * gdp:
        message = Saying(
            "R&D of {spending} beside a GDP of {gdp}: is a unit wrong?", spending=_yi(spending), gdp=_yi(gdp)
        )
        yield "rd_spending", message
    if output and firms * ABOVE_SCALE_SALES > output:
        parts = {"firms": f"{firms:.0f}", "least": _yi(firms * ABOVE_SCALE_SALES), "output": _yi(output)}
        message = Saying("{firms} firms above scale sell at least {least}, but output is {output}", **parts)
        yield "industrial_firms", message
    if figures.get("certified") is False and "certification_year" in figures:
        year = figures["certification_year"]
        yield "certification_year", Saying("a year of certification, {year}, of a town without title", year=year)


def _number(figures: Mapping[str, Value], key: str) -> float:
    return float(figures.get(key, 0.0))


def _yi(money: float) -> str:
    return f"{money / 10_000:,.4g}亿元"
