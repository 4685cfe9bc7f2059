"""What the tables of prices should say: covenants, bottlenecks, power and need, from the duals of the rules."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.arithmetic import MILLIONTH, YEAR
from planner.audit.expected import Expected
from planner.audit.financial import covenants as measured
from planner.audit.forms import INDICES, column_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run

    Duals = Mapping[tuple[str, ...], float]
    """Present-value duals by rule and index, in the words of the table `prices`."""
    Found = Iterator[tuple[tuple[str, str, str, str], float, str, float]]
    """Bottlenecks by key, with their limit, its unit and their dual."""

LEAST = 1e-9
"""Prices up to this are no bottleneck."""
UNTIMED = ("national_orders_add_up",)
"""Rules whose index has the period of an order, and so no money of its own."""
GW, USD_BILLION = "GW", "USD billion"


def duals(run: Run, letters: Mapping[str, str]) -> Duals:
    """The table `prices` by rule and the letters it has; a row that says anything else besides is left out."""
    names = ("rule", *INDICES.values())
    places = {rule: [names.index(column_of(letter)) for letter in of] for rule, of in letters.items()}
    found = {}
    for key, dual in run.numbers("prices", "dual_usd_billion_per_unit").items():
        at = places.get(key[0])
        if at is not None and not any(part for k, part in enumerate(key) if k and k not in at):
            found[key[0], *(key[place] for place in at)] = dual
    return found


def covenants(run: Run, facts: Facts, y: Duals) -> Expected:
    """Limit, use, slack and price of every covenant."""
    expected = Expected()
    for key, limit, used, price, size in measured(run, facts):
        worth = abs(y.get(price, 0.0)) / facts.discount[facts.number[key[4]]]
        expected.add(key, (), (limit, used, limit - used, worth), size)
    return expected


def bottlenecks(run: Run, facts: Facts, y: Duals) -> Expected:
    """Every limit with a price, the covenants among them."""
    expected = Expected()
    for part in (_of_things(facts, y), _of_money(facts, y)):
        for key, limit, unit, dual in part:
            if abs(dual) > LEAST and key[3] in facts.dollar:
                price = abs(dual) / facts.dollar[key[3]]
                expected.add(key, (unit,), (limit, price))
    limits = run.numbers("covenants", "limit_usd_billion")
    for held, price in run.numbers("covenants", "price_usd_per_usd").items():
        if price > LEAST:
            covenant, sponsor, asset_class, instruments, period = held
            detail = " ".join(part for part in (asset_class, instruments) if part)
            name = ("covenant", f"{covenant}, {sponsor}", detail, period)
            expected.add(name, (USD_BILLION,), (limits[held], price))
    return expected


def _of_things(facts: Facts, y: Duals) -> Found:
    """Pools and sites."""
    limit = facts.in_force("supply_limits", "limit_gw_per_year", "supply_pool")
    sites = {(row["asset"], row["region"] or ""): row["limit_gw"] for row in facts.case.rows("site_limits")}
    for (rule, *index), dual in y.items():
        if rule == "deliveries_within_pool_limit" and index[1] in facts.quarters:
            pool, quarter = index
            most = limit(facts.period_of[facts.quarters[quarter]], pool) / YEAR
            yield ("supply_pool", pool, "", quarter), most, GW, dual
        elif index and index[-1] not in facts.number:
            continue
        elif rule == "standing_within_site_limit":
            a, r, period = index
            yield ("site_limit", a, r, period), sites.get((a, r), 0.0), GW, dual
        elif rule == "standing_within_national_site_limit":
            a, period = index
            yield ("site_limit", a, "", period), sites.get((a, ""), 0.0), GW, dual


def _of_money(facts: Facts, y: Duals) -> Found:
    """Market steps, equity and cash."""
    depth = facts.in_force("market_limits", "issuance_limit_usd_billion_per_year", "market", "step")
    most = facts.in_force("sponsor_cash", "cash_usd_billion_per_year", "sponsor")
    years = dict(zip(facts.names, facts.years, strict=True))
    steps = {str(row["step"]): row["step"] for row in facts.case.rows("market_limits")}
    for (rule, *index), dual in y.items():
        if index and index[-1] not in facts.number:
            continue
        if rule == "issuance_within_market_limit":
            # As the letters go: market, step, period.
            u, k, period = index
            limit = depth(facts.number[period], u, steps.get(k)) * years[period]
            yield ("market", u, f"step {k}", period), limit, USD_BILLION, dual
        elif rule == "equity_within_sponsor_cash":
            j, period = index
            yield (
                ("sponsor_cash", j, "", period),
                most(facts.number[period], j) * years[period],
                USD_BILLION,
                dual,
            )
        elif rule == "cash_within_limit":
            j, period = index
            limit = facts.sponsors[j]["cash_limit_usd_billion"] or 0.0 if j in facts.sponsors else 0.0
            yield ("cash_limit", j, "", period), limit, USD_BILLION, dual


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
    expected = Expected()
    for r in facts.regions:
        for t, period in enumerate(facts.names):
            if load[r, period] or (r, period) in run.tables["power_price"].rows:
                per_mwh = 1 / (facts.discount[t] * facts.hours[t] * MILLIONTH)
                running = _felt(energy[r, period] * per_mwh)
                scarce = abs(y.get(("firm_capacity_covers_load", r, period), 0.0))
                firm = _felt(margin * scarce * per_mwh)
                figures = (None, running, firm, _felt(running + firm))
                expected.add((r, period), (), figures, max(largest[r, period] * per_mwh, 1.0))
    return expected


def _felt(price: float) -> float:
    """A price, or zero where it is no more than rounding."""
    return price if abs(price) >= LEAST else 0.0


def need_price(facts: Facts, y: Duals) -> Expected:
    """What one more GW of need costs, in dollars of its period."""
    expected = Expected()
    for (rule, *index), dual in y.items():
        if rule == "need_is_served_or_unserved" and index[1] in facts.number:
            price = dual / facts.discount[facts.number[index[1]]]
            expected.add((index[0], index[1]), (), (price,))
    return expected


def prices(run: Run, facts: Facts) -> Expected:
    """Every dual in money of its own period too; the dual itself is for the reduced costs to hold."""
    names = run.tables["prices"].form.keys
    rule, at = names.index("rule"), names.index("period")
    expected = Expected()
    for key, dual in run.numbers("prices", "dual_usd_billion_per_unit").items():
        # An order is paid for over many periods: its price is of none of them.
        worth = 1.0 if key[rule] in UNTIMED else facts.dollar.get(key[at], 1.0)
        expected.add(key, (), (None, dual / worth))
    return expected
