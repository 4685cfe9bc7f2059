"""The report of several runs: the same figures of each, side by side, and in what they were asked to differ."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from planner.report.html_chart import sections
from planner.report.html_table import html
from planner.report.page import page
from planner.report.vega import humanize
from planner.results.shown import as_shown_together
from planner.study import comparison_charts
from planner.study.bridge import bridge
from planner.study.compare import compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.results.run import Run
    from planner.study.compare import Comparison

CHARTS = (
    comparison_charts.unserved,
    comparison_charts.cost,
    bridge,
    comparison_charts.standing,
    comparison_charts.raised,
    comparison_charts.prices,
)


def comparison(runs: Sequence[Run], at: str | None = None) -> str:
    """The page: runs side by side, capacity at `at`, a quarter or a year, or at the latest target of any of them."""
    runs = as_shown_together(runs)
    compared = compare(runs, at)
    charts = [chart for chart in (draw(compared, runs) for draw in CHARTS) if chart.panels]
    title = f"{len(runs)} plans compared"
    notes = "".join(f"<li>{escape(note)}</li>" for note in compared.notes)
    notes = f'<div class="notes"><ul>{notes}</ul></div>' if notes else ""
    body = (
        f'<header><h1>{title}</h1><p class="answer">{escape(comparison_charts.answer(compared))}</p>{notes}</header>'
        f"<main><h2>The answers</h2>{html(comparison_charts.answers(compared), title)}{_asked(compared, runs)}"
        f"<h2>Side by side</h2>{sections(charts, {})}</main>"
    )
    return page(title, body, charts)


def _asked(compared: Comparison, runs: Sequence[Run]) -> str:
    """What each run was asked: its scenario and edits."""
    items = []
    for name, run in zip(compared.names, runs, strict=True):
        edits = "; ".join(str(edit) for edit in run.record.get("edits", ())) or "as its sheets have it"
        items.append(f"<li><strong>{escape(humanize(name))}</strong>: {escape(edits)}</li>")
    return f"<h3>What was asked</h3><ul>{''.join(items)}</ul>"
