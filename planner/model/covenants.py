"""What lenders insist on: advance rates, stage, coverage, a corporate debt limit and an equity floor.

SECURED_CLASSES                (j, c): a class that a sponsor may borrow against
ADVANCE_LEVELS                 (j, c, f): a distinct advance fraction among a sponsor's instruments secured on a class
LADDER[j, c, f]                i: secured instruments of advance up to f
COLLATERAL_ORDERS[j, c, t]     (a, o): orders that count as collateral at the end of t
STAGED_USES                    (i, j, c): secured uses that lend to construction or operation alone
STAGED_ORDERS[i, j, c, t]      (a, o): collateral that is at the instrument's stage
UNSECURED[j]                   (i, c): what a sponsor issues on its own credit
COVERED                        (j, c) with an instrument that asks a least coverage
COVERED_BY_LOAD                (j, c): those of shells and chips
COVERED_BY_POWER               (j, c): those of power
SERVICED_ISSUES[j, c, t]       (i, o): issues with a least coverage and scheduled service in t
COVERED_CALLABLES[j, c]        i: callable instruments with a least coverage
COVERED_SCULPTED[j, c]         i: sculpted instruments, of which all that is paid is covered
DUE_USES                       (i, j, c): uses of callable instruments with a least coverage
IN_GRACE[i, t]                 o: issues within the grace in t
grace_fraction[i, o, t]        share of an issue of o within the grace as interest is due in t: 1, but within years
min_dscr[i], advance_fraction[i], corporate_debt_limit_usd_billion[j], equity_floor_fraction[j]
lender_fraction[a, o, t]       what a lender counts at the end of t of the cost of an order of o
staged_fraction[i, a, o, t]    the part of it that is at the instrument's stage
service_fraction[i, o, t]      scheduled service in t, as a share of an issue of o
coverage_usd_billion_per_gw[c, t]   cash flow for debt service per GW carried in t, nominal
Collateral[j, c, t]            lender value, USD billion
Due_balance[i, j, c, t]        callable balance beyond its grace, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, posted, require, schedules, variable
from planner.parameters.assets import POWER, assets_of
from planner.parameters.collateral import lender_fractions, staged_fractions
from planner.parameters.instruments import ANY, instruments_of
from planner.parameters.repayment import CALLABLE, SCULPTED
from planner.parameters.schedules import grace_fractions, serviced_fractions
from planner.parameters.timeline import by_periods, timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import AdvanceFraction, AssetClass, InstrumentName, Period, Sponsor
    from planner.model.ledger import Relation
    from planner.parameters.instruments import Instrument
    from planner.parameters.timeline import Timeline

READS = (
    "instruments.collateral",
    "instruments.advance_fraction",
    "instruments.stage",
    "instruments.seasoning_years",
    "instruments.takeout_years",
    "instruments.min_dscr",
    "lender_value.asset_class",
    "lender_value.age_years",
    "lender_value.value_fraction",
    "coverage.asset_class",
    "coverage.cash_flow_usd_billion_per_gw_year",
    "sponsors.corporate_debt_limit_usd_billion",
    "sponsors.equity_floor_fraction",
)


def applies(case: Case) -> bool:
    """Whether a case plans with funding."""
    return case.settings.funding


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what is pledged, how far lenders advance against it, and what must cover debt service."""
    instruments = instruments_of(case)
    declare_ladder(m, instruments)
    declare_collateral(m, case)
    declare_stages(m, case, instruments)
    declare_coverage(m, case, instruments)
    for column in ("corporate_debt_limit_usd_billion", "equity_floor_fraction"):
        parameter(
            m, column, m.SPONSORS, values={row["sponsor"]: row[column] for row in case.rows("sponsors")}
        )
    unsecured: dict[Any, list[Any]] = {}
    for i, j, c in m.USES:
        if not instruments[i].secured:
            unsecured.setdefault(j, []).append((i, c))
    families(m, "UNSECURED", m.SPONSORS, members=unsecured, dimen=2)


def declare_ladder(m: ConcreteModel, instruments: dict[str, Instrument]) -> None:
    """Declare the levels of every advance ladder, and which instruments are within each."""
    secured = [use for use in m.USES if instruments[use[0]].secured]
    levels = dict.fromkeys((j, c, instruments[i].advance_fraction) for i, j, c in secured)
    ladder = {
        (j, c, f): [i for i, *who in secured if who == [j, c] and instruments[i].advance_fraction <= f]
        for j, c, f in levels
    }
    named_set(m, "ADVANCE_LEVELS", levels, dimen=3)
    families(m, "LADDER", m.ADVANCE_LEVELS, members=ladder)
    advance = {i: x.advance_fraction for i, x in instruments.items()}
    parameter(m, "advance_fraction", m.INSTRUMENTS, values=advance)


def declare_collateral(m: ConcreteModel, case: Case) -> None:
    """Declare what lenders count of every order at every age."""
    named_set(m, "SECURED_CLASSES", dict.fromkeys((j, c) for j, c, _ in m.ADVANCE_LEVELS), dimen=2)
    assets = assets_of(case)
    fractions = schedules(m, "lender_fraction", lender_fractions(case))
    collateral: dict[Any, list[Any]] = {}
    for a, j, o in m.NATIONAL_ORDERS:
        c = assets[a].asset_class
        if (j, c) in m.SECURED_CLASSES:
            for t in range(o, len(m.PERIODS)):
                if (a, o, t) in fractions:
                    collateral.setdefault((j, c, t), []).append((a, o))
    families(m, "COLLATERAL_ORDERS", m.SECURED_CLASSES, m.PERIODS, members=collateral, dimen=2)
    variable(m, "Collateral", "jct", m.SECURED_CLASSES, m.PERIODS, unit="USD billion", free=True)


def declare_stages(m: ConcreteModel, case: Case, instruments: dict[str, Instrument]) -> None:
    """Declare which collateral is at the stage that an instrument lends to."""
    staged = [use for use in m.USES if instruments[use[0]].stage != ANY]
    named_set(m, "STAGED_USES", staged, dimen=3)
    lent = {
        (i, a, *key): x
        for i, c in dict.fromkeys((i, c) for i, _, c in staged)
        for a, of in staged_fractions(case, instruments[i], c).items()
        for key, x in by_periods(of).items()
    }
    named_set(m, "STAGED_FRACTION_AT", lent, dimen=4)
    parameter(m, "staged_fraction", m.STAGED_FRACTION_AT, values=lent)
    members = {
        (i, j, c, t): [(a, o) for a, o in m.COLLATERAL_ORDERS[j, c, t] if (i, a, o, t) in lent]
        for i, j, c in staged
        for t in m.PERIODS
    }
    families(m, "STAGED_ORDERS", m.STAGED_USES, m.PERIODS, members=members, dimen=2)


def declare_coverage(m: ConcreteModel, case: Case, instruments: dict[str, Instrument]) -> None:
    """Declare whose debt service must be covered, by which cash flow."""
    asking = [use for use in m.USES if instruments[use[0]].min_dscr is not None]
    covered = list(dict.fromkeys((j, c) for _, j, c in asking))
    named_set(m, "COVERED", covered, dimen=2)
    named_set(m, "COVERED_BY_LOAD", [(j, c) for j, c in covered if c != POWER], dimen=2)
    named_set(m, "COVERED_BY_POWER", [(j, c) for j, c in covered if c == POWER], dimen=2)
    flow = {row["asset_class"]: row["cash_flow_usd_billion_per_gw_year"] for row in case.rows("coverage")}
    yearly = {(c, t): flow[c] * m.years[t] * m.price_level[t] for _, c in covered for t in m.PERIODS}
    named_set(m, "COVERED_CLASSES", dict.fromkeys(c for _, c in covered))
    parameter(m, "coverage_usd_billion_per_gw", m.COVERED_CLASSES, m.PERIODS, values=yearly)
    parameter(m, "min_dscr", m.INSTRUMENTS, values={i: x.min_dscr for i, x in instruments.items()})
    timeline = timeline_of(case)
    scheduled = dict.fromkeys(i for i, _, _ in asking if not instruments[i].at_will)
    served = {i: serviced_fractions(instruments[i], timeline) for i in scheduled}
    service = schedules(m, "service_fraction", served)
    serviced: dict[Any, list[Any]] = {}
    at_will: dict[str, dict[Any, list[Any]]] = {CALLABLE: {}, SCULPTED: {}}
    for i, j, c in asking:
        if instruments[i].at_will:
            at_will[instruments[i].repayment].setdefault((j, c), []).append(i)
            continue
        for t in m.PERIODS:
            issues = [(i, o) for o in m.PERIODS if (i, o, t) in service]
            serviced.setdefault((j, c, t), []).extend(issues)
    families(m, "SERVICED_ISSUES", m.COVERED, m.PERIODS, members=serviced, dimen=2)
    callables = at_will[CALLABLE]
    families(m, "COVERED_CALLABLES", m.COVERED, members=callables)
    families(m, "COVERED_SCULPTED", m.COVERED, members=at_will[SCULPTED])
    due = [(i, j, c) for (j, c), names in callables.items() for i in names]
    declare_grace(m, timeline, due, instruments)


def declare_grace(
    m: ConcreteModel, timeline: Timeline, due: list[tuple[str, str, str]], instruments: dict[str, Instrument]
) -> None:
    """Declare what of callable balances is beyond the grace."""
    named_set(m, "DUE_USES", due, dimen=3)
    callables = dict.fromkeys(i for i, _, _ in due)
    young = {i: grace_fractions(instruments[i], timeline) for i in callables}
    grace: dict[Any, list[int]] = {}
    for i, o, t in schedules(m, "grace_fraction", young):
        grace.setdefault((i, t), []).append(o)
    families(m, "IN_GRACE", m.INSTRUMENTS, m.PERIODS, members=grace)
    variable(m, "Due_balance", "ijct", m.DUE_USES, m.PERIODS, unit="USD billion")


def constrain(m: ConcreteModel) -> None:
    """Contents: the covenants."""
    require(m, m.SECURED_CLASSES, m.PERIODS, rule=collateral_adds_up)
    require(m, m.ADVANCE_LEVELS, m.PERIODS, rule=balances_within_advance_ladder)
    require(m, m.STAGED_USES, m.PERIODS, rule=staged_balance_within_its_stage)
    require(m, m.DUE_USES, m.PERIODS, rule=callable_beyond_its_grace_is_due)
    require(m, m.COVERED_BY_LOAD, m.PERIODS, rule=load_covers_scheduled_service)
    require(m, m.COVERED_BY_POWER, m.PERIODS, rule=power_covers_scheduled_service)
    require(m, m.SPONSORS, m.PERIODS, rule=unsecured_debt_within_corporate_limit)
    require(m, m.SPONSORS, m.PERIODS, rule=equity_above_floor)


def collateral_adds_up(m: ConcreteModel, j: Sponsor, c: AssetClass, t: Period) -> Relation:
    """Collateral is spending while building, then the lower of book value and the lender's value curve.

    Domain:    for j, c in SECURED_CLASSES for t in PERIODS
    Equation:  Collateral[j, c, t] == sum(lender_fraction[a, o, t] * capex_usd_billion_per_gw[a, o]
                   * National_ordered[a, j, o] for a, o in COLLATERAL_ORDERS[j, c, t])
    Units:     USD billion
    Dual:      minus what one more dollar of collateral would save
    """
    return m.Collateral[j, c, t] == sum(
        m.lender_fraction[a, o, t] * m.capex_usd_billion_per_gw[a, o] * m.National_ordered[a, j, o]
        for a, o in m.COLLATERAL_ORDERS[j, c, t]
    )


def balances_within_advance_ladder(
    m: ConcreteModel, j: Sponsor, c: AssetClass, f: AdvanceFraction, t: Period
) -> Relation:
    """All secured lenders of advance up to f together lend at most f of the collateral.

    Domain:    for j, c, f in ADVANCE_LEVELS for t in PERIODS
    Equation:  sum(Balance[i, j, c, t] for i in LADDER[j, c, f]) <= f * Collateral[j, c, t]
    Units:     USD billion
    Dual:      minus what one more dollar of room under this advance would save
    """
    return sum(m.Balance[i, j, c, t] for i in m.LADDER[j, c, f]) <= f * m.Collateral[j, c, t]


def staged_balance_within_its_stage(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """A lender to one stage of building lends at most its advance on what is at that stage.

    Domain:    for i, j, c in STAGED_USES for t in PERIODS
    Equation:  Balance[i, j, c, t] <= advance_fraction[i] * sum(staged_fraction[i, a, o, t]
                   * capex_usd_billion_per_gw[a, o] * National_ordered[a, j, o]
                   for a, o in STAGED_ORDERS[i, j, c, t])
    Units:     USD billion
    Dual:      minus what one more dollar of room with this lender would save
    """
    return m.Balance[i, j, c, t] <= sum(
        m.advance_fraction[i]
        * m.staged_fraction[i, a, o, t]
        * m.capex_usd_billion_per_gw[a, o]
        * m.National_ordered[a, j, o]
        for a, o in m.STAGED_ORDERS[i, j, c, t]
    )


def callable_beyond_its_grace_is_due(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """Interest counts on what is owed beyond the grace, the oldest issues being repaid first.

    Domain:    for i, j, c in DUE_USES for t in PERIODS
    Equation:  Due_balance[i, j, c, t] >= sum(accrual_share[t, p] * Balance[i, j, c, p] for p in ACCRUAL_PERIODS[t])
                   - sum(grace_fraction[i, o, t] * Issue[i, j, c, o] for o in IN_GRACE[i, t])
    Units:     USD billion
    Dual:      minus what one dollar less beyond its grace would save in coverage
    """
    owed = sum(m.accrual_share[t, p] * m.Balance[i, j, c, p] for p in m.ACCRUAL_PERIODS[t])
    young = sum(m.grace_fraction[i, o, t] * m.Issue[i, j, c, o] for o in m.IN_GRACE[i, t])
    return m.Due_balance[i, j, c, t] >= owed - young


def scheduled_service(m: ConcreteModel, j: Sponsor, c: AssetClass, t: Period) -> Any:
    """Scheduled debt service of a sponsor against a class, each loan weighed by its least coverage."""
    by_schedule = sum(
        m.min_dscr[i] * m.service_fraction[i, o, t] * m.Issue[i, j, c, o]
        for i, o in m.SERVICED_ISSUES[j, c, t]
    )
    callables = sum(
        m.min_dscr[i] * m.rate_per_period[i, t] * m.Due_balance[i, j, c, t] for i in m.COVERED_CALLABLES[j, c]
    )
    return by_schedule + callables + service_of_sculpted(m, j, c, t)


def service_of_sculpted(m: ConcreteModel, j: Sponsor, c: AssetClass, t: Period) -> Any:
    """What is paid on sculpted loans of a sponsor against a class: interest and principal, weighed likewise."""
    interest = sum(
        m.min_dscr[i] * m.rate_per_period[i, t] * m.accrual_share[t, p] * m.Balance[i, j, c, p]
        for i in m.COVERED_SCULPTED[j, c]
        for p in m.ACCRUAL_PERIODS[t]
    )
    before = sum(
        m.min_dscr[i] * m.Balance[i, j, c, p] for i in m.COVERED_SCULPTED[j, c] for p in m.PREVIOUS[t]
    )
    return (
        interest
        + before
        + sum(
            m.min_dscr[i] * m.Issue[i, j, c, t] - m.min_dscr[i] * m.Balance[i, j, c, t]
            for i in m.COVERED_SCULPTED[j, c]
        )
    )


def load_covers_scheduled_service(m: ConcreteModel, j: Sponsor, c: AssetClass, t: Period) -> Relation:
    """Cash flow on the load that a sponsor's assets carry covers its scheduled debt service by every lender's ratio.

    That is its own load and what it houses of others, at the share that it earns itself.

    Domain:    for j, c in COVERED_BY_LOAD for t in PERIODS
    Equation:  sum(min_dscr[i] * service_fraction[i, o, t] * Issue[i, j, c, o] for i, o in SERVICED_ISSUES[j, c, t])
                   + sum(min_dscr[i] * rate_per_period[i, t] * Due_balance[i, j, c, t] for i in COVERED_CALLABLES[j, c])
                   + sum(min_dscr[i] * rate_per_period[i, t] * accrual_share[t, p] * Balance[i, j, c, p]
                   for i in COVERED_SCULPTED[j, c] for p in ACCRUAL_PERIODS[t])
                   + sum(min_dscr[i] * (Balance[i, j, c, t - 1] + Issue[i, j, c, t] - Balance[i, j, c, t])
                   for i in COVERED_SCULPTED[j, c])
                   <= coverage_usd_billion_per_gw[c, t] * earned_fraction[j, t]
                   * (Own_load[j, t] + sum(housed[j, c, r, t] for r in REGIONS))
    Units:     USD billion
    Dual:      minus what one more dollar of cash flow for debt service would save
    """
    carried = m.Own_load[j, t] + sum(posted(m, "housed", j, c, r, t) for r in m.REGIONS)
    earned = m.coverage_usd_billion_per_gw[c, t] * m.earned_fraction[j, t]
    return scheduled_service(m, j, c, t) <= earned * carried


def power_covers_scheduled_service(m: ConcreteModel, j: Sponsor, c: AssetClass, t: Period) -> Relation:
    """Cash flow on the power a sponsor delivers covers its scheduled debt service on power plants.

    Domain:    for j, c in COVERED_BY_POWER for t in PERIODS
    Equation:  sum(min_dscr[i] * service_fraction[i, o, t] * Issue[i, j, c, o] for i, o in SERVICED_ISSUES[j, c, t])
                   + sum(min_dscr[i] * rate_per_period[i, t] * Due_balance[i, j, c, t] for i in COVERED_CALLABLES[j, c])
                   + sum(min_dscr[i] * rate_per_period[i, t] * accrual_share[t, p] * Balance[i, j, c, p]
                   for i in COVERED_SCULPTED[j, c] for p in ACCRUAL_PERIODS[t])
                   + sum(min_dscr[i] * (Balance[i, j, c, t - 1] + Issue[i, j, c, t] - Balance[i, j, c, t])
                   for i in COVERED_SCULPTED[j, c])
                   <= coverage_usd_billion_per_gw[c, t] * Net_output[j, t]
    Units:     USD billion
    Dual:      minus what one more dollar of cash flow for debt service would save
    """
    return scheduled_service(m, j, c, t) <= m.coverage_usd_billion_per_gw[c, t] * m.Net_output[j, t]


def unsecured_debt_within_corporate_limit(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """What a sponsor owes on its own credit is at most its corporate debt limit.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  sum(Balance[i, j, c, t] for i, c in UNSECURED[j]) <= corporate_debt_limit_usd_billion[j]
    Units:     USD billion
    Dual:      minus what one more dollar of corporate debt would save
    """
    owed = sum(m.Balance[i, j, c, t] for i, c in m.UNSECURED[j])
    return owed <= m.corporate_debt_limit_usd_billion[j]


def equity_above_floor(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Equity is at least its floor as a share of all the sponsor owns.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Equity[j, t] >= equity_floor_fraction[j] * (Book[j, t] + Cash[j, t])
    Units:     USD billion
    Dual:      minus what one dollar less of equity to be held would save
    """
    floor = m.equity_floor_fraction[j]
    return m.Equity[j, t] >= floor * m.Book[j, t] + floor * m.Cash[j, t]
