"""Models that have no bottom, or numbers too far apart: which decision, which cells."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from planner.case.change import Place
from planner.case.sheets import SHEETS
from planner.options import Options
from planner.solver import pass_model, run
from planner.tolerances import RAY_EARNS, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.case.row import Row
    from planner.solver import Program

    Floats = NDArray[np.float64]

BOX = 1e4
"""Most of every decision, GW or USD billion, in the boxed solve; another is made with twice as much."""
SECONDS = 60.0
GROWS = 1e-2
"""A decision grows without limit if it grows by this share of what the fastest does."""
LOW, HIGH = 1e-6, 1e6
"""Coefficients outside these trouble a solver that works to sixteen digits."""
APART = 1e4
"""A cell this many times above or below the middle of its column stands out."""
DECISIONS = ("Ordered", "Output", "Charge", "Issue", "Equity_in", "Paid_out", "Cash", "Served", "Unserved")
MOST = 6


def unbounded_ray(case: Case, program: Program) -> str | None:
    """Which decisions earn money without limit and which cells pay for it; None where the cost has a bottom."""
    near, far = _boxed(program, BOX), _boxed(program, 2 * BOX)
    if near is None or far is None:
        return None
    ray = far - near
    earned = -float(program.cost @ ray)
    if earned <= RAY_EARNS * BOX:
        return None
    grown = sorted(_growing(program, ray), key=lambda found: -found[2])
    most = grown[0][2] if grown else 0.0
    lines = [f"  {name} {text}, by {gw / most:.3g}" for name, text, gw in grown[:MOST] if gw > GROWS * most]
    cells = [case.located_text(f"  {place}: {value:.10g}") for place, value in negative_prices(case)]
    blame = ["", "Prices below zero, which may pay for it:", *cells[:MOST]] if cells else []
    return "\n".join(
        [
            "The cost of this case has no bottom: some decision earns money without limit.",
            "",
            f"These grow together, each time earning USD {earned / max(most, ZERO):.3g} billion (present value):",
            *lines,
            *blame,
            "",
            "    mend: raise those prices, or limit what grows, in supply_limits or site_limits",
        ]
    )


def _boxed(program: Program, most: float) -> Floats | None:
    """The cheapest plan within a box; None where there is none, or none in time."""
    upper = np.minimum(program.column_upper, most)
    for name in ("Standing", "National_standing", "National_ordered", "Level"):
        if name in program.columns:
            upper[program.columns[name].slice] = np.inf
    decided = np.concatenate(
        [np.arange(block.start, block.stop) for name, block in program.columns.items() if name in DECISIONS]
    )
    free = np.ones(len(upper), dtype=bool)
    free[decided] = False
    upper[free] = program.column_upper[free]
    boxed = dataclasses.replace(program, column_upper=upper)
    highs = pass_model(boxed, Options(time_limit_seconds=SECONDS))
    run(highs)
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(highs.getSolution().col_value)


def _growing(program: Program, ray: Floats) -> Iterator[tuple[str, str, float]]:
    """Decisions that grow, over all periods and blocks: variable, names, amount."""
    for name in DECISIONS:
        block = program.columns.get(name)
        if block is None:
            continue
        total: dict[str, float] = defaultdict(float)
        for number, index in enumerate(block.indices):
            amount = float(ray[block.start + number])
            if amount > 0:
                named = [str(x) for x, letter in zip(index, block.dims, strict=True) if letter in "asijcr"]
                total[", ".join(part for part in named if part)] += amount
        yield from ((name, text, amount) for text, amount in total.items())


def negative_prices(case: Case) -> list[tuple[Place, float]]:
    """Cells with a price below zero: energy and fuel that pay whoever takes them."""
    return [
        (Place(SHEETS[sheet].file, column, row.row), row[column])
        for sheet, column in (("sources", "energy_price_usd_per_mwh"), ("fuel_prices", "price_usd_per_mmbtu"))
        for row in case.rows(sheet)
        if row[column] is not None and row[column] < 0
    ]


def far_apart_numbers(case: Case, program: Program) -> str:
    """Which coefficients and cells lie so far apart that HiGHS may lose its digits; empty where none do."""
    lines = [*_coefficients(program)]
    cells = sorted(stand_outs(case), key=lambda found: -abs(math.log10(abs(found[1] / found[2]))))
    text = [
        case.located_text(f"  {place}: {value:.10g}, where {middle:.4g} is usual")
        for place, value, middle in cells[:MOST]
    ]
    if not lines and not text:
        return ""
    parts = ["The numbers of this case lie far apart, which costs a solver its digits:", *lines]
    if text:
        parts += ["Cells that stand out in their column:", *text]
    return "\n".join([*parts, "    mend: check the units of these cells; GW and USD billion are meant"])


def _coefficients(program: Program) -> Iterator[str]:
    """The smallest and the largest coefficient and bound, where they are extreme, by rule and variable."""
    sizes = np.abs(program.matrix.data)
    if len(sizes):
        owner = np.repeat(np.arange(len(program.row_lower)), np.diff(program.matrix.indptr))
        for at in (int(np.argmin(sizes)), int(np.argmax(sizes))):
            if not LOW <= sizes[at] <= HIGH:
                rule = _named(program.rows, int(owner[at]))
                column = _named(program.columns, int(program.matrix.indices[at]))
                yield f"  coefficient {program.matrix.data[at]:.3g} of {column} in {rule}"
    bounds = np.where(np.isfinite(program.row_upper), np.abs(program.row_upper), 0.0)
    if len(bounds) and bounds.max() > HIGH:
        at = int(np.argmax(bounds))
        yield f"  limit {program.row_upper[at]:.3g} in {_named(program.rows, at)}"
    costs = np.abs(program.cost)
    if len(costs) and costs.max() > HIGH:
        at = int(np.argmax(costs))
        yield f"  cost {program.cost[at]:.3g} of {_named(program.columns, at)}"


def _named(blocks: dict[str, Any], number: int) -> str:
    """A row or a column by its name and index."""
    for name, block in blocks.items():
        if block.start <= number < block.stop:
            index = block.indices[number - block.start]
            text = ", ".join(map(str, index)) if isinstance(index, tuple) else str(index)
            return f"{name}[{text}]"
    return f"number {number}"


def stand_outs(case: Case) -> Iterator[tuple[Place, float, float]]:
    """Cells that lie far from the middle of their column, or far from anything a planner meets."""
    for sheet in SHEETS.values():
        for column in sheet.columns:
            if column.kind != "number":
                continue
            rows = [row for row in case.rows(sheet.name) if row[column.name]]
            yield from (
                (Place(sheet.file, column.name, row.row), row[column.name], middle)
                for row, middle in _apart(rows, column.name)
            )


def _apart(rows: list[Row], column: str) -> Iterator[tuple[Row, float]]:
    """Rows whose cell lies far from the others, with what is usual there."""
    for row in rows:
        others = [abs(other[column]) for other in rows if other is not row]
        middle = float(np.median(others)) if len(others) > 1 else 1.0
        size = abs(row[column])
        if size > max(middle, 1.0) * APART or size < min(middle, 1.0) / APART / 10:
            yield row, middle
