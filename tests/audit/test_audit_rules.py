"""The audit's second writing of the mathematics against the rows that the planner builds: the same, term by term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from audit.known_cases import write_known, write_known_worked
from cases.edits import without_funding
from cases.tiny import TINY
from cases.variants import write_variant

from planner.audit.facts import Facts
from planner.audit.program import Program
from planner.audit.rules import program
from planner.case import read
from planner.model import build
from planner.solver import compile_model

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

    Row = tuple[bool, float, dict[tuple[Any, ...], float]]


def key(name: str, index: Any) -> tuple[Any, ...]:
    return (name, *(index if isinstance(index, tuple) else (index,)))


def planners(case: Case) -> tuple[dict[Any, Row], dict[Any, tuple[float, bool]]]:
    """Every row, and of every column its cost and whether it is free, as the planner compiles them."""
    made = compile_model(build(case))
    names = [key(name, index) for name, block in made.columns.items() for index in block.indices]
    rows: dict[Any, Row] = {}
    for name, block in made.rows.items():
        for number, index in enumerate(block.indices, block.start):
            cut = slice(made.matrix.indptr[number], made.matrix.indptr[number + 1])
            terms = zip(made.matrix.indices[cut], made.matrix.data[cut], strict=True)
            equal = bool(made.row_lower[number] == made.row_upper[number])
            rows[key(name, index)] = (equal, made.row_upper[number], {names[k]: v for k, v in terms})
    columns = zip(made.cost, made.column_lower < 0, strict=True)
    return rows, dict(zip(names, columns, strict=True))


def audits(p: Program) -> dict[Any, Row]:
    """Every row as the audit writes it."""
    names, rows = list(p.columns), {}
    for name, number in p.rows.items():
        terms: dict[Any, float] = {}
        for k in range(p.ends[number], p.ends[number + 1]):
            column = names[p.entries[1][k]]
            terms[column] = terms.get(column, 0.0) + p.entries[2][k]
        rows[name] = (p.equal[number], p.bound[number], {k: v for k, v in terms.items() if v})
    return rows


def assert_same(case: Case) -> None:
    p = program(Facts(case))
    mine, (theirs, columns) = audits(p), planners(case)
    assert set(mine) == set(theirs)
    for name, (equal, bound, terms) in theirs.items():
        assert mine[name][0] == equal, name
        assert mine[name][1] == pytest.approx(bound, rel=1e-12, abs=1e-12), name
        assert mine[name][2] == pytest.approx(terms, rel=1e-10), name
    assert dict(zip(p.columns, p.free, strict=True)) == {name: free for name, (_, free) in columns.items()}
    costs = {name: cost for name, (cost, _) in columns.items()}
    assert dict(zip(p.columns, p.cost, strict=True)) == pytest.approx(costs, rel=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_every_row_of_a_random_case_is_the_planners(seed: int, tmp_path: Path) -> None:
    write_variant(tmp_path / "case", seed)
    case = read(tmp_path / "case")
    assert_same(case)
    assert_same(without_funding(case))


@pytest.mark.parametrize("seed", range(5))
def test_every_row_of_a_random_case_with_years_is_the_planners(seed: int, tmp_path: Path) -> None:
    write_variant(tmp_path / "case", seed, years=True)
    case = read(tmp_path / "case")
    assert_same(case)
    assert_same(without_funding(case))


@pytest.mark.parametrize(
    ("seed", "years"), [*((seed, False) for seed in range(8)), (0, True), (3, True), (9, True)]
)
def test_every_row_of_a_random_credit_layer_is_the_planners(seed: int, years: bool, tmp_path: Path) -> None:
    case = read(write_known(tmp_path / "case", seed, years))
    assert_same(case)
    assert_same(without_funding(case))


def test_every_row_of_the_worked_case_is_the_planners(tmp_path: Path) -> None:
    case = read(write_known_worked(tmp_path / "worked"))
    assert_same(case)
    assert set(program(Facts(case)).indices) == set(compile_model(build(case)).rows)


def test_every_row_of_the_teaching_case_is_the_planners() -> None:
    assert_same(read(TINY))


def test_a_row_of_a_rule_nobody_announced_is_refused() -> None:
    with pytest.raises(KeyError, match="no_such_rule"):
        Program().ceiling("no_such_rule", ("a",), [])
