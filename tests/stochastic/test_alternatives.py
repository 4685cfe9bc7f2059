"""Near-optimal plans: ranges hold the best plan, grow with what one may pay, and meet it where that is nothing."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY, tiny_case, tiny_plan

import planner
from planner.cli import main
from planner.errors import UserError
from planner.stochastic.alternatives import KINDS, MUST, alternatives_text

if TYPE_CHECKING:
    from pathlib import Path

    from planner.stochastic.alternatives import Alternatives


@cache
def ranges(within: float, of: str = "sources") -> Alternatives:
    return planner.alternatives(tiny_case(), within, of)


@pytest.mark.parametrize("of", KINDS)
def test_ranges_hold_the_plan_and_grow_with_what_it_may_cost(of: str) -> None:
    narrow, wide = ranges(0.01, of), ranges(0.1, of)
    for name, each in wide.ranges.items():
        near = narrow.ranges[name]
        assert each.least - 1e-7 <= near.least <= near.plan <= near.most <= each.most + 1e-7
    assert any(each.most > each.least + 1e-6 for each in wide.ranges.values())


def test_the_ranges_are_of_what_stands_at_the_target() -> None:
    capacity = tiny_plan().tables["capacity"]
    standing = capacity[capacity["period"] == "2026Q3"].groupby("asset")["standing_gw"].sum()
    found = ranges(0.01).ranges
    assert {name: each.plan for name, each in found.items()} == pytest.approx(
        {name: standing.get(name, 0.0) for name in ("engine", "grid")}
    )
    assert found["engine"].standing == MUST


def test_dollars_raised_are_what_is_issued_over_the_horizon() -> None:
    issued = tiny_plan().tables["issuance"]["issued_usd_billion"].sum()
    assert ranges(0.01, "instruments").ranges["bond"].plan == pytest.approx(issued)


def test_the_command_writes_and_prints_the_ranges(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["alternatives", str(TINY), "--within", "0.05", "--out", str(out), "--json"]) == 0
    printed = json.loads(capfd.readouterr().out)
    assert set(printed["alternatives"]) == {"engine", "grid"}
    assert set(printed["alternatives"]["grid"]) == {"least", "plan", "most", "standing"}
    assert json.loads((out / "alternatives.json").read_text())["within"] == 0.05
    assert "at most 5 % more" in alternatives_text(ranges(0.05))


def test_what_is_no_kind_or_no_share_is_told() -> None:
    with pytest.raises(UserError, match="nothing called 'plants'"):
        planner.alternatives(tiny_case(), of="plants")
    with pytest.raises(UserError, match="Within 2 is no share"):
        planner.alternatives(tiny_case(), 2.0)
