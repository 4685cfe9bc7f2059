"""Rates, sponsors and instruments: what must hold across rows and sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.draft import Check, Draft, Finding, fault_at, note_at, until_unreadable
from planner.case.settings import LENDER
from planner.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.case.row import Row


def rates_rank(draft: Draft) -> Iterator[Finding]:
    """Cash yields no more than the benchmark, and no instrument or equity costs less than it."""
    money = draft.settings.money
    benchmark, found = money.benchmark_rate_per_year, money.cash_yield_per_year
    why = "a plan would otherwise borrow for its own sake"
    if found > benchmark:
        allowed = f"at most money.benchmark_rate_per_year, which is {benchmark:g}: {why}"
        mend = "lower the yield or raise the benchmark"
        yield Fault("case.yaml", allowed, mend, column="money.cash_yield_per_year", found=f"{found:g}")
    allowed = f"at least money.benchmark_rate_per_year, which is {benchmark:g}: {why}"
    for sheet, column in (
        ("sponsors", "equity_rate_per_year"),
        ("instruments", "rate_per_year"),
        ("instrument_vintages", "rate_per_year"),
    ):
        yield from until_unreadable(_above(draft, sheet, column, benchmark, allowed))


def _above(draft: Draft, sheet: str, column: str, floor: float, allowed: str) -> Iterator[Finding]:
    for row in draft.rows(sheet):
        if row[column] is not None and row.number(column) < floor:
            yield fault_at(sheet, row, column, allowed, "raise the rate or lower the benchmark")


def load_has_a_value(draft: Draft) -> Iterator[Finding]:
    """A sponsor with demand says what leaving it unserved costs."""
    column = "value_of_service_usd_billion_per_gw_year"
    takers = set(draft.column("demand", "sponsor"))
    for row in draft.rows("sponsors"):
        if row["sponsor"] in takers and row[column] is None:
            allowed = "a number, as the sponsor has rows in demand.csv"
            yield fault_at("sponsors", row, column, allowed, "write what a GW unserved for a year costs")


def committed_supply_has_a_need(draft: Draft) -> Iterator[Finding]:
    """Supply in hand without need does nothing, which is worth a note."""
    takers = set(draft.column("demand", "sponsor"))
    for sponsor in draft.column("committed", "sponsor"):
        if sponsor not in takers:
            yield f"committed.csv: {sponsor} has no rows in demand.csv, so its supply serves nothing"


def sponsors_have_cash(draft: Draft) -> Iterator[Finding]:
    """A sponsor without cash rows puts in no equity, which is worth a note."""
    if draft.settings.funding:
        able = set(draft.column("sponsor_cash", "sponsor"))
        for sponsor in draft.column("sponsors", "sponsor"):
            if sponsor not in able:
                yield f"sponsor_cash.csv: {sponsor} has no rows, so it can put in no equity"


def collateral_is_described(draft: Draft) -> Iterator[Finding]:
    """Secured instruments say what they advance; what unsecured ones say of collateral is worth a note."""
    for row in draft.rows("instruments"):
        secured, advance = row["collateral"] == "secured", row["advance_fraction"]
        if secured and advance is None:
            allowed = "a number, as the collateral is secured"
            yield fault_at("instruments", row, "advance_fraction", allowed, "write the share of value lent")
        if not secured and advance is not None:
            yield note_at("instruments", row, "advance_fraction", "as the collateral is unsecured")
        if not secured and row["stage"] != "any":
            yield note_at("instruments", row, "stage", "as the collateral is unsecured")


def stages_are_described(draft: Draft) -> Iterator[Finding]:
    """Seasoning is of operating instruments and takeout of construction ones; elsewhere it is worth a note."""
    for row in draft.rows("instruments"):
        for column, stage in (("seasoning_years", "operating"), ("takeout_years", "construction")):
            # Zero means no wait, so it says nothing that the stage does not.
            if row[column] and row["stage"] != stage:
                yield note_at("instruments", row, column, f"as the stage is {row['stage']}")


def grace_ends_before_the_tenor(draft: Draft) -> Iterator[Finding]:
    """An instrument repaid over time has some left after its grace."""
    for row in draft.rows("instruments"):
        repaid = row["repayment"] in ("level", "straight")
        if (
            repaid
            and row["grace_years"] is not None
            and row.number("grace_years") >= row.number("tenor_years")
        ):
            allowed = f"less than tenor_years, which is {shown(row['tenor_years'])}"
            mend = "write a shorter grace, or bullet as the repayment"
            yield fault_at("instruments", row, "grace_years", allowed, mend)


def uses_have_their_class(draft: Draft) -> Iterator[Finding]:
    """What is lent on assets or their cash flow names the class, and lenders know that class."""
    for use, instrument in _uses(draft):
        secured, covered = instrument["collateral"] == "secured", bool(instrument["min_dscr"])
        if use["asset_class"] is None and (secured or covered):
            reason = "the instrument is secured" if secured else "the instrument has a min_dscr"
            mend = "write power, shell or chips"
            yield fault_at("instrument_use", use, "asset_class", f"a class, as {reason}", mend)


def lenders_value_what_is_pledged(draft: Draft) -> Iterator[Finding]:
    """A class lent against has rows in lender_value, one with coverage a row in coverage."""
    yield from until_unreadable(
        _class_is_known(draft, "lender_value", lambda row: row["collateral"] == "secured")
    )
    yield from until_unreadable(_class_is_known(draft, "coverage", lambda row: bool(row["min_dscr"])))


def _class_is_known(draft: Draft, sheet: str, needs: Callable[[Row], bool]) -> Iterator[Finding]:
    known = set(draft.column(sheet, "asset_class"))
    for use, instrument in _uses(draft):
        if needs(instrument) and use["asset_class"] is not None and use["asset_class"] not in known:
            reason = "is secured" if sheet == "lender_value" else "has a min_dscr"
            allowed = f"a class with rows in {sheet}.csv, as {use['instrument']} {reason}"
            mend = f"write rows for {use['asset_class']} in {sheet}.csv"
            yield fault_at("instrument_use", use, "asset_class", allowed, mend)


def assets_are_valued_at_the_end(draft: Draft) -> Iterator[Finding]:
    """Where assets count at the end for what lenders count for them, lenders know the class of each."""
    if draft.settings.money.end_value != LENDER:
        return
    # Without funding the sheet may be absent, as if it had no rows.
    absent = not draft.settings.funding and "lender_value" not in draft.sheets
    known = set() if absent else set(draft.column("lender_value", "asset_class"))
    unknown = dict.fromkeys(c for c in draft.classes().values() if c not in known)
    if unknown:
        classes = " and ".join(unknown)
        allowed = f"book, as lender_value.csv has no rows for {classes}"
        mend = f"write rows for {classes} in lender_value.csv, or book here"
        yield Fault("case.yaml", allowed, mend, column="money.end_value", found="lender")


def the_plan_is_read_within_its_horizon(draft: Draft) -> Iterator[Finding]:
    """How far a plan is to be read is within the horizon."""
    calendar = draft.settings.calendar
    read_to = calendar.read_to
    if read_to is not None and not calendar.start <= read_to <= calendar.end:
        allowed = f"a quarter from {calendar.start} to {calendar.end}"
        mend = "write one of the quarters planned, or remove the key"
        yield Fault("case.yaml", allowed, mend, column="calendar.read_to", found=str(read_to))


def lender_value_starts_new(draft: Draft) -> Iterator[Finding]:
    """A value known only from some age on is held flat before it, which is worth a note."""
    youngest: dict[str, float] = {}
    for row in draft.rows("lender_value"):
        name, age = row.text("asset_class"), row.number("age_years")
        youngest[name] = min(age, youngest.get(name, age))
    for name, age in youngest.items():
        if age > 0:
            yield f"lender_value.csv: {name} has no row at age 0, so its value at {age:g} years holds before"


def _uses(draft: Draft) -> Iterator[tuple[Row, Row]]:
    """Each row of instrument_use with the instrument it names, where that is defined."""
    instruments = {row["instrument"]: row for row in draft.rows("instruments")}
    for use in draft.rows("instrument_use"):
        if use["instrument"] in instruments:
            yield use, instruments[use["instrument"]]


CHECKS: tuple[Check, ...] = (
    rates_rank,
    load_has_a_value,
    committed_supply_has_a_need,
    sponsors_have_cash,
    collateral_is_described,
    stages_are_described,
    grace_ends_before_the_tenor,
    uses_have_their_class,
    lenders_value_what_is_pledged,
    assets_are_valued_at_the_end,
    the_plan_is_read_within_its_horizon,
    lender_value_starts_new,
)
