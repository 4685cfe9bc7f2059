"""What holds a plan back: what one more unit of every bottleneck is worth, as a chart and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.calendar import Period
from planner.case.sheets import CLASSES
from planner.parameters.horizon import periods_read
from planner.parameters.timeline import timeline_of
from planner.report.chart import Chart, Panel
from planner.report.evidence import confidence_of_limits
from planner.report.html_table import format_number, table
from planner.report.theme import HEAT
from planner.report.vega import (
    heat_map,
    humanize,
    period_extent,
    period_tip,
    rounded,
    rows_axis,
    time_axis,
    tooltip,
)
from planner.results.tabular import records
from planner.results.top_bottlenecks import (
    KEY,
    PRICE,
    by_gw_and_by_dollar,
    dearest_first,
    until_read,
    with_room,
)
from planner.rules import BOTTLENECKS, UNITS
from planner.rules.units import amount as amount_text

if TYPE_CHECKING:
    import pandas as pd

    from planner.report.html_table import Table
    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

ROWS_SHOWN = 20
"""Bottlenecks in the heat map of each unit; the table has all."""
SENTENCES_SHOWN = 10
ALL_YEAR = (
    " In a year that is planned as one it is of one more for all of it, up to four times that of a quarter; that of a "
    "pool is by the quarter."
)
COVENANT_MORE = "One more dollar of room under the covenant {what}"
KIND_LABELS = {"supply_pool": "pool", "site_limit": "site", "sponsor_cash": "equity"}
"""A short word for each kind, where it has one, as a row of the heat map has it."""


def bottlenecks(run: Run) -> Chart:
    """What one more unit of every bottleneck is worth by period: by the GW, then by the dollar."""
    frame, length = with_room(run.tables["bottlenecks"]), run.case.settings.calendar.length
    panels = []
    for name, unit in UNITS.items():
        own = frame[frame["unit"] == name]
        if not own.empty:
            panels.append(Panel(unit.one_more, _price_heat_map(run, own)))
    top = ranked(frame)
    return Chart(
        "bottlenecks",
        "What one more unit would save",
        f"USD, in money of the {length}: darker is dearer, each panel with its own scale, and the "
        f"{ROWS_SHOWN} dearest rows of each. Blank where nothing binds. A price is a slope and holds for a small step."
        f"{ALL_YEAR if run.case.settings.calendar.years_from else ''}",
        next((words for _, words in bottleneck_sentences(run)), "")
        or "No pool, site, market or covenant binds.",
        tuple(panels),
        _table(run, top),
        {},
        gradient=("cheap", "dear", HEAT),
    )


def _table(run: Run, top: pd.DataFrame) -> Table:
    """Every bottleneck in a row."""
    length = run.case.settings.calendar.length
    return table(
        f"Every bottleneck at its dearest {length}",
        ("bottleneck", "dearest in", "price", "USD", "limit", f"{length}s in which it binds", "confidence"),
        [
            (
                _label(row),
                row.period,
                row.price,
                UNITS[row.unit].price,
                row.limit,
                float(row.count),
                row.confidence,
            )
            for row in records(top.assign(confidence=confidence_of_limits(run, top)))
        ],
        decimals=3,
    )


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Each bottleneck once, at its dearest period, the dearest first, with `price` and `count` of its periods."""
    counted = frame.assign(price=frame[PRICE], count=frame.groupby(KEY)[PRICE].transform("size"))
    return dearest_first(counted)


def _price_heat_map(run: Run, frame: pd.DataFrame) -> Spec:
    """The heat map of one unit."""
    names = [_label(row) for row in records(ranked(frame).head(ROWS_SHOWN))]
    place = {name: n for n, name in enumerate(names)}
    cells: Rows = [
        {
            **period_extent(row.period),
            "y": place[_label(row)],
            "y2": place[_label(row)] + 1,
            "bottleneck": _label(row),
            "price": rounded(getattr(row, PRICE)),
            "limit": rounded(row.limit),
        }
        for row in records(frame)
        if _label(row) in place
    ]
    unit = str(frame["unit"].iloc[0])
    tips = tooltip(
        ("bottleneck", "bottleneck", ""),
        period_tip(run.case),
        ("price", f"price, {UNITS[unit].price}", ",.4f"),
        ("limit", f"limit, {unit}", ",.3f"),
    )
    scale = {"type": "sqrt", "domain": [0, float(frame[PRICE].max())], "range": list(HEAT)}
    view = heat_map(cells, time_axis(run.case), rows_axis(names), "price", scale, tips)
    return {"height": 19 * len(names), "layer": [view]}


def _label(row: Any) -> str:
    """A bottleneck in a few words; of a covenant the class, and the instrument where each has its own."""
    detail = row.detail
    if row.kind == "covenant":
        asset_class, _, instruments = (
            detail.partition(" ") if detail.split(" ")[0] in CLASSES else ("", "", detail)
        )
        detail = " ".join(
            part for part in (asset_class, instruments if " stage, " in row.bottleneck else "") if part
        )
    kind = "" if row.kind == "covenant" else KIND_LABELS.get(row.kind, row.kind.replace("_", " "))
    return " · ".join(humanize(part) for part in (row.bottleneck, kind, detail) if part)


def bottleneck_sentences(run: Run) -> list[tuple[str, str]]:
    """The dearest bottlenecks in words, half of them by the GW and half by the dollar: (name, sentence)."""
    top = ranked(until_read(run.case, with_room(run.tables["bottlenecks"])))
    top = top.assign(confidence=confidence_of_limits(run, top))
    chosen = by_gw_and_by_dollar(top, SENTENCES_SHOWN)
    return [(_label(row), _sentence(run, row)) for part in chosen for row in records(part)]


def _sentence(run: Run, row: Any) -> str:
    """One bottleneck explained."""
    what = humanize(row.bottleneck) + (f" ({humanize(row.detail)})" if row.detail else "")
    money = UNITS[row.unit].is_money
    saved = f"USD {format_number(row.price, 3)}" if money else f"USD {format_number(row.price, 2)} billion"
    limit = amount_text(row.unit, format_number(row.limit, 1 if money else 2))
    length = "quarter" if Period.parse(row.period).is_quarter else "year"
    rule = BOTTLENECKS.get(row.kind)
    flow = f" a {length}" if rule is not None and rule.per != "none" else ""
    read = periods_read(run.case)
    times = f"in {row.count} of {read} {run.case.settings.calendar.length}s"
    if rule is not None and rule.per == "quarter":  # which delivers by the quarter in a year too
        times = f"in {row.count} of {timeline_of(run.case).quarters_of[read - 1].stop} quarters"
    return (
        f"{(COVENANT_MORE if rule is None else rule.one_more).format(what=what)} in {row.period} would save {saved}. "
        f"The limit is {limit}{flow}; it binds {times}.{_confidence_note(row.confidence)}"
    )


def _confidence_note(confidence: str) -> str:
    """A warning where a limit is only assumed."""
    return " The limit is an assumption." if confidence == "A" else ""
