"""A plan that stays open: the same optimum as from cold, found from where the last one stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY
from cases.variants import write_variant

import planner
from planner import pipeline
from planner.errors import CaseError, NoPlan
from planner.model import build
from planner.solver import WarmStart, compile_model
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


@pytest.mark.parametrize("rows", [0, 10**9], ids=["decomposed", "all at once"])
@pytest.mark.parametrize("seed", [4, 6])
def test_every_change_ends_at_the_cold_optimum(
    rows: int, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS", rows)
    write_variant(tmp_path / "case", seed)
    session = planner.Session(planner.read(tmp_path / "case"))
    session.solve()
    for edit in EDITS:
        session.change(edit)
        cold = planner.solve(session.case)
        assert session.solve().objective_usd_billion == pytest.approx(cold.objective_usd_billion, rel=SAME)


def test_a_change_of_numbers_goes_on_from_the_last_basis(monkeypatch: pytest.MonkeyPatch) -> None:
    session = planner.Session(planner.read(TINY))
    first = session.solve()
    session.change("supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=1.01")
    monkeypatch.setattr(pipeline, "_solve_plain", None)  # whoever starts from cold would fall over it
    second = session.solve()
    assert second.objective_usd_billion < first.objective_usd_billion
    assert sum(second.solution.iterations.values()) < sum(first.solution.iterations.values())


def test_a_change_of_structure_starts_from_cold() -> None:
    session = planner.Session(planner.read(TINY))
    before = compile_model(build(session.case))
    session.solve()
    session.change("sources.lead_months[source=engine]=6")
    assert not same_shape(before, compile_model(build(session.case)))
    cold = planner.solve(session.case)
    assert session.solve().objective_usd_billion == pytest.approx(cold.objective_usd_billion, rel=SAME)


def test_a_change_that_fails_leaves_the_case_as_it_was() -> None:
    session = planner.Session(planner.read(TINY))
    case = session.case
    with pytest.raises(CaseError):
        session.change("demand.need_gw=-1")
    assert session.case is case


def test_a_case_without_a_plan_does_not_end_the_session() -> None:
    session = planner.Session(planner.read(TINY))
    first = session.solve().objective_usd_billion
    session.change("case.target.policy=required", "supply_limits.limit_gw_per_year=0")
    with pytest.raises(NoPlan):
        session.solve()
    session.case = planner.read(TINY)
    assert session.solve().objective_usd_billion == pytest.approx(first, rel=SAME)


def test_nothing_is_resumed_where_nothing_was_kept() -> None:
    program = compile_model(build(planner.read(TINY)))
    assert WarmStart().resume(program, planner.Options()) is None


def test_of_two_optima_the_nearer_is_gone_on_from() -> None:
    """After a far change that is undone the first plan's basis is the optimum already."""
    case = planner.read(TINY)
    session = planner.Session(case)
    first = session.solve()
    session.change("demand.need_gw*=0.4")
    session.solve()
    session.case = case
    again = session.solve()
    assert again.solution.iterations["simplex"] == 0
    assert again.objective_usd_billion == pytest.approx(first.objective_usd_billion, rel=SAME)


def test_where_cuts_alone_have_joined_the_same_highs_object_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a need that falls by so little that no store and no site joins."""
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS_WARM", 0)
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS", 0)
    session = planner.Session(planner.read(TINY))
    session.solve()
    warm = session._warm
    assert warm.last is not None
    assert warm.last.decomposition is not None
    before = warm.last.decomposition
    assert before.solved is not None
    opened = before.solved.opened
    session.change("demand.need_gw*=0.999")
    changed = session.solve()
    assert warm.last.decomposition is not before
    assert warm.last.decomposition.solved is not None
    assert warm.last.decomposition.solved.opened is opened
    assert before.solved is None
    cold = planner.solve(session.case).objective_usd_billion
    assert changed.objective_usd_billion == pytest.approx(cold, rel=SAME)


def test_the_former_name_of_a_session_still_works() -> None:
    assert planner.Live is planner.Session
