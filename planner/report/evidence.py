"""What the results rest on: how firm each number in the sheets is, and where it comes from."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from planner.case.row import rows_in_force
from planner.case.sheets import SHEETS
from planner.report.chart import Chart, Panel
from planner.report.html_table import format_number, table
from planner.report.theme import CONFIDENCE
from planner.report.vega import colour_by, rounded, rows_axis, tooltip
from planner.results.tabular import records, sum_by
from planner.rules import BOTTLENECKS
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from planner.case.row import Row
    from planner.report.vega import Spec
    from planner.results.run import Run

CONFIDENCE_TEXTS = {
    "V": "verified in a primary source",
    "v": "verified in a secondary source",
    "S": "source read",
    "D": "derived",
    "M": "from memory",
    "A": "assumption",
    "": "not stated",
}
"""What each level of confidence means, the highest first."""
LIMIT_CELLS = {
    kind: (rule.rhs.sheet, tuple(column for column, _ in rule.rhs.key))
    for kind, rule in BOTTLENECKS.items()
    if rule.rhs is not None
}
"""The sheet that sets each kind of bottleneck, and the columns that name its row."""
SPONSOR_COVENANTS = ("corporate debt", "equity floor", "interest coverage")
"""Covenants whose limit is in the sheet of sponsors; those of lenders are in that of instruments."""


def confidence_of(row: Mapping[str, Any] | None) -> str:
    """The level of confidence that a row states; none where it states none, or one that is not ours."""
    stated = str((row or {}).get("confidence") or "")
    return stated if stated in CONFIDENCE_TEXTS else ""


def lowest_confidence(levels: Iterable[str]) -> str:
    """The lowest of several levels, since a chain holds as its weakest link."""
    order = list(CONFIDENCE_TEXTS)
    return max(levels, key=order.index, default="")


def confidence_of_limits(run: Run, frame: pd.DataFrame) -> list[str]:
    """How firm the limit of every row of `bottlenecks` is, in its order."""
    instruments = {row["instrument"]: confidence_of(row) for row in run.case.rows("instruments")}
    sponsors = {row["sponsor"]: confidence_of(row) for row in run.case.rows("sponsors")}
    found = []
    for row in records(frame):
        if row.kind in LIMIT_CELLS:
            found.append(confidence_of(limit_row(run, row)))
            continue
        owners = [
            sponsor
            for sponsor in sponsors
            if row.bottleneck in [f"{covenant}, {sponsor}" for covenant in SPONSOR_COVENANTS]
        ]
        if owners:
            found.append(sponsors[owners[0]])
        else:
            lenders = f"{row.detail.partition(' ')[2]}, {row.detail}".split(", ")
            found.append(lowest_confidence(instruments[name] for name in lenders if name in instruments))
    return found


def limit_row(run: Run, found: Any) -> Mapping[str, Any] | None:
    """The row of the sheets that sets a bottleneck's limit in its quarter."""
    sheet, columns = LIMIT_CELLS[found.kind]
    rows: Iterable[Row] = run.case.rows(sheet)
    if "year" in SHEETS[sheet].key:
        rows = rows_in_force(sheet, rows, int(found.period[:4])).values()
    parts = (found.bottleneck, found.detail.removeprefix("step "))
    for row in rows:
        if all(str(row[column] or "") == part for column, part in zip(columns, parts, strict=False)):
            return row
    return None


def evidence(run: Run) -> Chart:
    """How much of each result hangs on numbers of each firmness."""
    shares = {
        name: parts for name, parts in weights_by_confidence(run).items() if sum(parts.values()) > LEAST_DRAWN
    }
    lines = [(name, *(100 * share for share in _shares(parts).values())) for name, parts in shares.items()]
    assumed = (f"{format_number(100 * _shares(parts)['A'], 0)} % of {name}" for name, parts in shares.items())
    return Chart(
        "evidence",
        "What the results rest on",
        "Of each result, the share that comes from rows of the sheets of each confidence: the GW of a source count by "
        "the confidence of its row, a loan by that of its instrument, the price of a limit by that of the limit.",
        f"Resting on assumptions: {'; '.join(assumed)}.",
        (Panel("", _bars(shares)),) if shares else (),
        table(
            "Per cent of each result, by confidence",
            ("result", *CONFIDENCE_TEXTS.values()),
            lines,
            decimals=0,
        ),
        {CONFIDENCE_TEXTS[confidence]: hue for confidence, hue in CONFIDENCE.items()},
        fixed=tuple(CONFIDENCE_TEXTS.values()),
    )


def _shares(parts: Mapping[str, float]) -> dict[str, float]:
    """The share of each level, the highest first."""
    whole = sum(parts.values())
    return {confidence: parts.get(confidence, 0.0) / whole for confidence in CONFIDENCE_TEXTS}


def _bars(shares: Mapping[str, Mapping[str, float]]) -> Spec:
    """A bar for each result, of its shares."""
    bars = []
    for n, (name, parts) in enumerate(shares.items()):
        low = 0.0
        for confidence, share in _shares(parts).items():
            if share > LEAST_DRAWN:
                place = {"y": n + 0.15, "y2": n + 0.85, "low": round(low, 5), "high": round(low + share, 5)}
                bars.append(
                    {**place, "series": CONFIDENCE_TEXTS[confidence], "result": name, "share": rounded(share)}
                )
            low += share
    axis = {"title": None, "format": ".0%", "grid": False, "domain": False, "tickCount": 5}
    view = {
        "data": {"values": bars},
        "mark": {"type": "rect", "stroke": "#ffffff"},
        "encoding": {
            "x": {"field": "low", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis},
            "x2": {"field": "high"},
            "y": rows_axis(list(shares)),
            "y2": {"field": "y2"},
            "color": colour_by(),
            "tooltip": tooltip(("result", "of", ""), ("series", "rests on", ""), ("share", "share", ".0%")),
        },
    }
    return {"height": 40 * len(shares), "layer": [view]}


def weights_by_confidence(run: Run) -> dict[str, dict[str, float]]:
    """Of each result, how much comes from rows of each level of confidence."""
    sheets = run.case.sheets
    confidence_by_name = {row["source"]: confidence_of(row) for row in sheets["sources"]}
    confidence_by_name |= {row["asset"]: confidence_of(row) for row in sheets["compute"]}
    confidence_by_name |= {row["instrument"]: confidence_of(row) for row in sheets["instruments"]}
    standing = run.tables["capacity"]
    last = standing[(standing["period"] == str(run.case.periods[-1])) & (standing["asset_class"] == "power")]
    capex = run.tables["costs"]
    capex = capex[capex["item"] == "capex"]
    found = {
        "need": _sum_by_confidence(_demand(run)),
        "GW of sources at the end": _summed(confidence_by_name, sum_by(last, ("asset",), "standing_gw")),
        "capex": _summed(
            confidence_by_name, sum_by(capex, ("asset_or_instrument",), "present_value_usd_billion")
        ),
    }
    if "issuance" in run.tables:
        issued = sum_by(run.tables["issuance"], ("instrument",), "issued_usd_billion")
        found["debt issued"] = _summed(confidence_by_name, issued)
    frame = run.tables["bottlenecks"]
    for unit, name in (("GW", "price of limits by the GW"), ("USD billion", "price of limits on money")):
        own = frame[frame["unit"] == unit]
        prices = zip(confidence_of_limits(run, own), own["price_usd_billion_per_unit"], strict=True)
        found[name] = _sum_by_confidence(prices)
    return found


def _demand(run: Run) -> Iterator[tuple[str, float]]:
    """Need at each year's end within the horizon, with the confidence of its row."""
    first, last = run.case.periods[0].year, run.case.periods[-1].year
    for row in run.case.rows("demand"):
        if first <= row["year"] <= last:
            yield confidence_of(row), row["need_gw"]


def _summed(confidence_by_name: Mapping[str, str], amounts: Mapping[str, float]) -> dict[str, float]:
    """Amounts by name, summed by the confidence of the name's row."""
    return _sum_by_confidence((confidence_by_name.get(name, ""), amount) for name, amount in amounts.items())


def _sum_by_confidence(amounts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Amounts summed by level of confidence."""
    summed: dict[str, float] = defaultdict(float)
    for confidence, amount in amounts:
        summed[confidence] += float(amount)
    return dict(summed)
