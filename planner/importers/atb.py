"""NREL's Annual Technology Baseline, the flat file `ATBe.csv`: overnight cost and running costs, by year as vintages.

The overnight cost is the parameter OCC: CAPEX has interest during construction and the grid's connection in it, of
which the plan pays the first itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.errors import UserError
from planner.importers.costs import Costs
from planner.importers.rows import Rows
from planner.importers.source_files import csv_frame, numbers
from planner.importers.unit_conversion import UnitError, convert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from planner.importers.choices import Choices

NEEDED = (
    "atb_year",
    "core_metric_parameter",
    "core_metric_case",
    "technology",
    "techdetail",
    "default",
    "scenario",
    "core_metric_variable",
    "units",
    "value",
)
COLUMNS = {
    "OCC": ("capex_usd_per_kw", "USD/kW"),
    "Fixed O&M": ("fixed_om_usd_per_kw_year", "USD/kW/year"),
    "Variable O&M": ("variable_om_usd_per_mwh", "USD/MWh"),
    "Heat Rate": ("heat_rate_mmbtu_per_mwh", "MMBtu/MWh"),
}
"""Columns of `sources` and their units, by the parameter of the file."""
DOLLARS = {"2024": 2022, "2025": 2023}
"""Price level of an edition, which the flat file does not say."""
CASE, SCENARIO = "R&D", "Moderate"
"""What is taken where the user says nothing: without tax credits, which are a sheet of their own; the middle course."""


def read(files: Sequence[Path], choices: Choices) -> Rows:
    """Rows of `sources` and `source_vintages`; raises UserError."""
    rows, costs = Rows("lines"), Costs()
    scenario, case = choices.scenario or SCENARIO, choices.financial_case or CASE
    for file in files:
        dropped: dict[str, set[str]] = {"scenario": set(), "core_metric_case": set()}
        frame = csv_frame(file, NEEDED, lambda chunk: _asked(chunk, choices, scenario, case, dropped))  # noqa: B023
        _require_some(file, frame, dropped, scenario, case)
        _read_lines(file, frame, choices, costs, rows)
    costs.into(rows)
    return rows


def _asked(
    chunk: pd.DataFrame, choices: Choices, scenario: str, case: str, dropped: dict[str, set[str]]
) -> pd.Series[bool]:
    """Which lines have a parameter, case, scenario and technology that is asked for.

    Where no map names technologies, those are asked for that the file marks as its defaults. Some technologies have
    one course for all scenarios, marked `*`.
    """
    for column, seen in dropped.items():
        seen |= set(chunk[column].dropna())
    detailed = chunk["technology"] + "/" + chunk["techdetail"].fillna("")
    if choices.assets is None:
        named = chunk["default"].isin(["1", "1.0", "True", "TRUE"])
    else:
        default = chunk["default"].isin(["1", "1.0", "True", "TRUE"]) & chunk["technology"].isin(
            choices.assets
        )
        named = default | detailed.isin(choices.assets)
    return (
        named
        & chunk["core_metric_parameter"].isin(COLUMNS)
        & chunk["scenario"].isin([scenario, "*"])
        & (chunk["core_metric_case"] == case)
    )


def _require_some(
    file: Path, frame: pd.DataFrame, seen: dict[str, set[str]], scenario: str, case: str
) -> None:
    """Raise UserError where nothing is left, with what there is."""
    for column, value, option in (
        ("core_metric_case", case, "--case-of-costs"),
        ("scenario", scenario, "--scenario"),
    ):
        if value not in seen[column]:
            raise UserError(
                f"{file}: no line has the {column} {value!r}.\n    found: {', '.join(sorted(seen[column]))}\n"
                f"    mend: name one with {option}"
            )
    if frame.empty:
        raise UserError(
            f"{file}: no line is of a technology that the map names.\n"
            "    mend: name technologies, or 'technology/techdetail', as the file does"
        )


def _read_lines(file: Path, frame: pd.DataFrame, choices: Choices, costs: Costs, rows: Rows) -> None:
    """Note the values of a file, line by line; the same value for several recovery periods counts once."""
    frame = frame.assign(
        **{column: numbers(frame, column, str(file)) for column in ("value", "core_metric_variable")}
    )
    for line in frame.to_dict("records"):
        edition, year = str(line["atb_year"]), line["core_metric_variable"]
        if edition not in DOLLARS:
            raise UserError(
                f"{file}: found the edition {edition}.\n    allowed: {', '.join(DOLLARS)}, of known price level\n"
                "    mend: take the flat file of one of those"
            )
        if not choices.years[0] <= year <= choices.years[1]:
            rows.leave("a year that was not asked for")
            continue
        detailed = f"{line['technology']}/{line['techdetail']}"
        asset = choices.asset(
            detailed if choices.assets and detailed in choices.assets else line["technology"]
        )
        column, unit = COLUMNS[line["core_metric_parameter"]]
        try:
            value = convert(line["value"], str(line["units"]), unit)
        except UnitError as problem:
            rows.leave(f"{line['technology']}, {line['core_metric_parameter']}: {problem}")
            continue
        key = str(asset), int(year)
        costs.dollar_years[key] = DOLLARS[edition]
        costs.provenance[key] = (
            f"NREL ATB {edition}, {file.name}, {detailed}, {line['core_metric_case']}, {line['scenario']}, {int(year)}"
        )
        if not costs.set(*key, column, value):
            rows.leave(
                f"{line['technology']}, {line['core_metric_parameter']}: a second value for the same year"
            )
