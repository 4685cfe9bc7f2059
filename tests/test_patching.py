"""Programs made of a neighbour's are those that would be built, to the last digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.tiny import tiny_case

import planner
from planner.case import SHEETS
from planner.model import build
from planner.patching import LIMITS, Programs, differ_in_limits_alone, limited
from planner.rules import RULES
from planner.solver import Program, compile_model
from planner.timings import Stages

if TYPE_CHECKING:
    from planner.case import Case

EDITS = [
    f"{sheet}.{column}*=0.37"
    for sheet, columns in LIMITS.items()
    if not SHEETS[sheet].optional
    for column in sorted(columns)
]
OPTIONAL = sorted(
    f"{sheet}.{column}*=0.37"
    for sheet, columns in LIMITS.items()
    if SHEETS[sheet].optional
    for column in columns
)
OTHERS = [
    "sources.capex_usd_per_kw*=1.1",
    "sources.lead_months[source=engine]+=3",
    "sponsors.cash_limit_usd_billion[sponsor=cloud]=",
    "supply_use.use_per_gw*=2",
    "case.money.benchmark_rate_per_year=0.01",
    "case.target.policy=required",
]


YEARS = ("case.calendar.end=2028Q4", "case.calendar.years_from=2027Q1")


def same(one: Program, other: Program) -> bool:
    """Whether programs are equal in every number."""
    vectors = ("cost", "row_lower", "row_upper", "column_lower", "column_upper")
    return (
        all(np.array_equal(getattr(one, name), getattr(other, name)) for name in vectors)
        and (one.matrix != other.matrix).nnz == 0
        and one.offset == other.offset
        and one.rows == other.rows
        and one.columns == other.columns
    )


def compiled(case: Case) -> Program:
    """The program of a case, built."""
    return compile_model(build(case))


@pytest.mark.parametrize("edit", EDITS)
def test_a_neighbour_in_limits_is_what_would_be_built(edit: str, worked_case: Case) -> None:
    moved = False
    for case in (tiny_case(), planner.edit(tiny_case(), *YEARS), worked_case):
        other = planner.edit(case, edit)
        assert differ_in_limits_alone(case, other)
        made, built = limited(compiled(case), other), compiled(other)
        assert same(made, built)
        moved = moved or not same(made, compiled(case))
    assert moved, "the edit moves something"


@pytest.mark.parametrize("edit", OPTIONAL)
def test_a_neighbour_in_limits_of_an_optional_sheet_is_what_would_be_built(
    edit: str, worked_case: Case
) -> None:
    other = planner.edit(worked_case, edit)
    assert differ_in_limits_alone(worked_case, other)
    assert same(limited(compiled(worked_case), other), compiled(other))
    assert not same(compiled(worked_case), compiled(other))


def test_the_limits_of_a_case_are_those_of_its_program(worked_case: Case) -> None:
    for case in (tiny_case(), planner.edit(tiny_case(), *YEARS), worked_case):
        program = compiled(case)
        stated = {name for name, rule in RULES.items() if rule.rhs is not None}
        assert stated & set(program.rows)
        assert same(limited(program, case), program)


@pytest.mark.parametrize("edit", OTHERS)
def test_whatever_else_differs_is_built_anew(edit: str) -> None:
    assert not differ_in_limits_alone(tiny_case(), planner.edit(tiny_case(), edit))


def test_a_program_is_built_once_for_all_limits_and_anew_for_what_else_differs() -> None:
    programs, built = Programs(), []
    for edit in (*EDITS, OTHERS[0], OTHERS[0]):
        case, stages = planner.edit(tiny_case(), edit), Stages()
        assert same(programs.of(case, stages), compiled(case))
        built.append("build" in stages.seconds)
    assert built == [True, *[False] * (len(EDITS) - 1), True, False]
