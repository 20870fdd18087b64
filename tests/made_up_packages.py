"""Scenarios whose levers have known effects, for commands that run many packages: nothing is simulated."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from simulation import study
from simulation.ensemble.results import Ensemble
from simulation.inputs.measures import MEASURES
from simulation.inputs.scenario import Scenario
from tests.analysis.fabricated import fabricate, with_change, with_failures

EFFECTS = {
    "innovation_vouchers": {"rd_intensity": 0.3},
    "guidance_funds": {"rd_intensity": 0.2, "patents": 6_000.0},
    "innovation_platforms": {"platform_coverage": 30.0},
}
"""What a lever adds to a number of 2020, whatever its company; all other levers do nothing."""
OVERLAP = ("innovation_vouchers", "guidance_funds")
TOGETHER = {"rd_intensity": -0.1}
"""What these two do together beyond that."""
UNTARGETED = {"rd_intensity": -0.2}
"""What is lost when nobody aims."""


def lived(scenario: Scenario, size: study.Size) -> Ensemble:
    """What a scenario's runs leave: the same for the same levers."""
    spending = tuple(lever for lever, settings in scenario.levers.items() if settings.has_money())
    whole = fabricate(size.seed, size.draws, size.replications, spending)
    changes = dict.fromkeys(MEASURES, 0.0)
    for lever in spending:
        for measure, change in EFFECTS.get(lever, {}).items():
            changes[measure] += change
    if set(OVERLAP) <= set(spending):
        changes["rd_intensity"] += TOGETHER["rd_intensity"]
    if spending and scenario.id.endswith("_untargeted"):
        changes["rd_intensity"] += UNTARGETED["rd_intensity"]
    moved = with_change(whole, scenario.id, changes)
    manifest = {**moved.manifest, "left_out": list(scenario.left_out), "hashes": {"scenario": scenario.hash()}}
    return replace(moved, title=scenario.title.model_dump(), manifest=manifest)


@pytest.fixture
def made_up_packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Real scenarios with made-up runs; `asked` collects the scenarios that were run, `broken` those that fail once."""
    asked: dict[str, Any] = {"run": [], "broken": set(), "sizes": []}

    def run(scenario: Scenario, size: study.Size, report: Any = None) -> Ensemble:
        asked["run"].append(scenario)
        asked["sizes"].append(size)
        found = lived(scenario, size)
        if len(asked["run"]) in asked["broken"]:
            return with_failures(found, (0, 0))
        return found

    monkeypatch.setattr(study, "run", run)
    monkeypatch.setattr(study, "is_stored", lambda scenario, size: False)
    monkeypatch.setattr(study, "every_alarm", lambda scenario, store: ())
    monkeypatch.setattr(study, "is_prepared", lambda: True)
    yield asked
