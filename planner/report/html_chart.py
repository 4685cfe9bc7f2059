"""A chart as HTML: its text, its legend, boxes in which its panels are drawn, its table."""

from __future__ import annotations

import json
import math
from html import escape
from typing import TYPE_CHECKING, Any

from planner.report.chart import SCHEMA
from planner.report.html_table import html
from planner.report.theme import config
from planner.report.vega import humanize

HEIGHT, AXES_HEIGHT = 200, 60
"""Pixels of height of marks whose panel does not say, and of the axes around any."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.report.chart import Chart


def section(chart: Chart, more: str = "") -> str:
    """The chart with everything around it; `more` stands between the figure and the table."""
    return (
        f'<section id="{chart.name}" data-chart="{chart.name}"><h3>{escape(chart.title)}</h3>'
        f'<p class="seen">{escape(chart.alternative)}</p><p class="reading">{escape(chart.reading)}</p>'
        f"{_choice(chart)}<figure>{_legend(chart)}"
        f'<div class="panels" style="--columns: {max(1, min(chart.columns, len(chart.panels)))}; '
        f'--printed: {_printed_columns(chart)}">{_panels(chart)}</div>'
        f"</figure>{more}"
        f"<details><summary>Table: {escape(chart.table.caption)}</summary>"
        f"{html(chart.table, chart.title)}</details></section>"
    )


def sections(charts: Iterable[Chart], more: Mapping[str, str]) -> str:
    """Charts one below the other; two in a row that are one picture each stand side by side in print.

    `more` is what stands between figure and table, by chart.
    """
    found, alone = [], ""
    for chart in charts:
        text = section(chart, more.get(chart.name, ""))
        if len(chart.panels) != 1 or chart.wide:
            found += [alone, text]
            alone = ""
        elif alone:
            found.append(f'<div class="pair">{alone}{text}</div>')
            alone = ""
        else:
            alone = text
    return "".join([*found, alone])


def _printed_columns(chart: Chart) -> int:
    """How many panels stand side by side in print: one or two more than on a screen, where that makes fewer rows."""
    rest = len(chart.panels) - int(chart.lead)
    if chart.wide or rest < 2:
        return 1
    return min(
        range(1, min(2 * chart.columns, chart.columns + 2) + 1),
        key=lambda columns: (math.ceil(rest / columns), columns),
    )


def _panels(chart: Chart) -> str:
    """The boxes in which the script draws, each with its text alternative."""
    boxes = []
    for n, panel in enumerate(chart.panels):
        lead = " lead" if chart.lead and n == 0 else ""
        title = f"<h4>{escape(panel.title)}</h4>" if panel.title else ""
        words = ". ".join(part for part in (chart.title, panel.title, chart.alternative) if part)
        label = escape(f"Chart: {words}", quote=True)
        what = escape(panel.title or chart.title, quote=True)
        saves = "".join(
            f'<button type="button" data-save="{fmt.lower()}" aria-label="Save {what} as {fmt}">{fmt}</button> '
            for fmt in ("SVG", "PNG")
        )
        boxes.append(
            f'<div class="panel{lead}"><div class="bar">{title}<p class="save">{saves}</p></div>'
            f'<div class="vega" role="img" aria-label="{label}" data-panel="{chart.name}/{n}"'
            f' style="min-height: {float(panel.spec.get("height", HEIGHT)) + AXES_HEIGHT:.0f}px"></div></div>'
        )
    return "".join(boxes)


def _legend(chart: Chart) -> str:
    """Names and their colours, each a switch; what cannot be switched off is only a key."""
    if chart.gradient:
        low, high, hues = chart.gradient
        fill = f"background-image: linear-gradient(90deg, {', '.join(hues)})"
        return f'<p class="gradient">{escape(low)} <i style="{fill}"></i> {escape(high)}</p>'
    if not chart.legend or not chart.keyed:
        return ""
    items = []
    for name, hue in chart.legend.items():
        swatch = f'<span class="swatch" style="background: {hue}"></span>{escape(humanize(name))}'
        if name in chart.fixed:
            items.append(f'<li><span class="key">{swatch}</span></li>')
        else:
            series = escape(name, quote=True)
            items.append(
                f'<li><button type="button" aria-pressed="true" data-series="{series}">{swatch}</button></li>'
            )
    return (
        f'<ul class="legend" aria-label="Legend of {escape(chart.title, quote=True)}">{"".join(items)}</ul>'
    )


def _choice(chart: Chart) -> str:
    """What a reader may pick."""
    if chart.choice is None:
        return ""
    picked = chart.choice
    options = "".join(
        f"<option{' selected' if value == picked.value else ''}>{escape(value)}</option>"
        for value in picked.values
    )
    return (
        f'<p class="choice"><label>{escape(picked.label)}: '
        f'<select data-signal="{picked.signal}">{options}</select></label></p>'
    )


def data(charts: Iterable[Chart]) -> str:
    """The panels of all charts as JSON that can stand within HTML."""
    panels: dict[str, list[Any]] = {
        chart.name: [
            {
                "$schema": SCHEMA,
                **chart.with_colours(panel.spec, legend=False),
                "params": chart.parameters(),
                "config": config(),
            }
            for panel in chart.panels
        ]
        for chart in charts
    }
    text = json.dumps(panels, separators=(",", ":"), ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
