"""Charts of several runs side by side: a line, a bar or a column a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import listed
from planner.report.chart import Chart, Panel
from planner.report.html_table import format_number, table
from planner.report.theme import COSTS, HEAT, PALETTE, colours, colours_of
from planner.report.vega import (
    amount_axis,
    axis_over,
    closed_steps,
    colour_by,
    humanize,
    legend_filter,
    period_extent,
    rounded,
    rows_axis,
    tooltip,
)
from planner.results.costs import COST_PARTS, SYSTEM_COST, TERMINAL_VALUE
from planner.study.measures import ANSWER, BOTTLENECK, COST, MONEY_BOTTLENECK, RAISED, STANDING
from planner.study.precision import settled
from planner.tolerances import LEAST_DRAWN, SAME_FIGURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.report.html_table import Table
    from planner.report.vega import Rows, Spec
    from planner.results.run import Run
    from planner.study.compare import Comparison, Line

HORIZONTAL_NAMES = 4
"""Names of so many runs stand side by side under a heat map; more are turned."""
BOTTLENECKS_SHOWN = 12
"""Bottlenecks of each unit in the heat map: the dearest in any run."""
ANSWERS = ("objective_usd_billion", "closed_in", "worst_unserved_gw", "unserved_gw_years")
"""The figures of the answer, in their order."""


def _by_item(comparison: Comparison, part: str) -> dict[str, Line]:
    """The lines of a section by item."""
    return {line.item: line for line in comparison.lines if line.section == part}


def _number(value: float | str | None) -> float:
    """A figure of a run; nothing where it has none."""
    return value if isinstance(value, float) else 0.0


def answer(comparison: Comparison) -> str:
    """The cheapest and the dearest in a sentence; plans whose costs a solver cannot tell apart cost the same."""
    costs = [_number(value) for value in _by_item(comparison, ANSWER)["objective_usd_billion"].values]
    equal = settled(costs, SAME_FIGURE * max(map(abs, costs))).tolist()
    low, high = equal.index(min(equal)), equal.index(max(equal))
    if len(set(equal)) == 1:
        return f"All cost the same, USD {format_number(costs[low])} billion, to the solver's precision."
    least, most = (
        listed(humanize(name) for name, cost in zip(comparison.names, equal, strict=True) if cost == end)
        for end in (equal[low], equal[high])
    )
    verb = "costs" if equal.count(equal[low]) == 1 else "cost"
    return (
        f"{least} {verb} least, USD {format_number(costs[low])} billion; "
        f"{most} most, USD {format_number(costs[high])} billion."
    )


def answers(comparison: Comparison) -> Table:
    """The answer of every run, a column a run."""
    lines = _by_item(comparison, ANSWER)
    return table(
        "The answer of each plan",
        ("", *map(humanize, comparison.names)),
        [
            (lines[item].words, *("never" if value is None else value for value in lines[item].values))
            for item in ANSWERS
        ],
    )


def unserved(comparison: Comparison, runs: Sequence[Run]) -> Chart:
    """Unmet demand over time, a line a run."""
    hues = colours(comparison.names)
    x, y = axis_over(sorted({period for run in runs for period in run.case.periods})), amount_axis("gw", "GW")
    length = _length(runs)
    tips = tooltip(("period", length, ""), ("series", "plan", ""), ("gw", "unmet demand, GW", ",.2f"))
    rows: Rows = []
    for name, run in zip(comparison.names, runs, strict=True):
        own = [
            {**period_extent(period), "series": name, "gw": rounded(gw)}
            for period, gw in run.unserved_gw.items()
        ]
        rows += closed_steps(own)
    line = {
        "data": {"values": rows},
        "transform": [legend_filter()],
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "encoding": {"x": x, "y": {**y, "field": "gw"}, "color": colour_by(), "tooltip": tips},
    }
    lines = _by_item(comparison, ANSWER)["unserved_gw_years"]
    return Chart(
        "unserved",
        "Unmet demand",
        "GW of need that no plan serves, at the end of each quarter"
        f"{'' if length == 'quarter' else ', or on the mean of a year that is planned as one'}.",
        "In all, " + _each(comparison.names, lines, "GW-years") + ".",
        (Panel("", {"height": 280, "layer": [line]}),),
        answers(comparison),
        hues,
    )


def _length(runs: Sequence[Run]) -> str:
    """What a period is called in all of some runs."""
    lengths = {run.case.settings.calendar.length for run in runs}
    return lengths.pop() if len(lengths) == 1 else "period"


def _each(names: Sequence[str], line: Line, unit: str) -> str:
    """A figure of every run in words."""
    return ", ".join(
        f"{humanize(name)} {format_number(_number(value))} {unit}"
        for name, value in zip(names, line.values, strict=True)
    )


def cost(comparison: Comparison, runs: Sequence[Run]) -> Chart:
    """The parts of the cost, a bar a run."""
    lines = _by_item(comparison, COST)
    words = (
        "The plans cost "
        + _each(comparison.names, _by_item(comparison, ANSWER)["objective_usd_billion"], "USD billion")
        + "."
    )
    texts = ("costs", "What the plans cost", "USD billion, present value at the start of the horizon.", words)
    hues = [hue for hue, part in zip(COSTS, SYSTEM_COST, strict=True) if part != TERMINAL_VALUE]
    return _stacks(comparison, texts, lines, dict(zip(COST_PARTS, hues, strict=True)))


def standing(comparison: Comparison, runs: Sequence[Run]) -> Chart:
    """The sources that stand, a bar a run."""
    hues: dict[str, str] = {}
    for run in runs:
        hues |= colours_of(run.case, "sources")
    lines = {item: line for item, line in _by_item(comparison, STANDING).items() if item in hues}
    texts = (
        "standing",
        f"What stands {comparison.standing_at}",
        "GW of power sources in service, net AC.",
        f"GW of sources {comparison.standing_at}: " + _sums(comparison, lines) + ".",
    )
    return _stacks(comparison, texts, lines, hues)


def raised(comparison: Comparison, runs: Sequence[Run]) -> Chart:
    """The money raised, a bar a run."""
    hues: dict[str, str] = {}
    for run in runs:
        hues |= colours_of(run.case, "instruments")
    lines = _by_item(comparison, RAISED)
    texts = (
        "raised",
        "Money raised over the horizon",
        "USD billion, nominal; a loan rolled over counts again.",
        "USD billion raised: " + _sums(comparison, lines) + ".",
    )
    # What is no instrument is equity, which has another name where an instrument bears its own.
    equity = [item for item in lines if item not in hues]
    return _stacks(
        comparison, texts, lines, {**hues, **dict.fromkeys(equity, PALETTE[len(hues) % len(PALETTE)])}
    )


def _sums(comparison: Comparison, lines: Mapping[str, Line]) -> str:
    """The sum of some figures of every run."""
    sums = [sum(_number(line.values[n]) for line in lines.values()) for n in range(len(comparison.names))]
    return ", ".join(
        f"{humanize(name)} {format_number(total)}" for name, total in zip(comparison.names, sums, strict=True)
    )


def _stacks(
    comparison: Comparison,
    texts: tuple[str, str, str, str],
    lines: Mapping[str, Line],
    hues: Mapping[str, str],
) -> Chart:
    """A bar a run, of parts; and the table of the parts."""
    name, title, reading, words = texts
    used = [
        item
        for item in hues
        if item in lines and any(abs(_number(v)) > LEAST_DRAWN for v in lines[item].values)
    ]
    rows: Rows = [
        {
            "y": n + 0.14,
            "y2": n + 0.86,
            "plan": plan,
            "series": lines[item].words,
            "order": used.index(item),
            "size": rounded(size),
        }
        for n, plan in enumerate(comparison.names)
        for item in used
        if abs(size := _number(lines[item].values[n])) > LEAST_DRAWN
    ]
    panels = (Panel("", _bars(rows, comparison.names, reading.split(",")[0])),) if rows else ()
    shown = table(
        reading.rstrip("."), ("", *map(humanize, comparison.names)), _cells(lines[item] for item in used)
    )
    return Chart(name, title, reading, words, panels, shown, {lines[item].words: hues[item] for item in used})


def _bars(rows: Rows, names: Sequence[str], unit: str) -> Spec:
    """Bars from left to right, one a run, the parts in their order."""
    stack = {"stack": "size", "groupby": ["plan"], "sort": [{"field": "order"}], "as": ["low", "high"]}
    view = {
        "data": {"values": rows},
        "transform": [legend_filter(), stack],
        "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.4},
        "encoding": {
            "x": {
                "field": "low",
                "type": "quantitative",
                "axis": {"title": None, "domain": False, "tickCount": 6},
            },
            "x2": {"field": "high"},
            "y": rows_axis([humanize(plan) for plan in names]),
            "y2": {"field": "y2"},
            "color": colour_by(),
            "tooltip": tooltip(("plan", "plan", ""), ("series", "part", ""), ("size", unit, ",.2f")),
        },
    }
    return {"height": 34 * len(names), "layer": [view]}


def _cells(lines: Iterable[Line]) -> list[list[str | float | None]]:
    """Lines as rows of a table."""
    return [[humanize(line.words), *(value for value in line.values)] for line in lines]


def prices(comparison: Comparison, runs: Sequence[Run]) -> Chart:
    """What one more unit of each bottleneck would save at its dearest, a column a run."""
    panels, rows = [], []
    for part, title in ((BOTTLENECK, "One more GW, USD billion"), (MONEY_BOTTLENECK, "One more dollar, USD")):
        lines = sorted(_by_item(comparison, part).values(), key=lambda line: -line.most)
        rows += lines
        if lines:
            panels.append(Panel(title, _grid(comparison.names, lines[:BOTTLENECKS_SHOWN])))
    return Chart(
        "prices",
        "What one more unit would save, at its dearest",
        f"USD, in money of the dearest {_length(runs)} of each: darker is dearer, the {BOTTLENECKS_SHOWN} dearest "
        "rows of each unit. Blank where nothing binds.",
        f"Dearest in any plan: {humanize(max(rows, key=lambda line: line.most).item)}."
        if rows
        else "Nothing binds.",
        tuple(panels),
        table(
            "Every bottleneck at its dearest",
            ("", *map(humanize, comparison.names)),
            _cells(rows),
            decimals=3,
        ),
        {},
        gradient=("cheap", "dear", HEAT),
    )


def _grid(names: Sequence[str], lines: Sequence[Line]) -> Spec:
    """Prices as cells: a row a bottleneck, a column a run."""
    cells: Rows = [
        {
            "t": k,
            "t2": k + 1,
            "y": n,
            "y2": n + 1,
            "plan": name,
            "what": line.item,
            "price": rounded(_number(value)),
        }
        | {"when": cell.when if (cell := line.cells[k]) else ""}
        for n, line in enumerate(lines)
        for k, (name, value) in enumerate(zip(names, line.values, strict=True))
        if _number(value) > LEAST_DRAWN
    ]
    top = rows_axis([humanize(name) for name in names], "t")
    axis = {**top["axis"], "labelAngle": -30 if len(names) > HORIZONTAL_NAMES else 0}
    scale = {"type": "sqrt", "domain": [0, max(line.most for line in lines)], "range": list(HEAT)}
    tips = tooltip(
        ("plan", "plan", ""), ("what", "bottleneck", ""), ("when", "in", ""), ("price", "price", ",.4f")
    )
    return {
        "height": 20 * len(lines),
        "data": {"values": cells},
        "mark": {"type": "rect", "stroke": "#ffffff"},
        "encoding": {
            "x": {**top, "scale": {"domain": [0, len(names)], "nice": False}, "axis": axis},
            "x2": {"field": "t2"},
            "y": rows_axis([humanize(line.item) for line in lines]),
            "y2": {"field": "y2"},
            "color": {"field": "price", "type": "quantitative", "scale": scale, "legend": None},
            "tooltip": tips,
        },
    }
