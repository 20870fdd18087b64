"""The same numbers for machines: the JSON of an answer, at full precision, probabilities as shares of 1."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from types import MappingProxyType
from typing import Any, Final

from simulation.analysis.chances import Chance, TargetResult
from simulation.analysis.comparison import Comparison, Difference
from simulation.analysis.costs import LeverCost
from simulation.analysis.notices import Notice
from simulation.analysis.ranking import Order
from simulation.analysis.stylised_facts import FactResult
from simulation.analysis.summary import Summary
from simulation.analysis.trajectories import Path
from simulation.inputs.measures import PAYERS, YEARS
from simulation.inputs.problems import Problem
from simulation.presentation.assumptions import assumption_records, judged
from simulation.presentation.order_said import order_record
from simulation.presentation.sentences import notice
from simulation.presentation.setting import LeverNames
from simulation.presentation.telling import problem_record
from simulation.presentation.words import LANGUAGES, Words

PERCENTILES = ("median", "p05", "p25", "p75", "p95")
ALARM: Final = "alarm"
"""Name of every warning about the scenario's own files; its code says which."""


def run_document(
    summary: Summary, units: Mapping[str, str], lever_names: LeverNames = MappingProxyType({})
) -> dict[str, Any]:
    """The answer to `run`; `units` gives the recorded unit of every measure and indicator."""
    return {
        "study": summary.manifest.get("study"),
        "scenario": summary.scenario_id,
        "title": dict(summary.title),
        "manifest": dict(summary.manifest),
        "targets": [{**target_entry(result), "applies": result in judged(summary)} for result in summary.targets],
        "joint": {
            "primary": chance_entry(summary.joint.primary),
            "all_ten": chance_entry(summary.joint.all_ten),
            "at_least": [{"k": k, **chance_entry(chance)} for k, chance in enumerate(summary.joint.at_least, start=1)],
        },
        "index": [_path(path, "points") for path in (*summary.score, *summary.regional_score)],
        "rank_stability": asdict(summary.rank_stability),
        "trajectories": [row for path in summary.paths for row in _years(path, units.get(path.name, ""))],
        "composition": [
            {"measure": split.measure, "total": asdict(split.total), "terms": {n: asdict(s) for n, s in split.terms}}
            for split in summary.splits
        ],
        "reporting_gap": [asdict(gap) for gap in summary.reporting],
        "costs": [cost_entry(cost) for cost in (*summary.costs, summary.total_cost)],
        "failed_runs": len(summary.failed),
        "failures": [asdict(failure) for failure in summary.failed],
        "warnings": [*map(_alarm, summary.alarms), *(_notice(each, lever_names) for each in summary.notices)],
        "assumptions": assumption_records(summary.manifest),
    }


def _alarm(alarm: Problem) -> dict[str, Any]:
    return {"name": ALARM, **problem_record(alarm)}


def _notice(warning: Notice, lever_names: LeverNames) -> dict[str, Any]:
    """A warning as numbers, with its sentence in both languages under the names that an alarm has for them."""
    english, chinese = (notice(warning, Words(language), lever_names) for language in LANGUAGES)
    return {"name": warning.name, **warning.values, "message": english, "message_zh": chinese}


def target_entry(result: TargetResult) -> dict[str, Any]:
    """One target: chance, spread in 2020, base year, share of the spread that parameters explain, other readings."""
    reading = result.target.readings[result.chance.reading]
    value = result.value
    return {
        "id": result.target.id,
        "kind": result.target.kind,
        "administrative": result.target.administrative,
        "reading": result.chance.reading,
        "sign": reading.sign,
        "bar": reading.bar,
        "unit": result.target.unit,
        **chance_entry(result.chance),
        "median": value.median,
        "p05": value.p05,
        "p95": value.p95,
        "baseline_year_median": result.path.years[0].median,
        "share_parameter_variance": result.variance_share.shown,
        "share_parameter_variance_estimate": result.variance_share.estimate,
        "other_readings": [{"reading": other.reading, **chance_entry(other)} for other in result.others],
    }


def chance_entry(chance: Chance) -> dict[str, Any]:
    """A share of runs with its interval and what it rests on; `probability` is null when there is one draw only."""
    return {
        "probability": chance.share_met if chance.is_probability else None,
        "share_of_runs": chance.share_met,
        "low": chance.low,
        "high": chance.high,
        "runs": chance.runs,
        "draws": chance.draws,
        "few_draws": chance.few,
        "cut_at_limit": chance.bounded,
    }


def cost_entry(cost: LeverCost) -> dict[str, Any]:
    """One lever's money over five years, 亿元 at current prices."""
    return {
        "lever": cost.lever,
        "unit": "亿元",
        "by_payer": {payer: asdict(spread) for payer, spread in zip(PAYERS, cost.by_payer, strict=True)},
        "spent": asdict(cost.spent),
        "appropriated": asdict(cost.appropriated),
        "returned": asdict(cost.returned),
        "carried": asdict(cost.carried),
    }


def _path(path: Path, unit: str) -> dict[str, Any]:
    return {"name": path.name, "region": path.place, "unit": unit, "median": path.end.median, "p05": path.end.p05,
            "p95": path.end.p95, "baseline_year_median": path.years[0].median}  # fmt: skip


def _years(path: Path, unit: str) -> Iterator[dict[str, Any]]:
    for year, spread in zip(YEARS, path.years, strict=True):
        row = {name: getattr(spread, name) for name in PERCENTILES}
        yield {"indicator": path.name, "unit": unit, "region": path.place, "year": year, **row}


def compare_document(
    base: Summary,
    others: Sequence[tuple[Summary, Comparison]],
    units: Mapping[str, str],
    lever_names: LeverNames = MappingProxyType({}),
    order: Order | None = None,
) -> dict[str, Any]:
    """The answer to `compare`: every scenario as `run` gives it, the paired differences, the order if there is one."""
    return {
        "order": None if order is None else order_record(order),
        "base": base.scenario_id,
        "scenarios": [run_document(each, units, lever_names) for each in (base, *(summary for summary, _ in others))],
        "comparisons": [
            {"left_out": summary.manifest.get("left_out", []), **comparison_entry(comparison)}
            for summary, comparison in others
        ],
    }


def comparison_entry(comparison: Comparison) -> dict[str, Any]:
    """One scenario against the base, differences as shares of 1 and in each target's unit."""
    return {
        "base": comparison.base,
        "other": comparison.other,
        "extra_public_money": comparison.extra_cost,
        "unit_of_money": "亿元",
        "targets": [
            {
                "id": target.target.id,
                "reading": target.reading,
                "unit": target.target.unit,
                "probability": difference_entry(target.probability),
                "value": difference_entry(target.value),
                "probability_real": None if target.real is None else difference_entry(target.real),
                "cost_per_point": None if target.cost_per_point is None else _interval(target.cost_per_point),
            }
            for target in comparison.targets
        ],
        "joint": {joint.name: difference_entry(joint) for joint in comparison.joint},
        "index": {place.name: difference_entry(place) for place in comparison.places},
    }


def difference_entry(difference: Difference) -> dict[str, Any]:
    """A paired difference, its interval, and whether it can be told from nothing."""
    return {
        "difference": difference.interval.estimate,
        "low": difference.interval.low,
        "high": difference.interval.high,
        "standard_error": difference.interval.standard_error,
        "draws_changed": difference.draws_changed,
        "distinguishable": difference.distinguishable,
    }


def _interval(interval: Any) -> dict[str, float]:
    return {"estimate": interval.estimate, "low": interval.low, "high": interval.high}


def facts_document(
    results: Sequence[FactResult], unmeasured: Sequence[str], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """The answer to `validate`."""
    bounds = ("at_least", "at_most", "above", "below", "equals")
    return {
        "facts": [
            {
                "pattern": result.fact.pattern,
                "name": result.name,
                **{bound: getattr(result.fact, bound) for bound in bounds if getattr(result.fact, bound) is not None},
                "asserted": result.fact.asserted,
                "median": result.value.median,
                "p05": result.value.p05,
                "p95": result.value.p95,
                "median_inside": result.median_inside if result.measured else None,
                "share_inside": result.share_inside,
                "draws": result.draws,
            }
            for result in results
        ],
        "unmeasured": list(unmeasured),
        "assumptions": assumption_records(manifest),
    }


def as_json(document: object, ascii_only: bool = False) -> str:
    """Strict JSON, two spaces of indent; a number that is missing or not finite is `null`."""
    return json.dumps(_plain(document), ensure_ascii=ascii_only, indent=2, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    return str(value)
