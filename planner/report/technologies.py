"""Colours by kind of technology, as the field draws them: solar yellow, wind blue-green, gas brown, nuclear violet.

A source is of the family that its kind, its fuel, its profile or else its name says, in this order. Families have
their shades in the order of the sheet; none is used twice, and none is near the red of unmet demand. A source with a
`colour` has that.
"""

from __future__ import annotations

import colorsys
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.case import Case
    from planner.case.row import Row

OTHER, STORAGE = "other", "storage"
SHADES = {
    "nuclear": ("#6a3d9a", "#a86bea", "#2b184f", "#583aac", "#dccbf5", "#8f7fd0"),
    "coal": ("#2e3338", "#6b7278", "#14171a"),
    "gas": ("#8c5a2b", "#d2a679", "#5a3515", "#aa8f70", "#eccfa8", "#3a2412", "#c98b4a", "#70543a"),
    "grid": ("#2f6fb5", "#8fbbe8", "#1b4273", "#5a94d1", "#c4dbf3"),
    "hydro": ("#0d3fa6", "#5f86dd"),
    "wind": ("#159a8c", "#7fd6c9", "#0a5c58", "#45b8a8"),
    "solar": ("#f2c300", "#ffe680", "#b08f00", "#f9d74a"),
    "geothermal": ("#7f9130", "#b9c66e"),
    STORAGE: ("#c2529c", "#eba6d2", "#85306a", "#d67bb6"),
    OTHER: ("#4f7f5a", "#9cc29f", "#2c5236", "#6f8f8a", "#c9d8b0", "#5d6b9a"),
}
"""Every family with its shades, the most telling first, in the order in which charts stack them."""
WORDS = {
    "nuclear": ("nuclear", "uranium", "smr", "fission"),
    "coal": ("coal", "lignite", "anthracite"),
    "gas": ("gas", "lng", "methane", "ccgt", "ocgt", "turbine", "engine", "reciprocating", "diesel", "oil"),
    "wind": ("wind", "onshore", "offshore"),
    "solar": ("solar", "pv", "sun"),
    "hydro": ("hydro", "dam", "river"),
    "geothermal": ("geothermal", "egs"),
    STORAGE: ("battery", "storage", "bess"),
    "grid": ("grid", "connection", "interconnection", "utility", "miner"),
}
"""Words of a fuel, a profile or a source that tell its family; a miner's site is a connection to the grid."""
STEP, STEPS = 0.07, 12
"""How much lighter or darker a shade is made that a family lacks, and how often that is tried."""


def family_of(row: Row | Mapping[str, object]) -> str:
    """The family of a source; of one that is shown by a display name its `key` is the name that the sheets have.

    >>> family_of({"source": "gas_ccgt", "kind": "power", "fuel": None, "profile": None})
    'gas'
    >>> family_of({"source": "sun_4h", "kind": "storage", "fuel": None, "profile": None})
    'storage'
    """
    if row["kind"] == STORAGE:
        return STORAGE
    for column in ("fuel", "profile", "key", "source"):
        said = set(re.split(r"[^a-z]+", str(row.get(column) or "").lower()))
        family = next((name for name, words in WORDS.items() if said & set(words)), None)
        if family is not None:
            return family
    return OTHER


def colours_of_sources(case: Case) -> dict[str, str]:
    """The colour of every source, used or not; no two are the same."""
    shades = {family: _shades(of) for family, of in SHADES.items()}
    rows = case.rows("sources")
    own = own_colours(rows)
    found: dict[str, str] = {}
    for row in rows:
        taken = {*found.values(), *own.values()}
        unused = (hue for hue in shades[family_of(row)] if hue not in taken)
        found[str(row["source"])] = own.get(str(row["source"])) or next(unused)
    return found


def own_colours(rows: Iterable[Row]) -> dict[str, str]:
    """The colours that rows of a sheet give themselves, by their names."""
    own = {str(next(iter(row.values()))): row.get("colour") for row in rows}
    return {name: str(hue).lower() for name, hue in own.items() if hue is not None}


def by_family(case: Case) -> list[str]:
    """The sources, those of a family together, families in the order of their shades."""
    order = list(SHADES)
    rows = sorted(case.rows("sources"), key=lambda row: order.index(family_of(row)))
    return [str(row["source"]) for row in rows]


def _shades(given: tuple[str, ...]) -> Iterator[str]:
    """The shades of a family, then ever lighter and darker ones of its first, and finer ones without an end."""
    yield from given
    red, green, blue = (int(given[0][n : n + 2], 16) / 255 for n in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    fine = 1.0
    while True:
        for step in range(1, STEPS):
            for sign in (1, -1):
                lightness = light + sign * step * STEP * fine
                if 0.1 < lightness < 0.92:
                    rgb = colorsys.hls_to_rgb(hue, lightness, saturation)
                    yield "#" + "".join(f"{round(255 * part):02x}" for part in rgb)
        fine *= 0.61
