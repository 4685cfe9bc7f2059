"""The answer on a terminal: 80 columns, the answer first."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from planner.parameters.horizon import read_to
from planner.parameters.timeline import period_names
from planner.results.costs import SYSTEM_COST
from planner.results.headline import assumed_share, ends_of, headline_figures
from planner.results.returns_text import returns_text, verdict_text
from planner.results.shown import as_shown
from planner.results.stranded_text import stranded_text
from planner.results.tabular import records
from planner.results.top_bottlenecks import by_gw_and_by_dollar, called, dearest_first, until_read, with_room
from planner.rules import UNITS
from planner.terminal import PLAIN, WIDTH

if TYPE_CHECKING:
    import pandas as pd

    from planner.case import Case
    from planner.results.plan import Plan
    from planner.results.run import Run
    from planner.terminal import Style

YEARS_SHOWN = 10
NAME_WIDTH = 20
NUMBER_WIDTH = 6
FIGURE_WIDTH, COLUMN_WIDTH = 52, 12
BOTTLENECKS_SHOWN = 10
BOTTLENECK_WIDTH = 50
MEGAWATTS_BELOW = 0.1
"""GW: less is printed in MW."""
SHOWN_FROM = 0.05
"""What would print as 0.0 is nothing: such rows are left out."""


def answer_text(plan: Plan, style: Style = PLAIN) -> str:
    """The whole answer as text, in colours if there are any, with display names."""
    plan = as_shown(plan)
    on_time = plan.closed_in is not None and plan.closed_in <= str(plan.case.settings.target.close_by)
    verdict, *worst = headline(plan).splitlines()
    approximation = plan.case.settings.calendar.approximation
    if plan.case.settings.funding:
        worst.append(textwrap.fill(verdict_text(plan.tables["returns"]), WIDTH))
    told = (stranded_text(plan.case, plan.tables), approximation, read_text(plan.case))
    worst += [textwrap.fill(more, WIDTH) for more in told if more]
    parts = [
        style.strong(textwrap.fill(plan.case.settings.title, WIDTH)),
        "\n".join([style.good(verdict) if on_time else style.bad(verdict), *worst]),
        style.headed(figures_text(plan)),
        style.headed(cost_text(plan)),
        style.headed(load_text(plan)),
        style.headed(standing_text(plan)),
    ]
    if plan.case.settings.funding:
        parts.append(style.headed(raised_text(plan)))
        parts.append(style.headed(returns_text(plan.case, plan.tables["returns"])))
    parts.append(style.headed(bottlenecks_text(plan)))
    return "\n\n".join(parts)


def headline(plan: Plan | Run) -> str:
    """Is the shortfall closed, and when."""
    target, unserved, closed = str(plan.case.settings.target.close_by), plan.unserved_gw, plan.closed_in
    worst = max(unserved, key=lambda period: unserved[period])
    last = list(unserved)[-1]
    if closed == next(iter(unserved)):
        return "No load goes unserved."
    if closed is None:
        verdict = (
            f"The shortfall is NOT closed: {_power_text(unserved[last])} go unserved in {last}, at the end."
        )
    elif closed <= target:
        verdict = f"The shortfall is closed from {closed} on (target {target})."
    else:
        verdict = f"The shortfall is closed from {closed} on, later than the target of {target}."
    return f"{verdict}\nAt worst {_power_text(unserved[worst])} go unserved, in {worst}."


def figures_text(plan: Plan) -> str:
    """What must be spent, up to the target and in all that is read."""
    target, end = ends_of(plan.case)
    columns = [f"to {name}" for name in dict.fromkeys((target, end))]
    lines = [f"{'What it takes':<{FIGURE_WIDTH}}" + "".join(f"{name:>{COLUMN_WIDTH}}" for name in columns)]
    for figure in headline_figures(plan.case, plan.tables):
        values = (figure.to_target, figure.to_end)[-len(columns) :]
        cells = ("-" if value is None else f"{value:,.{figure.decimals}f}" for value in values)
        lines.append(f"{figure.label:<{FIGURE_WIDTH}}" + "".join(f"{cell:>{COLUMN_WIDTH}}" for cell in cells))
    return "\n".join(lines)


def cost_text(plan: Plan) -> str:
    """What is minimised and what of, how much of it rests on assumptions beside it."""
    start = plan.case.settings.calendar.start
    costs = plan.tables["costs"]
    worth = costs.groupby("item")["present_value_usd_billion"].sum()
    total = f"{plan.objective_usd_billion:,.1f}"
    lines = [f"Total system cost: USD {total} billion, present value at the start of {start}"]
    for part, items in SYSTEM_COST.items():
        amount = sum(float(worth.get(item, 0.0)) for item in items)
        if abs(amount) >= SHOWN_FROM:
            lines.append(f"    {part:<38}{amount:>10,.1f}")
    share = assumed_share(plan.case, costs)
    if math.isfinite(share):
        lines.append(f"{share:.0%} of what is paid or lost rests on rows that are assumptions.")
    return "\n".join(lines)


def load_text(plan: Plan) -> str:
    """Need, load served and load unserved at each year's end."""
    ends = _year_ends(plan.case)
    summed = plan.tables["shortfall"].groupby("period")[["need_gw", "served_gw", "unserved_gw"]].sum()
    names = {"need_gw": "needed", "served_gw": "served", "unserved_gw": "unmet demand"}
    wide = summed.rename(columns=names).T.reindex(columns=list(ends), fill_value=0.0)
    return _yearly_table(
        f"Load in GW at year end, beyond what is committed{plan.case.settings.calendar.means}", wide, ends
    )


def standing_text(plan: Plan) -> str:
    """GW standing at each year's end, by asset, sources first."""
    table = plan.tables["capacity"]
    ends = _year_ends(plan.case)
    wide = table.pivot_table(
        index="asset", columns="period", values="standing_gw", aggfunc="sum", fill_value=0.0, sort=False
    )
    wide = wide.reindex(index=list(plan.case.assets), columns=list(ends), fill_value=0.0)
    text = _yearly_table(
        f"Installed capacity in GW at year end{plan.case.settings.calendar.means}", wide, ends
    )
    if sum(row["kind"] == "chips" for row in plan.case.rows("compute")) > 1:
        text += "\nA GW of chips carries a GW of load, whoever made it: that decides the mix."
    return text


def raised_text(plan: Plan) -> str:
    """Money raised by instrument and year, and equity put in."""
    issued = plan.tables["issuance"][["instrument", "period", "issued_usd_billion"]]
    cash = plan.tables["cash"]
    equity = cash[cash["line"] == "equity_in"]
    ends = _year_ends(plan.case)
    years = {year: year for year in ends.values()}
    by_year = issued.assign(year=issued["period"].str[:4]).pivot_table(
        index="instrument", columns="year", values="issued_usd_billion", aggfunc="sum", fill_value=0.0
    )
    names = [row["instrument"] for row in plan.case.rows("instruments")]
    by_year = by_year.reindex(index=names, columns=list(years), fill_value=0.0)
    put_in = equity.assign(year=equity["period"].str[:4]).groupby("year")["usd_billion"].sum()
    by_year.loc["equity contribution"] = put_in.reindex(list(years), fill_value=0.0)
    return _yearly_table("USD billion raised in the year", by_year, years)


def bottlenecks_text(plan: Plan) -> str:
    """The ten dearest bottlenecks, each at its dearest: half by the GW and half by the dollar, if any."""
    table = until_read(plan.case, plan.tables["bottlenecks"])
    if table.empty:
        return "No pool, site, market or covenant binds."
    table = with_room(table)
    if table.empty:
        return "No pool or site binds, and no limit on money that is above zero."
    by_gw, by_dollar = by_gw_and_by_dollar(dearest_first(table), BOTTLENECKS_SHOWN)
    heading = "Bottlenecks by shadow price: one more unit saves"
    lines = [f"{heading:<{BOTTLENECK_WIDTH}} {'in':<6} {'price':>8}"]
    for part in (by_gw, by_dollar):
        for row in records(part):
            what = _truncated(called(row.kind, row.bottleneck, row.detail), BOTTLENECK_WIDTH)
            price = row.price_usd_billion_per_unit
            lines.append(f"{what:<{BOTTLENECK_WIDTH}} {row.period:<6} {price:>8.3f} {UNITS[row.unit].short}")
    return "\n".join(lines)


def _year_ends(case: Case) -> dict[str, str]:
    """The last period of each year shown, with the year as its label; the first ten years, or fewer.

    The year in which the plan ceases to be read is the last.
    """
    last = read_to(case).year
    ends = {period[:4]: period for period in period_names(case) if int(period[:4]) <= last}
    return {period: year for year, period in list(ends.items())[:YEARS_SHOWN]}


def read_text(case: Case) -> str:
    """How far the plan is read, where that is years before its end; else nothing."""
    last, end = read_to(case), case.settings.calendar.end
    if last.year == end.year:
        return ""
    bent = f"the years after it, to {end}, bend to what counts at the end"
    return f"The plan is read to {last}: {bent}. The tables have them."


def _power_text(gw: float) -> str:
    """Load in GW, or in MW where it is little.

    >>> _power_text(1234.5), _power_text(0.03), _power_text(2e-6)
    ('1,234.5 GW', '30 MW', '0.002 MW')
    """
    if gw >= MEGAWATTS_BELOW:
        return f"{gw:,.1f} GW"
    return f"{gw * 1000:.0f} MW" if gw >= 0.001 else f"{gw * 1000:.1g} MW"


def _truncated(text: str, width: int) -> str:
    """Text that fits, its end cut off where it is too long."""
    return text if len(text) <= width else text[: width - 1] + "…"


def _number_text(number: float) -> str:
    """A number with as many decimals as leave a space before it."""
    if abs(number) < 999.95:
        return f"{number:>{NUMBER_WIDTH}.1f}"
    return (
        f"{number:>{NUMBER_WIDTH}.0f}"
        if abs(number) < 99_999.5
        else f"{number / 1000:>{NUMBER_WIDTH - 1}.0f}k"
    )


def _yearly_table(title: str, frame: pd.DataFrame, labels: dict[str, str]) -> str:
    """A table of one name and up to ten numbers a row; rows of nothing are left out."""
    lines = [title, " " * NAME_WIDTH + "".join(f"{label:>{NUMBER_WIDTH}}" for label in labels.values())]
    for name, row in frame.iterrows():
        if float(row.max()) >= SHOWN_FROM:
            text = _truncated(str(name), NAME_WIDTH - 1)
            lines.append(f"{text:<{NAME_WIDTH}}" + "".join(_number_text(number) for number in row))
    return "\n".join(lines) if len(lines) > 2 else f"{title}: nothing"
