"""Every rule has one record, which says of it what the model says, and whatever derives from records knows them all."""

from __future__ import annotations

import ast
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from model.rules import RULES as FUNCTIONS

import planner
from planner.case import SHEETS
from planner.diagnose.rhs_relaxations import rhs_relaxations
from planner.diagnose.trial_relaxations import trial_relaxations
from planner.patching import LIMITS
from planner.rules import COVENANT, RULES, Rule, cells_behind
from planner.solver import compile_model

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case

ROOM = Path(planner.__file__).parent
OWN_WRITINGS = ("model", "rules", "audit", "glossary.py")
"""Rooms in which rules are written out: the model, its records, the second writing, and the field's words for them."""

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
LIMIT_RULES = {name: rule for name, rule in RULES.items() if rule.kind == "limit"}
every_limit = pytest.mark.parametrize("rule", LIMIT_RULES.values(), ids=LIMIT_RULES)


def test_every_rule_of_the_model_has_one_record() -> None:
    assert sorted(RULES) == sorted(FUNCTIONS)


@every_rule
def test_the_domain_of_a_record_is_what_its_rule_is_built_over(
    rule: Rule, worked_model: ConcreteModel
) -> None:
    built = getattr(worked_model, rule.name)
    members = [list(getattr(worked_model, name)) for name in rule.domain]
    flat = [
        tuple(part for piece in pieces for part in (piece if isinstance(piece, tuple) else (piece,)))
        for pieces in product(*members)
    ]
    over = [index if isinstance(index, tuple) else (index,) for index in built.index_set()]
    assert over == flat
    assert worked_model.dims[rule.name] == rule.dims
    assert all(len(index) == len(rule.dims) for index in over)


@every_rule
def test_cells_of_a_record_are_columns_of_the_contract(rule: Rule) -> None:
    if rule.rhs is not None:
        sheet = SHEETS[rule.rhs.sheet]
        assert not sheet.column(rule.rhs.column).key
        assert {column for column, _ in rule.rhs.key} == {name for name in sheet.key if name != "year"}
        assert rule.rhs.yearly == ("year" in sheet.key)
        assert all(letter is None or letter in rule.dims for _, letter in rule.rhs.key)
    assert (rule.per == "quarter") <= ("q" in rule.dims)


@every_rule
def test_cells_behind_every_row_are_found(rule: Rule, worked_model: ConcreteModel, worked_case: Case) -> None:
    for index in list(getattr(worked_model, rule.name).index_set())[:40]:
        places = cells_behind(worked_case, rule, index)
        assert bool(places) == (rule.rhs is not None or rule.find is not None) or rule.find is not None
        for place in places:
            names = {sheet.file for sheet in SHEETS.values()} | {"case.yaml"}
            assert place.file in names


@every_limit
def test_a_limit_is_told_in_a_table_of_bottlenecks_and_along_a_curve(rule: Rule) -> None:
    example: dict[str, Any] = dict.fromkeys(rule.dims, "x")
    assert rule.bottleneck
    assert rule.noun.format(**example)
    if rule.bottleneck != COVENANT:
        assert rule.about.format(**example)


def test_every_covenant_has_lines_in_the_table_of_covenants() -> None:
    source = (ROOM / "results" / "covenants.py").read_text()
    from planner.rules import credit, financial

    names = {
        key
        for key, value in (vars(financial) | vars(credit)).items()
        if isinstance(value, Rule) and value.bottleneck == COVENANT
    }
    read = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert names <= read


def test_every_limit_reaches_the_repairs(worked_case: Case, worked_model: ConcreteModel) -> None:
    """By the cell that is its right-hand side, or by trial of a cell that has a part in it."""
    by_number = {relaxation.kind for relaxation in rhs_relaxations(worked_case, compile_model(worked_model))}
    by_trial = {rule.name for trial in trial_relaxations(worked_case) for rule, _ in trial.rules}
    stated = {name for name, rule in LIMIT_RULES.items() if rule.rhs is not None}
    assert by_number == stated
    assert set(LIMIT_RULES) - stated <= by_trial
    assert all(RULES[name].relief and RULES[name].plural for name in stated)


def test_every_right_hand_side_that_a_cell_states_is_patched() -> None:
    for rule in RULES.values():
        if rule.rhs is not None:
            assert rule.rhs.column in LIMITS[rule.rhs.sheet]


def test_no_other_room_knows_a_rule_by_a_name_of_its_own() -> None:
    for file in sorted(ROOM.rglob("*.py")):
        if file.relative_to(ROOM).parts[0] in OWN_WRITINGS:
            continue
        words = {
            node.value
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not words & set(RULES), file


def test_records_know_neither_the_model_nor_the_solver() -> None:
    for file in sorted((ROOM / "rules").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            modules = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for module in modules:
                allowed = ("planner.rules", "planner.case", "planner.parameters")
                assert not module.startswith(("pyomo", "highspy", "pandas")), file
                assert not module.startswith("planner.") or module.startswith(allowed), file
