"""Rows of a compiled program in words, to be compared with rows written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from planner.solver.program import INFINITY

if TYPE_CHECKING:
    from planner.solver.program import Program


def row_of(program: Program, rule: str, *index: Any) -> Any:
    """A row of a program by rule and index, to be compared with one written by hand."""
    block = program.rows[rule]
    number = block.start + block.indices.index(index if len(index) > 1 else index[0])
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
    for name, block in program.columns.items():
        if block.start <= column < block.stop:
            index = block.indices[column - block.start]
            letters = index if isinstance(index, tuple) else (index,)
            return f"{name}[{','.join(map(str, letters))}]"
    raise AssertionError(f"no column {column}")
