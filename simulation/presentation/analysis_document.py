"""The same numbers for machines: the JSON of what is read out of runs beyond their chances, at full precision."""

from dataclasses import asdict
from typing import Any

from simulation.analysis.conditional import Fallout, Given
from simulation.analysis.contributions import Effect
from simulation.analysis.inspection import InspectedTarget, Inspection, Shares
from simulation.analysis.intervals import Interval
from simulation.analysis.spread import VarianceShare
from simulation.analysis.timing import Pace
from simulation.analysis.triple import Fate, Parts, TripleTarget
from simulation.inputs.measures import YEARS
from simulation.presentation.assumptions import assumption_records
from simulation.presentation.attribute_screen import Attributed
from simulation.presentation.document import chance_entry, difference_entry, target_entry
from simulation.presentation.inspect_screen import shown
from simulation.presentation.triple_screen import FATES, PARTS, ThreeScenarios


def inspection_document(found: Inspection) -> dict[str, Any]:
    """The answer to `inspect`."""
    return {
        "study": found.manifest.get("study"),
        "scenario": found.scenario_id,
        "title": dict(found.title),
        "draws": found.draws,
        "replications": found.replications,
        "manifest": dict(found.manifest),
        "joint": {
            "primary": chance_entry(found.joint.primary),
            "all_ten": chance_entry(found.joint.all_ten),
            "at_least": [{"k": k, **chance_entry(chance)} for k, chance in enumerate(found.joint.at_least, start=1)],
        },
        "targets": [{**_target(each), "applies": each in shown(found)} for each in found.targets],
        "if_missed": found.missed or None,
        "fallouts": [_fallout(each) for each in found.fallouts],
        "failed_runs": len(found.failed),
        "failures": [asdict(failure) for failure in found.failed],
        "assumptions": assumption_records(found.manifest),
    }


def interval_entry(interval: Interval) -> dict[str, Any]:
    """An estimate with its interval."""
    return {
        "estimate": interval.estimate,
        "low": interval.low,
        "high": interval.high,
        "standard_error": interval.standard_error,
        "cut_at_limit": interval.bounded,
    }


def _target(each: InspectedTarget) -> dict[str, Any]:
    time = each.time
    return {
        **target_entry(each.result),
        "time": {
            "median_year": time.median_year,
            "first": dict(zip(YEARS, time.first, strict=True)),
            "by": {year: interval_entry(share) for year, share in zip(YEARS, time.by, strict=True)},
            "never": interval_entry(time.never),
            "lost": interval_entry(time.lost),
        },
        "paces": [_pace(pace) for pace in each.paces],
        "variance_shares": _shares(each.shares),
    }


def _pace(pace: Pace) -> dict[str, Any]:
    names = ("year", "kind", "value", "needed", "ahead", "behind", "enough")
    return {name: getattr(pace, name) for name in names}


def _shares(shares: Shares) -> dict[str, Any]:
    drawn, thrown = _share(shares.growth_drawn), _share(shares.growth_thrown)
    growth = None if drawn is None or thrown is None else drawn + thrown
    return {
        "parameters": shares.parameters.estimate,
        "luck": shares.luck.estimate,
        "growth": growth,
        "growth_within_parameters": drawn,
        "growth_within_luck": thrown,
    }


def _share(share: VarianceShare | None) -> float | None:
    return None if share is None else share.estimate


def _fallout(each: Fallout) -> dict[str, Any]:
    return {
        "id": each.other,
        "if_missed": _given(each.if_missed),
        "if_met": _given(each.if_met),
        "difference": interval_entry(each.difference),
        "too_few": each.too_few,
        "distinguishable": each.distinguishable,
    }


def _given(one: Given) -> dict[str, Any]:
    return {"runs": one.runs, "draws": one.draws, "too_few": one.too_few, **interval_entry(one.interval)}


def triple_document(three: ThreeScenarios) -> dict[str, Any]:
    """The answer to `triple`."""
    summaries = {"no_policy": three.none, "untargeted": three.untargeted, "as_written": three.written}
    return {
        "scenario": three.written.scenario_id,
        "title": dict(three.written.title),
        "draws": three.written.draws,
        "replications": three.written.replications,
        "studies": {name: summary.manifest.get("study") for name, summary in summaries.items()},
        "manifest": dict(three.written.manifest),
        "extra_public_money": {
            "untargeted": three.found.extra_untargeted,
            "as_written": three.found.extra_written,
            "unit": "亿元",
        },
        "still_targeted": [each._asdict() for each in three.kept],
        "targets": [
            {
                "id": each.target,
                "reading": each.reading,
                "applies": each in three.rows,
                "chances": {
                    name: next(chance_entry(r.chance) for r in summary.targets if r.target.id == each.target)
                    for name, summary in summaries.items()
                },
                "probability": _parts(each.probability),
                "value": _parts(each.value),
                "fate": _fate(each),
            }
            for each in three.found.targets
        ],
        "failed_runs": {name: len(summary.failed) for name, summary in summaries.items()},
        "assumptions": assumption_records(three.written.manifest),
    }


def _parts(parts: Parts) -> dict[str, Any]:
    return {name: difference_entry(getattr(parts, name)) for name in PARTS}


def _fate(each: TripleTarget) -> dict[str, Any] | None:
    fate: Fate | None = each.fate
    return None if fate is None else {name: interval_entry(getattr(fate, name)) for name in FATES}


def attribution_document(found: Attributed) -> dict[str, Any]:
    """The answer to `attribute`."""
    return {
        "scenario": found.summary.scenario_id,
        "title": dict(found.summary.title),
        "draws": found.summary.draws,
        "replications": found.summary.replications,
        "manifest": dict(found.summary.manifest),
        "levers": list(found.levers),
        "on_in_every_package": list(found.kept),
        "base": found.base,
        "exact": not found.orders,
        "orders": found.orders or None,
        "packages": found.packages,
        "targets": [
            {
                "id": each.target.id,
                "reading": each.reading,
                "unit": each.target.unit,
                "applies": each in found.rows,
                "probability": _effect(each.chance),
                "value": _effect(each.value),
            }
            for each in found.targets
            if not found.asked or each.target.id in found.asked
        ],
        "runs_left_out": found.failed,
        "assumptions": assumption_records(found.summary.manifest),
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "without_levers": interval_entry(effect.none),
        "with_all": interval_entry(effect.whole),
        "total": difference_entry(effect.total),
        "levers": [
            {"lever": each.lever, "adds": difference_entry(each.term), "lost_without": difference_entry(each.left_out)}
            for each in effect.contributions
        ],
        "sum_of_levers": sum(each.term.interval.estimate for each in effect.contributions),
        "interactions": [{"levers": list(each.pair), **difference_entry(each.gap)} for each in effect.interactions],
    }
