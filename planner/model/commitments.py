"""Delayed draw: committed at once, drawn later.

AVAILABLE[i, t]                  o: commitments that may still be undrawn at the end of t
available_fraction[i, o, t]      share of a commitment of o that may still be undrawn at the end of t
COMMITMENTS_OF[j]                (i, c): instruments that are committed to a sponsor, and against which class
commitment_fee_per_period[i, t]  fee of a period on what is undrawn
Undrawn[i, j, c, t]              committed and not drawn at the end of t, USD billion
Commitment_fee[j, t]             fees on what is undrawn, paid at the end of t, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, parameter, post, require, schedules, variable
from planner.parameters.instruments import instruments_of
from planner.parameters.schedules import available_fractions
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import AssetClass, InstrumentName, Period, Sponsor
    from planner.model.ledger import Relation

READS = ("instruments.availability_years", "instruments.commitment_fee_per_year")


def applies(case: Case) -> bool:
    """Whether a case plans with funding, and any instrument is drawn later than it is signed."""
    drawn_later = any(row["availability_years"] is not None for row in case.rows("instruments"))
    return case.settings.funding and drawn_later


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare until when what is committed may be drawn, and what it costs to wait."""
    timeline = timeline_of(case)
    held = dict.fromkeys(i for i, _, _ in m.COMMITTED_USES)
    windows = {i: available_fractions(x, timeline) for i, x in instruments_of(case).items() if i in held}
    available: dict[Any, list[int]] = {}
    for i, o, t in schedules(m, "available_fraction", windows):
        available.setdefault((i, t), []).append(o)
    families(m, "AVAILABLE", m.INSTRUMENTS, m.PERIODS, members=available)
    committed: dict[Any, list[Any]] = {}
    for i, j, c in m.COMMITTED_USES:
        committed.setdefault(j, []).append((i, c))
    families(m, "COMMITMENTS_OF", m.SPONSORS, members=committed, dimen=2)
    fees = {
        (row["instrument"], t): fee
        for row in case.rows("instruments")
        for t, fee in enumerate(timeline.rates(row["commitment_fee_per_year"]))
    }
    parameter(m, "commitment_fee_per_period", m.INSTRUMENTS, m.PERIODS, values=fees)
    variable(m, "Undrawn", "ijct", m.COMMITTED_USES, m.PERIODS, unit="USD billion")
    variable(m, "Commitment_fee", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "cost", "Commitment_fee")
    post(m, "finance_charges", "Commitment_fee")


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of delayed draw."""
    require(m, m.COMMITTED_USES, m.PERIODS, rule=undrawn_falls_by_draws)
    require(m, m.COMMITTED_USES, m.PERIODS, rule=undrawn_within_availability)
    require(m, m.SPONSORS, m.PERIODS, rule=commitment_fees_add_up)


def undrawn_falls_by_draws(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """What is drawn was committed before or is now; a sponsor may let the rest lapse at any time.

    Domain:    for i, j, c in COMMITTED_USES for t in PERIODS
    Equation:  Undrawn[i, j, c, t] <= Undrawn[i, j, c, t - 1] + Committed[i, j, c, t] - Issue[i, j, c, t]
    Units:     USD billion
    Dual:      minus what drawing one more dollar that was not committed would save
    """
    before = sum(m.Undrawn[i, j, c, p] for p in m.PREVIOUS[t])
    return m.Undrawn[i, j, c, t] <= before + m.Committed[i, j, c, t] - m.Issue[i, j, c, t]


def undrawn_within_availability(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """What is not drawn while it is available lapses; the period of the commitment is the first of those.

    Domain:    for i, j, c in COMMITTED_USES for t in PERIODS
    Equation:  Undrawn[i, j, c, t] <= sum(available_fraction[i, o, t] * Committed[i, j, c, o] for o in AVAILABLE[i, t])
    Units:     USD billion
    Dual:      minus what one more dollar that may wait would save
    """
    return m.Undrawn[i, j, c, t] <= sum(
        m.available_fraction[i, o, t] * m.Committed[i, j, c, o] for o in m.AVAILABLE[i, t]
    )


def commitment_fees_add_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Lenders are paid for what they hold ready, as interest is, on what was undrawn before.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Commitment_fee[j, t] == sum(commitment_fee_per_period[i, t] * accrual_share[t, p] * Undrawn[i, j, c, p]
                   for i, c in COMMITMENTS_OF[j] for p in ACCRUAL_PERIODS[t])
    Units:     USD billion
    Dual:      what one more dollar of fees costs the plan
    """
    return m.Commitment_fee[j, t] == sum(
        m.commitment_fee_per_period[i, t] * m.accrual_share[t, p] * m.Undrawn[i, j, c, p]
        for i, c in m.COMMITMENTS_OF[j]
        for p in m.ACCRUAL_PERIODS[t]
    )
