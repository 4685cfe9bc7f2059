"""The first tab of a run's workbook: the answer, its cost, what is where; and the last: how the run came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.disk.seals import SEAL
from planner.results.answer_text import headline
from planner.results.costs import SYSTEM_COST
from planner.workbook.book import HEADER, INK, LINK, STRONG, TITLE, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.results.run import Run
    from planner.workbook.book import Book
    from planner.workbook.sources_and_uses import Formula
    from planner.workbook.table_tabs import TableTab

NAME, RECORD = "summary", "record"
MONEY = "#,##0.0"
CHART_COLUMN, CHART_ROW, ROWS_A_CHART = 4, 1, 20
LEFT_TO_TABLES = ("unserved_gw", "headline", "rows_by_table", "files_sha256", "edited_cells", SEAL)
"""Parts of a run's record that its tables hold, or that are too long to read."""
PLAIN = {"font_color": INK}
BAND = {**HEADER, "border": 0, "text_wrap": False}
DESCRIPTIONS = (
    "Stacked columns of installed capacity by source and period, with the load needed as a line",
    "Stacked columns of load served and unmet demand by period",
    "Stacked columns of money raised by instrument and year",
)


def write_summary(
    book: Book,
    tab: Any,
    run: Run,
    costs: TableTab,
    contents: Sequence[tuple[str, str, int | None]],
    left_out: Mapping[str, int],
    imbalance: Formula | None,
) -> None:
    """Write the answer, the cost by parts, whether money adds up, and a link to every tab."""
    settings = run.case.settings
    tab.hide_gridlines(2)
    for column, width in enumerate((24, 66, 14, 3)):
        tab.set_column(column, column, width)
    write_cell(tab, 0, 0, settings.title, book.style(TITLE))
    calendar = settings.calendar
    about = f"{run.name}, as of {settings.vintage}; {calendar.start} to {calendar.end}"
    write_cell(tab, 1, 0, about, book.style(PLAIN))
    row = 3
    for line in filter(None, [*headline(run).splitlines(), calendar.approximation]):
        write_cell(tab, row, 0, line, book.style(STRONG))
        row += 1
    row = _costs(book, tab, run, costs, row + 1)
    if imbalance is not None:
        row = _check(book, tab, row, imbalance)
    row = _contents(book, tab, contents, row + 1)
    for name, count in left_out.items():
        write_cell(tab, row, 0, name, book.style(PLAIN))
        write_cell(
            tab, row, 1, f"left out, for it has {count:,} rows; its CSV is in the run", book.style(PLAIN)
        )
        row += 1
    tab.set_landscape()
    tab.fit_to_pages(1, 1)


def _costs(book: Book, tab: Any, run: Run, costs: TableTab, row: int) -> int:
    """What the plan costs, part by part, as formulas over the table of costs; returns the next free row."""
    start = run.case.settings.calendar.start
    for column, word in enumerate(
        (f"total system cost, present value at the start of {start}", "", "USD billion")
    ):
        write_cell(
            tab,
            row,
            column,
            word,
            book.style(BAND, **({"align": "right"} if column == 2 else {})),
        )
    worth = costs.frame.groupby("item")["present_value_usd_billion"].sum()
    amounts, items = costs.cells("present_value_usd_billion"), costs.cells("item")
    first = row + 1
    for part, names in SYSTEM_COST.items():
        row += 1
        formula = "=" + "+".join(f'SUMIFS({amounts},{items},"{name}")' for name in names)
        write_cell(tab, row, 0, part, book.style(PLAIN))
        value = sum(float(worth.get(name, 0.0)) for name in names)
        tab.write_formula(row, 2, formula, book.style(num_format=MONEY), value)
    row += 1
    total = {"bold": True, "top": 1}
    write_cell(tab, row, 0, "the whole plan", book.style(total))
    write_cell(tab, row, 1, None, book.style(total))
    formula = f"=SUM(C{first + 1}:C{row})"
    tab.write_formula(row, 2, formula, book.style(total, num_format=MONEY), float(worth.sum()))
    return row + 1


def _check(book: Book, tab: Any, row: int, imbalance: Formula) -> int:
    """By how much money does not add up, at most, over all sponsors and periods; returns the next free row."""
    quiet = {"italic": True, **PLAIN}
    write_cell(
        tab, row, 0, "most by which sources and uses of money differ, in any period", book.style(quiet)
    )
    formula, value = imbalance
    tab.write_formula(row, 2, formula, book.style(quiet, num_format=MONEY), value)
    return row + 1


def _contents(book: Book, tab: Any, contents: Sequence[tuple[str, str, int | None]], row: int) -> int:
    """Every other tab with a link and a line; returns the next free row."""
    for column, word in enumerate(("tab", "what is in it", "rows")):
        write_cell(tab, row, column, word, book.style(BAND, **({"align": "right"} if column == 2 else {})))
    for name, help, count in contents:
        row += 1
        tab.write_url(row, 0, f"internal:'{name}'!A1", book.style(LINK), name)
        write_cell(tab, row, 1, help, book.style(PLAIN))
        write_cell(tab, row, 2, count, book.style(PLAIN, num_format="#,##0"))
    return row + 1


def place_charts(tab: Any, drawn_charts: Sequence[Any]) -> None:
    """Put the charts beside the answer, one below the other."""
    for number, chart in enumerate(drawn_charts):
        row = CHART_ROW + number * ROWS_A_CHART
        tab.insert_chart(
            row, CHART_COLUMN, chart, {"description": DESCRIPTIONS[number], "object_position": 2}
        )


def add_record(book: Book, run: Run) -> None:
    """Add the tab of the run's record, a line an entry."""
    tab = book.tab(RECORD)
    tab.set_column(0, 0, 44)
    tab.set_column(1, 1, 90)
    for column, word in enumerate(("entry", "value")):
        write_cell(tab, 0, column, word, book.style(HEADER))
    entries = {key: value for key, value in run.record.items() if key not in LEFT_TO_TABLES}
    for row, (name, value) in enumerate(_entries(entries, ""), 1):
        write_cell(tab, row, 0, name, book.style(PLAIN))
        write_cell(tab, row, 1, value, book.style(PLAIN, align="left"))
    tab.freeze_panes(1, 0)


def _entries(entries: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    """Entries by name, those within others with a dot between."""
    for key, value in entries.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from _entries(part, f"{before}{key}.")
            else:
                plain = part is None or (isinstance(part, int | float | str) and not isinstance(part, bool))
                yield before + key, part if plain else str(part)
