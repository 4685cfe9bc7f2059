"""A finished run as a workbook: a summary with charts, the sums behind them, and every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.workbook import charts, summary
from planner.workbook.book import Book
from planner.workbook.sources_and_uses import HELP as MONEY_HELP
from planner.workbook.sources_and_uses import NAME as MONEY
from planner.workbook.sources_and_uses import add_sources_and_uses
from planner.workbook.table_tabs import MOST_ROWS, TABLES, TableTab, add_table
from planner.workbook.views import VIEWS, add_capacity, add_issuance, add_load

if TYPE_CHECKING:
    from planner.results.run import Run


def run_workbook(run: Run) -> bytes:
    """The bytes of the workbook of a run; raises UserError for text that no cell takes."""
    book = Book(run.case.settings.title)
    summary_tab = book.tab(summary.NAME)
    data = {name: TableTab(name, frame) for name, frame in run.tables.items() if len(frame) <= MOST_ROWS}
    views = [add_capacity(book, run, data), add_load(book, run, data)]
    drawn_charts = [charts.capacity(book, run, views[0]), charts.shortfall(book, views[1])]
    imbalance = None
    if run.case.settings.funding:
        views.append(add_issuance(book, run, data))
        drawn_charts.append(charts.issuance(book, run, views[2]))
        imbalance = add_sources_and_uses(book, run, data["cash"])
    contents: list[tuple[str, str, int | None]] = [
        (view.name, VIEWS[view.name], len(view.rows)) for view in views
    ]
    contents += [] if imbalance is None else [(MONEY, MONEY_HELP, None)]
    for name in sorted(data, key=list(TABLES).index):
        add_table(book, data[name])
        contents.append((name, TABLES[name], len(data[name].frame)))
    left_out = {name: len(frame) for name, frame in run.tables.items() if name not in data}
    summary.add_record(book, run)
    contents.append((summary.RECORD, "how the run came about: versions, inputs, residuals, seconds", None))
    summary.write_summary(book, summary_tab, run, data["costs"], contents, left_out, imbalance)
    summary.place_charts(summary_tab, drawn_charts)
    summary_tab.activate()
    return book.close()
