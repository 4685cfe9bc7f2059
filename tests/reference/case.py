"""The sheets of a case, and the numbers that follow from them by the calendar."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from reference.assets import Asset
from reference.units import H, quarter

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = (
    "_gw",
    "_year",
    "_years",
    "_months",
    "_kw",
    "_mwh",
    "_mmbtu",
    "_fraction",
    "_billion",
    "_hours",
    "_tonnes",
)
PLAIN = {"gw", "year", "quarter", "step", "seniority", "min_dscr", "min_interest_coverage", "use_per_gw"}
PLAIN |= {"debt_to_ebitda", *(f"h{n:02d}" for n in range(24))}
Sheets = dict[str, list[dict[str, Any]]]


def read(path: Path) -> list[dict[str, Any]]:
    """Read a sheet, blank as None; what is not a number by its name is text."""

    def value(column: str, text: str | None) -> Any:
        text = (text or "").strip()
        number = column in PLAIN or column.endswith(NUMBERS)
        return None if text == "" else float(text) if number else text

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return [{column: value(column, text) for column, text in row.items() if column} for row in rows]


def read_folder(folder: Path) -> tuple[dict[str, Any], Sheets]:
    """Read settings and sheets."""
    settings = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    return settings, {path.stem: read(path) for path in sorted(folder.glob("*.csv"))}


def read_case(case: Any) -> tuple[dict[str, Any], Sheets]:
    """Read the same from a case as the planner has it: settings in parts, and rows of sheets by their names."""

    def plain(value: Any) -> Any:
        return value if value is None or isinstance(value, bool | int | float) else str(value)

    parts = {field.name: getattr(case.settings, field.name) for field in fields(case.settings)}
    given: dict[str, Any] = {
        name: {field.name: plain(getattr(part, field.name)) for field in fields(part)}
        for name, part in parts.items()
        if is_dataclass(part)
    }
    given["emissions"] = {"price_usd_per_tonne": case.settings.emissions_price_usd_per_tonne}
    given["funding"] = case.settings.funding
    return given, {
        name: [{column: plain(value) for column, value in row.items()} for row in rows]
        for name, rows in case.sheets.items()
    }


class Case:
    """The sheets, and the numbers that follow from them by the calendar."""

    def __init__(self, source: Any, edit: Callable | None, overrides: dict[str, Any]) -> None:
        given, sheets = read_folder(source) if isinstance(source, Path) else read_case(source)
        self.sheets: Sheets = (edit(sheets) or sheets) if edit else sheets
        funding = given.pop("funding", True)
        self.settings = {"price_usd_per_tonne": 0.0, "end_value": "book", "funding": funding}
        for part in [part for part in given.values() if isinstance(part, dict)] + [overrides]:
            if part is overrides and (unknown := set(part) - set(self.settings)):
                raise KeyError(f"no such setting: {sorted(unknown)}")
            self.settings |= {name: value for name, value in part.items() if value is not None}
        self.start, self.block = quarter(self["start"]), int(self["hours_per_block"])
        self.T = quarter(self["end"]) - self.start + 1
        self.periods = range(self.T)
        self.discount = [(1 + self["benchmark_rate_per_year"]) ** -(H * (t + 1)) for t in self.periods]
        self.regions, self.sponsors = self.table("regions", "region"), self.table("sponsors", "sponsor")
        self.days = {row["day"]: row["share_of_days_fraction"] for row in self.rows("days")}
        self.slots = list(product(self.days, range(24 // self.block)))
        self.takers = list(dict.fromkeys(row["sponsor"] for row in self.rows("demand")))
        assets = [Asset(self, row) for row in self.rows("sources") + self.rows("compute")]
        self.assets = {asset.name: asset for asset in assets}

    def __getitem__(self, setting: str) -> Any:
        return self.settings[setting]

    @property
    def funded(self) -> bool:
        return self["funding"] not in (False, "off", "false", "False")

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        return self.sheets.get(sheet, [])

    def table(self, sheet: str, key: str) -> dict[str, dict[str, Any]]:
        return {row[key]: row for row in self.rows(sheet)}

    def owned(self, asset_class: str | None = None, by: str | None = None) -> list[tuple[Asset, str]]:
        pairs = [(asset, owner) for asset in self.assets.values() for owner in asset.owners]
        return [(a, j) for a, j in pairs if asset_class in (None, a.asset_class) and by in (None, j)]

    def level(self, t: int, dollar_year: float | None = None) -> float:
        """Carry money to nominal dollars by (1 + inflation) ** (start_of_t - dollar_year)."""
        years = (self.start + t) / 4 - (dollar_year or self["dollar_year"])  # else in the case's dollar year
        return (1 + self["inflation_per_year"]) ** years

    def yearly(self, sheet: str, value: str, *keys: str) -> Callable[..., float | None]:
        """Hold a column from the start of its year until the next row; before the first row, None."""
        series: dict[tuple, list] = defaultdict(list)
        for row in self.rows(sheet):
            series[tuple(row[key] for key in keys)].append((row["year"], row[value]))

        @cache
        def at(t: int, *index: Any) -> float | None:
            known = [pair for pair in series[index] if pair[0] <= (self.start + t) // 4]
            return max(known)[1] if known else None

        return at

    def signed(self, sheet: str, since: str, key: str, name: str, t: int) -> list[dict[str, Any]]:
        """Give a thing's rows of a sheet of vintages that have begun by the start of a period, oldest first."""
        rows = [row for row in self.rows(sheet) if row[key] == name]
        begun = [row for row in rows if quarter(row[since]) <= self.start + t]
        return sorted(begun, key=lambda row: quarter(row[since]))

    def terms(self, sheet: str, since: str, key: str, row: dict[str, Any], t: int) -> dict[str, Any]:
        """Give a row as it is signed in a period: each cell by the last vintage that fills it."""
        for vintage in self.signed(sheet, since, key, row[key], t):
            row = row | {column: value for column, value in vintage.items() if value is not None}
        return row

    def need(self, j: str, t: int) -> float:
        """Need less committed, never below zero: year-end levels joined by straight lines, flat beyond."""

        def line(sheet: str, value: str) -> float:  # taken at the end of the period
            points = sorted((row["year"] + 1, row[value]) for row in self.rows(sheet) if row["sponsor"] == j)
            return float(np.interp((self.start + t + 1) / 4, *zip(*points, strict=True))) if points else 0.0

        return max(0.0, line("demand", "need_gw") - line("committed", "supply_gw"))
