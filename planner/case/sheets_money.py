"""Sheets of instruments, markets and lenders: a part of the contract."""

from __future__ import annotations

from planner.case.column_kinds import (
    CLASSES,
    colour,
    declared_sheet,
    fraction,
    from_quarter,
    name,
    number,
    optional,
    positive,
    since,
    text,
    word,
)
from planner.case.columns import CONDITIONS, OF_CASE, TERMS, Column, Sheet

MONEY: tuple[Sheet, ...] = (
    declared_sheet(
        "instruments",
        "ways to borrow",
        name("instrument", "name of the instrument", key=True),
        name("market", "market it is issued in", "market_limits", scope=OF_CASE),
        fraction("rate_per_year", "interest", scope=TERMS),
        fraction("fee_fraction", "fee at issue", scope=TERMS),
        positive("tenor_years", "years to the last repayment", high=10_000, scope=TERMS),
        word(
            "repayment",
            "how it is repaid",
            "bullet",
            "level",
            "straight",
            "callable",
            "custom",
            "sculpted",
            scope=TERMS,
        ),
        number("grace_years", "years before repayment begins", default=0.0, scope=TERMS),
        word("collateral", "lent against assets or not", "secured", "unsecured", scope=OF_CASE),
        fraction(
            "advance_fraction", "share of lender value lent, secured only", blank=True, scope=CONDITIONS
        ),
        word("stage", "when assets count as collateral", "any", "construction", "operating", scope=OF_CASE),
        number(
            "seasoning_years",
            "years standing before assets count, operating; never less than a quarter",
            default=0.0,
            scope=CONDITIONS,
        ),
        number(
            "takeout_years", "years standing until they cease to, construction", default=0.0, scope=CONDITIONS
        ),
        number(
            "min_dscr",
            "least cash flow over scheduled debt service; 0 asks for none",
            default=0.0,
            scope=CONDITIONS,
        ),
        optional(
            word(
                "grace_interest",
                "interest of the grace, capitalised of level and straight only",
                "paid",
                "capitalised",
                default="paid",
                scope=TERMS,
            )
        ),
        optional(
            fraction(
                "rating_weight_fraction",
                "what agencies count as debt of what is owed on it",
                default=1.0,
                scope=CONDITIONS,
            )
        ),
        optional(
            name("lender", "whose room it takes; blank is nobody's", "lenders", blank=True, scope=OF_CASE)
        ),
        optional(
            positive(
                "availability_years",
                "years in which what is committed may be drawn; blank is issued when it is signed",
                high=10_000,
                blank=True,
                scope=TERMS,
            )
        ),
        optional(
            fraction(
                "commitment_fee_per_year", "fee on what is committed and undrawn", default=0.0, scope=TERMS
            )
        ),
        optional(text("vendor", "maker of chips whose money it is, as in compute", blank=True)),
        optional(
            fraction(
                "vendor_share_fraction",
                "share of what is spent on the vendor's chips that it lends at most",
                blank=True,
                scope=CONDITIONS,
            )
        ),
        optional(
            number(
                "offtake_usd_billion_per_gw",
                "most owed on shells or chips for each GW that investment-grade sponsors use; blank is no limit",
                blank=True,
                unlimited="clear the cell, for blank is no limit",
                scope=OF_CASE,
            )
        ),
        colour(),
        financing=True,
    ),
    declared_sheet(
        "repayment_schedules",
        "what is owed of a custom loan as it ages",
        name("instrument", "a custom instrument", "instruments", key=True),
        number("age_years", "years from issue; each has a row at 0", key=True),
        fraction(
            "balance_fraction", "share of the issue still owed: 1 at 0, and never rising", scope=OF_CASE
        ),
        financing=True,
        optional=True,
    ),
    declared_sheet(
        "instrument_vintages",
        "what borrowing later costs",
        name("instrument", "instrument issued", "instruments", key=True),
        from_quarter("issued_from", "it is issued"),
        fraction("rate_per_year", "interest; blank is as before", blank=True, scope=TERMS),
        fraction("fee_fraction", "fee at issue; blank is as before", blank=True, scope=TERMS),
        financing=True,
        optional=True,
    ),
    declared_sheet(
        "instrument_use",
        "which sponsor may issue what against which class",
        name("instrument", "instrument issued", "instruments", key=True),
        name("sponsor", "who may issue it", "sponsors", key=True),
        word("asset_class", "against which class; blank is own credit", *CLASSES, key=True, blank=True),
        financing=True,
    ),
    declared_sheet(
        "market_limits",
        "depth of each market, step by step",
        name("market", "name of the market", key=True),
        since("it is zero"),
        Column("step", "integer", "step of the market", key=True, low=0),
        number(
            "issuance_limit_usd_billion_per_year", "most that may be issued in the step", scope=CONDITIONS
        ),
        fraction("concession_fraction", "price discount on what is issued in the step", scope=CONDITIONS),
        financing=True,
    ),
    declared_sheet(
        "lender_value",
        "what lenders take assets to be worth as they age",
        word("asset_class", "class of asset", *CLASSES, key=True),
        number("age_years", "age, in standing years", key=True),
        fraction("value_fraction", "value, of cost", scope=CONDITIONS),
        financing=True,
    ),
    declared_sheet(
        "coverage",
        "cash flow that services debt",
        word("asset_class", "class of asset", *CLASSES, key=True),
        number("cash_flow_usd_billion_per_gw_year", "cash flow per GW served", scope=CONDITIONS),
        financing=True,
    ),
)
"""In the order in which a reader meets them."""
