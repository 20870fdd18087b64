"""Charts in the words of Vega-Lite: chances with intervals, fans, changes, stacked money, differences, counts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from rich.cells import cell_len

from simulation.presentation.report.pieces import Spec

BLUE, ORANGE, GREEN, PINK, RED, GREY = "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#b03000", "#6b6b6b"
"""Colours that colour-blind readers tell apart."""
PALE, PALER = "#8fbfdd", "#cfe3f0"
WIDE: Final = 480
SMALL: Final = 250
ROW: Final = 24
LETTER: Final = 6.8
"""Width of a letter of an axis; a Chinese sign takes two. Measured here, so that a page does not hang on the fonts."""

Rows = Sequence[Mapping[str, Any]]


class Span(NamedTuple):
    """A number with its interval and its label, in the unit of the axis."""

    name: str
    middle: float
    low: float
    high: float
    text: str = ""
    sure: bool = True
    before: float | None = None
    """What it is compared with."""


class Fan(NamedTuple):
    """One number through the years, each year with 5 %, 25 %, median, 75 % and 95 % of the runs."""

    years: Sequence[int]
    bands: Sequence[Sequence[float]]
    bar: float | None = None
    others: Sequence[float] = ()
    """Medians of what it is compared with."""


def chance_chart(spans: Sequence[Span], axis: str) -> Spec:
    """Bars from 0 to 100 % with intervals and numbers, a line at one half, a diamond for the other scenario."""
    chances = {"field": "middle", "type": "quantitative", "title": axis, "scale": {"domain": [0, 100]}}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": PALE, "height": 14}, "encoding": {"x": chances, "y": names_axis(spans)}},
        _line(50),
        _reach(spans),
        _texts(spans, {"datum": 100}),
    ]
    layers += _before(spans)
    return {"data": _data(spans), "width": WIDE, "height": {"step": ROW}, "layer": layers}


def change_chart(spans: Sequence[Span], axis: str) -> Spec:
    """Where each number ends, with its interval, and where it began (a diamond)."""
    position = {"field": "middle", "type": "quantitative", "title": axis, "scale": {"zero": False}}
    dots = {"mark": {"type": "point", "filled": True, "color": BLUE, "size": 70, "opacity": 1},
            "encoding": {"x": position, "y": names_axis(spans)}}  # fmt: skip
    return {"data": _data(spans), "width": WIDE - 60, "height": {"step": ROW},
            "layer": [_reach(spans), dots, *_before(spans)]}  # fmt: skip


def difference_chart(spans: Sequence[Span], axis: str) -> Spec:
    """Differences with their intervals about a line at zero; hollow where they cannot be told from nothing."""
    position = {"field": "middle", "type": "quantitative", "title": axis}
    fill = {"condition": {"test": "datum.sure", "value": BLUE}, "value": "#ffffff"}
    dots = {"mark": {"type": "point", "stroke": BLUE, "strokeWidth": 1.5, "size": 70, "opacity": 1},
            "encoding": {"x": position, "y": names_axis(spans), "fill": fill}}  # fmt: skip
    return {"data": _data(spans), "width": WIDE, "height": {"step": ROW}, "layer": [_line(0), _reach(spans), dots]}


def term_chart(spans: Sequence[Span], axis: str) -> Spec:
    """Terms of a sum as bars from zero, each with its interval and number."""
    position = {"field": "middle", "type": "quantitative", "title": axis, "axis": {"tickCount": 4}}
    bars = {"mark": {"type": "bar", "color": PALE, "height": 14}, "encoding": {"x": position, "y": names_axis(spans)}}
    texts = _texts(spans, {"field": "edge", "type": "quantitative"})
    values = [{**span._asdict(), "edge": max(span.middle, span.high, 0.0)} for span in spans]
    return {"data": {"values": values}, "width": SMALL, "height": {"step": ROW}, "layer": [bars, _reach(spans), texts]}


def fan_chart(fan: Fan) -> Spec:
    """Two bands and a median through the years; a broken line for the bar, a dotted one for the other scenario."""
    values = [
        dict(zip(("year", "p05", "p25", "median", "p75", "p95"), (year, *band), strict=True))
        for year, band in zip(fan.years, fan.bands, strict=True)
    ]
    years = {"field": "year", "type": "quantitative", "title": None, "scale": {"nice": False, "zero": False},
             "axis": {"format": "d", "values": list(fan.years), "grid": False, "labelFlush": False}}  # fmt: skip
    layers: list[Spec] = [
        {"mark": {"type": "area", "color": color},
         "encoding": {"x": years, "y": _amounts(low), "y2": {"field": high}}}
        for low, high, color in (("p05", "p95", PALER), ("p25", "p75", PALE))
    ]  # fmt: skip
    line = {"type": "line", "color": BLUE, "strokeWidth": 2.5}
    layers.append({"mark": line, "encoding": {"x": years, "y": _amounts("median")}})
    if fan.others:
        others = [{"year": year, "other": other} for year, other in zip(fan.years, fan.others, strict=True)]
        dotted = {"type": "line", "color": INKY, "strokeWidth": 1.8, "strokeDash": [2, 2]}
        layers.append({"data": {"values": others}, "mark": dotted, "encoding": {"x": years, "y": _amounts("other")}})
    if fan.bar is not None:
        broken = {"type": "rule", "color": RED, "strokeDash": [7, 4], "strokeWidth": 1.6}
        layers.append({"mark": broken, "encoding": {"y": {"datum": fan.bar}}})
    return {"data": {"values": values}, "width": SMALL, "height": 150, "layer": layers}


INKY: Final = "#222222"


def stacked_chart(rows: Rows, order: Sequence[str], axis: str) -> Spec:
    """Bars of `amount` by `name`, stacked by `part` in this order; one colour a part."""
    names = list(dict.fromkeys(str(row["name"]) for row in rows))
    values = [{**row, "place": order.index(str(row["part"]))} for row in rows]
    colours = {"field": "part", "type": "nominal", "title": None, "legend": {"orient": "top"},
               "scale": {"domain": list(order), "range": list(PARTS[: len(order)])}}  # fmt: skip
    encoding = {
        "x": {"field": "amount", "type": "quantitative", "title": axis, "stack": "zero"},
        "y": _names(names),
        "color": colours,
        "order": {"field": "place", "type": "quantitative"},
    }
    return {
        "data": {"values": values},
        "width": WIDE,
        "height": {"step": ROW},
        "mark": {"type": "bar", "height": 15, "stroke": "#ffffff", "strokeWidth": 0.5},
        "encoding": encoding,
    }


PARTS: Final = (BLUE, ORANGE, GREEN, PINK, GREY)


def names_axis(spans: Sequence[Span]) -> Spec:
    """The names of the rows, in their order, with room for the longest."""
    return _names([span.name for span in spans])


def _names(names: Sequence[str]) -> Spec:
    room = 20 + LETTER * max(map(cell_len, names), default=0)
    axis = {
        "minExtent": room,
        "maxExtent": room,
        "labelLimit": 0,
        "ticks": False,
        "domain": False,
        "title": None,
        "labelPadding": 9,
    }
    return {"field": "name", "type": "nominal", "sort": list(names), "axis": axis}


def _amounts(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": None, "scale": {"zero": False},
            "axis": {"tickCount": 4, "minExtent": 52, "maxExtent": 52}}  # fmt: skip


def _data(spans: Sequence[Span]) -> Spec:
    return {"values": [span._asdict() for span in spans]}


def _line(place: float) -> Spec:
    return {"mark": {"type": "rule", "color": GREY, "strokeDash": [4, 3]}, "encoding": {"x": {"datum": place}}}


def _reach(spans: Sequence[Span]) -> Spec:
    ends = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}, "y": names_axis(spans)}
    return {"mark": {"type": "rule", "color": INKY, "strokeWidth": 1.4}, "encoding": ends}


def _texts(spans: Sequence[Span], where: Spec) -> Spec:
    mark = {"type": "text", "align": "left", "dx": 6, "clip": False}
    return {"mark": mark, "encoding": {"x": where, "y": names_axis(spans), "text": {"field": "text"}}}


def _before(spans: Sequence[Span]) -> list[Spec]:
    if all(span.before is None for span in spans):
        return []
    mark = {"type": "point", "shape": "diamond", "stroke": RED, "fill": "#ffffff", "size": 60, "opacity": 1}
    return [{"mark": mark, "encoding": {"x": {"field": "before", "type": "quantitative"}, "y": names_axis(spans)}}]
