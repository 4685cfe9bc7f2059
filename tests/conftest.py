"""What tests of the model share: the case worked by hand, its model, and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from model.worked import write_worked

from planner.case import Case, read
from planner.model import build
from planner.solve.compile import INFINITY, Program, compile_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyomo.environ import ConcreteModel


@pytest.fixture(scope="session")
def worked_case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case worked by hand: every concern has rows in it."""
    return read(write_worked(tmp_path_factory.mktemp("worked")))


@pytest.fixture(scope="session")
def worked_model(worked_case: Case) -> ConcreteModel:
    """Its model, with the values of its variables free for tests to set."""
    return build(worked_case)


@pytest.fixture(scope="session")
def worked_program(worked_model: ConcreteModel) -> Program:
    """Its matrices."""
    return compile_model(worked_model)


@pytest.fixture(scope="session")
def row(worked_program: Program) -> Callable[..., Any]:
    """A row of the worked case as `{"Column[index]": coefficient, ...}`, its bound under "==" or "<="."""
    return lambda rule, *index: row_of(worked_program, rule, *index)


def row_of(program: Program, rule: str, *index: Any) -> Any:
    """A row of a program by rule and index, to be compared with one written by hand."""
    span = program.rows[rule]
    number = span.start + span.indices.index(index if len(index) > 1 else index[0])
    begin, end = program.matrix.indptr[number : number + 2]
    terms = {
        label_of(program, int(column)): float(value)
        for column, value in zip(
            program.matrix.indices[begin:end], program.matrix.data[begin:end], strict=True
        )
    }
    lower, upper = program.row_lower[number], program.row_upper[number]
    assert lower in (upper, -INFINITY), "every rule is an equation or a ceiling"
    terms["==" if lower == upper else "<="] = float(upper)
    return pytest.approx(terms, rel=1e-9, abs=1e-12)


def label_of(program: Program, column: int) -> str:
    """What a column is called: its variable, and its index in brackets."""
    for name, span in program.columns.items():
        if span.start <= column < span.stop:
            index = span.indices[column - span.start]
            letters = index if isinstance(index, tuple) else (index,)
            return f"{name}[{','.join(map(str, letters))}]"
    raise AssertionError(f"no column {column}")
