"""The table of covenants: what lenders allow, what is used of it, and what one more dollar of it is worth."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.results.frames import LEAST, left_of, quarters, records, table
from planner.results.prices import own_money
from planner.terms.assets import POWER, assets_of
from planner.terms.collateral import lender_fractions, staged_fractions
from planner.terms.courses import grace_fractions, serviced_fractions
from planner.terms.instruments import ANY, instruments_of, uses_of
from planner.terms.repayment import CALLABLE
from planner.terms.running import price_levels
from planner.terms.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from planner.case import Case
    from planner.solver.solution import Solution
    from planner.terms.instruments import Instrument

    Line = tuple[str, str, str, str, int, float, float, float]
    """A covenant as (name, sponsor, class, instruments, period, limit, used, dual)."""


class Books:
    """What the covenants are measured against, gathered once from the other tables."""

    def __init__(self, case: Case, solution: Solution, tables: Mapping[str, pd.DataFrame]) -> None:
        self.case, self.solution = case, solution
        self.periods = quarters(case)
        self.number = {period: t for t, period in enumerate(self.periods)}
        self.assets, self.instruments = assets_of(case), instruments_of(case)
        self.timeline = timeline_of(case)
        yearly = case.rows("instruments")
        self.rates = {row["instrument"]: self.timeline.rates(row["rate_per_year"]) for row in yearly}
        self.fractions = lender_fractions(case)
        self.serviced = {
            i: serviced_fractions(x, self.timeline)
            for i, x in self.instruments.items()
            if x.min_dscr is not None and x.repayment != CALLABLE
        }
        self.grace = {
            i: grace_fractions(x, self.timeline)
            for i, x in self.instruments.items()
            if x.min_dscr is not None and x.repayment == CALLABLE
        }
        self.balance: dict[tuple[str, str, str, int], float] = {}
        self.issued: dict[tuple[str, str, str], dict[int, float]] = defaultdict(dict)
        for row in records(tables["debt"]):
            use, t = (row.instrument, row.sponsor, row.asset_class), self.number[row.period]
            self.balance[*use, t], self.issued[use][t] = row.balance_usd_billion, row.issued_usd_billion
        self.orders: dict[tuple[str, str], list[tuple[str, int, float]]] = defaultdict(list)
        for row in records(tables["orders"]):
            order = (row.asset, self.number[row.ordered], row.overnight_cost_usd_billion)
            self.orders[row.sponsor, row.asset_class].append(order)
        self.sheet = {(row.sponsor, self.number[row.period]): row for row in records(tables["balance_sheet"])}
        self.served, self.sold = served_and_sold(case, tables)

    def collateral(self, j: str, c: str, lender: Instrument | None = None) -> list[float]:
        """Lender value of a sponsor's class at the end of every period; what is at its stage for one lender."""
        fractions = self.fractions if lender is None else staged_fractions(self.case, lender, c)
        values = [0.0] * len(self.periods)
        for a, o, cost in self.orders[j, c]:
            counted = fractions.get(a, {})
            for t in range(o, len(values)):
                values[t] += counted.get((o, t), 0.0) * cost
        return values

    def scheduled_service(self, i: str, j: str, c: str, t: int) -> float:
        """Scheduled service of one use of an instrument, not yet weighed by its least coverage."""
        shares, issued = self.serviced.get(i) or self.grace.get(i, {}), self.issued[i, j, c]
        counted = sum(shares.get((o, t), 0.0) * usd for o, usd in issued.items())
        if self.instruments[i].repayment != CALLABLE:
            return counted
        brought = self.timeline.brought(t).items()
        owed = sum(share * self.balance.get((i, j, c, p), 0.0) for p, share in brought)
        return self.rates[i][t] * max(0.0, owed - counted)


def served_and_sold(
    case: Case, tables: Mapping[str, pd.DataFrame]
) -> tuple[dict[tuple[str, int], float], dict[tuple[str, int], float]]:
    """Own load served, and mean GW sold by own sources, by (sponsor, period)."""
    number, hours = {period: t for t, period in enumerate(quarters(case))}, timeline_of(case).hours
    owners = {row["asset"]: row["sponsor"] for row in case.rows("owners")}
    served: dict[tuple[str, int], float] = defaultdict(float)
    sold: dict[tuple[str, int], float] = defaultdict(float)
    for row in records(tables["shortfall"]):
        served[row.sponsor, number[row.period]] += row.served_gw
    for row in records(tables["energy"]):
        t = number[row.period]
        sold[owners[row.source], t] += (row.output_gwh - row.charge_gwh) / hours[t]
    return served, sold


def _ladder(books: Books) -> Iterator[Line]:
    """Secured balances against the advance on the whole class."""
    duals = books.solution.dual("balances_within_advance_ladder")
    secured: dict[tuple[str, str], list[str]] = defaultdict(list)
    for i, j, c in uses_of(books.case):
        if books.instruments[i].secured:
            secured[j, c].append(i)
    for (j, c), names in secured.items():
        collateral = books.collateral(j, c)
        for f in dict.fromkeys(books.instruments[i].advance_fraction for i in names):
            rung = [i for i in names if books.instruments[i].advance_fraction <= f]
            for t in range(len(books.periods)):
                limit = f * collateral[t]
                used = sum(books.balance.get((i, j, c, t), 0.0) for i in rung)
                dual = duals.get((j, c, f, t), 0.0)
                yield f"advance of {f:g}", j, c, ", ".join(rung), t, limit, used, dual


def _stages(books: Books) -> Iterator[Line]:
    """Balances of lenders to one stage against what is at that stage."""
    duals = books.solution.dual("staged_balance_within_its_stage")
    for i, j, c in uses_of(books.case):
        x = books.instruments[i]
        if x.stage == ANY:
            continue
        collateral = books.collateral(j, c, x)
        for t in range(len(books.periods)):
            limit = x.advance_fraction * collateral[t]
            used = books.balance.get((i, j, c, t), 0.0)
            yield f"{x.stage} stage", j, c, i, t, limit, used, duals.get((i, j, c, t), 0.0)


def _coverage(books: Books) -> Iterator[Line]:
    """Scheduled service, weighed by least coverage, against the cash flow of what is served or sold."""
    duals = books.solution.dual("load_covers_scheduled_service")
    duals |= books.solution.dual("power_covers_scheduled_service")
    asking: dict[tuple[str, str], list[str]] = defaultdict(list)
    for i, j, c in uses_of(books.case):
        if books.instruments[i].min_dscr is not None:
            asking[j, c].append(i)
    column = "cash_flow_usd_billion_per_gw_year"
    flow = {row["asset_class"]: row[column] for row in books.case.rows("coverage")}
    levels = price_levels(books.case)
    for (j, c), names in asking.items():
        for t in range(len(books.periods)):
            gw = (books.sold if c == POWER else books.served).get((j, t), 0.0)
            used = sum(
                (books.instruments[i].min_dscr or 0.0) * books.scheduled_service(i, j, c, t) for i in names
            )
            limit = flow[c] * books.timeline.years[t] * levels[t] * gw
            yield "coverage", j, c, ", ".join(names), t, limit, used, duals.get((j, c, t), 0.0)


def _corporate(books: Books) -> Iterator[Line]:
    """Debt on a sponsor's own credit against its limit, and equity against its floor."""
    debt_duals = books.solution.dual("unsecured_debt_within_corporate_limit")
    floor_duals = books.solution.dual("equity_above_floor")
    unsecured: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for i, j, c in uses_of(books.case):
        if not books.instruments[i].secured:
            unsecured[j].append((i, c))
    for row in books.case.rows("sponsors"):
        j = row["sponsor"]
        for t in range(len(books.periods)):
            used = sum(books.balance.get((i, j, c, t), 0.0) for i, c in unsecured[j])
            limit, dual = row["corporate_debt_limit_usd_billion"], debt_duals.get((j, t), 0.0)
            yield "corporate debt", j, "", ", ".join(i for i, _ in unsecured[j]), t, limit, used, dual
            sheet = books.sheet[j, t]
            assets = sheet.book_value_usd_billion + sheet.cash_usd_billion
            most = (1 - row["equity_floor_fraction"]) * assets
            dual = floor_duals.get((j, t), 0.0)
            yield "equity floor", j, "", "", t, most, sheet.debt_usd_billion, dual


def covenants(case: Case, solution: Solution, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Limit, use, slack and price of every covenant, by period.

    An equity floor is told as the most debt it leaves room for. The price is what one more dollar of limit
    saves.
    """
    books, money = Books(case, solution, tables), own_money(case)
    rows = []
    for lines in (_ladder, _stages, _coverage, _corporate):
        for name, j, c, held_by, t, limit, used, dual in lines(books):
            price = abs(dual) * money[t]
            if max(limit, used, price) > LEAST:
                rows.append((name, j, c, held_by, books.periods[t], limit, used, left_of(limit, used), price))
    columns = ("covenant", "sponsor", "asset_class", "instruments", "period", "limit_usd_billion")
    return table((*columns, "used_usd_billion", "slack_usd_billion", "price_usd_per_usd"), rows)
