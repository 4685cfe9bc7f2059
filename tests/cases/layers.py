"""Random cases with all of the credit layer that the contract has: `write_layer(folder, seed)`.

Sheets and columns that the planner does not know are left out of what `cases.credit` draws, so that a part of the layer
is in these cases from the day on which the contract has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.credit import credit_case, write_sheets
from planner.case import SHEETS

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Sheets


def known(sheets: Sheets) -> Sheets:
    """Those of the sheets, and of their columns, that the contract has."""
    columns = {name: {column.name for column in sheet.columns} for name, sheet in SHEETS.items()}
    return {
        name: [{column: cell for column, cell in row.items() if column in columns[name]} for row in rows]
        for name, rows in sheets.items()
        if name in columns
    }


def write_layer(folder: Path, seed: int) -> Path:
    """Write the case of a seed; returns the folder."""
    settings, sheets = credit_case(seed)
    write_sheets(folder, settings, known(sheets))
    return folder
