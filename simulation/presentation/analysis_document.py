"""The same numbers for machines: the JSON of what is read out of runs beyond their chances, at full precision."""

from dataclasses import asdict
from typing import Any

from simulation.analysis.conditional import Fallout, Given
from simulation.analysis.inspection import InspectedTarget, Inspection, Shares
from simulation.analysis.intervals import Interval
from simulation.analysis.spread import VarianceShare
from simulation.analysis.timing import Pace
from simulation.inputs.measures import YEARS
from simulation.presentation.assumptions import assumption_records
from simulation.presentation.document import chance_entry, target_entry
from simulation.presentation.inspect_screen import shown


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
