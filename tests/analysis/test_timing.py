"""When a target is met, and what pace it asks of the years that are left."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.analysis.timing import NEVER, TimeToTarget, first_year, pace, paces, times_to_target
from simulation.ensemble.results import Ensemble
from simulation.inputs.measures import MEASURES, YEARS
from simulation.inputs.targets import load_targets
from tests.analysis.fabricated import fabricate, with_failures

TARGETS = load_targets()
BY_ID = {target.id: target for target in TARGETS}


def with_path(ensemble: Ensemble, name: str, path: list[float], draws: slice = slice(None)) -> Ensemble:
    measures = ensemble.measures.copy()
    measures[draws, :, :, MEASURES.index(name)] = path
    return replace(ensemble, measures=measures)


def timed(ensemble: Ensemble, target: str) -> TimeToTarget:
    return next(each for each in times_to_target(ensemble, TARGETS) if each.target == target)


def test_the_first_year_counts_whatever_comes_after() -> None:
    met = np.array([[[0, 0, 1, 0, 1, 1], [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], [np.nan] * 6]], dtype=float)
    assert first_year(met)[0, :3].tolist() == [2017, NEVER, 2015]
    assert np.isnan(first_year(met)[0, 3])


def test_half_the_draws_meet_it_in_2018_and_lose_it_and_half_never_do() -> None:
    path = [2.0, 2.2, 2.5, 2.95, 3.0, 2.8]
    ensemble = with_path(with_path(fabricate(draws=16), "rd_intensity", [2.0] * 6), "rd_intensity", path, slice(8))
    found = timed(ensemble, "rd_intensity")
    assert found.first == (0.0, 0.0, 0.0, 0.5, 0.0, 0.0)
    assert [share.estimate for share in found.by] == [0.0, 0.0, 0.0, 0.5, 0.5, 0.5]
    assert found.never.estimate == 0.5
    assert found.lost.estimate == 0.5
    assert found.median_year == 2018


def test_years_and_never_are_all_runs_and_failed_ones_are_left_out() -> None:
    ensemble = with_failures(fabricate(draws=32), (0, 0), (5, 1))
    for found in times_to_target(ensemble, TARGETS):
        assert found.runs == 62
        assert sum(found.first) + found.never.estimate == pytest.approx(1.0)
        assert found.by[-1].estimate + found.never.estimate == pytest.approx(1.0)
        assert [share.estimate for share in found.by] == sorted(share.estimate for share in found.by)


def test_a_target_that_fewer_than_half_ever_meet_has_no_median_year() -> None:
    assert timed(with_path(fabricate(draws=8), "rd_intensity", [2.0] * 6), "rd_intensity").median_year is None


def test_no_finished_run_has_no_years() -> None:
    ensemble = fabricate(draws=1, replications=1)
    found = timed(with_failures(ensemble, (0, 0)), "gdp")
    assert found.runs == 0
    assert found.median_year is None
    assert np.isnan(found.first).all()


def test_an_amount_needs_growth_and_the_median_path_has_its_own() -> None:
    path = [20_000.0, 22_000.0, 24_200.0, 26_620.0, 29_282.0, 32_210.2]
    found = paces(with_path(fabricate(draws=8), "gdp", path), BY_ID["gdp"])
    assert [each.year for each in found] == list(YEARS[:-1])
    assert {each.kind for each in found} == {"growth"}
    assert found[0].needed == pytest.approx(2 ** (1 / 5) - 1)  # 20,000 to 40,000 in five years
    assert found[-1].needed == pytest.approx(40_000 / 29_282 - 1)
    assert [each.ahead for each in found] == pytest.approx([0.1] * 5)
    assert np.isnan(found[0].behind)
    assert [each.behind for each in found[1:]] == pytest.approx([0.1] * 4)
    assert not any(each.enough for each in found)


def test_a_ratio_needs_so_many_points_a_year() -> None:
    found = paces(with_path(fabricate(draws=8), "rd_intensity", [2.0, 2.1, 2.3, 2.6, 3.0, 3.0]), BY_ID["rd_intensity"])
    assert found[0].kind == "change"
    assert found[0].needed == pytest.approx((2.9 - 2.0) / 5)
    assert found[0].ahead == pytest.approx(1.0 / 5)
    assert found[4].needed == pytest.approx(-0.1)  # already passed: it may fall so far
    assert all(each.enough for each in found)


def test_the_median_path_is_fast_enough_from_every_year_exactly_when_it_ends_over_the_bar() -> None:
    ensemble = fabricate(draws=32)
    for target in TARGETS:
        reading = target.readings[target.reading]
        end = np.median(ensemble.measure(reading.measure)[:, :, -1]) * reading.scale
        found = [each for each in paces(ensemble, target) if not np.isnan(each.needed)]
        assert {each.enough for each in found} == {bool(end >= reading.bar)}


def test_growth_from_nothing_has_no_meaning() -> None:
    assert np.isnan(pace(0.0, 50.0, 5, "growth"))
    assert pace(0.0, 50.0, 5, "change") == 10.0
