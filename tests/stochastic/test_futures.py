"""The answer of planner futures: proved, reconciled leaf by leaf, and told as asked."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import tiny_plan
from cases.worked import write_worked_credit
from stochastic.futures import FUTURES, case_with, write_futures

import planner
from planner.cli import main
from planner.errors import NoPlan, UserError
from planner.stochastic.tree_text import kept_and_optional, tree_text

if TYPE_CHECKING:
    from planner.stochastic.tree_plan import TreePlan

SLOW_CHIPS = "compute.lead_months[asset=chips]=6"
ONE = FUTURES.partition("high:")[0].replace("0.75", "1").replace("*=0.5", "*=1")


@cache
def plan_of(text: str = FUTURES, weigh: str = "expected", *edits: str) -> TreePlan:
    with TemporaryDirectory() as folder:
        return planner.futures(case_with(Path(folder) / "tiny", text, *edits), weigh)  # type: ignore[arg-type]


@cache
def plan() -> TreePlan:
    return plan_of(FUTURES, "expected", SLOW_CHIPS)


def test_the_tables_of_one_future_are_those_of_the_plan() -> None:
    tables = plan_of(ONE).tables
    of_whole_plans = {"returns", "need_value", "generation_mix", "emissions", "all_in_cost", "league"}
    assert not of_whole_plans & set(tables)
    for name, frame in tiny_plan().tables.items():
        if name in of_whole_plans:
            continue
        found = tables[name].drop(columns="future")
        amounts = [column for column in frame.select_dtypes("number").columns if "price" not in column]
        if name not in ("bottlenecks", "prices", "covenants"):
            assert found[amounts].sum().to_dict() == pytest.approx(frame[amounts].sum().to_dict()), name


def test_every_row_bears_the_future_that_its_period_belongs_to() -> None:
    shortfall = plan().tables["shortfall"]
    assert {name: list(rows["period"]) for name, rows in shortfall.groupby("future", sort=False)} == {
        "trunk": ["2026Q1", "2026Q2"],
        "low": ["2026Q3", "2026Q4"],
        "high": ["2026Q3", "2026Q4"],
    }
    assert set(plan().tables["orders"]["future"]) <= {"trunk", "low", "high"}


def test_what_is_expected_is_what_leaves_cost_by_how_likely_they_are() -> None:
    found = plan()
    assert found.expected_usd_billion == pytest.approx(found.objective_usd_billion)
    costs = found.tables["leaves"].set_index("future")["cost_usd_billion"]
    assert 0.75 * costs["low"] + 0.25 * costs["high"] == pytest.approx(found.expected_usd_billion)
    assert all(leaf.regret_usd_billion >= -1e-9 for leaf in found.leaves.values())
    assert found.price_of_not_knowing_usd_billion > 0
    assert all(more is None or more >= -1e-9 for more in found.hedging_usd_billion.values())


def test_costs_of_the_tables_are_those_of_the_leaves() -> None:
    costs = plan().tables["costs"].groupby("future")["present_value_usd_billion"].sum()
    for leaf, each in plan().leaves.items():
        assert costs["trunk"] + costs[leaf] == pytest.approx(each.cost_usd_billion)


def test_orders_now_tell_what_each_future_cancels_of_them() -> None:
    now = plan().tables["orders_now"].set_index(["asset", "ordered"])
    cancelled = plan().tables["cancelled"]
    assert list(cancelled["asset"]) == ["chips"]
    gw = cancelled["cancelled_gw"].iloc[0]
    assert now.loc[("chips", "2026Q2"), "cancelled_in_low_gw"] == pytest.approx(gw)
    assert now.loc[("chips", "2026Q2"), "cancelled_in_high_gw"] == 0
    kept, options = kept_and_optional(plan())
    assert options == {"chips": pytest.approx(gw)}
    assert kept["chips"] == pytest.approx(plan().orders_now["chips"] - gw)


def test_what_is_cancelled_neither_stands_nor_is_paid_after_the_news() -> None:
    capacity = plan().tables["capacity"]
    chips = capacity[(capacity["asset"] == "chips") & (capacity["period"] == "2026Q4")]
    standing = chips.set_index("future")["standing_gw"]
    assert standing["high"] - standing["low"] == pytest.approx(
        plan().tables["cancelled"]["cancelled_gw"].sum()
    )


def test_cancelling_that_costs_nothing_is_noted() -> None:
    assert any("Cancelling is free for chips" in note for note in plan().notes)


def test_orders_that_count_on_being_cancelled_are_noted() -> None:
    edits = ["supply_use.asset[supply_pool=engine_makers]=chips", "supply_limits.limit_gw_per_year*=2"]
    need = "demand.need_gw[year=2026]*=2"
    text = FUTURES.replace(f'"{need}"', f'"{need}", "supply_limits.limit_gw_per_year*=9"')
    notes = plan_of(text, "expected", SLOW_CHIPS, *edits).notes
    assert any("More is ordered now from supply pool engine_makers" in note for note in notes)


def test_cancelling_can_be_switched_off() -> None:
    off = plan_of(FUTURES, "expected", SLOW_CHIPS, "case.target.cancellation=off")
    assert off.expected_usd_billion > plan().expected_usd_billion + 1e-6
    assert off.tables["cancelled"].empty


def test_the_least_largest_regret_is_never_above_that_of_the_expected_plan() -> None:
    regret = plan_of(FUTURES, "regret", SLOW_CHIPS)
    largest = max(leaf.regret_usd_billion for leaf in plan().leaves.values())
    assert regret.objective_usd_billion <= largest + 1e-9
    least = max(leaf.regret_usd_billion for leaf in regret.leaves.values())
    assert least == pytest.approx(regret.objective_usd_billion)
    assert regret.expected_usd_billion >= plan().expected_usd_billion - 1e-9


def test_a_tail_of_all_is_the_expected_plan() -> None:
    with TemporaryDirectory() as folder:
        found = planner.futures(
            case_with(Path(folder) / "tiny", FUTURES, SLOW_CHIPS), "cvar", tail=1.0, weight=1.0
        )
    assert found.objective_usd_billion == pytest.approx(plan().objective_usd_billion)


def test_prices_now_are_expectations_and_prices_then_of_a_dollar_then() -> None:
    prices = plan().tables["need_price"].set_index(["future", "period"])["price_usd_billion_per_gw"]
    assert prices["high", "2026Q4"] == pytest.approx(5.0)
    assert 0 < prices["low", "2026Q4"] <= 5.0 + 1e-9


def test_a_future_without_a_plan_is_named_with_what_fails_there() -> None:
    edits = ("case.target.policy=required", "case.target.close_by=2026Q4")
    text = FUTURES.replace("*=2", "*=20")
    with pytest.raises(NoPlan, match=r"The future high has no plan") as error:
        plan_of(text, "expected", *edits)
    assert "equity of cloud in 2026Q" in str(error.value)
    assert " USD billion\n    mend: change the edits of the future" in str(error.value)


EDITS = {
    "equity": "sponsors.equity_rate_per_year*=1.2 case.money.cash_yield_per_year*=1.1",
    "running": "sources.heat_rate_mmbtu_per_mwh*=1.1 sources.availability_fraction*=0.9 fuels.emissions_t_per_mmbtu*=2",
    "covenants": "lender_value.value_fraction*=0.9 instruments.advance_fraction*=0.9 tax_credits.credit_fraction*=0.5",
    "markets": "market_limits.concession_fraction*=0.5 instruments.rate_per_year+=0.01 supply_use.use_per_gw*=1.1",
    "terms": "demand.need_gw*=0.7 compute.capex_usd_billion_per_gw*=0.7 sources.lead_months+=3",
}  # fmt: skip


@pytest.mark.parametrize("kind", EDITS)
def test_whatever_a_future_edits_the_books_of_every_leaf_close(tmp_path: Path, kind: str) -> None:
    folder = write_worked_credit(tmp_path / "worked")
    half = "from: 2026Q4\n  probability: 0.5\n  sentence: As it is.\n"
    listed = "".join(f"    - {edit}\n" for edit in EDITS[kind].split())
    (folder / "futures.yaml").write_text(f"same:\n  {half}  edits: []\nother:\n  {half}  edits:\n{listed}")
    found = planner.futures(planner.read(folder))
    assert max(found.residuals.values()) < 1e-6
    assert found.price_of_not_knowing_usd_billion >= -1e-7


def test_the_command_writes_a_folder_and_prints_the_answer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, out = write_futures(tmp_path / "tiny"), tmp_path / "out"
    asked = ["futures", str(folder), "--set", SLOW_CHIPS, "--out", str(out)]
    assert main(asked) == 0
    told = capfd.readouterr().out
    assert "To sign now, before 2026Q3" in told
    assert "Ordered to be cancelled if the news is bad: chips 2.7 GW." in " ".join(told.split())
    record = json.loads((out / "futures.json").read_text())
    assert set(record["files"]) | {"futures.json"} == {path.name for path in out.iterdir()}
    assert "future" in pd.read_csv(out / "capacity.csv").columns[:1]
    assert main([*asked, "--json"]) == 0
    printed = json.loads(capfd.readouterr().out)
    assert printed["expected_usd_billion"] == pytest.approx(record["expected_usd_billion"])
    assert printed["leaves"]["low"]["probability"] == 0.75
    assert printed["orders_now"]["chips"] == pytest.approx(plan().orders_now["chips"])
    assert printed["folder"] == str(out)


def test_the_command_leaves_a_strange_folder_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = write_futures(tmp_path / "tiny")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert main(["futures", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "mine.txt" in capfd.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("text", [FUTURES, ONE])
def test_every_weighing_is_told_in_words(text: str) -> None:
    for weigh in ("expected", "cvar", "regret"):
        told = tree_text(plan_of(text, weigh))
        assert "EVPI" in told
        assert max(map(len, told.splitlines())) <= 84


def test_options_that_are_none_are_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = str(write_futures(tmp_path / "tiny"))
    assert main(["futures", folder, "--weigh", "mean"]) == 1
    assert "There is no measure 'mean'" in capfd.readouterr().err
    assert main(["futures", folder, "--tail", "2"]) == 1
    assert "The tail is 2" in capfd.readouterr().err


def test_a_case_without_futures_is_told_so() -> None:
    with TemporaryDirectory() as folder:
        case = case_with(Path(folder) / "tiny")
        (Path(folder) / "tiny" / "futures.yaml").unlink()
        with pytest.raises(UserError, match="has no futures"):
            planner.futures(case)
