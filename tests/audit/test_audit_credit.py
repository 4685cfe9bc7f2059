"""Runs of cases with a credit layer: proved, and no longer once a figure, a row or a sheet of them is forged."""

from __future__ import annotations

import dataclasses
import random
from typing import TYPE_CHECKING

import pytest
from audit.audited import copy_of, folder_of, lines_of, rewrite, run_of, with_number, written
from cases.edits import edited
from cases.tiny import TINY

import planner
from planner.audit import audit, report
from planner.audit.forms import FORMS
from planner.audit.known import KNOWN_SETTINGS, KNOWN_SHEETS, KNOWN_WORDS, WORDS, refuse_unknown
from planner.audit.run_folder import read_run
from planner.audit.verdict import examine, hold
from planner.case import SHEETS
from planner.case.settings import SETTINGS
from planner.errors import OwnFault

if TYPE_CHECKING:
    from pathlib import Path

RUNS = [
    *(f"credit {seed}" for seed in range(8)),
    "credit 3 off",
    "credit 5 off",
    "credit 0 years",
    "credit 5 years",
]
FREE = {"firm_gw"}
"""Figures that may be others in a plan just as good: firm capacity is lent beyond what is needed at no cost."""
MEANT = 1e-9
"""Figures smaller than this are what floating point leaves of zero; only the seal can tell one from another."""


@pytest.mark.parametrize("name", ["worked", "worked off", *RUNS])
def test_a_run_with_a_credit_layer_is_proved(name: str) -> None:
    verdict = audit(folder_of(name))
    assert verdict.proved, report(verdict)


@pytest.mark.parametrize(
    ("name", "factor"), [("worked", 1.001), ("credit 5", 0.999), ("credit 5 years", 1.001)]
)
def test_figures_of_a_credit_layer_matter(name: str, factor: float) -> None:
    run, dice = run_of(name), random.Random(name)
    for table in run.tables.values():
        for column in table.form.numbers:
            if column in FREE:
                continue
            keys = [key for key, number in table.numbers(column).items() if abs(number) > MEANT]
            for key in dice.sample(keys, min(2, len(keys))):
                changed = with_number(run, table.form.name, key, column, factor)
                assert not hold(changed, name, *written(name)).proved, (table.form.name, column, key)


# ── Part by part: a term changed, or a cell forged and its seal made anew ──

TERMS = [
    ("tax_credits", "credit_fraction"),
    ("tax_credits", "transfer_price_fraction"),
    ("source_vintages", "capex_usd_per_kw"),
    ("source_vintages", "lead_months"),
    ("source_vintages", "life_years"),
    ("compute_vintages", "capex_usd_billion_per_gw"),
    ("compute_vintages", "lead_months"),
    ("compute_vintages", "life_years"),
    ("instrument_vintages", "rate_per_year"),
    ("instrument_vintages", "fee_fraction"),
    ("repayment_schedules", "age_years"),
    ("supply_steps", "limit_gw_per_year"),
    ("supply_steps", "premium_usd_per_kw"),
    ("supply_growth", "growth_fraction_per_year"),
    ("supply_growth", "seed_gw_per_year"),
    ("supply_growth", "delivered_before_gw_per_year"),
    ("hosting", "limit_gw"),
    ("hosting", "rent_usd_billion_per_gw_year"),
    ("earnings", "earned_fraction"),
    ("instruments", "availability_years"),
    ("instruments", "commitment_fee_per_year"),
    ("instruments", "vendor_share_fraction"),
    ("instruments", "offtake_usd_billion_per_gw"),
    ("instruments", "rating_weight_fraction"),
    ("sources", "minimum_take_fraction"),
    ("sponsors", "lease_debt_years"),
    ("ebitda", "ebitda_usd_billion_per_year"),
    ("credit_steps", "debt_to_ebitda"),
    ("credit_steps", "spread_per_year"),
    ("lenders", "room_usd_billion"),
    ("vehicles", "management_fee_per_year"),
    ("vehicle_pools", "max_share_fraction"),
    ("vehicle_pools", "max_pool_fraction"),
    ("tranches", "rate_per_year"),
    ("tranches", "attachment_fraction"),
    ("tranches", "min_interest_coverage"),
    ("tranches", "tenor_years"),
    ("tranches", "noncall_years"),
    ("tranches", "structuring_fee_fraction"),
]
"""Numbers of the credit layer's sheets."""


@pytest.mark.parametrize(("sheet", "column"), TERMS)
def test_a_plan_proves_no_case_with_half_a_term(sheet: str, column: str) -> None:
    """The runs as they are, held to sheets in which one column is half of what it was."""
    for name in RUNS[:8]:
        run = run_of(name)
        other = edited(run.case, sheet, lambda row: row | {column: row[column] and row[column] / 2})
        if not examine(dataclasses.replace(run, case=other), name).proved:
            return
    pytest.fail(f"no run has anything to do with {column} of {sheet}")


def test_a_plan_proves_no_case_with_a_harder_cover_of_interest() -> None:
    run, column = run_of("credit 2"), "min_interest_coverage"
    other = edited(run.case, "sponsors", lambda row: row | {column: row[column] and 50 * row[column]})
    failed = {found.name for found in examine(dataclasses.replace(run, case=other), "credit 2").failed}
    assert "ebitda_covers_interest" in failed


FORGED_CELLS = [
    ("minimum_take", "standing_gw", "minimum_take"),
    ("minimum_take", "output_gwh", "minimum_take"),
    ("minimum_take", "paid_gwh", "costs"),
    ("rated_debt", "owed_usd_billion", "rated_debt"),
    ("rated_debt", "spread_usd_billion", "rated_debt"),
    ("ratings", "ebitda_usd_billion_per_year", "ratings"),
    ("ratings", "rated_debt_usd_billion", "ratings"),
    ("ratings", "interest_usd_billion", "ratings"),
    ("ratings", "spread_usd_billion", "ratings"),
    ("ratings", "commitment_fee_usd_billion", "ratings"),
    ("bought", "bought_gw", "bought"),
    ("bought", "premium_usd_billion", "bought"),
    ("hosting", "hosted_gw", "hosting"),
    ("hosting", "rent_usd_billion", "hosting"),
    ("commitments", "committed_usd_billion", "commitments_are_placed_in_steps"),
    ("commitments", "undrawn_usd_billion", "undrawn_falls_by_draws"),
    ("commitments", "commitment_fee_usd_billion", "commitments"),
    ("lender_room", "room_usd_billion", "lender_room"),
    ("lender_room", "held_by_vehicles_usd_billion", "lender_room"),
    ("pools", "owed_usd_billion", "pools"),
    ("pools", "pooled_usd_billion", "notes_pay_for_the_pool"),
    ("notes", "outstanding_usd_billion", "notes_pay_for_the_pool"),
    ("notes", "sold_usd_billion", "notes_are_placed_in_steps"),
    ("notes", "coupon_usd_billion", "notes"),
    ("notes", "structuring_fee_usd_billion", "notes"),
    ("load_by_owner", "load_gw", "load_by_owner"),
    ("stranded", "idle_gw", "stranded"),
    ("stranded", "idle_book_value_usd_billion", "stranded"),
    ("stranded", "idle_lender_value_usd_billion", "stranded"),
    ("waterfall", "due_usd_billion", "waterfall"),
    ("waterfall", "paid_usd_billion", "waterfall"),
    ("waterfall", "left_usd_billion", "waterfall"),
    ("waterfall", "redeemed_usd_billion", "waterfall"),
    ("waterfall", "called_usd_billion", "waterfall"),
    ("take_out", "repaid_usd_billion", "take_out"),
    ("take_out", "met_usd_billion", "take_out"),
    ("lenders_loss", "collateral_usd_billion", "lenders_loss"),
    ("lenders_loss", "loaded_fraction", "lenders_loss"),
    ("lenders_loss", "loss_usd_billion", "lenders_loss"),
    ("loss_by_holder", "held_usd_billion", "loss_by_holder"),
    ("loss_by_holder", "loss_usd_billion", "loss_by_holder"),
    ("debt", "capitalised_usd_billion", "debt"),
    ("orders", "tax_credit_usd_billion", "orders"),
]


@pytest.mark.parametrize(("table", "column", "finding"), FORGED_CELLS)
def test_a_cell_of_the_credit_layer_forged_is_named(
    table: str, column: str, finding: str, tmp_path: Path
) -> None:
    """The largest of all runs, off by a thousandth."""
    cells = [
        (number, name, key)
        for name in RUNS
        if table in run_of(name).tables
        for key, number in run_of(name).numbers(table, column).items()
    ]
    number, name, _ = max(cells)
    assert number > 0
    run = copy_of(name, tmp_path / "run")
    lines = lines_of(run, table)
    place = lines[0].index(column)
    row = max(range(1, len(lines)), key=lambda n: float(lines[n][place]))
    lines[row][place] = repr(1.001 * number)
    rewrite(run, table, lines)
    assert finding in {found.name for found in audit(run).failed}


@pytest.mark.parametrize("table", [name for name, form in FORMS.items() if form.sheet])
def test_a_row_of_the_credit_layer_deleted_doubled_or_misnamed_is_found(table: str, tmp_path: Path) -> None:
    name = next(
        name
        for name in (*RUNS, "worked")
        if table in run_of(name).tables and len(run_of(name).tables[table].rows) > 1
    )
    run = copy_of(name, tmp_path / "run")
    before = lines_of(run, table)
    largest = max(range(1, len(before)), key=lambda n: max(abs(float(x)) for x in numbers_of(before[n])))
    others = [n for n in range(len(before)) if n != largest]
    forgeries = [[before[n] for n in others], [*before, before[largest]]]
    for column in (*FORMS[table].keys, *FORMS[table].words):
        misnamed = [list(line) for line in before]
        misnamed[largest][before[0].index(column)] = "other"
        forgeries.append(misnamed)
    for after in forgeries:
        rewrite(run, table, after)
        assert not hold(read_run(run), name, *written(name)).proved
    rewrite(run, table, before)
    assert hold(read_run(run), name, *written(name)).proved


def numbers_of(line: list[str]) -> list[str]:
    """The cells of a line that are figures; the last of every table are."""
    return line[-2:]


# ── What is not known is not proved ──


ONE_COLUMN_LESS = dict(KNOWN_SHEETS) | {"coverage": frozenset({"asset_class"})}
ONE_SHEET_LESS = {name: columns for name, columns in KNOWN_SHEETS.items() if name != "days"}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (ONE_COLUMN_LESS, "the column cash_flow_usd_billion_per_gw_year of coverage"),
        (ONE_SHEET_LESS, "the sheet days"),
    ],
)
def test_a_case_that_says_more_than_the_audit_knows_is_not_proved(
    known: dict[str, frozenset[str]], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.audit.known.KNOWN_SHEETS", known)
    with pytest.raises(OwnFault, match=f"nothing is proved: the audit does not know {said}\\."):
        audit(folder_of("tiny"))


def test_a_word_or_setting_that_the_audit_does_not_know_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case = planner.read(TINY)
    monkeypatch.setattr("planner.audit.known.KNOWN_WORDS", {"repayment": frozenset({"callable"})})
    monkeypatch.setattr("planner.audit.known.KNOWN_SETTINGS", KNOWN_SETTINGS - {"calendar.end"})
    with pytest.raises(OwnFault) as refused:
        refuse_unknown(case, tmp_path)
    assert "the word bullet of repayment" in str(refused.value)
    assert "the setting calendar.end" in str(refused.value)


def test_purchases_told_by_the_year_are_not_proved() -> None:
    with pytest.raises(OwnFault, match="nothing is proved: steps of supply pools hold by the quarter"):
        audit(folder_of("credit 7 years"))


def test_what_the_audit_knows_is_of_the_contract() -> None:
    """A name that is mistyped in what is known would let nothing through, but say nothing either."""
    assert set(KNOWN_SHEETS) <= set(SHEETS)
    assert set(SETTINGS) >= KNOWN_SETTINGS
    for name, columns in KNOWN_SHEETS.items():
        assert columns <= {column.name for column in SHEETS[name].columns}, name


COUNTED = ("funding", "operations.hours_per_block")
"""Settings whose words are read as something else."""


def test_the_audit_knows_the_whole_contract() -> None:
    """What it does not know it refuses, so that whatever is added to the contract is to be added to the audit."""
    assert set(KNOWN_SHEETS) == set(SHEETS)
    assert set(SETTINGS) == KNOWN_SETTINGS
    for name, sheet in SHEETS.items():
        assert {column.name for column in sheet.columns} == KNOWN_SHEETS[name] | (
            WORDS & {column.name for column in sheet.columns}
        ), name

    listed = [(column.name, column.words) for sheet in SHEETS.values() for column in sheet.columns]
    listed += [(key, setting.words) for key, setting in SETTINGS.items() if key not in COUNTED]
    found: dict[str, set[str]] = {}
    for name, words in listed:
        if words and name not in WORDS:
            found.setdefault(name, set()).update(words)
    assert found == KNOWN_WORDS
