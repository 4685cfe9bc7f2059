"""The chart of the capital structure: who holds what is owed, through which vehicle, on which loans, of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.horizon import read_to
from planner.parameters.instruments import instruments_of
from planner.parameters.timeline import period_names
from planner.report.chart import Chart, Panel
from planner.report.flow_diagram import Flow, flow_diagram
from planner.report.html_table import format_number, table
from planner.report.theme import MUTED, colours_of
from planner.report.vega import humanize, year_ends
from planner.results.tabular import sum_by
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from planner.results.run import Run

HOLDERS, VEHICLES, LOANS, BORROWERS = range(4)
"""The columns of the diagram."""
NOTES = "notes of vehicles"
"""What buyers of notes hold, in the legend."""


def capital_structure(run: Run) -> Chart:
    """From holders, through vehicles and loans, to borrowers: at the target, and when the plan is read to."""
    told = [period for period in (_target(run), _last_read(run)) if flows_at(run, period)]
    drawn = dict.fromkeys(told)
    panels = tuple(
        Panel(f"At the end of {period}", flow_diagram(flows_at(run, period), "USD billion"))
        for period in drawn
    )
    ends = year_ends(period_names(run.case))
    by_end = {year: {_edge(flow): flow.amount for flow in flows_at(run, end)} for year, end in ends.items()}
    edges = dict.fromkeys(edge for found in by_end.values() for edge in found)
    rows = [(*edge, *(found.get(edge, 0.0) for found in by_end.values())) for edge in edges]
    shown = {flow.series for period in drawn for flow in flows_at(run, period)}
    hues = {name: hue for name, hue in colours_of(run.case, "instruments").items() if name in shown}
    return Chart(
        "capital_structure",
        "Who lends to whom",
        "USD billion, nominal, owed at the end of the period. From the left: who holds it (a lender, a vendor, the "
        "buyers in a market or of the notes of a vehicle), the vehicle that bought it, the loan or bond, and who owes "
        "it.",
        _sentence(run, told[-1]) if told else "Nothing is owed.",
        panels,
        table(
            "USD billion at the end of each year",
            ("from", "to", *ends),
            rows or [("nobody", "nobody", *(0.0,) * len(ends))],
        ),
        hues | ({NOTES: MUTED} if NOTES in shown else {}),
    )


def _target(run: Run) -> str:
    """The period that the shortfall is to be closed by, or the last where that is beyond the horizon."""
    close_by = run.case.settings.target.close_by
    return next(
        (str(period) for period in run.case.periods if period.last >= close_by), str(run.case.periods[-1])
    )


def _last_read(run: Run) -> str:
    """The last period that the plan is read to."""
    last = read_to(run.case)
    return next(str(period) for period in reversed(run.case.periods) if period.first <= last)


def flows_at(run: Run, period: str) -> list[Flow]:
    """What is owed at the end of a period, from who holds it to who owes it."""
    owed = _amounts(run, "debt", ("instrument", "sponsor"), "balance", period)
    pooled = _amounts(run, "pools", ("vehicle", "instrument"), "pooled", period)
    bought = _amounts(run, "notes", ("market", "vehicle"), "outstanding", period)
    instruments, lenders = instruments_of(run.case), _lenders(run)
    flows = [
        Flow((HOLDERS, f"buyers of {market}"), (VEHICLES, vehicle), usd, NOTES)
        for (market, vehicle), usd in bought.items()
    ]
    for i, instrument in instruments.items():
        held = sum(usd for (_, name), usd in pooled.items() if name == i)
        kept = sum(usd for (name, _), usd in owed.items() if name == i) - held
        holder = lenders.get(i) or instrument.vendor or f"buyers of {instrument.market}"
        flows.append(Flow((HOLDERS, holder), (LOANS, i), kept, i))
    flows += [Flow((VEHICLES, v), (LOANS, i), usd, i) for (v, i), usd in pooled.items()]
    flows += [Flow((LOANS, i), (BORROWERS, j), usd, i) for (i, j), usd in owed.items()]
    return [flow for flow in flows if flow.amount > LEAST_DRAWN]


def _amounts(
    run: Run, name: str, keys: tuple[str, str], column: str, period: str
) -> dict[tuple[str, str], float]:
    """A column of a table at the end of a period, by two keys; nothing where the run has no such table."""
    if name not in run.tables:
        return {}
    frame = run.tables[name]
    found: dict[tuple[str, str], float] = sum_by(
        frame[frame["period"] == period], keys, f"{column}_usd_billion"
    )
    return found


def _lenders(run: Run) -> dict[str, str]:
    """Who lends on each instrument, of those that say."""
    rows = run.case.rows("instruments")
    return {row["instrument"]: row["lender"] for row in rows if row["lender"] is not None}


def _edge(flow: Flow) -> tuple[str, str]:
    """A flow in words: from and to."""
    return humanize(flow.source[1]), humanize(flow.target[1])


def _sentence(run: Run, period: str) -> str:
    """How much is owed, who holds most of it, and how much of it vehicles do."""
    held: dict[str, float] = {}
    vehicles = 0.0
    for flow in flows_at(run, period):
        if flow.source[0] == HOLDERS:
            held[flow.source[1]] = held.get(flow.source[1], 0.0) + flow.amount
        vehicles += flow.amount if flow.source[0] == VEHICLES else 0.0
    total, most = sum(held.values()), max(held, key=lambda name: held[name])
    packaged = f"; vehicles hold USD {format_number(vehicles)} billion of it" if vehicles else ""
    return (
        f"At the end of {period} USD {format_number(total, 0)} billion is owed, of which USD "
        f"{format_number(held[most], 0)} billion is held by {humanize(most)}{packaged}."
    )
