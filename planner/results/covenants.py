"""The table of covenants: what lenders allow, what is used of it, and what one more dollar of it is worth."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.assets import CHIPS, POWER, assets_of
from planner.parameters.collateral import lender_fractions, staged_fractions
from planner.parameters.hosting import CLASSES_LET, earned_fractions, investment_grade
from planner.parameters.instruments import ANY, instruments_of, uses_of
from planner.parameters.ratings import credit_steps, least_interest_coverage, rated_sponsors
from planner.parameters.repayment import CALLABLE, SCULPTED
from planner.parameters.running import price_levels
from planner.parameters.schedules import coupons, grace_fractions, paid_fractions, serviced_fractions
from planner.parameters.timeline import period_names, sum_vintages, timeline_of
from planner.results.occupancy import loads
from planner.results.prices import own_money
from planner.results.tabular import by_period, difference, table
from planner.rules import COVENANT, RULES
from planner.rules.credit import CREDIT_STEP, EBITDA_LOSS, INTEREST_COVERAGE
from planner.rules.financial import (
    ADVANCE,
    CORPORATE_LIMIT,
    EQUITY_FLOOR,
    LOAD_COVERAGE,
    OFFTAKE,
    POWER_COVERAGE,
    STAGE,
    VENDOR_SHARE,
)
from planner.tolerances import ZERO

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case
    from planner.parameters.instruments import Instrument
    from planner.results.tabular import ByPeriod
    from planner.rules import Rule
    from planner.solver.solution import Solution

    Amounts = NDArray[np.float64]
    """USD billion in every period."""
    Line = tuple[str, str, str, str, Amounts, Amounts, list[float]]
    """A covenant as (name, sponsor, class, instruments), and in every period its limit, what is used and its dual."""


class CovenantData:
    """What the covenants are measured against, gathered once from the other tables."""

    def __init__(self, case: Case, solution: Solution, tables: Mapping[str, pd.DataFrame]) -> None:
        self.case, self.timeline, self.instruments = case, timeline_of(case), instruments_of(case)
        self.duals = {rule: solution.dual(rule) for rule in RULES if RULES[rule].bottleneck == COVENANT}
        self.rates = {i: np.array(coupons(x, self.timeline)) for i, x in self.instruments.items()}
        self.fractions = lender_fractions(case)
        self.scheduled = {
            i: (grace_fractions if x.repayment == CALLABLE else serviced_fractions)(x, self.timeline)
            for i, x in self.instruments.items()
            if x.min_dscr is not None and x.repayment != SCULPTED
        }
        use, cost = ("instrument", "sponsor", "asset_class"), ["overnight_cost_usd_billion"]
        columns = ["balance_usd_billion", "issued_usd_billion"]
        self.balance, self.issued = by_period(case, tables["debt"], use, columns)
        built = ("sponsor", "asset_class", "asset")
        (self.built,) = by_period(case, tables["orders"], built, cost, period="ordered")
        columns = ["book_value_usd_billion", "cash_usd_billion", "debt_usd_billion"]
        self.book, self.cash, self.debt = by_period(case, tables["balance_sheet"], ["sponsor"], columns)
        self.loads = loads(case, tables)
        self.rated = {name: tables[name] for name in ("ratings", "rated_debt") if name in tables}
        output, charge = by_period(case, tables["energy"], ["source"], ["output_gwh", "charge_gwh"])
        self.sold: ByPeriod = defaultdict(self.zeros)
        owners = {row["asset"]: row["sponsor"] for row in case.rows("owners")}
        for (s,), gwh in output.items():
            self.sold[owners[s],] += (gwh - charge[s,]) / self.timeline.hours

    def zeros(self) -> Amounts:
        """Nothing in any period."""
        return np.zeros(len(self.timeline))

    def dual(self, rule: Rule, *index: str | float) -> list[float]:
        """The dual of a rule in every period."""
        duals = self.duals[rule.name]
        return [duals.get((*index, t), 0.0) for t in range(len(self.timeline))]

    def load_on(self, j: str, c: str, users: Collection[str]) -> Amounts:
        """GW that some users put on a sponsor's assets of a class: its own load that is not elsewhere, and tenants'."""
        on = (
            gw for (owner, user, kind), gw in self.loads.items() if (owner, kind) == (j, c) and user in users
        )
        return sum(on, self.zeros())

    def collateral(self, j: str, c: str, lender: Instrument | None = None) -> Amounts:
        """Lender value of a sponsor's class at the end of every period; what is at its stage for one lender."""
        fractions = self.fractions if lender is None else staged_fractions(self.case, lender, c)
        values = self.zeros()
        for a, counted in fractions.items():
            if (j, c, a) in self.built:
                values += sum_vintages(self.built[j, c, a], counted)
        return values

    def spent_on_chips(self, j: str, vendor: str | None) -> Amounts:
        """What a sponsor spends on a vendor's chips in every period."""
        made = {row["asset"] for row in self.case.rows("compute") if row["vendor"] == vendor}
        spent = self.zeros()
        for a, asset in assets_of(self.case).items():
            if a in made and (j, CHIPS, a) in self.built:
                spent += sum_vintages(self.built[j, CHIPS, a], paid_fractions(asset, self.timeline))
        return spent

    def scheduled_service(self, i: str, j: str, c: str) -> Amounts:
        """Scheduled service of one use of an instrument in every period, not yet weighed by its least coverage.

        Of a sculpted one it is what is paid.
        """
        balance, issued = self.balance[i, j, c], self.issued[i, j, c]
        owed = sum_vintages(balance, self.timeline.accrual_matrix)
        if self.instruments[i].repayment == SCULPTED:
            return self.rates[i] * owed + np.concatenate(([0.0], balance[:-1])) + issued - balance
        counted = sum_vintages(issued, self.scheduled[i])
        if self.instruments[i].repayment != CALLABLE:
            return counted
        return self.rates[i] * np.maximum(0.0, owed - counted)


def _advance_ladder(data: CovenantData) -> Iterator[Line]:
    """Secured balances against the advance on the whole class."""
    secured: dict[tuple[str, str], list[str]] = defaultdict(list)
    for i, j, c in uses_of(data.case):
        if data.instruments[i].secured:
            secured[j, c].append(i)
    for (j, c), names in secured.items():
        collateral = data.collateral(j, c)
        for f in dict.fromkeys(data.instruments[i].advance_fraction for i in names):
            level = [i for i in names if data.instruments[i].advance_fraction <= f]
            used = sum((data.balance[i, j, c] for i in level), data.zeros())
            duals = data.dual(ADVANCE, j, c, f)
            yield f"advance of {f:g}", j, c, ", ".join(level), f * collateral, used, duals


def _stages(data: CovenantData) -> Iterator[Line]:
    """Balances of lenders to one stage against what is at that stage."""
    for i, j, c in uses_of(data.case):
        x = data.instruments[i]
        if x.stage != ANY:
            limits = x.advance_fraction * data.collateral(j, c, x)
            duals = data.dual(STAGE, i, j, c)
            yield f"{x.stage} stage", j, c, i, limits, data.balance[i, j, c], duals


def _vendors(data: CovenantData) -> Iterator[Line]:
    """Vendor money against its share of what is spent on the vendor's chips."""
    shares = {row["instrument"]: row["vendor_share_fraction"] for row in data.case.rows("instruments")}
    classes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for i, j, c in uses_of(data.case):
        if data.instruments[i].vendor is not None:
            classes[i, j].append(c)
    for (i, j), held in classes.items():
        limits = shares[i] * data.spent_on_chips(j, data.instruments[i].vendor)
        used = sum((data.issued[i, j, c] for c in held), data.zeros())
        yield "vendor share", j, "", i, limits, used, data.dual(VENDOR_SHARE, i, j)


def _coverage(data: CovenantData) -> Iterator[Line]:
    """Scheduled service, weighed by least coverage, against the cash flow of the load carried, or of what is sold."""
    asking: dict[tuple[str, str], list[str]] = defaultdict(list)
    for i, j, c in uses_of(data.case):
        if data.instruments[i].min_dscr is not None:
            asking[j, c].append(i)
    column = "cash_flow_usd_billion_per_gw_year"
    flow = {row["asset_class"]: row[column] for row in data.case.rows("coverage")}
    per_gw = np.array(data.timeline.years) * price_levels(data.case)
    earned, everyone = earned_fractions(data.case), [row["sponsor"] for row in data.case.rows("sponsors")]
    for (j, c), names in asking.items():
        if c == POWER:
            gw, rule = data.sold[j,], POWER_COVERAGE
        else:
            share = np.array([earned[j, t] for t in range(len(data.timeline))])
            gw, rule = share * data.load_on(j, c, everyone), LOAD_COVERAGE
        used = data.zeros()
        for i in names:
            used += (data.instruments[i].min_dscr or 0.0) * data.scheduled_service(i, j, c)
        duals = data.dual(rule, j, c)
        yield "coverage", j, c, ", ".join(names), flow[c] * per_gw * gw, used, duals


def _offtake(data: CovenantData) -> Iterator[Line]:
    """Balances of lenders who look at the tenant against what investment-grade sponsors use."""
    column, graded = "offtake_usd_billion_per_gw", investment_grade(data.case)
    most = {row["instrument"]: row[column] for row in data.case.rows("instruments")}
    for i, j, c in uses_of(data.case):
        if most[i] is not None and c in CLASSES_LET["compute"]:
            limits = most[i] * data.load_on(j, c, graded)
            yield "offtake", j, c, i, limits, data.balance[i, j, c], data.dual(OFFTAKE, i, j, c)


def _corporate(data: CovenantData) -> Iterator[Line]:
    """Debt on a sponsor's own credit against its limit, and equity against its floor."""
    unsecured: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for i, j, c in uses_of(data.case):
        if not data.instruments[i].secured:
            unsecured[j].append((i, c))
    for row in data.case.rows("sponsors"):
        j = row["sponsor"]
        used = sum((data.balance[i, j, c] for i, c in unsecured[j]), data.zeros())
        limits = data.zeros() + row["corporate_debt_limit_usd_billion"]
        duals = data.dual(CORPORATE_LIMIT, j)
        yield "corporate debt", j, "", ", ".join(i for i, _ in unsecured[j]), limits, used, duals
        most = (1 - row["equity_floor_fraction"]) * (data.book[j,] + data.cash[j,])
        yield "equity floor", j, "", "", most, data.debt[j,], data.dual(EQUITY_FLOOR, j)


def _ratings(data: CovenantData) -> Iterator[Line]:
    """What agencies ask: no loss, so much rated debt in each step of Ebitda, Ebitda over what lenders charge.

    A loss and steps are measured by Ebitda of a year, cover by that of the period.
    """
    if not rated_sponsors(data.case):
        return
    charges = ("interest", "spread", "commitment_fee")
    columns = ["ebitda_usd_billion_per_year", *(f"{name}_usd_billion" for name in charges)]
    earned, *charged = by_period(data.case, data.rated["ratings"], ["sponsor"], columns)
    steps, least = credit_steps(data.case), least_interest_coverage(data.case)
    if steps:
        keys, column = ("sponsor", "debt_to_ebitda"), ["owed_usd_billion"]
        (owed,) = by_period(data.case, data.rated["rated_debt"], keys, column)
    for j in rated_sponsors(data.case):
        ebitda = earned[j,]
        yield "no loss", j, "", "", ebitda, data.zeros(), data.dual(EBITDA_LOSS, j)
        for top, (width, _) in steps.get(j, {}).items():
            duals = data.dual(CREDIT_STEP, j, top)
            yield f"debt to Ebitda of {top:g}", j, "", "", width * ebitda, owed[j, top], duals
        if j in least:
            used = least[j] * sum((of[j,] for of in charged), data.zeros())
            limits = np.array(data.timeline.years) * ebitda
            yield "interest coverage", j, "", "", limits, used, data.dual(INTEREST_COVERAGE, j)


def covenants(case: Case, solution: Solution, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Limit, use, slack and price of every covenant, by period.

    An equity floor is stated as the most debt it leaves room for, a step of rated debt by itself. The price is what
    one more dollar of limit saves.
    """
    data, periods, money = CovenantData(case, solution, tables), period_names(case), own_money(case)
    rows = []
    for lines in (_advance_ladder, _stages, _vendors, _coverage, _offtake, _corporate, _ratings):
        for name, j, c, held_by, limits, uses, duals in lines(data):
            figures = zip(periods, limits.tolist(), uses.tolist(), duals, money, strict=True)
            for period, limit, used, dual, usd in figures:
                price = abs(dual) * usd
                if max(limit, used) > solution.zero or price > ZERO:
                    rows.append((name, j, c, held_by, period, limit, used, difference(limit, used), price))
    columns = ("covenant", "sponsor", "asset_class", "instruments", "period", "limit_usd_billion")
    return table((*columns, "used_usd_billion", "slack_usd_billion", "price_usd_per_usd"), rows)
