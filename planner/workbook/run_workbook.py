"""A finished run as a workbook: a summary with charts, the sums behind them, and every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.workbook import charts, summary
from planner.workbook.book import Book
from planner.workbook.sources_and_uses import HELP as MONEY_HELP
from planner.workbook.sources_and_uses import NAME as MONEY
from planner.workbook.sources_and_uses import add_sources_and_uses
from planner.workbook.table_tabs import MOST_ROWS, TABLES, Data, add_table
from planner.workbook.views import VIEWS, add_capacity, add_issuance, add_load

if TYPE_CHECKING:
    from planner.results.run import Run


def results(run: Run) -> bytes:
    """The bytes of the workbook of a run; raises UserError for text that no cell takes."""
    book = Book(run.case.settings.title)
    front = book.tab(summary.NAME)
    data = {name: Data(name, frame) for name, frame in run.tables.items() if len(frame) <= MOST_ROWS}
    views = [add_capacity(book, run, data), add_load(book, run, data)]
    drawn = [charts.capacity(book, run, views[0]), charts.shortfall(book, views[1])]
    off = None
    if run.case.settings.funding:
        views.append(add_issuance(book, run, data))
        drawn.append(charts.issuance(book, run, views[2]))
        off = add_sources_and_uses(book, run, data["cash"])
    told: list[tuple[str, str, int | None]] = [
        (view.name, VIEWS[view.name], len(view.rows)) for view in views
    ]
    told += [] if off is None else [(MONEY, MONEY_HELP, None)]
    for name in sorted(data, key=list(TABLES).index):
        add_table(book, data[name])
        told.append((name, TABLES[name], len(data[name].frame)))
    left_out = {name: len(frame) for name, frame in run.tables.items() if name not in data}
    summary.add_record(book, run)
    told.append((summary.RECORD, "how the run came about: versions, inputs, residuals, seconds", None))
    summary.fill(book, front, run, data["costs"], told, left_out, off)
    summary.place(front, drawn)
    front.activate()
    return book.close()
