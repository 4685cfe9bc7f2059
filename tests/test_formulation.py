"""The docstrings are held to the code: every printed equation is evaluated against the rows that were built.

Variables get random numbers; both sides of the equation are evaluated as Python over the model's own names. A
variable or parameter at an index that it does not have counts as zero, as does an order never placed.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import random
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from cases.edits import without_funding
from cases.variants import write_variant
from model.rules import RULES
from pyomo.environ import ConcreteModel, Param, Set, value

from planner.case import Case, read
from planner.case.editing import edit
from planner.model import build
from planner.model.ledger import LEDGERS
from planner.model.objective import present_value_of_cost
from planner.solver.compile import compile_model
from planner.solver.program import INFINITY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_ROWS = 50


class OrZero(dict):
    """Numbers by index; zero at an index that does not exist."""

    def __missing__(self, index: Any) -> float:
        return 0.0


def posted_term(term: Callable[..., Any]) -> str | None:
    """What the docstring of a posted term prints; nothing where a variable is posted as it is."""
    return section(term.func.__doc__ or "", "Posts", "Units") if isinstance(term, partial) else None


class Formulation:
    """A built model whose variables hold random numbers, and its names as its docstrings use them."""

    def __init__(self, m: ConcreteModel, seed: int = 1) -> None:
        self.model, self.dice = m, random.Random(seed)
        self.program = compile_model(m)
        numbers = [self.dice.uniform(0.5, 1.5) for _ in self.program.cost]
        self.objective = self.program.cost @ numbers + self.program.offset
        self.activity = self.program.matrix @ numbers
        self.variables = {
            name: OrZero(zip(block.indices, numbers[block.slice], strict=True))
            for name, block in self.program.columns.items()
        }
        self.names = {part.name: meaning(part) for part in m.component_objects((Param, Set))} | self.variables
        self.names["__builtins__"] = {"sum": builtins.sum, "len": builtins.len}
        self.names |= {ledger: self.total(ledger) for ledger in m.ledgers}

    def total(self, ledger: str) -> OrZero:
        """A ledger by index: variables posted as they are, and terms of them as their docstrings print those."""
        sums = OrZero()
        for name, posting in self.model.ledgers[ledger].items():
            posts = posted_term(posting.term)
            for letters, _ in posting.terms():
                index = letters if len(letters) > 1 else letters[0]
                here = self.names | dict(zip(LEDGERS[ledger], letters, strict=True))
                sums[index] += self.variables[name][index] if posts is None else eval(posts, here)
        return sums

    def indices(self, doc: str, rule: str) -> list[Any]:
        """The indices of the domain that a docstring prints."""
        letters = ", ".join(inspect.signature(RULES[rule]).parameters).removeprefix("m").removeprefix(", ")
        found: list[Any] = eval(f"[({letters}) {section(doc, 'Domain', 'Equation')}]", dict(self.names))
        return found

    def faults(self, rule: str, doc: str) -> list[str]:
        """Rows of the rule that say something else than the docstring; a sample where there are many."""
        left, sign, right = equation(doc)
        letters = list(inspect.signature(RULES[rule]).parameters)[1:]
        block = self.program.rows[rule]
        found = []
        for number in self.dice.sample(range(len(block.indices)), min(MOST_ROWS, len(block.indices))):
            index = block.indices[number]
            here = self.names | dict(
                zip(letters, index if isinstance(index, tuple) else (index,), strict=True)
            )
            excess = eval(left, here) - eval(right, here)
            # Pyomo turns a floor round, so that every inequality is kept as a ceiling.
            printed = (sign is ast.Eq, -excess if sign is ast.GtE else excess)
            built = self.built(block.start + number)
            if printed != pytest.approx(built, rel=1e-9, abs=1e-9):
                found.append(f"{rule}[{index}] prints {printed}, is built as {built}")
        return found

    def built(self, row: int) -> tuple[bool, float]:
        """Whether the row is an equation, and how far it stands above its bound."""
        lower, upper = self.program.row_lower[row], self.program.row_upper[row]
        assert lower in (upper, -INFINITY), "every rule is an equation or a ceiling"
        return bool(lower == upper), float(self.activity[row] - upper)


def meaning(part: Any) -> Any:
    """A component as a docstring uses it: numbers or members by index, or just the number or members."""
    if isinstance(part, Set):
        return {index: list(part[index]) for index in part} if part.is_indexed() else list(part)
    return OrZero(part.extract_values()) if part.is_indexed() else value(part)


def section(doc: str, heading: str, following: str) -> str:
    """What a docstring prints under a heading, on one line."""
    return " ".join(doc.split(f"{heading}:")[1].split(f"{following}:")[0].split())


def equation(doc: str) -> tuple[Any, type, Any]:
    """Left side, relation and right side of the equation that a docstring prints."""
    text = section(doc, "Equation", "Units")
    relation = ast.parse(text, mode="eval").body
    assert isinstance(relation, ast.Compare), f"{text} is no equation"
    (sign,), (right,) = relation.ops, relation.comparators
    sides = [compile(ast.Expression(side), text, "eval") for side in (relation.left, right)]
    return sides[0], type(sign), sides[1]


@pytest.fixture(scope="module")
def worked(worked_case: Case) -> Formulation:
    return Formulation(build(worked_case))


@pytest.fixture(
    scope="module", params=["unfunded", "years", "variant 0", "variant 1", "variant 3", "variant 4 years"]
)
def other(
    request: pytest.FixtureRequest, worked_case: Case, tmp_path_factory: pytest.TempPathFactory
) -> Formulation:
    if request.param == "unfunded":
        case = without_funding(worked_case)
    elif request.param == "years":
        case = edit(worked_case, "case.calendar.end=2029Q4", "case.calendar.years_from=2028Q1")
    else:
        folder: Path = tmp_path_factory.mktemp("variant")
        write_variant(folder, int(request.param.split()[1]), years="years" in request.param)
        case = read(folder)
    return Formulation(build(case), seed=2)


@pytest.mark.parametrize("rule", RULES)
def test_every_row_is_the_equation_its_rule_prints(worked: Formulation, rule: str) -> None:
    assert worked.program.rows[rule].indices, f"the worked case has no row of {rule}"
    assert worked.faults(rule, inspect.getdoc(RULES[rule]) or "") == []


def test_rows_are_the_equations_printed_in_other_cases_too(other: Formulation) -> None:
    rules = [rule for rule in RULES if rule in other.program.rows]
    faults = [fault for rule in rules for fault in other.faults(rule, inspect.getdoc(RULES[rule]) or "")]
    assert rules
    assert faults == []


def test_every_rule_is_built_over_the_domain_it_prints(worked: Formulation, other: Formulation) -> None:
    for built in (worked, other):
        for rule, block in built.program.rows.items():
            assert built.indices(inspect.getdoc(RULES[rule]) or "", rule) == list(block.indices), rule


def test_a_wrong_domain_is_noticed(worked: Formulation) -> None:
    doc = inspect.getdoc(RULES["deliveries_within_pool_limit"]) or ""
    wrong = doc.replace("for p, q in POOLS_IN_USE", "for p in POOLS for q in QUARTERS")
    assert wrong != doc
    built = list(worked.program.rows["deliveries_within_pool_limit"].indices)
    assert worked.indices(wrong, "deliveries_within_pool_limit") != built


@pytest.mark.parametrize("funded", [True, False])
def test_the_objective_is_the_equation_it_prints(
    worked: Formulation, worked_case: Case, funded: bool
) -> None:
    at = worked if funded else Formulation(build(without_funding(worked_case)))
    left, sign, right = equation(inspect.getdoc(present_value_of_cost) or "")
    at.names["present_value_of_cost"] = at.objective
    assert sign is ast.Eq
    assert eval(left, at.names) == pytest.approx(eval(right, at.names), rel=1e-12)


@pytest.mark.parametrize(
    ("rule", "true", "false"),
    [
        pytest.param("sources_equal_uses", "- Issue_cost", "+ Issue_cost", id="sign"),
        pytest.param("capex_follows_spend_profiles", "[a, j, o]", "[a, j, o - 1]", id="index"),
        pytest.param("equity_is_assets_less_debt", "- Debt[j, t]", "", id="term"),
        pytest.param("issuance_within_market_limit", "* years[t]", "", id="factor"),
        pytest.param("firm_capacity_covers_load", ">=", "<=", id="direction"),
        pytest.param("need_is_served_or_unserved", "==", "<=", id="relation"),
        pytest.param("level_rolls_through_the_day", "(b - 1) % len(BLOCKS)", "b - 1", id="wrap"),
    ],
)
def test_a_wrong_equation_is_noticed(worked: Formulation, rule: str, true: str, false: str) -> None:
    doc = inspect.getdoc(RULES[rule]) or ""
    assert true in doc
    assert worked.faults(rule, doc.replace(true, false)) != []
