"""Cases with one part of the credit layer alone, so that no part hides another.

`single_case(folder, part)` writes the shared base, to a near end, with the sheets and columns of one part of `PARTS`;
`random_part(folder, seed, part)` a small random case with one part of the random layers; `variant_case(folder, variant,
end)` the shared case of the whole layer with one thing taken away.
"""

from __future__ import annotations

import copy
import shutil
from typing import TYPE_CHECKING

import numpy as np

from cases.credit import Layer, write_sheets
from cases.credit_base import small_case
from cases.credit_variants import BASE, CREDIT, Variant
from cases.files import read_rows, read_settings, write_rows, write_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cases.files import Sheets

LENDERS = ("lenders", "vehicles", "vehicle_pools", "tranches")
PARTS: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "lenders": (("lenders",), {"instruments": ("lender",)}),
    "vehicles": (LENDERS, {"instruments": ("lender",)}),
    "end value": ((), {}),
    "ratings": (
        ("ebitda", "credit_steps"),
        {"sponsors": ("min_interest_coverage",), "instruments": ("rating_weight_fraction",)},
    ),
}
"""By part: its sheets, and columns that it adds to sheets of the base."""


def single_case(folder: Path, part: str, end: str = "2028Q4") -> Path:
    """Write the base with one part of the layer into `folder`, which it returns."""
    shutil.copytree(BASE, folder)
    settings, layered = read_settings(folder), read_settings(CREDIT)
    settings["calendar"] = {**settings["calendar"], "end": end}
    settings["operations"] = layered["operations"]
    if part == "end value":
        settings["money"]["end_value"] = "lender"
    write_settings(folder, settings)
    sheets, columns = PARTS[part]
    for sheet, names in columns.items():
        add_columns(folder, sheet, names)
    known = {row["instrument"] for row in read_rows(folder / "instruments.csv")}
    markets = {row["market"] for row in read_rows(folder / "market_limits.csv")}
    for sheet in sheets:
        rows = [
            row for row in read_rows(CREDIT / f"{sheet}.csv") if row.get("instrument", "") in {"", *known}
        ]
        write_rows(folder / f"{sheet}.csv", rows, list(rows[0]))
        wanted = {row["market"] for row in rows if "market" in row} - markets
        if wanted:
            limits = read_rows(folder / "market_limits.csv")
            more = [row for row in read_rows(CREDIT / "market_limits.csv") if row["market"] in wanted]
            write_rows(folder / "market_limits.csv", limits + more, list(limits[0]))
    return folder


def add_columns(folder: Path, sheet: str, names: tuple[str, ...]) -> None:
    """Add columns of the layer to a sheet of the base, row by row by its first column."""
    rows, layered = read_rows(folder / f"{sheet}.csv"), read_rows(CREDIT / f"{sheet}.csv")
    key = next(iter(rows[0]))
    given = {row[key]: row for row in layered}
    for row in rows:
        row |= {name: given.get(row[key], {}).get(name, "") for name in names}
    write_rows(folder / f"{sheet}.csv", rows, list(rows[0]))


def random_part(folder: Path, seed: int, *parts: Callable[[Layer, Sheets], None]) -> Path:
    """Write the small random case of a seed with some parts of a random layer into `folder`, which it returns."""
    rng = np.random.default_rng(seed)
    settings, base = small_case(rng)
    sheets = copy.deepcopy(base)
    layer = Layer(rng, settings, base)
    for row in sheets["instruments"]:
        row |= {"lender": None, "rating_weight_fraction": layer.pick([None, None, 0, 0.5, 1])}
    for part in parts:
        part(layer, sheets)
    for row in sheets["sponsors"]:
        row.pop("investment_grade", None)  # without hosting nobody asks for it
    write_sheets(folder, settings, {name: rows for name, rows in sheets.items() if rows})
    return folder


def variant_case(folder: Path, variant: Variant, end: str | None = None) -> Path:
    """Write a variant of the shared case, to its own end or another, into `folder`, which it returns."""
    settings = read_settings(variant.case)
    sheets = {file.stem: read_rows(file) for file in sorted(variant.case.glob("*.csv"))}
    given = variant.overrides | ({} if end is None else {"end": end})
    for section in settings.values():
        if isinstance(section, dict):
            section |= {key: value for key, value in given.items() if key in section}
    write_sheets(folder, settings, sheets if variant.edit is None else variant.edit(sheets))
    return folder
