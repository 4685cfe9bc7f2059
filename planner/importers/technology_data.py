"""PyPSA's technology-data, files `costs_YEAR.csv`: overnight cost, running costs and life, by year as vintages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from planner.errors import UserError
from planner.importers.costs import CAPEX, Costs
from planner.importers.rows import Rows
from planner.importers.source_files import csv_frame, numbers
from planner.importers.unit_conversion import UnitError, convert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from planner.importers.choices import Choices

NEEDED = ("technology", "parameter", "value", "unit", "currency_year")
COLUMNS = {
    "investment": (CAPEX, "USD/kW"),
    "FOM": ("fixed_om_usd_per_kw_year", "1/year"),
    "VOM": ("variable_om_usd_per_mwh", "USD/MWh"),
    "lifetime": ("life_years", "year"),
    "construction time": ("lead_months", "month"),
}
"""Columns of `sources`, and the units that values become, by the parameter of the file; FOM is of investment."""
REASONS = {
    "efficiency": "efficiency is on the lower heating value, the heat rate on the higher: write that yourself",
    "fuel": "fuel prices are rows of fuel_prices",
}
_YEAR = re.compile(r"costs_(\d{4})\.csv", re.IGNORECASE)
_OF_MONEY = ("investment", "VOM")


def read(files: Sequence[Path], choices: Choices) -> Rows:
    """Rows of `sources` and `source_vintages` from a file a year; raises UserError."""
    rows, costs = Rows("lines"), Costs()
    for file in sorted(files, key=_year_of):
        frame = csv_frame(file, NEEDED, lambda chunk: chunk["technology"].notna())
        frame = _one_case(file, frame, choices)
        values = numbers(frame, "value", str(file))
        for technology, lines in frame.groupby("technology", sort=False):
            asset = choices.asset(str(technology))
            if asset is None:
                rows.leave("technologies that the map does not name", len(lines))
            else:
                _read_technology(file, asset, lines.assign(value=values[lines.index]), choices, costs, rows)
    costs.into(rows)
    return rows


def _year_of(file: Path) -> int:
    """The year of a file's costs, which only its name says; raises UserError."""
    match = _YEAR.fullmatch(file.name)
    if match is None:
        raise UserError(
            f"{file}: found no year in the name.\n    allowed: costs_YEAR.csv, as they are published\n"
            "    mend: name the file so, for it says its year nowhere else"
        )
    return int(match[1])


def _one_case(file: Path, frame: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """The lines of one financial case and one scenario, of which files for the United States repeat all values."""
    for column, wanted, option in (
        ("financial_case", choices.financial_case, "--case-of-costs"),
        ("scenario", choices.scenario, "--scenario"),
    ):
        found = sorted(frame[column].dropna().unique()) if column in frame else []
        if wanted is None and len(found) > 1:
            raise UserError(
                f"{file}: values are given for several of {column}.\n    found: {', '.join(found)}\n"
                f"    mend: name one with {option}"
            )
        if wanted is not None and wanted not in found:
            raise UserError(
                f"{file}: no line has the {column} {wanted!r}.\n    found: {', '.join(found) or 'none'}\n"
                f"    mend: name one of these with {option}, or leave the option out"
            )
        if wanted is not None:
            frame = frame[frame[column].isna() | (frame[column] == wanted)]
    return frame


def _read_technology(
    file: Path, asset: str, lines: pd.DataFrame, choices: Choices, costs: Costs, rows: Rows
) -> None:
    """Note what a file says of a technology, the investment first, for fixed costs are a share of it."""
    key = asset, _year_of(file)
    found: dict[str, float] = {}
    order = lines["parameter"].map({name: n for n, name in enumerate(COLUMNS)}).fillna(len(COLUMNS))
    for _, line in lines.loc[order.sort_values(kind="stable").index].iterrows():
        reason = _read_line(line, key, found, choices, costs)
        if reason is not None:
            rows.leave(reason)
    if not found:
        return
    source = f"PyPSA technology-data, {file.name}, {lines['technology'].iloc[0]}"
    rate = choices.usd_per_eur
    in_eur = lines["unit"].astype(str).str.contains("EUR").any()
    costs.provenance[key] = source + (f", at USD {rate:g} per EUR" if in_eur and rate is not None else "")
    costs.dollar_years.setdefault(key, 0)


def _read_line(
    line: pd.Series[Any], key: tuple[str, int], found: dict[str, float], choices: Choices, costs: Costs
) -> str | None:
    """Note one value; gives the reason where it is not used."""
    parameter = str(line["parameter"])
    if parameter not in COLUMNS:
        return REASONS.get(parameter, f"{parameter}: no column of sources")
    column, unit = COLUMNS[parameter]
    if parameter == "FOM" and CAPEX not in found:
        return "FOM: there is no investment that it is a share of"
    try:
        value = convert(float(line["value"]), str(line["unit"]), unit, choices.usd_per_eur)
    except UnitError as problem:
        return f"{parameter}: {problem}"
    if parameter in _OF_MONEY:
        level = line["currency_year"]
        if not str(level).replace(".0", "").isdigit():
            return f"{parameter}: no currency_year"
        year = int(float(level))
        if costs.dollar_years.setdefault(key, year) != year:
            return f"{parameter}: of another currency_year than the investment"
    value = value * found[CAPEX] if parameter == "FOM" else value
    found[column] = value
    return None if costs.set(*key, column, value) else f"{parameter}: a second value for the same year"
