"""Plans side by side: the figures are those of the tables, and what differs is told."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY, tiny_plan

import planner
from planner import cli
from planner.results.read_run import read_run
from planner.results.run import run_of
from planner.results.write_run import write
from planner.study.compare import compare, comparison_text
from planner.study.measures import PRICES, figure_columns, measures

if TYPE_CHECKING:
    from pathlib import Path

    from planner.results.plan import Plan

Told = pytest.CaptureFixture[str]
ENGINES = "supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=1.5"


@pytest.fixture(scope="module")
def more() -> Plan:
    """Tiny with half as many engines again."""
    return planner.solve(planner.edit(planner.read(TINY), ENGINES))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, more: Plan) -> tuple[Path, Path, Path]:
    folder = tmp_path_factory.mktemp("runs")
    for name, plan in (("base", tiny_plan()), ("more", more), ("free", tiny_plan(funding=False))):
        write(plan, folder / name)
    return folder / "base", folder / "more", folder / "free"


def test_measures_are_those_of_the_tables() -> None:
    found = {measure.name: measure for measure in measures(run_of(tiny_plan()), "2026Q3")}
    assert found["objective_usd_billion"].value == pytest.approx(31.375663)
    assert found["closed_in"].value == "2026Q3"
    assert (found["worst_unserved_gw"].value, found["worst_unserved_gw"].when) == (2.0, "2026Q1")
    assert found["unserved_gw_years"].value == pytest.approx(3.2 / 4)
    assert found["standing_gw.engine"].value == pytest.approx(1.5)
    assert found["raised_usd_billion.bond"].value == pytest.approx(15.0)
    assert found["bottleneck.supply_pool_engine_makers"].value == pytest.approx(1.142973)
    assert found["money_bottleneck.market_bonds_step_1_"].when == "2026Q2"


@pytest.mark.parametrize("funding", [True, False])
def test_the_figures_of_a_case_are_known_before_it_is_solved(funding: bool) -> None:
    plan = tiny_plan(funding=funding)
    found = [m.name for m in measures(run_of(plan)) if isinstance(m.value, float) and m.section not in PRICES]
    assert sorted(figure_columns(plan.case)) == sorted(found)


def test_costs_of_the_comparison_add_up_to_the_objective() -> None:
    found = measures(run_of(tiny_plan()), "2026Q3")
    parts = [m.value for m in found if m.section == "cost" and isinstance(m.value, float)]
    assert sum(parts) == pytest.approx(tiny_plan().objective_usd_billion)


def test_a_run_on_disk_measures_as_the_plan_does(runs: tuple[Path, Path, Path]) -> None:
    kept, plan = measures(read_run(runs[0]), "2026Q4"), measures(run_of(tiny_plan()), "2026Q4")
    assert [(m.name, m.when) for m in kept] == [(m.name, m.when) for m in plan]
    for one, other in zip(kept, plan, strict=True):
        assert one.value == (pytest.approx(other.value) if isinstance(other.value, float) else other.value)


def test_all_that_cannot_be_compared_is_told_at_once(runs: tuple[Path, Path, Path], capfd: Told) -> None:
    base = runs[0]
    assert cli.main(["compare", str(base), str(TINY), str(base / "none"), "--out", "told.txt"]) == 1
    error = capfd.readouterr().err
    for part in ("told.txt is to be a CSV file", "it has no run.json", "none is not a run: no such folder"):
        assert part in error
    assert cli.main(["compare", str(base), str(runs[1]), "--at", "2031"]) == 1
    error = capfd.readouterr().err
    assert error.count("2031 is not in the horizon of ") == 2
    assert "mend: name one of 2026Q1 to 2026Q4" in error
    assert cli.main(["compare", str(base), str(base), "--at", "1"]) == 1
    assert "'1' is not a quarter such as 2026Q1, nor a year such as 2026" in capfd.readouterr().err
    assert cli.main(["report", str(TINY), str(base / "none")]) == 1
    error = capfd.readouterr().err
    assert "it has no run.json" in error
    assert "none is not a run: no such folder" in error


def test_plans_are_shown_side_by_side_in_80_columns(runs: tuple[Path, Path, Path], capfd: Told) -> None:
    assert cli.main(["compare", *map(str, runs)]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "note: not all have the same funding: on, on, off" in lines
    shown = {line[:36].strip(): line[36:].split() for line in lines}
    assert shown["total system cost, USD billion"] == ["31.4", "30.8", "25.8"]
    assert shown["shortfall closed from"] == ["2026Q3", "2026Q3", "2026Q3"]
    assert shown["unmet demand at value of lost load"] == ["16.0", "14.0", "16.0"]
    assert shown["bond"] == ["15.0", "15.0", "-"]
    assert "shell" not in shown
    assert lines[-1].endswith("more lines are alike in all of them; --all shows them.")


def test_of_two_plans_the_difference_is_shown(runs: tuple[Path, Path, Path], more: Plan, capfd: Told) -> None:
    assert cli.main(["compare", *map(str, runs[:2])]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["base", "more", "difference"]
    shown = {line[:36].strip(): line[36:] for line in lines}
    assert shown["total system cost, USD billion"].split() == ["31.4", "30.8", "-0.6"]
    assert shown["shortfall closed from"].split() == ["2026Q3", "2026Q3", "same"]
    assert shown["unmet demand at value of lost load"].split() == ["16.0", "14.0", "-2.0"]
    assert cli.main(["compare", *map(str, runs[1::-1]), "--json"]) == 0
    first = json.loads(capfd.readouterr().out)["lines"][0]
    assert first["differences"] == [0.0, first["values"][1] - first["values"][0]]
    assert first["differences"][1] == pytest.approx(
        tiny_plan().objective_usd_billion - more.objective_usd_billion
    )


def test_a_date_of_closing_is_so_many_quarters_later() -> None:
    late = planner.solve(planner.edit(planner.read(TINY), "sources.lead_months[source=engine]+=6"))
    text = comparison_text(compare([run_of(tiny_plan(), "as-it-is"), run_of(late, "late")]))
    assert re.search(r"^shortfall closed from +2026Q3 +2026Q4 +1 q later$", text, flags=re.MULTILINE)


def test_everything_is_shown_where_it_is_asked_for(runs: tuple[Path, Path, Path], capfd: Told) -> None:
    assert cli.main(["compare", *map(str, runs[:2]), "--all", "--at", "2026Q4"]) == 0
    out = capfd.readouterr().out
    assert "GW standing at the end of 2026Q4" in out
    assert "shell " in out
    assert "alike" not in out


def test_more_plans_than_fit_are_shown_below_the_first_again() -> None:
    outcomes = [run_of(tiny_plan(), name) for name in ("one", "two", "three", "four", "five", "a-long-name")]
    text = comparison_text(compare(outcomes))
    headings = [line.split() for line in text.splitlines() if "one" in line.split()]
    assert headings == [["one", "two", "three", "four"], ["one", "five", "name"]]
    assert "a-long-" in text


def test_plans_of_one_name_are_numbered() -> None:
    assert compare([run_of(tiny_plan(), "plan")] * 2).names == ("plan-1", "plan-2")


def test_the_comparison_is_data_too(runs: tuple[Path, Path, Path], tmp_path: Path, capfd: Told) -> None:
    file = tmp_path / "out" / "comparison.csv"
    assert cli.main(["compare", str(runs[0]), str(runs[1]), "--json", "--out", str(file)]) == 0
    data = json.loads(capfd.readouterr().out)
    assert (data["plans"], data["standing_at"]) == (["base", "more"], "2026Q3")
    lines = {(line["section"], line["item"]): line for line in data["lines"]}
    assert lines["answer", "worst_unserved_gw"]["when"] == ["2026Q1", "2026Q1"]
    with file.open() as stream:
        rows = {(row["section"], row["item"]): row for row in csv.DictReader(stream)}
    assert float(rows["standing", "engine"]["more"]) == lines["standing", "engine"]["values"][1]
    assert len(rows) == len(lines)


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ((), "One run cannot be compared"),
        (("nowhere",), "no such folder"),
        (("base", "--at", "2026Q5"), "not a quarter such as 2026Q1"),
        (("base", "--at", "2029Q1"), "not in the horizon"),
        (("base", "--out", "base/run.json/x.csv"), "cannot be written"),
        (("base", "--out", "figures.xlsx"), "end its name with .csv"),
    ],
)
def test_what_cannot_be_compared_is_told(
    runs: tuple[Path, Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capfd: Told,
    extra: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(runs[0].parent)
    assert cli.main(["compare", "base", *extra]) == 1
    assert told in capfd.readouterr().err


def test_a_run_without_a_table_cannot_be_compared(tmp_path: Path, capfd: Told) -> None:
    for name in ("one", "two"):
        write(tiny_plan(), tmp_path / name)
    (tmp_path / "two" / "costs.csv").unlink()
    assert cli.main(["compare", str(tmp_path / "one"), str(tmp_path / "two")]) == 1
    assert "costs.csv" in capfd.readouterr().err
