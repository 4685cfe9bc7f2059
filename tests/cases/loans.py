"""Cases whose instruments have the kinds and terms of the credit layer, and nothing else of it.

`write_loans(folder, seed)` writes a small random one; `write_loans_of_2028(folder)` us-2028 to the end of 2028 with the
instruments of the case of the credit layer.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np

from cases.credit import Layer, loans, write_sheets
from cases.credit_base import read_sheets, small_case
from cases.credit_variants import BASE, CREDIT
from cases.files import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Rows, Settings, Sheets

OF_OTHERS = ("lender", "rating_weight_fraction", "offtake_usd_billion_per_gw")
"""Columns of instruments that are of other parts of the layer."""
TOUCHED = ("instruments", "instrument_use", "market_limits", "repayment_schedules")


def alone(rows: Rows) -> Rows:
    """Instruments without what other parts of the layer say of them."""
    return [{name: cell for name, cell in row.items() if name not in OF_OTHERS} for row in rows]


def loans_case(seed: int) -> tuple[Settings, Sheets]:
    """The settings and sheets of the case of a seed, the same every time."""
    rng = np.random.default_rng(seed)
    settings, base = small_case(rng)
    sheets = base | {name: copy.deepcopy(base[name]) for name in TOUCHED if name in base}
    loans(Layer(rng, settings, base), sheets)
    sheets["instruments"] = alone(sheets["instruments"])
    return settings, {name: rows for name, rows in sheets.items() if rows}


def write_loans(folder: Path, seed: int) -> None:
    """Write the case of a seed."""
    write_sheets(folder, *loans_case(seed))


def write_loans_of_2028(folder: Path) -> None:
    """Write us-2028 to the end of 2028, days as one block, with the instruments of the case of the credit layer."""
    settings, given = read_settings(BASE), read_sheets(BASE)
    layer = read_sheets(CREDIT)
    settings["calendar"]["end"] = "2028Q4"
    settings["target"]["policy"] = "priced"
    settings["operations"]["hours_per_block"] = 24
    sheets = given | {name: layer[name] for name in TOUCHED}
    sheets["instruments"] = alone(sheets["instruments"])
    used = {row["market"] for row in sheets["instruments"]}
    sheets["market_limits"] = [row for row in sheets["market_limits"] if row["market"] in used]
    write_sheets(folder, settings, sheets)
