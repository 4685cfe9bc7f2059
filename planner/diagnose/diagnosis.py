"""The diagnosis: shortfalls, repairs cheapest first, rules in conflict, as one NoPlan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy

from planner.case.change import Change
from planner.case.settings import SETTINGS_FILE
from planner.diagnose.bounds import impossible
from planner.diagnose.elastic import Clock, OutOfTimeError, has_plan, without_money
from planner.diagnose.iis import MOST_SECONDS, conflicting_rules
from planner.diagnose.losses import at_a_loss
from planner.diagnose.repair import Repair, Shortfall, in_order
from planner.diagnose.rhs_repairs import rhs_repairs
from planner.diagnose.search import Search
from planner.diagnose.unbounded import far_apart_numbers, unbounded_ray
from planner.diagnose.words import message
from planner.errors import NoBottom, NoPlan, SolverFailed
from planner.parameters.need import deadline_period
from planner.rules import cells_behind
from planner.rules.physical import NEED
from planner.tolerances import IMPOSSIBLE_USD_BILLION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.case import Case
    from planner.diagnose.elastic import Slack
    from planner.diagnose.repair import ConflictingRule
    from planner.errors import PlannerError
    from planner.options import Options
    from planner.solver import Program

SECONDS = 60.0
"""Time for repairs, unless told less; what is not tried by then is said."""
UNSURE = (
    "HiGHS finds no plan of this case, yet nothing was found that stands in the way of one: the numbers are too far "
    "apart for it to be sure."
)
LARGE = 5_000
"""Rows above which a case is first looked at without its money."""
FOR_MONEY = "; for want of money, as power, buildings and chips could be had"
PROOF_SECONDS = 60.0
"""Time to prove the repairs that were found: a repair without proof is half an answer."""
FIRST_SECONDS = 300.0
"""Time for the least load that must go unserved, without which nothing can be said."""


def reason(
    case: Case, program: Program, problem: PlannerError, highs: highspy.Highs, options: Options
) -> PlannerError:
    """The clearest answer to a run without an optimum; `problem` itself where there is nothing to add."""
    statuses, status = highspy.HighsModelStatus, highs.getModelStatus()
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        why = diagnose(case, program, None, options.time_limit_seconds)
        if why is not None:
            return why
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible, statuses.kUnbounded):
        endless = unbounded_ray(case, program)
        if endless is not None:
            return NoBottom(endless)
    if status == statuses.kTimeLimit:
        return problem
    text = UNSURE if isinstance(problem, NoPlan) else str(problem)
    return SolverFailed("\n\n".join(part for part in (text, far_apart_numbers(case, program)) if part))


def diagnose(
    case: Case, program: Program, known: Sequence[Shortfall] | None = None, seconds: float | None = None
) -> NoPlan | None:
    """Why a case has no plan and what would give it one; None where nothing is found that stands in the way.

    `known` are shortfalls found by arithmetic, sought here where they are not given. None means that the trouble
    lies elsewhere: the cost has no bottom, or the numbers are too far apart.
    """
    shortfalls = list(impossible(case) if known is None else known)
    clock = Clock(FIRST_SECONDS if seconds is None else seconds)
    if deadline_period(case) is None:
        return _at_a_loss(case, program, clock)
    allowed = min(SECONDS, seconds or SECONDS)
    try:
        search, short, for_money = _least(case, program, clock)
    except OutOfTimeError:
        return _in_short(case, shortfalls)
    if short is None or short.price < IMPOSSIBLE_USD_BILLION:
        return _at_a_loss(case, program, clock)
    shortfalls += _unserved(case, search, short, FOR_MONEY if for_money else "")
    clock.set(MOST_SECONDS)
    found, notes = _conflict(case, search, short, clock), []
    clock.set(allowed)
    repairs = _repairs(search, short, allowed / 2, PROOF_SECONDS if seconds is None else 0.0)
    if search.untried:
        notes.append(f"{search.untried} more repairs were not tried: {allowed:g} seconds had passed.")
    return NoPlan(message(case, shortfalls, repairs, found, notes), shortfalls, repairs, found, case.places)


def _at_a_loss(case: Case, program: Program, clock: Clock) -> NoPlan | None:
    """Why there is no plan though load may go unserved; None where that is not known, or not in time."""
    try:
        return at_a_loss(case, program, clock)
    except OutOfTimeError:
        return None


def _least(case: Case, program: Program, clock: Clock) -> tuple[Search, Slack | None, bool]:
    """The least load that must go unserved, the search that found it, and whether it is for want of money alone.

    A large program is first looked at without its money: what cannot be powered, housed or equipped at any price
    needs none to show it, and takes a tenth of the time.
    """
    physical, large = without_money(program), len(program.row_lower) > LARGE
    if large:
        search = Search(case, physical, clock)
        short = search.least_unserved()
        if short is not None and short.price >= IMPOSSIBLE_USD_BILLION:
            return search, short, False
    search = Search(case, program, clock)
    short = search.least_unserved()
    return search, short, large or has_plan(physical, clock.left)


def _unserved(case: Case, search: Search, short: Slack, why: str) -> list[Shortfall]:
    """What load goes unserved at best, a shortfall for each sponsor; `why` ends each."""
    found = []
    for j, periods in search.by_sponsor(short).items():
        worst = max(periods, key=lambda t: periods[t])
        when = ", ".join(f"{gw:.4g} in {case.periods[t]}" for t, gw in sorted(periods.items())[:6])
        length = case.settings.calendar.length
        more = f" and in {len(periods) - 6} {length}s more" if len(periods) > 6 else ""
        words = f"load of {j}: at best, GW unserved {when}{more}{why}"
        places = tuple(cells_behind(case, NEED, (j, worst)))
        found.append(Shortfall(f"load of {j}", str(case.periods[worst]), periods[worst], words, "GW", places))
    return found


def _repairs(search: Search, short: Slack, reserve: float, proof: float) -> list[Repair]:
    """Every repair that is enough on its own, cheapest first; letting load go unserved is one of them.

    `reserve` seconds are kept to prove what is found, and `proof` seconds are had for that in any case.
    """
    later = search.later(short)
    found = [*([] if later is None else [later]), *rhs_repairs(search, short.duals, reserve)]
    found.sort(key=lambda repair: repair.cost_usd_billion)
    with search.clock.at_least(proof):
        proved = [repair for repair in map(search.proved, found) if repair is not None]
    proved += search.trials(short.duals, len(proved))
    return in_order(search.case, [*proved, search.priced(short)])


def _conflict(case: Case, search: Search, short: Slack, clock: Clock) -> list[ConflictingRule]:
    """The rules in conflict; none where there is no time for them."""
    try:
        return conflicting_rules(case, search.program, short.duals, clock)
    except OutOfTimeError:
        return []


def _in_short(case: Case, shortfalls: list[Shortfall]) -> NoPlan:
    """The answer where there was no time for more than arithmetic."""
    change = Change(SETTINGS_FILE, "target.policy", "priced", case.settings.target.policy)
    words = "policy priced: load may go unserved at its value of service"
    repairs = in_order(case, [Repair("policy", words, (change,), 0.0, proved=True)])
    note = "No other repairs were sought: time ran out before the least shortfall was known."
    return NoPlan(message(case, shortfalls, repairs, [], [note]), shortfalls, repairs, [], case.places)
