"""The diagram of who lends to whom: what flows, and how it is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases import credit
from cases.credit_single import random_part
from cases.loans import write_loans
from report.reported import tiny_run

import planner
from planner.report.capital_structure import (
    BORROWERS,
    HOLDERS,
    LOANS,
    NOTES,
    VEHICLES,
    capital_structure,
    flows_at,
)
from planner.report.flow_diagram import FLOW, GAP, Flow, flow_diagram
from planner.results.run import run_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.results.run import Run

PACKAGING = 3
"""A seed in whose plan vehicles hold loans."""


@pytest.fixture(scope="module")
def layered(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = random_part(tmp_path_factory.mktemp("layer") / "case", PACKAGING, credit.lenders)
    return run_of(planner.solve(planner.read(folder)))


def through(flows: list[Flow], column: int) -> tuple[dict[str, float], dict[str, float]]:
    """What flows into each node of a column, and out of it."""
    into: dict[str, float] = {}
    out: dict[str, float] = {}
    for flow in flows:
        for found, (where, name) in ((into, flow.target), (out, flow.source)):
            if where == column:
                found[name] = found.get(name, 0.0) + flow.amount
    return into, out


def test_the_bond_of_the_teaching_case_is_held_by_its_buyers_and_owed_by_the_cloud() -> None:
    owed = dict(tiny_run().tables["debt"].set_index("period")["balance_usd_billion"])
    flows = flows_at(tiny_run(), "2026Q4")
    assert flows == [
        Flow((HOLDERS, "buyers of bonds"), (LOANS, "bond"), pytest.approx(owed["2026Q4"]), "bond"),
        Flow((LOANS, "bond"), (BORROWERS, "cloud"), pytest.approx(owed["2026Q4"]), "bond"),
    ]
    chart = capital_structure(tiny_run())
    # The plan is read to its target, so that both times are one.
    assert [panel.title for panel in chart.panels] == ["At the end of 2026Q3"]
    assert chart.table.rows == (
        ("buyers of bonds", "bond", pytest.approx(owed["2026Q4"])),
        ("bond", "cloud", pytest.approx(owed["2026Q4"])),
    )
    assert (
        chart.alternative
        == "At the end of 2026Q3 USD 15 billion is owed, of which USD 15 billion is held by buyers of bonds."
    )


def test_all_that_is_owed_is_held_by_somebody(layered: Run) -> None:
    debt, pools, notes = (layered.tables[name] for name in ("debt", "pools", "notes"))
    packaged = 0.0
    for period in map(str, layered.case.periods):
        flows = flows_at(layered, period)
        into, out = through(flows, LOANS)
        assert into == pytest.approx(out)
        owed = debt[debt["period"] == period].groupby("instrument")["balance_usd_billion"].sum()
        assert out == pytest.approx({name: usd for name, usd in owed.items() if usd > 1e-6}, abs=1e-6)
        bought, held = through(flows, VEHICLES)
        assert bought == pytest.approx(held, abs=1e-6)
        pooled = pools[pools["period"] == period].groupby("vehicle")["pooled_usd_billion"].sum()
        assert held == pytest.approx({name: usd for name, usd in pooled.items() if usd > 1e-6}, abs=1e-6)
        packaged = max(packaged, sum(held.values()))
    assert packaged > 0.01
    assert notes["outstanding_usd_billion"].max() > 0.01


def test_a_lender_holds_what_vehicles_have_not_bought(layered: Run) -> None:
    rows = {row["instrument"]: row for row in layered.case.rows("instruments")}
    for flow in flows_at(layered, str(layered.case.periods[-1])):
        if flow.source[0] == HOLDERS and flow.target[0] == LOANS:
            row = rows[flow.target[1]]
            assert flow.source[1] == (row["lender"] or f"buyers of {row['market']}")


def test_vendor_money_is_held_by_the_vendor(tmp_path: Path) -> None:
    write_loans(tmp_path / "case", seed=3)
    plan = planner.solve(planner.read(tmp_path / "case"))
    vendors = {row["instrument"]: row["vendor"] for row in plan.case.rows("instruments") if row["vendor"]}
    owed = plan.tables["debt"]
    lent = owed[owed["instrument"].isin(vendors) & (owed["balance_usd_billion"] > 1e-3)]
    assert not lent.empty
    period, loan = str(lent["period"].iloc[-1]), str(lent["instrument"].iloc[-1])
    holders = {flow.source[1] for flow in flows_at(run_of(plan), period) if flow.target == (LOANS, loan)}
    assert holders == {vendors[loan]}


def test_the_chart_says_what_vehicles_hold_and_names_their_notes(layered: Run) -> None:
    chart = capital_structure(layered)
    assert "vehicles hold USD" in chart.alternative
    assert NOTES in chart.legend
    assert "<path" in chart.svg()


def rows_of(spec: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = spec["layer"][layer]["data"]["values"]
    return values


def test_nodes_and_ribbons_are_to_one_scale_and_do_not_overlap() -> None:
    flows = [
        Flow((0, "a"), (2, "x"), 3.0, "one"),
        Flow((0, "a"), (2, "y"), 1.0, "two"),
        Flow((0, "b"), (2, "y"), 4.0, "one"),
        Flow((0, "c"), (2, "x"), 0.0, "one"),
    ]
    spec = flow_diagram(flows, "USD billion")
    nodes = {row["name"]: (row["x"], row["y"], row["y2"]) for row in rows_of(spec, 1)}
    scale = FLOW / 8
    # The empty column between is closed, and what is nothing has no node.
    assert nodes == {
        "a": (0, 0.0, pytest.approx(4 * scale)),
        "b": (0, pytest.approx(4 * scale + GAP), pytest.approx(8 * scale + GAP)),
        "x": (1, 0.0, pytest.approx(3 * scale)),
        "y": (1, pytest.approx(3 * scale + GAP), pytest.approx(8 * scale + GAP)),
    }
    ribbons: dict[int, list[dict[str, Any]]] = {}
    for row in rows_of(spec, 0):
        ribbons.setdefault(row["ribbon"], []).append(row)
    ends = {(rows[0]["from"], rows[0]["to"]): (rows[0]["y"], rows[-1]["y"]) for rows in ribbons.values()}
    assert ends == {
        ("a", "x"): (0.0, 0.0),
        ("a", "y"): (pytest.approx(3 * scale), pytest.approx(3 * scale + GAP)),
        ("b", "y"): (pytest.approx(4 * scale + GAP), pytest.approx(4 * scale + GAP)),
    }
    for rows in ribbons.values():
        assert {round(row["y2"] - row["y"], 1) for row in rows} == {round(rows[0]["usd"] * scale, 1)}
