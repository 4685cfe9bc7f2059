"""The oracle: the mathematics of the design's parts 2 and 3 as one direct linear program, without Pyomo.

Written from that text alone, by another hand than the planner's, and sharing no line with it; each rule
quotes the design's words. `solve(folder, hours_per_block=24, funding=False)` reads a folder and solves it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import pandas as pd
import yaml
from scipy.sparse import coo_matrix

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INF = highspy.kHighsInf
H = 0.25  # a period, in years
HOURS = 8766 / 4  # in a period
NATION = ""  # the region of what is national, and the class of what stands on a sponsor's own credit
NUMBERS = ("_gw", "_year", "_years", "_months", "_kw", "_mwh", "_mmbtu", "_fraction", "_billion", "_hours")
Terms = list[tuple[float, int]]  # coefficient, column


def q(rate: float) -> float:
    """Give a yearly rate per period."""
    return (1 + rate) ** H - 1


def quarter(text: str) -> int:
    """Count 2026Q1 in quarters."""
    return 4 * int(text[:4]) + int(text[5:]) - 1


def by_name(keys: Any, numbers: Any) -> dict[str, dict[Any, float]]:
    found: dict[str, dict[Any, float]] = defaultdict(dict)
    for (name, *index), number in zip(keys, list(numbers), strict=False):
        found[name][tuple(index)] = number
    return dict(found)


@dataclass(frozen=True)
class Reference:
    """A solved program: values of columns and raw duals of rows, by name and then by index."""

    objective: float
    status: str
    values: dict[str, dict[Any, float]]
    duals: dict[str, dict[Any, float]]
    seconds: float


class Program:
    """Named columns and rows, solved by one passModel."""

    def __init__(self) -> None:
        self.column: dict[tuple, int] = {}
        self.lower, self.upper, self.cost = [], [], []
        self.names, self.least, self.most, self.entries = [], [], [], []

    def __getitem__(self, key: tuple) -> int:
        return self.column[key]

    def var(self, *key: Any, lower: float = 0.0, upper: float = INF, cost: float = 0.0) -> int:
        self.column[key] = len(self.cost)
        self.lower.append(lower), self.upper.append(upper), self.cost.append(cost)
        return self.column[key]

    def maybe(self, coefficient: float, *key: Any) -> Terms:
        """Give the term, or nothing where the column does not exist (an order that cannot arrive)."""
        return [(coefficient, self.column[key])] if key in self.column else []

    def row(self, *name: Any, terms: Terms, least: float = -INF, most: float = INF) -> None:
        self.entries += [(coefficient, len(self.names), column) for coefficient, column in terms]
        self.names.append(name), self.least.append(least), self.most.append(most)

    def define(self, *key: Any, terms: Terms, lower: float = 0.0) -> None:
        """Make a column equal to a sum of others: a ledger."""
        self.row(*key, terms=[*terms, (-1.0, self.var(*key, lower=lower))], least=0, most=0)

    def pay(self, amount: float, *key: Any) -> None:
        self.cost[self.column[key]] += amount

    def solve(self, options: dict[str, Any]) -> Reference:
        lp, highs = highspy.HighsLp(), highspy.Highs()
        lp.num_row_, lp.num_col_ = shape = len(self.names), len(self.cost)
        coefficients, rows, columns = zip(*self.entries, strict=True)
        matrix = coo_matrix((coefficients, (rows, columns)), shape=shape).tocsc()
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
        lp.a_matrix_.value_, lp.a_matrix_.format_ = matrix.data, highspy.MatrixFormat.kColwise
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = map(np.array, (self.cost, self.lower, self.upper))
        lp.row_lower_, lp.row_upper_ = np.array(self.least, float), np.array(self.most, float)
        for option, value in options.items():
            highs.setOptionValue(option, value)
        highs.passModel(lp)
        highs.run()
        status = highs.modelStatusToString(highs.getModelStatus())
        objective = highs.getInfo().objective_function_value if status == "Optimal" else math.nan
        values = by_name(self.column, highs.getSolution().col_value)
        duals = by_name(self.names, highs.getSolution().row_dual)
        return Reference(objective, status, values, duals, highs.getRunTime())


class Asset:
    """A source or a compute asset, with its calendar; capex and fixed cost in USD billion per GW."""

    def __init__(self, case: Case, row: dict[str, Any]) -> None:
        power = "source" in row
        self.row, self.name = row, row["source" if power else "asset"]
        self.asset_class = "power" if power else row["kind"]
        # USD per kW is USD million per GW
        self.capex = row["capex_usd_per_kw"] / 1e3 if power else row["capex_usd_billion_per_gw"]
        yearly = "fixed_om_usd_per_kw_year" if power else "fixed_om_usd_billion_per_gw_year"
        self.fixed = row[yearly] / (1e3 if power else 1)
        self.life, self.lead = round(row["life_years"] / H), math.ceil(row["lead_months"] / 3)  # N, L
        # orders that would arrive after the horizon, or before first_delivery, do not exist
        first = quarter(row["first_delivery"]) - case.start if row.get("first_delivery") else 0
        self.orders = range(max(0, first - self.lead), max(0, case.T - self.lead))
        self.owners = [r["sponsor"] for r in case.rows("owners") if r["asset"] == self.name]
        self.regions = [NATION] if row["kind"] == "chips" else list(case.regions)  # chips are national
        self.milestones: dict[int, float] = defaultdict(float)  # periods after the order -> fraction
        for r in case.rows("spend_profiles"):
            if r["spend_profile"] == row["spend_profile"]:
                when = math.floor(r["progress_fraction"] * self.lead + 0.5 + 1e-9)
                self.milestones[when] += r["spend_fraction"]

    def standing(self, age: int) -> int:
        """Count the standing periods of an order this old, to the end of the period."""
        return age - self.lead + 1

    def book(self, age: int) -> float:
        """Cost spent so far while building; after n standing periods max(0, 1 - n / N) of cost."""
        if self.standing(age) < 1:
            return sum(part for when, part in self.milestones.items() if when <= age)
        return max(0.0, 1 - self.standing(age) / self.life)


class Case:
    """The sheets, and the numbers that follow from them by the calendar."""

    def __init__(self, folder: Path, edit: Callable | None, overrides: dict[str, Any]) -> None:
        sheets = {path.stem: read(path) for path in sorted(folder.glob("*.csv"))}
        if edit:
            sheets = edit(sheets) or sheets
        objects = {name: frame.astype(object) for name, frame in sheets.items()}  # blank as None
        self.records = {name: x.where(x.notna(), None).to_dict("records") for name, x in objects.items()}
        given = yaml.safe_load((folder / "case.yaml").read_text())
        self.settings = {"price_usd_per_tonne": 0.0, "funding": given.pop("funding", True)}
        for part in [part for part in given.values() if isinstance(part, dict)] + [overrides]:
            if part is overrides and (unknown := set(part) - set(self.settings)):
                raise KeyError(f"no such setting: {sorted(unknown)}")
            self.settings |= part
        self.start, self.block = quarter(self["start"]), self["hours_per_block"]
        self.T = quarter(self["end"]) - self.start + 1
        self.periods = range(self.T)
        self.discount = [(1 + self["benchmark_rate_per_year"]) ** -(H * (t + 1)) for t in self.periods]
        self.regions, self.sponsors = self.table("regions", "region"), self.table("sponsors", "sponsor")
        self.days = {row["day"]: row["share_of_days_fraction"] for row in self.rows("days")}
        self.slots = list(product(self.days, range(24 // self.block)))
        self.takers = list(dict.fromkeys(row["sponsor"] for row in self.rows("demand")))
        assets = [Asset(self, row) for row in self.rows("sources") + self.rows("compute")]
        self.assets = {asset.name: asset for asset in assets}

    def __getitem__(self, setting: str) -> Any:
        return self.settings[setting]

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        return self.records.get(sheet, [])

    def table(self, sheet: str, key: str) -> dict[str, dict[str, Any]]:
        return {row[key]: row for row in self.rows(sheet)}

    def owned(self, asset_class: str | None = None, by: str | None = None) -> list[tuple[Asset, str]]:
        pairs = [(asset, owner) for asset in self.assets.values() for owner in asset.owners]
        return [(a, j) for a, j in pairs if asset_class in (None, a.asset_class) and by in (None, j)]

    def level(self, t: int, dollar_year: float | None = None) -> float:
        """Carry money to nominal dollars by (1 + inflation) ** (start_of_t - dollar_year)."""
        years = (self.start + t) / 4 - (dollar_year or self["dollar_year"])  # else in the case's dollar year
        return (1 + self["inflation_per_year"]) ** years

    def yearly(self, sheet: str, value: str, *keys: str) -> Callable[..., float | None]:
        """Hold a column from the start of its year until the next row; before the first row, None."""
        series: dict[tuple, list] = defaultdict(list)
        for row in self.rows(sheet):
            series[tuple(row[key] for key in keys)].append((row["year"], row[value]))

        def at(t: int, *index: Any) -> float | None:
            known = [pair for pair in series[index] if pair[0] <= (self.start + t) // 4]
            return max(known)[1] if known else None

        return at

    def need(self, j: str, t: int) -> float:
        """Need less committed, never below zero: year-end levels joined by straight lines, flat beyond."""

        def line(sheet: str, value: str) -> float:  # taken at the end of the period
            points = sorted((row["year"] + 1, row[value]) for row in self.rows(sheet) if row["sponsor"] == j)
            return float(np.interp((self.start + t + 1) / 4, *zip(*points, strict=True))) if points else 0.0

        return max(0.0, line("demand", "need_gw") - line("committed", "supply_gw"))

    def cost(self, asset: Asset, o: int) -> float:
        """Price one GW's capex at the level of the start of the order period."""
        return asset.capex * self.level(o, asset.row["dollar_year"])


def read(path: Path) -> pd.DataFrame:
    """Read a sheet, blank as NaN; what is not a number by its name is text."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    plain = {"year", "quarter", "step", "min_dscr", "use_per_gw", *(f"h{n:02d}" for n in range(24))}
    return frame.astype({c: float for c in frame if c in plain or c.endswith(NUMBERS)})


def capacity(lp: Program, case: Case) -> None:
    """Standing[t] = Standing[t-1] + Ordered[t-L] - Ordered[t-L-N]; the spending and the books of orders."""
    for asset, j in case.owned():
        a, lead, life = asset.name, asset.lead, asset.life
        for o in asset.orders:  # the country's orders, so that the rows of money stay short
            lp.define("Orders", a, j, o, terms=[(1.0, lp.var("Ordered", a, j, r, o)) for r in asset.regions])
        for t in case.periods:
            for r in asset.regions:
                before, arrived = (
                    lp.maybe(1, "Standing", a, j, r, t - 1),
                    lp.maybe(1, "Ordered", a, j, r, t - lead),
                )
                retired = lp.maybe(-1.0, "Ordered", a, j, r, t - lead - life)
                lp.define("Standing", a, j, r, t, terms=before + arrived + retired)
            lp.define("Fleet", a, j, t, terms=[(1.0, lp["Standing", a, j, r, t]) for r in asset.regions])
    for j, t in product(case.sponsors, case.periods):
        capex, book = [], []
        for a, o in [(x, o) for x, _ in case.owned(by=j) for o in x.orders if o <= t]:
            cost, orders = case.cost(a, o), lp["Orders", a.name, j, o]
            capex += [(cost * a.milestones[t - o], orders)] if t - o in a.milestones else []
            book += [(cost * a.book(t - o), orders)] if a.book(t - o) else []
        lp.define("Capex", j, t, terms=capex)
        lp.define("Book", j, t, terms=book)


def limits(lp: Program, case: Case) -> None:
    """Supply pools: sum(use * Ordered that arrives in t) <= limit / 4. Site limits cap Standing."""
    limit, pools = case.yearly("supply_limits", "limit_gw_per_year", "supply_pool"), defaultdict(list)
    for row in case.rows("supply_use"):
        asset = case.assets[row["asset"]]
        pools[row["supply_pool"]] += [(row["use_per_gw"], asset, j) for j in asset.owners]
    for (pool, uses), t in product(pools.items(), case.periods):
        terms = [term for use, a, j in uses for term in lp.maybe(use, "Orders", a.name, j, t - a.lead)]
        lp.row("supply", pool, t, terms=terms, most=(limit(t, pool) or 0.0) / 4)
    for row, t in product(case.rows("site_limits"), case.periods):
        a, r = row["asset"], row["region"]  # blank region = all regions together
        keys = [("Standing", a, j, r, t) if r else ("Fleet", a, j, t) for j in case.assets[a].owners]
        lp.row("site", a, r, t, terms=[(1.0, lp[key]) for key in keys], most=row["limit_gw"])


def load(lp: Program, case: Case) -> None:
    """sum_r Served + Unserved == need; Served <= shells standing; sum_r Served <= chips of all vendors."""
    close = quarter(case["close_by"]) - case.start if case["policy"] == "required" else case.T
    for j, t in product(case.takers, case.periods):
        for r in case.regions:
            shells = [(-1.0, lp["Standing", a.name, j, r, t]) for a, _ in case.owned("shell", j)]
            lp.row("shells", j, r, t, terms=[*shells, (1.0, lp.var("Served", j, r, t))], most=0)
        lp.define("Carried", j, t, terms=[(1.0, lp["Served", j, r, t]) for r in case.regions])
        chips = [(-1.0, lp["Fleet", a.name, j, t]) for a, _ in case.owned("chips", j)]
        lp.row("chips", j, t, terms=[*chips, (1.0, lp["Carried", j, t])], most=0)
        # required also forbids unserved load from the period close_by on
        value = case.sponsors[j]["value_of_service_usd_billion_per_gw_year"] * case.level(t) * H
        unserved = lp.var("Unserved", j, t, upper=INF if t < close else 0.0, cost=case.discount[t] * value)
        need = case.need(j, t)
        lp.row("need", j, t, terms=[(1.0, lp["Carried", j, t]), (1.0, unserved)], least=need, most=need)


def regions(lp: Program, case: Case) -> None:
    """share_min * total <= sum_j Served <= share_max * total; firm credit >= (1 + margin) * sum_j Served."""
    reserve = 1 + case["planning_reserve_margin_fraction"]
    for t in case.periods:
        lp.define("Load", NATION, t, terms=[(1.0, lp["Carried", j, t]) for j in case.takers])
        for r, region in case.regions.items():
            lp.define("Load", r, t, terms=[(1.0, lp["Served", j, r, t]) for j in case.takers])
            here, total = lp["Load", r, t], lp["Load", NATION, t]
            lp.row("least", r, t, terms=[(1, here), (-region["siting_share_min_fraction"], total)], least=0)
            lp.row("share", r, t, terms=[(1, here), (-region["siting_share_max_fraction"], total)], most=0)
            standing = [(a.row["firm_credit_fraction"], a.name, j) for a, j in case.owned("power")]
            firm = [(credit, lp["Standing", s, j, r, t]) for credit, s, j in standing]
            lp.row("adequacy", r, t, terms=[*firm, (-reserve, here)], least=0)


def dispatch(lp: Program, case: Case) -> None:
    """Output <= availability * profile * Standing; sum Output - sum Charge == sum_j Served."""
    shapes = {
        (row["profile"], row["region"], row["quarter"], row["day"]): [row[f"h{n:02d}"] for n in range(24)]
        for row in case.rows("profiles")
    }
    shares = {(d, b): case.days[d] * case.block / 24 for d, b in case.slots}  # of the period's hours
    for r, t in product(case.regions, case.periods):
        balance: dict[tuple, Terms] = {slot: [(-1.0, lp["Load", r, t])] for slot in case.slots}
        for asset, owner in case.owned("power"):
            row, key, stands = asset.row, (asset.name, r, t), lp["Standing", asset.name, owner, r, t]
            for d, b in case.slots:  # a block's profile is the mean of its hours, for the calendar quarter
                shape = (
                    shapes[row["profile"], r, (case.start + t) % 4 + 1, d] if row["profile"] else np.ones(24)
                )
                usable = row["availability_fraction"] * float(np.mean(shape[b * case.block :][: case.block]))
                out = lp.var("Output", *key, d, b)
                lp.row("output", *key, d, b, terms=[(1.0, out), (-usable, stands)], most=0)
                balance[d, b].append((1.0, out))
            lp.define("MeanOutput", *key, terms=[(shares[s], lp["Output", *key, *s]) for s in case.slots])
            if row["kind"] == "storage":
                storage(lp, case, row, key, stands)
                lp.define("MeanCharge", *key, terms=[(shares[s], lp["Charge", *key, *s]) for s in case.slots])
                for slot in case.slots:
                    balance[slot].append((-1.0, lp["Charge", *key, *slot]))
        for slot, terms in balance.items():
            lp.row("balance", r, t, *slot, terms=terms, least=0, most=0)


def storage(lp: Program, case: Case, row: dict[str, Any], key: tuple, stands: int) -> None:
    """Level[b] == Level[b-1] + hours_per_block * (sqrt(eff) * Charge - Output / sqrt(eff))."""
    root, blocks = math.sqrt(row["round_trip_efficiency_fraction"]), 24 // case.block
    for slot in case.slots:
        charge, level = lp.var("Charge", *key, *slot), lp.var("Level", *key, *slot)
        lp.row("charge", *key, *slot, terms=[(1.0, charge), (-row["availability_fraction"], stands)], most=0)
        lp.row("level", *key, *slot, terms=[(1.0, level), (-row["duration_hours"], stands)], most=0)
    for d, b in case.slots:  # block 0 following the last
        now, before = lp["Level", *key, d, b], lp["Level", *key, d, (b - 1) % blocks]
        charge, out = lp["Charge", *key, d, b], lp["Output", *key, d, b]
        terms = [(1.0, now), (-1.0, before), (-case.block * root, charge), (case.block / root, out)]
        lp.row("day", *key, d, b, terms=terms, least=0, most=0)


def running(lp: Program, case: Case) -> None:
    """Charge fixed costs on what stands; energy price, fuel, variable cost and emissions on Output."""
    price, fuels = (
        case.yearly("fuel_prices", "price_usd_per_mmbtu", "fuel", "region"),
        case.table("fuels", "fuel"),
    )
    for j, t in product(case.sponsors, case.periods):
        terms, lost = [], []
        for asset, _ in case.owned(by=j):
            row, fleet = asset.row, lp["Fleet", asset.name, j, t]
            terms.append((asset.fixed * case.level(t, row["dollar_year"]) * H, fleet))
            if row.get("relative_compute_fraction") is not None:  # blank = 1
                revenue = case.sponsors[j]["revenue_usd_billion_per_gw_year"] * case.level(t) * H
                lost.append(((1 - row["relative_compute_fraction"]) * revenue, fleet))
        for asset, r in product([asset for asset, _ in case.owned("power", j)], case.regions):
            row, heat = asset.row, asset.row["heat_rate_mmbtu_per_mwh"] or 0.0
            emitted = row["emissions_t_per_mwh"] or 0.0
            usd = row["energy_price_usd_per_mwh"] or 0.0
            if row["fuel"]:
                emitted += heat * fuels[row["fuel"]]["emissions_t_per_mmbtu"]
                usd += heat * price(t, row["fuel"], r)
            usd = (usd + emitted * case["price_usd_per_tonne"]) * case.level(t)
            usd += row["variable_om_usd_per_mwh"] * case.level(t, row["dollar_year"])
            terms.append((usd * HOURS / 1e6, lp["MeanOutput", asset.name, r, t]))
        lp.define("Running", j, t, terms=terms, lower=-INF)
        lp.define("Lost", j, t, terms=lost)
        for name in ("Capex", "Running", "Lost"):
            lp.pay(case.discount[t], name, j, t)
    for j in case.sponsors:
        lp.pay(-case.discount[-1], "Book", j, case.T - 1)


class Use:
    """An instrument in the hands of one sponsor, against one class."""

    def __init__(self, name: str, sponsor: str, asset_class: str, row: dict[str, Any]) -> None:
        self.key, self.row = (name, sponsor, asset_class), row
        self.sponsor, self.held = sponsor, (sponsor, asset_class)
        self.K, self.G = round(row["tenor_years"] / H), round((row["grace_years"] or 0.0) / H)
        self.q, self.repayment = q(row["rate_per_year"]), row["repayment"]

    def beta(self, n: int) -> float:
        """Give the balance of one unit after n periods."""
        if n >= self.K:  # 0 from the tenor on
            return 0.0
        if self.repayment == "bullet" or n <= self.G:  # 1 through the grace
            return 1.0
        done, rest = n - self.G, self.K - self.G
        if self.repayment == "straight" or self.q == 0:
            return 1 - done / rest
        growth = 1 + self.q  # a level annuity at the instrument's own rate over the rest
        return (growth**rest - growth**done) / (growth**rest - 1)

    def scheduled(self, n: int) -> float:
        """Interest and principal, interest alone for a bullet; service in the grace counts nothing."""
        principal = 0.0 if self.repayment == "bullet" else self.beta(n - 1) - self.beta(n)
        return self.q * self.beta(n - 1) + principal if self.G < n <= self.K else 0.0

    def unexpired(self, ago: int) -> float:
        """Give the part of a fee paid so many periods ago that is unexpired (nothing of a callable's)."""
        return 0.0 if self.repayment == "callable" else max(0.0, 1 - ago / self.K)


def debt(lp: Program, case: Case, use: Use) -> None:
    """Balance[t] == sum_o beta[t-o] * Issue[o]; a callable is repaid at par when the plan likes."""
    key, own = use.key, q(case.sponsors[use.sponsor]["equity_rate_per_year"])
    for t in case.periods:
        fee = case.discount[t] - case.discount[-1] * use.unexpired(case.T - 1 - t)
        issue = lp.var("Issue", *key, t, cost=fee * use.row["fee_fraction"])
        # (q(rate) - q(benchmark)) * Balance[t-1], less the same on the equity it replaces
        balance = lp.var(
            "Balance", *key, t, cost=(use.q - own) * case.discount[t + 1] if t < case.T - 1 else 0
        )
        if use.repayment == "callable":
            # Issue[t] <= Balance[t] <= Balance[t-1] + Issue[t]; Balance[t] <= issues younger than the tenor
            lp.row("not_at_once", *key, t, terms=[(1.0, issue), (-1.0, balance)], most=0)
            before = lp.maybe(1.0, "Balance", *key, t - 1)
            lp.row("called", *key, t, terms=[*before, (1.0, issue), (-1.0, balance)], least=0)
            young = [(-1.0, lp["Issue", *key, o]) for o in range(max(0, t - use.K + 1), t + 1)]
            lp.row("tenor", *key, t, terms=[*young, (1.0, balance)], most=0)
        else:
            issued = [(use.beta(t - o), lp["Issue", *key, o]) for o in range(max(0, t - use.K + 1), t + 1)]
            lp.row("repayment", *key, t, terms=[*issued, (-1.0, balance)], least=0, most=0)
        # q(rate) * Balance[t-1] + Balance[t-1] + Issue[t] - Balance[t]
        owed = [*lp.maybe(1 + use.q, "Balance", *key, t - 1), (1.0, issue), (-1.0, balance)]
        lp.define("Service", *key, t, terms=owed, lower=-INF)


def markets(lp: Program, case: Case, held: list[Use]) -> None:
    """sum_c Issue == sum_k Step; the market's steps <= limit / 4; a concession is lost at issue."""
    limit = case.yearly("market_limits", "issuance_limit_usd_billion_per_year", "market", "step")
    concession = case.yearly("market_limits", "concession_fraction", "market", "step")
    rooms = dict.fromkeys((row["market"], row["step"]) for row in case.rows("market_limits"))
    issuers = {use.key[:2]: use for use in held}
    for t in case.periods:
        sold: dict[tuple, Terms] = {room: [] for room in rooms}
        for (i, j), use in issuers.items():
            kept, steps, lost = case.discount[-1] * use.unexpired(case.T - 1 - t), [], []
            for market, k in [room for room in rooms if room[0] == use.row["market"]]:
                off = concession(t, market, k) or 0.0
                step = lp.var("Step", i, j, k, t, cost=off * (case.discount[t] - kept))
                steps.append((-1.0, step)), lost.append((off, step)), sold[market, k].append((1.0, step))
            issues = [(1.0, lp["Issue", *u.key, t]) for u in held if u.key[:2] == (i, j)]
            lp.row("steps", i, j, t, terms=issues + steps, least=0, most=0)
            lp.define("Concession", i, j, t, terms=lost)
        for room, terms in sold.items():
            lp.row("market", *room, t, terms=terms, most=(limit(t, *room) or 0.0) / 4)


def cash(lp: Program, case: Case, held: list[Use]) -> None:
    """Balance sources and uses of each sponsor and period; see that proceeds are used."""
    most, fee = (
        case.yearly("sponsor_cash", "cash_usd_billion_per_year", "sponsor"),
        case["equity_issue_fee_fraction"],
    )
    bench, keep = q(case["benchmark_rate_per_year"]), q(case["cash_yield_per_year"])
    for (j, sponsor), t in product(case.sponsors.items(), case.periods):
        own, limit = q(sponsor["equity_rate_per_year"]), sponsor["cash_limit_usd_billion"]
        charged = case.discount[t + 1] if t < case.T - 1 else 0.0  # equity and cash of t are charged in t + 1
        lp.pay(charged * (own - bench), "Book", j, t)
        now = lp.var(
            "Cash", j, t, upper=INF if limit is None else limit, cost=charged * (own - bench + bench - keep)
        )
        equity = lp.var("EquityIn", j, t, upper=(most(t, j) or 0.0) / 4, cost=case.discount[t] * fee)
        issues = [(1 - u.row["fee_fraction"], lp["Issue", *u.key, t]) for u in held if u.sponsor == j]
        issues += [
            (-1.0, lp["Concession", *ij, t]) for ij in dict.fromkeys(u.key[:2] for u in held) if ij[1] == j
        ]
        service = [(-1.0, lp["Service", *u.key, t]) for u in held if u.sponsor == j]
        tariff = case["power_tariff_usd_per_mwh"] * case.level(t) * HOURS / 1e6
        revenue = (sponsor["revenue_usd_billion_per_gw_year"] or 0.0) * case.level(t) * H
        trade = [*lp.maybe(revenue - tariff, "Carried", j, t)]
        trade += [(tariff * sign, column) for sign, column in sent_out(lp, case, j, t)]
        costs = [(-1.0, lp[name, j, t]) for name in ("Lost", "Running", "Capex")]
        held_before, out = lp.maybe(1 + keep, "Cash", j, t - 1), lp.var("PaidOut", j, t)
        terms = [*held_before, (1 - fee, equity), *issues, *trade, *costs, *service, (-1.0, out), (-1.0, now)]
        lp.row("cash", j, t, terms=terms, least=0, most=0)
        # issues - fees - concessions <= capex + debt service + cash[t]
        lp.row("proceeds", j, t, terms=[*issues, *service, (-1.0, lp["Capex", j, t]), (-1.0, now)], most=0)


def sent_out(lp: Program, case: Case, j: str, t: int) -> Terms:
    """Give the mean Output - Charge of a sponsor's own sources."""
    mine = [(asset.name, r) for asset, _ in case.owned("power", j) for r in case.regions]
    output = [(1.0, lp["MeanOutput", s, r, t]) for s, r in mine]
    return output + [term for s, r in mine for term in lp.maybe(-1.0, "MeanCharge", s, r, t)]


def lender_value(lp: Program, case: Case, held: tuple, t: int, fits: Callable[[int], bool]) -> Terms:
    """Cost spent while building, then the smaller of book value and `lender_value`, of what fits."""
    j, c = held
    curve = sorted(
        (r["age_years"], r["value_fraction"]) for r in case.rows("lender_value") if r["asset_class"] == c
    )
    terms = []
    for asset, o in [(a, o) for a, _ in case.owned(c, j) for o in a.orders if o <= t]:
        n, worth = asset.standing(t - o), asset.book(t - o)
        if n >= 1:  # straight lines, flat beyond the last age (zero after the life, as the book value is)
            worth = min(worth, float(np.interp(n * H, *zip(*curve, strict=True))))
        if worth and fits(n):
            terms.append((case.cost(asset, o) * worth, lp["Orders", asset.name, j, o]))
    return terms


def collateral(lp: Program, case: Case, held: list[Use]) -> None:
    """Advance ladder, by sponsor and class; and besides it the stage, instrument by instrument."""
    secured = [use for use in held if use.row["collateral"] == "secured"]
    for pair, t in product(dict.fromkeys(use.held for use in secured), case.periods):
        lp.define("LenderValue", *pair, t, terms=lender_value(lp, case, pair, t, lambda n: True))
        mine = [use for use in secured if use.held == pair]
        for f in sorted({use.row["advance_fraction"] for use in mine}):
            ahead = [(1.0, lp["Balance", *u.key, t]) for u in mine if u.row["advance_fraction"] <= f]
            lp.row("ladder", *pair, f, t, terms=[*ahead, (-f, lp["LenderValue", *pair, t])], most=0)
    for use, t in product([use for use in secured if use.row["stage"] != "any"], case.periods):
        seasoning, takeout = use.row["seasoning_years"] or 0.0, use.row["takeout_years"] or 0.0
        fits = {
            "operating": lambda n, least=seasoning: n >= 1 and n * H >= least - 1e-9,
            "construction": lambda n, most=takeout: n < 1 or n * H <= most + 1e-9,
        }[use.row["stage"]]
        worth = lender_value(lp, case, use.held, t, fits)
        against = [(-use.row["advance_fraction"] * value, column) for value, column in worth]
        lp.row("stage", *use.key, t, terms=[(1.0, lp["Balance", *use.key, t]), *against], most=0)


def coverage(lp: Program, case: Case, held: list[Use]) -> None:
    """sum(min_dscr * scheduled service) <= coverage cash flow / 4 * GW, over instruments with a min_dscr."""
    flow = {row["asset_class"]: row["cash_flow_usd_billion_per_gw_year"] for row in case.rows("coverage")}
    tested = [use for use in held if use.row["min_dscr"] is not None]
    for (j, c), t in product(dict.fromkeys(use.held for use in tested), case.periods):
        service: Terms = []
        for use in [use for use in tested if use.held == (j, c)]:
            if use.repayment == "callable":  # interest alone
                found = [(use.q, column) for _, column in past_grace(lp, use, t)]
            else:
                found = [(use.scheduled(t - o), lp["Issue", *use.key, o]) for o in range(t)]
            service += [(use.row["min_dscr"] * amount, column) for amount, column in found if amount]
        # the sponsor's own load served; for the power class the mean Output - Charge of its own sources
        served = sent_out(lp, case, j, t) if c == "power" else lp.maybe(1.0, "Carried", j, t)
        against = [(-flow[c] * case.level(t) * H * sign, column) for sign, column in served]
        lp.row("coverage", j, c, t, terms=service + against, most=0)


def past_grace(lp: Program, use: Use, t: int) -> Terms:
    """Give a callable's Balance[t-1] past its grace: oldest issues are repaid first, so never below zero."""
    if t == 0 or use.G == 0:
        return lp.maybe(1.0, "Balance", *use.key, t - 1)
    ripe = [(1.0, lp.var("Ripe", *use.key, t))]
    young = [(1.0, lp["Issue", *use.key, o]) for o in range(max(0, t - use.G), t)]
    lp.row("ripe", *use.key, t, terms=[*ripe, (-1.0, lp["Balance", *use.key, t - 1]), *young], least=0)
    return ripe


def credit(lp: Program, case: Case, held: list[Use]) -> None:
    """Corporate limit on unsecured balances; equity >= floor * (book value + cash)."""
    for (j, sponsor), t in product(case.sponsors.items(), case.periods):
        mine = [(lp["Balance", *use.key, t], use.row["collateral"]) for use in held if use.sponsor == j]
        unsecured = [(1.0, balance) for balance, kind in mine if kind == "unsecured"]
        lp.row("corporate", j, t, terms=unsecured, most=sponsor["corporate_debt_limit_usd_billion"])
        assets = [(1 - sponsor["equity_floor_fraction"], lp[name, j, t]) for name in ("Book", "Cash")]
        lp.row("floor", j, t, terms=[*assets, *((-1.0, balance) for balance, _ in mine)], least=0)


def solve(
    folder: Path, edit: Callable | None = None, options: dict | None = None, **overrides: Any
) -> Reference:
    """Solve a case folder; `edit` may change the dict of sheets, `overrides` any setting of case.yaml."""
    case, lp = Case(folder, edit, overrides), Program()
    for rule in (capacity, limits, load, regions, dispatch, running):
        rule(lp, case)
    if case["funding"] not in (False, "off"):
        known = case.table("instruments", "instrument")
        rows = [
            (r["instrument"], r["sponsor"], r["asset_class"] or NATION) for r in case.rows("instrument_use")
        ]
        held = [Use(*row, known[row[0]]) for row in rows]
        for use in held:
            debt(lp, case, use)
        for rule in (markets, cash, collateral, coverage, credit):
            rule(lp, case, held)
    return lp.solve(
        {"output_flag": False, "solver": "ipm"} | (options or {})
    )  # ipm, then a basis by crossover
