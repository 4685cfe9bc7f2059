"""A plan that misses its checks by a hair is sought again more closely before it is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases.tiny import tiny_case

import planner
from planner.errors import NotProved, Unreconciled
from planner.results import reconciliation
from planner.solver import highs

if TYPE_CHECKING:
    from collections.abc import Callable


def failing(found: Callable[..., Any], times: int, problem: Exception) -> Callable[..., Any]:
    """A function that raises so many times before it does what it does."""
    left = [problem] * times

    def tried(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return found(*given, **named)

    return tried


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    ("module", "name", "problem"),
    [
        (highs, "certify", NotProved("rows_within_bounds by 1.1e-06")),
        (reconciliation, "reconcile", Unreconciled("sources_equal_uses: off by 1.08e-06")),
    ],
)
def test_a_plan_that_misses_by_a_hair_is_sought_again(
    times: int, module: Any, name: str, problem: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = planner.solve(tiny_case())
    monkeypatch.setattr(module, name, failing(getattr(module, name), times, problem))
    plan = planner.solve(tiny_case())
    assert plan.objective_usd_billion == pytest.approx(usual.objective_usd_billion, rel=1e-9)
    (fallback,) = plan.solution.solved.fallbacks
    assert fallback.left == "usual tolerances"
    assert str(problem).split()[0] in fallback.reason


def test_a_plan_that_no_method_proves_is_given_up_with_the_first_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(highs, "certify", failing(highs.certify, 9, NotProved("off by 1")))
    with pytest.raises(NotProved, match="off by 1"):
        planner.solve(tiny_case())
