"""A run as people look at it: every name that has a display name is that, in its case and in its tables.

What is drawn, printed or put on a page is made of such a run; what is written for programs is made of the run itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from planner.case.column_kinds import CLASSES, DISPLAY_NAME
from planner.case.display_names import (
    BETWEEN,
    TRANCHES,
    columns_of_names,
    common_names,
    display_names,
)
from planner.results.costs import COST_PARTS
from planner.results.table_set import Tables
from planner.rules import COVENANT, RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from planner.case import Case
    from planner.case.display_names import Names
    from planner.case.row import Row
    from planner.results.plan import Plan
    from planner.results.run import Run

    Words = Mapping[str, str]

KEY = "key"
"""The cell of a row that is shown otherwise which has the name that it bears in the sheets."""
FINANCING_ITEMS = (
    *COST_PARTS["debt and equity above the benchmark"],
    *COST_PARTS["fees and concessions"],
)
"""Items of the cost table that are of instruments."""
OF_OTHERS = {"supply_premiums": "supply_limits", "structuring_fees": "vehicles"}
"""Items that are of neither assets nor instruments, and whose they are."""
OF_HOLDERS = {"lender": "lenders", "market": "market_limits", "vehicle": "vehicles"}
"""The family of the names of each kind of holder."""
FAMILY_OF_LETTER = {
    "a": "assets",
    "s": "assets",
    "j": "sponsors",
    "h": "sponsors",
    "r": "regions",
    "i": "instruments",
    "u": "market_limits",
    "p": "supply_limits",
    "g": "lenders",
    "v": "vehicles",
}
"""The family of the names that stand at a letter of a rule."""

Found = TypeVar("Found", "Run", "Plan")


def as_shown(found: Found) -> Found:
    """A run or plan with display names in place of names; itself where its case has none."""
    return _renamed(found, display_names(found.case))


def as_shown_together(runs: Sequence[Run]) -> list[Run]:
    """Several runs with the display names that all of them can be shown with."""
    names = common_names(run.case for run in runs)
    return [_renamed(run, names) for run in runs]


def _renamed(found: Found, names: Names) -> Found:
    """The run or plan with these names; itself where there are none."""
    if not any(names.values()):
        return found
    tables = ShownTables(found.tables, names)
    return replace(found, case=_case(found.case, names), tables=tables)


class ShownTables(Mapping[str, pd.DataFrame]):
    """The tables of a run with display names, each renamed when it is first asked for."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], names: Names) -> None:
        self._tables, self._names, self._made = tables, names, Tables()

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = _table(name, self._tables[name], self._names)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def _case(case: Case, names: Names) -> Case:
    """The case with its names as they are shown, those of the sheets kept as `key`."""
    columns = columns_of_names()
    sheets = {
        sheet: tuple(_row(sheet, row, names, columns) for row in rows) for sheet, rows in case.sheets.items()
    }
    return replace(case, sheets=sheets)


def _row(sheet: str, row: Row, names: Names, columns: Words) -> Row:
    """A row with its names as they are shown."""
    changed: dict[str, str | None] = {}
    if sheet == TRANCHES:
        pair = f"{row['tranche']}{BETWEEN}{row['vehicle']}"
        changed["tranche"] = names.get(TRANCHES, {}).get(pair, str(row["tranche"]))
    for column in row:
        if column in columns and row[column] is not None:
            changed[column] = names.get(columns[column], {}).get(row[column], row[column])
    if DISPLAY_NAME in row:
        changed |= {DISPLAY_NAME: None, KEY: str(next(iter(row.values())))}
    return row.changed(changed)


def _table(name: str, frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    """A table with its names as they are shown."""
    found = frame.copy(deep=False)
    if {"vehicle", "tranche"} <= set(frame) and TRANCHES in names:
        pairs = zip(frame["tranche"], frame["vehicle"], strict=True)
        found["tranche"] = [names[TRANCHES].get(f"{n}{BETWEEN}{v}", n) for n, v in pairs]
    for column, family in columns_of_names().items():
        if column in frame and names.get(family):
            found[column] = _column(frame[column], names[family])
    for column, change in COMPOSED.get(name, {}).items():
        found[column] = [change(row, names) for row in frame.to_dict("records")]
    return found


def _column(found: pd.Series, names: Words) -> pd.Series:
    """A column of names as they are shown."""
    if isinstance(found.dtype, pd.CategoricalDtype):
        return found.cat.rename_categories(dict(names))
    return found.map(lambda name: names.get(name, name))


def _owner(row: Mapping[Hashable, str], names: Names) -> str:
    """What a row of the cost table is of: an asset, an instrument, a supply pool or a vehicle."""
    item, name = row["item"], row["asset_or_instrument"]
    family = OF_OTHERS.get(item) or ("instruments" if item in FINANCING_ITEMS else "assets")
    return names.get(family, {}).get(name, name)


def _listed(row: Mapping[Hashable, str], names: Names, column: str = "instruments") -> str:
    """Several instruments, a comma between them."""
    own = names.get("instruments", {})
    return ", ".join(own.get(name, name) for name in str(row[column]).split(", "))


def _bottleneck(row: Mapping[Hashable, str], names: Names, column: str) -> str:
    """What a bottleneck is called, or its detail, made as its rule makes them."""
    text = str(row[column])
    if row["kind"] == COVENANT:
        return _covenant(row, names, column)
    for rule in RULES.values():
        template = {"bottleneck": rule.about, "detail": rule.detail}[column]
        if rule.bottleneck == row["kind"] and template:
            return _made_again(template, text, names)
    return text


def _made_again(template: str, text: str, names: Names) -> str:
    """A text that a template made of names, made of what is shown of them.

    >>> _made_again("{w} of {h}", "shell of neocloud", {"sponsors": {"neocloud": "Neo Cloud"}})
    'shell of Neo Cloud'
    """
    pattern = re.sub(r"\\\{(\w)\\\}", r"(?P<\1>.+?)", re.escape(template))
    found = re.fullmatch(pattern, text, re.DOTALL)
    if found is None:
        return text
    parts = {
        letter: names.get(FAMILY_OF_LETTER.get(letter, ""), {}).get(part, part)
        for letter, part in found.groupdict().items()
    }
    return template.format(**parts)


def _covenant(row: Mapping[Hashable, str], names: Names, column: str) -> str:
    """What a covenant is called as a bottleneck, with its sponsor; or its class and instruments."""
    text = str(row[column])
    if column == "bottleneck":
        covenant, comma, sponsor = text.partition(", ")
        return covenant + comma + names.get("sponsors", {}).get(sponsor, sponsor)
    first, blank, rest = text.partition(" ")
    if first in CLASSES:
        return first + blank + _listed({column: rest}, names, column)
    return _listed(row, names, column)


def _holder(row: Mapping[Hashable, str], names: Names) -> str:
    """Who holds what is owed: a lender, the buyers in a market or a vehicle."""
    return names.get(OF_HOLDERS.get(row["kind"], ""), {}).get(row["holder"], row["holder"])


def _tranche(row: Mapping[Hashable, str], names: Names) -> str:
    """A tranche of who holds it, where that is a vehicle."""
    pair = f"{row['tranche']}{BETWEEN}{row['holder']}"
    return names.get(TRANCHES, {}).get(pair, row["tranche"])


COMPOSED: dict[str, dict[str, Callable[[Mapping[Hashable, str], Names], str]]] = {
    "costs": {"asset_or_instrument": _owner},
    "covenants": {"instruments": _listed},
    "take_out": {"met_by": partial(_listed, column="met_by")},
    "loss_by_holder": {"holder": _holder, "tranche": _tranche},
    **{
        table: {column: partial(_bottleneck, column=column) for column in ("bottleneck", "detail")}
        for table in ("bottlenecks", "option_values")
    },
}
"""Columns of tables that hold names of several families, or several names, and what is shown of each."""
