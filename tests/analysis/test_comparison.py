"""A scenario's effect is a difference on the same dice; what cannot be told from nothing is said to be so."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.analysis.comparison import (
    Comparison,
    NotPairedError,
    compare,
    cost_per_point,
    difference,
    is_same_study,
)
from simulation.analysis.intervals import Interval, wilson_interval
from simulation.ensemble.results import Ensemble
from simulation.inputs.targets import load_targets
from tests.analysis.fabricated import LEVERS, fabricate, with_change, with_failures

TARGETS = load_targets()


def against(base: Ensemble, other: Ensemble) -> Comparison:
    return compare(base, other, TARGETS)


def test_a_scenario_against_itself_is_exactly_zero() -> None:
    ensemble = fabricate(draws=32)
    comparison = against(ensemble, ensemble)
    for target in comparison.targets:
        assert target.probability.interval.estimate == 0.0
        assert target.value.interval.estimate == 0.0
        assert target.probability.draws_changed == 0
        assert not target.probability.distinguishable
    assert comparison.extra_cost == 0.0


def test_a_known_shift_of_a_measure_is_recovered_in_every_run() -> None:
    base = fabricate(draws=64)
    other = with_change(base, "package", {"rd_intensity": 0.45})
    by_id = {target.target.id: target for target in against(base, other).targets}
    shifted = by_id["rd_intensity"]
    assert shifted.value.interval.estimate == pytest.approx(0.45)
    assert shifted.value.draws_changed == 64
    assert shifted.probability.interval.estimate > 0
    assert shifted.probability.distinguishable
    assert by_id["patents"].value.draws_changed == 0


def test_what_is_really_done_is_compared_beside_what_is_reported() -> None:
    base = fabricate(draws=64)
    other = with_change(base, "package", {"rd_intensity": 0.45})  # relabelling only: nothing more is really done
    by_id = {target.target.id: target for target in against(base, other).targets}
    real = by_id["rd_intensity"].real
    assert real is not None
    assert real.interval.estimate == 0.0
    assert by_id["patents"].real is None


def test_pairing_makes_a_small_effect_visible_that_independent_luck_hides() -> None:
    base, elsewhere = fabricate(seed=1, draws=64), fabricate(seed=2, draws=64)
    numbers = [ensemble.measure("patents")[:, :, -1] for ensemble in (base, elsewhere)]
    paired = difference("patents", numbers[0], numbers[0] + 500.0, base.sequence)
    unpaired = difference("patents", numbers[0], numbers[1] + 500.0, base.sequence)
    assert paired.distinguishable
    assert not unpaired.distinguishable


def test_a_difference_within_two_standard_errors_is_not_distinguishable() -> None:
    gaps = np.repeat(np.array([1.0, -1.0, 2.0, -0.5, 0.5, 1.5, -1.5, 0.5]), 1)[:, None]
    result = difference("gdp", np.zeros_like(gaps), gaps, np.arange(8))
    assert abs(result.interval.estimate) < 2 * result.interval.standard_error
    assert not result.distinguishable


def test_what_is_distinguishable_exceeds_two_paired_standard_errors() -> None:
    generator = np.random.default_rng(5)
    for _ in range(200):
        gaps = generator.normal(0.5, 1.0, (64, 1))
        result = difference("gdp", np.zeros_like(gaps), gaps, np.arange(64) % 8)
        if result.distinguishable:
            assert abs(result.interval.estimate) >= 2 * result.interval.standard_error


def test_different_seeds_or_sizes_are_refused() -> None:
    with pytest.raises(NotPairedError, match="seeds"):
        against(fabricate(seed=1, draws=16), fabricate(seed=2, draws=16))
    with pytest.raises(NotPairedError, match="numbers of runs"):
        against(fabricate(draws=16), fabricate(draws=32))


def test_a_run_that_failed_in_one_scenario_is_left_out_of_the_difference() -> None:
    base = fabricate(draws=16)
    other = with_failures(with_change(base, "package", {"rd_intensity": 0.45}), (0, 0), (1, 0), (1, 1))
    by_id = {target.target.id: target for target in against(base, other).targets}
    assert by_id["rd_intensity"].value.interval.estimate == pytest.approx(0.45)
    assert by_id["rd_intensity"].value.draws_changed == 15


def test_cost_per_point_divides_the_extra_money_by_the_gain_and_its_ends() -> None:
    cost = cost_per_point(50.0, Interval(0.25, 0.20, 0.50, 0.03))
    assert cost is not None
    assert (cost.estimate, cost.low, cost.high) == pytest.approx((2.0, 1.0, 2.5))


def test_a_gain_that_may_be_nothing_has_no_cost_per_point() -> None:
    assert cost_per_point(50.0, Interval(0.01, -0.01, 0.03, 0.01)) is None
    assert cost_per_point(0.0, Interval(0.25, 0.20, 0.30, 0.03)) is None


def test_extra_cost_is_public_money_only() -> None:
    base, other = fabricate(draws=16), fabricate(draws=16, levers=LEVERS)
    public = other.money[:, :, :, :3].sum(axis=(2, 3, 4)).mean() / 10_000
    assert against(base, other).extra_cost == pytest.approx(public)


def test_chances_that_no_draw_changed_are_known_to_a_point_and_not_to_be_equal() -> None:
    base = fabricate(draws=256)
    other = with_change(base, "package", {"rd_intensity": 0.45})
    by_id = {target.target.id: target for target in against(base, other).targets}
    unmoved = by_id["patents"].probability
    assert unmoved.draws_changed == 0
    assert unmoved.interval.estimate == 0.0
    assert unmoved.interval.high == pytest.approx(wilson_interval(0.0, 256)[1])
    assert unmoved.interval.low == -unmoved.interval.high
    assert not unmoved.distinguishable


def test_the_very_same_runs_differ_by_nothing_and_that_is_known() -> None:
    ensemble = fabricate(draws=32)
    stored_again = replace(ensemble, measures=ensemble.measures.copy())
    for target in against(ensemble, stored_again).targets:
        interval = target.probability.interval
        assert (interval.low, interval.estimate, interval.high) == (0.0, 0.0, 0.0)


def test_equal_results_of_two_scenarios_are_not_the_same_runs() -> None:
    ensemble = fabricate(draws=32)
    manifest = {**ensemble.manifest, "hashes": {**ensemble.manifest["hashes"], "scenario": "another"}}
    assert not is_same_study(ensemble, replace(ensemble, manifest=manifest))
    assert not is_same_study(ensemble, replace(ensemble, manifest={}, scenario_id="unknown"))
    assert is_same_study(ensemble, replace(ensemble, title={"en": "again"}))


def test_a_failed_run_beside_a_finished_one_is_no_change() -> None:
    base = fabricate(draws=16)
    other = with_failures(with_change(base, "package", {"rd_intensity": 0.45}), (0, 0))
    assert {target.target.id: target for target in against(base, other).targets}["patents"].value.draws_changed == 0
