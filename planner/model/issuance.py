"""What may be borrowed, out of which market, and how it is repaid.

USES                          (i, j, c): an instrument, who may issue it, against which class ("" for own credit)
HELD[j]                       (i, c): what a sponsor may issue
CLASSES[i, j]                 the classes a sponsor may issue an instrument against
STEPS                         (u, k): a market and a step of its depth
TAPPED                        (i, j, k): an instrument, who issues it, a step of its market
SCHEDULED, CALLABLE           (i, j, c) repaid by schedule, and when the plan likes
LIVE[i, t]                    periods of issue still owed in t
YOUNG[i, t]                   periods of issue younger than the tenor in t
remaining_fraction[i, n]      share of an issue owed n periods after it
rate_per_period[i]            coupon of a period
fee_fraction[i], concession_fraction[u, k, t]
Issue[i, j, c, t]             issued at the end of t, USD billion
Step[i, j, k, t]              the part of it placed in step k of the market, USD billion
Balance[i, j, c, t]           owed at the end of t, USD billion
Issued[j, t], Debt[j, t], Interest[j, t], Debt_service[j, t], Issue_cost[j, t]   a sponsor's totals, USD billion
Unexpired[j]                  fees and concessions that reach beyond the horizon, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.terms.instruments import instruments_of, uses_of
from planner.terms.limits import yearly_limits
from planner.terms.repayment import CALLABLE

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.terms.instruments import Instrument

READS = (
    "instruments.instrument",
    "instruments.market",
    "instruments.rate_per_year",
    "instruments.fee_fraction",
    "instruments.tenor_years",
    "instruments.repayment",
    "instruments.grace_years",
    "instrument_use.instrument",
    "instrument_use.sponsor",
    "instrument_use.asset_class",
    "market_limits.market",
    "market_limits.year",
    "market_limits.step",
    "market_limits.issuance_limit_usd_billion_per_year",
    "market_limits.concession_fraction",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the instruments, who may use them, and the markets they draw on."""
    instruments = instruments_of(case)
    named_set(m, "INSTRUMENTS", instruments)
    declare_uses(m, case, instruments)
    declare_markets(m, case, instruments)
    declare_schedules(m, instruments)
    for name in ("Issue", "Balance"):
        variable(m, name, "ijct", m.USES, m.PERIODS, unit="USD billion")
    variable(m, "Step", "ijkt", m.TAPPED, m.PERIODS, unit="USD billion")
    for name in ("Issued", "Debt", "Interest", "Issue_cost"):
        variable(m, name, "jt", m.SPONSORS, m.PERIODS, unit="USD billion")
    variable(m, "Debt_service", "jt", m.SPONSORS, m.PERIODS, unit="USD billion")
    variable(m, "Unexpired", "j", m.SPONSORS, unit="USD billion")
    post(m, "cost", "Issue_cost")
    post(m, "end_value", "Unexpired")


def declare_uses(m: ConcreteModel, case: Case, instruments: dict[str, Instrument]) -> None:
    """Declare who may issue what against what."""
    uses = uses_of(case)
    named_set(m, "USES", uses, dimen=3)
    scheduled = [use for use in uses if instruments[use[0]].repayment != CALLABLE]
    named_set(m, "SCHEDULED", scheduled, dimen=3)
    named_set(m, "CALLABLE", [use for use in uses if use not in set(scheduled)], dimen=3)
    held: dict[Any, list[Any]] = {}
    classes: dict[Any, list[Any]] = {}
    for i, j, c in uses:
        held.setdefault(j, []).append((i, c))
        classes.setdefault((i, j), []).append(c)
    families(m, "HELD", m.SPONSORS, members=held, dimen=2)
    named_set(m, "ISSUERS", classes, dimen=2)
    families(m, "CLASSES", m.ISSUERS, members=classes)


def declare_markets(m: ConcreteModel, case: Case, instruments: dict[str, Instrument]) -> None:
    """Declare the depth of each market, step by step, and who taps it."""
    limits = yearly_limits(case, "market_limits", ("market", "step"), "issuance_limit_usd_billion_per_year")
    concessions = yearly_limits(case, "market_limits", ("market", "step"), "concession_fraction")
    steps = list(dict.fromkeys((u, k) for u, k, _ in limits))
    market = {i: instrument.market for i, instrument in instruments.items()}
    tapped = [(i, j, k) for i, j in m.ISSUERS for u, k in steps if u == market[i]]
    named_set(m, "STEPS", steps, dimen=2)
    named_set(m, "TAPPED", tapped, dimen=3)
    parameter(m, "market", m.INSTRUMENTS, values=market)
    parameter(m, "issuance_limit_usd_billion_per_year", m.STEPS, m.PERIODS, values=limits)
    parameter(m, "concession_fraction", m.STEPS, m.PERIODS, values=concessions)
    steps_of: dict[Any, list[Any]] = {}
    tappers: dict[Any, list[Any]] = {}
    tapped_by: dict[Any, list[Any]] = {}
    for i, j, k in tapped:
        steps_of.setdefault((i, j), []).append(k)
        tappers.setdefault((market[i], k), []).append((i, j))
        tapped_by.setdefault(j, []).append((i, k))
    families(m, "STEPS_OF", m.ISSUERS, members=steps_of)
    families(m, "TAPPERS", m.STEPS, members=tappers, dimen=2)
    families(m, "TAPPED_BY", m.SPONSORS, members=tapped_by, dimen=2)
    named_set(m, "STEPS_IN_USE", [step for step in steps if step in tappers], dimen=2)


def declare_schedules(m: ConcreteModel, instruments: dict[str, Instrument]) -> None:
    """Declare what is owed, and what of the fees is unexpired, at every age of an issue."""
    horizon = len(m.PERIODS)
    parameter(
        m, "rate_per_period", m.INSTRUMENTS, values={i: x.rate_per_period for i, x in instruments.items()}
    )
    parameter(m, "fee_fraction", m.INSTRUMENTS, values={i: x.fee_fraction for i, x in instruments.items()})
    remaining = {
        (i, n): x.remaining_fraction(n)
        for i, x in instruments.items()
        if x.repayment != CALLABLE
        for n in m.PERIODS
    }
    named_set(m, "AGES_OWED", remaining, dimen=2)
    parameter(m, "remaining_fraction", m.AGES_OWED, values=remaining)
    live, young = {}, {}
    for i, x in instruments.items():
        for t in m.PERIODS:
            young[i, t] = list(range(max(0, t - x.tenor + 1), t + 1))
            if x.repayment != CALLABLE:
                live[i, t] = [o for o in young[i, t] if remaining[i, t - o]]
    families(m, "LIVE", m.INSTRUMENTS, m.PERIODS, members=live)
    families(m, "YOUNG", m.INSTRUMENTS, m.PERIODS, members=young)
    unexpired = {
        (i, o): x.unexpired_fraction(horizon - 1 - o) for i, x in instruments.items() for o in m.PERIODS
    }
    parameter(m, "unexpired_fraction", m.INSTRUMENTS, m.PERIODS, values=unexpired)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of issuance, of repayment, and a sponsor's totals."""
    require(m, m.ISSUERS, m.PERIODS, rule=issues_are_placed_in_steps)
    require(m, m.STEPS_IN_USE, m.PERIODS, rule=issuance_within_market_limit)
    require(m, m.SCHEDULED, m.PERIODS, rule=balance_follows_schedule)
    require(m, m.CALLABLE, m.PERIODS, rule=callable_stands_through_its_period_of_issue)
    require(m, m.CALLABLE, m.PERIODS, rule=callable_grows_by_issues_alone)
    require(m, m.CALLABLE, m.PERIODS, rule=callable_repaid_by_its_tenor)
    require(m, m.SPONSORS, m.PERIODS, rule=issues_add_up)
    require(m, m.SPONSORS, m.PERIODS, rule=debt_adds_up)
    require(m, m.SPONSORS, m.PERIODS, rule=interest_adds_up)
    require(m, m.SPONSORS, m.PERIODS, rule=debt_service_is_interest_and_principal)
    require(m, m.SPONSORS, m.PERIODS, rule=issue_cost_is_fees_and_concessions)
    require(m, m.SPONSORS, rule=unexpired_issue_cost_has_worth)


def issues_are_placed_in_steps(m: ConcreteModel, i: Any, j: Any, t: Any) -> Any:
    """What a sponsor issues of an instrument is placed in the steps of its market.

    Equation:  sum(Issue[i, j, c, t] for c in CLASSES[i, j]) == sum(Step[i, j, k, t] for k in STEPS_OF[i, j])
    Units:     USD billion
    Dual:      what one more dollar placed in the market costs
    """
    issued = sum(m.Issue[i, j, c, t] for c in m.CLASSES[i, j])
    return issued == sum(m.Step[i, j, k, t] for k in m.STEPS_OF[i, j])


def issuance_within_market_limit(m: ConcreteModel, u: Any, k: Any, t: Any) -> Any:
    """All that is placed in a step of a market in a quarter is at most a quarter of its yearly depth.

    Equation:  sum(Step[i, j, k, t] for i, j in TAPPERS[u, k]) <= issuance_limit_usd_billion_per_year[u, k, t] / 4
    Units:     USD billion
    Dual:      minus what one more dollar of depth in this step and quarter would save
    """
    placed = sum(m.Step[i, j, k, t] for i, j in m.TAPPERS[u, k])
    return placed <= m.issuance_limit_usd_billion_per_year[u, k, t] / 4


def balance_follows_schedule(m: ConcreteModel, i: Any, j: Any, c: Any, t: Any) -> Any:
    """What is owed of an instrument is what its schedule leaves of every issue.

    Equation:  Balance[i, j, c, t] == sum(remaining_fraction[i, t - o] * Issue[i, j, c, o]
                   for o in PERIODS if o <= t)
    Units:     USD billion
    Dual:      what one more dollar owed costs in interest and covenants
    """
    return m.Balance[i, j, c, t] == sum(
        m.remaining_fraction[i, t - o] * m.Issue[i, j, c, o] for o in m.LIVE[i, t]
    )


def callable_stands_through_its_period_of_issue(m: ConcreteModel, i: Any, j: Any, c: Any, t: Any) -> Any:
    """A callable loan is not repaid in the period of its issue.

    Equation:  Issue[i, j, c, t] <= Balance[i, j, c, t]
    Units:     USD billion
    Dual:      minus what repaying one dollar at once would save
    """
    return m.Issue[i, j, c, t] <= m.Balance[i, j, c, t]


def callable_grows_by_issues_alone(m: ConcreteModel, i: Any, j: Any, c: Any, t: Any) -> Any:
    """A callable loan is repaid when the plan likes, and never grows but by a new issue.

    Equation:  Balance[i, j, c, t] <= Balance[i, j, c, t - 1] + Issue[i, j, c, t]
    Units:     USD billion
    Dual:      minus what owing one more dollar without issuing it would save
    """
    before = sum(m.Balance[i, j, c, p] for p in m.PREVIOUS[t])
    return m.Balance[i, j, c, t] <= before + m.Issue[i, j, c, t]


def callable_repaid_by_its_tenor(m: ConcreteModel, i: Any, j: Any, c: Any, t: Any) -> Any:
    """A callable loan is owed at most through its tenor.

    Equation:  Balance[i, j, c, t] <= sum(Issue[i, j, c, o] for o in YOUNG[i, t])
    Units:     USD billion
    Dual:      minus what one more dollar kept beyond the tenor would save
    """
    return m.Balance[i, j, c, t] <= sum(m.Issue[i, j, c, o] for o in m.YOUNG[i, t])


def issues_add_up(m: ConcreteModel, j: Any, t: Any) -> Any:
    """All that a sponsor issues in a period.

    Equation:  Issued[j, t] == sum(Issue[i, j, c, t] for i, c in HELD[j])
    Units:     USD billion
    Dual:      minus what one more dollar raised is worth
    """
    return m.Issued[j, t] == sum(m.Issue[i, j, c, t] for i, c in m.HELD[j])


def debt_adds_up(m: ConcreteModel, j: Any, t: Any) -> Any:
    """All that a sponsor owes at the end of a period.

    Equation:  Debt[j, t] == sum(Balance[i, j, c, t] for i, c in HELD[j])
    Units:     USD billion
    Dual:      what one more dollar of debt costs, less the equity charge it spares
    """
    return m.Debt[j, t] == sum(m.Balance[i, j, c, t] for i, c in m.HELD[j])


def interest_adds_up(m: ConcreteModel, j: Any, t: Any) -> Any:
    """Interest of a period is paid at its end, on what was owed at its start.

    Equation:  Interest[j, t] == sum(rate_per_period[i] * Balance[i, j, c, t - 1] for i, c in HELD[j])
    Units:     USD billion
    Dual:      what one more dollar of interest costs the plan
    """
    return m.Interest[j, t] == sum(
        m.rate_per_period[i] * m.Balance[i, j, c, p] for i, c in m.HELD[j] for p in m.PREVIOUS[t]
    )


def debt_service_is_interest_and_principal(m: ConcreteModel, j: Any, t: Any) -> Any:
    """What is paid to lenders is interest and whatever principal is no longer owed.

    Equation:  Debt_service[j, t] == Interest[j, t] + Debt[j, t - 1] + Issued[j, t] - Debt[j, t]
    Units:     USD billion
    Dual:      what one more dollar of debt service costs the plan
    """
    owed = sum(m.Debt[j, p] for p in m.PREVIOUS[t])
    return m.Debt_service[j, t] == m.Interest[j, t] + owed + m.Issued[j, t] - m.Debt[j, t]


def issue_cost_is_fees_and_concessions(m: ConcreteModel, j: Any, t: Any) -> Any:
    """A sponsor loses the fee on all it issues and the concession of each step it taps.

    Equation:  Issue_cost[j, t] == sum(fee_fraction[i] * Issue[i, j, c, t] for i, c in HELD[j])
                   + sum(concession_fraction[market[i], k, t] * Step[i, j, k, t] for i, k in TAPPED_BY[j])
    Units:     USD billion
    Dual:      what one more dollar of fees costs the plan
    """
    fees = sum(m.fee_fraction[i] * m.Issue[i, j, c, t] for i, c in m.HELD[j])
    concessions = sum(
        m.concession_fraction[m.market[i], k, t] * m.Step[i, j, k, t] for i, k in m.TAPPED_BY[j]
    )
    return m.Issue_cost[j, t] == fees + concessions


def unexpired_issue_cost_has_worth(m: ConcreteModel, j: Any) -> Any:
    """At the end of the horizon, the part of fees and concessions that reaches beyond it still has worth.

    Equation:  Unexpired[j] == sum(unexpired_fraction[i, o] * fee_fraction[i] * Issue[i, j, c, o]
                   for i, c in HELD[j] for o in PERIODS) + sum(unexpired_fraction[i, o]
                   * concession_fraction[market[i], k, o] * Step[i, j, k, o]
                   for i, k in TAPPED_BY[j] for o in PERIODS)
    Units:     USD billion
    Dual:      minus the last discount factor
    """
    fees = sum(
        m.unexpired_fraction[i, o] * m.fee_fraction[i] * m.Issue[i, j, c, o]
        for i, c in m.HELD[j]
        for o in m.PERIODS
    )
    concessions = sum(
        m.unexpired_fraction[i, o] * m.concession_fraction[m.market[i], k, o] * m.Step[i, j, k, o]
        for i, k in m.TAPPED_BY[j]
        for o in m.PERIODS
    )
    return m.Unexpired[j] == fees + concessions
