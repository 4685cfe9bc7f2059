"""Random credit layers have a plan, and among them every rule of the layer binds and every column is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import reference
from cases.credit import credit_case, write_credit, write_credit_variant

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(20)
BINDING = {
    *("supply_step", "bought", "growth", "minimum_take", "paid_output"),
    *("hosting", "hosted", "shells", "chips", "offtake", "vendor"),
    *("undrawn", "available", "not_at_once", "called", "tenor", "repayment"),
    *("ebitda", "rating_step", "rated", "interest_cover", "coverage"),
    *("room", "pool_share", "pool_mix", "pooled", "notes", "over_collateral", "note_cover"),
    *("note_called", "note_tenor", "noncall", "note_steps"),
}
"""Rows of the reference that a layer adds or changes."""
DECIDED = {
    *("TaxCredit", "Bought", "Premium", "Paid", "Hosted", "RentPaid", "Committed", "Undrawn"),
    *("CommitmentFee", "RatedDebt", "Spread", "Pooled", "Note", "Sold"),
}
"""Columns of the reference that a layer adds."""
COLUMNS = {
    "source_vintages": "capex_usd_per_kw dollar_year lead_months life_years spend_profile",
    "compute_vintages": "capex_usd_billion_per_gw dollar_year lead_months life_years spend_profile",
    "instrument_vintages": "rate_per_year fee_fraction",
    "tax_credits": "credit_fraction transfer_price_fraction stands_by",
    "supply_steps": "limit_gw_per_year premium_usd_per_kw",
    "supply_growth": "growth_fraction_per_year seed_gw_per_year delivered_before_gw_per_year",
    "sources": "minimum_take_fraction",
    "hosting": "limit_gw rent_usd_billion_per_gw_year",
    "earnings": "earned_fraction",
    "sponsors": "investment_grade min_interest_coverage lease_debt_years",
    "instruments": "lender grace_interest availability_years commitment_fee_per_year vendor vendor_share_fraction "
    "rating_weight_fraction offtake_usd_billion_per_gw",
    "repayment_schedules": "age_years balance_fraction",
    "ebitda": "ebitda_usd_billion_per_year",
    "credit_steps": "debt_to_ebitda spread_per_year",
    "lenders": "room_usd_billion",
    "vehicles": "management_fee_per_year",
    "vehicle_pools": "max_share_fraction max_pool_fraction",
    "tranches": "seniority market rate_per_year attachment_fraction min_interest_coverage tenor_years "
    "structuring_fee_fraction noncall_years",
}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> dict[int, reference.Reference]:
    place = tmp_path_factory.mktemp("layers")
    for seed in SEEDS:
        write_credit(place / str(seed), seed)
    return {seed: reference.solve(place / str(seed)) for seed in SEEDS}


def cost_of_nothing(folder: Path) -> float:
    """What it costs to leave all load unserved."""
    case, total = reference.Case(folder, None, {}), 0.0
    for taker in case.takers:
        value = case.sponsors[taker]["value_of_service_usd_billion_per_gw_year"] / 4
        total += sum(case.discount[t] * value * case.level(t) * case.need(taker, t) for t in case.periods)
    return total


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_layer_has_a_plan_better_than_none(
    seed: int, solved: dict[int, reference.Reference], tmp_path: Path
) -> None:
    write_credit(tmp_path, seed)

    assert solved[seed].status == "Optimal"
    assert 0 < solved[seed].objective <= cost_of_nothing(tmp_path) + 1e-6


def test_every_rule_binds_in_some_layer(solved: dict[int, reference.Reference]) -> None:
    bound = {
        name
        for one in solved.values()
        for name, duals in one.duals.items()
        if any(abs(dual) > 1e-6 for dual in duals.values())
    }
    assert BINDING - bound == set()


def test_every_decision_is_taken_in_some_layer(solved: dict[int, reference.Reference]) -> None:
    taken = {
        name
        for one in solved.values()
        for name, values in one.values.items()
        if any(value > 1e-6 for value in values.values())
    }
    assert DECIDED - taken == set()


def test_every_column_of_a_layer_is_is_filled_in_some() -> None:
    rows: dict[str, list[dict]] = {}
    for seed in SEEDS:
        for name, sheet in credit_case(seed)[1].items():
            rows.setdefault(name, []).extend(sheet)
    for sheet, columns in COLUMNS.items():
        for column in columns.split():
            assert any(row.get(column) is not None for row in rows[sheet]), f"{sheet}.{column}"
    words = {row["repayment"] for row in rows["instruments"]}
    assert words == {"bullet", "straight", "level", "callable", "custom", "sculpted"}


def test_a_seed_gives_one_case() -> None:
    assert credit_case(3) == credit_case(3)
    assert {credit_case(seed)[0]["money"]["end_value"] for seed in SEEDS[:2]} == {"book", "lender"}


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_a_layer_fits_on_a_variant_too(seed: int, tmp_path: Path) -> None:
    write_credit_variant(tmp_path, seed)
    plan = reference.solve(tmp_path)

    assert plan.status == "Optimal"
    assert plan.objective <= cost_of_nothing(tmp_path) + 1e-6
