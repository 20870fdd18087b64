"""The order of scenarios: by targets met, on the same dice, with what cannot be told apart said to be so."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.analysis.comparison import NotPairedError
from simulation.analysis.intervals import paired_share_interval
from simulation.analysis.ranking import PRIMARY_MET, gap_interval, merit_of, ordered, rank, settles_at, settling_draws
from simulation.ensemble.results import Ensemble
from simulation.inputs.targets import load_targets
from tests.analysis.fabricated import fabricate, with_change, with_failures

TARGETS = load_targets()
SEQUENCES = np.arange(64) % 8
LARGE = {"rd_intensity": 0.45, "rd_personnel": 20.0, "rd_institutes": 30.0}


def scenarios(draws: int = 64) -> dict[str, Ensemble]:
    base = fabricate(draws=draws)
    return {
        "baseline": base,
        "package": with_change(base, "package", LARGE),
        "half": with_change(base, "half", {"rd_intensity": 0.45}),
    }


def test_a_run_counts_the_primary_targets_it_meets() -> None:
    ensemble = with_failures(fabricate(draws=16), (2, 1))
    count = merit_of(ensemble, TARGETS)
    assert np.isnan(count[2, 1])
    assert np.nanmax(count) <= 9
    one = merit_of(ensemble, TARGETS, "gdp")
    assert set(one[~np.isnan(one)]) <= {0.0, 1.0}


def test_better_scenarios_come_first_and_their_neighbours_are_told_apart() -> None:
    found = rank(scenarios(), TARGETS)
    assert found.order == ("package", "half", "baseline")
    assert found.by == PRIMARY_MET
    assert found.is_settled
    assert found.groups == (("package",), ("half",), ("baseline",))
    means = [place.merit.estimate for place in found.places]
    assert [gap.interval.estimate for gap in found.gaps] == pytest.approx([-x for x in np.diff(means)])


def test_what_cannot_be_told_apart_is_one_group() -> None:
    given_three = scenarios()
    given_three["slight"] = with_change(given_three["baseline"], "slight", {"patents": 1.0})
    found = rank(given_three, TARGETS)
    assert found.groups[-1] == ("baseline", "slight")
    assert not found.is_settled
    assert settles_at(given_three, TARGETS) is None


def test_one_target_can_make_the_order() -> None:
    base = fabricate(draws=64)
    more = with_change(base, "patents", {"patents": 60_000.0, "rd_personnel": -40.0})
    assert rank({"baseline": base, "patents": more}, TARGETS, "patents").order[0] == "patents"
    assert rank({"baseline": base, "patents": more}, TARGETS, "rd_personnel").order[0] == "baseline"
    with pytest.raises(KeyError):
        rank({"baseline": base}, TARGETS, "happiness")


def test_the_same_study_twice_is_level() -> None:
    base = fabricate(draws=64)
    found = rank({"baseline": base, "again": replace(base, title={"en": "again"})}, TARGETS)
    assert (found.gaps[0].interval.low, found.gaps[0].interval.high) == (0.0, 0.0)
    assert found.groups == (("baseline", "again"),)


def test_scenarios_on_other_dice_are_not_ranked() -> None:
    with pytest.raises(NotPairedError):
        rank({"a": fabricate(1, draws=16), "b": fabricate(2, draws=16)}, TARGETS)
    with pytest.raises(ValueError, match="at least one"):
        rank({}, TARGETS)


def test_a_gap_of_counts_that_move_by_one_is_a_gap_of_shares() -> None:
    gaps = np.zeros((64, 1))
    gaps[:5] = 1.0
    assert gap_interval(gaps, np.zeros((64, 1)), SEQUENCES) == paired_share_interval(gaps, SEQUENCES)
    wider = gap_interval(3 * gaps, np.zeros((64, 1)), SEQUENCES)
    assert wider.high == pytest.approx(3 * paired_share_interval(gaps, SEQUENCES).high)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_a_gap_the_other_way_round_is_its_mirror(seed: int) -> None:
    first, other = np.random.default_rng(seed).integers(0, 10, (2, 64, 2)).astype(float)
    there, back = gap_interval(first, other, SEQUENCES), gap_interval(other, first, SEQUENCES)
    assert (there.low, there.estimate, there.high) == pytest.approx((-back.high, -back.estimate, -back.low))


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 1.0))
@settings(max_examples=30, deadline=None)
def test_a_study_settles_no_later_than_a_longer_study_that_agrees(seed: int, effect: float) -> None:
    """From the draws at which it settles on, every prefix has the final order; a prefix settles at the same draws."""
    generator = np.random.default_rng(seed)
    base = generator.normal(5.0, 1.0, (64, 2))
    merits = {"a": base, "b": base + generator.normal(effect, 1.0, (64, 2))}
    settled = settling_draws(merits)
    if settled is not None:
        final = ordered(merits)
        assert settled % 8 == 0
        for draws in range(settled, 65, 8):
            assert ordered({name: values[:draws] for name, values in merits.items()}) == final
            assert settling_draws({name: values[:draws] for name, values in merits.items()}) == settled
        if settled > 8:
            before = {name: values[: settled - 8] for name, values in merits.items()}
            assert settling_draws(before) is None or ordered(before) != final


def test_a_clear_order_settles_early_and_one_that_turns_round_at_its_turn() -> None:
    base = np.zeros((64, 1)) + np.arange(64)[:, None] % 3
    assert settling_draws({"a": base, "b": base + 1.0}) == 8
    turned = base + np.where(np.arange(64) < 16, -1.0, 3.0)[:, None]
    assert 16 < (settling_draws({"a": base, "b": turned}) or 0) <= 64


def test_the_shipped_manner_of_scenarios_settles() -> None:
    draws = settles_at(scenarios(), TARGETS)
    assert draws is not None
    assert draws <= 64
