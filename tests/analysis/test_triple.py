"""Money or aim: the parts add up to the whole, and public money is followed to what it changed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.analysis.comparison import NotPairedError, compare
from simulation.analysis.triple import Triple, TripleTarget, fate_of, public_money, triple
from simulation.inputs.targets import load_targets
from tests.analysis.fabricated import LEVERS, fabricate, with_change, with_failures

TARGETS = load_targets()
SPREAD = {"rd_intensity": 0.2, "patents": 5_000.0}
AIMED = {"rd_intensity": 0.45, "patents": 4_000.0}


def three(draws: int = 64) -> Triple:
    base, spending = fabricate(draws=draws), fabricate(draws=draws, levers=LEVERS)
    return triple(base, with_change(spending, "untargeted", SPREAD), with_change(spending, "written", AIMED), TARGETS)


def by_id(found: Triple) -> dict[str, TripleTarget]:
    return {each.target: each for each in found.targets}


def test_the_number_is_split_into_what_money_does_and_what_aiming_adds() -> None:
    found = by_id(three())["rd_intensity"].value
    assert found.money.interval.estimate == pytest.approx(0.2)
    assert found.targeting.interval.estimate == pytest.approx(0.25)
    assert found.total.interval.estimate == pytest.approx(0.45)
    assert by_id(three())["patents"].value.targeting.interval.estimate == pytest.approx(-1_000.0)


def test_parts_add_up_for_every_target_also_when_runs_failed_in_only_one_scenario() -> None:
    base, spending = fabricate(draws=32), fabricate(draws=32, levers=LEVERS)
    written = with_failures(with_change(spending, "written", AIMED), (0, 1), (7, 0), (7, 1))
    untargeted = with_failures(with_change(spending, "untargeted", SPREAD), (3, 0))
    for each in triple(base, untargeted, written, TARGETS).targets:
        for parts in (each.probability, each.value):
            money, aim = parts.money.interval.estimate, parts.targeting.interval.estimate
            assert money + aim == pytest.approx(parts.total.interval.estimate, abs=1e-9)


def test_the_whole_is_what_a_comparison_says() -> None:
    base = fabricate(draws=64)
    written = with_change(fabricate(draws=64, levers=LEVERS), "written", AIMED)
    compared = {each.target.id: each for each in compare(base, written, TARGETS).targets}
    for each in triple(base, written, written, TARGETS).targets:
        assert each.probability.total.interval == compared[each.target].probability.interval
        assert each.value.total.interval == compared[each.target].value.interval
        # the same scenario twice: aiming adds exactly nothing
        assert each.probability.targeting.interval.high == 0.0


def test_public_money_is_counted_without_private_money() -> None:
    spending = fabricate(draws=16, levers=LEVERS)
    assert public_money(spending) == pytest.approx(spending.money[:, :, :, :3].sum(axis=(2, 3, 4)) / 10_000)
    found = three()
    assert found.extra_written == pytest.approx(found.extra_untargeted)
    assert found.extra_written > 0.0


def test_money_goes_where_the_verdict_went() -> None:
    # Four draws, one run each: met anyway (10), bought (30), missed still (40), lost (20) of 100.
    money = np.array([[10.0], [30.0], [40.0], [20.0]])
    before, after = np.array([[1.0], [0.0], [0.0], [1.0]]), np.array([[1.0], [1.0], [0.0], [0.0]])
    fate = fate_of(money, before, after, np.arange(4))
    assert fate is not None
    shares = [each.estimate for each in (fate.met_anyway, fate.bought, fate.missed_still, fate.lost)]
    assert shares == pytest.approx([0.1, 0.3, 0.4, 0.2])
    assert fate.nothing == pytest.approx(0.7)


def test_no_extra_money_has_no_fate() -> None:
    base = fabricate(draws=16)
    found = triple(base, base, with_change(base, "written", AIMED), TARGETS)
    assert all(each.fate is None for each in found.targets)
    assert found.extra_written == 0.0


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_fates_are_all_the_money(seed: int) -> None:
    generator = np.random.default_rng(seed)
    money, (before, after) = generator.uniform(0.1, 5.0, (24, 2)), generator.integers(0, 2, (2, 24, 2)).astype(float)
    money[generator.random((24, 2)) < 0.1] = np.nan
    fate = fate_of(money, before, after, np.arange(24) % 8)
    assert fate is not None
    shares = [each.estimate for each in (fate.met_anyway, fate.bought, fate.missed_still, fate.lost)]
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) >= 0.0


def test_scenarios_on_other_dice_are_refused() -> None:
    base = fabricate(draws=16)
    with pytest.raises(NotPairedError):
        triple(base, base, replace(fabricate(2, draws=16)), TARGETS)
