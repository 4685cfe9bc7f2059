"""Unusual turns that a case may take and still be written to the contract.

Each takes the sheets of a case, as rows of text by sheet, and its settings, and turns them. `write_odd` writes a random
case with one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.files import read_rows, read_settings, write_rows, write_settings
from cases.variants import write_variant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cases.files import Settings, Sheets


def fill(rows: list[dict[str, str]], column: str, *values: object) -> None:
    """Put the values into a column, in turn."""
    for number, row in enumerate(rows):
        row[column] = str(values[number % len(values)])


def a_horizon_of_one_quarter(sheets: Sheets, settings: Settings) -> None:
    fill(sheets["sources"] + sheets["compute"], "lead_months", 0)
    settings["calendar"]["end"] = settings["calendar"]["start"]


def nothing_is_waited_for(sheets: Sheets, settings: Settings) -> None:
    fill(sheets["sources"] + sheets["compute"], "lead_months", 0)


def leads_of_odd_lengths(sheets: Sheets, settings: Settings) -> None:
    fill(sheets["sources"] + sheets["compute"], "lead_months", 0.5, 2.9, 3.01, 40)


def lives_of_a_quarter_or_two(sheets: Sheets, settings: Settings) -> None:
    fill(sheets["sources"] + sheets["compute"], "life_years", 0.25, 0.5, 5)


def no_rows_where_none_are_needed(sheets: Sheets, settings: Settings) -> None:
    sheets["committed"], sheets["site_limits"] = [], []


def sites_of_the_whole_country(sheets: Sheets, settings: Settings) -> None:
    limits = {"shell": 1.5, "chips_best": 2, "gas": 1, "solar": 0}
    sheets["site_limits"] = [
        {"asset": asset, "region": "", "limit_gw": str(limit)} for asset, limit in limits.items()
    ]


def cash_limits_of_zero_and_none(sheets: Sheets, settings: Settings) -> None:
    fill(sheets["sponsors"], "cash_limit_usd_billion", 0, "", 0.0)


def demand_known_long_before_and_long_after(sheets: Sheets, settings: Settings) -> None:
    first = {row["sponsor"]: row for row in reversed(sheets["demand"])}
    sheets["demand"] = list(first.values())
    fill(sheets["demand"], "year", 2015, 2040)
    fill(sheets["demand"], "need_gw", 2, 3)


def more_in_hand_than_is_needed(sheets: Sheets, settings: Settings) -> None:
    sheets["committed"] = [
        {"sponsor": row["sponsor"], "year": "2027", "supply_gw": "2.5"} for row in sheets["sponsors"]
    ]


def dollars_of_many_years(sheets: Sheets, settings: Settings) -> None:
    fill(sheets["sources"] + sheets["compute"], "dollar_year", 2010, 2030, 2026)
    settings["money"] |= {"dollar_year": 2015, "inflation_per_year": -0.02}


def whole_numbers_with_a_point(sheets: Sheets, settings: Settings) -> None:
    for rows in sheets.values():
        for row in rows:
            for column in ("year", "quarter", "step", "dollar_year"):
                if row.get(column):
                    row[column] = f" {float(row[column])} "


def priced_emissions_beside_those_of_fuel(sheets: Sheets, settings: Settings) -> None:
    settings["emissions"] = {"price_usd_per_tonne": 250}
    fill(sheets["sources"], "emissions_t_per_mwh", "", 0, 0.1)


def emissions_under_a_cap_that_falls(sheets: Sheets, settings: Settings) -> None:
    """A cap that bites, and no price besides."""
    settings.pop("emissions", None)
    fill(sheets["sources"], "emissions_t_per_mwh", 0.2, 0, 0.4)
    start = int(str(settings["calendar"]["start"])[:4])
    sheets["emissions_limits"] = [
        {"year": str(start + n), "limit_million_tonnes": str(limit)} for n, limit in enumerate((3, 1, 0.2))
    ]


def energy_that_must_be_additional(sheets: Sheets, settings: Settings) -> None:
    """More of it each year, while sources serve others in part."""
    fill(sheets["sources"], "additional_fraction", 0.4, "", 0.7)
    start = int(str(settings["calendar"]["start"])[:4])
    sheets["additionality"] = [
        {"year": str(start + n), "min_additional_fraction": str(share)} for n, share in ((0, 0.75), (1, 0.85))
    ]


def regions_joined_by_lines(sheets: Sheets, settings: Settings) -> None:
    """From the first region to all others free lines, and back dear ones that lose a tenth."""
    first, *others = (row["region"] for row in sheets["regions"])
    operators = [row["sponsor"] for row in sheets["sponsors"]]
    columns = ("from", "to", "operator", "limit_gw", "loss_fraction", "cost_usd_per_mwh")
    ways = [(first, other, operators[0], "0.4", "", "") for other in others]
    ways += [(other, first, operators[-1], "0.15", "0.1", "6.5") for other in others]
    sheets["lines"] = [dict(zip(columns, way, strict=True)) for way in ways]


def storage_that_burns_and_gas_by_the_sun(sheets: Sheets, settings: Settings) -> None:
    for row in sheets["sources"]:
        if row["kind"] == "storage":
            row |= {"fuel": "gas", "heat_rate_mmbtu_per_mwh": "2.5", "round_trip_efficiency_fraction": "1"}
        elif row["fuel"]:
            row["profile"] = "sun"


def energy_that_pays_its_taker(sheets: Sheets, settings: Settings) -> None:
    fill(sheets["sources"], "energy_price_usd_per_mwh", -20, "", -5)


def markets_of_many_steps(sheets: Sheets, settings: Settings) -> None:
    markets = dict.fromkeys(row["market"] for row in sheets["market_limits"])
    sheets["market_limits"] = [
        {
            "market": market,
            "year": str(year),
            "step": str(step),
            "issuance_limit_usd_billion_per_year": str(limit),
            "concession_fraction": str(off),
        }
        for market in markets
        for year, step, limit, off in ((2024, 0, 3, 0), (2027, 0, 0.5, 0.01), (2027, 7, 9, 0.05))
    ]


def every_loan_callable_and_covered(sheets: Sheets, settings: Settings) -> None:
    secured = [row for row in sheets["instruments"] if row["collateral"] == "secured"]
    fill(secured, "repayment", "callable")
    fill(secured, "min_dscr", 1.3, 1.1)
    fill(secured, "grace_years", 0, 0.5, "", 1)


def every_loan_straight_and_seasoned(sheets: Sheets, settings: Settings) -> None:
    secured = [row for row in sheets["instruments"] if row["collateral"] == "secured"]
    fill(secured, "repayment", "straight")
    fill(secured, "grace_years", "", 0.25)
    fill(secured, "stage", "operating", "construction")
    fill(secured, "seasoning_years", 0.3, "", "", "")
    fill(secured, "takeout_years", "", 0.6, "", "")


def unsecured_debt_that_is_covered(sheets: Sheets, settings: Settings) -> None:
    unsecured = [row for row in sheets["instruments"] if row["collateral"] == "unsecured"]
    fill(unsecured, "min_dscr", 1.2)
    for row in sheets["instrument_use"]:
        row["asset_class"] = row["asset_class"] or (
            "power" if row["sponsor"] in ("utility", "developer") else "chips"
        )


def those_without_load_order_chips(sheets: Sheets, settings: Settings) -> None:
    sheets["owners"] += [{"asset": asset, "sponsor": "utility"} for asset in ("chips_best", "shell")]
    fill(sheets["sponsors"], "revenue_usd_billion_per_gw_year", 10, 7)


def all_rates_at_the_benchmark(sheets: Sheets, settings: Settings) -> None:
    benchmark = settings["money"]["benchmark_rate_per_year"]
    settings["money"]["cash_yield_per_year"] = benchmark
    fill(sheets["instruments"], "rate_per_year", benchmark)


ODDITIES: tuple[Callable[[Sheets, Settings], None], ...] = (
    a_horizon_of_one_quarter,
    nothing_is_waited_for,
    leads_of_odd_lengths,
    lives_of_a_quarter_or_two,
    no_rows_where_none_are_needed,
    sites_of_the_whole_country,
    cash_limits_of_zero_and_none,
    demand_known_long_before_and_long_after,
    more_in_hand_than_is_needed,
    dollars_of_many_years,
    whole_numbers_with_a_point,
    priced_emissions_beside_those_of_fuel,
    emissions_under_a_cap_that_falls,
    energy_that_must_be_additional,
    regions_joined_by_lines,
    storage_that_burns_and_gas_by_the_sun,
    energy_that_pays_its_taker,
    markets_of_many_steps,
    every_loan_callable_and_covered,
    every_loan_straight_and_seasoned,
    unsecured_debt_that_is_covered,
    those_without_load_order_chips,
    all_rates_at_the_benchmark,
)


def write_odd(folder: Path, seed: int, turn: Callable[[Sheets, Settings], None]) -> None:
    """Write the random case of a seed, turned."""
    write_variant(folder, seed)
    settings = read_settings(folder)
    settings["target"]["policy"] = "priced"
    sheets = {path.stem: read_rows(path) for path in folder.glob("*.csv")}
    columns = {name: list(rows[0]) if rows else [] for name, rows in sheets.items()}
    turn(sheets, settings)
    for name, rows in sheets.items():
        columns[name] = list(dict.fromkeys([*columns.get(name, []), *(rows[0] if rows else [])]))
    write_settings(folder, settings)
    for name, rows in sheets.items():
        write_rows(folder / f"{name}.csv", rows, columns[name])
