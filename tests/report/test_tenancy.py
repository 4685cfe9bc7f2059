"""Charts of who stands on whom: tenants and what is idle, who would lose, who refinances whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from report.reported import tiny_run

from planner.report.tenancy import IDLE, LOST, losses, take_out, tenancy
from planner.results.run import Run

if TYPE_CHECKING:
    from planner.report.chart import Chart

READ_TO = "2026Q3"


def with_tables(**tables: pd.DataFrame) -> Run:
    run = tiny_run()
    return Run(run.name, run.case, {**run.tables, **tables}, run.record)


def frame(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def marks(chart: Chart) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = chart.panels[0].spec["data"]["values"]
    return values


def test_a_bar_is_what_an_owner_has_by_whose_load_is_on_it_and_what_is_idle() -> None:
    load = frame(
        "owner tenant asset_class period load_gw",
        ("cloud", "cloud", "shell", READ_TO, 1.0),
        ("cloud", "power_co", "shell", READ_TO, 0.5),
    )
    idle = frame(
        "sponsor asset_class period idle_gw",
        ("power_co", "power", READ_TO, 9.0),
        ("cloud", "shell", READ_TO, 0.25),
        ("cloud", "shell", "2026Q2", 7.0),
    )
    chart = tenancy(with_tables(load_by_owner=load, stranded=idle))
    found = [(row["series"], row["x"], row["x2"]) for row in marks(chart)]
    assert found == [("cloud", 0.0, 1.0), ("power_co", 1.0, 1.5), (IDLE, 1.5, 1.75)]
    assert chart.alternative.startswith(f"At the end of {READ_TO} 0.2")
    assert chart.table.head[-1] == "2026", "the year is told to where the plan is read"
    assert [row[-1] for row in chart.table.rows] == [1.0, 0.5, 0.25]


def test_the_teaching_case_has_no_tenants_and_nothing_idle() -> None:
    chart = tenancy(tiny_run())
    assert {row["series"] for row in marks(chart)} == {"cloud"}
    assert chart.alternative == f"At the end of {READ_TO} all shells and chips carry load."


HELD = "kind holder tranche period held_usd_billion loss_usd_billion"


def test_losses_are_those_of_when_most_is_lost_of_what_is_read() -> None:
    held = frame(
        HELD,
        ("market", "bonds", "", "2026Q2", 10.0, 0.0),
        ("vehicle", "clo", "junior", "2026Q2", 3.0, 2.0),
        ("lender", "banks", "", READ_TO, 4.0, 1.0),
        ("lender", "banks", "", "2026Q4", 9.0, 9.0),
    )
    chart = losses(with_tables(loss_by_holder=held))
    assert chart.alternative == "At the end of 2026Q2 holders would lose USD 2.0 billion."
    assert [row[0] for row in chart.table.rows] == ["buyers of bonds", "clo · junior"]
    lost = [(row["y"], row["amount"]) for row in marks(chart) if row["series"] == LOST]
    assert lost == [(pytest.approx(1.18), 2.0)]


def test_where_nothing_is_lost_what_is_held_is_that_of_the_end() -> None:
    held = frame(
        HELD, ("lender", "banks", "", "2026Q2", 4.0, 0.0), ("lender", "banks", "", READ_TO, 5.0, 0.0)
    )
    chart = losses(with_tables(loss_by_holder=held))
    assert chart.alternative.startswith("Nobody would lose anything")
    assert [row[1] for row in chart.table.rows] == [5.0]
    assert losses(with_tables(loss_by_holder=held.iloc[:0])).panels == ()


def test_take_outs_are_told_by_year_and_by_what_meets_them() -> None:
    repaid = frame(
        "sponsor asset_class instrument met_by period met_usd_billion",
        ("cloud", "shell", "bridge", "bond", "2026Q2", 3.0),
        ("cloud", "shell", "bridge", "bond", READ_TO, 1.0),
        ("cloud", "shell", "bridge", "", READ_TO, 4.0),
    )
    chart = take_out(with_tables(take_out=repaid))
    assert [tuple(row) for row in chart.table.rows] == [("bond", 4.0), ("cash", 4.0)]
    assert chart.alternative == "Of USD 8.0 billion that construction loans repay, new issues meet 50 %."
    assert take_out(with_tables(take_out=repaid.iloc[:0])).alternative == "No construction loan is repaid."
