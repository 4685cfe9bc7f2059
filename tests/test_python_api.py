"""From Python: read, solve, look at tables, ask for a price by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import ROOT, TINY, tiny_plan, write_tiny
from documents import page

import planner
from planner.errors import CaseError, Exhausted, NoPlan, UserError

if TYPE_CHECKING:
    from pathlib import Path


def python_of_the_guide() -> str:
    """All that the page about Python has one type in, in its order."""
    return "\n".join(re.findall(r"```python\n(.*?)```", page("python"), flags=re.DOTALL))


def test_the_lines_of_the_guide_run_and_give_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line; behind an expression stands what it gives."""
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    told = 0
    for line in python_of_the_guide().splitlines():
        code, _, given = line.partition("  # ")
        if given:
            found = eval(code, names)
            assert given in (repr(found), str(found)), line
            told += 1
        else:
            exec(code, names)
    assert told > 5
    assert isinstance(names["plan"], planner.Plan)
    assert isinstance(names["orders"], pd.DataFrame)
    assert names["worth"] == pytest.approx(-1.142972544)


def test_a_plan_tells_its_answer() -> None:
    plan = planner.solve(planner.read(TINY))
    assert plan.objective_usd_billion == pytest.approx(31.375663116)
    assert plan.closed_in == "2026Q3"
    assert plan.unserved_gw == pytest.approx(
        {"2026Q1": 2.0, "2026Q2": 1.2, "2026Q3": 0.0, "2026Q4": 0.0}, abs=1e-9
    )


def test_a_folder_may_be_named_by_text_or_path() -> None:
    assert planner.read(str(TINY)) == planner.read(TINY)


def test_values_and_prices_are_series_by_name() -> None:
    plan = tiny_plan()
    standing = plan.value("Standing")
    assert list(standing.index.names) == ["asset", "sponsor", "region", "period"]
    assert standing["engine", "power_co", "home", "2026Q4"] == pytest.approx(1.5)
    prices = plan.dual("deliveries_within_pool_limit")
    assert list(prices.index.names) == ["supply_pool", "period"]
    assert prices["connections", "2026Q3"] == pytest.approx(-0.10856798)


def test_values_and_prices_that_are_zero_are_there_too() -> None:
    plan = tiny_plan()
    assert plan.value("Unserved")["cloud", "2026Q4"] == 0.0
    assert plan.dual("deliveries_within_pool_limit")["engine_makers", "2026Q4"] == 0.0
    for name, block in plan.solution.columns.items():
        assert len(plan.value(name)) == len(block.indices)


def test_a_price_is_in_dollars_of_its_own_period(tmp_path: Path) -> None:
    """At a benchmark of 1 % a quarter a bound price is worth 1.01 ** 2 of the model's dollar at the end of Q2."""
    rates = ("case.yaml", "benchmark_rate_per_year: 0", f"benchmark_rate_per_year: {1.01**4 - 1}")
    plan = planner.solve(planner.read(write_tiny(tmp_path / "case", rates)))
    (raw,) = [dual for (_, t), dual in plan.solution.dual("deliveries_within_pool_limit").items() if t == 1]
    assert plan.dual("deliveries_within_pool_limit")["engine_makers", "2026Q2"] == pytest.approx(
        raw * 1.01**2
    )


@pytest.mark.parametrize("ask", ["value", "dual"])
def test_every_name_has_its_series_even_where_all_of_it_is_zero(ask: str) -> None:
    plan = tiny_plan()
    blocks = plan.solution.columns if ask == "value" else plan.solution.rows
    for name, block in blocks.items():
        series = getattr(plan, ask)(name)
        assert series.index.nlevels == len(block.dims)


def test_a_name_that_is_none_offers_the_nearest() -> None:
    with pytest.raises(KeyError, match="deliveries_within_pool_limit"):
        tiny_plan().dual("deliveries_within_pool")
    with pytest.raises(KeyError, match="Standing"):
        tiny_plan().value("Standign")


def test_a_rule_asked_for_as_a_variable_says_how_to_ask() -> None:
    with pytest.raises(KeyError, match=r"plan\.value\('Cash'\)"):
        tiny_plan().dual("Cash")
    with pytest.raises(KeyError, match=r"plan\.dual\('sources_equal_uses'\)"):
        tiny_plan().value("sources_equal_uses")
    with pytest.raises(KeyError, match="planner explain"):
        tiny_plan().value("zzzzzz")


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("solve", ()),
        ("Session", ()),
        ("edit", ("demand.need_gw*=2",)),
        ("curve", ("demand.need_gw*=", 0, 1)),
        ("breakeven", ("demand.need_gw*=", 0, 1, "grid")),
        ("sweep", ("spec.yaml", "folder")),
    ],
)
def test_what_was_not_read_is_no_case(name: str, more: tuple[object, ...]) -> None:
    for found in (str(TINY), TINY, None, ["x" * 200]):
        with pytest.raises(TypeError, match=rf"^{name} takes .*planner\.{name}\(planner\.read\(folder\)\)$"):
            getattr(planner, name)(found, *more)


def test_edits_and_options_are_what_they_are_called() -> None:
    case = planner.read(TINY)
    for found in (3, None, ["demand.need_gw*=2"]):
        with pytest.raises(TypeError, match=r"^an edit is text, such as 'demand.need_gw"):
            planner.Session(case).change(found)  # type: ignore[arg-type]
    for solve in (planner.solve, planner.Session):
        with pytest.raises(TypeError, match=r"^options are planner.Options\(...\), not 'fast'"):
            solve(case, "fast")  # type: ignore[arg-type]


def test_all_that_is_wrong_with_a_factor_and_its_ends_is_told_at_once() -> None:
    case = planner.read(TINY)
    with pytest.raises(UserError) as caught:
        planner.curve(case, "demand.need_gw*=", float("nan"), float("nan"))
    assert str(caught.value) == "A range cannot end at nan.\n    mend: name a finite number"
    parts = ["did you mean demand", "cannot end at a", "cannot end at inf", "finite number"]
    with pytest.raises(UserError) as caught:
        planner.curve(case, "demnd.need_gw*=", "a", float("inf"), within=-1, most=0)  # type: ignore[arg-type]
    assert [p for p in (*parts, "within -1 is no", "most 0 is too") if p not in str(caught.value)] == []
    with pytest.raises(UserError) as caught:
        planner.breakeven(case, "demnd.need_gw*=", "a", float("inf"), enter="gird", tolerance=0)  # type: ignore[arg-type]
    assert [p for p in (*parts, "did you mean grid", "A tolerance of 0") if p not in str(caught.value)] == []


def test_a_case_and_a_plan_introduce_themselves_in_a_line() -> None:
    plan = tiny_plan()
    assert repr(plan) == "<Plan of tiny: USD 31.4 billion, shortfall closed in 2026Q3>"
    assert repr(plan.case) == "<Case tiny: 45 rows, 2026Q1 to 2026Q4>"


def test_no_zero_has_a_sign() -> None:
    plan = tiny_plan()
    for name in plan.solution.rows:
        assert "-0.0" not in {str(price) for price in plan.dual(name)}, name


def test_a_case_that_is_wrong_says_all_of_it(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case", ("regions.csv", "home,Home,0,1", "home,Home,-1,5"))
    with pytest.raises(CaseError) as caught:
        planner.read(folder)
    assert len(caught.value.faults) == 2


def test_a_plan_that_cannot_exist_is_an_error_of_its_own(tmp_path: Path) -> None:
    edits = ("case.yaml", "policy: priced", "policy: required"), ("case.yaml", "2026Q3", "2026Q2")
    with pytest.raises(NoPlan):
        planner.solve(planner.read(write_tiny(tmp_path / "case", *edits)))


def test_the_package_has_what_it_says_and_nothing_else() -> None:
    for name in planner.__all__:
        assert getattr(planner, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'sovle'"):
        _ = planner.sovle


def test_where_simplex_loses_its_way_an_interior_point_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.pipeline.SIMPLEX_SECONDS", 1e-9)
    plan = planner.solve(planner.read(TINY))
    assert plan.solution.iterations["interior_point"] > 0
    assert plan.objective_usd_billion == pytest.approx(31.375663116)


def test_a_time_limit_is_no_longer_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.pipeline.SIMPLEX_SECONDS", 1e-10)
    with pytest.raises(Exhausted, match="time limit"):
        planner.solve(planner.read(TINY), planner.Options(time_limit_seconds=1e-9))
