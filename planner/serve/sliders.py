"""What one can move on the page: an edit without its value, and how far."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from planner.case.display_names import display_name
from planner.case.edit_words import quoted_value
from planner.case.editing import apply_edits
from planner.case.sheets import SHEETS
from planner.errors import CaseError
from planner.report.evidence import LIMIT_CELLS, limit_row
from planner.report.vega import humanize
from planner.results.shown import as_shown
from planner.results.tabular import records
from planner.results.top_bottlenecks import (
    by_gw_and_by_dollar,
    called,
    dearest_first,
    until_read,
    with_room,
)
from planner.rules import BOTTLENECKS, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.case import Case
    from planner.results.run import Run
    from planner.stochastic.futures_file import Future

LIMITS_SHOWN = 10
"""Dearest limits that one can move, half of them by the GW and half by the dollar."""
DOLLARS = 10
"""USD billion that a button adds to a limit of money, where one adds a GW to others."""


@dataclass(frozen=True)
class Factor:
    """A number that an edit ends with: `prefix` is the edit without it, `neutral` leaves the case as it is."""

    key: str
    label: str
    prefix: str
    low: float
    high: float
    step: float
    neutral: float = 1.0
    kind: str = "times"


@dataclass(frozen=True)
class Limit:
    """A dear limit: in words, the factor that moves it, and the edit that gives one more unit of it."""

    label: str
    words: str
    more: str
    edit: str
    factor: Factor


GENERAL = (
    Factor("need", "need for load", "demand.need_gw*=", 0.4, 1.6, 0.05),
    Factor("supply", "what supply pools deliver", "supply_limits.limit_gw_per_year*=", 0.25, 3, 0.05),
    Factor(
        "markets",
        "what bond and loan markets take",
        "market_limits.issuance_limit_usd_billion_per_year*=",
        0.1,
        3,
        0.05,
    ),
    Factor("cash", "cash of sponsors", "sponsor_cash.cash_usd_billion_per_year*=", 0, 2, 0.05),
    Factor("chips", "cost of chips", "compute.capex_usd_billion_per_gw[kind=chips]*=", 0.5, 1.5, 0.05),
    Factor("power", "cost of power sources", "sources.capex_usd_per_kw*=", 0.5, 2, 0.05),
    Factor("fuel", "price of fuel", "fuel_prices.price_usd_per_mmbtu*=", 0.5, 3, 0.05),
    Factor(
        "rates",
        "interest on loans and bonds",
        "instruments.rate_per_year+=",
        -0.02,
        0.05,
        0.0025,
        0.0,
        "plus",
    ),
    Factor("life", "life of chips", "compute.life_years[kind=chips]+=", -2, 3, 0.25, 0.0, "plus"),
    Factor(
        "service", "value of lost load", "sponsors.value_of_service_usd_billion_per_gw_year*=", 0.4, 2, 0.05
    ),
)
"""What moves most cases, the fast ones first; those that a case cannot take are left out."""


def factors_of(case: Case) -> list[Factor]:
    """The general factors that a case takes, and the need of each sponsor where there are several."""
    sponsors = list(dict.fromkeys(row["sponsor"] for row in case.rows("demand")))
    each = [
        Factor(
            f"need {sponsor}",
            f"need of {display_name(case, 'sponsors', sponsor)}",
            f"demand.need_gw[sponsor={quoted_value(sponsor)}]*=",
            0.4,
            1.6,
            0.05,
        )
        for sponsor in sponsors
        if len(sponsors) > 1
    ]
    first, *others = GENERAL
    return [factor for factor in (first, *each, *others) if _taken(case, factor)]


def factors_of_futures(case: Case, futures: Iterable[Future]) -> list[Factor]:
    """What futures scale or shift, each once, as far as the furthest of them and as far the other way."""
    furthest: dict[tuple[str, str], float] = {}
    for edit in (edit for future in futures for edit in future.edits):
        target = edit.target.removesuffix(edit.op)
        if edit.op == "*=" and float(edit.text) > 0:
            by = float(edit.text)
            furthest[target, "*="] = max(furthest.get((target, "*="), 1.0), by, 1 / by)
        elif edit.op in ("+=", "-="):
            furthest[target, "+="] = max(furthest.get((target, "+="), 0.0), abs(float(edit.text)))
    found = (_symmetric(target, op, far) for (target, op), far in furthest.items() if far)
    return [factor for factor in found if _taken(case, factor)]


def _symmetric(target: str, op: str, far: float) -> Factor:
    """A factor that goes as far one way as the other, in some forty steps of a round size."""
    low, neutral, kind = (1 / far, 1.0, "times") if op == "*=" else (-far, 0.0, "plus")
    step = float(f"{(far - low) / 40:.1g}") or 0.05
    ends = (neutral - step * ceil((neutral - low) / step), neutral + step * ceil((far - neutral) / step))
    least, most = (round(end, 9) for end in ends)
    return Factor(
        f"future {target}", f"{target}, as in futures", f"{target}{op}", least, most, step, neutral, kind
    )


def _taken(case: Case, factor: Factor) -> bool:
    """Whether the case has what the factor moves: as it is, and at both ends."""
    try:
        for value in (factor.neutral, factor.low, factor.high):
            apply_edits(case, [f"{factor.prefix}{value:g}"])
    except CaseError:
        return False
    return True


def limits_of(run: Run) -> list[Limit]:
    """The dearest limits of a plan that a cell of the sheets states, the dearest first."""
    top = dearest_first(until_read(run.case, with_room(run.tables["bottlenecks"])))
    top = top[top["kind"].isin(list(LIMIT_CELLS))]
    shown = as_shown(run).tables["bottlenecks"].loc[top.index]
    top = top.assign(shown=shown["bottleneck"], shown_detail=shown["detail"])
    found = (_limit(run, row) for part in by_gw_and_by_dollar(top, LIMITS_SHOWN) for row in records(part))
    return [limit for limit in found if limit is not None]


def _limit(run: Run, row: Any) -> Limit | None:
    """A bottleneck as a limit that can be moved, in all the years that it has; None where its row is not found."""
    held, rule = limit_row(run, row), BOTTLENECKS[row.kind]
    if held is None or rule.rhs is None:
        return None
    keys = [name for name in SHEETS[rule.rhs.sheet].key if name != "year"]
    conditions = ", ".join(f"{name}={quoted_value(held[name])}" for name in keys)
    cell = f"{rule.rhs.sheet}.{rule.rhs.column}" + (f"[{conditions}]" if conditions else "")
    label = called(row.kind, row.shown, row.shown_detail)
    amount, unit = (DOLLARS, "USD bn") if UNITS[row.unit].is_money else (1, row.unit)
    what = humanize(row.shown) + (f" ({humanize(row.shown_detail)})" if row.shown_detail else "")
    saved = f"USD {row.price_usd_billion_per_unit:,.3g}{'' if UNITS[row.unit].is_money else ' billion'}"
    words = f"{rule.one_more.format(what=what)} in {row.period} would save {saved}."
    moved = Factor(f"limit {label}", label, f"{cell}*=", 0, 3, 0.05)
    return Limit(label, words, f"+{amount} {unit}", f"{cell}+={amount}", moved)


def as_data(items: list[Factor] | list[Limit]) -> list[dict[str, Any]]:
    """Factors or limits for JSON."""
    return [asdict(item) for item in items]
