"""Ledgers: a concern that supplies power joins the others without a line of theirs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from model.rows import row_of
from solver.programs import at_once

from planner import model as planner_model
from planner.model.ledger import post, require, variable
from planner.solver import compile_model

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.solver.program import Program

PRICE = 0.001
"""USD billion that a GW imported through a block costs."""


def declare(m: ConcreteModel, case: Case) -> None:
    """Power from beyond a region's borders, paid for by the first sponsor."""
    variable(m, "Import", "rtdb", m.REGIONS, m.PERIODS, m.DAYS, m.BLOCKS, unit="GW")
    variable(m, "Import_cost", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "supply", "Import")
    post(m, "operating_cost", "Import_cost")


def constrain(m: ConcreteModel) -> None:
    """Contents: what imports cost."""
    require(m, m.SPONSORS, m.PERIODS, rule=imports_are_paid)


def imports_are_paid(m: ConcreteModel, j: Any, t: Any) -> Any:
    """An equal share of the price is each sponsor's."""
    share = PRICE / len(m.SPONSORS)
    return m.Import_cost[j, t] == share * sum(
        m.Import[r, t, d, b] for r in m.REGIONS for d in m.DAYS for b in m.BLOCKS
    )


IMPORTS = SimpleNamespace(declare=declare, constrain=constrain)


@pytest.fixture
def program(worked_case: Case, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(planner_model, "CONCERNS", (*planner_model.CONCERNS, IMPORTS))
    return compile_model(planner_model.build(worked_case))


def test_what_is_imported_meets_load_beside_what_is_generated(program: Program) -> None:
    assert row_of(program, "output_meets_load", "east", 2, "typical", 1) == {
        "Output[sun,east,2,typical,1]": 1,
        "Output[battery,east,2,typical,1]": 1,
        "Charge[battery,east,2,typical,1]": -1,
        "Import[east,2,typical,1]": 1,
        "Flow[west,east,2,typical,1]": 1,
        "Flow[east,west,2,typical,1]": -1,
        "Load[east,2]": -1,
        "==": 0,
    }


def test_imports_serve_load_where_they_are_cheap(program: Program, worked_program: Program) -> None:
    alone, found = at_once(worked_program), at_once(program)
    assert found.objective < alone.objective
    assert sum(found.value("Import").values()) > 1
    paid = sum(found.value("Import_cost").values())
    assert paid == pytest.approx(PRICE * sum(found.value("Import").values()))
