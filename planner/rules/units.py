"""The units that right-hand sides are counted in, and how prices of each are written."""

from __future__ import annotations

from dataclasses import dataclass

GW, GWH, USD_BILLION, MILLION_TONNES = "GW", "GWh", "USD billion", "million tonnes"


@dataclass(frozen=True)
class Unit:
    """A unit of a limit: `price` of one more, in full and `short`; what `one_more` of it saves, as a heading has it.

    `repair` is the unit as a repair has it after an amount; `worth` is the rough worth of one more, USD billion, by
    which repairs are ranked, None where it is that of what draws on the limit.
    """

    name: str
    price: str
    short: str
    one_more: str
    repair: str
    worth: float | None = None

    @property
    def is_money(self) -> bool:
        """Whether limits in this unit are on money."""
        return self.name == USD_BILLION


UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in (
        Unit(GW, "USD billion/GW", "USD bn/GW", "One more GW, USD billion", GW),
        Unit(
            MILLION_TONNES,
            "USD billion/million tonnes",
            "USD bn/Mt",
            "One more million tonnes, USD billion",
            MILLION_TONNES,
            worth=0.1,  # USD 100 a tonne
        ),
        Unit(USD_BILLION, "USD/USD", "USD/USD", "One more dollar, USD", "billion", worth=1.0),
    )
}
"""Units that limits are in, physical ones first."""


def amount(unit: str, digits: str) -> str:
    """An amount with its unit: `digits` as a sentence has them.

    >>> amount("GW", "2.0"), amount("USD billion", "15.0")
    ('2.0 GW', 'USD 15.0 billion')
    """
    return f"USD {digits} billion" if unit == USD_BILLION else f"{digits} {unit}"
