"""The charts of a workbook: its program's own, over the sums of its tabs, in the colours of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.calendar import Period
from planner.report.theme import FAINT, INK, MUTED, PALETTE, colours_of
from planner.report.theme import NEED as NEED_COLOUR
from planner.report.theme import SHORT as SHORT_COLOUR
from planner.workbook.views import Own

if TYPE_CHECKING:
    from planner.results.run import Run
    from planner.workbook.book import Book
    from planner.workbook.views import Key, View

SIZE = {"width": 860, "height": 380}
"""Pixels of a chart."""
LOAD_COLOUR, EQUITY_COLOUR = PALETTE[0], "#8A949E"
FINE = 8.0
"""An axis that ends below this has steps of less than one."""
QUARTERS_SHOWN = 4
"""Of so many quarters one has its name on the axis."""


def capacity(book: Book, run: Run, view: View) -> Any:
    """Capacity by source, stacked, and the load that is needed."""
    chart, colours = book.file.add_chart({"type": "line"}), colours_of(run.case, "sources")
    chart.add_series(_series(view, Own.NEED, "load needed") | {"line": {"color": NEED_COLOUR, "width": 2.25}})
    if view.names:
        line, chart = chart, book.file.add_chart({"type": "column", "subtype": "stacked"})
        for source in view.names:
            chart.add_series(
                _series(view, source, view.shown_as(source)) | {"fill": {"color": colours[source]}, "gap": 6}
            )
        chart.combine(line)
    most = max(view.most(Own.TOTAL), view.most(Own.NEED))
    _frame(chart, "Installed capacity by source, and load needed", "GW", _shown(view), most)
    return chart


def shortfall(book: Book, view: View) -> Any:
    """Load served and left unserved, stacked."""
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    for column, name, colour in (
        (Own.SERVED, "served", LOAD_COLOUR),
        (Own.UNSERVED, "unmet demand", SHORT_COLOUR),
    ):
        chart.add_series(_series(view, column, name) | {"fill": {"color": colour}, "gap": 6})
    title = "Load needed beyond what is committed: served, and unmet"
    _frame(chart, title, "GW", _shown(view), view.most(Own.NEED))
    return chart


def issuance(book: Book, run: Run, view: View) -> Any:
    """Money raised by instrument, and equity, by year, stacked."""
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    colours = colours_of(run.case, "instruments")
    parts: list[tuple[Key, str, str]] = [(name, view.shown_as(name), colours[name]) for name in view.names]
    for column, name, colour in (*parts, (Own.EQUITY, "equity contribution", EQUITY_COLOUR)):
        chart.add_series(_series(view, column, name) | {"fill": {"color": colour}, "gap": 45})
    _frame(chart, "Money raised in the year, by instrument", "USD billion", 1, view.most(Own.TOTAL))
    return chart


def _shown(view: View) -> int:
    """Of how many periods one has its name on the axis: every one, where years follow on quarters."""
    return QUARTERS_SHOWN if all(Period.parse(period).is_quarter for period in view.rows) else 1


def _series(view: View, column: Key, name: str) -> dict[str, Any]:
    """A series over a column of a view."""
    return {"name": name, "categories": view.labels, "values": view.cells(column)}


def _frame(chart: Any, title: str, unit: str, shown: int, most: float) -> None:
    """Title, axes and legend, quiet and alike; `most` is the largest amount."""
    quiet = {"color": MUTED, "size": 9, "bold": False}
    chart.set_title({"name": title, "name_font": {"color": INK, "size": 13, "bold": True}, "overlay": False})
    chart.set_x_axis(
        {
            "num_font": quiet,
            "interval_unit": shown,
            "interval_tick": shown,
            "line": {"color": MUTED},
            "label_position": "low",
        }
    )
    chart.set_y_axis(
        {
            "name": unit,
            "name_font": quiet,
            "num_font": quiet,
            "num_format": "#,##0" if most >= FINE else "0.0",
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": FAINT}},
        }
    )
    chart.set_legend({"position": "right", "font": {"color": INK, "size": 9}})
    chart.set_size(SIZE)
    chart.set_chartarea({"border": {"none": True}})
