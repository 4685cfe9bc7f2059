"""What tests of the model share: the case worked by hand, its model, and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases.worked import write_worked_credit
from model.rows import row_of

from planner.case import Case, read
from planner.model import build
from planner.solver.compile import compile_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyomo.environ import ConcreteModel

    from planner.solver.program import Program

collect_ignore_glob = ["conftest.py", "*/conftest.py"]
"""They have no doctests, and pytest cannot collect two modules of one name."""


@pytest.fixture(scope="session")
def worked_case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case worked by hand, with its credit layer: every concern has rows in it."""
    return read(write_worked_credit(tmp_path_factory.mktemp("worked")))


@pytest.fixture(scope="session")
def worked_model(worked_case: Case) -> ConcreteModel:
    """Its model; a test that asks a row for its `expr`, which is then no template, builds its own."""
    return build(worked_case)


@pytest.fixture(scope="session")
def worked_program(worked_model: ConcreteModel) -> Program:
    """Its matrices."""
    return compile_model(worked_model)


@pytest.fixture(scope="session")
def row(worked_program: Program) -> Callable[..., Any]:
    """A row of the worked case as `{"Column[index]": coefficient, ...}`, its bound under "==" or "<="."""
    return lambda rule, *index: row_of(worked_program, rule, *index)
