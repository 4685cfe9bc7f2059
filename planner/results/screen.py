"""The answer on a terminal: 80 columns, the answer first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.results.frames import quarters

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan import Plan

YEARS_SHOWN = 10
NAME_WIDTH = 20
BOTTLENECKS_SHOWN = 10
SHOWN_FROM = 0.05
"""Rows whose largest figure would print as 0.0 are left out."""


def screen(plan: Plan) -> str:
    """The whole answer as text."""
    parts = [plan.case.settings.title, headline(plan), standing(plan)]
    if plan.case.settings.funding:
        parts.append(raised(plan))
    parts.append(dearest(plan))
    return "\n\n".join(part for part in parts if part)


def headline(plan: Plan) -> str:
    """Is the shortfall closed, when, and what does it cost."""
    target = plan.case.settings.target
    unserved = plan.unserved_gw
    worst = max(unserved, key=lambda period: unserved[period])
    closed = plan.closed_in
    if closed is None:
        last = list(unserved)[-1]
        told = f"The shortfall is not closed: {unserved[last]:.1f} GW go unserved in {last}."
    elif unserved[worst] <= SHOWN_FROM:
        told = "No load goes unserved."
    else:
        told = f"The shortfall is closed from {closed} on (target {target.close_by})."
    if unserved[worst] > SHOWN_FROM:
        told += f"\nAt worst {unserved[worst]:.1f} GW go unserved, in {worst}"
        at_target = unserved.get(str(target.close_by))
        told += "." if at_target is None else f"; {at_target:.1f} GW in {target.close_by}."
    start = plan.case.settings.calendar.start
    cost = f"{plan.objective_usd_billion:,.1f}"
    return f"{told}\nThe plan costs {cost} USD billion, present value at the start of {start}."


def standing(plan: Plan) -> str:
    """GW standing at each year's end, by asset, sources first."""
    table = plan.tables["capacity"]
    ends = _year_ends(quarters(plan.case))
    wide = table.pivot_table(
        index="asset", columns="period", values="standing_gw", aggfunc="sum", fill_value=0.0, sort=False
    )
    rows = _order_of_assets(plan)
    text = _wide("GW standing at year end", wide.reindex(index=rows, columns=list(ends), fill_value=0.0), ends)
    return f"{text}\nA GW of chips carries a GW of load, whoever made it: that decides the vendor mix."


def raised(plan: Plan) -> str:
    """Money raised by instrument and year, and equity put in."""
    issued = plan.tables["issuance"][["instrument", "period", "issued_usd_billion"]]
    cash = plan.tables["cash"]
    equity = cash[cash["line"] == "equity_in"]
    years = {str(year): str(year) for year in dict.fromkeys(q.year for q in plan.case.periods)}
    by_year = issued.assign(year=issued["period"].str[:4]).pivot_table(
        index="instrument", columns="year", values="issued_usd_billion", aggfunc="sum", fill_value=0.0
    )
    put_in = equity.assign(year=equity["period"].str[:4]).groupby("year")["usd_billion"].sum()
    by_year.loc["equity put in"] = put_in.reindex(by_year.columns, fill_value=0.0)
    names = [row["instrument"] for row in plan.case.rows("instruments")] + ["equity put in"]
    shown = dict(list(years.items())[:YEARS_SHOWN])
    return _wide(
        "USD billion raised in the year",
        by_year.reindex(index=names, columns=list(shown), fill_value=0.0),
        shown,
    )


def dearest(plan: Plan) -> str:
    """The ten dearest bottlenecks, each at its dearest: half by the GW, half by the dollar where there are both."""
    table = plan.tables["bottlenecks"]
    if table.empty:
        return "No pool, site, market or covenant binds."
    price = "price_usd_billion_per_unit"
    top = table.sort_values(price, ascending=False).drop_duplicates(["kind", "bottleneck", "detail", "unit"])
    physical, money = top[top["unit"] == "GW"], top[top["unit"] != "GW"]
    half = BOTTLENECKS_SHOWN // 2
    by_gw = max(half, BOTTLENECKS_SHOWN - len(money))
    by_dollar = BOTTLENECKS_SHOWN - min(by_gw, len(physical))
    lines = [f"{'Dearest bottlenecks: one more unit saves':<54} {'period':>8} {'price':>16}"]
    for part, label in ((physical.head(by_gw), "USD bn / GW"), (money.head(by_dollar), "USD / USD")):
        for kind, name, detail, period, worth in zip(
            *(part[column] for column in ("kind", "bottleneck", "detail", "period", price)), strict=True
        ):
            what = f"{kind.replace('_', ' ')} {name}" + (f" ({detail})" if detail else "")
            what = what if len(what) <= 54 else what[:53] + "…"
            lines.append(f"{what:<54} {period:>8} {worth:>8.3f} {label}".rstrip())
    return "\n".join(lines)


def _order_of_assets(plan: Plan) -> list[str]:
    """Sources, shells and chips in the order of the sheets."""
    sources = [row["source"] for row in plan.case.rows("sources")]
    return sources + [row["asset"] for row in plan.case.rows("compute")]


def _year_ends(periods: list[str]) -> dict[str, str]:
    """The last period of each year shown, with the year as its label; the first ten years, or fewer."""
    ends = {period[:4]: period for period in periods}
    return {period: year for year, period in list(ends.items())[:YEARS_SHOWN]}


def _wide(title: str, frame: pd.DataFrame, labels: dict[str, str]) -> str:
    """A table of one name and up to ten numbers a row."""
    lines = [f"{title[: NAME_WIDTH + 12]:<{NAME_WIDTH}}"]
    width = 6
    head = "".join(f"{label:>{width}}" for label in labels.values())
    lines = [title, " " * NAME_WIDTH + head]
    for name, row in frame.iterrows():
        if float(row.max()) >= SHOWN_FROM:
            text = str(name)
            text = text if len(text) < NAME_WIDTH else text[: NAME_WIDTH - 2] + "…"
            lines.append(f"{text:<{NAME_WIDTH}}" + "".join(f"{gw:>{width}.1f}" for gw in row))
    return "\n".join(lines) if len(lines) > 2 else f"{title}: nothing"
