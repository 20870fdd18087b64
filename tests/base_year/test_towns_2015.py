"""The shipped tables hold every published figure of 2015 exactly, and the program that made them makes them again."""

import csv
import hashlib

import numpy as np
import pytest

from simulation.base_year.__main__ import rebuild
from simulation.inputs.fields import CITIES
from simulation.inputs.files import config_file
from simulation.inputs.places import KINDS, REGIONS
from simulation.inputs.towns import distance_matrix, load_institutes, with_document_share

TABLES = ("towns_2015.csv", "cities.csv", "institutes_2015.csv")
ORIGINS = {"published", "inferred", "memory", "synthetic", ""}


def rows(table):
    with config_file(table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def certified(towns):
    return towns.certified_2015


def in_city(towns, cities, name):
    return towns.certified_2015 & (towns.city == cities.name.index(name))


def test_the_program_rewrites_the_shipped_tables_byte_by_byte(tmp_path):
    rebuild(config_file("published").parent, tmp_path)
    for table in TABLES:
        assert (
            hashlib.sha256((tmp_path / table).read_bytes()).digest()
            == hashlib.sha256(config_file(table).read_bytes()).digest()
        ), f"{table} differs from what `python -m simulation.base_year` makes"


def test_there_are_399_certified_towns_and_400_candidates_on_distinct_units(towns, certified):
    assert certified.sum() == 399
    assert (~certified).sum() == 400
    assert len(set(towns.code.tolist())) == 799


def test_every_town_is_a_township_unit_of_its_city(towns, cities):
    units = {int(r["code_2015"]): r for r in rows("published/townships_2015.csv") if r["type"] != "other"}
    assert len(units) == 1586
    for code, name, city in zip(towns.code, towns.name, towns.city, strict=True):
        assert units[int(code)]["name_zh"] == name
        assert units[int(code)]["city_zh"] == cities.name[city] + "市"


def test_city_counts_are_as_published(towns, cities, certified):
    for row in rows("published/city_town_counts_2015.csv"):
        assert in_city(towns, cities, row["city"]).sum() == int(row["towns_2015"]), row["city"]


def test_nine_towns_make_over_100_billion_and_141_over_10_billion_yuan(towns, certified):
    output = towns.gross_output[certified]
    assert (output >= 10_000_000).sum() == 9
    assert (output >= 1_000_000).sum() == 141


def test_four_of_the_nine_largest_towns_lie_in_foshan(towns, cities):
    assert (towns.gross_output[in_city(towns, cities, "佛山")] >= 10_000_000).sum() == 4


def test_gdp_of_all_towns_and_of_dongguan_is_exact_to_the_last_10_000_yuan(towns, cities, certified):
    assert towns.gdp[certified].sum() == 277_000_000
    assert towns.gdp[in_city(towns, cities, "东莞")].sum() == 50_503_000


def test_published_town_gdp_is_kept(towns, constants):
    published = {town.code: town.gdp for town in constants.pinned.towns if town.gdp is not None}
    assert len(published) == 8
    for code, gdp in published.items():
        assert towns.gdp[towns.code == code].tolist() == [round(gdp * 10_000)]


def test_hongmei_has_the_lowest_gdp_of_dongguan(towns, cities):
    assert towns.gdp[in_city(towns, cities, "东莞")].min() == 500_000


def test_gdp_over_output_stays_within_the_bounds_of_the_kind(towns, certified, constants):
    ratio = (towns.gdp / towns.gross_output)[certified]
    kind = towns.kind[certified]
    assert (ratio >= np.array(constants.gdp.ratio_low)[kind] - 1e-6).all()
    assert (ratio <= np.array(constants.gdp.ratio_high)[kind] + 1e-6).all()


def test_no_city_is_outdone_by_its_towns(towns, cities, certified):
    for values, city_values in ((towns.gdp, cities.gdp), (towns.gross_output, cities.gross_output)):
        assert (np.bincount(towns.city[certified], values[certified], minlength=21) <= 0.97 * city_values).all()
        assert (np.bincount(towns.city, values, minlength=21) <= city_values).all()


def test_the_top_forty_towns_hold_as_much_gdp_as_the_stylised_fact_wants(towns, certified):
    gdp = np.sort(towns.gdp[certified])
    assert 0.42 <= gdp[-40:].sum() / gdp.sum() <= 0.48


def test_kinds_are_247_112_and_40_with_half_of_industry_in_the_delta(towns, certified):
    kind = towns.kind[certified]
    assert [int((kind == KINDS.index(k)).sum()) for k in KINDS] == [247, 112, 40]
    industry = certified & (towns.kind == 0)
    assert (towns.region[industry] == REGIONS.index("prd")).mean() == pytest.approx(0.494, abs=0.001)


def test_towns_were_certified_along_the_published_path(towns, cities, certified, constants):
    rule = constants.certification
    years = towns.certification_year
    for year, total, inside in zip(rule.years, rule.certified, rule.certified_dongguan, strict=True):
        assert (years[certified] <= year).sum() == total
        assert (years[in_city(towns, cities, "东莞")] <= year).sum() == inside
    assert (years[~certified] == 0).all()
    assert years[towns.code == 441900102000] == 2000
    assert set(years[np.isin(towns.code, rule.in_2014)]) == {2014}


def test_city_counts_of_2010_hold_too(towns, cities, certified):
    for row in rows("published/city_town_counts_2015.csv"):
        early = in_city(towns, cities, row["city"]) & (towns.certification_year <= 2010)
        assert early.sum() == int(row["towns_2010"]), row["city"]


def test_candidates_are_units_that_may_still_apply(towns, cities, certified):
    assert not np.isin(towns.code[~certified], towns.code[certified]).any()
    assert not np.isin(towns.city[~certified], [cities.name.index(c) for c in ("深圳", "东莞", "佛山")]).any()
    assert np.bincount(towns.region[~certified]).tolist() == [96, 70, 95, 139]
    assert (towns.gross_output[~certified] >= 1_000_000).sum() == 12


def test_every_figure_says_where_it_comes_from():
    for table in TABLES:
        for row in rows(table):
            origins = {value for column, value in row.items() if column.startswith("origin_")}
            assert origins <= ORIGINS
    published = [r["name"] for r in rows("towns_2015.csv") if r["origin_gdp"] == "published"]
    assert len(published) == 8


def test_every_published_source_code_is_in_the_register():
    known = {row["id"] for row in rows("sources.csv")}
    for table in ("above_scale_firms_by_city", "specialised_town_aggregates", "townships_2015", "rd_by_city"):
        codes = {code for row in rows(f"published/{table}.csv") for code in row["source"].split(";")}
        assert {code for code in codes if code[:1] in "SP" and code[1:].isdigit()} <= known


def test_cities_stand_in_the_order_of_their_codes(cities):
    assert cities.name == CITIES
    assert cities.above_scale_firms.sum() == 42_134
    assert np.isfinite(cities.rd_spending).sum() == 2


def test_all_institutes_have_a_place_near_their_city(cities):
    institutes = load_institutes(cities=cities)
    assert np.bincount(institutes.kind).tolist() == [50, 88, 78]
    distance = distance_matrix(institutes.latitude, institutes.longitude, cities.latitude, cities.longitude)
    assert (distance[np.arange(len(institutes.city)), institutes.city] <= 5.01).all()


def test_distances_are_those_of_the_globe(towns):
    # 广州 (23.1291, 113.2644) to 深圳 (22.5431, 114.0579) is about 104 km on a sphere.
    km = distance_matrix(np.array([23.1291]), np.array([113.2644]), np.array([22.5431]), np.array([114.0579]))
    assert km[0, 0] == pytest.approx(104.2, abs=0.5)
    plane = np.hypot(towns.x_km[0] - towns.x_km, towns.y_km[0] - towns.y_km)
    globe = distance_matrix(towns.latitude[:1], towns.longitude[:1], towns.latitude, towns.longitude)[0]
    assert plane[1:] == pytest.approx(globe[1:], rel=0.03)


def test_tables_cannot_be_changed_after_loading(towns):
    with pytest.raises(ValueError, match="read-only"):
        towns.gdp[0] = 1.0


def test_the_document_share_scales_gdp_alone(towns, certified, constants):
    third = with_document_share(towns, constants.totals)
    assert third.gdp[certified].sum() == pytest.approx(255_000_000, abs=200)
    assert (third.gross_output == towns.gross_output).all()
