"""Random valid cases, edits of cases, and what a case costs."""

from __future__ import annotations

import dataclasses
import math
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import assume
from hypothesis import strategies as st
from solver.programs import at_once
from variants import write_variant

from planner.case import SHEETS, Case, Row, read
from planner.case.checks import examine
from planner.case.draft import Draft
from planner.errors import NoPlan
from planner.model import build
from planner.solver import Solution, compile_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Cells = dict[str, Any]

QUARTERS = 6
"""Horizon of the random cases: enough for every lead time but the longest, short enough for hundreds of solves."""


def optimum(case: Case) -> Solution:
    """The planner's proved optimum of a case; raises NoPlan."""
    return at_once(compile_model(build(case)))


def cost(case: Case) -> float:
    """What the best plan costs, USD billion; infinite where there is none."""
    try:
        return optimum(case).objective
    except NoPlan:
        return math.inf


def feasible_cost(case: Case) -> float:
    """What the best plan costs; an example without a plan is drawn again."""
    found = cost(case)
    assume(found < math.inf)
    return found


def with_rows(case: Case, sheet: str, rows: Iterable[Cells]) -> Case:
    """The case with other rows in a sheet."""
    new = tuple(Row(number, dict(cells)) for number, cells in enumerate(rows, 2))
    return dataclasses.replace(case, sheets={**case.sheets, sheet: new})


def edited(case: Case, sheet: str, edit: Callable[[Cells], Cells | None]) -> Case:
    """The case with every row of a sheet edited; a row of which the edit makes None is dropped."""
    changed = (edit(dict(row)) for row in case.rows(sheet))
    return with_rows(case, sheet, (cells for cells in changed if cells is not None))


def changed(case: Case, sheet: str, **cells: Any) -> Case:
    """The case with the same cells in every row of a sheet."""
    return edited(case, sheet, lambda row: row | cells)


def added(case: Case, sheet: str, *rows: Cells) -> Case:
    """The case with more rows in a sheet."""
    return with_rows(case, sheet, [*map(dict, case.rows(sheet)), *rows])


def scaled(case: Case, factor: float, columns: Callable[[str], bool], sheets: Iterable[str] = SHEETS) -> Case:
    """The case with every number of the columns so named multiplied; blank stays blank."""
    for sheet in sheets:
        names = [column.name for column in SHEETS[sheet].columns if columns(column.name)]
        if names:
            case = edited(
                case,
                sheet,
                lambda row, names=names: (
                    row | {name: None if row[name] is None else row[name] * factor for name in names}
                ),
            )
    return case


def with_settings(case: Case, **settings: Any) -> Case:
    """The case with other settings; those within a section as `money={"cash_yield_per_year": 0.0}`."""
    found = {}
    for name, value in settings.items():
        old = getattr(case.settings, name)
        found[name] = dataclasses.replace(old, **value) if isinstance(value, dict) else value
    return dataclasses.replace(case, settings=dataclasses.replace(case.settings, **found))


def valid(case: Case) -> bool:
    """Whether the checks of the sheets pass."""
    faults, _ = examine(Draft(case.settings, case.sheets))
    return not faults


@lru_cache(maxsize=256)
def variant(seed: int, quarters: int = QUARTERS) -> Case:
    """The random case of a seed, cut to a few quarters; where serving is required, it is from the last but one."""
    with tempfile.TemporaryDirectory() as folder:
        write_variant(Path(folder) / "case", seed)
        case = read(Path(folder) / "case")
    start = case.settings.calendar.start
    end = start.plus(quarters - 1)
    return with_settings(case, calendar={"end": end}, target={"close_by": end.plus(-1)})


def dropped(case: Case, sheet: str, number: int) -> Case:
    """The case without one row of a sheet."""
    rows = list(map(dict, case.rows(sheet)))
    return (
        with_rows(case, sheet, rows[: number % len(rows)] + rows[number % len(rows) + 1 :]) if rows else case
    )


EDITS: dict[str, Callable[[Case, int], Case]] = {
    "an instrument's use dropped": lambda case, n: dropped(case, "instrument_use", n),
    "a site limit dropped": lambda case, n: dropped(case, "site_limits", n),
    "a pool's user dropped": lambda case, n: dropped(case, "supply_use", n),
    "a market's step dropped": lambda case, n: dropped(case, "market_limits", n),
    "coarse days": lambda case, n: with_settings(case, operations={"hours_per_block": (24, 12, 8)[n % 3]}),
    "more need": lambda case, n: scaled(case, 1 + n / 50, lambda name: name == "need_gw"),
    "more margin": lambda case, n: with_settings(
        case, reliability={"planning_reserve_margin_fraction": n / 400}
    ),
    "cash without a limit": lambda case, n: changed(case, "sponsors", cash_limit_usd_billion=None),
    "priced": lambda case, n: with_settings(case, target={"policy": "priced"}),
    "no price of emissions": lambda case, n: with_settings(case, emissions_price_usd_per_tonne=None),
}
"""What may besides be changed at random in a random case, each by a number from 0 to 99."""


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A random valid case: a variant with up to three edits, in blocks of eight hours or more."""
    case = variant(draw(st.integers(0, 4999)))
    if case.settings.operations.hours_per_block < 8:
        case = with_settings(case, operations={"hours_per_block": 8})
    names = st.sampled_from(sorted(EDITS))
    for name, number in draw(st.lists(st.tuples(names, st.integers(0, 99)), max_size=3)):
        case = EDITS[name](case, number)
    assume(valid(case))
    return case
