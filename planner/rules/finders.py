"""Where the cells stand that bear on a row of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.change import Place
from planner.case.settings import SETTINGS_FILE
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.case import Case, Row
    from planner.rules.rule import Cell, Find, Rule

    Index = Mapping[str, Any]


def cells_behind(case: Case, rule: Rule, index: Any) -> list[Place]:
    """The cells behind one row of a rule; none where the rule is arithmetic alone."""
    parts = rule.parts(index)
    if rule.find is not None:
        return list(rule.find(case, parts))
    return [] if rule.rhs is None else [_stated(case, rule.rhs, parts)]


def _stated(case: Case, cell: Cell, parts: Index) -> Place:
    """The cell that states a right-hand side."""
    key = dict(cell.key_of(parts))
    if not cell.yearly:
        return place_of(case, cell.sheet, cell.column, **key)
    year = case.settings.calendar.start.plus(parts["q"]).year if "q" in parts else _year(case, parts["t"])
    return place_in_force(case, cell.sheet, cell.column, year, **key)


def place_of(case: Case, sheet: str, column: str, **key: Any) -> Place:
    """The cell of the first row with those cells; without a row number where there is none such."""
    return Place(SHEETS[sheet].file, column, row_number(case.rows(sheet), **key))


def row_number(rows: Iterable[Row], **key: Any) -> int | None:
    """The number of the first row with those cells, None where there is none."""
    return next((row.row for row in rows if all(row[name] == value for name, value in key.items())), None)


def place_in_force(case: Case, sheet: str, column: str, year: int, **key: Any) -> Place:
    """The cell in force in a year; before the first row has begun, that first row's; else no row."""
    rows = [row for row in case.rows(sheet) if all(row[name] == value for name, value in key.items())]
    rows.sort(key=lambda row: row.number("year"))
    begun = [row for row in rows if row.number("year") <= year]
    chosen = begun[-1:] or rows[:1]
    return Place(SHEETS[sheet].file, column, chosen[0].row if chosen else None)


def of_asset(case: Case, asset: str, *columns: str) -> list[Place]:
    """Cells of an asset in whichever sheet defines it, of the columns that sheet has and the row fills."""
    for sheet, key in (("sources", "source"), ("compute", "asset")):
        for row in case.rows(sheet):
            if row[key] == asset:
                filled = [column for column in columns if row.get(column) is not None]
                return [Place(SHEETS[sheet].file, column, row.row) for column in filled]
    return []


def arrival(case: Case, asset: str) -> list[Place]:
    """The cells that say how early an asset can stand."""
    later = [
        Place(SHEETS[sheet].file, "lead_months", row.row)
        for sheet in ("source_vintages", "compute_vintages")
        for row in case.rows(sheet)
        if row[SHEETS[sheet].key[0]] == asset and row["lead_months"] is not None
    ]
    return of_asset(case, asset, "lead_months", "first_delivery") + later


def _year(case: Case, t: int) -> int:
    return case.periods[t].year


def cell_of(sheet: str, column: str, **letters: str) -> Find:
    """Finds the cell of the row whose key columns are what stands at these letters."""
    return lambda case, at: [
        place_of(case, sheet, column, **{name: at[letter] for name, letter in letters.items()})
    ]


def setting(key: str) -> Find:
    """Finds a setting of the case."""
    return lambda case, at: [Place(SETTINGS_FILE, key)]


def asset_cells(letter: str, *columns: str) -> Find:
    """Finds cells of the asset that stands at a letter."""
    return lambda case, at: of_asset(case, at[letter], *columns)


def need(case: Case, at: Index) -> list[Place]:
    """The year-end level that the need of a period runs up to."""
    rows = [row for row in case.rows("demand") if row["sponsor"] == at["j"]]
    rows.sort(key=lambda row: row.number("year"))
    later = [row for row in rows if row["year"] >= _year(case, at["t"])] or rows[-1:]
    return [Place(SHEETS["demand"].file, "need_gw", later[0].row)]


def owned(kind: str) -> Find:
    """Finds who owns shells, or chips."""

    def find(case: Case, at: Index) -> list[Place]:
        assets = {row["asset"] for row in case.rows("compute") if row["kind"] == kind}
        rows: list[int | None] = [
            row.row for row in case.rows("owners") if row["asset"] in assets and row["sponsor"] == at["j"]
        ]
        return [Place(SHEETS["owners"].file, "sponsor", number) for number in rows or [None]]

    return find


def additional(case: Case, at: Index) -> list[Place]:
    """The share that must be additional in a period, and of every source the share that is."""
    asked = place_in_force(case, "additionality", "min_additional_fraction", _year(case, at["t"]))
    return [
        asked,
        *(place_of(case, "sources", "additional_fraction", source=s) for s in _served_already(case)),
    ]


def _served_already(case: Case) -> list[Any]:
    return [row["source"] for row in case.rows("sources") if row["additional_fraction"] < 1]


def growth(case: Case, at: Index) -> list[Place]:
    """What limits the growth of a pool."""
    columns = ("seed_gw_per_year", "growth_fraction_per_year", "delivered_before_gw_per_year")
    return [place_of(case, "supply_growth", column, supply_pool=at["p"]) for column in columns]


def availability(case: Case, at: Index) -> list[Place]:
    """What a source can give in a block: its profile's cells, or its availability alone."""
    source, block = at["s"], at["b"]
    profile = next(row["profile"] for row in case.rows("sources") if row["source"] == source)
    if profile is None:
        return of_asset(case, source, "availability_fraction")
    column = f"h{block * case.settings.operations.hours_per_block:02}"
    return [
        place_of(case, "profiles", column, profile=profile, region=at["r"], quarter=quarter, day=at["d"])
        for quarter in case.periods[at["t"]].seasons
    ]


def advance(case: Case, at: Index) -> list[Place]:
    """The advance fractions of one level of a ladder."""
    users = {
        row["instrument"]
        for row in case.rows("instrument_use")
        if row["sponsor"] == at["j"] and row["asset_class"] == at["c"]
    }
    return [
        Place(SHEETS["instruments"].file, "advance_fraction", row.row)
        for row in case.rows("instruments")
        if row["instrument"] in users and row["advance_fraction"] == at["f"]
    ]


def stage(case: Case, at: Index) -> list[Place]:
    """What a lender to one stage of building advances, and on what."""
    row = next(row for row in case.rows("instruments") if row["instrument"] == at["i"])
    column = "seasoning_years" if row["stage"] == "operating" else "takeout_years"
    return [Place(SHEETS["instruments"].file, name, row.row) for name in ("advance_fraction", column)]


def coverage(case: Case, at: Index) -> list[Place]:
    """The cash flow that covers debt service, and every ratio asked of it."""
    asked = [
        Place(SHEETS["instruments"].file, "min_dscr", row.row)
        for row in case.rows("instruments")
        if row["min_dscr"]
    ]
    column = "cash_flow_usd_billion_per_gw_year"
    return [place_of(case, "coverage", column, asset_class=at["c"]), *asked]


def ebitda(case: Case, at: Index) -> list[Place]:
    """What a sponsor earns besides the plan in a period, where the sheet says something of it."""
    if not any(row["sponsor"] == at["j"] for row in case.rows("ebitda")):
        return []
    year = _year(case, at["t"])
    return [place_in_force(case, "ebitda", "ebitda_usd_billion_per_year", year, sponsor=at["j"])]


def credit_step(case: Case, at: Index) -> list[Place]:
    """The upper end of a step of debt to Ebitda, and what a sponsor earns besides the plan."""
    step = place_of(case, "credit_steps", "debt_to_ebitda", sponsor=at["j"], debt_to_ebitda=at["y"])
    return [step, *ebitda(case, at)]


def interest_coverage(case: Case, at: Index) -> list[Place]:
    """The interest coverage that is asked of a sponsor, and what it earns besides the plan."""
    return [place_of(case, "sponsors", "min_interest_coverage", sponsor=at["j"]), *ebitda(case, at)]
