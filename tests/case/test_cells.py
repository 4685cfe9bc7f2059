from __future__ import annotations

import re

import pytest

from planner.case import Quarter
from planner.case.cells import RefusedError, listed, nearest, read_cell, shown
from planner.case.columns import Column
from planner.case.settings import SETTINGS
from planner.case.sheets import SHEETS

NAME = Column("region", "name", "")
NUMBER = Column("limit_gw", "number", "", low=0)
FRACTION = Column("fee_fraction", "number", "", low=0, high=1)
YEAR = Column("year", "integer", "", low=2000, high=2100)
QUARTER = Column("first_delivery", "quarter", "", low=2000, high=2100)
OF_YEAR = Column("quarter", "integer", "", low=1, high=4)
MAYBE = Column("duration_hours", "number", "", low=0, blank=True)
WORD = Column("kind", "word", "", words=("power", "storage"))


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (NUMBER, " 1.5 ", 1.5),
        (NUMBER, "1e3", 1000.0),
        (NUMBER, "+.5", 0.5),
        (NUMBER, "2.", 2.0),
        (NUMBER, "-0", 0.0),
        (FRACTION, "1", 1.0),
        (YEAR, "2026", 2026),
        (YEAR, "2026.0", 2026),
        (QUARTER, "2026Q1", Quarter(2026, 1)),
        (WORD, "storage", "storage"),
        (NAME, "Norte, año 1", "Norte, año 1"),
        (Column("name", "text", ""), "=anything", "'=anything"),
        (Column("limit_gw", "number", "", blank=True), " ", None),
    ],
)
def test_a_cell_is_read_as_its_column_says(column, text, value):
    assert read_cell(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "mend"),
    [
        (FRACTION, "5", "write 0.05 for 5 %"),
        (FRACTION, "5 %", "write 0.05 for 5 %"),
        (FRACTION, "2.5%", "write 0.025 for 2.5 %"),
        (FRACTION, "500", "not above 1"),
        (FRACTION, "-0.1", "not below 0"),
        (FRACTION, "high", "plain number"),
        (NUMBER, "unlimited", "write a finite number"),
        (
            SHEETS["supply_limits"].column("limit_gw_per_year"),
            "No limit",
            "never reached, or remove the pool's rows",
        ),
        (
            SHEETS["supply_limits"].column("limit_gw_per_year"),
            "1e300",
            "smaller number, or remove the pool's rows",
        ),
        (SHEETS["site_limits"].column("limit_gw"), "∞", "remove the row, for without one there is no limit"),
        (
            SHEETS["sponsors"].column("cash_limit_usd_billion"),
            "unbounded",
            "or clear the cell, for blank is no",
        ),
        (SHEETS["sources"].column("life_years"), "inf", "write a number above 0 and up to 10000"),
        (SHEETS["demand"].column("year"), "inf", "write a number from 2000 to 2100"),
        (SETTINGS["operations.hours_per_block"], "inf", "write one of these numbers"),
        (SETTINGS["money.inflation_per_year"], ".inf", "write a number above -0.5 and up to 1"),
        (NUMBER, "n/a", "fill it in"),
        (MAYBE, "n/a", "clear the cell"),
        (MAYBE, " - ", "clear the cell"),
        (MAYBE, "NaN", "clear the cell"),
        (MAYBE, "-4", "not below 0"),
        (Column("fuel", "name", "", blank=True), "-", "clear the cell"),
        (Column("first_delivery", "quarter", "", blank=True), "–", "clear the cell"),
        (OF_YEAR, "Q1", "write 1"),
        (OF_YEAR, "2026Q3", "write 3"),
        (OF_YEAR, "first", "plain number"),
        (YEAR, "2026-01-01", "write 2026"),
        (YEAR, "31/12/2026", "write 2026"),
        (YEAR, "1 Jan 2026", "write 2026"),
        (YEAR, "soon", "plain number"),
        (FRACTION, "nan", "blank (does not apply), 0 (none) and infinite (no limit) are different"),
        (FRACTION, "inf", "write a number from 0 to 1"),
        (NUMBER, "", "blank (does not apply), 0 (none) and infinite (no limit) are different"),
        (NUMBER, "N/A", "fill it in"),
        (NUMBER, "#REF!", "fill it in"),
        (NUMBER, "-Infinity", "write a finite number"),
        (NUMBER, "-1", "not below 0"),
        (NUMBER, "1,200", "without thousands separators"),
        (Column("title", "text", ""), "x" * 30_001, "shorten it, it has 30,001"),
        (Column("title", "text", ""), "a\ud800b", "remove what is no character"),
        (Column("title", "text", ""), "a\ufffeb", "remove what is no character"),
        (NUMBER, "1,5", "a point, not a comma"),
        (NUMBER, "1_000", "plain number"),
        (NUMBER, "0x10", "plain number"),
        (NUMBER, "１２", "plain number"),
        (NUMBER, "٣", "plain number"),
        (NUMBER, "1" * 101, "plain number"),
        (NUMBER, "1e400", "a smaller number"),
        (NUMBER, "1e16", "a smaller number"),
        (Column("life_years", "number", "", low=0, low_open=True), "0", "above 0"),
        (YEAR, "1999", "not below 2000"),
        (YEAR, "20260", "not above 2100"),
        (YEAR, "2026.5", "whole number such as 2026"),
        (QUARTER, "2026-Q1", "write 2026Q1"),
        (QUARTER, "2026 q3", "write 2026Q3"),
        (QUARTER, "Q4 2026", "write 2026Q4"),
        (QUARTER, "2026", "year, Q and quarter"),
        (QUARTER, "1999Q4", "quarter of these years"),
        (WORD, "Storage", "did you mean storage?"),
        (WORD, "zzz", "one of these words"),
        (NAME, "=SUM(A1)", "a spreadsheet would take this for a formula"),
        (NAME, "@x", "formula"),
        (NAME, "x" * 101, "101 characters"),
        (NAME, "a\tb", "control"),
        (NAME, "a\u200bb", "invisible"),
    ],
)
def test_a_cell_its_column_does_not_allow_is_refused_with_a_mend(column, text, mend):
    with pytest.raises(RefusedError, match=re.escape(mend)):
        read_cell(column, text)


@pytest.mark.parametrize(
    ("sheet", "column", "text", "mend"),
    [
        (
            "sponsors",
            "corporate_debt_limit_usd_billion",
            "+inf",
            "a finite number, such as one that is never reached",
        ),
        ("sources", "capex_usd_per_kw", "inf", "a finite number"),
        ("sources", "capex_usd_per_kw", "1e300", "a smaller number"),
        ("sources", "energy_price_usd_per_mwh", "-inf", "a finite number"),
        ("instruments", "min_dscr", "inf", "a finite number"),
        ("instruments", "fee_fraction", "1e300", "a number not above 1"),
        ("demand", "need_gw", "-1e300", "a number not below 0"),
    ],
)
def test_no_rule_is_to_be_removed_where_there_is_none(sheet, column, text, mend):
    with pytest.raises(RefusedError) as refused:
        read_cell(SHEETS[sheet].column(column), text)
    assert refused.value.mend == f"write {mend}"


def test_the_nearest_word_is_found_whatever_its_case():
    assert nearest("REGOINS", ["regions", "sponsors"]) == "regions"
    assert nearest("zebra", ["regions", "sponsors"]) is None


def test_long_lists_and_long_texts_are_cut():
    assert listed("abcde", most=3) == "a, b, c and 2 more"
    assert listed([]) == "none is defined"
    assert shown("x" * 100) == repr("x" * 60 + "…")
