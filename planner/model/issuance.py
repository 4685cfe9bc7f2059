"""What may be borrowed, out of which market, and how it is repaid.

INSTRUMENTS                   i
USES                          (i, j, c): an instrument, who may issue it, against which class ("" for none)
ISSUERS                       (i, j): an instrument and who may issue it
AT_ONCE                       (i, j): those of what is drawn when it is signed
COMMITTING                    (i, j): those of what is committed, and drawn later
COMMITTED_USES                (i, j, c): uses of what is committed
CLASSES[i, j]                 c: the classes that a sponsor may issue an instrument against
STEPS                         (u, k): a market and a step of its depth
STEPS_OF[i, j]                k: steps of the market of an instrument that a sponsor issues
STEPS_IN_USE                  (u, k): the steps of markets in which anybody may place an issue, or notes
PLACEMENTS[u, k]              (i, j): who may place an issue in a step, and of which instrument
ISSUER_STEPS                  (i, j, k): an instrument, who issues it, a step of its market
SCHEDULED, CALLABLE           (i, j, c): uses repaid by a schedule, and whenever the plan chooses, callable or sculpted
OUTSTANDING[i, t]             o: issues not yet repaid by the end of t; of a callable those younger than its tenor
remaining_fraction[i, o, t]   share of an issue of o owed at the end of t, above 1 where interest is capitalised; of a
                              callable the most that may be
rate_per_period[i, t]         rate in force in a period, which loans repaid at will pay on all that is owed
market[i]                     market of an instrument
issuance_limit_usd_billion_per_year[u, k, t], concession_fraction[u, k, t]
Issue[i, j, c, t]             issued at the end of t, USD billion
Committed[i, j, c, t]         committed at the end of t, to be drawn then or later, USD billion
Step[i, j, k, t]              the part of what is issued at once or committed that is placed in step k, USD billion
Balance[i, j, c, t]           owed at the end of t, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, posted, require, schedules, variable
from planner.parameters.instruments import instruments_of, uses_of
from planner.parameters.limits import yearly_limits
from planner.parameters.schedules import coupons, owed_fractions
from planner.parameters.timeline import timeline_of
from planner.parameters.vehicles import note_steps

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import AssetClass, InstrumentName, Market, Period, Sponsor, Step
    from planner.model.ledger import Expression, Relation
    from planner.parameters.instruments import Instrument

READS = (
    "instruments.instrument",
    "instruments.market",
    "instruments.rate_per_year",
    "instrument_vintages.instrument",
    "instrument_vintages.issued_from",
    "instrument_vintages.rate_per_year",
    "instruments.tenor_years",
    "instruments.repayment",
    "instruments.grace_years",
    "instruments.grace_interest",
    "instruments.availability_years",
    "repayment_schedules.instrument",
    "repayment_schedules.age_years",
    "repayment_schedules.balance_fraction",
    "instrument_use.instrument",
    "instrument_use.sponsor",
    "instrument_use.asset_class",
    "market_limits.market",
    "market_limits.year",
    "market_limits.step",
    "market_limits.issuance_limit_usd_billion_per_year",
    "market_limits.concession_fraction",
    "tranches.market",
)


def applies(case: Case) -> bool:
    """Whether a case plans with funding."""
    return case.settings.funding


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the instruments, who may use them, and the markets they draw on."""
    instruments = instruments_of(case)
    named_set(m, "INSTRUMENTS", instruments)
    declare_uses(m, case, instruments)
    declare_markets(m, case, instruments)
    declare_schedules(m, case, instruments)
    for name in ("Issue", "Balance"):
        variable(m, name, "ijct", m.USES, m.PERIODS, unit="USD billion")
    variable(m, "Committed", "ijct", m.COMMITTED_USES, m.PERIODS, unit="USD billion")
    variable(m, "Step", "ijkt", m.ISSUER_STEPS, m.PERIODS, unit="USD billion")


def declare_uses(m: ConcreteModel, case: Case, instruments: dict[str, Instrument]) -> None:
    """Declare who may issue what against what."""
    uses = uses_of(case)
    named_set(m, "USES", uses, dimen=3)
    scheduled = [use for use in uses if not instruments[use[0]].at_will]
    named_set(m, "SCHEDULED", scheduled, dimen=3)
    named_set(m, "CALLABLE", [use for use in uses if use not in set(scheduled)], dimen=3)
    classes: dict[Any, list[Any]] = {}
    for i, j, c in uses:
        classes.setdefault((i, j), []).append(c)
    named_set(m, "ISSUERS", classes, dimen=2)
    families(m, "CLASSES", m.ISSUERS, members=classes)
    drawn_later = {i for i, x in instruments.items() if x.availability_quarters is not None}
    named_set(m, "AT_ONCE", [issuer for issuer in classes if issuer[0] not in drawn_later], dimen=2)
    named_set(m, "COMMITTING", [issuer for issuer in classes if issuer[0] in drawn_later], dimen=2)
    named_set(m, "COMMITTED_USES", [use for use in uses if use[0] in drawn_later], dimen=3)


def declare_markets(m: ConcreteModel, case: Case, instruments: dict[str, Instrument]) -> None:
    """Declare the depth of each market, step by step, and who may place issues in it."""
    limits = yearly_limits(case, "market_limits", ("market", "step"), "issuance_limit_usd_billion_per_year")
    concessions = yearly_limits(case, "market_limits", ("market", "step"), "concession_fraction")
    steps = list(dict.fromkeys((u, k) for u, k, _ in limits))
    market = {i: instrument.market for i, instrument in instruments.items()}
    issuer_steps = [(i, j, k) for i, j in m.ISSUERS for u, k in steps if u == market[i]]
    named_set(m, "STEPS", steps, dimen=2)
    named_set(m, "ISSUER_STEPS", issuer_steps, dimen=3)
    parameter(m, "market", m.INSTRUMENTS, values=market)
    parameter(m, "issuance_limit_usd_billion_per_year", m.STEPS, m.PERIODS, values=limits)
    parameter(m, "concession_fraction", m.STEPS, m.PERIODS, values=concessions)
    steps_of: dict[Any, list[Any]] = {}
    placements: dict[Any, list[Any]] = {}
    for i, j, k in issuer_steps:
        steps_of.setdefault((i, j), []).append(k)
        placements.setdefault((market[i], k), []).append((i, j))
    families(m, "STEPS_OF", m.ISSUERS, members=steps_of)
    families(m, "PLACEMENTS", m.STEPS, members=placements, dimen=2)
    in_use = {*placements, *note_steps(case)}
    named_set(m, "STEPS_IN_USE", [step for step in steps if step in in_use], dimen=2)
    post(m, "placed", "Step", m.STEPS_IN_USE, m.PERIODS, term=issues_in_a_step)


def declare_schedules(m: ConcreteModel, case: Case, instruments: dict[str, Instrument]) -> None:
    """Declare the coupon of every period, and what is owed of an issue."""
    timeline = timeline_of(case)
    rates = {(i, t): rate for i, x in instruments.items() for t, rate in enumerate(coupons(x, timeline))}
    parameter(m, "rate_per_period", m.INSTRUMENTS, m.PERIODS, values=rates)
    owed = {i: owed_fractions(x, timeline) for i, x in instruments.items()}
    outstanding: dict[Any, list[int]] = {}
    for i, o, t in schedules(m, "remaining_fraction", owed):
        outstanding.setdefault((i, t), []).append(o)
    families(m, "OUTSTANDING", m.INSTRUMENTS, m.PERIODS, members=outstanding)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of issuance and of repayment."""
    require(m, m.AT_ONCE, m.PERIODS, rule=issues_are_placed_in_steps)
    require(m, m.COMMITTING, m.PERIODS, rule=commitments_are_placed_in_steps)
    require(m, m.STEPS_IN_USE, m.PERIODS, rule=issuance_within_market_limit)
    require(m, m.SCHEDULED, m.PERIODS, rule=balance_follows_schedule)
    require(m, m.CALLABLE, m.PERIODS, rule=callable_stands_through_its_period_of_issue)
    require(m, m.CALLABLE, m.PERIODS, rule=callable_grows_by_issues_alone)
    require(m, m.CALLABLE, m.PERIODS, rule=callable_repaid_by_its_tenor)


def issues_are_placed_in_steps(m: ConcreteModel, i: InstrumentName, j: Sponsor, t: Period) -> Relation:
    """What a sponsor issues of an instrument is placed in the steps of its market.

    Domain:    for i, j in AT_ONCE for t in PERIODS
    Equation:  sum(Issue[i, j, c, t] for c in CLASSES[i, j]) == sum(Step[i, j, k, t] for k in STEPS_OF[i, j])
    Units:     USD billion
    Dual:      either sign: what having to issue one more dollar costs, less the market depth it is spared
    """
    issued = sum(m.Issue[i, j, c, t] for c in m.CLASSES[i, j])
    return issued == sum(m.Step[i, j, k, t] for k in m.STEPS_OF[i, j])


def commitments_are_placed_in_steps(m: ConcreteModel, i: InstrumentName, j: Sponsor, t: Period) -> Relation:
    """What is committed to a sponsor is placed in the steps of the market, and what it draws later no more.

    Domain:    for i, j in COMMITTING for t in PERIODS
    Equation:  sum(Committed[i, j, c, t] for c in CLASSES[i, j]) == sum(Step[i, j, k, t] for k in STEPS_OF[i, j])
    Units:     USD billion
    Dual:      either sign: what one more dollar committed costs, less the market depth it is spared
    """
    committed = sum(m.Committed[i, j, c, t] for c in m.CLASSES[i, j])
    return committed == sum(m.Step[i, j, k, t] for k in m.STEPS_OF[i, j])


def issuance_within_market_limit(m: ConcreteModel, u: Market, k: Step, t: Period) -> Relation:
    """All that is placed in a step of a market in a period is at most its yearly depth for so long.

    Domain:    for u, k in STEPS_IN_USE for t in PERIODS
    Equation:  placed[u, k, t] <= issuance_limit_usd_billion_per_year[u, k, t] * years[t]
    Units:     USD billion
    Dual:      minus what one more dollar of depth in this step and period would save
    """
    return posted(m, "placed", u, k, t) <= m.issuance_limit_usd_billion_per_year[u, k, t] * m.years[t]


def issues_in_a_step(m: ConcreteModel, u: Market, k: Step, t: Period) -> Expression:
    """Issues take room in the step of the market that they are placed in.

    Posts:     sum(Step[i, j, k, t] for i, j in PLACEMENTS[u, k])
    Units:     USD billion
    """
    return sum(m.Step[i, j, k, t] for i, j in m.PLACEMENTS[u, k])


def balance_follows_schedule(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """What is owed of an instrument is what its schedule leaves of every issue.

    Domain:    for i, j, c in SCHEDULED for t in PERIODS
    Equation:  Balance[i, j, c, t] == sum(remaining_fraction[i, o, t] * Issue[i, j, c, o]
                   for o in PERIODS if o <= t)
    Units:     USD billion
    Dual:      either sign: what one more dollar owed costs in interest and covenants, less what deferring it
                   saves
    """
    return m.Balance[i, j, c, t] == sum(
        m.remaining_fraction[i, o, t] * m.Issue[i, j, c, o] for o in m.OUTSTANDING[i, t]
    )


def callable_stands_through_its_period_of_issue(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """A callable loan is not repaid in the period of its issue, but for what matures within a year.

    Domain:    for i, j, c in CALLABLE for t in PERIODS
    Equation:  remaining_fraction[i, t, t] * Issue[i, j, c, t] <= Balance[i, j, c, t]
    Units:     USD billion
    Dual:      minus what repaying one dollar at once would save
    """
    return m.remaining_fraction[i, t, t] * m.Issue[i, j, c, t] <= m.Balance[i, j, c, t]


def callable_grows_by_issues_alone(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """A callable loan is repaid whenever the plan chooses, and never grows but by a new issue.

    Domain:    for i, j, c in CALLABLE for t in PERIODS
    Equation:  Balance[i, j, c, t] <= Balance[i, j, c, t - 1] + Issue[i, j, c, t]
    Units:     USD billion
    Dual:      minus what owing one more dollar without issuing it would save
    """
    before = sum(m.Balance[i, j, c, p] for p in m.PREVIOUS[t])
    return m.Balance[i, j, c, t] <= before + m.Issue[i, j, c, t]


def callable_repaid_by_its_tenor(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """A callable loan is owed at most through its tenor.

    Domain:    for i, j, c in CALLABLE for t in PERIODS
    Equation:  Balance[i, j, c, t] <= sum(remaining_fraction[i, o, t] * Issue[i, j, c, o] for o in OUTSTANDING[i, t])
    Units:     USD billion
    Dual:      minus what one more dollar kept beyond the tenor would save
    """
    return m.Balance[i, j, c, t] <= sum(
        m.remaining_fraction[i, o, t] * m.Issue[i, j, c, o] for o in m.OUTSTANDING[i, t]
    )
