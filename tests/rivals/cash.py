"""A spreadsheet of one plan: quarter by quarter, loan by loan, with a pencil and without an equation solved.

Of a case it reads the CSV files, of a plan what was decided: orders, load served, energy made, issues and the steps
they were placed in, equity put in, dividends, and what callable loans repay. All else follows in plain loops: every
loan has a balance that is carried forward, charged and repaid; every order a book value that is written down. No line
is shared with the planner, and no formula where a loop will do.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    Key = tuple[Any, ...]
    Amounts = dict[Key, float]


def quarters_of(text: str) -> int:
    return 4 * int(text[:4]) + int(text[5:]) - 1


def number(text: str | None) -> float:
    return float(text) if text else 0.0


def between(points: list[tuple[float, float]], x: float) -> float:
    """Straight lines between points, flat beyond them."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return y0 + (x - x0) / (x1 - x0) * (y1 - y0)
    return points[0][1] if x < points[0][0] else points[-1][1]


class Sheets:
    """The files of a case, as text, and the few numbers that every line of the spreadsheet needs."""

    def __init__(self, folder: Path) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {}
        for path in folder.glob("*.csv"):
            with path.open(newline="", encoding="utf-8") as file:
                self.rows[path.stem] = list(csv.DictReader(file))
        self.settings = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
        self.money = self.settings["money"]
        self.first = quarters_of(str(self.settings["calendar"]["start"]))
        self.periods = quarters_of(str(self.settings["calendar"]["end"])) - self.first + 1
        self.quarterly = {
            name: (1 + self.money[name]) ** 0.25 - 1 for name in self.money if "_per_year" in name
        }
        self.sponsors = {row["sponsor"]: row for row in self.rows["sponsors"]}
        self.instruments = {row["instrument"]: row for row in self.rows["instruments"]}
        self.owner = {row["asset"]: row["sponsor"] for row in self.rows["owners"]}

    def name(self, t: int) -> str:
        return f"{(self.first + t) // 4}Q{(self.first + t) % 4 + 1}"

    def prices(self, t: int, year: float | None = None) -> float:
        """A dollar of a year in dollars of the start of t."""
        base = self.money["dollar_year"] if year is None else year
        return (1 + self.money["inflation_per_year"]) ** ((self.first + t) / 4 - base)

    def in_force(self, sheet: str, column: str, t: int, **key: Any) -> float:
        """The last row not after the year of t."""
        begun = [
            (int(row["year"]), number(row[column]))
            for row in self.rows[sheet]
            if all(row[name] == str(value) for name, value in key.items())
            and int(row["year"]) <= (self.first + t) // 4
        ]
        return max(begun)[1] if begun else 0.0

    def rate(self, instrument: str) -> float:
        return (1 + number(self.instruments[instrument]["rate_per_year"])) ** 0.25 - 1


class Order:
    """One order from the day it is placed."""

    def __init__(self, sheets: Sheets, asset: str, sponsor: str, ordered: int, gw: float) -> None:
        rows = [r for r in sheets.rows["sources"] if r["source"] == asset]
        rows += [r for r in sheets.rows["compute"] if r["asset"] == asset]
        self.row, self.asset, self.sponsor, self.ordered, self.gw = rows[0], asset, sponsor, ordered, gw
        power = "source" in self.row
        self.kind = "power" if power else self.row["kind"]
        per_gw = (
            number(self.row["capex_usd_per_kw"]) / 1000
            if power
            else number(self.row["capex_usd_billion_per_gw"])
        )
        year = number(self.row["dollar_year"])
        self.cost = gw * per_gw * sheets.prices(ordered, year)
        yearly = (
            number(self.row["fixed_om_usd_per_kw_year"]) / 1000
            if power
            else number(self.row["fixed_om_usd_billion_per_gw_year"])
        )
        self.upkeep = [gw * yearly / 4 * sheets.prices(t, year) for t in range(sheets.periods)]
        lead = 0
        while 3 * lead < number(self.row["lead_months"]):
            lead += 1
        self.arrives, self.life = ordered + lead, round(4 * number(self.row["life_years"]))
        self.paid: dict[int, float] = defaultdict(float)
        for milestone in sheets.rows["spend_profiles"]:
            if milestone["spend_profile"] == self.row["spend_profile"]:
                when = int(number(milestone["progress_fraction"]) * lead + 0.5 + 1e-9)
                self.paid[ordered + when] += number(milestone["spend_fraction"]) * self.cost
        self.curve = sorted(
            (number(r["age_years"]), number(r["value_fraction"]))
            for r in sheets.rows["lender_value"]
            if r["asset_class"] == self.kind
        )

    def stands(self, t: int) -> bool:
        return self.arrives <= t < self.arrives + self.life

    def quarters_stood(self, t: int) -> int:
        return t - self.arrives + 1

    def book(self, t: int) -> float:
        """Spent so far; once it stands, written down by an equal amount each quarter."""
        if t < self.arrives:
            return sum(amount for when, amount in self.paid.items() if when <= t)
        left = self.cost
        for _ in range(min(self.quarters_stood(t), self.life)):
            left -= self.cost / self.life
        return left

    def lender_value(self, t: int) -> float:
        if t < self.arrives:
            return self.book(t)
        return min(self.book(t), self.cost * between(self.curve, self.quarters_stood(t) / 4))


class Loan:
    """One issue from the day it is issued: what it owes, what it pays, and what of that was scheduled."""

    def __init__(self, sheets: Sheets, key: Key, issued_in: int, amount: float) -> None:
        self.row, self.key, self.issued_in, self.amount = sheets.instruments[key[0]], key, issued_in, amount
        self.rate, self.owed = sheets.rate(key[0]), amount
        self.tenor = round(4 * number(self.row["tenor_years"]))
        self.grace = round(4 * number(self.row["grace_years"])) if self.row["grace_years"] else 0
        self.payment = 0.0

    def age(self, t: int) -> int:
        return t - self.issued_in

    def due(self, t: int) -> float:
        """Principal that the schedule asks for at the end of t."""
        kind, age = self.row["repayment"], self.age(t)
        if kind == "bullet":
            return self.owed if age == self.tenor else 0.0
        if kind == "callable" or not self.grace < age <= self.tenor:
            return 0.0
        if age == self.tenor:
            return self.owed
        left = self.tenor - self.grace
        if kind == "straight":
            return self.amount / left
        if not self.payment:  # the level payment whose present value is what is owed
            worth = sum((1 + self.rate) ** -n for n in range(1, left + 1))
            self.payment = self.owed / worth
        return self.payment - self.rate * self.owed

    def scheduled_service(self, t: int) -> float:
        """What coverage counts, before the principal of t is paid."""
        if self.age(t) <= self.grace or self.age(t) > self.tenor:
            return 0.0
        interest = self.rate * self.owed
        return interest if self.row["repayment"] in ("bullet", "callable") else interest + self.due(t)


class Spreadsheet:
    """Every line of every sponsor, by (name..., period)."""

    def __init__(self, folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
        self.sheets, self.tables = Sheets(folder), tables
        self.number = {self.sheets.name(t): t for t in range(self.sheets.periods)}
        self.orders = [
            Order(self.sheets, row["asset"], row["sponsor"], self.number[row["ordered"]], row["ordered_gw"])
            for row in tables["orders"].to_dict("records")
        ]
        self.debt: dict[str, Amounts] = {
            name: defaultdict(float) for name in ("interest", "principal", "balance")
        }
        self.lines: Amounts = defaultdict(float)
        self.served: Amounts = defaultdict(float)
        self.sold: Amounts = defaultdict(float)
        self.limit: Amounts = {}
        self.used: Amounts = {}
        self.loans: list[Loan] = []
        self.due: Amounts = defaultdict(float)
        self.cash: Amounts = defaultdict(float)
        self.book: Amounts = defaultdict(float)
        self.present_value = 0.0
        self.operate()
        for t in range(self.sheets.periods):
            self.build(t)
            self.borrow(t)
            for sponsor in self.sheets.sponsors:
                self.balance(sponsor, t)
                self.covenants(sponsor, t)
        self.value()

    def decided(self, table: str, amount: str, *key: str) -> Iterator[tuple[Key, int, float]]:
        """A decision of the plan: its key, its period, its amount."""
        for row in self.tables[table].to_dict("records"):
            yield tuple(row[name] for name in key), self.number[row["period"]], row[amount]

    def operate(self) -> None:
        """Revenue and tariff on load; energy, fuel, variable cost and emissions of plants."""
        sheets, tariff = self.sheets, self.sheets.money["power_tariff_usd_per_mwh"]
        for (sponsor, _), t, gw in self.decided("load", "served_gw", "sponsor", "region"):
            self.served[sponsor, t] += gw
            revenue = number(sheets.sponsors[sponsor]["revenue_usd_billion_per_gw_year"])
            self.lines["revenue", sponsor, t] += gw * revenue / 4 * sheets.prices(t)
            self.lines["tariff_paid", sponsor, t] += gw * 8766 / 4 * tariff / 1e6 * sheets.prices(t)
        sources = {row["source"]: row for row in sheets.rows["sources"]}
        emitted = {row["fuel"]: number(row["emissions_t_per_mmbtu"]) for row in sheets.rows["fuels"]}
        charged = {(*k, t): gwh for k, t, gwh in self.decided("energy", "charge_gwh", "source", "region")}
        for (name, region), t, gwh in self.decided("energy", "output_gwh", "source", "region"):
            row, owner, level = sources[name], sheets.owner[name], sheets.prices(t)
            heat, fuel = number(row["heat_rate_mmbtu_per_mwh"]), row["fuel"]
            net = gwh - charged[name, region, t]
            self.sold[owner, t] += net / (8766 / 4)
            self.lines["tariff_received", owner, t] += net * tariff / 1e6 * level
            self.lines["energy", owner, t] += gwh * number(row["energy_price_usd_per_mwh"]) / 1e6 * level
            own = sheets.prices(t, number(row["dollar_year"]))
            self.lines["variable_om", owner, t] += gwh * number(row["variable_om_usd_per_mwh"]) / 1e6 * own
            tonnes = number(row["emissions_t_per_mwh"]) + (heat * emitted[fuel] if fuel else 0.0)
            price = sheets.settings.get("emissions", {}).get("price_usd_per_tonne", 0.0)
            self.lines["emissions", owner, t] += gwh * tonnes * price / 1e6 * level
            if fuel:
                price = sheets.in_force("fuel_prices", "price_usd_per_mmbtu", t, fuel=fuel, region=region)
                self.lines["fuel", owner, t] += gwh * heat * price / 1e6 * level

    def build(self, t: int) -> None:
        """Milestones, upkeep and lost compute of every order, and its book value."""
        for order in self.orders:
            if order.ordered > t:
                continue
            sponsor = order.sponsor
            self.lines["capex", sponsor, t] += order.paid.get(t, 0.0)
            self.book[sponsor, t] += order.book(t)
            if order.stands(t):
                self.lines["fixed_om", sponsor, t] += order.upkeep[t]
                weaker = 1 - number(order.row.get("relative_compute_fraction") or "1")
                revenue = number(self.sheets.sponsors[sponsor]["revenue_usd_billion_per_gw_year"])
                self.lines["lost_compute", sponsor, t] += (
                    weaker * order.gw * revenue / 4 * self.sheets.prices(t)
                )

    def borrow(self, t: int) -> None:
        """Charge every loan, repay what is due, the oldest of a callable first, and issue what is issued."""
        names = ("instrument", "sponsor", "asset_class")
        called = {
            key: paid for key, at, paid in self.decided("debt", "principal_usd_billion", *names) if at == t
        }
        for loan in self.loans:  # in order of issue
            interest, service, paid = loan.rate * loan.owed, loan.scheduled_service(t), loan.due(t)
            if loan.row["repayment"] == "callable":
                paid = min(called.get(loan.key, 0.0), loan.owed)
                called[loan.key] = called.get(loan.key, 0.0) - paid
                if loan.age(t) >= loan.tenor and loan.owed - paid > 1e-6:
                    raise ValueError(f"{loan.key} owes {loan.owed - paid} beyond its tenor in {t}")
            loan.owed -= paid
            self.due[loan.key[1], loan.key[2], t] += number(loan.row["min_dscr"]) * service
            self.debt["interest"][*loan.key, t] += interest
            self.debt["principal"][*loan.key, t] += paid
            self.lines["interest", loan.key[1], t] += interest
            self.lines["principal", loan.key[1], t] += paid
        for key, at, amount in self.decided("issuance", "issued_usd_billion", *names):
            if at == t:
                self.loans.append(Loan(self.sheets, key, t, amount))
                self.lines["debt_issued", key[1], t] += amount
                self.lines["issue_fees", key[1], t] += number(self.loans[-1].row["fee_fraction"]) * amount
        placed = self.decided("placement", "placed_usd_billion", "market", "step", "instrument", "sponsor")
        for (market, step, _, sponsor), at, amount in placed:
            if at == t:
                off = self.sheets.in_force(
                    "market_limits", "concession_fraction", t, market=market, step=step
                )
                self.lines["concessions", sponsor, t] += off * amount
        for loan in self.loans:
            self.debt["balance"][*loan.key, t] += loan.owed

    def balance(self, sponsor: str, t: int) -> None:
        """What is left in the purse."""
        decided = self.tables["cash"]
        decided = decided[(decided["sponsor"] == sponsor) & (decided["period"] == self.sheets.name(t))]
        chosen = decided.groupby("line")["usd_billion"].sum().to_dict()
        before = self.cash[sponsor, t - 1]
        put_in = chosen.get("equity_in", 0.0)
        self.lines["cash_brought_forward", sponsor, t] = before
        self.lines["interest_on_cash", sponsor, t] = self.sheets.quarterly["cash_yield_per_year"] * before
        self.lines["equity_in", sponsor, t] = put_in
        self.lines["equity_fees", sponsor, t] = self.sheets.money["equity_issue_fee_fraction"] * put_in
        self.lines["paid_out", sponsor, t] = chosen.get("paid_out", 0.0)
        sources = ("cash_brought_forward", "interest_on_cash", "equity_in", "debt_issued", "revenue")
        uses = (
            "equity_fees",
            "issue_fees",
            "concessions",
            "lost_compute",
            "tariff_paid",
            "fixed_om",
            "energy",
        )
        uses += ("fuel", "variable_om", "emissions", "capex", "interest", "principal", "paid_out")
        came = sum(self.lines[line, sponsor, t] for line in (*sources, "tariff_received"))
        self.cash[sponsor, t] = came - sum(self.lines[line, sponsor, t] for line in uses)
        self.lines["cash_carried_forward", sponsor, t] = self.cash[sponsor, t]

    def owed(self, sponsor: str, t: int, **such: Any) -> float:
        """Debt of a sponsor whose loans have these cells, `asset_class` among them."""
        return sum(
            loan.owed
            for loan in self.loans
            if loan.key[1] == sponsor
            and all((loan.row | {"asset_class": loan.key[2]})[name] == value for name, value in such.items())
        )

    def equity(self, sponsor: str, t: int) -> float:
        owed = sum(
            amount for (_, j, _, at), amount in self.debt["balance"].items() if (j, at) == (sponsor, t)
        )
        return self.book[sponsor, t] + self.cash[sponsor, t] - owed

    def covenants(self, sponsor: str, t: int) -> None:
        """Every limit that lenders set, and what is used of it."""
        sheets, row = self.sheets, self.sheets.sponsors[sponsor]
        uses = [
            (use["instrument"], use["asset_class"])
            for use in sheets.rows["instrument_use"]
            if use["sponsor"] == sponsor
        ]
        for asset_class in {held for _, held in uses}:
            mine = [sheets.instruments[name] for name, held in uses if held == asset_class]
            pledged = [
                o for o in self.orders if (o.sponsor, o.kind) == (sponsor, asset_class) and o.ordered <= t
            ]
            secured = [x for x in mine if x["collateral"] == "secured"]
            for step in {number(x["advance_fraction"]) for x in secured}:
                lent = [x["instrument"] for x in secured if number(x["advance_fraction"]) <= step]
                used = sum(self.owed(sponsor, t, instrument=name, asset_class=asset_class) for name in lent)
                worth = sum(order.lender_value(t) for order in pledged)
                self.note(f"advance of {step:g}", sponsor, asset_class, t, step * worth, used)
            for x in [x for x in secured if x["stage"] != "any"]:
                worth = sum(order.lender_value(t) for order in pledged if self.at_stage(x, order, t))
                used = self.owed(sponsor, t, instrument=x["instrument"], asset_class=asset_class)
                name = f"{x['stage']} stage of {x['instrument']}"
                self.note(name, sponsor, asset_class, t, number(x["advance_fraction"]) * worth, used)
            if any(number(x["min_dscr"]) for x in mine):
                flow = next(r for r in sheets.rows["coverage"] if r["asset_class"] == asset_class)
                gw = (self.sold if asset_class == "power" else self.served)[sponsor, t]
                room = number(flow["cash_flow_usd_billion_per_gw_year"]) / 4 * sheets.prices(t) * gw
                self.note("coverage", sponsor, asset_class, t, room, self.due[sponsor, asset_class, t])
        most = number(row["corporate_debt_limit_usd_billion"])
        self.note("corporate debt", sponsor, "", t, most, self.owed(sponsor, t, collateral="unsecured"))
        owned = self.book[sponsor, t] + self.cash[sponsor, t]
        most = (1 - number(row["equity_floor_fraction"])) * owned
        self.note("equity floor", sponsor, "", t, most, owned - self.equity(sponsor, t))

    def at_stage(self, instrument: dict[str, str], order: Order, t: int) -> bool:
        stood = order.quarters_stood(t) / 4
        if instrument["stage"] == "operating":
            return stood > 0 and stood >= number(instrument["seasoning_years"])
        return stood <= 0 or stood <= number(instrument["takeout_years"])

    def note(self, name: str, sponsor: str, asset_class: str, t: int, limit: float, used: float) -> None:
        self.limit[name, sponsor, asset_class, t], self.used[name, sponsor, asset_class, t] = limit, used

    def value(self) -> None:
        """The plan's cost: what is spent, what capital asks above the benchmark, less what is left."""
        benchmark = self.sheets.quarterly["benchmark_rate_per_year"]
        idle = benchmark - self.sheets.quarterly["cash_yield_per_year"]
        last, worth = self.sheets.periods - 1, 1.0
        spent = ("capex", "fixed_om", "energy", "fuel", "variable_om", "emissions", "lost_compute")
        spent += ("equity_fees", "issue_fees", "concessions")
        short = {(j, t): gw for (j,), t, gw in self.decided("shortfall", "unserved_gw", "sponsor")}
        for t in range(last + 1):
            worth /= 1 + benchmark
            for sponsor, row in self.sheets.sponsors.items():
                cost = sum(self.lines[line, sponsor, t] for line in spent)
                value = number(row["value_of_service_usd_billion_per_gw_year"]) / 4 * self.sheets.prices(t)
                cost += value * short.get((sponsor, t), 0.0)
                if t > 0:
                    asks = (1 + number(row["equity_rate_per_year"])) ** 0.25 - 1
                    cost += (asks - benchmark) * self.equity(sponsor, t - 1) + idle * self.cash[
                        sponsor, t - 1
                    ]
                    cost += self.lines["interest", sponsor, t]
                    cost -= benchmark * sum(
                        amount
                        for (_, j, _, at), amount in self.debt["balance"].items()
                        if (j, at) == (sponsor, t - 1)
                    )
                self.present_value += worth * cost
        left = sum(self.book[sponsor, last] for sponsor in self.sheets.sponsors)
        self.present_value -= worth * (left + self.unexpired(last))

    def unexpired(self, last: int) -> float:
        """What of fees and concessions is for time beyond the horizon; a callable's is spent."""
        off: Amounts = defaultdict(float)
        placed = self.decided("placement", "placed_usd_billion", "market", "step", "instrument", "sponsor")
        for (market, step, name, sponsor), t, amount in placed:
            rate = self.sheets.in_force("market_limits", "concession_fraction", t, market=market, step=step)
            off[name, sponsor, t] += rate * amount
        for loan in self.loans:
            off[loan.key[0], loan.key[1], loan.issued_in] += number(loan.row["fee_fraction"]) * loan.amount
        left = 0.0
        for (name, _, issued_in), amount in off.items():
            row = self.sheets.instruments[name]
            tenor = round(4 * number(row["tenor_years"]))
            if row["repayment"] != "callable" and last - issued_in < tenor:
                left += amount * (tenor - (last - issued_in)) / tenor
        return left
