"""What can be borrowed, in the units the plan counts in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.parameters import repayment
from planner.parameters.orders import whole_quarters
from planner.parameters.time import rate_per_quarter
from planner.parameters.vintages import begun, changes, filled, in_force, rows_by_name

if TYPE_CHECKING:
    from planner.case import Case, Row

SECURED = "secured"
CONSTRUCTION, OPERATING, ANY = "construction", "operating", "any"
CAPITALISED = "capitalised"
TERMS = ("rate_per_year", "fee_fraction")
"""What the period of issue decides."""
OWN_CREDIT = ""
"""The class of what is issued on the sponsor's own credit."""


@dataclass(frozen=True)
class Instrument:
    """An instrument of finance: the rate per quarter, tenor and grace in quarters, a covenant's years in years.

    For unsecured instruments `advance_fraction` is 0 and `stage` any, whatever is written; `min_dscr` is None where
    no coverage above 0 is asked. Interest of the grace is paid, or `capitalised`; `schedule` has the points (age in
    years, share of the issue still owed) of a custom loan. What is committed may be drawn for `availability_quarters`,
    None where an issue is drawn at once; a `vendor` lends on its own chips alone. `later` is the instrument on the
    terms of later quarters of issue, each with the first such quarter.
    """

    name: str
    market: str
    repayment: str
    rate_per_quarter: float
    fee_fraction: float
    tenor_quarters: int
    grace_quarters: int
    secured: bool
    advance_fraction: float
    stage: str
    stage_years: float
    min_dscr: float | None
    capitalised: bool = False
    schedule: tuple[tuple[float, float], ...] = ()
    availability_quarters: int | None = None
    vendor: str | None = None
    later: tuple[tuple[int, Instrument], ...] = ()

    def issued_in(self, quarter: int) -> Instrument:
        """The instrument on the terms of an issue of a quarter of the horizon, from 0."""
        return in_force(self, self.later, quarter)

    @property
    def at_will(self) -> bool:
        """Whether the plan repays it when it likes, and no schedule does."""
        return self.repayment in repayment.AT_WILL

    @property
    def keeps_rates(self) -> bool:
        """Whether issues have rates of their own, which they keep; what is repaid at will floats with the latest."""
        rates = {self.rate_per_quarter, *(later.rate_per_quarter for _, later in self.later)}
        return not self.at_will and len(rates) > 1

    def remaining_fraction(self, age: int) -> float:
        """Share of an issue still owed `age` quarters after it; not of one repaid at will, which has no schedule."""
        return repayment.remaining_fraction(
            *(self.repayment, age, self.tenor_quarters, self.grace_quarters, self.rate_per_quarter),
            capitalised=self.capitalised,
            schedule=self.schedule,
        )

    def capitalised_fraction(self, age: int) -> float:
        """Interest of the quarter that ends at `age`, as a share of the issue, that is added to what is owed."""
        if not self.capitalised:
            return 0.0
        return repayment.capitalised_fraction(age, self.grace_quarters, self.rate_per_quarter)

    def service_fraction(self, age: int) -> float:
        """Scheduled debt service at `age` as a share of the issue; not of one repaid at will."""
        return repayment.service_fraction(
            *(self.repayment, age, self.tenor_quarters, self.grace_quarters, self.rate_per_quarter),
            capitalised=self.capitalised,
            schedule=self.schedule,
        )

    def unexpired_fraction(self, age: int) -> float:
        """Share of an issue's fee that still lies ahead at `age`."""
        return repayment.unexpired_fraction(self.repayment, age, self.tenor_quarters)


def instruments_of(case: Case) -> dict[str, Instrument]:
    """Every instrument of a case by name."""
    vintages = rows_by_name(case, "instrument_vintages", "instrument")
    points = rows_by_name(case, "repayment_schedules", "instrument")
    found = {}
    for row in case.rows("instruments"):
        secured = row["collateral"] == SECURED
        stage = row["stage"] if secured else ANY
        available = row["availability_years"]
        stage_column = {OPERATING: "seasoning_years", CONSTRUCTION: "takeout_years"}.get(stage)
        found[row["instrument"]] = Instrument(
            name=row["instrument"],
            market=row["market"],
            repayment=row["repayment"],
            rate_per_quarter=rate_per_quarter(row["rate_per_year"]),
            fee_fraction=row["fee_fraction"],
            tenor_quarters=whole_quarters(row["tenor_years"]),
            grace_quarters=whole_quarters(row["grace_years"]),
            secured=secured,
            advance_fraction=row["advance_fraction"] if secured else 0.0,
            stage=stage,
            stage_years=0.0 if stage_column is None else row[stage_column],
            min_dscr=row["min_dscr"] or None,
            capitalised=row["grace_interest"] == CAPITALISED,
            availability_quarters=available and whole_quarters(available),
            vendor=row["vendor"],
            schedule=tuple(
                sorted((x["age_years"], x["balance_fraction"]) for x in points.get(row["instrument"], []))
            ),
        )
        if row["instrument"] in vintages:
            found[row["instrument"]] = _over_time(
                case, row, found[row["instrument"]], vintages[row["instrument"]]
            )
    return found


def _over_time(case: Case, row: Row, instrument: Instrument, vintages: list[Row]) -> Instrument:
    """An instrument on the terms of every quarter of issue."""

    def terms(quarter: int) -> Instrument:
        held = filled(row, begun(case, vintages, "issued_from", quarter), TERMS)
        rate = rate_per_quarter(held["rate_per_year"])
        return replace(instrument, rate_per_quarter=rate, fee_fraction=held["fee_fraction"])

    first, later = changes(case, terms)
    return replace(first, later=later)


def uses_of(case: Case) -> list[tuple[str, str, str]]:
    """Who may issue what against what: (instrument, sponsor, class), the class blank for own credit."""
    return [
        (row["instrument"], row["sponsor"], row["asset_class"] or OWN_CREDIT)
        for row in case.rows("instrument_use")
    ]
