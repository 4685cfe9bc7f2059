"""Rows from templates on small models, next to the rows that Python makes of the same rule at every index."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pyomo.core.base import constraint as pyomo_constraint
from pyomo.environ import ConcreteModel, Objective

from planner.model.ledger import families, named_set, open_ledgers, parameter, require, variable
from planner.solver import compile_model
from planner.solver.program import INFINITY

if TYPE_CHECKING:
    from planner.solver import Program

Rule = Callable[..., Any] if TYPE_CHECKING else Any
MEMBERS = {"n": ["x", "y"], "s": ["y"], "w": []}
ROUTES = {"n": [("x", 1), ("y", 0.5)], "s": [("x", 1)]}
WEIGHT = {("n", "x"): 2.0, ("n", "y"): 0.0, ("s", "y"): 4.0}
AT = {"n": "y", "s": "x", "w": "y"}
SHARE = {"n": 0.1, "s": 3.0, "w": -7.0}


def model_of(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> ConcreteModel:
    """Three regions n, s and w, two plants x and y, a rule for every region."""
    monkeypatch.setattr(pyomo_constraint, "TEMPLATIZE_CONSTRAINTS", True)
    m = ConcreteModel()
    open_ledgers(m)
    named_set(m, "REGIONS", ["n", "s", "w"])
    named_set(m, "PLANTS", ["x", "y"])
    named_set(m, "OUTPUTS", [(r, a) for r in m.REGIONS for a in m.PLANTS], dimen=2)
    named_set(m, "WEIGHED", WEIGHT, dimen=2)
    families(m, "MEMBERS", m.REGIONS, members=MEMBERS)
    families(m, "ROUTES", m.REGIONS, members=ROUTES, dimen=2)
    parameter(m, "weight", m.WEIGHED, values=WEIGHT)
    parameter(m, "at", m.REGIONS, values=AT)
    parameter(m, "share", m.REGIONS, values=SHARE)
    variable(m, "Output", "ra", m.OUTPUTS, unit="GW")
    variable(m, "Load", "r", m.REGIONS, unit="GW", free=True)
    m.cost = Objective(expr=3 + m.Load["s"] + 2 * m.Output["n", "y"] - m.Load["s"] / 4)
    require(m, m.REGIONS, rule=rule)
    return m


def rows_of(program: Program) -> dict[Any, tuple[float, float, dict[Any, float]]]:
    """Lower bound, upper bound and terms of every row."""
    names = [(name, index) for name, block in program.columns.items() for index in block.indices]
    (block,) = program.rows.values()
    found = {}
    for k, index in enumerate(block.indices):
        row = program.matrix[[k]].tocoo()
        terms = {names[c]: float(v) for c, v in zip(row.coords[1], row.data, strict=True)}
        found[index] = float(program.row_lower[k]), float(program.row_upper[k]), terms
    return found


def compiled(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    return rows_of(compile_model(model_of(rule, monkeypatch)))


def load(r: str) -> tuple[str, str]:
    return "Load", r


def output(r: str, a: str) -> tuple[str, tuple[str, str]]:
    return "Output", (r, a)


def test_a_sum_has_as_many_terms_as_members(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return m.Load[r] == sum(m.weight[r, a] * m.Output[r, a] for a in m.MEMBERS[r])

    assert compiled(rule, monkeypatch) == {
        "n": (0, 0, {load("n"): 1, output("n", "x"): -2}),
        "s": (0, 0, {load("s"): 1, output("s", "y"): -4}),
        "w": (0, 0, {load("w"): 1}),
    }


def test_a_sum_over_two_sets_goes_through_their_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return sum(m.share[q] * m.Output[q, a] for a in m.MEMBERS[r] for q in m.REGIONS) <= m.share[r]

    def terms(*plants: str) -> dict[Any, float]:
        return {output(q, a): SHARE[q] for a in plants for q in SHARE}

    assert compiled(rule, monkeypatch) == {
        "n": (-INFINITY, 0.1, terms("x", "y")),
        "s": (-INFINITY, 3.0, terms("y")),
        "w": (-INFINITY, -7.0, {}),
    }


def test_a_later_set_may_depend_on_a_member_of_an_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return sum(m.Output[q, a] for q in m.REGIONS for a in m.MEMBERS[q]) <= m.Load[r]

    all_pairs = {output("n", "x"): 1, output("n", "y"): 1, output("s", "y"): 1}
    assert compiled(rule, monkeypatch) == {
        r: (-INFINITY, 0, {**all_pairs, load(r): -1}) for r in ("n", "s", "w")
    }


def test_an_index_may_be_what_a_parameter_says_or_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return m.Output[r, m.at[r]] + m.Output["w", "x"] <= m.Load[r]

    assert compiled(rule, monkeypatch) == {
        r: (-INFINITY, 0, {output(r, AT[r]): 1, output("w", "x"): 1, load(r): -1}) for r in AT
    }


def test_a_letter_may_be_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return sum(part * m.Output[r, a] for a, part in m.ROUTES[r]) <= m.Load[r]

    assert compiled(rule, monkeypatch) == {
        "n": (-INFINITY, 0, {output("n", "x"): 1, output("n", "y"): 0.5, load("n"): -1}),
        "s": (-INFINITY, 0, {output("s", "x"): 1, load("s"): -1}),
        "w": (-INFINITY, 0, {load("w"): -1}),
    }


def test_constants_go_to_the_right_hand_side_and_repeated_columns_add_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        both = 2 * (m.Load[r] + m.share[r]) - (m.Load[r] - 5) / 4
        return (
            both + sum(m.share[q] for q in m.REGIONS) - m.Output[r, "x"] + m.Output[r, "x"] <= 1 / m.share[r]
        )

    for r, (lower, upper, terms) in compiled(rule, monkeypatch).items():
        assert lower == -INFINITY
        assert upper == pytest.approx(1 / SHARE[r] - 2 * SHARE[r] - 5 / 4 - sum(SHARE.values()), rel=1e-14)
        assert terms == {load(r): 1.75}


def test_the_objective_is_costs_by_column_and_a_constant(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return m.Load[r] == 0

    program = compile_model(model_of(rule, monkeypatch))
    assert program.offset == 3
    assert program.cost.tolist() == [0, 2, 0, 0, 0, 0, 0, 0.75, 0]
    assert set(program.column_lower[program.columns["Load"].slice]) == {-INFINITY}
    assert set(program.column_lower[program.columns["Output"].slice]) == {0.0}


def test_a_product_or_quotient_of_variables_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def product(m: ConcreteModel, r: Any) -> Any:
        return m.Load[r] * m.Output[r, "x"] <= 1

    def quotient(m: ConcreteModel, r: Any) -> Any:
        return 1 / m.Load[r] <= 1

    def square(m: ConcreteModel, r: Any) -> Any:
        return m.Load[r] ** 2 <= 1

    for rule in (product, quotient, square):
        with pytest.raises(ValueError, match="not linear") as refused:
            compiled(rule, monkeypatch)
        assert refused.value.__notes__ == [f"in the rule {rule.__name__}"]


def test_an_index_that_a_component_does_not_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return m.Load[r] == m.weight[r, "x"]

    with pytest.raises(KeyError, match="weight is asked for an index") as refused:
        compiled(rule, monkeypatch)
    assert refused.value.__notes__ == ["in the rule rule"]


def test_a_word_that_no_component_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return m.Output[r, "z"] <= m.Load[r]

    with pytest.raises(KeyError, match="Output is asked for an index"):
        compiled(rule, monkeypatch)


def test_a_name_in_place_of_a_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return r * m.Load[r] <= 1

    with pytest.raises(ValueError, match="'n' stands where a number is due"):
        compiled(rule, monkeypatch)


def test_a_rule_that_branches_is_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(m: ConcreteModel, r: Any) -> Any:
        return sum([m.Output[r, a] for a in sorted(m.PLANTS)]) <= m.Load[r]

    with pytest.raises(ValueError, match="not a template"):
        compiled(rule, monkeypatch)
