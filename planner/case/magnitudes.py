"""Numbers so large, or so far apart, that a solver cannot tell them from each other.

What is absurd is refused in its cell (`LARGEST_OF`, kept by `cells`). What is only far apart is a note, and where the
solver then fails, `suspects` names the cells that stand out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.draft import Check, Draft, Finding, fault_at
from planner.case.sheets import SHEETS
from planner.errors import Fault
from planner.tolerances import FAINT_NUMBER, WORTHLESS_DOLLAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.case.case import Case
    from planner.case.row import Row

FAR_APART = 1e9
"""A column, or a part of the linear program, whose numbers span more than this is worth a note."""
STANDS_OUT = 1e5
"""After a failure, so many times the middle of its column, or less than the middle by as much, is suspect."""
ORDINARY = {
    "USD billion per GW and year": 1e3,
    "USD billion per GW": 1e3,
    "USD per kW and year": 1e5,
    "USD per kW": 1e6,
    "USD per MWh": 1e5,
    "USD per MMBtu": 1e4,
    "USD per tonne": 1e5,
    "tonnes per MWh": 1e2,
    "tonnes per MMBtu": 1e2,
    "MMBtu per MWh": 1e3,
    "units per GW": 1e5,
    "hours": 1e4,
    "GW": 1e5,
    "GW per year": 1e5,
    "USD billion": 1e6,
    "USD billion per year": 1e6,
    "": 1e3,
}
"""Largest number that means something, by unit; beyond it a number is suspect where the solver has failed."""
LEVELS = 1e6
"""Most that the price level may change by, up or down, from a dollar year to a quarter planned."""


def columns_are_of_one_size(draft: Draft) -> Iterator[Finding]:
    """A column whose numbers are further apart than a solver can tell is worth a note."""
    for sheet in SHEETS.values():
        for column in sheet.columns:
            if column.kind == "number":
                sizes = _sizes(draft.sheets.get(sheet.name, ()), column.name)
                if sizes and sizes[-1][0] > FAR_APART * sizes[0][0]:
                    (_, least), (_, most) = sizes[0], sizes[-1]
                    yield (
                        f"{sheet.file}: {column.name} is {shown(least[column.name])} in row {least.row} and "
                        f"{shown(most[column.name])} in row {most.row}, too far apart to be told exactly"
                    )


def _sizes(rows: Sequence[Row], column: str) -> list[tuple[float, Row]]:
    """The sizes of a column's numbers, zeros left out, smallest first, each with its row."""
    cells = [(row.written(column), row) for row in rows if column in row]
    sizes = [(abs(value), row) for value, row in cells if isinstance(value, int | float) and value]
    return sorted(sizes, key=lambda pair: pair[0])


def far_apart(ranges: Mapping[str, tuple[float, float]]) -> list[str]:
    """The same of the parts of a linear program, by the least and the largest size of the numbers in each."""
    return [
        f"linear program: {part} from {least:.3g} to {largest:.3g}, too far apart to be told exactly"
        for part, (least, largest) in ranges.items()
        if largest > FAR_APART * least
    ]


def money_keeps_its_size(draft: Draft) -> Iterator[Finding]:
    """Prices and discounting do not run away over the years between dollar years and the horizon."""
    money, calendar = draft.settings.money, draft.settings.calendar
    ends = (calendar.start.start, calendar.end.plus(1).start)
    worth = (1 + money.benchmark_rate_per_year) ** -max(0.0, ends[1] - ends[0])
    if worth < WORTHLESS_DOLLAR:
        allowed = (
            f"a rate at which a dollar of {calendar.end} is worth at least {WORTHLESS_DOLLAR:g} at the start"
        )
        mend, found = "write a lower rate or an earlier end", f"{money.benchmark_rate_per_year:g}"
        yield Fault("case.yaml", allowed, mend, column="money.benchmark_rate_per_year", found=found)
    years = {money.dollar_year}
    for sheet in ("sources", "compute", "source_vintages", "compute_vintages"):
        stated = [row["dollar_year"] for row in draft.rows(sheet)]
        years |= {int(year) for year in stated if year is not None}
    furthest = max(abs(end - year) for end in ends for year in years)
    level = (1 + money.inflation_per_year) ** furthest
    if not 1 / LEVELS <= level <= LEVELS:
        allowed = (
            f"an inflation by which prices change at most {LEVELS:g} times in the {furthest:g} years it runs"
        )
        mend, found = "write a lower rate, or nearer dollar years", f"{money.inflation_per_year:g}"
        yield Fault("case.yaml", allowed, mend, column="money.inflation_per_year", found=found)


def suspects(case: Case) -> list[Fault]:
    """The cells that stand out by their size, told where a solver has failed; none where all look ordinary."""
    found = []
    for sheet in SHEETS.values():
        for column in sheet.columns:
            if column.kind != "number":
                continue
            sizes, most = _sizes(case.rows(sheet.name), column.name), ORDINARY.get(column.unit)
            middle = sizes[len(sizes) // 2][0] if sizes else 1.0
            for size, row in sizes:
                apart = len(sizes) > 2 and not 1 / STANDS_OUT <= size / middle <= STANDS_OUT
                if apart or size < FAINT_NUMBER or (most is not None and size > most):
                    allowed = "numbers that can be solved together: this one stands out by its size"
                    mend = (
                        "check its unit and its decimals; write 0, or a limit that is only just large enough"
                    )
                    found.append(fault_at(sheet.name, row, column.name, allowed, mend))
    return case.located_faults(found)


CHECKS: tuple[Check, ...] = (columns_are_of_one_size, money_keeps_its_size)
