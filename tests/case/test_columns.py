from __future__ import annotations

import dataclasses

import pytest

from planner.case.cells import read_cell
from planner.case.column_kinds import declared_sheet, name, number, optional
from planner.case.columns import CONDITIONS, OF_CASE, TERMS, Column
from planner.case.settings import SETTINGS, Settings
from planner.case.sheet_rows import left_out
from planner.case.sheets import SHEETS

CONTRACT = {
    "regions": ("region",),
    "sponsors": ("sponsor",),
    "sponsor_cash": ("sponsor", "year"),
    "earnings": ("sponsor", "year"),
    "demand": ("sponsor", "year"),
    "committed": ("sponsor", "year"),
    "hosting": ("tenant", "host", "kind", "year"),
    "sources": ("source",),
    "compute": ("asset",),
    "source_vintages": ("source", "ordered_from"),
    "compute_vintages": ("asset", "ordered_from"),
    "tax_credits": ("asset", "ordered_from"),
    "owners": ("asset", "sponsor"),
    "in_flight": ("asset", "sponsor", "region", "arrives"),
    "supply_limits": ("supply_pool", "year"),
    "supply_use": ("supply_pool", "asset"),
    "supply_steps": ("supply_pool", "step", "year"),
    "supply_growth": ("supply_pool",),
    "site_limits": ("asset", "region"),
    "spend_profiles": ("spend_profile", "progress_fraction"),
    "fuels": ("fuel",),
    "fuel_prices": ("fuel", "region", "year"),
    "emissions_limits": ("year",),
    "additionality": ("year",),
    "lines": ("from", "to"),
    "days": ("day",),
    "profiles": ("profile", "region", "quarter", "day"),
    "instruments": ("instrument",),
    "repayment_schedules": ("instrument", "age_years"),
    "instrument_vintages": ("instrument", "issued_from"),
    "instrument_use": ("instrument", "sponsor", "asset_class"),
    "market_limits": ("market", "year", "step"),
    "lender_value": ("asset_class", "age_years"),
    "coverage": ("asset_class",),
    "ebitda": ("sponsor", "year"),
    "credit_steps": ("sponsor", "debt_to_ebitda"),
    "lenders": ("lender", "year"),
    "vehicles": ("vehicle",),
    "vehicle_pools": ("vehicle", "instrument"),
    "tranches": ("vehicle", "tranche"),
}


def test_that_an_optional_column_is_left_out_is_not_noted():
    share = number("share", "", blank=True, scope=CONDITIONS)
    sheet = declared_sheet("loans", "", name("loan", "", key=True), optional(share))
    assert left_out(sheet, [(1, ["loan"])]) is None
    bare = declared_sheet("loans", "", name("loan", "", key=True), share)
    assert "no such column: share" in left_out(bare, [(1, ["loan"])])
    with pytest.raises(ValueError, match="share is optional, but may not be blank"):
        optional(number("share", "", scope=CONDITIONS))


def test_every_sheet_of_the_contract_is_declared_with_its_key_and_in_order():
    assert [(name, sheet.key) for name, sheet in SHEETS.items()] == list(CONTRACT.items())


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_sheet_says_what_it_is_and_takes_provenance(sheet):
    assert sheet.help
    assert all(column.help for column in sheet.columns)
    assert [column.name for column in sheet.columns[-2:]] == ["provenance", "confidence"]
    assert sheet.column("provenance").blank


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("limit_gw_per_year", "GW per year"),
        ("limit_gw", "GW"),
        ("use_per_gw", "units per GW"),
        ("capex_usd_per_kw", "USD per kW"),
        ("fixed_om_usd_per_kw_year", "USD per kW and year"),
        ("value_of_service_usd_billion_per_gw_year", "USD billion per GW and year"),
        ("rate_per_year", "per year"),
        ("money.dollar_year", ""),
        ("region", ""),
    ],
)
def test_the_unit_is_in_the_name(name, unit):
    assert Column(name, "number", "").unit == unit


def test_every_amount_has_a_unit_but_counts_and_ratios():
    without = {
        column.name
        for sheet in SHEETS.values()
        for column in sheet.columns
        if column.kind == "number" and not column.unit
    }
    assert without == {
        "min_dscr",
        "min_interest_coverage",
        "debt_to_ebitda",
        *(f"h{hour:02d}" for hour in range(24)),
    }


@pytest.mark.parametrize(
    ("column", "allowed"),
    [
        (Column("a", "number", "", low=0, high=1), "a number from 0 to 1"),
        (Column("a", "number", "", low=0), "a number of at least 0"),
        (Column("a", "number", "", low=0, low_open=True), "a number above 0"),
        (Column("a", "number", "", low=0, high=1, low_open=True), "a number above 0 and up to 1"),
        (Column("a_gw", "number", ""), "a number (GW)"),
        (Column("a", "word", "", words=("x", "y"), blank=True), "one of x, y, or blank"),
        (Column("a", "text", ""), "text"),
        (
            Column("a_gw", "number", "", blank=True, default=0.5),
            "a number (GW), or blank, which is read as 0.5",
        ),
        (
            Column("a", "word", "", words=("x", "y"), blank=True, default="y"),
            "one of x, y, or blank, which is read as y",
        ),
    ],
)
def test_a_column_says_what_it_allows(column, allowed):
    assert column.allowed == allowed


ALL = [*SETTINGS.values(), *(column for sheet in SHEETS.values() for column in sheet.columns)]


@pytest.mark.parametrize(
    "column", [column for column in ALL if column.default is not None], ids=lambda c: c.name
)
def test_a_default_is_a_value_that_its_column_allows(column):
    value = read_cell(column, str(column.default))
    assert (value, type(value)) == (column.default, type(column.default))


@pytest.mark.parametrize(
    "given",
    [{}, {"key": True, "blank": True}, {"blank": True, "unlimited": "clear the cell, for blank is no limit"}],
    ids=["not blank", "part of a key", "no limit"],
)
def test_a_default_that_no_blank_could_be_read_as_is_refused(given):
    with pytest.raises(ValueError, match="limit_gw has a default"):
        Column("limit_gw", "number", "", default=0.0, **given)


def test_no_limit_is_no_default():
    """Blank, zero and infinite are three things: where blank is no limit, it is read as nothing else."""
    assert [column.name for column in ALL if column.unlimited and column.default is not None] == []
    assert SHEETS["sponsors"].column("cash_limit_usd_billion").default is None


def test_an_unknown_column_cannot_be_asked_for():
    with pytest.raises(KeyError):
        SHEETS["regions"].column("area")


def test_the_table_of_settings_and_the_settings_have_the_same_keys():
    sections = {field.name: field.type for field in dataclasses.fields(Settings)}
    top = {name.partition(".")[0] for name in SETTINGS}
    assert top - {"emissions"} == set(sections) - {"emissions_price_usd_per_tonne"}
    assert all(column.help for column in SETTINGS.values())


@pytest.mark.parametrize(
    ("sheet", "column"),
    [(sheet.name, column) for sheet in SHEETS.values() for column in sheet.columns]
    + [("case.yaml", column) for column in SETTINGS.values()],
    ids=lambda part: part if isinstance(part, str) else part.name,
)
def test_every_column_says_what_an_edit_of_it_in_a_future_changes(sheet, column):
    column.expect_scope(sheet)
    if column.kind == "text" or (column.key and column.kind == "name"):
        assert column.extent == OF_CASE


def test_what_is_fixed_at_an_order_or_an_issue_is_of_the_sheets_of_assets_and_instruments():
    assert {name for name, sheet in SHEETS.items() if any(c.scope == TERMS for c in sheet.columns)} == {
        *("sources", "source_vintages", "compute", "compute_vintages", "tax_credits", "spend_profiles"),
        *("instruments", "instrument_vintages"),
    }


def test_every_term_that_a_vintage_has_is_a_term_of_what_it_is_a_vintage_of():
    for vintages, home in (("source", "sources"), ("compute", "compute"), ("instrument", "instruments")):
        columns = SHEETS[f"{vintages}_vintages"].columns
        terms = {column.name for column in columns if column.scope == TERMS and not column.key}
        assert terms
        assert {SHEETS[home].column(name).scope for name in terms} == {TERMS}


def test_a_column_without_a_scope_is_refused_in_words():
    with pytest.raises(ValueError, match=r"the column price_usd of deals has no scope: write scope=TERMS"):
        declared_sheet("deals", "what is dealt", number("price_usd", "what it costs"))
    assert declared_sheet("deals", "what is dealt", number("price_usd", "cost", scope=CONDITIONS)).columns
