"""Costs by technology and year to rows of `sources`, and of `source_vintages` for the years after the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.importers.rows import Rows

CAPEX = "capex_usd_per_kw"
BY_ORDER = (CAPEX, "life_years", "lead_months")
"""Columns of `sources` that `source_vintages` has too; the others are of the asset whenever it is ordered."""


@dataclass
class Costs:
    """Columns of `sources` by asset and year, with the price level of its money and where they are from."""

    values: dict[tuple[str, int], dict[str, float]] = field(default_factory=dict)
    dollar_years: dict[tuple[str, int], int] = field(default_factory=dict)
    provenance: dict[tuple[str, int], str] = field(default_factory=dict)

    def set(self, asset: str, year: int, column: str, value: float) -> bool:
        """Note a value; False where another stands there already, and then that one stays."""
        return self.values.setdefault((asset, year), {}).setdefault(column, value) == value

    def into(self, rows: Rows) -> None:
        """Add the rows: an asset's first year with an overnight cost is its row, later ones what orders cost later."""
        for asset in dict.fromkeys(name for name, _ in self.values):
            years = sorted(year for name, year in self.values if name == asset)
            priced = [year for year in years if CAPEX in self.values[asset, year]]
            if not priced:
                rows.leave(f"{asset}: no overnight cost", len(years))
                continue
            first, *later = priced
            rows.add("sources", {"source": asset, "kind": "power"} | self._row(asset, first, None))
            for year in later:
                rows.add(
                    "source_vintages",
                    {"source": asset, "ordered_from": f"{year}Q1"} | self._row(asset, year, BY_ORDER),
                )
            other = sum(len(self.values[asset, year].keys() - set(BY_ORDER)) for year in later)
            rows.leave("running costs of later years: a source has one for all orders", other)

    def _row(self, asset: str, year: int, columns: tuple[str, ...] | None) -> dict[str, Any]:
        """The cells of a row, all columns or some."""
        key = asset, year
        cells = {
            column: value
            for column, value in self.values[key].items()
            if columns is None or column in columns
        }
        return cells | {
            "dollar_year": self.dollar_years[key],
            "provenance": self.provenance[key],
            "confidence": "V",
        }
