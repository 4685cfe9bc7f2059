"""Load the plan must serve, by sponsor and period, and what leaving it unserved costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.time import level_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.case import Case
    from planner.case.calendar import Period

REQUIRED = "required"


def year_end_levels(case: Case, sheet: str, column: str) -> dict[str, list[tuple[int, float]]]:
    """Year-end levels (year, GW) of every sponsor that a sheet names."""
    levels: dict[str, list[tuple[int, float]]] = {}
    for row in case.rows(sheet):
        levels.setdefault(row["sponsor"], []).append((row["year"], row[column]))
    return levels


def level_in(rows: Sequence[tuple[int, float]], period: Period) -> float:
    """Level that year-end levels (year, GW) come to in a period: at the end of a quarter, on the mean of a year's."""
    ends = [period.first.plus(n + 1).start for n in range(period.quarters)]
    return sum(level_at(rows, end) for end in ends) / len(ends)


def net_need_gw(case: Case) -> dict[tuple[str, int], float]:
    """Need less committed supply, never below zero, by (sponsor, period), GW: at the end of a quarter.

    Of a year it is the mean over its quarters.
    """
    need = year_end_levels(case, "demand", "need_gw")
    committed = year_end_levels(case, "committed", "supply_gw")
    net = {}
    for j, rows in need.items():
        for t, period in enumerate(case.periods):
            at_ends = []
            for n in range(period.quarters):
                end = period.first.plus(n + 1).start
                in_hand = level_at(committed[j], end) if j in committed else 0.0
                at_ends.append(max(0.0, level_at(rows, end) - in_hand))
            net[j, t] = sum(at_ends) / len(at_ends)
    return net


def value_of_service(case: Case) -> dict[str, float]:
    """Price of leaving one GW unserved for a year, USD billion of the case's dollar year, by load sponsor."""
    column = "value_of_service_usd_billion_per_gw_year"
    takers = {row["sponsor"] for row in case.rows("demand")}
    return {row["sponsor"]: row[column] for row in case.rows("sponsors") if row["sponsor"] in takers}


def deadline_period(case: Case) -> int | None:
    """First period from which no load may go unserved; None where shortfall is priced, not forbidden.

    It is the one that the quarter `close_by` lies in.
    """
    target = case.settings.target
    if target.policy != REQUIRED:
        return None
    return case.settings.calendar.number_of(target.close_by)
