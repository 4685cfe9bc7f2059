"""A mix that a hundredth of a price turns is called a tie, by hand on two engines that differ in their price alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.files import read_rows, write_rows
from cases.tiny import write_tiny

import planner
from planner.results.plan_notes import plan_notes

if TYPE_CHECKING:
    from pathlib import Path

    from planner.results.plan import Plan


def with_motor(folder: Path, dearer: float) -> Plan:
    """The plan of tiny with a motor that is the engine at another price; nothing limits either of them."""
    write_tiny(folder)
    sheets = {name: read_rows(folder / f"{name}.csv") for name in ("sources", "owners", "supply_use")}
    for name in ("sources", "owners"):
        column = "source" if name == "sources" else "asset"
        (engine,) = [row for row in sheets[name] if row[column] == "engine"]
        sheets[name].append(engine | {column: "motor"})
    motor = sheets["sources"][-1]
    motor["capex_usd_per_kw"] = f"{(1 + dearer) * float(motor['capex_usd_per_kw']):.6f}"
    sheets["supply_use"] = [row for row in sheets["supply_use"] if row["asset"] != "engine"]
    for name, rows in sheets.items():
        write_rows(folder / f"{name}.csv", rows, list(rows[0]))
    limits = [row for row in read_rows(folder / "supply_limits.csv") if row["supply_pool"] != "engine_makers"]
    write_rows(folder / "supply_limits.csv", limits, list(limits[0]))
    return planner.solve(planner.read(folder))


def told(plan: Plan) -> list[str]:
    return [note for note in plan_notes(plan) if "a tie" in note]


@pytest.mark.parametrize("dearer", [0.002, 0.009, -0.009])
def test_a_hundredth_of_a_price_between_two_is_a_tie(dearer: float, tmp_path: Path) -> None:
    plan = with_motor(tmp_path / "case", dearer)
    (note,) = told(plan)

    # 2 GW of load need 2.5 GW of firm power, of which the plan has a little on the grid.
    orders = plan.tables["orders"]
    gw = orders[orders["asset"].isin(["engine", "motor"])]["ordered_gw"].sum()
    assert (
        note
        == f"engine and motor are a tie: 1% of price turns up to {gw:.3g} of 2.5 GW of power that are ordered"
    )


@pytest.mark.parametrize("dearer", [0.012, 0.2, -0.012])
def test_more_than_that_is_none(dearer: float, tmp_path: Path) -> None:
    assert told(with_motor(tmp_path / "case", dearer)) == []


def test_what_a_dearer_one_falls_short_by_is_its_share_of_the_price(tmp_path: Path) -> None:
    plan = with_motor(tmp_path / "case", 0.05)
    assert plan.margins is not None
    found = plan.margins.set_index(["asset", "period"])
    engine, motor = found.loc[("engine", 0)], found.loc[("motor", 0)]

    assert engine["ordered_gw"] > 0
    assert motor["ordered_gw"] == pytest.approx(0, abs=1e-9)
    assert motor["price_usd_billion"] == pytest.approx(1.05 * engine["price_usd_billion"])
    assert motor["short_usd_billion"] == pytest.approx(0.05 * engine["price_usd_billion"])


def test_what_a_scarce_pool_pays_for_is_no_tie(tmp_path: Path) -> None:
    """In tiny itself the engine of the first quarter earns its maker 1.143 billion a GW, which no hundredth takes."""
    plan = planner.solve(planner.read(write_tiny(tmp_path / "case")))
    assert plan.margins is not None
    first = plan.margins.set_index(["asset", "period"]).loc[("engine", 0)]

    assert first["rent_usd_billion"] == pytest.approx(1.143, abs=1e-3)
    assert told(plan) == []


def with_weaker_chips(folder: Path, relative: float) -> Plan:
    """The plan of tiny with chips that cost 28 instead of 30 and compute less; nothing limits them."""
    write_tiny(folder)
    sheets = {name: read_rows(folder / f"{name}.csv") for name in ("compute", "owners")}
    for rows in sheets.values():
        (chips,) = [row for row in rows if row["asset"] == "chips"]
        rows.append(chips | {"asset": "weaker"})
    sheets["compute"][-1] |= {
        "capex_usd_billion_per_gw": "28",
        "relative_compute_fraction": f"{relative:.6f}",
    }
    for name, rows in sheets.items():
        write_rows(folder / f"{name}.csv", rows, list(rows[0]))
    return planner.solve(planner.read(folder))


def test_chips_that_turn_on_a_hundredth_of_compute_are_a_tie(tmp_path: Path) -> None:
    plan = with_weaker_chips(tmp_path / "half", 0.5)
    assert plan.margins is not None
    weaker = plan.margins[plan.margins["asset"] == "weaker"].iloc[0]
    # What is lost is in proportion to what they compute less, so that this is where they would be as good.
    even = 1 - 0.5 * (1 - weaker["short_usd_billion"] / weaker["lost_usd_billion"])

    for near in (-0.008, 0.008):
        (note,) = told(with_weaker_chips(tmp_path / f"near{near}", even + near))
        assert note.startswith("chips and weaker are a tie: 1% of price or of compute turns up to")
    for far in (-0.04, 0.04):
        assert told(with_weaker_chips(tmp_path / f"far{far}", even + far)) == []
