"""Hosting, earnings and offtake covenants of a credit layer, alone on a base."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.files import Rows, Sheets

HOSTING = ("hosting", "earnings", "offtake")
"""Parts of a layer."""


def add_column(base: Rows, layer: Rows, key: str, column: str) -> Rows:
    """Rows of a base with a column of the layer."""
    given = {row[key]: row.get(column) for row in layer}
    return [row | {column: given.get(row[key])} for row in base]


def with_hosting(base: Sheets, layer: Sheets, *parts: str) -> Sheets:
    """A base with those parts of hosting that a layer has."""
    sheets = base | {name: layer[name] for name in HOSTING if name in parts and name in layer}
    if "offtake" in parts:
        column = "offtake_usd_billion_per_gw"
        sheets["sponsors"] = add_column(base["sponsors"], layer["sponsors"], "sponsor", "investment_grade")
        sheets["instruments"] = add_column(base["instruments"], layer["instruments"], "instrument", column)
    return sheets
