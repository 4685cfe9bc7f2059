"""Charts of what matters most in a sweep: a tornado, or the indices of its factors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from planner.case.cells import listed
from planner.report.chart import Chart, Panel
from planner.report.html_table import table
from planner.report.theme import INK, PALETTE
from planner.report.vega import colour_by, rounded, rows_axis, tooltip
from planner.study.factors import with_unit
from planner.study.precision import settled
from planner.study.sensitivity import KEYS
from planner.study.spec import LHS, MORRIS, SOBOL, TORNADO
from planner.study.sweep_text import figure, label
from planner.tolerances import SAME_FIGURE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from planner.report.vega import Rows, Spec
    from planner.study.sensitivity import Indices

ROW_HEIGHT = 34
ALONE_TOP, ALONE_TALL = 0.16, 0.68
PAIR_TOP, PAIR_TALL = 0.1, 0.4
"""Where the bars of a row stand, of its height: one by itself, or two one below the other."""
ROOM = 45
"""Pixels beside the longest bars of a tornado, for the words at their ends."""
HUES = (PALETTE[0], PALETTE[1])
SERIES = {
    TORNADO: ("at its low value", "at its high value"),
    SOBOL: ("alone (S1)", "in all (ST)"),
    MORRIS: ("mean size (mu*)", "spread (sigma)"),
}
"""What the two colours stand for."""
TITLES = {
    TORNADO: "What moves it most: {measure}",
    SOBOL: "Shares of the variance: {measure}",
    MORRIS: "Elementary effects: {measure}",
    LHS: "Rank correlations: {measure}",
}
READINGS = {
    TORNADO: "Each factor is moved alone to its low and its high value, which stand at the ends of the bars; the line "
    "is the {base}.",
    SOBOL: "What a factor explains alone, and with all that it does together with others. Lines are 95 % confidence.",
    MORRIS: "What a factor changes on its way from low to high: the mean size, with 95 % confidence, and how much that "
    "varies from place to place, which tells of bends and of factors that work together.",
    LHS: "From -1, where it falls with the factor, to 1, where it rises with it.",
}


def sensitivity_chart(design: str, indices: Indices, words: Mapping[str, str] | None = None) -> Chart:
    """The chart of swings or indices, a panel a scenario, the most important factor on top.

    `words` are what factors are called on it, by their names.
    """
    frame, measure = indices.frame, label(indices.measure)
    if words:
        frame = frame.assign(factor=[words.get(str(factor), factor) for factor in frame["factor"]])
    names = [str(name) for name in dict.fromkeys(frame["scenario"])] if "scenario" in frame else [""]
    panels = [
        Panel(name, _bars(design, frame[frame["scenario"] == name] if name else frame, measure))
        for name in names
    ]
    base = f"case as it is, {figure(float(frame['at_base'].iloc[0]))}" if design == TORNADO else ""
    if len(names) > 1:
        base = "scenario as it is"
    notes = "".join(f" {note[:1].upper()}{note[1:]}." for note in (*indices.notes, *indices.cautions))
    title = TITLES[design].format(measure=measure)
    return Chart(
        "tornado" if design == TORNADO else "indices",
        title,
        READINGS[design].format(base=base) + notes,
        " ".join(
            _finding(design, name, frame[frame["scenario"] == name] if name else frame) for name in names
        ),
        tuple(panels),
        table(title, list(frame.columns), frame.astype(object).where(frame.notna(), None).values.tolist(), 3),
        dict(zip(SERIES[design], HUES, strict=True)) if design in SERIES else {},
    )


def _finding(design: str, scenario: str, frame: pd.DataFrame) -> str:
    """What matters most in a scenario, in a sentence; what is equal to the solver's precision matters alike."""
    where = f"In {scenario}: " if scenario else ""
    sizes = frame[KEYS[design]].abs().fillna(0.0).tolist()
    if not any(sizes):
        return f"{where}{'no' if where else 'No'} factor has an effect beyond the solver's precision."
    equal = settled(sizes, SAME_FIGURE * max(sizes))
    first = [str(factor) for factor, size in zip(frame["factor"], equal, strict=True) if size == max(equal)]
    return f"{where}{listed(first)} {'matters' if len(first) == 1 else 'matter'} most."


def _bars(design: str, frame: pd.DataFrame, measure: str) -> Spec:
    """The bars of one scenario."""
    labels = [str(factor) for factor in frame["factor"]]
    title = measure if design in (TORNADO, MORRIS) else "index"
    axis = {"title": title, "domain": False, "ticks": False, "tickCount": 6}
    scale: Spec = {"domain": [-1, 1]} if design == LHS else {"zero": False, "nice": True}
    scale |= {"padding": ROOM} if design == TORNADO else {}
    x: Spec = {"field": "from", "type": "quantitative", "scale": scale, "axis": axis}
    y = rows_axis(labels, "y")
    tips = tooltip(("factor", "factor", ""), ("text", "at", ""), ("value", title, ",.4~r"))
    hue = colour_by() if design in SERIES else {"value": HUES[0]}
    bars = {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"field": "y2"}, "color": hue, "tooltip": tips}
    sure = {"x": {**x, "field": "least"}, "x2": {"field": "most"}, "y": {**y, "field": "middle"}}
    middle = float(frame["at_base"].iloc[0]) if design == TORNADO else 0.0
    line: Spec = {"data": {"values": [{"base": rounded(middle)}]}, "mark": {"type": "rule", "color": INK}}
    layers: list[Spec] = [{"mark": "rect", "encoding": bars}]
    rows = ROWS[design](frame)
    if any("least" in row for row in rows):
        here = [{"filter": "isValid(datum.least)"}]
        layers.append({"transform": here, "mark": {"type": "rule", "color": INK}, "encoding": sure})
    layers.append({**line, "encoding": {"x": {**x, "field": "base"}}})
    for side in sorted({row["side"] for row in rows if "side" in row}):
        text = {"x": {**x, "field": "to"}, "y": {**y, "field": "middle"}, "text": {"field": "text"}}
        here, align = [{"filter": f"datum.side == {side}"}], "right" if side < 0 else "left"
        layers.append(
            {"transform": here, "mark": {"type": "text", "align": align, "dx": 5 * side}, "encoding": text}
        )
    return {"height": ROW_HEIGHT * len(labels) + 10, "data": {"values": rows}, "layer": layers}


def _tornado_rows(frame: pd.DataFrame) -> Rows:
    """Two bars a factor, from the case as it is to either end; ends without a figure are left out."""
    rows: Rows = []
    for place, row in enumerate(frame.to_dict("records")):
        ends, base = (float(row["at_low"]), float(row["at_high"])), float(row["at_base"])
        overlap = (ends[0] - base) * (ends[1] - base) > 0
        for part, (end, at) in enumerate(zip(ends, (row["low"], row["high"]), strict=True)):
            if math.isfinite(end) and math.isfinite(base):
                top, tall = (PAIR_TOP + PAIR_TALL * part, PAIR_TALL) if overlap else (ALONE_TOP, ALONE_TALL)
                bar = _bar(str(row["factor"]), SERIES[TORNADO][part], base, end, place + top, tall)
                side = _side(part, base, end, ends[1 - part])
                rows.append(
                    {**bar, "value": rounded(end), "text": with_unit(str(at), str(row["unit"])), "side": side}
                )
    return rows


def _side(part: int, base: float, end: float, other: float) -> int:
    """Left (-1) or right (1) of a bar, where its words stand; those of a bar without length keep off the other's."""
    if end != base:
        return -1 if end < base else 1
    return -1 if other > base or (other == base and part == 0) else 1


def _pairs(design: str, keys: tuple[str, str], sure: dict[str, str]) -> Callable[[pd.DataFrame], Rows]:
    """How two indices of each factor become bars, some with their confidence."""

    def rows_of(frame: pd.DataFrame) -> Rows:
        rows: Rows = []
        for place, row in enumerate(frame.to_dict("records")):
            for part, key in enumerate(keys):
                series, value = SERIES[design][part], float(row[key])
                bar = _bar(
                    str(row["factor"]), series, 0.0, value, place + PAIR_TOP + PAIR_TALL * part, PAIR_TALL
                )
                rows.append(
                    {**bar, "value": rounded(value), "text": series, **_confidence(row, value, sure.get(key))}
                )
        return rows

    return rows_of


def _rank_rows(frame: pd.DataFrame) -> Rows:
    """A bar a factor, to the left where the measure falls with it."""
    return [
        {
            **_bar(str(factor), "", 0.0, float(rank), place + ALONE_TOP, ALONE_TALL),
            "value": rounded(rank),
            "text": "",
        }
        for place, (factor, rank) in enumerate(zip(frame["factor"], frame["rank_correlation"], strict=True))
    ]


def _bar(factor: str, series: str, begin: float, end: float, top: float, tall: float) -> dict[str, Any]:
    """The place of a bar."""
    across = {"factor": factor, "series": series, "from": rounded(begin), "to": rounded(end)}
    return {**across, "y": round(top, 3), "y2": round(top + tall, 3), "middle": round(top + tall / 2, 3)}


def _confidence(row: dict[Any, Any], value: float, key: str | None) -> dict[str, float]:
    """The ends of a confidence interval, where there is one."""
    wide = float(row[key]) if key is not None else math.nan
    return {"least": rounded(value - wide), "most": rounded(value + wide)} if math.isfinite(wide) else {}


ROWS: dict[str, Callable[[pd.DataFrame], Rows]] = {
    TORNADO: _tornado_rows,
    SOBOL: _pairs(SOBOL, ("S1", "ST"), {"S1": "S1_conf", "ST": "ST_conf"}),
    MORRIS: _pairs(MORRIS, ("mu_star", "sigma"), {"mu_star": "mu_star_conf"}),
    LHS: _rank_rows,
}
"""How a design's figures become bars."""
