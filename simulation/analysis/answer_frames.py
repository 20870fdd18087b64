"""Answers as data frames: the numbers of the screens and of JSON, one row each, for whoever goes on from there.

Chances are shares of 1; everything else is in the unit that its row or its column states. Nothing is rounded.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from simulation.analysis.chances import Chance, JointChances, TargetResult, applies
from simulation.analysis.comparison import Comparison, Difference, TargetDifference

MONEY_UNIT: Final = "亿元"
SHARE_UNIT: Final = "share"
POINTS_UNIT: Final = "points"
PROBABILITY, VALUE, REALLY_DONE = "probability", "value", "probability_real"
"""What of a target differs between two scenarios: its chance, its number, and its chance on what is really done."""

Row = dict[str, Any]


def chances_frame(results: Sequence[TargetResult], manifest: Mapping[str, Any]) -> pd.DataFrame:
    """One row a target under the reading that the scenario chose, in the catalogue's order."""
    return pd.DataFrame([_target_row(result, manifest) for result in results])


def _target_row(result: TargetResult, manifest: Mapping[str, Any]) -> Row:
    target, value = result.target, result.value
    reading = target.readings[result.chance.reading]
    named = {"target": target.id, "reading": result.chance.reading, "bar": reading.bar, "unit": target.unit}
    spread = {"median": value.median, "p05": value.p05, "p95": value.p95}
    more = {"sign": reading.sign, "kind": target.kind, "applies": applies(target, manifest)}
    return {**named, **_chance_row(result.chance), **spread, **more}


def readings_frame(results: Sequence[TargetResult]) -> pd.DataFrame:
    """One row for every way to read every target; `chosen` marks the scenario's own."""
    rows = []
    for result in results:
        for chance in (result.chance, *result.others):
            reading = result.target.readings[chance.reading]
            named = {"target": result.target.id, "reading": chance.reading, "chosen": chance is result.chance}
            bar = {"measure": reading.measure, "sign": reading.sign, "bar": reading.bar, "unit": result.target.unit}
            rows.append({**named, **bar, **_chance_row(chance)})
    return pd.DataFrame(rows)


def joint_frame(chances: JointChances) -> pd.DataFrame:
    """One row for the nine primary targets together, all ten, and at least so many of the nine."""
    counted = {f"at_least_{k}": chance for k, chance in enumerate(chances.at_least, start=1)}
    named = {"primary": chances.primary, "all_ten": chances.all_ten, **counted}
    return pd.DataFrame([{"name": name, **_chance_row(chance)} for name, chance in named.items()])


def _chance_row(chance: Chance) -> Row:
    return {
        "probability": chance.share_met if chance.is_probability else float("nan"),
        "low": chance.low,
        "high": chance.high,
        "runs": chance.runs,
        "draws": chance.draws,
        "few_draws": chance.few,
        "share_of_runs": chance.share_met,
        "cut_at_limit": chance.bounded,
    }


def target_differences_frame(comparisons: Sequence[tuple[Row, Comparison]]) -> pd.DataFrame:
    """Up to three rows a target and scenario (`quantity`); every comparison under the columns that name it."""
    return pd.DataFrame(
        [
            {**named, **row}
            for named, comparison in comparisons
            for target in comparison.targets
            for row in _difference_rows(target)
        ]
    )


def _difference_rows(target: TargetDifference) -> Iterator[Row]:
    named = {"target": target.target.id, "reading": target.reading}
    unknown = float("nan")
    cost = target.cost_per_point
    ends = (unknown, unknown, unknown) if cost is None else (cost.estimate, cost.low, cost.high)
    costs = dict(zip(("cost_per_point", "cost_low", "cost_high"), ends, strict=True))
    found = {PROBABILITY: (target.probability, SHARE_UNIT), VALUE: (target.value, target.target.unit)}
    if target.real is not None:
        found[REALLY_DONE] = (target.real, SHARE_UNIT)
    for quantity, (difference, unit) in found.items():
        of_this = costs if quantity == PROBABILITY else dict.fromkeys(costs, unknown)
        yield {**named, "quantity": quantity, "unit": unit, **_difference_row(difference), **of_this}


def joint_differences_frame(comparisons: Sequence[tuple[Row, Comparison]]) -> pd.DataFrame:
    """One row a joint chance and scenario, shares of 1."""
    return pd.DataFrame(
        [
            {**named, "name": joint.name, "unit": SHARE_UNIT, **_difference_row(joint)}
            for named, comparison in comparisons
            for joint in comparison.joint
        ]
    )


def place_differences_frame(comparisons: Sequence[tuple[Row, Comparison]]) -> pd.DataFrame:
    """One row a place and scenario: the index score of 2020, in points."""
    return pd.DataFrame(
        [
            {**named, "place": place.name, "unit": POINTS_UNIT, **_difference_row(place)}
            for named, comparison in comparisons
            for place in comparison.places
        ]
    )


def money_differences_frame(comparisons: Sequence[tuple[Row, Comparison]]) -> pd.DataFrame:
    """One row a scenario: public money beyond the base over five years, mean over runs."""
    return pd.DataFrame(
        [
            {**named, "extra_public_money": comparison.extra_cost, "unit": MONEY_UNIT}
            for named, comparison in comparisons
        ]
    )


def _difference_row(difference: Difference) -> Row:
    return {
        "difference": difference.interval.estimate,
        "low": difference.interval.low,
        "high": difference.interval.high,
        "standard_error": difference.interval.standard_error,
        "draws_changed": difference.draws_changed,
        "distinguishable": difference.distinguishable,
    }
