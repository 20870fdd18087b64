"""The part of the page on single towns: a map with real coordinates and what is known of each; illustrations only."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from simulation.analysis.town_ranks import LISTED_FROM
from simulation.inputs.places import KINDS
from simulation.inputs.sectors import load_sectors
from simulation.presentation.numbers import NOTHING, written
from simulation.presentation.report.charts import BLUE, GREEN, ORANGE, RED
from simulation.presentation.report.material import MappedTown, Material, TownMap
from simulation.presentation.report.pieces import Cell, Figure, Number, Section, Sentences, Spec, Table
from simulation.presentation.report.rounding import UNKNOWN, money
from simulation.presentation.setting import Setting

DEEP: Final = "#003b66"
WIDTH, HEIGHT = 840, 560
KIND_COLOURS: Final = dict(zip(KINDS, (BLUE, GREEN, ORANGE), strict=True))


def towns_section(material: Material, setting: Setting) -> Section:
    """Map, towns by city, and every town."""
    words, found = setting.words, material.town_map
    if not found.towns:
        return Section("map", words("report.map"), (Sentences((words("report.no_towns"),)),))
    base = words.pick(material.base.title) if material.base else ""
    figure = map_figure(found, base, setting)
    blocks = (
        Sentences((words("report.illustrative"),)),
        figure,
        Sentences((figure.description, words("report.map_source")), "note"),
        city_table(found, setting),
        town_table(found, setting),
    )
    return Section("map", words("report.map"), blocks)


def map_figure(found: TownMap, base: str, setting: Setting) -> Figure:
    """Towns where they lie: as large as their output, coloured by kind, by index, or by what the index gains."""
    words = setting.words
    drawn = [town for town in found.towns if _is_listed(town, found)]
    kinds = Counter(words(f"kind.{town.kind}") for town in drawn if town.kind)
    told = words("headline.comma").join(words("headline.weak", target=kind, chance=n) for kind, n in kinds.items())
    title, about = "report.map_base_year_title", "report.map_base_year"
    if found.has_panel:
        title, about = "report.map_panel_title", "report.map_panel"
    if found.has_difference:
        title, about = "report.map_difference_title", "report.map_difference"
    description = words(about, towns=len(drawn), kinds=told, base=base)
    return Figure("town-map", words(title), description, _map(drawn, found, setting))


def _is_listed(town: MappedTown, found: TownMap) -> bool:
    return town.share_certified >= LISTED_FROM if found.has_panel else town.certified_2015


def _map(towns: Sequence[MappedTown], found: TownMap, setting: Setting) -> Spec:
    words = setting.words
    values = [_point(town, found, setting) for town in sorted(towns, key=lambda town: -_size(town, found))]
    place: dict[str, Any] = {"longitude": {"field": "longitude", "type": "quantitative"},
                             "latitude": {"field": "latitude", "type": "quantitative"}}  # fmt: skip
    size = {"field": "output", "type": "quantitative", "title": words("report.output", unit=words("unit.money")),
            "scale": {"range": [14, 700]}, "legend": {"orient": "bottom", "symbolStrokeColor": "#555555"}}  # fmt: skip
    mark = {"type": "point", "filled": True, "opacity": 0.85, "stroke": "#444444", "strokeWidth": 0.5}
    towns_layer = {"mark": mark, "encoding": {**place, "size": size, "color": _colour(found, setting)}}
    cities = [{"name": name, "longitude": longitude, "latitude": latitude}
              for name, longitude, latitude in _cities(found, setting)]  # fmt: skip
    label = {"type": "text", "fontSize": 11, "fontWeight": "bold", "stroke": "#ffffff", "strokeWidth": 2.5}
    halo = {"data": {"values": cities}, "mark": label, "encoding": {**place, "text": {"field": "name"}}}
    text = {"data": {"values": cities}, "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold"},
            "encoding": {**place, "text": {"field": "name"}}}  # fmt: skip
    return {"data": {"values": values}, "width": WIDTH, "height": HEIGHT, "projection": {"type": "mercator"},
            "layer": [towns_layer, halo, text]}  # fmt: skip


def _point(town: MappedTown, found: TownMap, setting: Setting) -> dict[str, Any]:
    words = setting.words
    kind = words(f"kind.{town.kind}") if town.kind else words("report.unknown_kind")
    output = money(_size(town, found), setting).value or 0.0
    scaled = output / (10.0 if words.language == "en" else 1.0)
    shade = town.difference if found.has_difference else town.score
    known = {} if math.isnan(shade) else {"shade": shade}
    return {"longitude": town.longitude, "latitude": town.latitude, "output": scaled, "kind": kind, **known}


def _size(town: MappedTown, found: TownMap) -> float:
    value = town.gross_output if found.has_panel else town.gross_output_2015
    return 0.0 if math.isnan(value) else value


def _colour(found: TownMap, setting: Setting) -> Spec:
    words = setting.words
    if found.has_difference:
        gains = [town.difference for town in found.towns if not math.isnan(town.difference)]
        reach = max(map(abs, gains)) or 1.0
        ends = ([-reach, 0, reach], [RED, "#dedede", BLUE])
        if min(gains) >= 0.0:
            ends = ([0, reach], ["#f3f3f3", DEEP])
        return {"field": "shade", "type": "quantitative", "title": words("report.index_moves"),
                "scale": {"domain": ends[0], "range": ends[1]},
                "legend": {"orient": "right"}}  # fmt: skip
    if found.has_panel:
        return {"field": "shade", "type": "quantitative", "title": words("report.index_2020"),
                "scale": {"scheme": "viridis", "reverse": True}, "legend": {"orient": "right"}}  # fmt: skip
    names = [words(f"kind.{kind}") for kind in KINDS]
    return {"field": "kind", "type": "nominal", "title": None, "legend": {"orient": "top"},
            "scale": {"domain": names, "range": [KIND_COLOURS[kind] for kind in KINDS]}}  # fmt: skip


def _cities(found: TownMap, setting: Setting) -> list[tuple[str, float, float]]:
    """The middle of the towns of each city."""
    places: dict[str, list[MappedTown]] = {}
    for town in found.towns:
        places.setdefault(town.city, []).append(town)
    return [
        (setting.words(f"city.{city}"), sum(t.longitude for t in towns) / len(towns),
         sum(t.latitude for t in towns) / len(towns))
        for city, towns in places.items()
    ]  # fmt: skip


def city_table(found: TownMap, setting: Setting) -> Table:
    """Certified towns and their figures, by city."""
    words = setting.words
    cities: dict[str, list[MappedTown]] = {}
    for town in found.towns:
        cities.setdefault(town.city, []).append(town)
    rows: list[tuple[Cell, ...]] = []
    for city, towns in cities.items():
        new = [town for town in towns if _is_listed(town, found)]
        old = [town for town in towns if town.certified_2015]
        row: tuple[Cell, ...] = (
            words(f"city.{city}"), words(f"place.{towns[0].region}"), Number(str(len(old)), len(old)),
            money(sum(town.gross_output_2015 for town in old), setting, 1),
            money(sum(town.gdp_2015 for town in old), setting, 1),
        )  # fmt: skip
        if found.has_panel:
            expected = sum(town.share_certified for town in towns)
            row += (Number(written(expected, 1), expected), _middle([town.score for town in new]))
        if found.has_difference:
            row += (_middle([town.difference for town in new], signed=True),)
        rows.append(row)
    unit = words("unit.money")
    headings = [words("report.city"), words("column.region"), words("report.towns_2015"),
                words("report.output_2015", unit=unit), words("report.gdp_2015", unit=unit)]  # fmt: skip
    headings += [words("report.towns_2020"), words("report.middle_score")] if found.has_panel else []
    headings += [words("report.middle_gain")] if found.has_difference else []
    return Table("table-cities", words("report.cities_caption"), tuple(headings), tuple(rows))


def _middle(values: Sequence[float], signed: bool = False) -> Number:
    """The town in the middle."""
    known = sorted(value for value in values if not math.isnan(value))
    return _points(known[len(known) // 2], signed) if known else UNKNOWN


def _points(value: float, signed: bool = False) -> Number:
    if math.isnan(value):
        return UNKNOWN
    sign = "+" if signed and round(value, 1) > 0 else ""
    return Number(f"{sign}{written(value, 1)}", value)


def town_table(found: TownMap, setting: Setting) -> Table:
    """Every town on the map."""
    words = setting.words
    sectors = load_sectors()
    names = dict(zip(sectors.keys, sectors.names_zh if words.language == "zh" else sectors.names_en, strict=True))
    rows = tuple(
        (town.name, words(f"city.{town.city}"), words(f"kind.{town.kind}") if town.kind else NOTHING,
         names.get(town.sector, NOTHING), money(town.gross_output_2015, setting), money(town.gdp_2015, setting),
         *((_points(town.score),) if found.has_panel else ()),
         *((_points(town.difference, signed=True),) if found.has_difference else ()))
        for town in found.towns if _is_listed(town, found)
    )  # fmt: skip
    unit = words("unit.money")
    headings = [words("report.town"), words("report.city"), words("report.kind"), words("report.sector"),
                words("report.output_2015", unit=unit), words("report.gdp_2015", unit=unit)]  # fmt: skip
    headings += [words("report.index_2020")] if found.has_panel else []
    headings += [words("report.index_moves")] if found.has_difference else []
    return Table("table-towns", words("report.towns_caption"), tuple(headings), rows, folded=True)
