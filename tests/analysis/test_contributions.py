"""What levers add to targets: they add up also when runs failed, and what changed in no draw is not called zero."""

import numpy as np
import pytest

from simulation.analysis.attribution import Package, drawn_orders, packages, packages_on_the_way
from simulation.analysis.contributions import PackageNumbers, TargetContributions, contributions, package_numbers
from simulation.analysis.intervals import wilson_interval
from simulation.ensemble.results import Ensemble
from simulation.inputs.targets import load_targets
from tests.analysis.fabricated import fabricate, with_change, with_failures

TARGETS = load_targets()
LEVERS = ("funds", "grants", "vouchers")
ADDS = {"funds": {"rd_intensity": 0.3}, "grants": {"rd_intensity": 0.1, "patents": 9_000.0}, "vouchers": {}}


def lived(package: Package, draws: int = 64, replications: int = 2) -> Ensemble:
    changes = {"rd_intensity": 0.0, "patents": 0.0}
    for lever in package:
        for measure, change in ADDS[lever].items():
            changes[measure] += change
    return with_change(fabricate(draws=draws, replications=replications), "made_up", changes)


def numbers(chosen: tuple[Package, ...], failing: Package | None = None) -> dict[Package, PackageNumbers]:
    found = {package: lived(package) for package in chosen}
    if failing is not None:
        found[failing] = with_failures(found[failing], (3, 1), (9, 0), (9, 1))
    return {package: package_numbers(ensemble, TARGETS) for package, ensemble in found.items()}


def by_id(found: dict[Package, PackageNumbers], orders=()) -> dict[str, TargetContributions]:
    whole = lived(frozenset(LEVERS))
    return {each.target.id: each for each in contributions(found, LEVERS, whole, TARGETS, orders)}


def test_levers_add_up_also_when_runs_failed_in_one_package() -> None:
    for failing in (None, frozenset({"grants"})):
        for each in by_id(numbers(tuple(packages(LEVERS)), failing)).values():
            for effect in (each.chance, each.value):
                summed = sum(one.term.interval.estimate for one in effect.contributions)
                assert summed == pytest.approx(effect.total.interval.estimate, abs=1e-9)
                gain = effect.whole.estimate - effect.none.estimate
                assert gain == pytest.approx(effect.total.interval.estimate, abs=1e-9)


def test_a_lever_that_changed_no_chance_in_any_draw_may_still_change_it_a_little() -> None:
    effect = by_id(numbers(tuple(packages(LEVERS))))["rd_intensity"].chance
    vouchers = effect.contributions[LEVERS.index("vouchers")]
    bound = wilson_interval(0.0, 64)[1]  # none of 64 draws
    for difference in (vouchers.term, vouchers.left_out):
        assert (difference.interval.estimate, difference.draws_changed) == (0.0, 0)
        assert (difference.interval.low, difference.interval.high) == (pytest.approx(-bound), pytest.approx(bound))
    funds = effect.contributions[LEVERS.index("funds")]
    assert funds.term.distinguishable and funds.term.draws_changed > 10


def test_levers_that_add_to_a_number_whatever_their_company_do_not_meet() -> None:
    effect = by_id(numbers(tuple(packages(LEVERS))))["rd_intensity"].value
    assert [one.term.interval.estimate for one in effect.contributions] == pytest.approx([0.3, 0.1, 0.0])
    assert [one.left_out.interval.estimate for one in effect.contributions] == pytest.approx([0.3, 0.1, 0.0])
    assert all(each.gap.interval.estimate == pytest.approx(0.0, abs=1e-9) for each in effect.interactions)


def test_drawn_orders_give_the_same_where_company_does_not_matter_and_tell_no_pairs() -> None:
    orders = drawn_orders(LEVERS, 2, seed=1)
    effect = by_id(numbers(tuple(packages_on_the_way(orders))), orders)["rd_intensity"].value
    assert [one.term.interval.estimate for one in effect.contributions] == pytest.approx([0.3, 0.1, 0.0])
    assert effect.interactions == ()


def test_numbers_of_a_failed_run_are_missing() -> None:
    found = package_numbers(with_failures(lived(frozenset()), (3, 1)), TARGETS)
    assert found.met.shape == found.values.shape == (len(TARGETS), 64, 2)
    assert np.isnan(found.met[:, 3, 1]).all() and not np.isnan(found.met[:, 3, 0]).any()


def test_the_interval_of_a_share_of_a_chance_ends_where_chances_do() -> None:
    levers = ("one",)
    met = np.zeros((8, 1))
    met[:6] = 1.0  # six of eight draws: t on eight means reaches beyond 1
    found = {
        frozenset[str](): PackageNumbers(np.zeros((len(TARGETS), 8, 1)), np.zeros((len(TARGETS), 8, 1))),
        frozenset(levers): PackageNumbers(np.stack([met] * len(TARGETS)), np.zeros((len(TARGETS), 8, 1))),
    }
    whole = lived(frozenset(), draws=8, replications=1)
    term = next(contributions(found, levers, whole, TARGETS)).chance.contributions[0].term
    assert (term.interval.estimate, term.interval.high, term.interval.bounded) == (0.75, 1.0, True)
