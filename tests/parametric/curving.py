"""What tests of curves share: the teaching case, in which one GW of engines a quarter can be had."""

from __future__ import annotations

from functools import cache

from cases.tiny import tiny_case

import planner

ENGINES = "supply_limits.limit_gw_per_year[supply_pool=engine_makers]="
NEED = "demand.need_gw*="
SERVICE = "sponsors.value_of_service_usd_billion_per_gw_year="
REQUIRED = "case.target.policy=required"
OFF = "case.funding=off"


@cache
def cold(*edits: str) -> float:
    """The cost of the teaching case with edits, solved for itself."""
    return planner.solve(tiny_case(*edits)).objective_usd_billion
