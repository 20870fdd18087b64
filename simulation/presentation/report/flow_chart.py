"""Money that flows from left to right through three columns: bands whose height is the amount."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from simulation.presentation.report.charts import INKY, PARTS
from simulation.presentation.report.pieces import Spec

HEIGHT: Final = 420.0
WIDTH: Final = 600
GAP: Final = 16.0
"""Least height from one name to the next, so that names do not meet."""
COLUMNS: Final = (0.0, 0.5, 1.0)
NODE: Final = 0.012
STEPS: Final = 24
"""Pieces in which the curve of a band is drawn."""


class Stream(NamedTuple):
    """So much from one node to another of the next column."""

    source: str
    goal: str
    amount: float


class Node(NamedTuple):
    """A node's column, its upper edge and its height, in units of the drawing."""

    column: int
    top: float
    height: float


def flow_chart(columns: Sequence[Sequence[str]], streams: Sequence[Stream]) -> Spec:
    """The streams between the nodes of these columns, each node as high as what goes through it."""
    nodes = _nodes(columns, streams)
    colour = {name: PARTS[place % len(PARTS)] for place, name in enumerate(columns[0])}
    values = list(_bands(streams, nodes, colour))
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, 1]}}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [_bottom(nodes), 0], "nice": False}}
    area: Spec = {
        "data": {"values": values},
        "mark": {"type": "area", "opacity": 0.5},
        "encoding": {"x": x, "y": y, "y2": {"field": "y2"}, "detail": {"field": "stream"},
                     "color": {"field": "colour", "type": "nominal", "scale": None}},
    }  # fmt: skip
    boxes = [
        {"name": name, "x": COLUMNS[node.column] - NODE * (node.column / 2),
         "x2": COLUMNS[node.column] + NODE * (1 - node.column / 2),
         "y": node.top, "y2": node.top + max(node.height, 1.0), "middle": node.top + node.height / 2,
         "column": node.column}
        for name, node in nodes.items()
    ]  # fmt: skip
    box: Spec = {
        "mark": {"type": "rect", "color": INKY},
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
    }
    halo = {"stroke": "#ffffff", "strokeWidth": 3, "strokeJoin": "round", "strokeOpacity": 0.8}
    texts = [_names(column, x, style) for column in range(3) for style in (halo, {})]
    return {"data": {"values": boxes}, "width": WIDTH, "height": _bottom(nodes), "layer": [area, box, *texts],
            "padding": {"left": 90, "right": 110, "top": 8, "bottom": 8}}  # fmt: skip


def _nodes(columns: Sequence[Sequence[str]], streams: Sequence[Stream]) -> dict[str, Node]:
    through = {
        name: max(sum(each.amount for each in streams if each.source == name),
                  sum(each.amount for each in streams if each.goal == name))
        for names in columns for name in names
    }  # fmt: skip
    scale = HEIGHT / max(sum(through[name] for name in names) for names in columns) if streams else 0.0
    nodes: dict[str, Node] = {}
    for column, names in enumerate(columns):
        top = 0.0
        for name in names:
            height = through[name] * scale
            if height:
                nodes[name] = Node(column, top, height)
                top += max(height + GAP / 3, GAP)
    return nodes


def _bottom(nodes: dict[str, Node]) -> float:
    return max((node.top + max(node.height, GAP) for node in nodes.values()), default=GAP)


def _bands(streams: Sequence[Stream], nodes: dict[str, Node], colour: dict[str, str]) -> "list[dict[str, Any]]":
    out, into = dict.fromkeys(nodes, 0.0), dict.fromkeys(nodes, 0.0)
    rows = []
    for number, stream in enumerate(streams):
        source, goal = nodes[stream.source], nodes[stream.goal]
        total = sum(each.amount for each in streams if each.source == stream.source)
        inside = sum(each.amount for each in streams if each.goal == stream.goal)
        left, right = (
            (source.top + out[stream.source], source.height * stream.amount / total),
            (goal.top + into[stream.goal], goal.height * stream.amount / inside),
        )
        out[stream.source] += left[1]
        into[stream.goal] += right[1]
        begin, end = COLUMNS[source.column] + NODE / 2, COLUMNS[goal.column] - NODE / 2
        for step in range(STEPS + 1):
            part = step / STEPS
            bend = part * part * (3 - 2 * part)
            top, height = (one + (other - one) * bend for one, other in zip(left, right, strict=True))
            rows.append({"stream": number, "x": begin + (end - begin) * part, "y": top, "y2": top + height,
                         "colour": colour.get(stream.source, "#9a9a9a")})  # fmt: skip
    return rows


def _names(column: int, x: Spec, style: Spec) -> Spec:
    side = ("right", "left", "left")[column]
    return {
        "transform": [{"filter": f"datum.column == {column}"}],
        "mark": {"type": "text", "align": side, "dx": (-6, 10, 10)[column], "baseline": "middle", **style},
        "encoding": {"x": x, "y": {"field": "middle", "type": "quantitative", "axis": None}, "text": {"field": "name"}},
    }
