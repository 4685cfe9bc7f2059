"""Small random cases without a credit layer, grown from the teaching case, for `cases.credit` to put one on.

Money is scarce and load worth serving, so that loans of every kind are wanted; load may go unserved, so that
the plan that does nothing is always there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.files import read_rows, read_settings
from cases.tiny import TINY

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from cases.files import Settings, Sheets

CLASSES = ("power", "shell", "chips")


class Dice:
    """What a generator of random numbers is asked for here."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def uniform(self, low: float, high: float, digits: int = 2) -> float:
        return round(float(self.rng.uniform(low, high)), digits)

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, the highest among them."""
        return int(self.rng.integers(low, high + 1))

    def pick(self, options: Any) -> Any:
        options = list(options)
        return options[self.whole(0, len(options) - 1)]

    def some(self, options: Any, most: int | None = None) -> list:
        """Draw one or more, in the order given."""
        options = list(options)
        count = self.whole(1, min(len(options), most or len(options))) if options else 0
        chosen = sorted(self.rng.permutation(len(options))[:count])
        return [options[n] for n in chosen]


def quarter(number: int) -> str:
    """Name a quarter by its count."""
    return f"{number // 4}Q{number % 4 + 1}"


def small_case(rng: np.random.Generator) -> tuple[Settings, Sheets]:
    """Draw the settings and sheets of a case of 8 to 12 quarters, one or two regions and two to four sponsors."""
    d, sheets = Dice(rng), read_sheets(TINY)
    settings = small_settings(d)
    years = list(range(int(settings["calendar"]["start"][:4]), int(settings["calendar"]["end"][:4]) + 1))
    if d.chance(0.5):
        second_region(sheets)
    takers, landlord = ["cloud", "lab"][: d.whole(1, 2)], d.chance(0.6)
    houses = [*takers, *(["landlord"] if landlord else [])]
    loaded = [*takers, *(["landlord"] if landlord and d.chance(0.5) else [])]
    people(d, sheets, houses, loaded, years)
    assets(d, sheets, houses)
    loans(d, sheets, years)
    return settings, sheets


def read_sheets(folder: Path) -> Sheets:
    """Read the sheets of a folder, every cell as text and blank as None; where it comes from is left out."""
    return {
        path.stem: [
            {k: v or None for k, v in row.items() if k not in ("provenance", "confidence")}
            for row in read_rows(path)
        ]
        for path in sorted(folder.glob("*.csv"))
    }


def small_settings(d: Dice) -> Settings:
    settings = read_settings(TINY)
    first = 4 * 2026 + d.whole(0, 3)
    last = first + d.whole(8, 12) - 1
    settings["title"] = "A random case with a credit layer"
    settings["calendar"] |= {"start": quarter(first), "end": quarter(last)}
    benchmark = d.uniform(0.03, 0.045, 4)
    settings["money"] |= {
        "dollar_year": d.pick([2025, 2026]),
        "inflation_per_year": d.uniform(0, 0.03, 4),
        "benchmark_rate_per_year": benchmark,
        "cash_yield_per_year": d.pick([benchmark, d.uniform(0.01, 0.03, 4)]),
        "equity_issue_fee_fraction": d.pick([0, d.uniform(0.001, 0.02, 4)]),
        "power_tariff_usd_per_mwh": d.uniform(60, 95, 1),
    }
    settings["target"] = {"close_by": quarter(last - d.whole(0, 3)), "policy": "priced"}
    settings["reliability"]["planning_reserve_margin_fraction"] = d.pick([0, 0.05])
    settings["operations"]["hours_per_block"] = d.pick([24, 24, 12])
    return settings


def second_region(sheets: Sheets) -> None:
    """Add a region, whose shares leave every split between the two open."""
    for name in ("profiles", "fuel_prices"):
        sheets[name] += [row | {"region": "away"} for row in sheets[name]]
    sheets["regions"] += [row | {"region": "away", "name": "Away"} for row in sheets["regions"]]


def people(d: Dice, sheets: Sheets, houses: list[str], loaded: list[str], years: list[int]) -> None:
    """Draw sponsors who house load, those of them who have it, and the owner of power."""
    sheets["sponsors"], sheets["sponsor_cash"] = [], []
    for sponsor in [*houses, "power_co"]:
        taker = sponsor in loaded
        sheets["sponsors"].append(
            {
                "sponsor": sponsor,
                "name": f"the {sponsor}",
                "equity_rate_per_year": d.uniform(0.09, 0.2, 3),
                "equity_floor_fraction": d.uniform(0.05, 0.3),
                "corporate_debt_limit_usd_billion": d.uniform(1, 20, 1),
                "cash_limit_usd_billion": d.pick([None, d.uniform(1, 10, 1)]),
                "value_of_service_usd_billion_per_gw_year": d.uniform(20, 28, 1) if taker else None,
                "revenue_usd_billion_per_gw_year": d.uniform(8.5, 11.5, 1) if taker else None,
            }
        )
        most = d.pick([4, 8, 15]) if sponsor == "power_co" else d.pick([15, 30, 60])
        for n, year in enumerate(years):
            if n == 0 or d.chance(0.5):
                cash = {"sponsor": sponsor, "year": year, "cash_usd_billion_per_year": most + n}
                sheets["sponsor_cash"].append(cash)
    sheets["demand"], sheets["committed"] = [], []
    for sponsor in loaded:
        first, growth = d.uniform(0.5, 1.5), d.uniform(0.4, 2)
        for n, year in enumerate([years[0] - 1, *years]):
            need = {"sponsor": sponsor, "year": year, "need_gw": round(first + growth * n, 3)}
            sheets["demand"].append(need)
        sheets["committed"].append({"sponsor": sponsor, "year": years[0] - 1, "supply_gw": first})


def assets(d: Dice, sheets: Sheets, houses: list[str]) -> None:
    """Draw three sources, of which two share a pool, a shell and two makes of chips."""
    engine, grid = sheets["sources"]
    turbine = engine | {"source": "turbine", "heat_rate_mmbtu_per_mwh": 6.8, "life_years": 20}
    sheets["sources"] = [engine, grid, turbine]
    engine["life_years"] = d.pick([0.75, 1, 1.5, 4])
    grid["availability_fraction"] = d.pick([1, 0.97])
    grid["energy_price_usd_per_mwh"] = d.uniform(30, 70, 1)
    for row, capex in zip(sheets["sources"], (700, 1800, 1700), strict=True):
        row["capex_usd_per_kw"] = round(capex * d.uniform(0.8, 1.2))
        row["lead_months"], row["first_delivery"] = d.pick([0, 3, 4, 6, 9]), d.pick([None, "2026Q4"])
        row["spend_profile"], row["dollar_year"] = (
            d.pick(["on_delivery", "half_deposit"]),
            d.pick([2025, 2026]),
        )
    shell, chips = sheets["compute"]
    other = chips | {"asset": "chips_other", "vendor": "Zeta", "life_years": d.pick([1.25, 2, 5])}
    sheets["compute"] = [shell, chips, other]
    other["relative_compute_fraction"] = d.uniform(0.7, 0.95)
    for row, capex in zip(sheets["compute"], (10, 28, 11 if other["life_years"] < 5 else 22), strict=True):
        row["capex_usd_billion_per_gw"] = round(capex * d.uniform(0.8, 1.2), 1)
        row["lead_months"], row["spend_profile"] = (
            d.pick([0, 3, 5, 6]),
            d.pick(["on_delivery", "half_deposit"]),
        )
    sheets["owners"] = [{"asset": row["source"], "sponsor": "power_co"} for row in sheets["sources"]]
    for asset in ("shell", "chips", "chips_other"):
        holders = [j for j in houses if j == houses[0] or asset == "chips" or d.chance(0.8)]
        sheets["owners"] += [{"asset": asset, "sponsor": j} for j in holders]
    use = [("engine_makers", "engine", 1), ("engine_makers", "turbine", 0.67), ("connections", "grid", 1)]
    use += [("halls", "shell", 1), ("systems", "chips", 1), ("systems", "chips_other", 1.2)]
    sheets["supply_use"] = [{"supply_pool": p, "asset": a, "use_per_gw": n} for p, a, n in use]
    sheets["supply_limits"] = [
        {"supply_pool": pool, "year": year, "limit_gw_per_year": d.uniform(0.3, 3)}
        for pool in dict.fromkeys(pool for pool, _, _ in use)
        for year in (2026, 2027)
    ]


KINDS = {
    "bond": ("bullet", "", {}),
    "convertible": ("bullet", "", {}),
    "revolver": ("callable", "", {}),
    "chip_loan": ("level", "chips", {"min_dscr": 1.2}),
    "chip_lease": ("straight", "chips", {"grace_years": 0.5}),
    "chip_note": ("bullet", "chips", {"stage": "operating", "seasoning_years": 0.5, "min_dscr": 1.3}),
    "hall_loan": ("level", "shell", {"min_dscr": 1.25}),
    "hall_bond": ("bullet", "shell", {"stage": "operating", "seasoning_years": 0.25}),
    "bridge": ("callable", "shell power", {"stage": "construction", "takeout_years": 0.5}),
    "plant_loan": ("level", "power", {"grace_years": 0.5, "min_dscr": 1.3}),
    "plant_lease": ("straight", "power", {"grace_years": 0.25}),
}
"""Repayment, classes it is secured on, and what else; no class is unsecured."""


def loans(d: Dice, sheets: Sheets, years: list[int]) -> None:
    """Draw instruments of every plain kind, who may issue them, what markets take, and what lenders look at."""
    blank = dict.fromkeys(sheets["instruments"][0])
    classes = {row["source"]: "power" for row in sheets["sources"]}
    classes |= {row["asset"]: row["kind"] for row in sheets["compute"]}
    owned = dict.fromkeys((row["sponsor"], classes[row["asset"]]) for row in sheets["owners"])
    sheets["instruments"], sheets["instrument_use"], sheets["market_limits"] = [], [], []
    for name, (repayment, against, more) in KINDS.items():
        terms = {
            "instrument": name,
            "market": name,
            "rate_per_year": d.uniform(0.05, 0.085, 4),
            "fee_fraction": d.pick([0, d.uniform(0.002, 0.015, 4)]),
            "tenor_years": d.pick([1, 1.5, 3, 5]),
            "repayment": repayment,
            "collateral": "secured" if against else "unsecured",
            "advance_fraction": d.pick([0.5, 0.6, 0.7, 0.8]) if against else None,
            "stage": "any",
        }
        sheets["instruments"].append(blank | terms | more)
        pairs = [pair for pair in owned if pair[1] in against.split()]
        pairs = pairs if against else [(j, None) for j, _ in dict.fromkeys((j, None) for j, _ in owned)]
        held = [pair for n, pair in enumerate(pairs) if n == 0 or d.chance(0.85)]
        for j, c in held:
            sheets["instrument_use"].append({"instrument": name, "sponsor": j, "asset_class": c})
        for step in range(1, d.whole(1, 2) + 1):
            limit = {"issuance_limit_usd_billion_per_year": d.uniform(1, 15, 1)}
            limit["concession_fraction"] = 0 if step == 1 else d.uniform(0.002, 0.012, 4)
            sheets["market_limits"].append({"market": name, "year": years[0], "step": step} | limit)
    flows = zip(CLASSES, (0.3, 1.5, 5), strict=True)
    sheets["coverage"] = [
        {"asset_class": c, "cash_flow_usd_billion_per_gw_year": round(flow * d.uniform(0.5, 1.3), 3)}
        for c, flow in flows
    ]
