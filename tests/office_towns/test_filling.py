"""Gaps are filled by the stated rules, every figure keeps its origin, and the reader is told how many of each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.inputs.office_towns.fitting import Fitted
from simulation.inputs.office_towns.table import load_office_towns
from simulation.inputs.towns import load_cities
from tests.office_towns.tables import EXAMPLE, fit, names_told, office, own_table, row_of, told

OWN = {"gross_output": 6_842_320.0, "gdp": 3_047_294.0, "population": 280_642.0}
"""小榄镇 in the model's own table: 万元, 万元, persons."""


def one_town(folder: Path, **stated: str) -> tuple[Fitted, Mapping[str, Any]]:
    """The province with one row, and what it says of that town."""
    headers = {"gdp": "地区生产总值（亿元）", "gross_output": "工农业总产值（亿元）", "population": "常住人口（万人）",
               "name": "镇名", "city": "地市", "kind": "类型", "specialty": "特色产业", "certified": "省级专业镇",
               "year": "认定年份"}  # fmt: skip
    cells = {"name": "小榄镇", "city": "中山", **stated}
    found = fit(office(folder, ",".join(headers[key] for key in cells), ",".join(cells.values())))
    (figures,) = found.origins
    return found, figures


def origins(figures: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(figures["origins"][name] for name in names)


FIGURES = ("gross_output", "gdp", "population")


def test_a_row_that_states_nothing_leaves_the_towns_exactly_as_they_are(tmp_path: Path) -> None:
    found, figures = one_town(tmp_path)
    for mine, own in zip(found.towns, own_table(), strict=True):
        assert np.array_equal(mine, own) if isinstance(own, np.ndarray) else mine == own
    assert all(np.isnan(column).all() for column in found.stated)
    assert origins(figures, *FIGURES, "kind", "specialty", "certified", "place") == ("same_town",) * 7
    assert origins(figures, "industrial_firms", "rd_spending") == ("drawn", "drawn")


def test_from_gdp_come_output_at_the_towns_own_ratio_and_residents_with_power_three_quarters(tmp_path: Path) -> None:
    _, figures = one_town(tmp_path, gdp="609.4588")  # twice its own
    assert figures["gdp"] == 2 * OWN["gdp"]
    assert figures["gross_output"] == 2 * OWN["gross_output"]
    assert figures["population"] == pytest.approx(2**0.75 * OWN["population"], abs=1)
    assert origins(figures, *FIGURES) == ("from_gdp", "stated", "from_gdp")


def test_from_output_comes_gdp_at_the_towns_own_ratio(tmp_path: Path) -> None:
    _, figures = one_town(tmp_path, gross_output="342.116", population="30")  # half its own
    assert (figures["gross_output"], figures["gdp"]) == (OWN["gross_output"] / 2, OWN["gdp"] / 2)
    assert figures["population"] == 300_000
    assert origins(figures, *FIGURES) == ("stated", "from_output", "stated")


def test_a_town_without_figures_of_its_own_is_like_the_towns_of_its_city_and_kind(tmp_path: Path) -> None:
    found, figures = one_town(tmp_path, name="翠亨科学新镇", kind="工业")
    towns = own_table()
    alike = towns.certified_2015 & (towns.city == load_cities().name.index("中山")) & (towns.kind == 0)
    ratio = float(np.median(towns.gdp[alike] / towns.gross_output[alike]))
    output = float(np.median(towns.gross_output[alike]))
    assert alike.sum() == 14
    assert figures["gross_output"] == round(output)
    factor = told(found, "rest_scaled")["factor"]  # its GDP is the model's, so it makes room like the others
    assert figures["gdp"] == pytest.approx(output * ratio * factor, abs=1)
    residents = towns.population[alike].sum() / (towns.gdp[alike] ** 0.75).sum() * (output * ratio) ** 0.75
    assert figures["population"] == pytest.approx(residents, abs=1)
    assert origins(figures, *FIGURES) == ("city", "city", "from_gdp")
    assert origins(figures, "specialty", "certified", "place") == ("city", "assumed", "city")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"specialty": "水产养殖"}, ("agriculture", "aquaculture_and_fishing", "from_specialty", "stated")),
        ({"specialty": "旅游"}, ("service", "tourism_and_culture", "from_specialty", "stated")),
        ({"kind": "工业"}, ("industry", "metal_products_and_hardware", "stated", "same_town")),
        ({"kind": "服务业"}, ("service", "tourism_and_culture", "stated", "city")),
    ],
)
def test_kind_follows_specialty_and_a_specialty_fits_the_kind(
    tmp_path: Path, stated: dict[str, str], expected: tuple[str, ...]
) -> None:
    _, figures = one_town(tmp_path, **stated)
    assert (figures["kind"], figures["specialty"], *origins(figures, "kind", "specialty")) == expected


@pytest.mark.parametrize(
    ("stated", "certified", "year", "origin"),
    [
        ({}, True, 2010, "same_town"),
        ({"certified": "否"}, False, 0, "stated"),
        ({"year": "2003"}, True, 2003, "from_year"),
        ({"name": "南朗镇"}, False, 0, "same_town"),
        ({"name": "南朗镇", "certified": "是"}, True, 2015, "stated"),
        ({"name": "神湾镇"}, True, 2015, "assumed"),
    ],
)
def test_titles_are_as_stated_then_as_in_the_own_table_then_given(
    tmp_path: Path, stated: dict[str, str], certified: bool, year: int, origin: str
) -> None:
    found, figures = one_town(tmp_path, **stated)
    row = int(found.office[0])
    assert (bool(found.towns.certified_2015[row]), int(found.towns.certification_year[row])) == (certified, year)
    assert figures["origins"]["certified"] == origin
    inside = found.towns.certified_2015
    assert not inside[int(inside.sum()) :].any()  # certified towns first
    codes = found.towns.code
    assert (np.diff(codes[inside]) > 0).all() and (np.diff(codes[~inside]) > 0).all()


def test_the_example_tells_how_every_gap_was_filled() -> None:
    """Twenty rows with 14 outputs, 11 GDPs and 7 numbers of residents; counts of the gaps add up to the rest."""
    found = fit(load_office_towns(EXAMPLE))
    assert told(found, "town_table") == {
        "towns": 20, "certified": 20, "cities": ("江门",), "file": "jiangmen_towns.csv", "stated": 100,
    }  # fmt: skip
    filled = {each.values["figures"]: dict(each.values) for each in found.assumptions if each.name == "figures_filled"}
    assert filled[("gross_output",)]["fills"] == {"from_gdp": 4, "same_town": 2}
    assert filled[("gdp",)]["fills"] == {"from_output": 7, "same_town": 2}
    assert filled[("population",)]["fills"] == {"from_gdp": 13}
    for values in filled.values():
        assert values["stated"] + sum(values["fills"].values()) == values["towns"] == 20
    drawn = told(found, "figures_drawn")["fills"]
    assert drawn == {
        "industrial_firms": 11, "platforms": 8, "institutes": 20, "incubators": 20, "rd_spending": 7, "patents": 9,
        "high_tech_firms": 13,
    }  # fmt: skip
    for name, column in found.stated._asdict().items():
        assert int((~np.isnan(column)).sum()) == 20 - drawn.get(name, 13)
    assert "towns_added" not in names_told(found)


def test_towns_that_were_added_are_counted_and_so_are_those_without_a_place(tmp_path: Path) -> None:
    found = fit(office(tmp_path, "镇名,地市", "小榄镇,中山", "神湾镇,中山", "翠亨科学新镇,中山"))
    assert told(found, "towns_added") == {"added": 2, "placed_at_centre": 1}
    new, cities = row_of(found, "翠亨科学新镇"), load_cities()
    assert found.towns.latitude[new] == cities.latitude[17] and found.towns.region[new] == cities.region[17]
    assert len(found.towns.code) == len(own_table().code) + 2
    assert told(found, "count_follows") == {"target": "towns", "now": 401, "published": 399}
