"""Small random cases, valid by the contract, on which the planner and the reference must agree.

`write_variant(folder, seed)` writes one. Firm power is scarce where load is priced, so that sun and
batteries pay; where serving is required, firm power, shells, one make of chips and cash are plentiful.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cases.files import read_settings, write_settings
from planner.case import Quarter

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Rows

REGIONS, TAKERS, OWNERS = ["north", "south", "coast"], ["cloud", "lab", "neo"], ["utility", "developer"]
SPENDING = {
    "grid": ([0, 0.5, 1], 0.1),
    "build": ([0, 0.33, 0.67, 1], 0.1),
    "even": ([0, 0.25, 0.5, 0.75, 1], 0.1),
    "late": ([0, 1], 0.1),
    "once": ([1], 1.0),
}


class Draw:
    """One seed's dice, and what every sheet must agree on."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.T, self.start = int(self.rng.integers(8, 13)), 4 * 2026 + int(self.rng.integers(4))
        self.years = list(range(self.start // 4, (self.start + self.T - 1) // 4 + 1))
        self.required = self.chance(0.3)
        self.regions = REGIONS[: int(self.rng.integers(2, 4))]
        self.takers = TAKERS[: int(self.rng.integers(2, 4))]
        self.owners = OWNERS[: int(self.rng.integers(1, 3))]
        self.growth = {taker: self.uniform(1, 4) for taker in self.takers}  # GW a year
        self.total = sum(self.growth.values())
        self.days = ["typical", "stress", "dull"][: int(self.rng.integers(1, 4))]

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def uniform(self, low: float, high: float, digits: int = 2) -> float:
        return round(float(self.rng.uniform(low, high)), digits)

    def pick(self, options: list) -> Any:
        return options[int(self.rng.integers(len(options)))]

    def shares(self, count: int, least: float = 0.0) -> list[float]:
        """Draw so many fractions that sum to 1."""
        parts = [
            round(float(x), 3) for x in self.rng.dirichlet(np.full(count, 4.0)) * (1 - least * count) + least
        ]
        return [*parts[:-1], round(1 - sum(parts[:-1]), 3)]

    def lead(self, most: int) -> int:
        return self.pick([months for months in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12) if months <= most])

    def quarter(self, t: int) -> str:
        return f"{(self.start + t) // 4}Q{(self.start + t) % 4 + 1}"


def settings(d: Draw, seed: int) -> dict[str, Any]:
    benchmark = d.uniform(0.035, 0.045, 4)
    case: dict[str, Any] = {
        "title": f"variant {seed}",
        "vintage": "2026-01",
        "calendar": {"start": d.quarter(0), "end": d.quarter(d.T - 1), "period": "quarter"},
        "money": {
            "currency": "USD",
            "dollar_year": d.pick([2024, 2025, 2026]),
            "inflation_per_year": d.uniform(0.01, 0.04, 4),
            "benchmark_rate_per_year": benchmark,
            "cash_yield_per_year": d.pick([benchmark, d.uniform(0.02, 0.035, 4)]),
            "equity_issue_fee_fraction": d.uniform(0, 0.02, 4),
            "power_tariff_usd_per_mwh": d.uniform(60, 110, 1),
        },
        "operations": {"hours_per_block": [24, 12, 8, 6, 4][seed % 5]},
        "target": {
            "close_by": d.quarter(d.T - int(d.rng.integers(1, 4))),
            "policy": "required" if d.required else "priced",
        },
        "reliability": {"planning_reserve_margin_fraction": d.pick([0.0, d.uniform(0, 0.1, 3)])},
    }
    if d.chance(0.5):
        case["emissions"] = {"price_usd_per_tonne": d.uniform(10, 90, 1)}
    return case


def sponsors(d: Draw) -> dict[str, Rows]:
    people, cash = [], []
    worth = (5, 10) if d.required else (21, 28)  # at the lower, who must not serve would rather not
    for sponsor in d.takers + d.owners:
        taker = sponsor in d.takers
        people.append(
            {
                "sponsor": sponsor,
                "name": f"the {sponsor}",
                "equity_rate_per_year": d.uniform(0.09, 0.2, 3),
                "equity_floor_fraction": d.uniform(0.1, 0.35),
                "corporate_debt_limit_usd_billion": d.uniform(2, 30, 1),
                "cash_limit_usd_billion": d.pick([None, d.uniform(1, 10, 1)]),
                "value_of_service_usd_billion_per_gw_year": d.uniform(*worth, 1) if taker else None,
                "revenue_usd_billion_per_gw_year": d.uniform(9, 11.5, 1) if taker else None,
            }
        )
        most = (
            (400 if taker else 150) if d.required else d.pick([15, 40, 80]) if taker else d.pick([6, 12, 30])
        )
        for n, year in enumerate(d.years):
            if n == 0 or d.chance(0.6):
                cash.append({"sponsor": sponsor, "year": year, "cash_usd_billion_per_year": most + 3 * n})
    return {"sponsors": people, "sponsor_cash": cash}


def demand(d: Draw) -> dict[str, Rows]:
    """Draw needs at year end; some of it, at times more than the need, is in hand already."""
    need, hand = [], []
    for sponsor, growth in d.growth.items():
        first = d.uniform(0.2, 1.5)
        for n, year in enumerate([d.years[0] - 1, *d.years]):
            if n != 2 or d.chance(0.7):  # a gap that a straight line joins
                need.append({"sponsor": sponsor, "year": year, "need_gw": round(first + growth * n, 3)})
        if d.chance(0.7):
            hand.append(
                {
                    "sponsor": sponsor,
                    "year": d.years[0] - 1,
                    "supply_gw": round(first * d.uniform(0.5, 1.5), 3),
                }
            )
            hand.append(
                {"sponsor": sponsor, "year": d.years[1], "supply_gw": round(1.5 * first + growth / 5, 3)}
            )
    hand = hand or [{"sponsor": d.takers[0], "year": d.years[0], "supply_gw": 0.1}]
    return {"demand": need, "committed": hand}


def regions(d: Draw) -> dict[str, Rows]:
    most = [d.uniform(1.3 / len(d.regions), 0.95) for _ in d.regions]
    places = [
        {
            "region": region,
            "name": f"the {region}",
            "siting_share_min_fraction": d.pick([0, 0.05, 0.12]),
            "siting_share_max_fraction": share,
        }
        for region, share in zip(d.regions, most, strict=True)
    ]
    return {"regions": places, "days": days(d), "profiles": profiles(d), **fuels(d)}


def days(d: Draw) -> Rows:
    shares = [0.7, 0.2, 0.1] if len(d.days) == 3 else [0.9, 0.1] if len(d.days) == 2 else [1.0]
    return [{"day": day, "share_of_days_fraction": part} for day, part in zip(d.days, shares, strict=True)]


def profiles(d: Draw) -> Rows:
    """Draw sun by a bell over the day, wind at random."""
    rows: Rows = []
    hours = np.arange(24)
    for region in d.regions:
        for quarter in range(1, 5):
            for n, day in enumerate(d.days):
                peak, width = d.uniform(0.7, 0.9) * [1, 0.55, 0.35][n], d.uniform(2.6, 3.6)
                sun = peak * np.exp(-(((hours - 12.5) / width) ** 2) / 2)
                wind = d.rng.uniform(0.15, 0.6, 24)
                for name, shape in (("sun", np.where(sun < 0.02, 0, sun)), ("wind", wind)):
                    values = {f"h{h:02d}": round(float(shape[h]), 4) for h in hours}
                    rows.append({"profile": name, "region": region, "quarter": quarter, "day": day} | values)
    return rows


def fuels(d: Draw) -> dict[str, Rows]:
    kinds = [
        {"fuel": "gas", "emissions_t_per_mmbtu": 0.05306},
        {"fuel": "diesel", "emissions_t_per_mmbtu": 0.0741},
    ]
    prices: Rows = []
    for fuel, low, high in (("gas", 5, 9), ("diesel", 12, 18)):
        for region in d.regions:
            for n, year in enumerate(d.years):
                if n == 0 or d.chance(0.7):
                    price = d.uniform(low, high)
                    prices.append(
                        {"fuel": fuel, "region": region, "year": year, "price_usd_per_mmbtu": price}
                    )
    return {"fuels": kinds, "fuel_prices": prices}


def source(
    d: Draw, name: str, capex: float, life: list, lead: int, firm: float, **given: Any
) -> dict[str, Any]:
    row = {
        "source": name,
        "kind": "power",
        "capex_usd_per_kw": capex,
        "dollar_year": d.pick([2023, 2024, 2025, 2026]),
        "fixed_om_usd_per_kw_year": d.uniform(0, 40, 1),
        "variable_om_usd_per_mwh": d.uniform(0, 3, 1),
        "heat_rate_mmbtu_per_mwh": None,
        "fuel": None,
        "energy_price_usd_per_mwh": None,
        "emissions_t_per_mwh": None,
        "life_years": d.pick(life),
        "lead_months": d.lead(lead),
        "spend_profile": d.pick(list(SPENDING)),
        "availability_fraction": d.uniform(0.85, 0.99, 3),
        "profile": None,
        "duration_hours": None,
        "round_trip_efficiency_fraction": None,
        "firm_credit_fraction": firm,
        "first_delivery": d.pick([None, None, d.quarter(0), d.quarter(int(d.rng.integers(1, 4)))]),
    }
    return row | given


def sources(d: Draw) -> Rows:
    """Draw four to six: gas, a short-lived one, sun and a battery, and up to two of the others."""
    heat, long, short = d.uniform(6.4, 9.7), [20, 25, 30], [0.75, 1, 1.25, 1.5]
    gas = {"fuel": "gas", "heat_rate_mmbtu_per_mwh": heat, "emissions_t_per_mwh": d.pick([None, 0, 0.02])}
    diesel = {
        "fuel": "diesel",
        "heat_rate_mmbtu_per_mwh": 10.5,
        "fixed_om_usd_per_kw_year": d.uniform(100, 300, 0),
    }
    quick = 3 if d.required else 9
    rows = [
        source(d, "gas", d.uniform(1500, 2300, 0), long, quick, 0.87, **gas, first_delivery=None),
        source(d, "mobile", d.uniform(300, 500, 0), short, 2, 0.8, **diesel),
        source(d, "solar", d.uniform(900, 1300, 0), long, 8, d.uniform(0.08, 0.3), profile="sun"),
        battery(d, "battery", d.pick([4, 6, 8])),
    ]
    grid = {"energy_price_usd_per_mwh": d.uniform(55, 90, 1), "emissions_t_per_mwh": 0.37}
    others = [
        source(d, "grid", d.uniform(120, 450, 0), [30, 40], 12, 1.0, **grid),
        source(d, "wind", d.uniform(1400, 1800, 0), long, 10, 0.2, profile="wind"),
        battery(d, "battery_long", 10),
    ]
    return rows + [row for row in others if d.chance(0.45)][:2]


def battery(d: Draw, name: str, hours: int) -> dict[str, Any]:
    kind = {
        "kind": "storage",
        "duration_hours": hours,
        "round_trip_efficiency_fraction": d.uniform(0.78, 0.92),
    }
    return source(d, name, 200 + 190 * hours, [10, 15, 20], 6, d.uniform(0.5, 0.75), **kind)


def compute(d: Draw) -> Rows:
    def row(asset: str, capex: float, fixed: float, life: float, lead: int, **given: Any) -> dict[str, Any]:
        return {
            "asset": asset,
            "kind": "shell" if asset.endswith("shell") else "chips",
            "vendor": None,
            "capex_usd_billion_per_gw": capex,
            "dollar_year": d.pick([2024, 2025, 2026]),
            "fixed_om_usd_billion_per_gw_year": fixed,
            "life_years": life,
            "lead_months": d.lead(lead),
            "spend_profile": d.pick(list(SPENDING)),
            "relative_compute_fraction": None,
        } | given

    best = {"vendor": "Best", "relative_compute_fraction": d.pick([None, 1.0, 0.95])}
    other = {"vendor": "Other", "relative_compute_fraction": d.uniform(0.65, 0.9)}
    rows = [
        row("shell", d.uniform(9, 13, 1), 0.15, d.pick([15, 20, 25]), 5),
        row("chips_best", d.uniform(24, 32, 1), 0.6, d.pick([4, 4.5, 5]), 3, **best),
        row("chips_other", d.uniform(7, 11, 1), 0.5, d.pick([1, 1.25, 1.5, 2]), 4, **other),
    ]
    return [*rows, row("modular_shell", d.uniform(5, 7, 1), 0.3, d.pick([1.5, 4, 6]), 2)][: d.pick([3, 4])]


def assets(d: Draw) -> dict[str, Rows]:
    """Draw sources and compute, who owns them, and what holds them back."""
    plants, machines = sources(d), compute(d)
    owners = [{"asset": row["source"], "sponsor": d.owners[0]} for row in plants]
    for row in owners:  # who owns a battery owns the sun, for charging alone would break its coverage
        if row["asset"] in ("mobile", "grid", "wind"):
            row["sponsor"] = d.pick([*d.owners, d.takers[-1]])
        elif row["asset"] == "gas":
            row["sponsor"] = d.owners[-1]
    for row in machines:
        must = row["asset"] in ("shell", "chips_best")
        keep = [taker for taker in d.takers if must or d.chance(0.7)] or d.takers[:1]
        owners += [{"asset": row["asset"], "sponsor": taker} for taker in keep]
    sheets = {"sources": plants, "compute": machines, "owners": owners, **supply(d, plants + machines)}
    return sheets | {"site_limits": sites(d, plants), "spend_profiles": spending(d)}


def supply(d: Draw, rows: Rows) -> dict[str, Rows]:
    """Draw pools as multiples of the load's growth: scarce firm power where load is priced."""
    room = {
        "gas": ("turbines", 1, 0.15, 0.4),
        "mobile": ("turbines", 0.4, 0.15, 0.4),
        "grid": ("connections", 1, 0.05, 0.2),
        "solar": ("solar_build", 1, 2.5, 5),
        "wind": ("wind_build", 1, 0.3, 0.8),
        "battery": ("cells", 1, 2, 5),
        "battery_long": ("cells", 1.8, 2, 5),
        "shell": ("halls", 1, 0.6, 1.4),
        "chips_best": ("best_systems", 1, 0.4, 0.9),
        "chips_other": ("other_systems", 1, 0.3, 0.8),
    }
    needed = ("turbines", "halls", "best_systems")
    limits: dict[str, Rows] = {}
    use: Rows = []
    for name in [row.get("source") or row["asset"] for row in rows]:
        pool, per_gw, low, high = room.get(name, (None, 0, 0, 0))  # a modular shell needs no pool
        if pool is None:
            continue
        use.append({"supply_pool": pool, "asset": name, "use_per_gw": per_gw})
        plenty = 10 if d.required and pool in needed else 1
        level = round(d.total * d.uniform(low, high) * plenty, 3)
        late = plenty == 1 and pool != "halls" and d.chance(0.15)  # nothing at all in the first year
        limits[pool] = [
            {"supply_pool": pool, "year": year, "limit_gw_per_year": round(level * (1 + 0.3 * n), 3)}
            for n, year in enumerate(d.years)
            if (n > 0 if late else n == 0 or d.chance(0.7))
        ]
    return {"supply_limits": [row for rows in limits.values() for row in rows], "supply_use": use}


def sites(d: Draw, plants: Rows) -> Rows:
    rows = [{"asset": "mobile", "region": None, "limit_gw": round(0.5 * d.total, 2)}]
    rows.append({"asset": "solar", "region": d.regions[0], "limit_gw": round(d.uniform(1, 4) * d.total, 2)})
    if not d.required:
        rows.append(
            {"asset": "gas", "region": d.pick(d.regions), "limit_gw": round(d.uniform(0.1, 0.4) * d.total, 2)}
        )
        rows.append({"asset": "shell", "region": d.pick(d.regions), "limit_gw": round(d.total, 2)})
    if any(row["source"] == "grid" for row in plants):
        rows.append({"asset": "grid", "region": None, "limit_gw": round(0.3 * d.total, 2)})
    return rows


def spending(d: Draw) -> Rows:
    rows: Rows = []
    for profile, (points, least) in SPENDING.items():
        shares = d.shares(len(points), least) if len(points) > 1 else [1.0]
        for progress, share in zip(points, shares, strict=True):
            rows.append({"spend_profile": profile, "progress_fraction": progress, "spend_fraction": share})
    return rows


def instrument(d: Draw, name: str, repayment: str, tenors: list, grace: list, **given: Any) -> dict[str, Any]:
    """Draw an instrument; its stage brings its seasoning or its takeout, its collateral its advance."""
    row = {
        "instrument": name,
        "market": name,
        "rate_per_year": d.uniform(0.048, 0.085, 4),
        "fee_fraction": d.pick([0, d.uniform(0.002, 0.015, 4)]),
        "tenor_years": d.pick(tenors),
        "repayment": repayment,
        "grace_years": d.pick(grace),
        "collateral": "secured",
        "advance_fraction": d.pick([0.5, 0.6, 0.7, 0.8, 0.9]),
        "stage": "any",
        "seasoning_years": None,
        "takeout_years": None,
        "min_dscr": None,
    } | given
    if row["collateral"] == "unsecured":
        row["advance_fraction"] = None
    if row["stage"] == "operating":
        row["seasoning_years"] = d.pick([0, 0.25, 0.5, 0.6, 1])
    if row["stage"] == "construction":
        row["takeout_years"] = d.pick([0, 0.25, 0.5, 1, 1.1])
    return row


def debts(d: Draw) -> Rows:
    """Draw every repayment, secured and not, on every stage, with and without grace and coverage."""
    own, dscr = {"collateral": "unsecured"}, [1.1, 1.2, 1.3, 1.45]
    none, some = [None, 0], [None, 0.25, 0.5]
    tested = [{"min_dscr": d.pick(dscr)} for _ in range(6)]
    maybe = [{"min_dscr": d.pick([None, *dscr])} for _ in range(3)]
    return [
        instrument(d, "bond", "bullet", [1.5, 5, 10], none, **own),
        instrument(d, "term_loan", "straight", [1, 1.5, 3], some, **own, market="bond"),
        instrument(d, "revolver", "callable", [0.5, 1, 3], none, **own),
        instrument(d, "chip_loan", "level", [1, 1.5, 3, 5], some, **tested[0]),
        instrument(d, "chip_lease", "straight", [0.75, 1, 2], some, **tested[1]),
        instrument(
            d, "chip_note", "bullet", [1, 2, 4], some, **maybe[0], market="chip_loan", stage="operating"
        ),
        instrument(d, "building_loan", "callable", [0.75, 1.5, 3], some, **maybe[1], stage="construction"),
        instrument(d, "hall_bond", "bullet", [2, 5], none, **tested[2], stage="operating"),
        instrument(d, "hall_loan", "callable", [1, 1.5, 4], [0.25, 0.5, 0.75], **tested[3]),
        instrument(d, "plant_loan", d.pick(["level", "straight"]), [2, 10, 18], [None, 0.5, 1], **tested[4]),
        instrument(d, "plant_bridge", "callable", [1, 2], some, **tested[5], market="building_loan"),
        instrument(d, "plant_lease", "level", [1, 4], none, **maybe[2], stage=d.pick(["any", "operating"])),
    ]


def finance(d: Draw, owners: Rows) -> dict[str, Rows]:
    instruments = debts(d)
    classes = {"chip": ["chips"], "hall": ["shell"], "plant": ["power"], "building": ["shell", "power"]}
    kinds = {"shell": "shell", "modular_shell": "shell", "chips_best": "chips", "chips_other": "chips"}
    owned = dict.fromkeys((kinds.get(row["asset"], "power"), row["sponsor"]) for row in owners)
    use: Rows = []
    for name in [row["instrument"] for row in instruments]:
        against = classes.get(name.split("_")[0])
        pairs = owned if against else [(None, sponsor) for sponsor in d.takers + d.owners]
        for asset_class, sponsor in pairs:
            if (against is None or asset_class in against) and d.chance(0.85):
                use.append({"instrument": name, "sponsor": sponsor, "asset_class": asset_class})
    return {
        "instruments": instruments,
        "instrument_use": use,
        "market_limits": market_limits(d, list(dict.fromkeys(row["market"] for row in instruments))),
        "lender_value": lender_values(d),
        "coverage": [
            {"asset_class": "shell", "cash_flow_usd_billion_per_gw_year": d.uniform(0.3, 1.65)},
            {"asset_class": "chips", "cash_flow_usd_billion_per_gw_year": d.uniform(1.5, 6.5)},
            {"asset_class": "power", "cash_flow_usd_billion_per_gw_year": d.uniform(0.1, 0.4)},
        ],
    }


def market_limits(d: Draw, markets: list[str]) -> Rows:
    """Draw one to three steps a market, the first free; a step may open in the second year, and change."""
    rows: Rows = []
    for market in markets:
        for step in range(1, int(d.rng.integers(1, 4)) + 1):
            shut = step > 1 and d.chance(0.3)
            for n, year in enumerate(d.years):
                if n == 0 or (n == 1 and shut) or d.chance(0.4):
                    limit = 0 if shut and n == 0 else d.uniform(2, 16, 1)
                    off = round((step - 1) * d.uniform(0.001, 0.012, 4), 4)
                    limits = {"issuance_limit_usd_billion_per_year": limit, "concession_fraction": off}
                    rows.append({"market": market, "year": year, "step": step} | limits)
    return rows


def lender_values(d: Draw) -> Rows:
    curves = {
        "chips": [
            (0, 1.0),
            (0.5, d.uniform(0.7, 0.95)),
            (1.5, d.uniform(0.4, 0.65)),
            (3, d.uniform(0.1, 0.35)),
        ],
        "shell": [(0, d.pick([1.0, 0.9])), (20, 0.3)],
        "power": [(0, 1.0), (1, d.uniform(0.8, 0.95)), (25, 0.2)],
    }
    return [
        {"asset_class": kind, "age_years": age, "value_fraction": value}
        for kind, curve in curves.items()
        for age, value in curve
    ]


def with_years(d: Draw, seed: int) -> dict[str, str]:
    """The calendar of a seed, on to the end of its last year, the last one or two of which are planned as years."""
    first, last = d.years[0], d.years[-1]
    since = max(first + 1, last - seed % 2)
    return {"start": d.quarter(0), "end": f"{last}Q4", "period": "quarter", "years_from": f"{since}Q1"}


def write_variant(folder: Path, seed: int, years: bool = False) -> None:
    """Write the case of a seed, the same every time; with `years` its end is planned by the year."""
    d = Draw(seed)
    case = settings(d, seed)
    if years:
        case["calendar"] = with_years(d, seed)
    sheets = {**sponsors(d), **demand(d), **regions(d), **assets(d)}
    sheets |= finance(d, sheets["owners"])
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(folder, case)
    for name, rows in sheets.items():
        frame = pd.DataFrame(rows, dtype=object)
        if seed % 2:
            frame["provenance"], frame["confidence"] = "drawn", "A"
        frame.to_csv(folder / f"{name}.csv", index=False)


def write_short(folder: Path, seed: int, quarters: int) -> Path:
    """The variant of a seed, cut to a few quarters."""
    write_variant(folder, seed)
    settings = read_settings(folder)
    first = Quarter.parse(settings["calendar"]["start"])
    settings["calendar"]["end"] = settings["target"]["close_by"] = str(first.plus(quarters - 1))
    write_settings(folder, settings)
    return folder
