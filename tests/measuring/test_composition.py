"""Growth and membership split every change, and the parts add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.inputs.measures import COMPOSITION, MEASURES
from simulation.measuring.composition import Membership, Ratio, compose, split_ratio
from simulation.measuring.targets import measure_targets

from .tiny import CANDIDATE, EAST, WEST, measured, tiny_stage


def test_gdp_grows_by_stayers_and_newcomers_and_loses_leavers(p: np.record) -> None:
    base = tiny_stage(p)
    base.towns.tally.services_year[:] = 10e4, 20e4, 30e4, 40e4
    later = tiny_stage(p).at_end_of(2020)
    later.towns.tally.services_year[:] = 15e4, 22e4, 99e4, 41e4
    later.towns.status.certified[[WEST, CANDIDATE]] = False, True
    found = dict(zip(COMPOSITION, compose(measured(base), measured(later)), strict=True))
    assert found["gdp_within"] == pytest.approx(5 + 2)
    assert found["gdp_entry"] == pytest.approx(41)
    assert found["gdp_exit"] == pytest.approx(-30)


def test_a_ratio_splits_as_a_reader_can_check() -> None:
    before = Ratio(np.array([2.0, 4.0, 0.0]), np.array([100.0, 100.0, 0.0]))  # 2 % and 4 %
    now = Ratio(np.array([3.0, 12.0, 1.0]), np.array([100.0, 300.0, 100.0]))  # 3 %, 4 % and 1 %
    members = Membership(np.array([True, True, False]), np.array([False, False, True]), np.zeros(3, dtype=bool))
    within, between, entry, exit_ = split_ratio(before, now, members)
    assert within == pytest.approx(0.5 * 0.01 + 0.5 * 0.0)
    assert between == pytest.approx(-0.25 * 0.03 + 0.25 * 0.04)
    assert entry == pytest.approx(0.2 * (0.01 - 15 / 400))
    assert exit_ == 0.0
    assert within + between + entry == pytest.approx(16 / 500 - 6 / 200)


amounts = st.lists(st.floats(0.01, 1e6), min_size=6, max_size=6).map(np.array)
roles = st.lists(st.sampled_from(["stayed", "new", "left"]), min_size=5, max_size=5)


@given(above=amounts, above_now=amounts, below=amounts, below_now=amounts, rest=roles)
def test_the_four_terms_add_up_to_the_change_of_the_ratio(
    above: np.ndarray, above_now: np.ndarray, below: np.ndarray, below_now: np.ndarray, rest: list[str]
) -> None:
    role = np.array(["stayed", *rest])
    members = Membership(role == "stayed", role == "new", role == "left")
    was, is_ = role != "new", role != "left"
    change = above_now[is_].sum() / below_now[is_].sum() - above[was].sum() / below[was].sum()
    terms = split_ratio(Ratio(above, below), Ratio(above_now, below_now), members)
    scale = max(above.max() / below.min(), above_now.max() / below_now.min())
    assert sum(terms) == pytest.approx(change, rel=1e-9, abs=1e-9 * scale)


def test_terms_add_up_to_the_recorded_measures(p: np.record) -> None:
    base, later = tiny_stage(p), tiny_stage(p).at_end_of(2020)
    base.towns.tally.services_year[:] = 10e4, 20e4, 30e4, 40e4
    later.towns.tally.services_year[:] = 15e4, 22e4, 99e4, 41e4
    base.towns.tally.reported_year[:] = 100.0, 300.0, 50.0, 20.0
    later.towns.tally.reported_year[:] = 300.0, 400.0, 10.0, 80.0
    later.towns.status.certified[[EAST, CANDIDATE]] = False, True
    first, last = measured(base), measured(later)
    found = dict(zip(COMPOSITION, compose(first, last), strict=True))
    before = dict(zip(MEASURES, measure_targets(first, first), strict=True))
    after = dict(zip(MEASURES, measure_targets(last, first), strict=True))
    for measure in ("gdp", "rd_intensity", "rd_personnel"):
        terms = sum(value for name, value in found.items() if name.rpartition("_")[0] == measure)
        assert terms == pytest.approx(after[measure] - before[measure], rel=1e-12)


def test_towns_over_a_bar_are_told_apart_by_the_year_of_their_title(p: np.record) -> None:
    base, later = tiny_stage(p), tiny_stage(p).at_end_of(2020)
    later.towns.tally.agriculture_year[:] = 2e7, 2e6, 5.0, 3e6
    later.towns.status.certified[CANDIDATE] = True
    found = dict(zip(COMPOSITION, compose(measured(base), measured(later)), strict=True))
    assert (found["towns_100bn_cohort_2015"], found["towns_100bn_new"]) == (1.0, 0.0)
    assert (found["towns_10bn_cohort_2015"], found["towns_10bn_new"]) == (2.0, 1.0)
