"""What a user could loosen by a number: every cell that stands alone on the right-hand side of some rows.

A relaxation is one cell of a sheet, or one that a new row would fill. Moving it by one unit loosens each of its rows
by `share` (a quarter for a limit per year). Its price makes relaxations comparable, in USD billion of their own worth:

    supply pool, site     the capex of a GW of what draws on it, the mean over those assets
    money                 its own amount
    deadline              the value of service of what stays unserved
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.case.change import Change
from planner.case.sheets import SHEETS
from planner.parameters.assets import assets_of
from planner.parameters.time import step_value
from planner.parameters.timeline import names_of
from planner.rules import RULES, UNITS
from planner.rules.right_sides import scaled, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case import Case
    from planner.case.row import Row
    from planner.rules import Cell, Rule
    from planner.solver import Program

    Key = tuple[tuple[str, Any], ...]


JOINED_BY = {"host": "at", "kind": "as"}
"""How the parts of a cell's key are read one after the other; a region is `in`."""


@dataclass(frozen=True)
class RhsRelaxation:
    """A cell that can be loosened: `rows` of the program each give `share` for one unit of it.

    `kind` is the rule it loosens, `about` the pool, site, market or sponsor; relaxations of one kind and about make one
    repair. `times` are the names of the rows' periods or quarters. `year` is None where the cell holds throughout.
    """

    kind: str
    about: str
    sheet: str
    column: str
    key: Key
    year: int | None
    rows: tuple[int, ...]
    times: tuple[str, ...]
    share: float
    price: float
    unit: str


def rhs_relaxations(case: Case, program: Program) -> list[RhsRelaxation]:
    """Every relaxation of a compiled case."""
    return [
        relaxation
        for rule in RULES.values()
        if rule.rhs is not None and rule.name in program.rows
        for relaxation in _of_rule(case, program, rule, rule.rhs)
    ]


def _of_rule(case: Case, program: Program, rule: Rule, cell: Cell) -> Iterator[RhsRelaxation]:
    """The relaxations of one rule: its rows, gathered by cell."""
    block = program.rows[rule.name]
    gathered: dict[tuple[Key, int | None], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    names = names_of(case, rule.dims[-1])
    for number, index in enumerate(block.indices):
        parts = rule.parts(index)
        gathered[cell.key_of(parts), year_of(case, rule, parts)].append((block.start + number, parts))
    for (key, year), found in gathered.items():
        rows = tuple(row for row, _ in found)
        times = tuple(names[parts[rule.dims[-1]]] for _, parts in found)
        worth = UNITS[rule.unit].worth
        price = _capex(case, str(key[0][1])) if worth is None else worth
        share = scaled(case, rule, 1.0, found[0][1])
        yield RhsRelaxation(
            rule.name, _about(key), cell.sheet, cell.column, key, year, rows, times, share, price, rule.unit
        )


def _about(key: Key) -> str:
    """What a relaxation is called: its pool, site, market or sponsor, without the step of a market."""
    named = [(name, value) for name, value in key if name != "step" and value is not None]
    parts = [f"{JOINED_BY.get(name, 'in')} {value}" for name, value in named]
    return " ".join([str(value) for _, value in named[:1]] + parts[1:])


def _capex(case: Case, name: str) -> float:
    """USD billion of capex behind a GW of a pool or of an asset's sites; the mean over what draws on a pool."""
    assets = assets_of(case)
    if name in assets:
        return max(assets[name].capex_usd_billion_per_gw, 1e-3)
    costs = [
        assets[row["asset"]].capex_usd_billion_per_gw / row["use_per_gw"]
        for row in case.rows("supply_use")
        if row["supply_pool"] == name and row["use_per_gw"]
    ]
    return max(sum(costs) / len(costs), 1e-3) if costs else 1.0


def current(case: Case, relaxation: RhsRelaxation) -> float:
    """What the cell holds now; zero before a yearly limit's first row."""
    value = step_value(_series(case, relaxation), relaxation.year) if relaxation.year is not None else None
    if relaxation.year is not None:
        return value or 0.0
    return float(next(row[relaxation.column] for row in _rows(case, relaxation)))


def _rows(case: Case, relaxation: RhsRelaxation) -> list[Row]:
    """The rows of a relaxation's sheet that have its key, whatever their year."""
    return [
        row
        for row in case.rows(relaxation.sheet)
        if all(row[name] == value for name, value in relaxation.key)
    ]


def _series(case: Case, relaxation: RhsRelaxation) -> list[tuple[int, float]]:
    return [(row["year"], row[relaxation.column]) for row in _rows(case, relaxation)]


def changes_for(case: Case, moved: dict[RhsRelaxation, float]) -> list[Change]:
    """The changes that move relaxations by so much, later years of a yearly limit kept where they are."""
    changes = []
    by_cell: dict[tuple[str, Key], dict[int | None, tuple[RhsRelaxation, float]]] = defaultdict(dict)
    for relaxation, amount in moved.items():
        by_cell[relaxation.sheet + relaxation.column, relaxation.key][relaxation.year] = relaxation, amount
    for years in by_cell.values():
        if None in years:
            relaxation, amount = years[None]
            row, old = _rows(case, relaxation)[0], current(case, relaxation)
            changes.append(Change(relaxation.sheet, relaxation.column, round(old + amount, 9), old, row.row))
        else:
            changes += _yearly_changes(
                case, {year: value for year, value in years.items() if year is not None}
            )
    return changes


def _yearly_changes(case: Case, years: dict[int, tuple[RhsRelaxation, float]]) -> Iterator[Change]:
    """Cells and new rows that give a yearly limit its new values in those years, and its old ones in others."""
    relaxation = next(iter(years.values()))[0]
    rows = {row["year"]: row for row in _rows(case, relaxation)}
    series = _series(case, relaxation)
    horizon = range(case.periods[0].year, case.periods[-1].year + 1)
    held = step_value(series, horizon[0] - 1) or 0.0
    for year in horizon:
        old = step_value(series, year) or 0.0
        wanted = round(old + years[year][1], 9) if year in years else old
        if year in rows:
            if wanted != old:
                yield Change(relaxation.sheet, relaxation.column, wanted, old, rows[year].row)
        elif wanted != held:
            cells = {**dict(relaxation.key), "year": year, **_carried(case, relaxation, year)}
            yield Change(relaxation.sheet, relaxation.column, wanted, old, None, cells)
        held = wanted


def _carried(case: Case, relaxation: RhsRelaxation, year: int) -> dict[str, Any]:
    """Other numbers a new row must have: those in force, or of the first row where none has begun."""
    wanted = [
        column.name
        for column in SHEETS[relaxation.sheet].columns
        if not column.key and not column.blank and column.name != relaxation.column
    ]
    rows = sorted(_rows(case, relaxation), key=lambda row: row["year"])
    begun = [row for row in rows if row["year"] <= year]
    source = next(iter(begun[-1:] or rows[:1]), None)
    return {name: 0.0 if source is None else source[name] for name in wanted}
