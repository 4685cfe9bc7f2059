"""What the table of waterfalls should say: interest down the tranches, and which notes are repaid.

The oldest notes are repaid first, at their tenor or before, so that what is outstanding is what was sold last: how much
has been repaid by some time, of all that was ever sold in turn, says it all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.tables.expected import Expected

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.facts.vehicle_terms import Tranche, Vehicle
    from planner.audit.run_folder import Run


def waterfall(run: Run, facts: Facts) -> Expected:
    """Coupons due and paid, what is left below, notes redeemed and called, and what any test lacks."""
    expected = Expected(complete=True)
    for vehicle in facts.vehicles:
        repaid = {x.name: _Repaid(run, facts, x) for x in vehicle.tranches}
        for t in facts.periods:
            _pay_down(run, facts, vehicle, t, repaid, expected)
    return expected


def _pay_down(
    run: Run, facts: Facts, vehicle: Vehicle, t: int, repaid: dict[str, _Repaid], expected: Expected
) -> None:
    """The rows of a vehicle in a period: its interest, less the fee, goes to the senior tranches first."""
    period = facts.calendar.names[t]
    held = {
        i: run.numbers("pools", "pooled_usd_billion").get((vehicle.name, i, period), 0.0)
        for i in vehicle.most_of_instrument
    }
    pool = sum(held.values())
    earned = sum(facts.loans[i].rate(t) * usd for i, usd in held.items()) - vehicle.fees[t] * pool
    left, coupons, notes = earned, 0.0, 0.0
    for x in vehicle.tranches:
        own = repaid[x.name].outstanding[t]
        due = x.rates[t] * own
        paid = min(due, max(left, 0.0))
        left, coupons, notes = left - paid, coupons + due, notes + own
        redeemed, called, wrong = repaid[x.name].by(t)
        lacks = [0.0, wrong, notes - (1 - x.attachment) * pool]
        if x.min_coverage is not None:
            lacks.append(x.min_coverage * coupons - earned)
        figures = (due, paid, left, redeemed, called, max(lacks))
        expected.add((vehicle.name, x.name, period), (), figures, max(pool, own))


class _Repaid:
    """What has been repaid of a tranche, counted from its first sale on."""

    def __init__(self, run: Run, facts: Facts, tranche: Tranche) -> None:
        names = facts.calendar.names
        sold, after = (run.numbers("notes", f"{x}_usd_billion") for x in ("sold", "outstanding"))
        self._tranche, self._quarters = tranche, facts.periods.quarters
        self.outstanding = [after.get((tranche.vehicle, tranche.name, name), 0.0) for name in names]
        self._sold_through: list[float] = []
        total = 0.0
        for name, quarters in zip(names, self._quarters, strict=True):
            for _ in quarters:
                total += sold.get((tranche.vehicle, tranche.name, name), 0.0) / len(quarters)
                self._sold_through.append(total)
        self._before = 0.0

    def by(self, t: int) -> tuple[float, float, float]:
        """What is redeemed and called in a period, the next one after the last asked for, and what is not as it must.

        That is what is called too early, or outstanding beyond its tenor or without having been sold.
        """
        last = self._quarters[t].stop - 1
        matured = max(self._before, self._sold_by(last - self._tranche.tenor_quarters))
        gone = max(matured, self._sold_by(last) - self.outstanding[t])
        early = gone - max(matured, self._sold_by(last - self._tranche.noncall_quarters))
        missing = self.outstanding[t] - (self._sold_by(last) - matured)
        redeemed, called = matured - self._before, gone - matured
        self._before = gone
        return redeemed, called, max(early if called > 0 else 0.0, missing, 0.0)

    def _sold_by(self, q: int) -> float:
        """What was sold by the end of a quarter."""
        return self._sold_through[q] if q >= 0 else 0.0
