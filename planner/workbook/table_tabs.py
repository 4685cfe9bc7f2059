"""The tables of a run as tabs: one each, with filters, formats and units, and the formulas that add them up."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from planner.case.columns import UNITS
from planner.case.xlsx import column_letters
from planner.workbook.book import HEADER, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from planner.workbook.book import Book

TABLES = {
    "orders": "what is ordered, when and where, and its overnight cost",
    "bought": "what is taken of supply pools beyond their limits, at which premium",
    "capacity": "what arrives, retires and stands in each period",
    "load": "load served by region",
    "shortfall": "need beyond what is committed, load served, load unserved",
    "hosting": "load that one sponsor houses for another, and its rent",
    "load_by_owner": "whose load stands on whose shells and chips",
    "energy": "energy made and stored",
    "fuel": "fuel burnt and what it emits",
    "transmission": "lines between regions: capacity used, firm capacity lent, energy sent and lost, and the cost",
    "flows": "what lines are sent through the representative days",
    "minimum_take": "what stands under contracts for power, what it gives, and what is paid for",
    "dispatch": "how the plants run through the representative days",
    "generation_mix": "what each source gives and emits in a year, and its share of load",
    "emissions": "load served in a year, what it emits, and how much of what serves it is additional",
    "stranded": "what stands of each class without load, and what it is worth",
    "issuance": "loans and bonds sold, with their fees",
    "placement": "in which step of its market each is placed",
    "commitments": "what is committed, what of it is undrawn, and the fee on that",
    "debt": "issued, paid in interest, repaid and owed",
    "balance_sheet": "book value, cash, debt and equity at the end of each period",
    "cash": "every line of sources and uses",
    "rated_debt": "what agencies count as debt, by step of debt to Ebitda, and the spreads on it",
    "ratings": "what rated sponsors earn, owe and are charged",
    "lender_room": "what lenders may have outstanding, what is owed to them, what vehicles hold of it",
    "pools": "which loans vehicles hold",
    "notes": "notes that vehicles sell on them, tranche by tranche",
    "waterfall": "interest of each vehicle's pool down its tranches, and what is repaid of their notes",
    "covenants": "each covenant: limit, used, left, and what a dollar more is worth",
    "take_out": "what construction loans repay, and which new issue or cash meets it",
    "lenders_loss": "what lenders would lose on each class if what carries no load were worth nothing",
    "loss_by_holder": "the same by who holds the loans, and down the tranches of vehicles",
    "bottlenecks": "what one more unit of each limit that binds would save",
    "power_price": "what a MWh of load costs, by region",
    "need_price": "what one more GW of need adds to the cost",
    "returns": "what equity puts in, is paid and has at the end, and what it earns a year beside what it asks",
    "leverage": "debt beside earnings and lender value, and earnings beside interest",
    "need_value": "what one more GW of need costs in a year, beside what a GW earns",
    "costs": "every cost, as paid and at present value",
    "all_in_cost": "what a GW of need costs all in, by year of order: source, shell and chips, interest and fees",
    "league": "every source, built or not: time to power, levelised cost, cost of firm capacity, and its use",
    "supply_curve": "how much of the need is worth serving at the target, by what a GW-year is worth",
    "prices": "the dual of every rule",
}
"""What is in each table, in a line; the order of the tabs."""
MOST_ROWS = 200_000
"""A table longer than this is left out, for its workbook could hardly be opened; its CSV has it."""
FORMATS = {
    "_gw": "#,##0.000",
    "usd_billion": "#,##0.000",
    "_per_mwh": "#,##0.00",
    "_fraction": "0.0000",
    "_per_year": "0.0000",
}
"""Formats of numbers by how the name of their column ends."""
NUMBERED = {"debt_to_ebitda", "step", "seniority", "block", "advance_fraction"}
"""Columns of keys that are numbers; a run that was read from its files has them as text."""
KEYS = {"asset", "sponsor", "instrument", "line"}
"""Columns of names that sums are made by, besides periods."""
WIDEST = 44
_AWKWARD = re.compile(r"[*?~<>=]|^[^A-Za-z_]|^(true|false)$", re.IGNORECASE)
"""Names that a spreadsheet's criteria take for patterns, comparisons, numbers or truths."""


@dataclass(frozen=True)
class TableTab:
    """A table and the tab that it is in."""

    name: str
    frame: pd.DataFrame

    def cells(self, column: str) -> str:
        """The cells of a column, as a formula on another tab names them."""
        letters = column_letters(list(self.frame.columns).index(column) + 1)
        return f"{self.name}!${letters}$2:${letters}${max(2, len(self.frame) + 1)}"

    def sum_where(self, column: str, where: Mapping[str, str]) -> str:
        """A formula that adds up a column over the rows whose other columns equal the given cells, to the letter."""
        if not self._awkward.isdisjoint(where):
            met = "*".join(f"EXACT({self.cells(name)},{cell})" for name, cell in where.items())
            return f"=SUMPRODUCT({met}*{self.cells(column)})"
        met = ",".join(f"{self.cells(name)},{cell}" for name, cell in where.items())
        return f"=SUMIFS({self.cells(column)},{met})"

    @cached_property
    def _awkward(self) -> frozenset[str]:
        """Columns some names of which are not told apart by the criteria of SUMIFS."""
        awkward = {column for column in KEYS & set(self.frame) if _is_awkward(self.frame[column].unique())}
        # A year by itself would be looked for as a number, where every period is text.
        if "period" in self.frame and self.frame["period"].str.isdecimal().any():
            awkward.add("period")
        return frozenset(awkward)


def _is_awkward(names: Iterable[str]) -> bool:
    """Whether criteria would take some of these names for others, or for patterns.

    >>> _is_awkward(["gas", "sun"]), _is_awkward(["gas", "Gas"]), _is_awkward(["gas*"])
    (False, True, True)
    """
    names = list(names)
    alike = len({name.casefold() for name in names}) < len(names)
    return alike or any(_AWKWARD.search(name) for name in names)


def add_table(book: Book, data: TableTab) -> None:
    """Add the tab of a table."""
    tab, frame = book.tab(data.name), data.frame
    for number, name in enumerate(frame.columns):
        column = [float(value) if value and name in NUMBERED else value for value in frame[name].tolist()]
        style = book.style(num_format=number_format(name)) if is_number(column) else book.style()
        tab.set_column(number, number, _width(name, column))
        write_cell(tab, 0, number, name, book.style(HEADER))
        unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), None)
        if unit is not None:
            tab.write_comment(0, number, f"unit: {unit}", {"y_scale": 0.4})
        for row, value in enumerate(column, 1):
            if value != "" and not (isinstance(value, float) and math.isnan(value)):
                write_cell(tab, row, number, value, style)
    if len(frame):
        tab.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    tab.set_row(0, 32)
    tab.freeze_panes(1, 0)
    tab.repeat_rows(0)
    tab.set_landscape()
    tab.fit_to_pages(1, 0)


def is_number(column: Iterable[Any]) -> bool:
    """Whether a column holds numbers."""
    return any(isinstance(value, int | float) for value in column)


def number_format(name: str) -> str:
    """How the numbers of a column are shown.

    >>> number_format("standing_gw"), number_format("from_hour")
    ('#,##0.000', 'General')
    """
    return next((form for ending, form in FORMATS.items() if name.endswith(ending)), "General")


def _width(name: str, column: list[Any]) -> float:
    """A width that shows the words of a column, and its header on two lines."""
    words = max((len(value) for value in column if isinstance(value, str)), default=0)
    return min(WIDEST, max(10, words, len(name) if len(name) < 20 else len(name) // 2 + 4) + 2)
