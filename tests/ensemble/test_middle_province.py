"""Quotas of the cities: the published base year, the document's targets, and the same digits whenever asked."""

import numpy as np
import pytest

from simulation.ensemble.middle_province import Quotas, quotas_of
from simulation.study import load
from tests.behaviour.small_runs import written


@pytest.fixture(scope="module")
def quotas() -> Quotas:
    return quotas_of(load("baseline"))


def column(quotas: Quotas, target: str) -> int:
    return [each.id for each in quotas.targets].index(target)


def test_the_province_starts_from_its_published_totals(quotas: Quotas) -> None:
    base = dict(zip((each.id for each in quotas.targets), quotas.province.tolist(), strict=True))
    assert base["gdp"] == pytest.approx(27_700.0)
    assert (base["towns_100bn"], base["towns_10bn"]) == (9.0, 141.0)
    assert base["rd_intensity"] == pytest.approx(2.0, rel=0.01)
    assert base["patents"] == pytest.approx(70_000.0, rel=0.01)


def test_quotas_of_the_cities_add_up_to_the_targets(quotas: Quotas) -> None:
    for target in ("gdp", "towns_100bn", "towns_10bn", "rd_institutes", "incubators", "patents"):
        place = column(quotas, target)
        assert quotas.quota[:, place].sum() == pytest.approx(quotas.wanted[place])
    ratios = [column(quotas, target) for target in ("platform_coverage", "rd_intensity", "rd_personnel")]
    inside = quotas.quota[quotas.has_towns][:, ratios]
    assert (inside.min(axis=0) < quotas.wanted[ratios]).all()
    assert (inside.max(axis=0) > quotas.wanted[ratios]).all()
    assert (quotas.quota[:, column(quotas, "platform_coverage")] <= 100.0).all()
    assert (quotas.gap >= 0.0).all()


def test_a_city_without_specialised_towns_is_asked_for_nothing(quotas: Quotas) -> None:
    without = [city for city, has in zip(quotas.cities, quotas.has_towns, strict=True) if not has]
    assert without == ["深圳"]
    assert not quotas.quota[~quotas.has_towns].any()


def test_the_same_is_answered_whenever_asked(quotas: Quotas) -> None:
    again = quotas_of(load("baseline"))
    assert again.quota.tobytes() == quotas.quota.tobytes()


def test_a_smaller_base_year_leaves_more_to_do(quotas: Quotas, tmp_path) -> None:
    path = tmp_path / "smaller.yaml"
    path.write_text(
        "title: {en: Smaller, zh: 小}\nauthor: tests\nextends: baseline\nbase_year: {share: document}\n",
        encoding="utf-8",
    )
    smaller, place = quotas_of(load(path)), column(quotas, "gdp")
    assert smaller.province[place] == pytest.approx(25_500.0)
    assert smaller.gap[:, place].sum() == pytest.approx(14_500.0)
    assert quotas.gap[:, place].sum() == pytest.approx(12_300.0)


def test_it_is_told_whether_the_scenario_hands_targets_down(quotas: Quotas, tmp_path) -> None:
    pressed = written(tmp_path, {"target_responsibility": {"budget": "100万元"}})
    assert not quotas.handed_down
    assert quotas_of(pressed).handed_down
    assert np.array_equal(quotas_of(pressed).quota, quotas.quota)
