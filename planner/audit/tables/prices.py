"""What the tables of prices should say: bottlenecks, power, need and duals in money of their own period."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.arithmetic import QUARTERS_PER_YEAR, USD_PER_MWH
from planner.audit.forms import column_of
from planner.audit.tables.expected import Expected
from planner.audit.tolerances import PRICED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run

    Duals = Mapping[tuple[str, ...], float]
    """Present-value duals by rule and index, as the table `prices` words them."""
    Limit = tuple[str, str, str, float, str]
    """A limit as a bottleneck: its kind, name, detail, amount and unit."""
    Limits = Callable[[Facts], Callable[..., Limit]]
    """Of a case, the limit of a rule as a function of its index, the period last and as a number."""

WITHOUT_PERIOD = ("national_orders_add_up",)
"""Rules whose index has the period of an order, and so no money of its own."""
GW, USD_BILLION = "GW", "USD billion"


def duals(run: Run, indices: Mapping[str, str]) -> Duals:
    """The table `prices` by rule and its index; a row that says anything else besides is left out."""
    names = run.tables["prices"].form.keys
    positions = {rule: [names.index(column_of(letter)) for letter in of] for rule, of in indices.items()}
    found = {}
    for key, dual in run.numbers("prices", "dual_usd_billion_per_unit").items():
        at = positions.get(key[0])
        if at is not None and not any(part for k, part in enumerate(key) if k and k not in at):
            found[key[0], *(key[position] for position in at)] = dual
    return found


def bottlenecks(run: Run, facts: Facts, y: Duals) -> Expected:
    """Every limit with a price, the covenants among them."""
    expected, calendar = Expected(), facts.calendar
    limit_of = {rule: limits(facts) for rule, limits in LIMITS.items()}
    for (rule, *index), dual in y.items():
        times = calendar.quarter_number if rule in BY_QUARTER else calendar.number
        if rule in limit_of and index[-1] in times and abs(dual) > PRICED:
            *rest, period = index
            kind, name, detail, amount, unit = limit_of[rule](*rest, times[period])
            price = abs(dual) / calendar.discount_by_name[period]
            expected.add((kind, name, detail, period), (unit,), (amount, price))
    limits = run.numbers("covenants", "limit_usd_billion")
    for held, price in run.numbers("covenants", "price_usd_per_usd").items():
        if price > PRICED:
            covenant, sponsor, asset_class, instruments, period = held
            detail = " ".join(part for part in (asset_class, instruments) if part)
            key = ("covenant", f"{covenant}, {sponsor}", detail, period)
            expected.add(key, (USD_BILLION,), (limits[held], price))
    return expected


def _pools(facts: Facts) -> Callable[..., Limit]:
    """Deliveries of a pool in a quarter."""
    limit = facts.in_force("supply_limits", "limit_gw_per_year", "supply_pool")

    def of(pool: str, q: int) -> Limit:
        amount = limit(facts.calendar.period_of_quarter[q], pool) / QUARTERS_PER_YEAR
        return "supply_pool", pool, "", amount, GW

    return of


def _supply_steps(facts: Facts) -> Callable[..., Limit]:
    """What a pool delivers beyond its limit in a step, in a quarter."""
    limit = facts.in_force("supply_steps", "limit_gw_per_year", "supply_pool", "step")

    def of(pool: str, k: str, q: int) -> Limit:
        steps = {str(step): step for step in facts.supply_steps.get(pool, ())}
        amount = limit(facts.calendar.period_of_quarter[q], pool, steps.get(k)) / QUARTERS_PER_YEAR
        return "supply_step", pool, f"step {k}", amount, GW

    return of


def _supply_growth(facts: Facts) -> Callable[..., Limit]:
    """What a pool may deliver in four quarters besides the growth of what it delivered within the horizon."""
    return lambda pool, q: ("supply_growth", pool, "", facts.most_growth(pool, q), GW)


def _hosting(facts: Facts) -> Callable[..., Limit]:
    """Load of a tenant that a host may house."""
    limit = facts.hosting.limit
    return lambda j, host, kind, t: ("hosting", j, f"{kind} of {host}", limit(t, j, host, kind), GW)


def _regional_sites(facts: Facts) -> Callable[..., Limit]:
    """Sites of an asset in a region."""
    limits = {(row["asset"], row["region"]): row["limit_gw"] for row in facts.case.rows("site_limits")}
    return lambda a, r, _: ("site_limit", a, r, limits.get((a, r), 0.0), GW)


def _national_sites(facts: Facts) -> Callable[..., Limit]:
    """Sites of an asset in all regions together."""
    limits = {(row["asset"], row["region"]): row["limit_gw"] for row in facts.case.rows("site_limits")}
    return lambda a, _: ("site_limit", a, "", limits.get((a, None), 0.0), GW)


def _market_steps(facts: Facts) -> Callable[..., Limit]:
    """The depth of a step of a market."""
    limit = facts.in_force("market_limits", "issuance_limit_usd_billion_per_year", "market", "step")
    steps = {str(k): k for of in facts.market_steps.values() for k in of}

    def of(market: str, k: str, t: int) -> Limit:
        amount = limit(t, market, steps.get(k)) * facts.calendar.years[t]
        return "market", market, f"step {k}", amount, USD_BILLION

    return of


def _sponsor_cash(facts: Facts) -> Callable[..., Limit]:
    """Equity that a sponsor can put in."""
    limit = facts.in_force("sponsor_cash", "cash_usd_billion_per_year", "sponsor")
    return lambda j, t: ("sponsor_cash", j, "", limit(t, j) * facts.calendar.years[t], USD_BILLION)


def _cash_limit(facts: Facts) -> Callable[..., Limit]:
    """Cash that a sponsor may keep."""
    limits = {
        j: row["cash_limit_usd_billion"]
        for j, row in facts.sponsors.items()
        if row["cash_limit_usd_billion"] is not None
    }
    return lambda j, _: ("cash_limit", j, "", limits.get(j, 0.0), USD_BILLION)


def _lender_room(facts: Facts) -> Callable[..., Limit]:
    """What a lender may have outstanding."""
    room = facts.in_force("lenders", "room_usd_billion", "lender")
    return lambda lender, t: ("lender", lender, "", room(t, lender), USD_BILLION)


def _emissions(facts: Facts) -> Callable[..., Limit]:
    """What all sources may emit in a period."""
    limit = facts.in_force("emissions_limits", "limit_million_tonnes")
    years = facts.calendar.years
    return lambda t: ("emissions_cap", "all sources", "", limit(t) * years[t], "million tonnes")


def _additional(facts: Facts) -> Callable[..., Limit]:
    """How much energy may be made that falls short of the share that is additional: none."""
    return lambda t: ("additionality", "all sources", "", 0.0, "GW")


def _lines(facts: Facts) -> Callable[..., Limit]:
    """What a line may carry."""
    limits = {(row["from"], row["to"]): row["limit_gw"] for row in facts.case.rows("lines")}
    return lambda r, x, _: ("line", f"{r} to {x}", "", limits.get((r, x), 0.0), GW)


LIMITS: dict[str, Limits] = {
    "deliveries_within_pool_limit": _pools,
    "bought_within_step_limit": _supply_steps,
    "deliveries_within_growth": _supply_growth,
    "hosted_within_limit": _hosting,
    "standing_within_site_limit": _regional_sites,
    "standing_within_national_site_limit": _national_sites,
    "issuance_within_market_limit": _market_steps,
    "loans_within_lenders_room": _lender_room,
    "equity_within_sponsor_cash": _sponsor_cash,
    "cash_within_limit": _cash_limit,
    "emissions_within_cap": _emissions,
    "energy_is_additional": _additional,
    "line_capacity_within_limit": _lines,
}
"""Rules that are bottlenecks where they have a price, covenants apart."""
BY_QUARTER = ("deliveries_within_pool_limit", "bought_within_step_limit", "deliveries_within_growth")
"""Those that hold in every quarter, within a year too."""


def power_price(run: Run, facts: Facts, y: Duals) -> Expected:
    """Energy in every block and firm capacity, USD per MWh of flat load, where there is load.

    The load itself follows by a rule.
    """
    energy: dict[tuple[str, str], float] = defaultdict(float)
    largest: dict[tuple[str, str], float] = defaultdict(float)
    for (rule, *index), dual in y.items():
        if rule == "output_meets_load":
            where = (index[0], index[1])
            energy[where] += dual
            largest[where] = max(largest[where], abs(dual))
    margin = 1 + facts.settings.reliability.planning_reserve_margin_fraction
    load: dict[tuple[str, str], float] = defaultdict(float)
    for (_, r, period), gw in run.numbers("load", "served_gw").items():
        load[r, period] += gw
    expected, calendar = Expected(), facts.calendar
    for r in facts.regions:
        for t, period in enumerate(calendar.names):
            if load[r, period] or (r, period) in run.tables["power_price"].rows:
                per_mwh = 1 / (calendar.discount[t] * calendar.hours[t] * USD_PER_MWH)
                running = _rounded(energy[r, period] * per_mwh)
                dual = abs(y.get(("firm_capacity_covers_load", r, period), 0.0))
                firm = _rounded(margin * dual * per_mwh)
                figures = (None, running, firm, _rounded(running + firm))
                expected.add((r, period), (), figures, max(largest[r, period] * per_mwh, 1.0))
    return expected


def _rounded(price: float) -> float:
    """A price, or zero where it is no more than rounding."""
    return price if abs(price) >= PRICED else 0.0


def need_price(facts: Facts, y: Duals) -> Expected:
    """What one more GW of need costs, in dollars of its period."""
    expected, calendar = Expected(), facts.calendar
    for (rule, *index), dual in y.items():
        if rule == "need_is_served_or_unserved" and index[1] in calendar.number:
            price = dual / calendar.discount[calendar.number[index[1]]]
            expected.add((index[0], index[1]), (), (price,))
    return expected


def prices(run: Run, facts: Facts) -> Expected:
    """Every dual in money of its own period too; the dual itself is for the reduced costs to hold."""
    names = run.tables["prices"].form.keys
    rule, at = names.index("rule"), names.index("period")
    expected = Expected()
    for key, dual in run.numbers("prices", "dual_usd_billion_per_unit").items():
        # An order is paid for over many periods: its price is of none of them.
        timeless = key[rule] in WITHOUT_PERIOD
        discount = 1.0 if timeless else facts.calendar.discount_by_name.get(key[at], 1.0)
        expected.add(key, (), (None, dual / discount))
    return expected
