"""The process that plans for the page, driven without the page: what it solves, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.tiny import tiny_case

from planner.serve.planning_process import Worker
from planner.session import Session

if TYPE_CHECKING:
    import pytest


def test_the_base_plan_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the page opens with it, and where a stop has cost the session."""
    solved: list[float] = []
    solve = Session.solve

    def counted(self: Session, *of: Any) -> Any:
        plan = solve(self, *of)
        solved.append(plan.objective_usd_billion)
        return plan

    monkeypatch.setattr(Session, "solve", counted)
    told: list[dict[str, Any]] = []
    worker = Worker(tiny_case(), told.append)
    worker.plan(1, [])
    assert len(solved) == 1
    worker.session = None
    worker.plan(2, ["demand.need_gw*=1.2"])
    assert len(solved) == 2
    planned = [message["objective"] for message in told if message["what"] == "planned"]
    assert planned == solved
