"""Published totals stay exact where the rest of the province can make room; where it cannot, both numbers are told."""

from pathlib import Path

import numpy as np
import pytest

from simulation.inputs.office_towns.fitting import Fitted
from simulation.inputs.towns import load_cities
from tests.office_towns.tables import base_year, fit, names_told, office, own_table, row_of, told

ALL, DONGGUAN = 277_000_000.0, 50_503_000.0
"""Published GDP of the certified towns, and of those of 东莞, 万元."""
HEAD = "镇名,地市,地区生产总值（亿元）"


def of_dongguan(found: Fitted) -> float:
    here = found.towns.certified_2015 & (found.towns.city == load_cities().name.index("东莞"))
    return float(found.towns.gdp[here].sum())


def everyone(found: Fitted) -> float:
    return float(found.towns.gdp[found.towns.certified_2015].sum())


def test_the_rest_of_the_province_makes_room_by_one_factor(tmp_path: Path) -> None:
    found = fit(office(tmp_path, HEAD, "小榄镇,中山,609.4588"))
    own, towns = own_table(), found.towns
    assert everyone(found) == ALL and of_dongguan(found) == DONGGUAN
    assert towns.gdp[row_of(found, "小榄镇")] == 6_094_588
    values = told(found, "rest_scaled")
    pinned = [town.code for town in base_year().pinned.towns if town.gdp is not None]
    moved = towns.gdp != own.gdp
    assert not moved[np.isin(towns.code, pinned)].any() and not moved[~towns.certified_2015].any()
    assert values["towns"] == 399 - 30 - 1 - 5  # without 东莞, the office's town and the published ones elsewhere
    free = moved & (towns.code != 442000100000)
    assert free.sum() == pytest.approx(363, abs=3)
    ratio = towns.gdp[free] / own.gdp[free]
    largest = towns.gdp[free] > 2_000_000
    assert ratio[largest] == pytest.approx(values["factor"], abs=1e-6)
    assert values["factor"] == pytest.approx(1 - 3_047_294 / (values_of_rest(own, pinned)), abs=1e-9)


def values_of_rest(own: object, pinned: list[int]) -> float:
    """GDP of the certified towns outside 东莞 that are neither 小榄镇 nor published."""
    towns = own_table()
    elsewhere = towns.certified_2015 & (towns.city != load_cities().name.index("东莞"))
    return float(towns.gdp[elsewhere & ~np.isin(towns.code, [*pinned, 442000100000])].sum())


def test_towns_of_dongguan_share_their_own_published_total(tmp_path: Path) -> None:
    found = fit(office(tmp_path, HEAD, "大朗镇,东莞,300"))
    own = own_table()
    elsewhere = found.towns.city != load_cities().name.index("东莞")
    assert of_dongguan(found) == DONGGUAN and everyone(found) == ALL
    assert np.array_equal(found.towns.gdp[elsewhere], own.gdp[elsewhere])
    assert told(found, "rest_scaled")["place"] == "dongguan"


def test_more_than_the_published_total_leaves_is_told_with_both_numbers_and_the_total_follows(tmp_path: Path) -> None:
    """Thirty towns of 东莞 at 400 亿元 each are 12,000; 5,050.3 are published."""
    own = own_table()
    here = own.certified_2015 & (own.city == load_cities().name.index("东莞"))
    rows = [f"{own.name[row]},东莞,400" for row in np.flatnonzero(here)]
    found = fit(office(tmp_path, HEAD, *rows))
    values = told(found, "total_not_reconciled")
    assert values == {
        "place": "dongguan", "towns": 0, "money_published": 5_050.3, "money_office": 12_000.0, "money_left": 5_050.3,
        "money_now": 12_000.0,
    }  # fmt: skip
    assert of_dongguan(found) == 120_000_000
    assert everyone(found) == ALL  # the other cities still make room for it
    exceeded = told(found, "city_gdp_exceeded")
    assert exceeded == {"city": "东莞", "money_towns": 12_000.0, "money_city": 6_275.0}


def test_a_factor_beyond_a_half_is_not_applied(tmp_path: Path) -> None:
    """Thirty-four towns at 400 亿元 would leave the rest of the province two fifths of what it has."""
    own = own_table()
    outside = np.flatnonzero(own.certified_2015 & (own.city != load_cities().name.index("东莞")))
    rows = [f"{own.code[row]},400" for row in outside[:34]]
    found = fit(office(tmp_path, "代码,地区生产总值（亿元）", *rows))
    values = told(found, "total_not_reconciled")
    assert values["money_now"] == pytest.approx(everyone(found) / 10_000) and everyone(found) > ALL
    assert values["money_office"] == 13_600.0 and values["money_published"] == 27_700.0
    kept = np.setdiff1d(np.flatnonzero(own.certified_2015), outside[:34])
    pinned = [town.code for town in base_year().pinned.towns if town.gdp is not None]
    free = np.setdiff1d(np.intersect1d(kept, outside), np.flatnonzero(np.isin(own.code, pinned)))
    held = float(own.gdp[free].sum())
    missing = everyone(found) - ALL
    assert 0.3 < 1 - missing / held < 0.45
    assert values["money_left"] == pytest.approx(13_600 - missing / 10_000)
    assert np.array_equal(found.towns.gdp[kept], own.gdp[kept])


def test_counts_of_large_towns_follow_the_table_and_are_told(tmp_path: Path) -> None:
    found = fit(office(tmp_path, "镇名,地市,工农业总产值（亿元）", "小榄镇,中山,1200", "阜沙镇,中山,120"))
    counts = {each.values["target"]: each.values for each in found.assumptions if each.name == "count_follows"}
    assert {name: (values["now"], values["published"]) for name, values in counts.items()} == {
        "towns_10bn": (142, 141),
        "towns_100bn": (10, 9),
    }


def test_more_firms_than_the_city_has_are_told(tmp_path: Path) -> None:
    own = own_table()
    here = own.certified_2015 & (own.city == load_cities().name.index("中山"))
    rows = [f"{own.code[row]},{int(own.gross_output[row] / 10_000)}" for row in np.flatnonzero(here)]
    found = fit(office(tmp_path, "代码,规上工业企业数", *rows))
    values = told(found, "city_firms_exceeded")
    assert values["city"] == "中山" and values["published"] == 3_045
    assert values["firms"] == int(np.nansum(found.stated.industrial_firms)) > 3_045


def test_a_table_that_fits_needs_no_word_about_totals(tmp_path: Path) -> None:
    found = fit(office(tmp_path, "镇名,地市,规上工业企业数", "小榄镇,中山,300"))
    assert names_told(found) == ["town_table", "figures_filled", "figures_drawn", "in_the_province"]
