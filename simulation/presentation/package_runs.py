"""Many packages of one scenario, run one after another: how many and how long is told before, how far meanwhile."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from simulation.ensemble.sessions import seconds_per_run
from simulation.ensemble.whole_files import STUDIES
from simulation.presentation.answering import tell_damage
from simulation.presentation.progress import progress_bar

if TYPE_CHECKING:
    from simulation.ensemble.results import Ensemble
    from simulation.inputs.scenario import Scenario
    from simulation.presentation.words import Words
    from simulation.study import Size

MINUTE: Final = 60.0
HOUR: Final = 3_600.0


def run_each(name: str, scenarios: "Sequence[Scenario]", size: "Size", words: "Words") -> "Iterator[Ensemble]":
    """The ensembles of these scenarios, in their order; what is stored costs nothing."""
    from simulation import study

    each = size.draws * size.replications
    missing = sum(not study.is_stored(scenario, size) for scenario in scenarios)
    if missing:
        counted = {"all": len(scenarios), "stored": len(scenarios) - missing, "runs": missing * each}
        time = expected(missing * each, size, words)
        print(words("packages.plan", scenario=name, **counted, time=time), file=sys.stderr)
    label = words("packages.progress", scenario=name, all=len(scenarios))
    with progress_bar(label, words, not missing or study.is_prepared()) as report:
        for place, scenario in enumerate(scenarios):

            def onward(done: int, _: int, before: int = place * each) -> None:
                if report is not None:
                    report(before + done, len(scenarios) * each)

            ensemble = study.run(scenario, size, onward)
            tell_damage(ensemble, words)
            yield ensemble


def expected(runs: int, size: "Size", words: "Words") -> str:
    """How long so many runs may take, from the last sessions of the store; nothing where nobody knows."""
    pace = None if size.store is None else seconds_per_run(size.store / STUDIES)
    return "" if pace is None else words("packages.time", time=time_of(runs * pace, words))


def time_of(seconds: float, words: "Words") -> str:
    """`40 s`, `12 min`, `3 h`."""
    if seconds < MINUTE:
        return words("packages.seconds", count=max(1, round(seconds)))
    if seconds < 2 * HOUR:
        return words("packages.minutes", count=round(seconds / MINUTE))
    return words("packages.hours", count=round(seconds / HOUR))
