"""What a plan takes, up to the target and up to the end of what is read, worked out again from tables and sheets."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from planner.audit.arithmetic import HOURS_PER_YEAR, QUARTERS_PER_YEAR, USD_PER_MWH, per_quarter
from planner.audit.tables.returns import last_read
from planner.audit.tolerances import OF_NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run

    Figures = list[float | None]
    """A figure up to each period; None where there is none."""

NAMES = (("sources", "source"), ("compute", "asset"), ("instruments", "instrument"), ("sponsors", "sponsor"))
"""Sheets whose rows may be assumptions, and the column that names what each row is of."""
ASSUMPTION, STORAGE, PERCENT = "A", "storage", 100
ABOVE_BENCHMARK = {
    *("debt_above_benchmark", "rating_spreads", "equity_charge", "idle_cash", "equity_fees"),
    *("issue_fees", "concessions", "commitment_fees", "structuring_fees"),
}
"""Items of the table of costs that capital costs above the benchmark, whatever of a fee is unexpired at the end."""


def headline(run: Run, facts: Facts) -> dict[str, Any]:
    """The figures by name, each up to the target and up to the last period read, and these two periods."""
    last = last_read(facts)
    target = facts.calendar.quarter(facts.settings.target.close_by)
    inside = max(0, min(target, facts.periods.end - 1))
    ends = {"to_target": min(facts.calendar.period_of_quarter[inside], last), "to_end": last}
    names = facts.calendar.names
    return {
        "target": names[ends["to_target"]],
        "end": names[last],
        **{name: {to: of[t] for to, t in ends.items()} for name, of in _figures(run, facts)},
    }


def _figures(run: Run, facts: Facts) -> Iterator[tuple[str, Figures]]:
    """Every figure by name, up to each period."""

    def up_to(table: str, column: str, counted: Callable[[dict[str, str]], bool] = bool) -> list[float]:
        return list(accumulate(_by_period(run, facts, table, column, counted)))

    capex = up_to("costs", "usd_billion", lambda row: row["item"] == "capex")
    yield "capital_expenditure_usd_billion", [*capex]
    if facts.settings.funding:
        yield "debt_issued_usd_billion", [*up_to("issuance", "issued_usd_billion")]
        equity = up_to("cash", "usd_billion", lambda row: row["line"] == "equity_in")
        yield "equity_contribution_usd_billion", [*equity]
        yield "cost_of_capital_percent", _cost_of_capital(run, facts)
    yield "cost_of_power_usd_per_mwh", _cost_of_power(run, facts)
    served = _by_period(run, facts, "load", "served_gw")
    yield "all_in_cost_usd_billion_per_gw", _ratios(capex, served)
    unserved = _by_period(run, facts, "shortfall", "unserved_gw")
    lasting = [gw * years for gw, years in zip(unserved, facts.calendar.years, strict=True)]
    yield "unmet_demand_gw_years", [*accumulate(lasting)]
    if any(row["additional_fraction"] < 1 for row in facts.sources.values()):
        yield "additional_percent", _additional(run, facts)
    rests = _assumed(facts)
    assumed = up_to("costs", "usd_billion", lambda row: row["item"] == "capex" and rests(row))
    yield "assumed_percent", _ratios([PERCENT * part for part in assumed], capex)


def _by_period(
    run: Run, facts: Facts, table: str, column: str, counted: Callable[[dict[str, str]], bool] = bool
) -> list[float]:
    """A column added up by period over the rows that count."""
    sums = [0.0] * len(facts.calendar.names)
    names = run.tables[table].form.keys
    for key, figure in run.numbers(table, column).items():
        row = dict(zip(names, key, strict=True))
        if counted(row) and row["period"] in facts.calendar.number:
            sums[facts.calendar.number[row["period"]]] += figure
    return sums


def _ratios(parts: Sequence[float], wholes: Sequence[float]) -> Figures:
    """One figure over another; none where there is next to nothing to divide by."""
    return [part / whole if whole > OF_NOTHING else None for part, whole in zip(parts, wholes, strict=True)]


def _additional(run: Run, facts: Facts) -> Figures:
    """Of the energy made up to each period, storage apart, the share that serves nobody else already, %."""
    made, own = ([0.0] * len(facts.calendar.names) for _ in range(2))
    for (s, _, period), gwh in run.numbers("energy", "output_gwh").items():
        t, row = facts.calendar.number.get(period), facts.sources.get(s)
        if t is not None and row is not None and row["kind"] != STORAGE:
            made[t] += gwh
            own[t] += row["additional_fraction"] * gwh
    sums = zip(accumulate(own), accumulate(made), strict=True)
    return [PERCENT * part / whole if whole else None for part, whole in sums]


def _assumed(facts: Facts) -> Callable[[dict[str, str]], bool]:
    """Whether a row of costs is of an asset or instrument, or else of a sponsor, whose row is an assumption."""
    named = {
        row[key] for sheet, key in NAMES for row in facts.case.rows(sheet) if row["confidence"] == ASSUMPTION
    }
    return lambda row: (row["asset_or_instrument"] or row["sponsor"]) in named


def _cost_of_capital(run: Run, facts: Facts) -> Figures:
    """Interest, spreads, and what equity asks of what stood before, over the debt and equity that stood, % a year."""
    calendar, spans = facts.calendar, [len(quarters) for quarters in facts.periods.quarters]
    paid = _by_period(run, facts, "debt", "interest_usd_billion")
    spreads = _by_period(run, facts, "costs", "usd_billion", lambda row: row["item"] == "rating_spreads")
    paid = [sum(both) for both in zip(paid, spreads, strict=True)]
    stood = [0.0] * len(spans)
    equity = run.numbers("balance_sheet", "equity_usd_billion")
    for (j, period), debt in run.numbers("balance_sheet", "debt_usd_billion").items():
        after = calendar.number.get(period, len(spans)) + 1
        if after < len(spans) and j in facts.sponsors:
            asked = per_quarter(facts.sponsors[j]["equity_rate_per_year"])
            paid[after] += asked * equity[j, period] * spans[after]
            stood[after] += (debt + equity[j, period]) * spans[after]
    a_quarter = _ratios([*accumulate(paid)], [*accumulate(stood)])
    return [None if rate is None else PERCENT * ((1 + rate) ** QUARTERS_PER_YEAR - 1) for rate in a_quarter]


def _cost_of_power(run: Run, facts: Facts) -> Figures:
    """What sources cost, less their terminal value and with their share of the cost of capital, a MWh of load served.

    The cost of capital of a sponsor falls to sources by their share of its capital expenditure.
    """
    of_sources = 0.0
    capital, capex, of_power = (dict.fromkeys(facts.sponsors, 0.0) for _ in range(3))
    for key, amount in run.numbers("costs", "present_value_usd_billion").items():
        item, j, name, _ = key
        of_sources += amount if name in facts.sources else 0.0
        if j in facts.sponsors:
            capital[j] += amount if item in ABOVE_BENCHMARK else 0.0
            capex[j] += amount if item == "capex" else 0.0
            of_power[j] += amount if item == "capex" and name in facts.sources else 0.0
    for j, whole in capex.items():
        of_sources += capital[j] * (of_power[j] / whole if whole > OF_NOTHING else 0.0)
    served = zip(_by_period(run, facts, "load", "served_gw"), facts.calendar.years, strict=True)
    gwh = sum(
        discount * gw * years * HOURS_PER_YEAR
        for discount, (gw, years) in zip(facts.calendar.discount, served, strict=True)
    )
    price = of_sources / gwh / USD_PER_MWH if gwh > OF_NOTHING else None
    read = last_read(facts)
    return [price if t >= read else None for t in facts.periods]
