"""Sources and uses of money by sponsor and period: formulas over the table of cash, which add up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from planner.case.display_names import display_names
from planner.case.xlsx import column_letters
from planner.parameters.timeline import period_names
from planner.results.financial import SOURCES, USES
from planner.results.tabular import sum_by
from planner.workbook.book import ACCENT, HEADER, SOFT, write_cell
from planner.workbook.views import named_in_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.results.run import Run
    from planner.workbook.book import Book
    from planner.workbook.table_tabs import TableTab

NAME, ALL, TOGETHER = "sources_and_uses", "", "all sponsors"
HELP = "sources and uses of money by sponsor and period, USD billion, and whether they add up"
TOTALS = {"source": "total sources", "use": "total uses"}
LEFT, OPENING = "sources less uses", "brought forward less carried"
FIRST = 2
"""Column of the first period, from 0."""
FIGURE = '#,##0.000;-#,##0.000;"–"'
STRONG = {"bold": True, "top": 1, "bg_color": SOFT}
QUIET = {"italic": True, "font_color": ACCENT}
"""How sums look, and what must be nothing."""
DIGITS = 6
"""Decimals of USD billion to which money adds up; what does not is red."""

Formula = tuple[str, float]
"""A formula, and the value that it has."""
Amounts = dict[tuple[str, str, str], float]
"""USD billion by sponsor, line and period."""


class _Sheet:
    """The tab as it is written, and the numbers that its formulas have."""

    def __init__(self, book: Book, run: Run, cash: TableTab) -> None:
        self.book, self.tab, self.cash = book, book.tab(NAME), cash
        self.periods = period_names(run.case)
        self.amounts: Amounts = sum_by(cash.frame, ("sponsor", "line", "period"), "usd_billion")
        self.shown = display_names(run.case).get("sponsors", {})
        self.sponsors = [str(row["sponsor"]) for row in run.case.rows("sponsors")]
        used = set(cash.frame["line"])
        self.lines = {
            side: [line for line in lines if line in used]
            for side, lines in (("source", SOURCES), ("use", USES))
        }
        self.rows: dict[tuple[str, str], int] = {}
        self.row, self.last, self.most = 1, 1, 0.0

    def amount(self, sponsor: str, line: str, period: str) -> float:
        """The value of a line, summed over sponsors for all of them."""
        sponsors = self.sponsors if sponsor == ALL else [sponsor]
        return sum(self.amounts.get((j, line, period), 0.0) for j in sponsors)

    def add(self, sponsor: str, line: str, looks: dict[str, Any], cell: Callable[[str], Formula]) -> None:
        """Write a row, `cell` giving formula and value by period, and remember where it stands."""
        self.rows[sponsor, line] = self.row
        write_cell(
            self.tab, self.row, 0, self.shown.get(sponsor, sponsor) or TOGETHER, self.book.style(looks)
        )
        write_cell(self.tab, self.row, 1, line, self.book.style(looks))
        for number, period in enumerate(self.periods, FIRST):
            formula, value = cell(period)
            if line in (LEFT, OPENING):
                self.most = max(self.most, abs(value))
            self.tab.write_formula(
                self.row, number, formula, self.book.style(looks, num_format=FIGURE), value
            )
        self.row += 1

    def cell(self, sponsor: str, line: str, period: str) -> str:
        """The cell of a line."""
        return f"{self.letters(period)}{self.rows[sponsor, line] + 1}"

    def above(self, first: str, last: str) -> str:
        """The cells of some columns in the rows of all sponsors."""
        return f"${first}$2:${last}${self.last}"

    def largest_imbalance(self) -> str:
        """The formula of the most that anything of a sponsor does not add up by."""
        lines, amounts = self.above("B", "B"), self.above("C", column_letters(len(self.periods) + FIRST))
        met = "+".join(f'({NAME}!{lines}="{line}")' for line in (LEFT, OPENING))
        return f"=SUMPRODUCT(MAX(({met})*ABS({NAME}!{amounts})))"

    def letters(self, period: str) -> str:
        """The column of a period."""
        return column_letters(self.periods.index(period) + FIRST + 1)


def add_sources_and_uses(book: Book, run: Run, cash: TableTab) -> Formula:
    """Add the tab; returns the most that anything in it does not add up by."""
    sheet = _Sheet(book, run, cash)
    for number, word in enumerate(("sponsor", "line, USD billion", *sheet.periods)):
        write_cell(
            sheet.tab, 0, number, word, book.style(HEADER, **({"align": "right"} if number >= FIRST else {}))
        )
    for sponsor in sheet.sponsors:
        _block(sheet, sponsor, _flow)
    sheet.last = sheet.row
    _block(sheet, ALL, _over_sponsors)
    checks = [sheet.rows[key] for key in sheet.rows if key[1] in (LEFT, OPENING)]
    red = book.style(font_color="#B3261E", bold=True)
    for row in checks:
        kept = {"type": "cell", "criteria": "!=", "value": 0, "format": red}
        sheet.tab.conditional_format(row, FIRST, row, len(sheet.periods) + FIRST - 1, kept)
    sheet.tab.set_column(0, 0, 18)
    sheet.tab.set_column(1, 1, 32)
    sheet.tab.set_column(FIRST, len(sheet.periods) + FIRST - 1, 11)
    sheet.tab.freeze_panes(1, FIRST)
    sheet.tab.set_landscape()
    sheet.tab.fit_to_pages(1, 0)
    return sheet.largest_imbalance(), sheet.most


def _block(sheet: _Sheet, sponsor: str, flow: Callable[[_Sheet, str, str, str], Formula]) -> None:
    """The lines of a sponsor, their sums, and what must be nothing."""
    for side, lines in sheet.lines.items():
        for line in lines:
            sheet.add(sponsor, line, {}, partial(flow, sheet, sponsor, line))
        sheet.add(sponsor, TOTALS[side], STRONG, partial(_sum, sheet, sponsor, lines))
    sheet.add(sponsor, LEFT, QUIET, partial(_difference, sheet, sponsor))
    if {"cash_brought_forward", "cash_carried_forward"} <= {
        x for lines in sheet.lines.values() for x in lines
    }:
        sheet.add(sponsor, OPENING, QUIET, partial(_opening, sheet, sponsor))
    sheet.row += 1


def _flow(sheet: _Sheet, sponsor: str, line: str, period: str) -> Formula:
    """A line of the table of cash."""
    row = sheet.row + 1
    own = named_in_formula(sponsor, sheet.shown, f"$A{row}")
    where = {"sponsor": own, "line": f"$B{row}", "period": f"{sheet.letters(period)}$1"}
    return sheet.cash.sum_where("usd_billion", where), sheet.amount(sponsor, line, period)


def _over_sponsors(sheet: _Sheet, sponsor: str, line: str, period: str) -> Formula:
    """A line summed over the sponsors."""
    lines, amounts = sheet.above("B", "B"), sheet.above(sheet.letters(period), sheet.letters(period))
    return f"=SUMIF({lines},$B{sheet.row + 1},{amounts})", sheet.amount(sponsor, line, period)


def _sum(sheet: _Sheet, sponsor: str, lines: Sequence[str], period: str) -> Formula:
    """The sum of the lines above."""
    if not lines:
        return "=0", 0.0
    value = sum(sheet.amount(sponsor, line, period) for line in lines)
    return f"=SUM({sheet.cell(sponsor, lines[0], period)}:{sheet.cell(sponsor, lines[-1], period)})", value


def _difference(sheet: _Sheet, sponsor: str, period: str) -> Formula:
    """Sources less uses."""
    cells = [sheet.cell(sponsor, TOTALS[side], period) for side in ("source", "use")]
    sums = [sum(sheet.amount(sponsor, line, period) for line in lines) for lines in sheet.lines.values()]
    return _rounded(f"{cells[0]}-{cells[1]}", sums[0] - sums[1])


def _opening(sheet: _Sheet, sponsor: str, period: str) -> Formula:
    """Cash brought forward, less what the period before carried."""
    number = sheet.periods.index(period)
    opening = sheet.cell(sponsor, "cash_brought_forward", period)
    value = sheet.amount(sponsor, "cash_brought_forward", period)
    if number == 0:
        return _rounded(opening, value)
    before = sheet.periods[number - 1]
    carried = sheet.amount(sponsor, "cash_carried_forward", before)
    return _rounded(f"{opening}-{sheet.cell(sponsor, 'cash_carried_forward', before)}", value - carried)


def _rounded(formula: str, value: float) -> Formula:
    """What must be nothing, to the digit that counts."""
    return f"=ROUND({formula},{DIGITS})", round(value, DIGITS)
