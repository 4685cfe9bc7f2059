"""Cases with a credit layer, of which all is left out that the audit does not know yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.credit import credit_case, write_sheets
from cases.credit_base import read_sheets
from cases.files import read_settings
from cases.worked import write_worked_credit

from planner.audit.known import KNOWN_SETTINGS, KNOWN_SHEETS, KNOWN_WORDS

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from cases.files import Settings, Sheets

INSTEAD = {"custom": "bullet", "sculpted": "callable"}
"""Kinds of repayment that stand in for those that are not known."""


def write_known(folder: Path, seed: int, years: bool = False) -> Path:
    """Write the case of a seed, its end planned by the year where that is asked for; returns the folder."""
    settings, sheets = known(*credit_case(seed))
    if years:
        last = int(settings["calendar"]["end"][:4])
        settings["calendar"] |= {"end": f"{last}Q4", "years_from": f"{last}Q1"}
    write_sheets(folder, settings, sheets)
    return folder


def write_known_worked(folder: Path) -> Path:
    """Write the case worked by hand, with its credit layer; returns the folder."""
    whole = write_worked_credit(folder.with_name(f"{folder.name}_whole"))
    write_sheets(folder, *known(read_settings(whole), read_sheets(whole)))
    return folder


def known(settings: Settings, sheets: Sheets) -> tuple[Settings, Sheets]:
    """Leave out every sheet, column, word and setting that the audit does not know."""
    kept = {
        name: [_known_cells(row, KNOWN_SHEETS[name]) for row in rows]
        for name, rows in sheets.items()
        if name in KNOWN_SHEETS
    }
    money = {k: v for k, v in settings["money"].items() if f"money.{k}" in KNOWN_SETTINGS}
    return settings | {"money": money}, kept


def _known_cells(row: dict[str, Any], columns: frozenset[str]) -> dict[str, Any]:
    found = {column: cell for column, cell in row.items() if column in {*columns, "name"}}
    return {
        column: INSTEAD[cell] if cell in INSTEAD and cell not in KNOWN_WORDS[column] else cell
        for column, cell in found.items()
    }
