"""Units of foreign files to those of the sheets, by the library pint; what it cannot convert is refused."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from planner.errors import not_installed

if TYPE_CHECKING:
    from pint import UnitRegistry

SPELLED = {
    "$/kW": "USD/kW",
    "$/kW-yr": "USD/kW/year",
    "$/kW-year": "USD/kW/year",
    "$/MWh": "USD/MWh",
    "MMBtu/MWh": "MMBtu/MWh",
    "EUR/kW": "EUR/kW",
    "EUR/kW_e": "EUR/kW",
    "EUR/kWel": "EUR/kW",
    "EUR/MW": "EUR/MW",
    "EUR/MW_e": "EUR/MW",
    "EUR/MWh": "EUR/MWh",
    "EUR/MWh_e": "EUR/MWh",
    "EUR/MWhel": "EUR/MWh",
    "USD/kW": "USD/kW",
    "USD/kW_e": "USD/kW",
    "USD/kWel": "USD/kW",
    "USD/MW": "USD/MW",
    "USD/MW_e": "USD/MW",
    "USD/MWh": "USD/MWh",
    "USD/MWh_e": "USD/MWh",
    "EUR/kW/year": "EUR/kW/year",
    "EUR/MW/year": "EUR/MW/year",
    "USD/kW/year": "USD/kW/year",
    "USD/MW/year": "USD/MW/year",
    "%/year": "percent/year",
    "years": "year",
    "year": "year",
    "months": "month",
}
"""How files write a unit of electric capacity, of its energy or of time, and how pint does. Heat, hydrogen and other
carriers (`kW_th`, `kW_H2`) are not here: what they cost is of another capacity."""


class UnitError(Exception):
    """A unit that cannot be converted; says why."""


def convert(value: float, unit: str, wanted: str, usd_per_eur: float | None = None) -> float:
    """A value in another unit; raises UnitError where the unit is unknown, of another kind, or EUR without a rate."""
    spelled = SPELLED.get(unit.strip())
    if spelled is None:
        raise UnitError(f"the unit {unit!r} is not one of electric capacity or energy")
    if "EUR" in spelled and usd_per_eur is None:
        raise UnitError("it is in EUR: give --usd-per-eur")
    registry = _registry()
    from pint import DimensionalityError

    amount = registry.Quantity(value, spelled)
    if "EUR" in spelled and usd_per_eur is not None:
        amount *= registry.Quantity(usd_per_eur, "USD/EUR")
    try:
        return float(amount.to(wanted).magnitude)
    except DimensionalityError:
        raise UnitError(f"the unit {unit!r} does not become {wanted}") from None


@cache
def _registry() -> UnitRegistry[Any]:
    """Units with moneys, between which there is no rate but the user's; raises UserError without pint."""
    try:
        from pint import UnitRegistry
    except ImportError:
        raise not_installed("Converting units needs", "import") from None
    registry: UnitRegistry[Any] = UnitRegistry()
    registry.define("USD = [usd]")
    registry.define("EUR = [eur]")
    registry.define("MMBtu = 1e6 Btu")
    return registry
