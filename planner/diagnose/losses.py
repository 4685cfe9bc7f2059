"""Why a case has no plan though load may go unserved: sponsors whose earnings are looked at run at a loss."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np

from planner.case.change import Change
from planner.diagnose.elastic import Elastic, OutOfTimeError, has_plan
from planner.diagnose.iis import conflicting_rules
from planner.diagnose.repair import Repair, Shortfall, apply, in_order
from planner.diagnose.words import AT_A_LOSS, message
from planner.errors import NoPlan
from planner.rules import cells_behind
from planner.rules.credit import CREDIT_STEP, EBITDA, EBITDA_LOSS, INTEREST_COVERAGE
from planner.rules.physical import DEADLINE
from planner.tolerances import IMPOSSIBLE_USD_BILLION, REPAIR_ROUNDING

if TYPE_CHECKING:
    from planner.case import Case
    from planner.diagnose.elastic import Clock
    from planner.rules import Rule
    from planner.solver import Program

COLUMN = "ebitda_usd_billion_per_year"
DECIMALS = 3
"""Earnings of a repair are rounded up to a million dollars."""


def at_a_loss(case: Case, program: Program, clock: Clock) -> NoPlan | None:
    """What is missing of earnings where nothing else stands in the way of a plan; None where something does.

    Raises OutOfTimeError where that is not known in time.
    """
    if EBITDA_LOSS.name not in program.rows:
        return None
    block, deadline = program.rows[EBITDA.name], program.rows[DEADLINE.name]
    rows = [((row,), case.periods[t].years) for row, (_, t) in enumerate(block.indices, block.start)]
    rows += [((row,), 1.0) for row in range(deadline.start, deadline.stop)]
    elastic = Elastic(_without(program, CREDIT_STEP, INTEREST_COVERAGE), rows, clock)
    prices = {n: float(n < len(block.indices)) for n in range(len(rows))}
    slack = elastic.solve(prices, prove=True)
    if slack is None or slack.price < IMPOSSIBLE_USD_BILLION:
        return None
    missing: dict[str, dict[int, float]] = {}
    for n, amount in slack.amounts.items():
        if n < len(block.indices):
            j, t = block.indices[n]
            missing.setdefault(j, {})[t] = amount
    shortfalls = [_shortfall(case, j, periods) for j, periods in missing.items()]
    try:
        found = conflicting_rules(case, program, slack.duals, clock)
    except OutOfTimeError:
        found = []
    repairs = in_order(case, [_proved(case, _repair(case, missing), clock)])
    words = message(case, shortfalls, repairs, found, [], AT_A_LOSS)
    return NoPlan(words, shortfalls, repairs, found, case.places)


def _without(program: Program, *rules: Rule) -> Program:
    """The program with rows of some rules open: that of a loss says by itself what they then cannot keep."""
    upper = program.row_upper.copy()
    for rule in rules:
        if rule.name in program.rows:
            upper[program.rows[rule.name].slice] = np.inf
    return dataclasses.replace(program, row_upper=upper)


def _shortfall(case: Case, sponsor: str, missing: dict[int, float]) -> Shortfall:
    """What a sponsor lacks to run at no loss, at its worst."""
    worst = max(missing, key=lambda t: missing[t])
    period = str(case.periods[worst])
    words = f"Ebitda of {sponsor}: at best USD {missing[worst]:.4g} billion a year below zero, in {period}"
    places = tuple(cells_behind(case, EBITDA_LOSS, (sponsor, worst)))
    return Shortfall(f"Ebitda of {sponsor}", period, missing[worst], words, "USD billion", places)


def _repair(case: Case, missing: dict[str, dict[int, float]]) -> Repair:
    """As much more earned besides the plan as is missing, in every row that is in force when it is."""
    changes, total = [], 0.0
    for sponsor, periods in missing.items():
        rows = sorted(
            (row for row in case.rows("ebitda") if row["sponsor"] == sponsor), key=lambda row: row["year"]
        )
        begins = case.periods[0].year
        if not rows or rows[0]["year"] > begins:
            early = [
                amount for t, amount in periods.items() if not rows or case.periods[t].year < rows[0]["year"]
            ]
            if early:
                new = _rounded(max(early))
                changes.append(Change("ebitda", COLUMN, new, cells={"sponsor": sponsor, "year": begins}))
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            until = math.inf if following is None else following["year"]
            held = [a for t, a in periods.items() if row["year"] <= case.periods[t].year < until]
            if held:
                changes.append(
                    Change("ebitda", COLUMN, _rounded(row[COLUMN] + max(held)), row[COLUMN], row.row)
                )
        total += sum(amount * case.periods[t].years for t, amount in periods.items())
    words = " and ".join(f"{sponsor} earns more besides the plan" for sponsor in missing)
    return Repair(", ".join(missing), words, tuple(changes), total)


def _rounded(amount: float) -> float:
    """An amount rounded up, so that it is short to write and no smaller than it must be."""
    scale = 10.0**DECIMALS
    return float(math.ceil(amount * scale - REPAIR_ROUNDING)) / scale


def _proved(case: Case, repair: Repair, clock: Clock) -> Repair:
    """The repair, marked where the mended case was found to have a plan."""
    from planner.model import build
    from planner.solver import compile_model

    try:
        solved = has_plan(compile_model(build(apply(case, repair))), clock.left)
    except OutOfTimeError:
        solved = False
    return dataclasses.replace(repair, proved=solved)
