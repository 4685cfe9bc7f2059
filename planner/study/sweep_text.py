"""A sweep on a terminal: 80 columns, what matters most first."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from planner.study.compare import LABELS
from planner.study.factors import with_unit
from planner.study.spec import GRID, LHS, MORRIS, SOBOL, TORNADO
from planner.study.worker import OPTIMAL
from planner.terminal import WIDTH

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import pandas as pd

    from planner.study.sensitivity import Indices
    from planner.study.spec import Spec
    from planner.study.sweep import Sweep

CASES_SHOWN = 24
REASONS_SHOWN = 5
WIDEST_MATRIX = 6
NAME_WIDTH = 38
TITLES = {
    TORNADO: "One factor at a time: {measure}, {base} as it is",
    SOBOL: "Share of the variance of {measure}: alone (S1) and in all (ST)",
    MORRIS: "Elementary effects on {measure}, from low to high",
    LHS: "Rank correlation with {measure}",
}
COLUMNS = {
    TORNADO: {"at_low": "at low", "at_high": "at high", "swing": "swing"},
    SOBOL: {"S1": "S1", "S1_conf": "+-", "ST": "ST", "ST_conf": "+-"},
    MORRIS: {"mu_star": "mu*", "mu_star_conf": "+-", "mu": "mu", "sigma": "sigma"},
    LHS: {"rank_correlation": "rank corr."},
}
"""What is shown of each factor, and the words over it."""
MEASURES = {
    "cost_usd_billion": "{}, present value, USD billion",
    "standing_gw": "{} standing at the target, GW",
    "raised_usd_billion": "{} raised, USD billion",
    "bottleneck": "worth of one GW more of {}, USD billion",
    "money_bottleneck": "worth of one dollar more of {}, USD",
}
"""How a column of the summary that is one of many is called, with its unit; the rest have it in their name."""
COLUMN_WIDTH, HEAD_WIDTH = 11, 17
SPAN_WIDTH = 25
"""From where to where a factor goes, with its unit."""
LEAST_PART = 8
"""Letters that a part of a name needs, if it is to tell anything."""


def summary_text(found: Sweep) -> str:
    """All of a sweep that fits on a summary_text."""
    measure = label(found.measure)
    parts = [heading(found)]
    if found.indices is not None:
        parts.append(_ranked(found.spec, found.indices, measure))
    elif found.spec.design == GRID and len(found.spec.factors) == 2 and not found.spec.scenarios:
        parts.append(_matrix(found.spec, found.summary, found.measure))
    if found.indices is None:
        parts.append(_cases(found.summary, found.measure))
    parts += _reasons(found.summary)
    parts += [textwrap.fill(f"note: {note}", WIDTH) for note in found.notes]
    return "\n\n".join(filter(None, [*parts, f"Results: {found.folder}"]))


def label(measure: str) -> str:
    """A measure as one says it."""
    begin, _, item = measure.partition(".")
    return (
        MEASURES[begin].format(item) if begin in MEASURES else LABELS.get(measure, measure.replace("_", " "))
    )


def heading(found: Sweep) -> str:
    """How many cases, and what became of them."""
    counts = found.summary["status"].value_counts()
    outcomes = ", ".join(f"{count} {status}" for status, count in counts.items())
    cases = "1 case" if len(found.points) == 1 else f"{len(found.points)} cases"
    factors = len(found.spec.factors)
    over = f" over {factors} {'factor' if factors == 1 else 'factors'}" if factors else ""
    crossed = f", in {len(found.spec.scenarios)} scenarios" if len(found.spec.scenarios) > 1 else ""
    return textwrap.fill(f"{cases}, {found.spec.design}{over}{crossed}: {outcomes}.", WIDTH)


def _ranked(spec: Spec, indices: Indices, measure: str) -> str:
    """Swings or indices, the largest first."""
    frame, columns = indices.frame, COLUMNS[spec.design]
    base = figure(float(frame["at_base"].iloc[0])) if spec.design == TORNADO else ""
    lines = [TITLES[spec.design].format(measure=measure, base=base)]
    span = SPAN_WIDTH if spec.design == TORNADO else 0
    name_width = min(NAME_WIDTH, WIDTH - COLUMN_WIDTH * len(columns) - span)
    lines.append(
        " " * name_width
        + f"{'  low to high':<{span}}"[:span]
        + "".join(f"{word:>{COLUMN_WIDTH}}" for word in columns.values())
    )
    scenario = None
    for row in frame.to_dict("records"):
        if row.get("scenario") != scenario:
            scenario = row["scenario"]
            lines.append(f"{scenario}:")
        cells = "".join(f"{cell(row.get(column, math.nan)):>{COLUMN_WIDTH}}" for column in columns)
        cells = f"{row['note']:>{COLUMN_WIDTH * len(columns)}}" if row.get("note") else cells
        along = f"  {_span(row)}"[: span - 1].ljust(span) if span else ""
        lines.append(f"{cut_name(str(row['factor']), name_width - 1):<{name_width}}{along}{cells}")
    return "\n".join(
        [*lines, *(textwrap.fill(f"note: {note}", WIDTH) for note in (*indices.notes, *indices.cautions))]
    )


def _span(row: Mapping[Hashable, Any]) -> str:
    """From where to where a factor goes, in its unit.

    >>> _span({"low": "0.5", "high": "1.5", "unit": "times"}), _span({"low": "1", "high": "3", "unit": "GW"})
    ('x0.5 to x1.5', '1 to 3 GW')
    """
    low, high = (with_unit(str(row[end]), str(row["unit"])) for end in ("low", "high"))
    shared = with_unit("", str(row["unit"])).lstrip("+-x").strip()
    return f"{low.removesuffix(f' {shared}')} to {high}".replace("USD billion", "USD bn")


def _matrix(spec: Spec, summary: pd.DataFrame, measure: str) -> str:
    """A grid of two factors: the first down, the second across; empty where it is too wide, or has no figures."""
    down, across = spec.factors
    if len(across.values) > WIDEST_MATRIX or len(down.values) > CASES_SHOWN or measure not in summary:
        return ""
    values = summary[measure].tolist()
    lines = [f"{label(measure)}: {cut_name(down.name, 28)} down, {cut_name(across.name, 28)} across"]
    lines.append(f"{'':<14}" + "".join(f"{value:>11}" for value in across.values))
    for place, value in enumerate(down.values):
        cells = values[place * len(across.values) : (place + 1) * len(across.values)]
        lines.append(f"{value:<14}" + "".join(f"{figure(float(one)):>11}" for one in cells))
    return "\n".join(lines)


def _cases(summary: pd.DataFrame, measure: str) -> str:
    """Case by case, the first ones: the measure, when the shortfall closes, the most that goes unserved."""
    solved = summary[summary["status"] == OPTIMAL]
    if solved.empty:
        return "No case has a plan."
    head = [
        textwrap.wrap(words, HEAD_WIDTH) for words in (label(measure), "closed from", "unmet at most, GW")
    ]
    widths = [max(12, *(len(line) + 2 for line in lines)) for lines in head]
    name_width = WIDTH - sum(widths)
    height = max(map(len, head))
    rows = zip(*([""] * (height - len(lines)) + lines for lines in head), strict=True)
    lines = [
        " " * name_width + "".join(f"{word:>{width}}" for word, width in zip(row, widths, strict=True))
        for row in rows
    ]
    for row in solved.head(CASES_SHOWN).to_dict("records"):
        closed = row["closed_in"] if isinstance(row["closed_in"], str) else "never"
        cells = (figure(row.get(measure)), closed, figure(row["worst_unserved_gw"]))
        figures = "".join(f"{text:>{width}}" for text, width in zip(cells, widths, strict=True))
        lines.append(f"{cut_name(row['name'], name_width - 1):<{name_width}}{figures}")
    more = len(solved) - CASES_SHOWN
    return "\n".join([*lines, *([f"and {more} more, in summary.csv"] if more > 0 else [])])


def _reasons(summary: pd.DataFrame) -> Iterator[str]:
    """Why cases have no plan, the first few."""
    without = summary[summary["status"] != OPTIMAL]
    if without.empty:
        return
    lines = ["Without a plan:"]
    for row in without.head(REASONS_SHOWN).to_dict("records"):
        reason = f"{row['name']} ({row['status']}): {row['reason']}"
        lines.append(textwrap.shorten(reason, 3 * WIDTH, placeholder=" …"))
    more = len(without) - REASONS_SHOWN
    lines += [f"and {more} more, in summary.csv"] if more > 0 else []
    yield "\n".join(textwrap.fill(line, WIDTH, subsequent_indent="    ") for line in lines)


def cell(value: Any) -> str:
    """A value of a table: text as it is, a figure as `figure` has it."""
    return figure(value) if isinstance(value, float) else str(value)


def figure(value: float | None) -> str:
    """A figure with as many decimals as it is worth; a dash where there is none.

    >>> figure(6530.31), figure(12.345), figure(0.0123), figure(None)
    ('6,530.3', '12.35', '0.0123', '-')
    """
    if value is None or not math.isfinite(value):
        return "-"
    size = abs(value)
    return f"{value:,.1f}" if size >= 100 else f"{value:.2f}" if size >= 1 or not value else f"{value:.3g}"


def cut_name(text: str, width: int) -> str:
    """The name of a factor or a case that fits: each of its parts is cut in the middle, and keeps its value.

    >>> cut_name("limit_gw_per_year frame_turbine_slots 0.5", 24), cut_name("short 1", 24)
    ('limit…_turbine_slots 0.5', 'short 1')
    """
    if len(text) <= width:
        return text
    parts = text.split(", ")
    room = (width - 2 * (len(parts) - 1)) // len(parts)
    if room < LEAST_PART:
        return f"{text[: width - 1]}…"
    return ", ".join(_cut_middle(part, room) for part in parts)


def _cut_middle(text: str, width: int) -> str:
    """Text without its middle, the larger part of it from its end, where names differ and values stand."""
    head = (width - 1) // 5 + 1
    return text if len(text) <= width else f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"
