"""Additionality, worked by hand: of the energy made from 2027 on a fifth must serve nobody else already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases.tiny import tiny_plan, write_tiny

import planner
from planner.audit import audit
from planner.errors import NoPlan
from planner.model import build
from planner.results.write_run import write
from planner.solver import compile_model

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Row = Callable[..., Any]

Q1, Q2, Q3, Q4 = "2026Q1", "2026Q2", "2026Q3", "2026Q4"


def test_energy_is_additional_in_a_quarter(row: Row) -> None:
    """Period 3 is 2027Q1; all sources are additional throughout, and storage makes nothing."""
    assert row("energy_is_additional", 3) == {
        **{f"Energy[{s},{r},3]": 0.2 - 1.0 for s in ("gas", "sun") for r in ("east", "west")},
        "<=": 0,
    }


def asking(folder: Path, share: float, *edits: str) -> planner.Case:
    """The teaching case, whose engine serves others by half, and of whose energy a share must be additional."""
    write_tiny(folder)
    (folder / "additionality.csv").write_text(f"year,min_additional_fraction\n2026,{share}\n")
    return planner.edit(planner.read(folder), "sources.additional_fraction[source=engine]=0.5", *edits)


def test_what_half_serves_others_may_not_run_alone_where_three_quarters_are_asked(tmp_path: Path) -> None:
    """In the second quarter there is only the engine, in the third as much of the grid, and three quarters are kept."""
    plan = planner.solve(asking(tmp_path / "case", 0.75))
    assert plan.unserved_gw == pytest.approx({Q1: 2, Q2: 2, Q3: 0, Q4: 0}, abs=1e-9)
    (row,) = plan.tables["emissions"].itertuples()
    assert row.additional_fraction == pytest.approx(0.75)
    write(plan, tmp_path / "run")
    assert audit(tmp_path / "run").proved


def test_its_price_is_what_the_plan_would_save_by_energy_that_need_not_be_additional(tmp_path: Path) -> None:
    """More of a share lacks so much of all energy made; in the third quarter the engine adds 2 / 3 to the grid's 1."""
    step = 1e-6
    plan, more = (
        planner.solve(asking(tmp_path / str(share), share, "case.funding=off")) for share in (0.8, 0.8 + step)
    )
    assert plan.unserved_gw[Q3] == pytest.approx(1 / 3)
    found = plan.tables["bottlenecks"]
    prices = found[found["kind"] == "additionality"].set_index("period")["price_usd_billion_per_unit"]
    made = plan.tables["energy"].groupby("period")["mean_output_gw"].sum()
    assert prices[Q3] > 0
    assert (made[Q3], made[Q4]) == pytest.approx((5 / 3, 2))
    rise = sum(prices.get(period, 0.0) * gw for period, gw in made.items())
    assert (more.objective_usd_billion - plan.objective_usd_billion) / step == pytest.approx(rise, rel=1e-3)


def test_half_may_be_asked_of_the_engine_alone(tmp_path: Path) -> None:
    plan = planner.solve(asking(tmp_path / "case", 0.5))
    assert plan.objective_usd_billion == pytest.approx(tiny_plan().objective_usd_billion)


def test_nothing_is_asked_before_the_first_row(tmp_path: Path) -> None:
    case = asking(tmp_path / "case", 1, "additionality.year=2027")
    assert compile_model(build(case)).rows["energy_is_additional"].indices == ()
    plan = planner.solve(case)
    assert plan.objective_usd_billion == pytest.approx(tiny_plan().objective_usd_billion)


def test_where_the_share_leaves_no_plan_the_largest_that_does_is_a_repair(tmp_path: Path) -> None:
    """With the grid's GW a quarter of one of the engine keeps nine tenths, and two are to be served from the third."""
    case = asking(tmp_path / "case", 0.9, "case.target.policy=required")
    with pytest.raises(NoPlan) as caught:
        planner.solve(case)
    (mend,) = [one for one in caught.value.repairs if "additionality" in one.edits[0]]
    assert float(mend.edits[0].rpartition("=")[2]) == pytest.approx(0.75, abs=0.9 / 40)
    assert planner.solve(planner.edit(case, *mend.edits)).closed_in == Q3
