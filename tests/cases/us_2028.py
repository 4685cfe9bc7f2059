"""us-2028 without its credit layer: the case that the figures of the design are of."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from cases.files import read_rows, write_rows
from cases.tiny import ROOT

if TYPE_CHECKING:
    from pathlib import Path

US_2028 = ROOT / "inputs" / "us-2028"
SHEETS = (
    *("source_vintages", "compute_vintages", "instrument_vintages", "tax_credits"),
    *("supply_steps", "supply_growth", "hosting", "earnings", "ebitda", "credit_steps"),
    *("lenders", "vehicles", "vehicle_pools", "tranches"),
)
"""Sheets of the layer."""
COLUMNS = {
    "sources": ("minimum_take_fraction",),
    "sponsors": ("investment_grade", "min_interest_coverage"),
    "instruments": (
        *("lender", "grace_interest", "availability_years", "commitment_fee_per_year"),
        *("vendor", "vendor_share_fraction", "rating_weight_fraction", "offtake_usd_billion_per_gw"),
    ),
}
"""Columns of the layer in sheets that the case had before."""
LEASE = {"instrument": "vendor_lease", "market": "vendor", "rate_per_year": "0.095"}
"""What the loans of NVIDIA and of AMD were one of."""


def write_bare(folder: Path) -> Path:
    """Write us-2028 as it is without the layer into `folder`; returns the folder."""
    shutil.copytree(US_2028, folder)
    (folder / "scenarios.yaml").unlink()
    for sheet in SHEETS:
        (folder / f"{sheet}.csv").unlink()
    sheets = {
        name: read_rows(folder / f"{name}.csv") for name in (*COLUMNS, "instrument_use", "market_limits")
    }
    for name, columns in COLUMNS.items():
        sheets[name] = [
            {column: cell for column, cell in row.items() if column not in columns} for row in sheets[name]
        ]
    for name in ("instruments", "instrument_use"):
        sheets[name] = [row for row in sheets[name] if row["instrument"] != "vendor_amd"]
        for row in sheets[name]:
            if row["instrument"] == "vendor_nvidia":
                row |= {column: cell for column, cell in LEASE.items() if column in row}
            if row["instrument"] == "power_project" and "repayment" in row:
                row["repayment"] = "level"
    sheets["market_limits"] = [
        row for row in sheets["market_limits"] if not row["market"].startswith(("clo_", "cdo_"))
    ]
    for name, rows in sheets.items():
        write_rows(folder / f"{name}.csv", rows, list(rows[0]))
    return folder
