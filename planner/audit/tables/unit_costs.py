"""What the tables of unit costs should say: the league of sources, and what a GW of need costs all in.

A levelised cost is worked out from its flows: the worth of all that a GW costs over its life, by the worth of all that
it gives, when both are discounted to the quarter of order at the real rate.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.arithmetic import (
    HOURS_PER_DAY,
    HOURS_PER_YEAR,
    MONTHS_PER_QUARTER,
    QUARTERS_PER_YEAR,
    USD_PER_KW,
    USD_PER_MWH,
    per_quarter,
)
from planner.audit.facts.assets import POWER
from planner.audit.facts.operating_costs import prices_per_mwh, tonnes_per_mwh
from planner.audit.tables.expected import Expected
from planner.audit.tables.returns import last_read
from planner.audit.tolerances import STANDS

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.facts.order_terms import OrderTerms
    from planner.audit.run_folder import Run

NONE = math.nan
FEES = ("issue_fees", "concessions", "commitment_fees", "structuring_fees", "equity_fees")
PREMIUMS, CREDITS = "supply_premiums", "tax_credits"


def capital_rates(run: Run, facts: Facts) -> dict[str, float]:
    """What a sponsor's debt and equity cost a year in the plan as far as it is read; or what its equity asks."""
    held = {name: run.numbers("balance_sheet", f"{name}_usd_billion") for name in ("debt", "equity")}
    charged: dict[tuple[str, str], float] = defaultdict(float)
    for (_, j, _, period), interest in run.numbers("debt", "interest_usd_billion").items():
        charged[j, period] += interest
    for (item, j, _, period), spread in run.numbers("costs", "usd_billion").items():
        charged[j, period] += spread if item == "rating_spreads" else 0.0
    rates = {}
    for j, row in facts.sponsors.items():
        asked, cost, capital = float(row["equity_rate_per_year"]), 0.0, 0.0
        for t in range(1, last_read(facts) + 1):
            before, quarters = (j, facts.calendar.names[t - 1]), len(facts.periods.quarters[t])
            debt, equity = (held[name].get(before, 0.0) for name in ("debt", "equity"))
            capital += quarters * (debt + equity)
            cost += charged[j, facts.calendar.names[t]] + quarters * per_quarter(asked) * equity
        rates[j] = asked if capital <= STANDS else (1 + cost / capital) ** QUARTERS_PER_YEAR - 1
    return rates


def _first(facts: Facts, s: str) -> tuple[OrderTerms, int] | None:
    """The terms of the order of a source that can stand first, and when that is; of several, of the latest."""
    best: tuple[OrderTerms, int] | None = None
    given = facts.sources[s]["first_delivery"]
    earliest = 0 if given is None else facts.calendar.quarter(given)
    drawn = [
        row["supply_pool"]
        for row in facts.case.rows("supply_use")
        if row["asset"] == s and row["use_per_gw"] > 0
    ]
    for o, terms in enumerate(facts.assets[s].terms):
        at = o + terms.lead_quarters
        in_time = at >= earliest and all(_open(facts, pool, at) for pool in drawn)
        if in_time and (best is None or at <= best[1]):
            best = terms, at
    return best


def _open(facts: Facts, pool: str, q: int) -> bool:
    """Whether a pool, or a step of it, delivers anything in a quarter, within the horizon or after."""
    found: dict[object, tuple[int, float]] = {}
    for sheet in ("supply_limits", "supply_steps"):
        for row in facts.case.rows(sheet):
            part = (sheet, row.get("step"))
            if row["supply_pool"] == pool and row["year"] <= facts.calendar.year(q):
                since = (row.number("year"), row.number("limit_gw_per_year"))
                found[part] = max(found.get(part, (0, 0.0)), (int(since[0]), since[1]))
    return any(limit > 0 for _, limit in found.values())


class _League:
    """What every source costs, and what the plan makes of it."""

    def __init__(self, run: Run, facts: Facts) -> None:
        self.facts, self.prices = facts, prices_per_mwh(facts)
        names = facts.calendar.names
        self.read = {name: facts.calendar.years[t] for t, name in enumerate(names[: last_read(facts) + 1])}
        goal = facts.calendar.quarter(facts.settings.target.close_by)
        last = facts.calendar.quarter(facts.case.periods[last_read(facts)].first)
        self.goal = facts.calendar.period_of_quarter[min(max(goal, 0), last)]
        self.stands: dict[str, float] = defaultdict(float)
        self.by_goal: dict[str, float] = defaultdict(float)
        self.given: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.paid: dict[str, float] = defaultdict(float)
        for (a, _, _, period), gw in run.numbers("capacity", "standing_gw").items():
            self.stands[a] += gw * self.read.get(period, 0.0)
            self.by_goal[a] += gw if period == names[self.goal] else 0.0
        for (s, r, period), gwh in run.numbers("energy", "output_gwh").items():
            self.given[s][r] += gwh if period in self.read else 0.0
        for (s, _, period), gwh in run.numbers("minimum_take", "paid_gwh").items():
            self.paid[s] += gwh if period in self.read else 0.0

    def hours(self, s: str) -> float:
        """Full hours a year that a source runs."""
        return sum(self.given[s].values()) / self.stands[s] if self.stands[s] > STANDS else NONE

    def bought_and_run(self, s: str, r: str) -> tuple[float, float]:
        """What a MWh costs where the target is met, in dollars of the case: energy bought, and all else."""
        facts, level = self.facts, self.facts.price_level[self.goal]
        items = {name: usd / level for name, usd in self.prices(s, r, self.goal).items()}
        carbon = (facts.settings.emissions_price_usd_per_tonne or 0.0) * tonnes_per_mwh(facts, s)
        return items.pop("energy"), sum(items.values()) + carbon

    def light(self, s: str, r: str) -> float:
        """Hours a year for which a source could run in full."""
        row = self.facts.sources[s]
        share = 0.0 if row["profile"] else 1.0
        for shape in self.facts.case.rows("profiles"):
            if (shape["profile"], shape["region"]) == (row["profile"], r):
                hours = [shape.number(f"h{hour:02}") for hour in range(HOURS_PER_DAY)]
                share += self.facts.days[shape["day"]] * sum(hours) / len(hours) / QUARTERS_PER_YEAR
        return HOURS_PER_YEAR * float(row["availability_fraction"]) * share

    def costs(self, s: str, terms: OrderTerms, at: int, rate: float) -> tuple[float, float, float]:
        """Levelised at all hours and as run, and the cost of a kW that counts as firm."""
        row, facts = self.facts.sources[s], self.facts
        quarter = min(at - terms.lead_quarters, facts.periods.end - 1)
        nominal = facts.price_level[facts.calendar.period_of_quarter[quarter]]
        firm = row["firm_credit_fraction"]
        dear = terms.capex / nominal / USD_PER_KW / firm if firm else NONE
        if row["kind"] == "storage":
            return NONE, NONE, dear
        fixed = self._fixed(s, terms, terms.capex / nominal, rate)
        take, could = row["minimum_take_fraction"] * HOURS_PER_YEAR, []
        for r in facts.regions:
            bought, run = self.bought_and_run(s, r)
            if (hours := self.light(s, r)) > 0:
                could.append(fixed / hours / USD_PER_MWH + run + bought * max(hours, take) / hours)
        output, done = sum(self.given[s].values()), NONE
        if output > STANDS:
            run = sum(self.bought_and_run(s, r)[1] * gwh for r, gwh in self.given[s].items())
            bought = self.bought_and_run(s, facts.regions[0])[0] * max(output, self.paid[s])
            done = fixed / self.hours(s) / USD_PER_MWH + (run + bought) / output
        return min(could, default=NONE), done, dear

    def _fixed(self, s: str, terms: OrderTerms, capex: float, rate: float) -> float:
        """What a GW costs in every year that it stands so as to pay for its building and its upkeep."""
        row, money = self.facts.sources[s], self.facts.settings.money
        now = (1 + money.inflation_per_year) ** (money.dollar_year - row["dollar_year"])
        upkeep = row["fixed_om_usd_per_kw_year"] * USD_PER_KW * now / QUARTERS_PER_YEAR
        cost = years = 0.0
        for age in range(terms.ends + 1):
            worth = (1 + per_quarter(rate)) ** -age
            cost += worth * capex * terms.milestones.get(age, 0.0)
            cost -= worth * capex * terms.credit if age == terms.lead_quarters else 0.0
            if terms.lead_quarters <= age < terms.ends:
                cost += worth * upkeep
                years += worth / QUARTERS_PER_YEAR
        return cost / years


def league(run: Run, facts: Facts) -> Expected:
    """Every source, built or not."""
    expected, of = Expected(complete=True), _League(run, facts)
    rates, rise = capital_rates(run, facts), 1 + facts.settings.money.inflation_per_year
    for s, row in facts.sources.items():
        owner, first = facts.assets[s].owners[0], _first(facts, s)
        rate = rates[owner]
        costs, months = (NONE, NONE, NONE), NONE
        if first is not None:
            costs, months = of.costs(s, *first, (1 + rate) / rise - 1), MONTHS_PER_QUARTER * first[1]
        plan = (of.by_goal[s], of.hours(s), 1000 * tonnes_per_mwh(facts, s), row["additional_fraction"])
        expected.add((s,), (owner,), (months, rate, *costs, *plan))
    return expected


def all_in_cost(run: Run, facts: Facts) -> Expected:
    """What is ordered in a year costs with all that is paid beside it, class by class."""
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    carried: dict[tuple[str, str], float] = defaultdict(float)
    rates, fees = capital_rates(run, facts), _fees(run)
    margin = 1 + facts.settings.reliability.planning_reserve_margin_fraction
    costs, received = (
        run.numbers("orders", column) for column in ("overnight_cost_usd_billion", "tax_credit_usd_billion")
    )
    for key, gw in run.numbers("orders", "ordered_gw").items():
        a, j, _, period, _ = key
        asset, o = facts.assets.get(a), facts.calendar.number.get(period)
        if asset is None or o is None or o not in asset.orders or j not in facts.sponsors:
            continue
        of, rate = (period[:4], asset.kind), per_quarter(rates[j])
        firm = facts.sources[a]["firm_credit_fraction"] / margin if asset.kind == POWER else 1.0
        carried[of] += firm * gw
        found[*of, "overnight_cost"] += costs[key]
        found[*of, CREDITS] -= received.get(key, 0.0)
        found[*of, "fees"] += fees.get(j, 0.0) * costs[key]
        whole = sum(asset.terms[q].capex for q in asset.orders[o])
        accrued = sum(asset.terms[q].capex * _accrued(asset.terms[q], rate) for q in asset.orders[o])
        found[*of, "interest_during_construction"] += costs[key] * accrued / whole if whole else 0.0
    for of, premium in _premiums(run, facts).items():
        found[*of, PREMIUMS] += premium
    expected = Expected()
    for (year, kind, item), usd in found.items():
        carries = carried[year, kind]
        if usd:
            expected.add((year, kind, item), (), (carries, usd, usd / carries if carries else NONE))
    return expected


def _accrued(terms: OrderTerms, rate: float) -> float:
    """Interest on what is paid of a dollar before it stands, from the ends of the quarters in which it is paid."""
    last = terms.lead_quarters - 1
    return sum(
        share * (1 + rate) ** (last - age) - share for age, share in terms.milestones.items() if age <= last
    )


def _fees(run: Run) -> dict[str, float]:
    """Fees and concessions of a sponsor over the plan, by dollar of what it orders."""
    paid: dict[str, float] = defaultdict(float)
    ordered: dict[str, float] = defaultdict(float)
    for (item, j, _, _), usd in run.numbers("costs", "usd_billion").items():
        paid[j] += usd if item in FEES else 0.0
    for (_, j, _, _, _), usd in run.numbers("orders", "overnight_cost_usd_billion").items():
        ordered[j] += usd
    return {j: paid[j] / usd for j, usd in ordered.items() if usd}


def _premiums(run: Run, facts: Facts) -> dict[tuple[str, str], float]:
    """Premiums by year of order and class, shared out over what a pool delivers to a sponsor in a period."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    bought: dict[tuple[str, str, str], float] = defaultdict(float)
    for (pool, _, j, period), usd in run.numbers("bought", "premium_usd_billion").items():
        bought[pool, j, period] += usd
    orders = run.numbers("orders", "ordered_gw")
    for (pool, j, period), usd in bought.items():
        uses = {a: use for use, a in facts.pool_users.get(pool, ())}
        parts: dict[tuple[str, str], float] = defaultdict(float)
        for (a, k, _, o, arrives), gw in orders.items():
            if (k, arrives) == (j, period) and a in uses:
                parts[o[:4], facts.assets[a].kind] += uses[a] * gw
        for of, gw in parts.items():
            found[of] += usd * gw / sum(parts.values())
    return found
