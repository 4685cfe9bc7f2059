"""What the charts show: sums over the tables, period by period or year by year, as live formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from planner.case.display_names import display_names
from planner.case.xlsx import column_letters
from planner.parameters.timeline import period_names
from planner.results.tabular import sum_by
from planner.tolerances import LEAST_DRAWN
from planner.workbook.book import HEADER, write_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.results.run import Run
    from planner.workbook.book import Book
    from planner.workbook.table_tabs import TableTab

CAPACITY, LOAD, ISSUANCE = "capacity_by_quarter", "load_by_quarter", "issuance_by_year"
VIEWS = {
    CAPACITY: "GW of each source standing, all regions together, and of load needed",
    LOAD: "GW of load needed, served and unmet, all sponsors together",
    ISSUANCE: "USD billion raised by each instrument in the year, and the equity contribution",
}


class Own(Enum):
    """Columns that no name of a case is: a source may be called total."""

    NEED = "need"
    SERVED = "served"
    UNSERVED = "unserved"
    EQUITY = "equity_put_in"
    TOTAL = "total"


Key = str | Own
"""A column: a name of the case, or one of our own."""
FIGURE = {"num_format": '#,##0.0;-#,##0.0;"–"'}
"""A figure to look at; nothing is a dash."""


@dataclass(frozen=True)
class View:
    """A tab of sums: a row for each of `rows`, a column for each of `columns`, `shown` by their display names."""

    name: str
    rows: Sequence[str]
    columns: Sequence[Key]
    values: dict[tuple[str, Key], float] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The columns that are names of the case."""
        return [column for column in self.columns if isinstance(column, str)]

    @property
    def headings(self) -> list[str]:
        """What stands above the columns, each once: our own give way where a name of the case is the same."""
        taken, found = {self.shown_as(name) for name in self.names}, []
        for column in self.columns:
            heading = column.value if isinstance(column, Own) else self.shown_as(column)
            while isinstance(column, Own) and heading in taken:
                heading += "_in_all"
            found.append(heading)
        return found

    def shown_as(self, name: str) -> str:
        """What is shown of a name of the case."""
        return self.shown.get(name, name)

    def most(self, column: Key) -> float:
        """The largest value of a column, nothing where there is none."""
        return max((value for (_, name), value in self.values.items() if name == column), default=0.0)

    def cells(self, column: Key) -> list[Any]:
        """The cells of a column, as a chart takes them: tab, first row, column, last row, column."""
        at = self.columns.index(column) + 1
        return [self.name, 1, at, len(self.rows), at]

    @property
    def labels(self) -> list[Any]:
        """The cells of the rows' names."""
        return [self.name, 1, 0, len(self.rows), 0]


class _Writer:
    """Writes a view cell by cell, each formula with the value that it has."""

    def __init__(self, book: Book, view: View, heading: str) -> None:
        self.book, self.view, self.tab = book, view, book.tab(view.name)
        for number, word in enumerate((heading, *view.headings)):
            write_cell(
                self.tab, 0, number, word, book.style(HEADER, **({"align": "right"} if number else {}))
            )
        for number, row in enumerate(view.rows, 1):
            write_cell(self.tab, number, 0, row, book.style())
        self.tab.set_column(0, 0, 13)
        for number, name in enumerate(view.headings, 1):
            self.tab.set_column(number, number, max(10, min(24, len(name) + 2)))
        self.tab.set_row(0, 32)
        self.tab.freeze_panes(1, 1)
        self.tab.set_landscape()
        self.tab.fit_to_pages(1, 0)

    def write(self, row: str, column: Key, formula: str, value: float) -> None:
        """One formula."""
        at = self.view.rows.index(row) + 1, self.view.columns.index(column) + 1
        self.tab.write_formula(*at, formula, self.book.style(FIGURE), value)
        self.view.values[row, column] = value

    def total(self, row: str, first: Key, last: Key, value: float) -> None:
        """The sum of a row from one column to another."""
        number = self.view.rows.index(row) + 2
        ends = (column_letters(self.view.columns.index(name) + 2) for name in (first, last))
        self.write(row, Own.TOTAL, f"=SUM({':'.join(f'{letters}{number}' for letters in ends)})", value)

    def heading(self, column: Key) -> str:
        """What a formula looks for: the cell of a column's name, or the name itself where that shows another."""
        cell = f"{column_letters(self.view.columns.index(column) + 2)}$1"
        return named_in_formula(column, self.view.shown, cell) if isinstance(column, str) else cell

    def label(self, row: str) -> str:
        """The cell of a row's name."""
        return f"$A{self.view.rows.index(row) + 2}"


def named_in_formula(name: str, shown: Mapping[str, str], cell: str) -> str:
    """A name as a formula takes it: the cell that holds it, or the text where that cell shows a display name.

    >>> named_in_formula("gas", {}, "B$1"), named_in_formula("gas", {"gas": "Gas turbines"}, "B$1")
    ('B$1', '"gas"')
    """
    quoted = name.replace('"', '""')
    return f'"{quoted}"' if name in shown else cell


def add_capacity(book: Book, run: Run, data: Mapping[str, TableTab]) -> View:
    """GW standing of every source that the plan has, by period, their sum, and the load needed."""
    periods, standing = (
        period_names(run.case),
        sum_by(run.tables["capacity"], ("asset", "period"), "standing_gw"),
    )
    need = sum_by(run.tables["shortfall"], ("period",), "need_gw")
    sources = [str(row["source"]) for row in run.case.rows("sources")]
    used = [s for s in sources if max(standing.get((s, t), 0.0) for t in periods) > LEAST_DRAWN]
    columns: tuple[Key, ...] = (*used, *([Own.TOTAL] if used else []), Own.NEED)
    view = View(CAPACITY, periods, columns, shown=display_names(run.case).get("assets", {}))
    writer = _Writer(book, view, f"{run.case.settings.calendar.length}, GW")
    for t in periods:
        for s in used:
            where = {"asset": writer.heading(s), "period": writer.label(t)}
            writer.write(t, s, data["capacity"].sum_where("standing_gw", where), standing.get((s, t), 0.0))
        if used:
            writer.total(t, used[0], used[-1], sum(standing.get((s, t), 0.0) for s in used))
        formula = data["shortfall"].sum_where("need_gw", {"period": writer.label(t)})
        writer.write(t, Own.NEED, formula, need.get(t, 0.0))
    return view


def add_load(book: Book, run: Run, data: Mapping[str, TableTab]) -> View:
    """GW of load needed, served and left unserved, by period."""
    columns = (Own.NEED, Own.SERVED, Own.UNSERVED)
    view = View(LOAD, period_names(run.case), columns)
    writer = _Writer(book, view, f"{run.case.settings.calendar.length}, GW")
    for column in columns:
        amounts = sum_by(run.tables["shortfall"], ("period",), f"{column.value}_gw")
        for t in view.rows:
            formula = data["shortfall"].sum_where(f"{column.value}_gw", {"period": writer.label(t)})
            writer.write(t, column, formula, amounts.get(t, 0.0))
    return view


def add_issuance(book: Book, run: Run, data: Mapping[str, TableTab]) -> View:
    """USD billion raised by every instrument that the plan uses, by year, equity put in, and their sum."""
    issued, cash = run.tables["issuance"], run.tables["cash"]
    by_year = sum_by(
        issued.assign(year=issued["period"].str[:4]), ("instrument", "year"), "issued_usd_billion"
    )
    equity = cash[cash["line"] == "equity_in"]
    put_in = sum_by(equity.assign(year=equity["period"].str[:4]), ("year",), "usd_billion")
    years = list(dict.fromkeys(t[:4] for t in period_names(run.case)))
    instruments = [str(row["instrument"]) for row in run.case.rows("instruments")]
    used = [i for i in instruments if max(by_year.get((i, year), 0.0) for year in years) > LEAST_DRAWN]
    shown = display_names(run.case).get("instruments", {})
    view = View(ISSUANCE, years, (*used, Own.EQUITY, Own.TOTAL), shown=shown)
    writer, sold, flows = _Writer(book, view, "year, USD billion"), data["issuance"], data["cash"]
    for year in years:
        label = writer.label(year)
        for i in used:
            name, when = sold.cells("instrument"), sold.cells("period")
            met = f"EXACT({name},{writer.heading(i)})*(LEFT({when},4)={label})"
            formula = f"=SUMPRODUCT({met}*{sold.cells('issued_usd_billion')})"
            writer.write(year, i, formula, by_year.get((i, year), 0.0))
        met = f'({flows.cells("line")}="equity_in")*(LEFT({flows.cells("period")},4)={label})'
        formula = f"=SUMPRODUCT({met}*{flows.cells('usd_billion')})"
        writer.write(year, Own.EQUITY, formula, put_in.get(year, 0.0))
        amount = sum(by_year.get((i, year), 0.0) for i in used) + put_in.get(year, 0.0)
        writer.total(year, view.columns[0], Own.EQUITY, amount)
    return view
