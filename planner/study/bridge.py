"""The bridge from the cost of one run to that of another: what each part of it adds or takes off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.chart import Chart, Panel
from planner.report.html_table import table
from planner.report.theme import WHOLE
from planner.report.vega import colour_by, humanize, rows_axis, tooltip
from planner.results.costs import SYSTEM_COST
from planner.results.tabular import sum_by
from planner.study.sweep_text import figure
from planner.tolerances import SAME_FIGURE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.report.vega import Rows, Spec
    from planner.results.run import Run
    from planner.study.compare import Comparison

MORE, LESS, TOTAL = "costs more", "costs less", "total system cost"
HUES = {MORE: "#c98a1e", LESS: "#2f7f86", TOTAL: WHOLE}
DECIMALS = 6
"""Of USD billion: as fine as a bar is drawn, so that each begins where the one before ends."""
ROW_HEIGHT = 30
LABELLED = 50
"""Pixels beyond either end of the bars, for their labels."""

Parts = dict[str, float]
"""USD billion, present value, by part of the total system cost."""


def bridge(comparison: Comparison, runs: Sequence[Run]) -> Chart:
    """From the total system cost of the first run to that of each other, by part; the parts add up to the difference.

    The axis begins at the cost of the first run, so that zero is "as dear as the first": differences of a hundredth
    of a cost are seen without an axis that is cut off. All panels have one scale.
    """
    parts = [parts_of(run) for run in runs]
    names = [humanize(name) for name in comparison.names]
    changes = [{part: own[part] - parts[0][part] for part in own} for own in parts[1:]]
    used = [part for part in SYSTEM_COST if any(own[part] for own in parts)]
    noise = SAME_FIGURE * max(abs(run.objective_usd_billion) for run in runs)
    bars = [_bars({part: change[part] for part in used}, noise) for change in changes]
    ends = [end for rows in bars for row in rows for end in (row["low"], row["high"])] or [0.0]
    scale = {"domain": [min(0.0, *ends), max(0.0, *ends)], "nice": True, "padding": LABELLED}
    panels = [
        Panel(f"From {names[0]} to {name}", _view(rows, names[0], scale))
        for name, rows in zip(names[1:], bars, strict=True)
    ]
    return Chart(
        "bridge",
        "What the costs differ by",
        "USD billion, present value, more or less than the first plan, part by part: each bar begins where the one "
        "above it ends, and the last is the difference of the total system costs.",
        " ".join(
            _sentence(names[0], name, change, noise) for name, change in zip(names[1:], changes, strict=True)
        ),
        tuple(panels),
        table(
            "Total system cost by part, USD billion, present value",
            ("", names[0], *(head for name in names[1:] for head in (name, f"{name}, less {names[0]}"))),
            _cells(used, parts),
            decimals=2,
        ),
        HUES,
        fixed=tuple(HUES),
        columns=2,
    )


def parts_of(run: Run) -> Parts:
    """The total system cost of a run by part."""
    worth = sum_by(run.tables["costs"], ("item",), "present_value_usd_billion")
    return {part: sum(worth.get(item, 0.0) for item in items) for part, items in SYSTEM_COST.items()}


def _cells(used: Sequence[str], parts: Sequence[Parts]) -> list[list[str | float]]:
    """The table: each part of every run, and what it is more than in the first; last their sums."""
    found: list[list[str | float]] = []
    for label, members in [*((part, [part]) for part in used), (TOTAL, list(used))]:
        first, *others = (sum(own[part] for part in members) for own in parts)
        found.append([label, first, *(figure for other in others for figure in (other, other - first))])
    return found


def _bars(change: Mapping[str, float], noise: float) -> Rows:
    """A bar a part, each from where the one before ends, then that of the whole difference."""
    rows: Rows = []
    low = 0.0
    for n, (part, usd) in enumerate([*change.items(), (TOTAL, sum(change.values()))]):
        low = 0.0 if part == TOTAL else low
        series = TOTAL if part == TOTAL else MORE if usd > 0 else LESS
        place = {"y": n + 0.14, "y2": n + 0.86, "middle": n + 0.5, "part": part, "series": series}
        ends = {"low": round(low, DECIMALS), "high": round(low + usd, DECIMALS)}
        rows.append({**place, **ends, "usd": usd, "label": _signed(usd, noise)})
        low += usd
    return rows


def _view(rows: Rows, first: str, scale: Spec) -> Spec:
    """The bars of one run."""
    x: Spec = {
        "field": "low",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": f"USD billion, less {first}", "domain": False, "tickCount": 5},
    }
    y = rows_axis([str(row["part"]) for row in rows])
    tips = tooltip(("part", "part", ""), ("usd", "USD billion", "+,.2f"))
    bars = {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"field": "y2"}}
    end = {
        "calculate": "datum.usd < 0 ? min(datum.low, datum.high) : max(datum.low, datum.high)",
        "as": "end",
    }
    layers: list[Spec] = [{"mark": "rect", "encoding": {**bars, "color": colour_by(), "tooltip": tips}}]
    for side, align in ((-1, "right"), (1, "left")):
        text = {"x": {**x, "field": "end"}, "y": {**y, "field": "middle"}, "text": {"field": "label"}}
        here = [end, {"filter": "datum.usd < 0" if side < 0 else "datum.usd >= 0"}]
        mark = {"type": "text", "align": align, "dx": 5 * side}
        layers.append({"transform": here, "mark": mark, "encoding": text})
    return {"height": ROW_HEIGHT * len(rows), "data": {"values": rows}, "layer": layers}


def _signed(usd: float, noise: float = 0.0) -> str:
    """A difference with its sign; one within what a solver can tell is none.

    >>> _signed(62.61), _signed(-1234.5), _signed(-0.001, 0.01)
    ('+62.61', '-1,234.5', '0')
    """
    return "0" if abs(usd) <= noise else f"{'-' if usd < 0 else '+'}{figure(abs(usd))}"


def _sentence(first: str, name: str, change: Mapping[str, float], noise: float) -> str:
    """By how much a run is dearer or cheaper, and what does most of it."""
    whole = sum(change.values())
    most = max(change, key=lambda part: abs(change[part]))
    if abs(whole) <= noise:
        return f"{name} costs as much as {first}, to the solver's precision."
    more = "more" if whole > 0 else "less"
    return (
        f"{name} costs USD {figure(abs(whole))} billion {more} than {first}; what differs most is {most}, by "
        f"{_signed(change[most])}."
    )
