"""The split of a package among its levers: shares add up, order does not matter, who does nothing gets nothing."""

from collections.abc import Mapping
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.analysis.attribution import Package, packages, split

GLOVES = {"left": 0, "right": 1, "other_right": 1}
"""Which hand each fits; a pair is worth 1."""


def worth_of_gloves(owned: Package) -> float:
    hands = [GLOVES[glove] for glove in owned]
    return float(min(hands.count(0), hands.count(1)))


def by_orders(levers: tuple[str, ...], values: Mapping[Package, float]) -> dict[str, float]:
    """The definition, order by order."""
    added: dict[str, list[float]] = {lever: [] for lever in levers}
    for order in permutations(levers):
        for place, lever in enumerate(order):
            before = frozenset(order[:place])
            added[lever].append(values[before | {lever}] - values[before])
    return {lever: float(np.mean(gains)) for lever, gains in added.items()}


def test_the_only_left_glove_is_worth_two_thirds_of_the_pair() -> None:
    found = split(tuple(GLOVES), worth_of_gloves)
    # Of six orders the left glove completes the pair in four, either right one in one.
    assert found.terms == pytest.approx({"left": 4 / 6, "right": 1 / 6, "other_right": 1 / 6})
    assert found.left_out == {"left": 1.0, "right": 0.0, "other_right": 0.0}
    assert found.interaction == 0.0


def test_levers_that_do_not_meet_get_their_own_effect_in_both_ways() -> None:
    effects = {"vouchers": 3.0, "funds": 0.5, "platforms": -1.0}
    found = split(tuple(effects), lambda package: 100.0 + sum(effects[lever] for lever in package))
    assert found.total == pytest.approx(2.5)
    assert found.terms == pytest.approx(effects)
    assert found.left_out == pytest.approx(effects)
    assert found.interaction == pytest.approx(0.0)


def test_of_an_overlap_each_gets_half_and_leaving_out_finds_none() -> None:
    # 3 and 4 alone, 5 together (Q16 at exponent 2): shares (3 + 1) / 2 and (4 + 2) / 2; alone they leave 1 and 2.
    values = {frozenset(): 0.0, frozenset("a"): 3.0, frozenset("b"): 4.0, frozenset("ab"): 5.0}
    found = split(("a", "b"), values.__getitem__)
    assert found.terms == {"a": 2.0, "b": 3.0}
    assert found.left_out == {"a": 1.0, "b": 2.0}
    assert found.interaction == 2.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=16, max_size=16))
def test_shares_are_the_mean_over_all_orders_and_add_up(drawn: list[float]) -> None:
    levers = ("a", "b", "c", "d")
    values = dict(zip(packages(levers), drawn, strict=True))
    found = split(levers, values.__getitem__)
    assert found.terms == pytest.approx(by_orders(levers, values), abs=1e-6)
    assert sum(found.terms.values()) == pytest.approx(values[frozenset(levers)] - values[frozenset()], abs=1e-6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_a_lever_that_never_adds_anything_gets_exactly_nothing(drawn: list[float]) -> None:
    values = dict(zip(packages(("a", "b")), drawn, strict=True))
    found = split(("a", "idle", "b"), lambda package: values[package - {"idle"}])
    assert found.terms["idle"] == 0.0
    assert found.left_out["idle"] == 0.0


def test_runs_are_split_each_by_itself() -> None:
    values = {
        frozenset(): [0.0, 1.0],
        frozenset("a"): [2.0, 1.0],
        frozenset("b"): [0.0, 4.0],
        frozenset("ab"): [3.0, 5.0],
    }
    found = split(("a", "b"), lambda package: np.array(values[package]))
    assert found.terms["a"].tolist() == [2.5, 0.5]
    assert found.terms["b"].tolist() == [0.5, 3.5]
    assert found.total.tolist() == [3.0, 4.0]


def test_every_package_is_asked_for_once() -> None:
    asked: list[Package] = []
    split(("a", "b", "c"), lambda package: asked.append(package) or 0.0)
    assert len(asked) == 8
    assert set(asked) == set(packages(("c", "a", "b")))


@pytest.mark.parametrize("levers", [(), ("a", "a"), tuple("abcdefghijklm")])
def test_what_cannot_be_split_is_refused(levers: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="one to 12 different levers"):
        split(levers, lambda package: 0.0)
