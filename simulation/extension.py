"""A study that goes on until its answer is sure enough: all scenarios extended together, look by look."""

from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TypeVar

from simulation import study
from simulation.analysis.stopping import Rule, stopped, until
from simulation.ensemble.results import Ensemble
from simulation.ensemble.store import InMemory
from simulation.inputs.scenario import Scenario
from simulation.inputs.targets import load_targets

Name = TypeVar("Name", bound=Hashable)
Watched = AbstractContextManager[study.Report | None]


def run_until(
    scenarios: Mapping[Name, Scenario], size: study.Size, rule: Rule, watched: Callable[[Scenario], Watched]
) -> dict[Name, Ensemble]:
    """Extend all scenarios together until the rule is met or `size.draws`, the limit, is reached.

    `watched(scenario)` gives a context with a report function for each of its runs. The manifest of every ensemble says
    why it stopped; its intervals are wide enough for all looks. Raises ValueError for a limit below eight draws and for
    an order of one scenario; else as `run`.
    """
    labels = {name: f"{place} {scenario.id}" for place, (name, scenario) in enumerate(scenarios.items(), start=1)}
    memories = {name: InMemory() for name in scenarios}
    found: dict[Name, Ensemble] = {}

    def extended_to(draws: int) -> Mapping[str, Ensemble]:
        for name, scenario in scenarios.items():
            with watched(scenario) as report:
                found[name] = study.run(scenario, size._replace(draws=draws), report, memories[name])
        return {labels[name]: ensemble for name, ensemble in found.items()}

    stop = until(rule, size.draws, load_targets(), extended_to)
    confidence, told = stop.looks[-1].confidence, {"stopped": stopped(stop)}
    return {name: replace(one, confidence=confidence, manifest={**one.manifest, **told}) for name, one in found.items()}
