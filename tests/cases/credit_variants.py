"""The case of the credit layer with one thing taken away, and what each then costs, in USD billion.

The figures are those that two independent programs agree on; `edit` takes the sheets as lists of rows by name.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SHARED = Path(__file__).parents[3] / "shared" / "cases"
"""Cases beside the checkout, which are not part of it."""
BASE, CREDIT = SHARED / "us-2028", SHARED / "us-2028-credit"
WHOLE = 6595.430391521342
Sheets = dict[str, list[dict[str, Any]]]


def without(*sheets: str) -> Callable[[Sheets], Sheets]:
    """Take sheets away."""
    return lambda given: {name: rows for name, rows in given.items() if name not in sheets}


def put(sheet: str, column: str, value: Any = None, **where: Any) -> Callable[[Sheets], Sheets]:
    """Put a value, or a blank, into a column, in every row or in those where other columns hold what is said."""

    def edit(given: Sheets) -> Sheets:
        given = copy.deepcopy(given)
        for row in given[sheet]:
            if all(row[key] == meant for key, meant in where.items()):
                row[column] = value
        return given

    return edit


def both(*edits: Callable[[Sheets], Sheets]) -> Callable[[Sheets], Sheets]:
    """Make one change after another."""

    def edit(given: Sheets) -> Sheets:
        for change in edits:
            given = change(given)
        return given

    return edit


@dataclass(frozen=True)
class Variant:
    """What is taken away, and the cost with the horizon's end in 2028Q4 and in 2031Q4 (None where not known)."""

    name: str
    to_2028: float
    to_2031: float | None = None
    edit: Callable[[Sheets], Sheets] | None = None
    case: Path = CREDIT
    overrides: dict[str, Any] = field(default_factory=dict)


VARIANTS = (
    Variant("base", 1185.37633937, case=BASE, overrides={"hours_per_block": 24}),
    Variant("credit", 1352.58788035, 3272.16226503),
    Variant("no source_vintages", 1352.49763280, 3271.58772499, without("source_vintages")),
    Variant("no compute_vintages", 1352.73112390, 3294.72779608, without("compute_vintages")),
    Variant("no instrument_vintages", 1351.31038352, 3263.36056297, without("instrument_vintages")),
    Variant("no tax_credits", 1353.19564634, 3274.62076579, without("tax_credits")),
    Variant("no supply_steps", 1357.36638764, None, without("supply_steps")),
    Variant("no supply_growth", 1345.11140747, 3262.79652837, without("supply_growth")),
    Variant(
        "no hosting",
        1357.53105416,
        None,
        both(without("hosting"), put("instruments", "offtake_usd_billion_per_gw")),
    ),
    Variant("no earnings", 1352.40541078, 3271.84436609, without("earnings")),
    Variant("no vehicles", 1352.61102104, 3272.69622656, without("vehicles", "vehicle_pools", "tranches")),
    Variant(
        "no lenders",
        1352.42068386,
        None,
        both(without("lenders"), put("instruments", "lender")),
    ),
    Variant(
        "no ratings",
        1352.57689211,
        None,
        both(without("ebitda", "credit_steps"), put("sponsors", "min_interest_coverage")),
    ),
    Variant(
        "no delayed draw",
        1353.31971965,
        3272.97244230,
        both(put("instruments", "availability_years"), put("instruments", "commitment_fee_per_year")),
    ),
    Variant(
        "no vendor",
        1352.48227041,
        None,
        both(put("instruments", "vendor"), put("instruments", "vendor_share_fraction")),
    ),
    Variant("no minimum take", 1352.28645465, None, put("sources", "minimum_take_fraction")),
    Variant("end_value book", 1182.51573431, 3129.08362022, overrides={"end_value": "book"}),
    Variant("paid grace", 1352.58946346, 3272.13709329, put("instruments", "grace_interest")),
    Variant(
        "cmbs bullet",
        1352.49970667,
        3271.79382564,
        put("instruments", "repayment", "bullet", instrument="cmbs"),
    ),
    Variant(
        "convertible bullet",
        1352.58788035,
        3272.10069187,
        both(
            put("instruments", "repayment", "bullet", instrument="convertible"),
            without("repayment_schedules"),
        ),
    ),
)
