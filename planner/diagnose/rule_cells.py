"""Which cells stand behind a row of the linear program, and what its rule says in words."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any

from planner.case.change import Place
from planner.case.settings import SETTINGS_FILE
from planner.case.sheets import SHEETS
from planner.parameters.assets import CHIPS, SHELL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.case import Case, Row

    Find = Callable[[Case, tuple[Any, ...]], list[Place]]


@cache
def rules() -> dict[str, tuple[str, str]]:
    """The concern and the first sentence of every rule, by the rule's name."""
    from planner.model import CONCERNS

    return {
        name: (concern.__name__.rpartition(".")[2], (inspect.getdoc(rule) or "").partition("\n")[0])
        for concern in CONCERNS
        for name, rule in inspect.getmembers(concern, inspect.isfunction)
        if "Equation:" in (rule.__doc__ or "")
    }


def cell(case: Case, sheet: str, column: str, **key: Any) -> Place:
    """The cell of the first row with those cells; without a row number where there is none such."""
    return Place(SHEETS[sheet].file, column, row_number(case.rows(sheet), **key))


def row_number(rows: Iterable[Row], **key: Any) -> int | None:
    """The number of the first row with those cells, None where there is none."""
    return next((row.row for row in rows if all(row[name] == value for name, value in key.items())), None)


def yearly(case: Case, sheet: str, column: str, year: int, **key: Any) -> Place:
    """The cell in force in a year; before the first row has begun, that first row's; else no row."""
    rows = [row for row in case.rows(sheet) if all(row[name] == value for name, value in key.items())]
    rows.sort(key=lambda row: row.number("year"))
    begun = [row for row in rows if row.number("year") <= year]
    chosen = begun[-1:] or rows[:1]
    return Place(SHEETS[sheet].file, column, chosen[0].row if chosen else None)


def _asset_cell(case: Case, asset: str, *columns: str) -> list[Place]:
    """Cells of an asset in whichever sheet defines it, of the columns that sheet has and the row fills."""
    for sheet, key in (("sources", "source"), ("compute", "asset")):
        for row in case.rows(sheet):
            if row[key] == asset:
                filled = [column for column in columns if row.get(column) is not None]
                return [Place(SHEETS[sheet].file, column, row.row) for column in filled]
    return []


def arrival(case: Case, asset: str) -> list[Place]:
    """The cells that say how early an asset can stand."""
    return _asset_cell(case, asset, "lead_months", "first_delivery")


def _year(case: Case, t: int) -> int:
    return case.periods[t].year


def _year_of(case: Case, q: int) -> int:
    return case.settings.calendar.start.plus(q).year


def _need(case: Case, index: tuple[Any, ...]) -> list[Place]:
    j, t = index
    rows = sorted((row for row in case.rows("demand") if row["sponsor"] == j), key=lambda row: row["year"])
    later = [row for row in rows if row["year"] >= _year(case, t)] or rows[-1:]
    return [Place(SHEETS["demand"].file, "need_gw", later[0].row)]


def _owned(kind: str) -> Find:
    def find(case: Case, index: tuple[Any, ...]) -> list[Place]:
        assets = {row["asset"] for row in case.rows("compute") if row["kind"] == kind}
        rows: list[int | None] = [
            row.row for row in case.rows("owners") if row["asset"] in assets and row["sponsor"] == index[0]
        ]
        return [Place(SHEETS["owners"].file, "sponsor", number) for number in rows or [None]]

    return find


def _output(case: Case, index: tuple[Any, ...]) -> list[Place]:
    s, r, t, d, b = index
    profile = next(row["profile"] for row in case.rows("sources") if row["source"] == s)
    if profile is None:
        return _asset_cell(case, s, "availability_fraction")
    column = f"h{b * case.settings.operations.hours_per_block:02}"
    return [
        cell(case, "profiles", column, profile=profile, region=r, quarter=quarter, day=d)
        for quarter in case.periods[t].seasons
    ]


def _rung(case: Case, index: tuple[Any, ...]) -> list[Place]:
    j, c, f, _ = index
    users = {
        row["instrument"]
        for row in case.rows("instrument_use")
        if row["sponsor"] == j and row["asset_class"] == c
    }
    return [
        Place(SHEETS["instruments"].file, "advance_fraction", row.row)
        for row in case.rows("instruments")
        if row["instrument"] in users and row["advance_fraction"] == f
    ]


def _stage(case: Case, index: tuple[Any, ...]) -> list[Place]:
    row = next(row for row in case.rows("instruments") if row["instrument"] == index[0])
    column = "seasoning_years" if row["stage"] == "operating" else "takeout_years"
    return [Place(SHEETS["instruments"].file, name, row.row) for name in ("advance_fraction", column)]


def _coverage(case: Case, asset_class: str) -> list[Place]:
    asked = [
        Place(SHEETS["instruments"].file, "min_dscr", row.row)
        for row in case.rows("instruments")
        if row["min_dscr"]
    ]
    column = "cash_flow_usd_billion_per_gw_year"
    return [cell(case, "coverage", column, asset_class=asset_class), *asked]


def _sponsor(column: str) -> Find:
    return lambda case, index: [cell(case, "sponsors", column, sponsor=index[0])]


def _region(column: str) -> Find:
    return lambda case, index: [cell(case, "regions", column, region=index[0])]


def _setting(key: str) -> Find:
    return lambda case, index: [Place(SETTINGS_FILE, key)]


FINDERS: dict[str, Find] = {
    "nothing_unserved_after_the_deadline": _setting("target.close_by"),
    "need_is_served_or_unserved": _need,
    "standing_rolls_forward": lambda case, index: arrival(case, index[0]),
    "deliveries_within_pool_limit": lambda case, index: [
        yearly(case, "supply_limits", "limit_gw_per_year", _year_of(case, index[1]), supply_pool=index[0])
    ],
    "load_at_least_the_regions_share": _region("siting_share_min_fraction"),
    "load_at_most_the_regions_share": _region("siting_share_max_fraction"),
    "standing_within_site_limit": lambda case, index: [
        cell(case, "site_limits", "limit_gw", asset=index[0], region=index[1])
    ],
    "standing_within_national_site_limit": lambda case, index: [
        cell(case, "site_limits", "limit_gw", asset=index[0], region=None)
    ],
    "load_within_shells": _owned(SHELL),
    "load_within_chips": _owned(CHIPS),
    "firm_capacity_covers_load": _setting("reliability.planning_reserve_margin_fraction"),
    "output_within_available_capacity": _output,
    "charge_within_available_capacity": lambda case, index: _asset_cell(
        case, index[0], "availability_fraction"
    ),
    "level_within_duration": lambda case, index: _asset_cell(case, index[0], "duration_hours"),
    "issuance_within_market_limit": lambda case, index: [
        yearly(
            case,
            "market_limits",
            "issuance_limit_usd_billion_per_year",
            _year(case, index[2]),
            market=index[0],
            step=index[1],
        )
    ],
    "equity_within_sponsor_cash": lambda case, index: [
        yearly(case, "sponsor_cash", "cash_usd_billion_per_year", _year(case, index[1]), sponsor=index[0])
    ],
    "cash_within_limit": _sponsor("cash_limit_usd_billion"),
    "unsecured_debt_within_corporate_limit": _sponsor("corporate_debt_limit_usd_billion"),
    "equity_above_floor": _sponsor("equity_floor_fraction"),
    "balances_within_advance_ladder": _rung,
    "staged_balance_within_its_stage": _stage,
    "load_covers_scheduled_service": lambda case, index: _coverage(case, index[1]),
    "power_covers_scheduled_service": lambda case, index: _coverage(case, index[1]),
    "balance_follows_schedule": lambda case, index: [
        cell(case, "instruments", "tenor_years", instrument=index[0])
    ],
    "callable_repaid_by_its_tenor": lambda case, index: [
        cell(case, "instruments", "tenor_years", instrument=index[0])
    ],
}
"""Of every rule that a cell of the sheets can loosen, how to find the cells by the row's index."""


def places_of(case: Case, rule: str, index: Any) -> list[Place]:
    """The cells behind one row of a rule; none where the rule is arithmetic alone."""
    find = FINDERS.get(rule)
    return [] if find is None else find(case, index if isinstance(index, tuple) else (index,))
