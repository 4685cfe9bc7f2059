"""A plan that stays open: the same optimum as from cold, found from where the last one stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from results.tiny import TINY
from variants import write_variant

import planner
from planner import plan as plan_room
from planner.errors import CaseError, NoPlan
from planner.model import build
from planner.solver import Warm, compile_model
from planner.solver.warm_start import same_shape

if TYPE_CHECKING:
    from pathlib import Path

SAME = 1e-7


EDITS = (
    "supply_limits.limit_gw_per_year*=0.5",
    "demand.need_gw*=0.8",
    "sources.capex_usd_per_kw*=1.1",
    "supply_limits.limit_gw_per_year*=3",
    "market_limits.issuance_limit_usd_billion_per_year*=0.7",
    "sources.availability_fraction*=0.97",
)


@pytest.mark.parametrize("rows", [0, 10**9], ids=["by energies", "all at once"])
@pytest.mark.parametrize("seed", [4, 6])
def test_every_change_ends_at_the_cold_optimum(
    rows: int, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_room, "ENERGYWISE_ROWS", rows)
    write_variant(tmp_path / "case", seed)
    live = planner.Live(planner.read(tmp_path / "case"))
    live.solve()
    for edit in EDITS:
        live.change(edit)
        cold = planner.solve(live.case)
        assert live.solve().objective_usd_billion == pytest.approx(cold.objective_usd_billion, rel=SAME)


def test_a_change_of_numbers_goes_on_from_the_last_basis(monkeypatch: pytest.MonkeyPatch) -> None:
    live = planner.Live(planner.read(TINY))
    first = live.solve()
    live.change("supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=1.01")
    monkeypatch.setattr(plan_room, "_solve_plain", None)  # whoever starts from cold would fall over it
    second = live.solve()
    assert second.objective_usd_billion < first.objective_usd_billion
    assert sum(second.solution.iterations.values()) < sum(first.solution.iterations.values())


def test_a_change_of_structure_starts_from_cold() -> None:
    live = planner.Live(planner.read(TINY))
    before = compile_model(build(live.case))
    live.solve()
    live.change("sources.lead_months[source=engine]=6")
    assert not same_shape(before, compile_model(build(live.case)))
    cold = planner.solve(live.case)
    assert live.solve().objective_usd_billion == pytest.approx(cold.objective_usd_billion, rel=SAME)


def test_a_change_that_fails_leaves_the_case_as_it_was() -> None:
    live = planner.Live(planner.read(TINY))
    case = live.case
    with pytest.raises(CaseError):
        live.change("demand.need_gw=-1")
    assert live.case is case


def test_a_case_without_a_plan_does_not_end_the_session() -> None:
    live = planner.Live(planner.read(TINY))
    first = live.solve().objective_usd_billion
    live.change("case.target.policy=required", "supply_limits.limit_gw_per_year=0")
    with pytest.raises(NoPlan):
        live.solve()
    live.case = planner.read(TINY)
    assert live.solve().objective_usd_billion == pytest.approx(first, rel=SAME)


def test_nothing_is_resumed_where_nothing_was_kept() -> None:
    program = compile_model(build(planner.read(TINY)))
    assert Warm().resume(program, planner.Options()) is None


def test_of_two_optima_the_nearer_is_gone_on_from() -> None:
    """After a far change that is undone the first plan's basis is the optimum already."""
    case = planner.read(TINY)
    live = planner.Live(case)
    first = live.solve()
    live.change("demand.need_gw*=0.4")
    live.solve()
    live.case = case
    again = live.solve()
    assert again.solution.iterations["simplex"] == 0
    assert again.objective_usd_billion == pytest.approx(first.objective_usd_billion, rel=SAME)


def test_where_cuts_alone_have_joined_the_same_highs_object_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a need that falls by so little that no store and no site joins."""
    monkeypatch.setattr(plan_room, "WARM_ROWS", 0)
    monkeypatch.setattr(plan_room, "ENERGYWISE_ROWS", 0)
    live = planner.Live(planner.read(TINY))
    live.solve()
    warm = live._warm
    assert warm.last is not None
    assert warm.last.form is not None
    before = warm.last.form
    opened = before.opened
    assert opened is not None
    live.change("demand.need_gw*=0.999")
    changed = live.solve()
    assert warm.last.form is not before
    assert warm.last.form.opened is opened
    assert before.opened is None
    cold = planner.solve(live.case).objective_usd_billion
    assert changed.objective_usd_billion == pytest.approx(cold, rel=SAME)
