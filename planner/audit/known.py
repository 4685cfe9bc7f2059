"""What of the contract the audit knows: it proves no run of a case that says more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case import SHEETS
from planner.case.settings import SETTINGS, value_of
from planner.errors import OwnFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from planner.case import Case

ORDER_TERMS = "dollar_year lead_months life_years spend_profile"
KNOWN_SHEETS = {
    sheet: frozenset(columns.split())
    for sheet, columns in {
        "regions": "region siting_share_min_fraction siting_share_max_fraction",
        "sponsors": "sponsor equity_rate_per_year equity_floor_fraction corporate_debt_limit_usd_billion "
        "cash_limit_usd_billion value_of_service_usd_billion_per_gw_year revenue_usd_billion_per_gw_year "
        "investment_grade lease_debt_years min_interest_coverage",
        "sponsor_cash": "sponsor year cash_usd_billion_per_year",
        "demand": "sponsor year need_gw",
        "committed": "sponsor year supply_gw",
        "sources": f"source kind capex_usd_per_kw fixed_om_usd_per_kw_year {ORDER_TERMS} variable_om_usd_per_mwh "
        "heat_rate_mmbtu_per_mwh fuel energy_price_usd_per_mwh emissions_t_per_mwh availability_fraction profile "
        "duration_hours round_trip_efficiency_fraction firm_credit_fraction first_delivery "
        "minimum_take_fraction additional_fraction",
        "compute": f"asset kind capex_usd_billion_per_gw fixed_om_usd_billion_per_gw_year {ORDER_TERMS} "
        "relative_compute_fraction vendor",
        "source_vintages": f"source ordered_from capex_usd_per_kw {ORDER_TERMS}",
        "compute_vintages": f"asset ordered_from capex_usd_billion_per_gw {ORDER_TERMS}",
        "tax_credits": "asset ordered_from credit_fraction transfer_price_fraction stands_by",
        "owners": "asset sponsor",
        "in_flight": "asset sponsor region arrives gw",
        "supply_limits": "supply_pool year limit_gw_per_year",
        "supply_use": "supply_pool asset use_per_gw",
        "supply_steps": "supply_pool step year limit_gw_per_year premium_usd_per_kw",
        "supply_growth": "supply_pool growth_fraction_per_year seed_gw_per_year delivered_before_gw_per_year",
        "hosting": "tenant host kind year limit_gw rent_usd_billion_per_gw_year",
        "earnings": "sponsor year earned_fraction",
        "site_limits": "asset region limit_gw",
        "lines": "from to operator limit_gw loss_fraction cost_usd_per_mwh",
        "spend_profiles": "spend_profile progress_fraction spend_fraction",
        "fuels": "fuel emissions_t_per_mmbtu",
        "fuel_prices": "fuel region year price_usd_per_mmbtu",
        "emissions_limits": "year limit_million_tonnes",
        "additionality": "year min_additional_fraction",
        "days": "day share_of_days_fraction",
        "profiles": f"profile region quarter day {' '.join(f'h{hour:02}' for hour in range(24))}",
        "instruments": "instrument market rate_per_year fee_fraction tenor_years repayment grace_years collateral "
        "advance_fraction stage seasoning_years takeout_years min_dscr grace_interest lender "
        "offtake_usd_billion_per_gw availability_years commitment_fee_per_year vendor vendor_share_fraction "
        "rating_weight_fraction",
        "repayment_schedules": "instrument age_years balance_fraction",
        "instrument_vintages": "instrument issued_from rate_per_year fee_fraction",
        "instrument_use": "instrument sponsor asset_class",
        "market_limits": "market year step issuance_limit_usd_billion_per_year concession_fraction",
        "ebitda": "sponsor year ebitda_usd_billion_per_year",
        "credit_steps": "sponsor debt_to_ebitda spread_per_year",
        "lenders": "lender year room_usd_billion",
        "vehicles": "vehicle management_fee_per_year",
        "vehicle_pools": "vehicle instrument max_share_fraction max_pool_fraction",
        "tranches": "vehicle tranche seniority market rate_per_year attachment_fraction min_interest_coverage "
        "tenor_years structuring_fee_fraction noncall_years",
        "lender_value": "asset_class age_years value_fraction",
        "coverage": "asset_class cash_flow_usd_billion_per_gw_year",
    }.items()
}
"""The columns of every sheet that the audit counts with."""
WORDS = frozenset({"name", "display_name", "colour", "provenance", "confidence"})
"""Columns that say something to people and are counted with nowhere."""
KNOWN_WORDS = {
    name: frozenset(words.split())
    for name, words in {
        "repayment": "bullet level straight callable custom sculpted",
        "kind": "power storage shell chips compute",
        "asset_class": "power shell chips",
        "collateral": "secured unsecured",
        "stage": "any construction operating",
        "grace_interest": "paid capitalised",
        "investment_grade": "yes no",
        "calendar.period": "quarter",
        "money.currency": "USD",
        "money.end_value": "book lender",
        "target.policy": "priced required",
        "target.cancellation": "on off",
    }.items()
}
"""The words that the audit knows, of every column and setting that has a closed list of them."""
KNOWN_SETTINGS = frozenset(
    {
        *("title", "vintage", "funding"),
        *(f"calendar.{key}" for key in ("start", "end", "period", "years_from")),
        *("money.currency", "money.dollar_year", "money.inflation_per_year", "money.benchmark_rate_per_year"),
        *("money.cash_yield_per_year", "money.equity_issue_fee_fraction", "money.power_tariff_usd_per_mwh"),
        *("money.end_value", "calendar.read_to"),
        *("operations.hours_per_block", "target.close_by", "target.policy", "target.cancellation"),
        *("reliability.planning_reserve_margin_fraction", "emissions.price_usd_per_tonne"),
    }
)
"""The keys of case.yaml that the audit counts with, or that say nothing to count with."""


def refuse_unknown(case: Case, folder: Path) -> None:
    """Raise OwnFault where a case says what the audit does not know, for then it can prove nothing."""
    unknown = list(dict.fromkeys(_unknown(case)))
    if unknown:
        raise OwnFault(
            f"{folder} cannot be audited, and nothing is proved: the audit does not know {', '.join(unknown)}."
        )


def refuse_purchases_by_the_year(bought: Iterable[tuple[str, ...]], folder: Path) -> None:
    """Raise OwnFault where purchases are told by the year: steps of pools hold by the quarter, which nothing tells."""
    years = sorted({key[3] for key in bought if key[3].isdigit()})
    if years:
        raise OwnFault(
            f"{folder} cannot be audited, and nothing is proved: steps of supply pools hold by the quarter, and "
            f"bought.csv tells what was bought in {', '.join(years)} by the year."
        )


def _unknown(case: Case) -> Iterator[str]:
    """Every sheet, column, word and setting that is used, and that the audit does not know."""
    for name, sheet in SHEETS.items():
        rows, known = case.rows(name), KNOWN_SHEETS.get(name)
        if known is None:
            yield from [f"the sheet {name}"] if rows else []
            continue
        for column in sheet.columns:
            filled = {row[column.name] for row in rows} - {None, column.default}
            if column.name not in known | WORDS:
                yield from [f"the column {column.name} of {name}"] if filled else []
            elif column.name in KNOWN_WORDS:
                yield from (f"the word {word} of {column.name}" for word in filled - KNOWN_WORDS[column.name])
    for key, setting in SETTINGS.items():
        value = value_of(case.settings, key)
        if key not in KNOWN_SETTINGS and value not in (None, setting.default):
            yield f"the setting {key}"
        elif value not in KNOWN_WORDS.get(key, (value,)):
            yield f"the word {value} of {key}"
