"""Every figure has a column of its own, whatever things are called, and what it is of can be told from its name."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import TINY, tiny_case, tiny_plan
from hypothesis import given
from hypothesis import strategies as st
from study.sweeping import ENGINES, FUNDING, RATE, Here, spec, swept

import planner
from planner.errors import UserError
from planner.results.run import run_of
from planner.study.backends import Backend
from planner.study.compare import compare
from planner.study.measures import columns_of, figure_columns, figure_keys, measures
from planner.study.sweep import run_sweep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.case import Case
    from planner.study.spec import Spec


def renamed(tmp_path: Path, names: Mapping[str, str]) -> Case:
    """The teaching case with other names for its things."""
    folder = tmp_path / "case"
    folder.mkdir()
    for file in TINY.iterdir():
        text = file.read_text()
        if file.suffix == ".csv":
            rows = [[names.get(cell, cell) for cell in row] for row in csv.reader(io.StringIO(text))]
            stream = io.StringIO()
            csv.writer(stream, lineterminator="\n").writerows(rows)
            text = stream.getvalue()
        (folder / file.name).write_text(text)
    return planner.read(folder)


PAIRS = [
    ("gas-ct", "gas_ct"),
    ("gas_ct", "gas-ct"),
    ("gas ct", "gas.ct"),
    ("gas--ct", "gas-ct"),
    ("gas-ct", "gas+ct"),
    ("Gas_CT", "gas_ct"),
    ("é-1", "é_1"),
    ("gas_ct_2", "gas-ct-2"),
]


@pytest.mark.parametrize(("engine", "grid"), PAIRS)
def test_sources_called_alike_have_a_column_each(tmp_path: Path, engine: str, grid: str) -> None:
    """Whatever the names, figures are those of the case as it was called before."""
    case = renamed(tmp_path, {"engine": engine, "grid": grid})
    figures = {m.item: m.value for m in measures(run_of(planner.solve(case))) if m.section == "standing"}
    columns = columns_of(figure_keys(case))
    assert len(set(columns.values())) == len(columns) == len(figure_columns(tiny_case()))
    assert figures[engine] == pytest.approx(1.5)
    assert figures[grid] == pytest.approx(1.0)
    asked = spec("rate: case.money.benchmark_rate_per_year=0|0.01", design="grid")
    summary = sweep(case, asked, tmp_path / "sweep")
    assert summary[columns[f"standing_gw.{engine}"]][0] == pytest.approx(figures[engine])
    assert summary[columns[f"standing_gw.{grid}"]][0] == pytest.approx(figures[grid])
    kept = pd.read_csv(tmp_path / "sweep" / "summary.csv")
    assert list(kept) == list(summary)


def sweep(case: Case, asked: Spec, folder: Path) -> pd.DataFrame:
    """The summary of a sweep of a case, its measures each under a column of its own."""
    return run_sweep(case, asked, folder, Backend(Here(), 1)).summary


@pytest.mark.parametrize("name", ["equity_put_in", "equity put in", "equity-put-in", "Equity put in"])
def test_an_instrument_called_like_equity_has_a_column_beside_it(tmp_path: Path, name: str) -> None:
    case = renamed(tmp_path, {"bond": name})
    before = {m.key: m.value for m in measures(run_of(tiny_plan()))}
    summary = sweep(case, spec("rate: case.money.benchmark_rate_per_year=0|0.01"), tmp_path / "sweep")
    raised = summary.filter(regex="^raised_").iloc[0]
    assert sorted(raised) == pytest.approx(
        sorted([before["raised_usd_billion.bond"], before["raised_usd_billion.equity put in"]])
    )
    columns = columns_of(figure_keys(case))
    assert raised[columns[f"raised_usd_billion.{name}"]] == pytest.approx(before["raised_usd_billion.bond"])


def test_an_instrument_called_like_equity_has_a_line_beside_it(tmp_path: Path) -> None:
    plan = planner.solve(renamed(tmp_path, {"bond": "equity put in"}))
    lines = {line.item: line.values for line in compare([run_of(plan)] * 2).lines if line.section == "raised"}
    assert lines["equity put in"] == pytest.approx([15.0, 15.0])
    assert len(lines) == 2


def test_one_column_is_one_thing_in_every_case_of_a_sweep() -> None:
    """Where some cases have both things and others only one, they are told apart in all of them."""
    both, one = ["standing_gw.gas-ct", "standing_gw.gas_ct"], ["standing_gw.gas-ct"]
    assert columns_of([*both, *one]) == columns_of([*one, *both[::-1]])
    assert columns_of(both)[one[0]] == "standing_gw.gas-ct"
    assert columns_of(one)[one[0]] == "standing_gw.gas_ct"


@pytest.mark.parametrize(
    ("keys", "taken", "columns"),
    [
        (["cost.a b", "cost.a_b", "cost.a-b"], [], ["cost.a b", "cost.a_b", "cost.a-b"]),
        (["cost.a b"], ["cost.a_b"], ["cost.a_b_2"]),
        (["cost.a b"], ["cost.a_b", "cost.a_b_2"], ["cost.a_b_3"]),
        (["cost.x", "cost.x"], [], ["cost.x"]),
        (["cost.-", "cost._", "cost.+"], [], ["cost.-", "cost._", "cost.+"]),
        (["closed_in"], ["closed_in"], ["closed_in_2"]),
    ],
)
def test_columns_are_never_the_same(keys: list[str], taken: list[str], columns: list[str]) -> None:
    assert list(columns_of(keys, taken).values()) == columns


NAMES = st.text(st.sampled_from("aA_-. é2"), min_size=1, max_size=6)


@given(st.lists(NAMES.map(lambda name: f"standing_gw.{name}")), st.lists(NAMES))
def test_columns_are_never_the_same_whatever_the_names(keys: list[str], taken: list[str]) -> None:
    reserved = [f"standing_gw.{name}" for name in taken]
    columns = columns_of(keys, reserved)
    assert list(columns) == list(dict.fromkeys(keys))
    assert len({*columns.values(), *reserved}) == len(columns) + len(set(reserved))


@pytest.mark.parametrize(
    "name",
    [
        "objective_usd_billion",
        "closed_in",
        "quarters_to_close",
        "standing_gw.engine",
        "raised_usd_billion.equity_put_in",
        "Objective_USD_billion",
        "status",
        "Status",
        "SCENARIO",
        "asset",
    ],
)
def test_a_factor_called_like_a_column_is_refused_before_anything_is_solved(
    tmp_path: Path, name: str
) -> None:
    engine = Here()
    with pytest.raises(UserError, match=f"A factor cannot be called {name}: the results have"):
        swept(spec(RATE.replace("rate:", f"{name}:") + "0|0.05"), tmp_path / "sweep", engine)
    assert not engine.solved
    assert not (tmp_path / "sweep").exists()


def test_factors_that_differ_by_capital_letters_alone_are_refused(tmp_path: Path) -> None:
    asked = spec(f"{ENGINES}1|2", f"{ENGINES.replace('engines:', 'Engines:')}3|4")
    with pytest.raises(UserError, match="Two factors are called engines, but for small and capital letters"):
        swept(asked, tmp_path / "sweep")


def test_a_factor_called_like_a_figure_that_some_cases_have_keeps_its_column(tmp_path: Path) -> None:
    """Funding is off in the case as read, so that it has no bond to raise money by; with it on there is one."""
    case = tiny_case("case.funding=off")
    asked = spec(f"{FUNDING}on|off", RATE.replace("rate:", "raised_usd_billion.bond:") + "0|0.01")
    summary = sweep(case, asked, tmp_path / "sweep")
    assert summary["raised_usd_billion.bond"].tolist() == [0, 0.01, 0, 0.01]
    assert summary["raised_usd_billion.bond_2"][0] == pytest.approx(15.0)


def test_a_measure_is_named_as_its_column_is(tmp_path: Path) -> None:
    case = renamed(tmp_path, {"engine": "gas-ct", "grid": "gas_ct"})
    asked = spec(f"{ENGINES}0.5|1.5", design="tornado")
    swings = {}
    for measure in ("standing_gw.gas-ct", "standing_gw.gas_ct"):
        found = run_sweep(case, asked, tmp_path / "sweep", Backend(Here(), 1), measure=measure)
        assert found.indices is not None
        swings[measure] = found.indices.frame["swing"][0]
    assert swings["standing_gw.gas-ct"] > 0.1
    assert swings["standing_gw.gas-ct"] != swings["standing_gw.gas_ct"]


# ── plans side by side ──


@pytest.mark.parametrize(
    ("names", "unique"),
    [
        (("plan", "plan", "plan-1"), ("plan-2", "plan-3", "plan-1")),
        (("a", "a", "a-2", "a-1"), ("a-3", "a-4", "a-2", "a-1")),
        (("item", "unit", "section"), ("item-1", "unit-1", "section-1")),
        (("item", "item"), ("item-1", "item-2")),
        (("one", "two"), ("one", "two")),
    ],
)
def test_plans_compared_have_a_column_each(names: tuple[str, ...], unique: tuple[str, ...]) -> None:
    comparison = compare([run_of(tiny_plan(), name) for name in names])
    assert comparison.names == unique
    header = next(iter(comparison.rows()))
    assert len(set(header)) == len(header)
