"""Sheets of ratings, of lenders' room and of the vehicles that buy loans: a part of the contract."""

from __future__ import annotations

from planner.case.column_kinds import (
    declared_sheet,
    fraction,
    name,
    number,
    optional,
    positive,
    shown_name,
    since,
)
from planner.case.columns import CONDITIONS, OF_CASE, Column, Sheet

RATED: tuple[Column, ...] = (
    optional(
        number(
            "lease_debt_years",
            "years of rent that agencies count as debt, where there are credit_steps",
            default=0.0,
            scope=CONDITIONS,
        )
    ),
    optional(
        number(
            "min_interest_coverage",
            "least Ebitda over interest, commitment fees and spreads; blank asks for none",
            blank=True,
            scope=CONDITIONS,
        )
    ),
)
"""What agencies and lenders look at of a sponsor: columns of `sponsors`."""
CREDIT: tuple[Sheet, ...] = (
    declared_sheet(
        "ebitda",
        "what sponsors earn besides the plan",
        name("sponsor", "who earns it", "sponsors", key=True),
        since("it is zero"),
        Column(
            "ebitda_usd_billion_per_year",
            "number",
            "earnings before interest, taxes and depreciation of all that it has besides the plan, nominal",
            scope=CONDITIONS,
        ),
        financing=True,
        optional=True,
    ),
    declared_sheet(
        "credit_steps",
        "how far agencies let sponsors owe, and at which spread",
        name("sponsor", "who owes", "sponsors", key=True),
        number(
            "debt_to_ebitda",
            "rated debt over Ebitda up to which the step goes; the last is the most that may be owed",
            key=True,
        ),
        fraction("spread_per_year", "paid besides interest on rated debt within the step", scope=CONDITIONS),
        financing=True,
        optional=True,
    ),
    declared_sheet(
        "lenders",
        "how much lenders may have outstanding",
        name("lender", "name of the lender", key=True),
        since("it is zero"),
        number(
            "room_usd_billion",
            "most that it may have outstanding, less what vehicles hold",
            unlimited="clear lender in instruments, for without a lender there is no limit",
            scope=CONDITIONS,
        ),
        financing=True,
        optional=True,
    ),
    declared_sheet(
        "vehicles",
        "what buys loans and sells notes on them: a CLO, a CDO, a risk transfer",
        name("vehicle", "name of the vehicle", key=True),
        fraction("management_fee_per_year", "fee of its manager, of the pool", scope=CONDITIONS),
        financing=True,
        optional=True,
    ),
    declared_sheet(
        "vehicle_pools",
        "which loans a vehicle may buy",
        name("vehicle", "vehicle that buys", "vehicles", key=True),
        name("instrument", "instrument bought", "instruments", key=True),
        fraction(
            "max_share_fraction",
            "most that it may hold, of all that is owed on the instrument",
            scope=CONDITIONS,
        ),
        fraction(
            "max_pool_fraction",
            "most that it may be of the vehicle's pool; blank is all",
            blank=True,
            scope=CONDITIONS,
        ),
        financing=True,
        optional=True,
    ),
    declared_sheet(
        "tranches",
        "the notes that a vehicle sells",
        name("vehicle", "vehicle that sells", "vehicles", key=True),
        name("tranche", "name of the tranche", key=True),
        Column("seniority", "integer", "order in which it is paid, 1 first", low=1, scope=OF_CASE),
        name("market", "market it is sold in", "market_limits", scope=OF_CASE),
        fraction("rate_per_year", "coupon", scope=CONDITIONS),
        fraction(
            "attachment_fraction",
            "share of the pool that is lost before it loses; 0 of the most junior",
            scope=CONDITIONS,
        ),
        number(
            "min_interest_coverage",
            "least interest of the pool over coupons of it and those senior to it; blank asks for none",
            blank=True,
            scope=CONDITIONS,
        ),
        positive("tenor_years", "years to its repayment", high=10_000, scope=OF_CASE),
        fraction(
            "structuring_fee_fraction",
            "fee on what is sold, a cost of the plan and of no sponsor",
            scope=CONDITIONS,
        ),
        optional(number("noncall_years", "years in which it may not be called", default=0.0, scope=OF_CASE)),
        shown_name(),
        financing=True,
        optional=True,
    ),
)
"""In the order in which a reader meets them."""
