"""Seeds (B14): what rests on less than two paired standard errors is printed as not distinguishable, under any seed.

Luck alone is the same draws under other replications: two halves of one ensemble, compared as if they were scenarios.
Twenty seeds are made up, one is lived by the small province. An interval of 95 % takes luck for an effect once in
twenty: of 240 differences (12 targets, 20 seeds) about 12, and between 3 and 24 in 999 of 1000 sets of seeds. A chance
that hardly ever moves is told less often, never more. False alarms: all dice are fixed; in the small province each of
its twelve targets would be taken for an effect once in twenty with new ones.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from simulation.analysis.comparison import Comparison, Difference
from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import run_ensemble
from simulation.presentation.compare_screen import Pair, compare_headline
from simulation.recorder import Outcome
from simulation.study import compare, load, summarise
from tests.analysis.fabricated import fabricate, with_change
from tests.behaviour.small_runs import written
from tests.presentation.rendering import Output, compare_screen, setting_on

SEEDS = range(20)
FEWEST, MOST = 3, 24
EFFECT = {"rd_intensity": 0.2, "patents": 20_000.0}
"""Far beyond luck, within what draws differ by."""
SLIGHT = {"rd_intensity": 0.1}
"""Less than what luck does."""
NOTHING_TO_TELL = "not distinguishable"
WIDTH = 120


def halves(ensemble: Ensemble) -> tuple[Ensemble, Ensemble]:
    """The first replications of every draw and the others: two scenarios that differ by luck alone."""
    middle = ensemble.measures.shape[1] // 2
    first, other = (
        {name: getattr(ensemble, name)[:, half] for name in Outcome._fields}
        for half in (slice(None, middle), slice(middle, None))
    )
    return replace(ensemble, **first), replace(ensemble, scenario_id="luck", **other)


def luck_alone(seed: int) -> tuple[Ensemble, Ensemble]:
    return halves(fabricate(seed, replications=4))


def told_apart(comparisons: list[Comparison], kind: str) -> list[bool]:
    """Of every target in every comparison whether its `value` or its `probability` is said to move."""
    return [getattr(target, kind).distinguishable for one in comparisons for target in one.targets]


def within_two_errors(difference: Difference) -> bool:
    return abs(difference.interval.estimate) < 2.0 * difference.interval.standard_error


def test_b14_luck_alone_is_taken_for_an_effect_as_rarely_as_stated() -> None:
    comparisons = [compare(*luck_alone(seed)) for seed in SEEDS]
    values, chances = (told_apart(comparisons, kind) for kind in ("value", "probability"))
    assert len(values) == 240
    assert FEWEST <= sum(values) <= MOST
    assert sum(chances) <= MOST


def test_b14_a_real_effect_is_told_under_every_seed() -> None:
    for seed in SEEDS:
        base, luck = luck_alone(seed)
        by_id = {target.target.id: target for target in compare(base, with_change(luck, "effect", EFFECT)).targets}
        assert all(by_id[name].value.distinguishable for name in EFFECT)


def test_b14_no_difference_within_two_errors_is_printed_as_one() -> None:
    """A slight rise of R&D: under some seeds it is told, under others the screen says that it cannot be."""
    setting = setting_on(Output(), "en", WIDTH)
    doubtful, told = 0, 0
    for seed in SEEDS:
        base, luck = luck_alone(seed)
        other = with_change(luck, "effect", SLIGHT)
        comparison, rows = compare(base, other), compare_screen(base, other, width=WIDTH).splitlines()
        headline = compare_headline(summarise(base), Pair(summarise(other), comparison), setting)
        for target in comparison.targets:
            name = setting.words(f"target.{target.target.id}")
            row = next(row for row in rows if row.startswith(name))
            if target.probability.draws_changed and within_two_errors(target.probability):
                doubtful += 1
                assert NOTHING_TO_TELL in row
                assert name not in headline
            elif NOTHING_TO_TELL not in row and target.probability.draws_changed:
                told += 1
                assert name in headline
    assert doubtful > 100
    assert told > 10


@pytest.mark.slow
def test_b14_in_the_small_province_platforms_are_told_from_nothing_and_luck_is_not(
    small_size: None, tmp_path: Path
) -> None:
    size = {"draws": 16, "replications": 2, "seed": 2016, "store": tmp_path}
    base = run_ensemble(load("baseline"), **size)
    assert told_apart([compare(*halves(base))], "value") == [False] * 12
    platforms = written(tmp_path, {"innovation_platforms.collaborative_platform": {"budget": "2000万元"}})
    by_id = {target.target.id: target for target in compare(base, run_ensemble(platforms, **size)).targets}
    assert by_id["platform_coverage"].value.distinguishable
    assert by_id["platform_coverage"].value.interval.low > 10.0
    assert not by_id["rd_intensity"].value.distinguishable
