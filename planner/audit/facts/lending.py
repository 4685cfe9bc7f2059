"""Who may borrow how: uses of instruments, steps of markets, and instruments by what their lenders ask."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.audit.facts.loans import Loan
    from planner.case import Case

    Use = tuple[Loan, str, str]
    """An instrument, the sponsor that may issue it, and the class of asset against which."""

OWN_CREDIT = ""
"""The class of what rests on a sponsor's own credit."""


def uses_of(case: Case, loans: Mapping[str, Loan]) -> list[Use]:
    """Who may issue which instrument against which class of asset."""
    rows = case.rows("instrument_use")
    return [(loans[x["instrument"]], x["sponsor"], x["asset_class"] or OWN_CREDIT) for x in rows]


def market_steps_of(case: Case) -> dict[str, list[int]]:
    """The steps of every market, in the order of the sheet."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for row in case.rows("market_limits"):
        found[row["market"]][row["step"]] = None
    return {market: list(known) for market, known in found.items()}


def advance_ladders_of(uses: Iterable[Use]) -> dict[tuple[str, str], dict[float, list[Loan]]]:
    """By sponsor and class, every advance with the secured instruments up to it."""
    secured: dict[tuple[str, str], list[Loan]] = {}
    for loan, j, c in uses:
        if loan.secured:
            secured.setdefault((j, c), []).append(loan)
    return {
        who: {x.advance: [y for y in of if y.advance <= x.advance] for x in of} for who, of in secured.items()
    }


def lent_of(uses: Iterable[Use]) -> dict[str, list[str]]:
    """By lender, the instruments that take its room and that somebody may issue."""
    found: dict[str, list[str]] = {}
    for name, lender in dict.fromkeys((loan.name, loan.lender) for loan, _, _ in uses):
        if lender is not None:
            found.setdefault(lender, []).append(name)
    return found


def covered_of(uses: Iterable[Use]) -> dict[tuple[str, str], list[Loan]]:
    """By sponsor and class, the instruments with a least coverage."""
    found: dict[tuple[str, str], list[Loan]] = {}
    for loan, j, c in uses:
        if loan.min_dscr:
            found.setdefault((j, c), []).append(loan)
    return found
