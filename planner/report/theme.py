"""How everything looks: colours that keep their meaning from chart to chart, type, and the frame of a chart.

The colours were chosen, each farthest from those before it as seen with normal, red-blind, green-blind and blue-blind
eyes, so that the first few of any list differ most. A list of names takes them in the order of its sheet, used or
not: a source has one colour in every chart of a case, and in every run of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.colours import UNMET_DEMAND
from planner.report.technologies import colours_of_sources, own_colours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.case import Case

PALETTE = (
    *("#1f6fb4", "#eda02c", "#3a9b78", "#8f1414", "#c4b0ee", "#5c3d5c", "#99d685", "#66e0b8"),
    *("#8585a3", "#a37a29", "#cc3d52", "#d68ff5", "#473d7a", "#296633", "#c2ad52", "#66333d"),
    *("#2947a3", "#855c70", "#705c8f", "#f56685", "#70c2b8", "#999952", "#eb7acc", "#7a7ae0"),
)
"""Colours of shells and chips, instruments, sponsors and runs, in this order."""
INK, MUTED, FAINT, PAPER = "#1b2733", "#55616e", "#e3e7eb", "#ffffff"
"""Text, quiet text, lines that guide the eye, and the page."""
NEED, SHORT, IN_HAND, LIMIT = "#1b2733", UNMET_DEMAND, "#c3cad2", "#b3261e"
"""Need, the shortfall, what is in hand already, and a limit."""
HEAT = ("#fdf3d9", "#f6c667", "#e0822f", "#a83c22", "#561313")
"""From a low price to a high one: darker is dearer, whatever the eye."""
USE = ("#eef3f7", "#b7d3e6", "#6fa8cf", "#2f6f9f", "#0f3553")
"""From unused to full."""
CONFIDENCE = {
    "V": "#14505c",
    "v": "#2f7f86",
    "S": "#6fb1a8",
    "D": "#bfd9b8",
    "M": "#f3c77b",
    "A": "#d9772b",
    "": "#eef0f2",
}
"""How firm a number is: verified in a primary source, in a secondary one, read, derived, from memory, assumed."""
COSTS = ("#1f6fb4", "#3a9b78", "#66b3e0", "#eda02c", "#f4cf8e", "#5c3d5c", "#d1391f")
"""Colours of the parts of the total system cost, in their order."""
FOLDED = "#a07896"
"""The colour of small sources together."""
WHOLE = "#7b8794"
"""The colour of a sum of parts."""
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"


def colours(names: Iterable[str]) -> dict[str, str]:
    """A colour for each name, in order; past the last colour they begin again."""
    return {name: PALETTE[n % len(PALETTE)] for n, name in enumerate(dict.fromkeys(names))}


def colours_of(case: Case, sheet: str) -> dict[str, str]:
    """The colour of every name that a sheet defines: `sources`, `compute`, `instruments`, `sponsors`, `regions`.

    Sources have those of their kind of technology. Shells and chips go on where sources would end in the palette. What
    has a colour of its own has that, and nothing else of its sheet has it.
    """
    if sheet == "sources":
        return colours_of_sources(case)
    names = [str(next(iter(row.values()))) for row in case.rows(sheet)]
    found, own = colours(case.assets if sheet == "compute" else names), own_colours(case.rows(sheet))
    given = {name: own.get(name, found[name]) for name in names}
    free = iter([hue for hue in PALETTE if hue not in given.values()])
    return {
        name: next(free, hue) if name not in own and hue in own.values() else hue
        for name, hue in given.items()
    }


def config() -> dict[str, Any]:
    """The look of every chart, as Vega-Lite configures it."""
    quiet = {"labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 11, "titleFontSize": 11}
    return {
        "font": FONT,
        "background": PAPER,
        "view": {"stroke": None},
        "axis": {
            **quiet,
            "titleFontWeight": "normal",
            "domainColor": "#9aa5b1",
            "tickColor": "#9aa5b1",
            "gridColor": FAINT,
            "labelOverlap": True,
            "labelLimit": 240,
        },
        "legend": {
            **quiet,
            "labelColor": INK,
            "symbolType": "square",
            "symbolStrokeWidth": 0,
            "labelLimit": 220,
        },
        "title": {
            "color": INK,
            "fontSize": 17,
            "fontWeight": 600,
            "anchor": "start",
            "frame": "group",
            "offset": 14,
            "subtitleColor": MUTED,
            "subtitleFontSize": 12,
            "subtitlePadding": 6,
        },
        "header": {"labelColor": INK, "titleColor": MUTED, "labelFontWeight": 600},
        "text": {"color": INK, "fontSize": 11},
    }
