"""What can be borrowed, as the audit counts it: what is left of a dollar lent, and what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.audit.arithmetic import YEAR, per_quarter

if TYPE_CHECKING:
    from planner.audit.periods import Spans
    from planner.case import Case

CALLABLE, BULLET, STRAIGHT = "callable", "bullet", "straight"
OPERATING, CONSTRUCTION, ANY = "operating", "construction", "any"


@dataclass(frozen=True)
class Loan:
    """An instrument: `rate` of a quarter, `tenor` and `grace` in quarters, `wait` the years of its stage.

    `advance` is zero where it is unsecured, `cover` (its least coverage) where it asks for none.
    """

    name: str
    market: str
    repayment: str
    rate: float
    fee: float
    tenor: int
    grace: int
    secured: bool
    advance: float
    stage: str
    wait: float
    cover: float
    spans: Spans

    @property
    def scheduled(self) -> bool:
        """Whether a schedule repays it, and not the plan."""
        return self.repayment != CALLABLE

    def left(self, age: int) -> float:
        """Share of an issue still owed so many quarters after it."""
        if age >= self.tenor:
            return 0.0
        if self.repayment == BULLET or age <= self.grace:
            return 1.0
        done, rest = age - self.grace, self.tenor - self.grace
        if self.repayment == STRAIGHT or self.rate == 0:
            return 1 - done / rest
        grown = (1 + self.rate) ** rest
        return float((grown - (1 + self.rate) ** done) / (grown - 1))

    def due(self, age: int) -> float:
        """Scheduled service at an age, as a share of the issue: interest, and principal but for a bullet."""
        if not self.grace < age:
            return 0.0
        repaid = 0.0 if self.repayment == BULLET else self.left(age - 1) - self.left(age)
        return self.rate * self.left(age - 1) + repaid

    def unexpired(self, age: int) -> float:
        """Share of a fee that lies ahead at an age; nothing of a callable's."""
        return max(0.0, 1 - age / self.tenor) if self.scheduled else 0.0

    def lends_to(self, stood: int) -> bool:
        """Whether it counts an order that has stood so many quarters (below one: still building)."""
        if self.stage == OPERATING:
            return stood >= 1 and stood / YEAR >= self.wait
        return self.stage != CONSTRUCTION or stood < 1 or stood / YEAR <= self.wait

    def coupon(self, t: int) -> float:
        """The rate of a period."""
        return self.rate * len(self.spans.of[t])

    def owed(self, o: int, t: int) -> float:
        """Share of what is issued in one period that is owed at the end of another; of a callable at most."""
        left = self.left if self.scheduled else lambda age: 1.0 if age < self.tenor else 0.0
        return self.spans.after(t, self.spans.of[o], left) if o <= t else 0.0

    def served(self, o: int, t: int) -> float:
        """Scheduled service of it that falls into a period."""
        return self.spans.within(t, self.spans.of[o], lambda age: self.due(age) if age else 0.0)

    def resting(self, o: int, t: int) -> float:
        """Share of it that is within its grace when interest is due in a period."""
        return self.spans.through(t, self.spans.of[o], lambda age: 1.0 if 0 < age <= self.grace else 0.0)

    def beyond(self, o: int) -> float:
        """Share of the fee on it that lies beyond the horizon."""
        return self.spans.after(len(self.spans.of) - 1, self.spans.of[o], self.unexpired)


def loans(case: Case, spans: Spans) -> dict[str, Loan]:
    """Every instrument of a case by name."""
    waits = {OPERATING: "seasoning_years", CONSTRUCTION: "takeout_years"}
    found = {}
    for row in case.rows("instruments"):
        # What an unsecured one says of collateral means nothing.
        secured = row["collateral"] == "secured"
        stage = row["stage"] if secured else ANY
        wait = row[waits[stage]] if stage in waits else 0.0
        found[row["instrument"]] = Loan(
            name=row["instrument"],
            market=row["market"],
            repayment=row["repayment"],
            rate=per_quarter(row["rate_per_year"]),
            fee=row["fee_fraction"],
            tenor=round(row["tenor_years"] * YEAR),
            grace=round((row["grace_years"] or 0.0) * YEAR),
            secured=secured,
            advance=(row["advance_fraction"] or 0.0) if secured else 0.0,
            stage=stage,
            wait=wait or 0.0,
            cover=row["min_dscr"] or 0.0,
            spans=spans,
        )
    return found
