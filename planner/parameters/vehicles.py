"""Lenders, and the vehicles that buy loans from them and sell notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.parameters.instruments import uses_of
from planner.parameters.limits import yearly_limits
from planner.parameters.orders import whole_quarters

if TYPE_CHECKING:
    from planner.case import Case
    from planner.parameters.timeline import Fractions, Timeline


@dataclass(frozen=True)
class Tranche:
    """Notes of a vehicle, tenor and noncall in quarters; `min_interest_coverage` is None where none is asked."""

    vehicle: str
    name: str
    market: str
    rate_per_year: float
    attachment_fraction: float
    min_interest_coverage: float | None
    tenor_quarters: int
    structuring_fee_fraction: float
    noncall_quarters: int


def tranches_of(case: Case) -> dict[tuple[str, str], Tranche]:
    """Every tranche by (vehicle, name): of each vehicle, in the order of the sheet, the most senior first."""
    order = {row["vehicle"]: number for number, row in enumerate(case.rows("vehicles"))}
    return {
        (row["vehicle"], row["tranche"]): Tranche(
            vehicle=row["vehicle"],
            name=row["tranche"],
            market=row["market"],
            rate_per_year=row["rate_per_year"],
            attachment_fraction=row["attachment_fraction"],
            min_interest_coverage=row["min_interest_coverage"],
            tenor_quarters=whole_quarters(row["tenor_years"]),
            structuring_fee_fraction=row["structuring_fee_fraction"],
            noncall_quarters=whole_quarters(row["noncall_years"]),
        )
        for row in sorted(case.rows("tranches"), key=lambda row: (order[row["vehicle"]], row["seniority"]))
    }


def up_to(tranches: dict[tuple[str, str], Tranche], vehicle: str, name: str) -> list[str]:
    """A tranche of a vehicle and those senior to it, by name."""
    names = [tranche for of, tranche in tranches if of == vehicle]
    return names[: names.index(name) + 1]


def young_fractions(quarters: int, timeline: Timeline) -> Fractions:
    """Share of what is sold in each period that is younger than so many quarters at the end of each period."""
    curve = [float(age < quarters) for age in range(timeline.quarters)]
    return timeline.at_ends([curve] * timeline.quarters, timeline.issue_quarters)


def bought_by(case: Case) -> dict[str, list[str]]:
    """The instruments that each vehicle may buy."""
    found: dict[str, list[str]] = {row["vehicle"]: [] for row in case.rows("vehicles")}
    for row in case.rows("vehicle_pools"):
        found[row["vehicle"]].append(row["instrument"])
    return found


def lent_by(case: Case) -> dict[str, list[str]]:
    """The instruments of each lender that somebody may issue; a lender without any is left out."""
    issued = {i for i, _, _ in uses_of(case)}
    found: dict[str, list[str]] = {}
    for row in case.rows("instruments"):
        if row["lender"] is not None and row["instrument"] in issued:
            found.setdefault(row["lender"], []).append(row["instrument"])
    return found


def note_steps(case: Case) -> set[tuple[str, int]]:
    """The steps of markets into which notes may go in some period."""
    markets = {row["market"] for row in case.rows("tranches")}
    return {
        (market, k) for (market, _), steps in free_steps(case).items() if market in markets for k in steps
    }


def free_steps(case: Case) -> dict[tuple[str, int], list[int]]:
    """By market and period, the steps that have no concession, into which notes may go."""
    concessions = yearly_limits(case, "market_limits", ("market", "step"), "concession_fraction")
    found: dict[tuple[str, int], list[int]] = {}
    for (market, step, t), concession in concessions.items():
        if not concession:
            found.setdefault((market, t), []).append(step)
    return found
