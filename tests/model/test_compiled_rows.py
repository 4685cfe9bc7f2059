"""The compiler against Pyomo's own: the same matrix row by row, the same objective."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pyomo.environ import Param
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from planner.model import build
from planner.solver.program import INFINITY, Program

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case

    Theirs = tuple[ConcreteModel, Any]
    Rows = dict[tuple[str, Any], tuple[str, float, dict[tuple[str, Any], float]]]


@pytest.fixture(scope="module")
def theirs(worked_case: Case) -> tuple[ConcreteModel, Any]:
    """A model and Pyomo's own standard form of it, whose rows point into the model; it warns in its log."""
    m = build(worked_case)
    logging.disable(logging.WARNING)
    form = LinearStandardFormCompiler().write(m, mixed_form=True)
    logging.disable(logging.NOTSET)
    return m, form


def place_of(part: Any) -> tuple[str, Any]:
    """A variable or row of Pyomo's by name and index."""
    return part.parent_component().name, part.index()


def places(blocks: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, index) for name, block in blocks.items() for index in block.indices]


def their_rows(form: Any) -> Rows:
    """Pyomo's rows, a floor turned round to the ceiling that we keep."""
    columns = [place_of(column) for column in form.columns]
    matrix = form.A.tocsr()
    found: Rows = {}
    for number, (row, sense) in enumerate(form.rows):
        cut = slice(matrix.indptr[number], matrix.indptr[number + 1])
        sign = -1.0 if sense < 0 else 1.0
        terms = {
            columns[k]: sign * v for k, v in zip(matrix.indices[cut], matrix.data[cut], strict=True) if v
        }
        found[place_of(row)] = ("==" if sense == 0 else "<=", sign * form.rhs[number], terms)
    return found


def our_rows(program: Program) -> Rows:
    columns = places(program.columns)
    found: Rows = {}
    for number, place in enumerate(places(program.rows)):
        cut = slice(program.matrix.indptr[number], program.matrix.indptr[number + 1])
        terms = dict(
            zip((columns[k] for k in program.matrix.indices[cut]), program.matrix.data[cut], strict=True)
        )
        lower, upper = program.row_lower[number], program.row_upper[number]
        found[place] = ("==" if lower == upper else "<=", float(upper), terms)
    return found


def test_the_matrix_is_pyomos_own_row_by_row(worked_program: Program, theirs: Theirs) -> None:
    ours, other = our_rows(worked_program), their_rows(theirs[1])
    assert set(other) <= set(ours)
    for place, (sense, bound, terms) in other.items():
        assert ours[place][0] == sense, place
        assert ours[place][1] == pytest.approx(bound, abs=1e-12), place
        assert ours[place][2] == pytest.approx(terms, rel=1e-12), place


def test_rows_that_pyomo_leaves_out_say_nothing(worked_program: Program, theirs: Theirs) -> None:
    ours = our_rows(worked_program)
    for place in set(ours) - set(their_rows(theirs[1])):
        sense, bound, terms = ours[place]
        assert terms == {}
        assert bound == 0 or (sense == "<=" and bound > 0)


def test_the_objective_is_pyomos_own(worked_program: Program, theirs: Theirs) -> None:
    columns = places(worked_program.columns)
    ours = {columns[k]: worked_program.cost[k] for k in np.flatnonzero(worked_program.cost)}
    costs = theirs[1].c.tocoo()
    other = {place_of(theirs[1].columns[k]): v for k, v in zip(costs.coords[1], costs.data, strict=True) if v}
    assert ours == pytest.approx(other, rel=1e-12)
    assert worked_program.offset == pytest.approx(float(theirs[1].c_offset[0]))


def test_columns_are_bounded_as_their_variables_are(
    worked_program: Program, worked_model: ConcreteModel
) -> None:
    for name, block in worked_program.columns.items():
        first = next(iter(getattr(worked_model, name).values()))
        assert set(worked_program.column_lower[block.slice]) == {-INFINITY if first.lb is None else first.lb}
        assert set(worked_program.column_upper[block.slice]) == {INFINITY}
        assert first.ub is None


def test_the_data_looked_up_are_those_of_the_parameters(worked_model: ConcreteModel) -> None:
    for parameter in worked_model.component_objects(Param):
        if parameter.is_indexed():
            assert worked_model.given[parameter.name] == parameter.extract_values(), parameter.name


def test_every_row_is_an_equation_or_a_ceiling(worked_program: Program) -> None:
    """So that every dual of an inequality is minus what room would save; Pyomo turns floors round."""
    floored = worked_program.row_lower > -INFINITY
    assert (worked_program.row_lower[floored] == worked_program.row_upper[floored]).all()
    assert (worked_program.row_upper < INFINITY).all()
