"""Random credit layers, written to the contract: every sheet and column of it, on a small case.

`credit_sheets(rng, settings, base)` gives the sheets of a layer, to be laid over a base; `credit_case(seed)` a whole
case; `write_credit(folder, seed)` writes one, and `write_credit_variant(folder, seed)` one on the case that `variants`
draws for the seed, with sun, batteries and more regions. Whatever is drawn, the plan that does nothing keeps every
rule, so that there is a plan wherever load may go unserved.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np

from cases.credit_base import Dice, quarter, read_sheets, small_case
from cases.files import read_settings, write_rows, write_settings
from cases.variants import write_variant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cases.files import Rows, Settings, Sheets


class Layer(Dice):
    """The dice, the horizon, and the base that a layer is drawn for."""

    def __init__(self, rng: np.random.Generator, settings: Settings, base: Sheets) -> None:
        super().__init__(rng)
        self.base = base
        start, end = str(settings["calendar"]["start"]), str(settings["calendar"]["end"])
        self.start = 4 * int(start[:4]) + int(start[5:]) - 1
        self.years = list(range(int(start[:4]), int(end[:4]) + 1))
        self.T = 4 * int(end[:4]) + int(end[5:]) - self.start
        self.benchmark = float(settings["money"]["benchmark_rate_per_year"])
        self.kinds = {row["source"]: "power" for row in base["sources"]}
        self.kinds |= {row["asset"]: row["kind"] for row in base["compute"]}
        self.takers = list(dict.fromkeys(row["sponsor"] for row in base["demand"]))
        self.sponsors = [row["sponsor"] for row in base["sponsors"]]

    def when(self, low: int = -2, high: int | None = None) -> str:
        """Draw a quarter, which may be before the start."""
        return quarter(self.start + self.whole(low, self.T - 3 if high is None else high))

    def owners(self, asset_class: str) -> list[str]:
        rows = self.base["owners"]
        return list(dict.fromkeys(row["sponsor"] for row in rows if self.kinds[row["asset"]] == asset_class))

    def by_year(self, key: dict[str, Any], late: float, draw: Callable[[], dict[str, Any]]) -> Rows:
        """Draw what varies by year: from the first on, or at times from the second, and changed at times."""
        first = 1 if self.chance(late) else 0
        years = [year for n, year in enumerate(self.years) if n == first or (n > first and self.chance(0.4))]
        return [key | {"year": year} | draw() for year in years]

    def rate(self, low: float, high: float) -> float:
        """Draw a rate that is not below the benchmark."""
        return max(self.uniform(low, high, 4), self.benchmark)


def vintages(d: Layer, sheets: Sheets) -> None:
    """Draw terms by date of order and of issue, each row with some of its cells filled."""

    def some_of(row: dict[str, Any], cells: dict[str, Callable[[], Any]]) -> dict[str, Any]:
        chosen = d.some(cells)
        return row | {name: draw() if name in chosen else None for name, draw in cells.items()}

    profiles = list(dict.fromkeys(row["spend_profile"] for row in d.base["spend_profiles"]))
    kinds = [("source_vintages", "sources", "source", "capex_usd_per_kw")]
    kinds += [("compute_vintages", "compute", "asset", "capex_usd_billion_per_gw")]
    for sheet, of, key, capex in kinds:
        sheets[sheet] = []
        for asset in d.some(d.base[of]):
            cells = {
                capex: lambda asset=asset, capex=capex: round(float(asset[capex]) * d.uniform(0.75, 1.2), 2),
                "dollar_year": lambda: d.pick([2024, 2025, 2026]),
                "lead_months": lambda: d.pick([0, 2, 3, 6, 8, 9]),
                "life_years": lambda: d.pick([0.75, 1.25, 2, 4, 10]),
                "spend_profile": lambda: d.pick(profiles),
            }
            for since in dict.fromkeys(d.when() for _ in range(d.whole(1, 3))):
                sheets[sheet].append(some_of({key: asset[key], "ordered_from": since}, cells))
    sheets["instrument_vintages"] = [
        some_of(
            {"instrument": row["instrument"], "issued_from": since},
            {"rate_per_year": lambda: d.rate(0.045, 0.09), "fee_fraction": lambda: d.uniform(0, 0.02, 4)},
        )
        for row in d.some(sheets["instruments"])
        for since in dict.fromkeys(d.when() for _ in range(d.whole(1, 2)))
    ]


def tax_credits(d: Layer, sheets: Sheets) -> None:
    rows: Rows = []
    for asset in d.some(d.kinds):
        for since in dict.fromkeys(d.when() for _ in range(d.whole(1, 2))):
            by = d.pick([None, None, d.when(1, d.T - 1)])
            part = {"credit_fraction": d.uniform(0.05, 0.4), "transfer_price_fraction": d.uniform(0.85, 1)}
            rows.append({"asset": asset, "ordered_from": since} | part | {"stands_by": by})
    sheets["tax_credits"] = rows


def supply(d: Layer, sheets: Sheets) -> None:
    """Draw what pools give beyond their limits, how fast they may grow, and what contracts take at least."""
    uses: dict[str, list[str]] = {}
    for row in d.base["supply_use"]:
        uses.setdefault(row["supply_pool"], []).append(d.kinds[row["asset"]])
    sheets["supply_steps"], sheets["supply_growth"] = [], []
    for pool in d.some(uses):
        dear = 1 if "power" in uses[pool] else 5
        for step in range(1, d.whole(1, 3) + 1):

            def draw(step: int = step, dear: int = dear) -> dict[str, Any]:
                premium = round(dear * step * d.uniform(50, 600))
                return {"limit_gw_per_year": d.uniform(0.2, 2), "premium_usd_per_kw": premium}

            sheets["supply_steps"] += d.by_year({"supply_pool": pool, "step": step}, 0.3, draw)
    for pool in d.some(uses, 2):
        terms = {"growth_fraction_per_year": d.uniform(0, 1), "seed_gw_per_year": d.uniform(0.2, 1.5)}
        before = d.pick([None, 0, d.uniform(0.1, 2)])
        sheets["supply_growth"].append(
            {"supply_pool": pool} | terms | {"delivered_before_gw_per_year": before}
        )
    for row in sheets["sources"]:
        bought = row["energy_price_usd_per_mwh"] is not None and d.chance(0.8)
        least = round(float(row["availability_fraction"]) * d.uniform(0.5, 1, 3), 3)
        row["minimum_take_fraction"] = least if bought else None


def hosting(d: Layer, sheets: Sheets) -> None:
    """Draw who rents from whom, later in a row of sponsors from earlier ones, so that it goes in no circle."""
    order = [d.sponsors[n] for n in d.rng.permutation(len(d.sponsors))]
    shells, chips = d.owners("shell"), d.owners("chips")
    pairs = [
        (tenant, host, kind)
        for n, tenant in enumerate(order)
        for host in order[:n]
        for kind in ("compute", "shell")
        if tenant in d.takers and host in shells and (kind == "shell" or host in chips)
    ]
    sheets["hosting"] = []
    for tenant, host, kind in pairs:
        dear = 1 if kind == "shell" else 5

        def draw(dear: int = dear) -> dict[str, Any]:
            rent = round(dear * d.uniform(0.8, 2.2), 2)
            return {"limit_gw": d.uniform(0.2, 2), "rent_usd_billion_per_gw_year": rent}

        sheets["hosting"] += d.by_year({"tenant": tenant, "host": host, "kind": kind}, 0.25, draw)
    sheets["earnings"] = [
        row
        for sponsor in d.some(d.sponsors)
        for row in d.by_year({"sponsor": sponsor}, 0.3, lambda: {"earned_fraction": d.uniform(0.6, 1)})
    ]


def loans(d: Layer, sheets: Sheets) -> None:
    """Draw the new kinds and terms of loans on the instruments there are, and money of a maker of chips."""
    new = ("lender", "grace_interest", "availability_years", "commitment_fee_per_year", "vendor")
    new += ("vendor_share_fraction", "rating_weight_fraction", "offtake_usd_billion_per_gw")
    sheets["repayment_schedules"] = []
    classes: dict[str, set[str | None]] = {}
    for use in sheets["instrument_use"]:
        classes.setdefault(use["instrument"], set()).add(use["asset_class"])
    for row in sheets["instruments"]:
        row |= dict.fromkeys(new)
        graced = float(row["grace_years"] or 0) > 0
        if row["repayment"] in ("level", "straight") and graced:
            row["grace_interest"] = d.pick([None, "paid", "capitalised", "capitalised"])
        elif row["repayment"] == "bullet" and d.chance(0.5):
            row["repayment"], row["grace_years"] = "custom", None
            sheets["repayment_schedules"] += schedule(d, row)
        elif row["min_dscr"] is not None and row["collateral"] == "secured" and d.chance(0.5):
            row["repayment"], row["grace_years"] = "sculpted", None
        if d.chance(0.3):
            row["availability_years"] = d.pick([0.25, 0.5, 1, 1.5])
            row["commitment_fee_per_year"] = d.pick([None, 0, d.uniform(0.002, 0.02, 4)])
        row["rating_weight_fraction"] = d.pick([None, None, 0, 0.5, 1])
        if classes.get(row["instrument"], {None}) <= {"shell", "chips"} and d.chance(0.4):
            row["offtake_usd_billion_per_gw"] = d.uniform(2, 20, 1)
    vendor_money(d, sheets)


def schedule(d: Layer, row: dict[str, Any]) -> Rows:
    """Draw a balance that starts at 1 and never rises."""
    ages, level = sorted({round(d.uniform(0.1, 0.95) * float(row["tenor_years"]), 2) for _ in range(2)}), 1.0
    points = [(0, 1.0)]
    for age in [*ages, float(row["tenor_years"])]:
        level = round(level * d.pick([1, d.uniform(0, 1)]), 3)
        points.append((age, level))
    return [{"instrument": row["instrument"], "age_years": a, "balance_fraction": b} for a, b in points]


def vendor_money(d: Layer, sheets: Sheets) -> None:
    makers = dict.fromkeys(row["vendor"] for row in d.base["compute"] if row["vendor"])
    for vendor in d.some(makers):
        name = f"money_of_{vendor.lower()}"
        terms = {
            "instrument": name,
            "market": name,
            "rate_per_year": d.rate(0.05, 0.09),
            "fee_fraction": 0,
            "tenor_years": d.pick([1.5, 4]),
            "repayment": d.pick(["level", "straight", "callable"]),
            "collateral": "secured",
            "advance_fraction": d.pick([0.3, 0.8]),
            "stage": "any",
            "vendor": vendor,
            "vendor_share_fraction": d.uniform(0.2, 1),
        }
        sheets["instruments"].append(dict.fromkeys(sheets["instruments"][0]) | terms)
        uses = [{"instrument": name, "sponsor": j, "asset_class": "chips"} for j in d.owners("chips")]
        sheets["instrument_use"] += uses
        sheets["market_limits"] += market(d, name)


def market(d: Layer, name: str) -> Rows:
    limit = {"issuance_limit_usd_billion_per_year": d.uniform(1, 12, 1), "concession_fraction": 0}
    return [{"market": name, "year": d.years[0], "step": 1} | limit]


def ratings(d: Layer, sheets: Sheets) -> None:
    """Draw what sponsors earn besides, how far they may owe at which spread, and the cover of interest."""
    sheets["ebitda"], sheets["credit_steps"] = [], []
    for row in sheets["sponsors"]:
        j, rated, covered = row["sponsor"], d.chance(0.6), d.chance(0.5)
        row["investment_grade"] = d.pick([None, "no", "yes", "yes"])
        row["min_interest_coverage"] = d.uniform(1, 4, 1) if covered else None
        row["lease_debt_years"] = d.uniform(1, 8, 1) if rated and d.chance(0.5) else None
        if (rated or covered) and d.chance(0.9):
            earns = d.pick([0.5, 2, 6])
            sheets["ebitda"] += d.by_year(
                {"sponsor": j}, 0.15, lambda e=earns: {"ebitda_usd_billion_per_year": d.uniform(0.3 * e, e)}
            )
        top, spread = 0.0, d.pick([0.0, 0.002])
        for _ in range(d.whole(1, 3) if rated else 0):
            top, spread = round(top + d.uniform(0.3, 2.5), 2), round(spread + d.pick([0, 0.004, 0.01]), 4)
            step = {"sponsor": j, "debt_to_ebitda": top, "spread_per_year": spread}
            sheets["credit_steps"].append(step)


def lenders(d: Layer, sheets: Sheets) -> None:
    """Draw lenders of some instruments, what room they have, and vehicles that buy loans of them and of others."""
    names = ["banks", "funds"][: d.whole(1, 2)]
    for row in d.some(sheets["instruments"]):
        row["lender"] = d.pick(names)
    used = dict.fromkeys(row["lender"] for row in sheets["instruments"] if row["lender"])
    sheets["lenders"] = [
        row
        for lender in used
        for row in d.by_year({"lender": lender}, 0.1, lambda: {"room_usd_billion": d.uniform(0.5, 8)})
    ]
    sheets["vehicles"], sheets["vehicle_pools"], sheets["tranches"] = [], [], []
    lent = [row["instrument"] for row in sheets["instruments"] if row["lender"]]
    others = [row["instrument"] for row in sheets["instruments"] if not row["lender"]]
    for vehicle in ["clo", "cdo"][: d.whole(1, 2)]:
        sheets["vehicles"].append({"vehicle": vehicle, "management_fee_per_year": d.uniform(0, 0.005, 4)})
        pooled = list(dict.fromkeys([*d.some(lent), *(d.some(others, 1) if d.chance(0.3) else [])]))
        for instrument in pooled:
            row = {"vehicle": vehicle, "instrument": instrument, "max_share_fraction": d.uniform(0.3, 1)}
            mix = d.uniform(0.5, 1) if len(pooled) > 1 and d.chance(0.5) else None
            sheets["vehicle_pools"].append(row | {"max_pool_fraction": mix})
        tranches(d, sheets, vehicle)


def tranches(d: Layer, sheets: Sheets, vehicle: str) -> None:
    """Draw one to three tranches, each dearer and attached lower than the one before, the last at nothing."""
    count, rate, attaches = d.whole(1, 3), d.rate(0.042, 0.05), d.uniform(0.2, 0.45)
    for n in range(1, count + 1):
        junior, name = n == count, f"{vehicle}_{n}"
        shared = d.chance(0.25)
        where = d.pick(row["market"] for row in sheets["instruments"]) if shared else name
        covers = [round(1 + d.uniform(0, 0.15), 3)] + ([] if junior else [None])
        terms = {
            "vehicle": vehicle,
            "tranche": name,
            "seniority": n,
            "market": where,
            "rate_per_year": rate,
            "attachment_fraction": 0 if junior else attaches,
            "min_interest_coverage": d.pick([1.0, *covers] if junior else covers),
            "tenor_years": d.pick([0.75, 1.5, 5]),
            "structuring_fee_fraction": d.pick([0, d.uniform(0.0005, 0.01, 4)]),
        }
        noncall = d.pick([None, None, 0.25, 0.5, terms["tenor_years"]])
        sheets["tranches"].append(terms | {"noncall_years": noncall})
        sheets["market_limits"] += [] if shared else market(d, where)
        rate, attaches = round(rate + d.uniform(0.002, 0.02, 4), 4), round(attaches * d.uniform(0.3, 0.8), 3)


PARTS = (tax_credits, supply, hosting, loans, ratings, lenders, vintages)


def credit_sheets(rng: np.random.Generator, settings: Settings, base: Sheets) -> Sheets:
    """Give the sheets of a random credit layer on a base: new ones whole, those of the base where it adds to them."""
    d = Layer(rng, settings, base)
    touched = ("sources", "sponsors", "instruments", "instrument_use", "market_limits")
    sheets: Sheets = {name: copy.deepcopy(base[name]) for name in touched}
    for part in PARTS:
        part(d, sheets)
    return {name: rows for name, rows in sheets.items() if rows}


def credit_case(seed: int) -> tuple[Settings, Sheets]:
    """Give the settings and sheets of the case of a seed, the same every time."""
    rng = np.random.default_rng(seed)
    settings, base = small_case(rng)
    settings["money"]["end_value"] = ["book", "lender"][seed % 2]
    return settings, base | credit_sheets(rng, settings, base)


def write_credit(folder: Path, seed: int) -> None:
    """Write the case of a seed."""
    write_sheets(folder, *credit_case(seed))


def write_credit_variant(folder: Path, seed: int) -> None:
    """Write the case that `variants` draws for a seed, with a credit layer, where load may go unserved."""
    write_variant(folder, seed)
    settings, base = read_settings(folder), read_sheets(folder)
    settings["target"]["policy"] = "priced"
    settings["money"]["end_value"] = ["book", "lender"][seed % 2]
    write_sheets(folder, settings, base | credit_sheets(np.random.default_rng(seed), settings, base))


def write_sheets(folder: Path, settings: Settings, sheets: Sheets) -> None:
    """Write settings and sheets as a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(folder, settings)
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        write_rows(folder / f"{name}.csv", rows, columns)
