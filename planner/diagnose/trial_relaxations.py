"""What a user could loosen that stands not alone on a right-hand side: shares, floors, ratios, dates, owners.

Such a cell multiplies decisions or decides which orders exist, so its repair is found by trial: loosen it as far as
it goes, write the case's program anew, and if that has a plan, halve the way back to the least that does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.case.change import Change
from planner.case.settings import SETTINGS_FILE
from planner.case.sheets import HOURS
from planner.parameters.assets import CHIPS, SHELL, assets_of, owners_of
from planner.parameters.need import deadline_period, net_need_gw
from planner.parameters.repayment import SCULPTED
from planner.parameters.time import MONTHS_PER_QUARTER, QUARTERS_PER_YEAR
from planner.parameters.timeline import timeline_of
from planner.rules.credit import CREDIT_STEP, EBITDA_LOSS, INTEREST_COVERAGE
from planner.rules.financial import (
    ADVANCE,
    EQUITY_FLOOR,
    LOAD_COVERAGE,
    OFFTAKE,
    POWER_COVERAGE,
    STAGE,
    VENDOR_SHARE,
)
from planner.rules.physical import ADDITIONAL, AVAILABLE, DURATION, FIRM, LARGEST_SHARE, LEAST_SHARE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.case import Case, Row
    from planner.rules import Rule

STEPS = 40
"""How finely a fraction is searched: in fortieths of the way to its loosest."""
MOST_LEVERAGE = 20.0
"""Debt to Ebitda beyond which the last step is not moved, unless it is half of that already: nobody lends more."""
LEAST_OF_SCULPTED = 0.01
"""The least coverage that a sculpted loan is tried with: it must ask for some."""
VINTAGES = {"sources": "source_vintages", "compute": "compute_vintages"}
"""Which sheet says what assets ordered later take."""


@dataclass(frozen=True)
class TrialRelaxation:
    """One way to loosen a case by degrees: `changes(k)` for k from 1 to `steps`, the last the loosest.

    `rules` are (rule, first letters of the index): it can help only where a row of these stands in the certificate;
    empty where it adds decisions, which the certificate does not know. `price` is USD billion for the whole way.
    """

    about: str
    words: str
    rules: tuple[tuple[Rule, tuple[Any, ...]], ...]
    steps: int
    price: float
    changes: Callable[[int], tuple[Change, ...]]


@dataclass(frozen=True)
class Worth:
    """Rough worth by which trials are priced: peak need in GW, capex of a GW of load and of its power."""

    need: float
    load: float
    power: float
    service: float


def worth_of(case: Case) -> Worth:
    """The scale of a case, for ranking alone."""
    need = net_need_gw(case)
    peak = max(
        (sum(gw for (_, p), gw in need.items() if p == t) for t in range(len(case.periods))), default=0.0
    )
    by_class: dict[str, list[float]] = {}
    for asset in assets_of(case).values():
        by_class.setdefault(asset.asset_class, []).append(asset.capex_usd_billion_per_gw)
    mean = {name: sum(costs) / len(costs) for name, costs in by_class.items()}
    column = "value_of_service_usd_billion_per_gw_year"
    values = [row[column] for row in case.rows("sponsors") if row[column] is not None]
    load = mean.get(SHELL, 0.0) + mean.get(CHIPS, 0.0)
    return Worth(peak, load, mean.get("power", 0.0), max(values, default=0.0))


def trial_relaxations(case: Case) -> list[TrialRelaxation]:
    """Every trial of a case, the likeliest and quickest first."""
    worth = worth_of(case)
    found = [*_owners(case, worth), *_regions(case, worth), *_reliability(case, worth)]
    found += _additionality(case, worth)
    if case.settings.funding:
        found += [*_floors(case, worth), *_lenders(case, worth)]
        found += [*_tenants(case, worth), *_ratings(case, worth)]
    return [*found, *_running(case, worth), *_late(case, worth), *_earlier(case, worth)]


def _slide(
    sheet: str, row: Row | None, column: str, old: float, loosest: float
) -> Callable[[int], tuple[Change, ...]]:
    """Edits of one fraction by steps from its old value to its loosest."""
    number = None if row is None else row.row

    def changes(k: int) -> tuple[Change, ...]:
        return (Change(sheet, column, round(old + (loosest - old) * k / STEPS, 6), old, number),)

    return changes


def _regions(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """Less of the load that a region must take, or more that it may."""
    for row in case.rows("regions"):
        for column, loosest, rule in (
            ("siting_share_min_fraction", 0.0, LEAST_SHARE),
            ("siting_share_max_fraction", 1.0, LARGEST_SHARE),
        ):
            old = row[column]
            if old != loosest:
                price = abs(old - loosest) * worth.need * worth.power
                changes = _slide("regions", row, column, old, loosest)
                yield TrialRelaxation(
                    row["region"], column, ((rule, (row["region"],)),), STEPS, price, changes
                )


def _reliability(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """A smaller reserve margin."""
    old, key = case.settings.reliability.planning_reserve_margin_fraction, "planning_reserve_margin_fraction"
    if old:
        changes = _slide(SETTINGS_FILE, None, f"reliability.{key}", old, 0.0)
        yield TrialRelaxation(key, key, ((FIRM, ()),), STEPS, old * worth.need * worth.power, changes)


def _additionality(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """A smaller share of energy that must be additional."""
    column = "min_additional_fraction"
    for row in case.rows("additionality"):
        if old := row[column]:
            changes, price = _slide("additionality", row, column, old, 0.0), old * worth.need * worth.power
            yield TrialRelaxation(str(row["year"]), column, ((ADDITIONAL, ()),), STEPS, price, changes)


def _floors(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """A lower equity floor."""
    for row in case.rows("sponsors"):
        j, column, old = row["sponsor"], "equity_floor_fraction", row["equity_floor_fraction"]
        if old:
            changes = _slide("sponsors", row, column, old, 0.0)
            price = old * worth.need * worth.load
            yield TrialRelaxation(j, column, ((EQUITY_FLOOR, (j,)),), STEPS, price, changes)


def _lenders(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """More lent for the same, seasoning shorter, takeout later, less coverage asked, more cash flow counted."""
    covers = ((LOAD_COVERAGE, ()), (POWER_COVERAGE, ()))
    ladder = ((ADVANCE, ()), (STAGE, ()))
    for row in case.rows("instruments"):
        i = row["instrument"]
        staged = ((STAGE, (i,)),)
        for column, loosest, rules in (
            ("min_dscr", _least_coverage(row), covers),
            ("advance_fraction", 1.0, ladder),
            ("vendor_share_fraction", 1.0, ((VENDOR_SHARE, (i,)),)),
            ("seasoning_years", 0.0, staged),
            ("takeout_years", 5.0, staged),
        ):
            old = row.written(column)
            if old is not None and abs(old - loosest) > 0 and (column != "takeout_years" or old < loosest):
                price = abs(old - loosest) / max(old, loosest) * worth.need * worth.load / 2
                yield TrialRelaxation(
                    i, column, rules, STEPS, price, _slide("instruments", row, column, old, loosest)
                )
    for row in case.rows("coverage"):
        column, old = "cash_flow_usd_billion_per_gw_year", row["cash_flow_usd_billion_per_gw_year"]
        loosest = max(10 * old, worth.load)
        changes = _slide("coverage", row, column, old, loosest)
        yield TrialRelaxation(
            row["asset_class"], column, covers, STEPS, (loosest - old) * worth.need, changes
        )


def _least_coverage(row: Row) -> float:
    """The least that an instrument may ask for: nothing, but a sculpted one needs some."""
    return LEAST_OF_SCULPTED if row["repayment"] == SCULPTED else 0.0


def _tenants(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """More owed for each GW that good tenants use, and more earned of revenue."""
    column = "offtake_usd_billion_per_gw"
    for row in case.rows("instruments"):
        if (old := row[column]) is not None:
            loosest = max(10 * old, worth.load)
            changes = _slide("instruments", row, column, old, loosest)
            price = (loosest - old) * worth.need
            rules = ((OFFTAKE, (row["instrument"],)),)
            yield TrialRelaxation(row["instrument"], column, rules, STEPS, price, changes)
    for row in case.rows("earnings"):
        if (old := row["earned_fraction"]) < 1:
            changes = _slide("earnings", row, "earned_fraction", old, 1.0)
            price = (1 - old) * worth.need * worth.load
            rules = ((LOAD_COVERAGE, (row["sponsor"],)),)
            yield TrialRelaxation(row["sponsor"], "earned_fraction", rules, STEPS, price, changes)


def _ratings(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """More earned besides the plan, less cover of interest asked, more that may be owed in the last step."""
    losses = worth.need * (worth.service + worth.load)
    for row in case.rows("ebitda"):
        j, column, old = row["sponsor"], "ebitda_usd_billion_per_year", row["ebitda_usd_billion_per_year"]
        rules = ((EBITDA_LOSS, (j,)), (CREDIT_STEP, (j,)), (INTEREST_COVERAGE, (j,)))
        changes = _slide("ebitda", row, column, old, old + losses)
        yield TrialRelaxation(j, column, rules, STEPS, losses, changes)
    for row in case.rows("sponsors"):
        j, column, old = row["sponsor"], "min_interest_coverage", row["min_interest_coverage"]
        if old:
            changes = _slide("sponsors", row, column, old, 0.0)
            yield TrialRelaxation(
                j, column, ((INTEREST_COVERAGE, (j,)),), STEPS, worth.need * worth.load, changes
            )
    last = {row["sponsor"]: row for row in sorted(case.rows("credit_steps"), key=_top)}
    for j, row in last.items():
        old = _top(row)
        loosest = max(MOST_LEVERAGE, 2 * old)
        price = (1 - old / loosest) * worth.need * worth.load
        changes = _slide("credit_steps", row, "debt_to_ebitda", old, loosest)
        yield TrialRelaxation(j, "debt_to_ebitda", ((CREDIT_STEP, (j, old)),), STEPS, price, changes)


def _top(row: Row) -> float:
    """The upper end of a step of debt to Ebitda."""
    return row.number("debt_to_ebitda")


def _running(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """Longer storage, and more of a profile in its weakest hours."""
    for row in case.rows("sources"):
        column, old = "duration_hours", row["duration_hours"]
        if old is not None and old < 24:
            rules = ((DURATION, (row["source"],)),)
            price = (24 / old - 1) * worth.need * row["capex_usd_per_kw"] * 1e-3
            yield TrialRelaxation(
                row["source"], column, rules, STEPS, price, _slide("sources", row, column, old, 24.0)
            )
    for profile in dict.fromkeys(
        row["profile"] for row in case.rows("sources") if row["profile"] is not None
    ):
        users = [row["source"] for row in case.rows("sources") if row["profile"] == profile]
        weak = tuple((AVAILABLE, (s,)) for s in users)
        for day in dict.fromkeys(row["day"] for row in case.rows("days")):
            rows = [row for row in case.rows("profiles") if row["profile"] == profile and row["day"] == day]
            price = 2 * worth.need * worth.power
            yield TrialRelaxation(f"{profile} on day {day}", "profile", weak, STEPS, price, _filled(rows))


def _filled(rows: list[Row]) -> Callable[[int], tuple[Change, ...]]:
    """Edits that lift every hour of a profile to at least a share."""

    def changes(k: int) -> tuple[Change, ...]:
        least = k / STEPS
        return tuple(
            Change("profiles", hour, least, row[hour], row.row)
            for row in rows
            for hour in HOURS
            if row[hour] < least
        )

    return changes


def _owners(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """A shell or chips for a sponsor who has load and owns none."""
    owners, need = owners_of(case), net_need_gw(case)
    for kind in (SHELL, CHIPS):
        assets = [row["asset"] for row in case.rows("compute") if row["kind"] == kind]
        for j in dict.fromkeys(j for (j, _), gw in need.items() if gw > 0):
            if any(j in owners.get(a, []) for a in assets):
                continue
            for a in assets:
                change = Change("owners", "sponsor", j, cells={"asset": a})
                yield TrialRelaxation(j, f"owner of {a}", (), 1, worth.power, _always(change))


def _always(*changes: Change) -> Callable[[int], tuple[Change, ...]]:
    """The same changes at every step."""
    return lambda _: changes


def _late(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """Everything that would first stand after the deadline, in time for it: where one asset is not enough."""
    deadline = deadline_period(case)
    if deadline is None or not 0 <= deadline < len(case.periods):
        return
    first = timeline_of(case).quarters_of[deadline][0]
    late = [a for a, asset in assets_of(case).items() if asset.first_arrival_quarter > first]
    if len(late) > 1:
        changes = tuple(change for a in late for change in _in_time(case, a, first))
        price = worth.service * worth.need * len(late)
        yield TrialRelaxation("what arrives too late", "lead_months", (), 1, price, _always(*changes))


def _earlier(case: Case, worth: Worth) -> Iterator[TrialRelaxation]:
    """A shorter lead time and an earlier first delivery of one asset, quarter by quarter."""
    for a, asset in assets_of(case).items():
        steps = asset.first_arrival_quarter
        if steps > 0:
            price = worth.service * worth.need * steps / QUARTERS_PER_YEAR
            yield TrialRelaxation(
                a,
                "lead_months",
                (),
                steps,
                price,
                lambda k, a=a, n=steps: tuple(_in_time(case, a, n - k)),  # type: ignore[misc]
            )


def _in_time(case: Case, asset: str, quarter: int) -> Iterator[Change]:
    """Edits by which an asset first stands in a quarter of the horizon, or before."""
    for sheet, key in (("sources", "source"), ("compute", "asset")):
        for row in case.rows(sheet):
            if row[key] != asset:
                continue
            months = quarter * MONTHS_PER_QUARTER
            if row["lead_months"] > months:
                yield Change(sheet, "lead_months", float(months), row["lead_months"], row.row)
            for later in case.rows(VINTAGES[sheet]):
                lead = later["lead_months"]
                if later[key] == asset and lead is not None and lead > months:
                    yield Change(VINTAGES[sheet], "lead_months", float(months), lead, later.row)
            first = row.get("first_delivery")
            start = case.settings.calendar.start
            if first is not None and first > start.plus(quarter):
                yield Change(sheet, "first_delivery", start.plus(quarter), first, row.row)
