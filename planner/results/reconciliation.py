"""Reconciliation of the tables of a plan before they are shown: checks read tables and sheets, never the model.

A check returns the largest residual it finds, in the unit of what it checks; more than RECONCILIATION of the size of
what it adds up fails the run.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.errors import Unreconciled
from planner.parameters.assets import assets_of
from planner.parameters.in_flight import in_flight_of
from planner.parameters.instruments import instruments_of
from planner.parameters.limits import pool_limits, yearly_limits
from planner.parameters.need import net_need_gw
from planner.parameters.running import availability
from planner.parameters.schedules import (
    arriving_fractions,
    available_fractions,
    capitalised_fractions,
    delivered_fractions,
    interest_due,
    owed_fractions,
    retiring_fractions,
    standing_fractions,
)
from planner.parameters.supply_terms import supply_steps
from planner.parameters.time import QUARTERS_PER_YEAR
from planner.parameters.timeline import sum_vintages, timeline_of
from planner.results.all_in_cost import all_in_cost_is_what_is_paid
from planner.results.generation import emissions_follow_dispatch
from planner.results.lenders_loss import losses_are_shared_out
from planner.results.occupancy import load_is_told_by_owner
from planner.results.ratings import ratings_hold
from planner.results.table_set import MAY_BE_BLANK
from planner.results.tabular import by_period, sum_by
from planner.results.take_out import take_outs_add_up
from planner.results.transmission import lost_gwh, net_imports
from planner.results.waterfall import (
    lenders_keep_to_their_room,
    vehicles_hold_what_is_owed,
    waterfalls_agree,
)
from planner.tolerances import RECONCILIATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]
    Figures = NDArray[np.float64]

FLEET, USE = ("asset", "sponsor", "region"), ("instrument", "sponsor", "asset_class")
"""What stands together, and what owes together."""


def _largest_residual(left: Mapping[Any, Any], right: Mapping[Any, Any]) -> float:
    """The largest difference between figures by key, relative to their size; where a key is missing they are zero."""
    keys = list(dict.fromkeys([*left, *right]))
    nothing = np.zeros_like(next(iter([*left.values(), *right.values()]), 0.0))
    return _residual(*(np.array([side.get(key, nothing) for key in keys]) for side in (left, right)))


def _residual(left: Figures, right: Figures) -> float:
    """The largest difference between figures, relative to their size."""
    size = max(1.0, float(np.max(np.abs(left), initial=0.0)))
    return float(np.max(np.abs(left - right), initial=0.0)) / size


def _excess(over: Figures, figures: Figures) -> float:
    """The largest number by which figures exceed what they may be, relative to their size."""
    size = max(1.0, float(np.max(np.abs(figures), initial=0.0)))
    return float(np.max(over, initial=0.0)) / size


def every_figure_is_a_number(case: Case, tables: Tables) -> float:
    """How many figures of all tables are not finite; a comparison with one of those finds nothing.

    Cells of the columns that may be blank are none where they are.
    """
    wrong = 0
    for name, frame in tables.items():
        for column, figures in frame.select_dtypes("number").items():
            off = ~np.isfinite(figures.to_numpy(dtype=float))
            wrong += int(np.count_nonzero(off & ~(figures.isna() & (column in MAY_BE_BLANK.get(name, ())))))
    return float(wrong)


def capacity_rolls_forward(case: Case, tables: Tables) -> float:
    """What stands was ordered or under way, has come and is not past its life; it changes by what comes and goes."""
    assets, timeline = assets_of(case), timeline_of(case)
    schedules = {
        "standing_gw": standing_fractions,
        "arriving_gw": arriving_fractions,
        "retiring_gw": retiring_fractions,
    }
    (ordered,) = by_period(case, tables["orders"], FLEET, ["ordered_gw"], period="ordered")
    reported = by_period(case, tables["capacity"], FLEET, list(schedules))
    worst = 0.0
    under_way = in_flight_of(case, assets, timeline)
    known = (under_way.standing, under_way.arriving, under_way.retiring)
    for found, schedule, flows in zip(reported, schedules.values(), known, strict=True):
        expected = {fleet: gw @ schedule(assets[fleet[0]], timeline) for fleet, gw in ordered.items()}
        for fleet, gw in flows.items():
            expected[fleet] = expected.get(fleet, 0.0) + gw
        worst = max(worst, _largest_residual(found, expected))
    return worst


def deliveries_stay_within_pools(case: Case, tables: Tables) -> float:
    """What arrives out of a pool in a quarter beyond a quarter of its limit, whatever the periods, is bought."""
    timeline, limits, worst = timeline_of(case), pool_limits(case), 0.0
    bought: dict[Any, Figures] = {}
    if "bought" in tables:
        (bought,) = by_period(case, tables["bought"], ["supply_pool"], ["bought_gw"])
    for pool, out in _drawn(case, tables).items():
        most = np.array([limits[pool, q] / QUARTERS_PER_YEAR for q in range(timeline.quarters)])
        starts = [span[0] for span in timeline.quarters_of]
        beyond = np.add.reduceat(np.maximum(0.0, out - most), starts)
        worst = max(worst, _excess(beyond - bought.get((pool,), 0.0), out))
    return worst


def bought_is_offered(case: Case, tables: Tables) -> float:
    """What is bought in a step of a pool is at most what the step offers over the quarters of a period."""
    if "bought" not in tables:
        return 0.0
    offered: dict[Any, Figures] = defaultdict(lambda: np.zeros(len(case.periods)))
    period_of = timeline_of(case).period_of
    for (pool, step, q), terms in supply_steps(case).items():
        offered[pool, step][period_of[q]] += terms.limit_gw_per_year / QUARTERS_PER_YEAR
    (bought,) = by_period(case, tables["bought"], ["supply_pool", "step"], ["bought_gw"])
    return max((_excess(gw - offered[key], gw) for key, gw in bought.items()), default=0.0)


def deliveries_grow_as_they_may(case: Case, tables: Tables) -> float:
    """What a pool delivers in four quarters outdoes the four before by its growth and its seed at most."""
    worst, quarters, drawn = 0.0, timeline_of(case).quarters, _drawn(case, tables)
    for row in case.rows("supply_growth"):
        each = row["delivered_before_gw_per_year"] / QUARTERS_PER_YEAR
        out = drawn.get(row["supply_pool"], np.zeros(quarters))
        years = np.convolve(np.append(np.full(2 * QUARTERS_PER_YEAR, each), out), np.ones(QUARTERS_PER_YEAR))
        own = years[2 * QUARTERS_PER_YEAR :][:quarters]
        before = years[QUARTERS_PER_YEAR:][:quarters]
        most = (1 + row["growth_fraction_per_year"]) * before + row["seed_gw_per_year"]
        worst = max(worst, _excess(own - most, own))
    return worst


def _drawn(case: Case, tables: Tables) -> dict[str, Figures]:
    """What arrives out of every pool in each quarter, in units of the pool."""
    timeline, assets = timeline_of(case), assets_of(case)
    arrived: dict[str, Figures] = {}
    for (a,), gw in by_period(case, tables["orders"], ["asset"], ["ordered_gw"], "ordered")[0].items():
        arrived[a] = sum_vintages(gw, delivered_fractions(assets[a], timeline))
    drawn: dict[str, Figures] = defaultdict(lambda: np.zeros(timeline.quarters))
    for row in case.rows("supply_use"):
        drawn[row["supply_pool"]] += row["use_per_gw"] * arrived.get(row["asset"], 0.0)
    return drawn


def need_is_served_or_unserved(case: Case, tables: Tables) -> float:
    """Need is load served in the regions plus load left unserved."""
    (served,) = by_period(case, tables["load"], ["sponsor"], ["served_gw"])
    (unserved,) = by_period(case, tables["shortfall"], ["sponsor"], ["unserved_gw"])
    need: dict[Any, Figures] = defaultdict(lambda: np.zeros(len(case.periods)))
    for (j, t), gw in net_need_gw(case).items():
        need[j,][t] = gw
    return _largest_residual({key: served[key] + unserved[key] for key in [*served, *unserved]}, need)


def energy_balances_in_every_block(case: Case, tables: Tables) -> float:
    """In every region, period, day and block, output less charge, and what lines bring less what they take, is load."""
    dispatch = tables["dispatch"]
    keys = ["region", "period", "day", "from_hour"]
    net = (dispatch["output_gw"] - dispatch["charge_gw"]).groupby([dispatch[key] for key in keys]).sum()
    given: dict[Any, float] = net.to_dict()
    for key, gw in net_imports(case, tables).items():
        given[key] = given.get(key, 0.0) + gw
    load = sum_by(tables["load"], ("region", "period"), "served_gw")
    width = case.settings.operations.hours_per_block
    blocks = [(row["day"], hour) for row in case.rows("days") for hour in range(0, 24, width)]
    wanted = {(r, t, d, h): gw for (r, t), gw in load.items() for d, h in blocks}
    return _largest_residual(given, wanted)


def lines_carry_what_they_can(case: Case, tables: Tables) -> float:
    """No line is sent or lends more than is used of it, and no more is used than there is."""
    limit = {(row["from"], row["to"]): row["limit_gw"] for row in case.rows("lines")}
    used = sum_by(tables["transmission"], ("from_region", "to_region", "period"), "used_gw")
    over = [gw - limit[r, x] for (r, x, _), gw in used.items()]
    for name, column in (("transmission", "firm_gw"), ("flows", "sent_gw")):
        keys = ("from_region", "to_region", "period", *(("day", "from_hour") if name == "flows" else ()))
        over += [gw - used.get(key[:3], 0.0) for key, gw in sum_by(tables[name], keys, column).items()]
    return _excess(np.array(over), np.array(list(used.values())))


def output_is_available(case: Case, tables: Tables) -> float:
    """No source gives more than what stands of it and is available in the block."""
    standing = sum_by(tables["capacity"], ("asset", "region", "period"), "standing_gw")
    season = {str(period): period.season for period in case.periods}
    width, share = case.settings.operations.hours_per_block, availability(case)
    columns = ("source", "region", "period", "day", "from_hour", "output_gw")
    rows = zip(*(tables["dispatch"][column].tolist() for column in columns), strict=True)
    over: list[float] = [
        gw - share[s, r, season[p], d, hour // width] * standing.get((s, r, p), 0.0)
        for s, r, p, d, hour, gw in rows
    ]
    return _excess(np.array(over), tables["dispatch"]["output_gw"].to_numpy(dtype=float))


def energy_is_dispatch(case: Case, tables: Tables) -> float:
    """Energy net of charging and of losses over a period is the load of all regions over its hours, in mean GW.

    The shares of the representative days may add up to a little more or less than 1, and the hours with them.
    """
    output, charge = by_period(case, tables["energy"], (), ["output_gwh", "charge_gwh"])
    (load,) = by_period(case, tables["load"], (), ["served_gw"])
    shares = sum(row["share_of_days_fraction"] for row in case.rows("days"))
    given = output[()] - charge[()] - lost_gwh(case, tables)
    return _residual(given / timeline_of(case).hours, load[()] * shares)


def sources_equal_uses(case: Case, tables: Tables) -> float:
    """Every sponsor's sources equal its uses in every period, and cash carries over."""
    cash = tables["cash"]
    (side,) = by_period(case, cash, ["side", "sponsor"], ["usd_billion"])
    (line,) = by_period(case, cash, ["line", "sponsor"], ["usd_billion"])
    worst = 0.0
    for row in case.rows("sponsors"):
        j = row["sponsor"]
        brought, carried = line["cash_brought_forward", j], line["cash_carried_forward", j]
        before = np.concatenate(([0.0], carried[:-1]))
        worst = max(worst, _residual(side["source", j], side["use", j]), _residual(brought, before))
    return worst


def loans_repay_what_was_lent(case: Case, tables: Tables) -> float:
    """Balances follow the schedule of every issue, interest is due on them, and principal adds up."""
    instruments, timeline = instruments_of(case), timeline_of(case)
    columns = [f"{column}_usd_billion" for column in ("balance", "issued", "principal", "interest")]
    balances, issues, principal, interests = by_period(case, tables["debt"], USE, columns)
    capitalises = "capitalised_usd_billion" in tables["debt"]
    (capitalised,) = (
        by_period(case, tables["debt"], USE, ["capitalised_usd_billion"]) if capitalises else ({},)
    )
    worst = 0.0
    for use, balance in balances.items():
        i, issued, repaid = use[0], issues[use], principal[use]
        before = np.concatenate(([0.0], balance[:-1]))
        added = sum_vintages(issued, capitalised_fractions(instruments[i], timeline))
        due = interest_due(instruments[i], timeline, issued, balance)
        owed = issued @ owed_fractions(instruments[i], timeline)
        off = [
            interests[use] - due,
            added - capitalised.get(use, 0.0),
            before + issued + added - repaid - balance,
        ]
        if instruments[i].at_will:
            off += [np.maximum(0.0, balance - owed), np.maximum(0.0, -repaid)]
        else:
            off.append(owed - balance)
        worst = max(worst, float(np.abs(off).max()) / max(1.0, float(balance.max())))
    return worst


def issues_are_placed(case: Case, tables: Tables) -> float:
    """What is issued at once, or committed, is placed in the market, within the depth of every step."""
    keys, timeline = ("instrument", "sponsor"), timeline_of(case)
    (issued,) = by_period(case, tables["issuance"], keys, ["issued_usd_billion"])
    if "commitments" in tables:
        (committed,) = by_period(case, tables["commitments"], keys, ["committed_usd_billion"])
        later = {i for i, x in instruments_of(case).items() if x.availability_quarters is not None}
        issued = {key: amounts for key, amounts in issued.items() if key[0] not in later} | committed
    borrowed = tables["placement"][tables["placement"]["instrument"] != ""]
    (placed,) = by_period(case, borrowed, keys, ["placed_usd_billion"])
    (filled,) = by_period(case, tables["placement"], ("market", "step"), ["placed_usd_billion"])
    column = "issuance_limit_usd_billion_per_year"
    limits = yearly_limits(case, "market_limits", ("market", "step"), column)
    over = [
        amounts[t] - limits[u, k, t] * years
        for (u, k), amounts in filled.items()
        for t, years in enumerate(timeline.years)
    ]
    size = tables["placement"]["placed_usd_billion"].to_numpy(dtype=float)
    return max(_largest_residual(issued, placed), _excess(np.array(over), size))


def draws_were_committed(case: Case, tables: Tables) -> float:
    """What is drawn was committed before and has not lapsed."""
    if "commitments" not in tables:
        return 0.0
    instruments, timeline = instruments_of(case), timeline_of(case)
    columns = ["committed_usd_billion", "undrawn_usd_billion"]
    commitments, undrawn = by_period(case, tables["commitments"], USE, columns)
    (issues,) = by_period(case, tables["issuance"], USE, ["issued_usd_billion"])
    worst = 0.0
    for use, issued in issues.items():
        if instruments[use[0]].availability_quarters is None:
            continue
        nothing = np.zeros_like(issued)
        committed, waiting = commitments.get(use, nothing), undrawn.get(use, nothing)
        before = np.concatenate(([0.0], waiting[:-1]))
        available = committed @ available_fractions(instruments[use[0]], timeline)
        over = (waiting + issued - before - committed, waiting - available)
        worst = max(worst, *(_excess(amounts, waiting + issued) for amounts in over))
    return worst


def covenants_hold(case: Case, tables: Tables) -> float:
    """No covenant is used beyond its limit."""
    covenants = tables["covenants"]
    limit, used = (covenants[f"{name}_usd_billion"].to_numpy(dtype=float) for name in ("limit", "used"))
    return _excess(used - limit, limit)


PHYSICAL: tuple[Callable[[Case, Tables], float], ...] = (
    every_figure_is_a_number,
    capacity_rolls_forward,
    deliveries_stay_within_pools,
    bought_is_offered,
    deliveries_grow_as_they_may,
    need_is_served_or_unserved,
    energy_balances_in_every_block,
    output_is_available,
    energy_is_dispatch,
    emissions_follow_dispatch,
    load_is_told_by_owner,
    all_in_cost_is_what_is_paid,
)
FINANCIAL: tuple[Callable[[Case, Tables], float], ...] = (
    sources_equal_uses,
    loans_repay_what_was_lent,
    issues_are_placed,
    draws_were_committed,
    covenants_hold,
)


CREDIT: dict[Callable[[Case, Tables], float], str] = {
    ratings_hold: "ratings",
    lines_carry_what_they_can: "transmission",
    lenders_keep_to_their_room: "lender_room",
    vehicles_hold_what_is_owed: "pools",
    waterfalls_agree: "notes",
    losses_are_shared_out: "lenders_loss",
    take_outs_add_up: "take_out",
}
"""Checks of tables that not every case has, each with the table it is of."""


def reconcile(case: Case, tables: Tables, objective: float) -> dict[str, float]:
    """The worst residual of every check by name; raises Unreconciled where one exceeds RECONCILIATION."""
    checks = PHYSICAL + (FINANCIAL if case.settings.funding else ())
    checks += tuple(check for check, name in CREDIT.items() if name in tables)
    residuals = {check.__name__: check(case, tables) for check in checks}
    values = tables["costs"]["present_value_usd_billion"]
    counted, size = float(values.sum()), min(1.0, float(values.abs().max())) if len(values) else 1.0
    residuals["costs_add_up_to_the_objective"] = abs(counted - objective) / max(size, abs(objective))
    failed = {name: worst for name, worst in residuals.items() if not worst <= RECONCILIATION}
    if failed:
        details = "\n".join(f"    {name}: off by {worst:.3g}" for name, worst in failed.items())
        raise Unreconciled(f"The tables do not reconcile (allowed {RECONCILIATION:g}):\n{details}")
    return residuals
