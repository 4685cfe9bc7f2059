"""Flow diagrams (after Sankey): nodes in columns, and ribbons between them as wide as what flows.

All nodes of a diagram are to one scale. A column is as high as what it holds and the gaps between its nodes, so that
each label has its line; ribbons leave and enter a node in the order of the nodes that they lead to and come from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.report.theme import INK, MUTED
from planner.report.vega import colour_by, humanize, legend_filter, rounded, tooltip
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.report.vega import Rows, Spec

    Node = tuple[int, str]
    """A column, from the left, and a name."""
    Heights = Mapping[Node, float]

FLOW, GAP = 260, 17
"""Pixels of height of all that flows through the fullest column, and between two nodes."""
LABEL_WIDTH = "width * 0.2"
"""What a label may take of the width, before the next column or the edge; its end is left out."""
NODE = 0.05
"""Width of a node, of the distance between two columns."""
SAMPLES = 16
"""Pieces that a ribbon is drawn in."""


@dataclass(frozen=True)
class Flow:
    """An amount from a node to one in a column further right; `series` gives it its colour."""

    source: Node
    target: Node
    amount: float
    series: str


def flow_diagram(flows: Sequence[Flow], unit: str) -> Spec:
    """A Vega-Lite view of flows, in the order in which nodes are first named."""
    flows = _close_ranks([flow for flow in flows if flow.amount > LEAST_DRAWN])
    sizes = _sizes(flows)
    scale = FLOW / max(_by_column(sizes).values(), default=1.0)
    tops = _tops(sizes, scale)
    height = max(top + sizes[node] * scale for node, top in tops.items())
    last = max(column for column, _ in sizes)
    x = {
        "field": "x",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, last + 0.9], "nice": False},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-8, round(height + 8, 2)], "reverse": True, "nice": False, "zero": False},
    }
    return {
        "height": round(height),
        "layer": [
            _ribbons(_ribbon_rows(flows, tops, scale), unit, x, y),
            _nodes(_node_rows(sizes, tops, scale, unit), x, y),
            _labels(_node_rows(sizes, tops, scale, unit), x, y),
        ],
    }


def _close_ranks(flows: Iterable[Flow]) -> list[Flow]:
    """The same flows without columns in which nothing stands."""
    flows = list(flows)
    used = sorted({column for flow in flows for column, _ in (flow.source, flow.target)})
    rank = {column: n for n, column in enumerate(used)}
    return [
        replace(
            flow,
            source=(rank[flow.source[0]], flow.source[1]),
            target=(rank[flow.target[0]], flow.target[1]),
        )
        for flow in flows
    ]


def _sizes(flows: Iterable[Flow]) -> dict[Node, float]:
    """What flows into or out of every node, whichever is more; columns from the left, nodes as they are first named."""
    into: dict[Node, float] = {}
    out: dict[Node, float] = {}
    for flow in flows:
        into[flow.target] = into.get(flow.target, 0.0) + flow.amount
        out[flow.source] = out.get(flow.source, 0.0) + flow.amount
    named = dict.fromkeys(node for flow in flows for node in (flow.source, flow.target))
    return {
        node: max(into.get(node, 0.0), out.get(node, 0.0)) for node in sorted(named, key=lambda node: node[0])
    }


def _by_column(sizes: Heights) -> dict[int, float]:
    """What each column holds."""
    found: dict[int, float] = {}
    for (column, _), size in sizes.items():
        found[column] = found.get(column, 0.0) + size
    return found


def _tops(sizes: Heights, scale: float) -> dict[Node, float]:
    """Where every node begins, from the top of its column down."""
    tops: dict[Node, float] = {}
    below: dict[int, float] = {}
    for node, size in sizes.items():
        tops[node] = below.get(node[0], 0.0)
        below[node[0]] = tops[node] + size * scale + GAP
    return tops


def _ribbon_rows(flows: Sequence[Flow], tops: Heights, scale: float) -> Rows:
    """Every ribbon in pieces: its lower and upper edge along a smooth step from node to node."""
    order = {node: n for n, node in enumerate(tops)}
    left: dict[Node, float] = dict(tops)
    right: dict[Node, float] = dict(tops)
    rows: Rows = []
    for number, flow in enumerate(
        sorted(flows, key=lambda flow: (order[flow.source], order[flow.target], flow.series))
    ):
        starts, ends, thick = left[flow.source], right[flow.target], flow.amount * scale
        left[flow.source] += thick
        right[flow.target] += thick
        x0, x1 = flow.source[0] + NODE, flow.target[0]
        told = {
            "ribbon": number,
            "series": flow.series,
            "from": humanize(flow.source[1]),
            "to": humanize(flow.target[1]),
            "usd": rounded(flow.amount),
        }
        for piece in range(SAMPLES + 1):
            u = piece / SAMPLES
            y = starts + (ends - starts) * u * u * (3 - 2 * u)
            rows.append(
                {**told, "x": round(x0 + (x1 - x0) * u, 4), "y": round(y, 2), "y2": round(y + thick, 2)}
            )
    return rows


def _node_rows(sizes: Heights, tops: Heights, scale: float, unit: str) -> Rows:
    """Every node with its place, its label and its amount."""
    return [
        {
            "x": node[0],
            "x2": node[0] + NODE,
            "y": round(top, 2),
            "y2": round(top + sizes[node] * scale, 2),
            "middle": round(top + sizes[node] * scale / 2, 2),
            "beside": node[0] + NODE * 1.3,
            "name": humanize(node[1]),
            "label": f"{humanize(node[1])}  {sizes[node]:,.1f}",
            "usd": rounded(sizes[node]),
            "unit": unit,
        }
        for node, top in tops.items()
    ]


def _ribbons(rows: Rows, unit: str, x: Spec, y: Spec) -> Spec:
    """The ribbons, which the legend switches off by their series."""
    return {
        "data": {"values": rows},
        "transform": [legend_filter()],
        "mark": {"type": "area", "opacity": 0.5, "orient": "vertical"},
        "encoding": {
            "x": x,
            "y": y,
            "y2": {"field": "y2"},
            "detail": {"field": "ribbon", "type": "nominal"},
            "color": colour_by(),
            "tooltip": tooltip(("from", "from", ""), ("to", "to", ""), ("usd", unit, ",.2f")),
        },
    }


def _nodes(rows: Rows, x: Spec, y: Spec) -> Spec:
    """The nodes."""
    return {
        "data": {"values": rows},
        "mark": {"type": "rect", "color": MUTED},
        "encoding": {
            "x": x,
            "x2": {"field": "x2"},
            "y": y,
            "y2": {"field": "y2"},
            "tooltip": tooltip(("name", "name", ""), ("usd", "USD billion", ",.2f")),
        },
    }


def _labels(rows: Rows, x: Spec, y: Spec) -> Spec:
    """What each node is and holds, beside it."""
    return {
        "data": {"values": rows},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "color": INK,
            "limit": {"expr": LABEL_WIDTH},
        },
        "encoding": {
            "x": {**x, "field": "beside"},
            "y": {**y, "field": "middle"},
            "text": {"field": "label", "type": "nominal"},
        },
    }
