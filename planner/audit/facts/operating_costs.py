"""What a MWh of a source's output costs and emits, as the audit counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit.facts.facts import Facts


def tonnes_per_mwh(facts: Facts, s: str) -> float:
    """What a MWh of a source's output emits, by its fuel and otherwise."""
    row = facts.sources[s]
    own: float = row["emissions_t_per_mwh"]
    for fuel in facts.case.rows("fuels"):
        if fuel["fuel"] == row["fuel"]:
            own += row["heat_rate_mmbtu_per_mwh"] * fuel["emissions_t_per_mmbtu"]
    return own


def prices_per_mwh(facts: Facts) -> Callable[[str, str, int], dict[str, float]]:
    """Nominal USD per MWh of output by item of cost, as a function of source, region and period."""
    fuel_price = facts.in_force("fuel_prices", "price_usd_per_mmbtu", "fuel", "region")

    def at(s: str, r: str, t: int) -> dict[str, float]:
        row, level = facts.sources[s], facts.price_level[t]
        burnt = 0.0 if row["fuel"] is None else row["heat_rate_mmbtu_per_mwh"] * fuel_price(t, row["fuel"], r)
        return {
            "energy": row["energy_price_usd_per_mwh"] * level,
            "fuel": burnt * level,
            "variable_om": row["variable_om_usd_per_mwh"] * facts.calendar.price_level(t, row["dollar_year"]),
        }

    return at
