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
from planner.options import Options
from planner.pipeline import compiled
from planner.stochastic.alternatives import KINDS, MUST, alternatives_text, groups_of
from planner.stochastic.near_optimal import NearOptimal
from planner.stochastic.unlike import MapPlan
from planner.study.backends import local_backend
from planner.timings import Stages

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from planner.solver import Program
    from planner.stochastic.alternatives import Alternatives

    Floats = NDArray[np.float64]


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


def program_and_groups(of: str) -> tuple[Program, dict[str, Floats]]:
    program = compiled(tiny_case(), Stages())
    return program, groups_of(tiny_case(), program, of)


@pytest.mark.parametrize("of", KINDS)
def test_ends_are_the_same_from_the_last_basis_as_from_cold(of: str) -> None:
    program, groups = program_and_groups(of)
    best, found = tiny_plan().objective_usd_billion, ranges(0.05, of).ranges
    for name, weights in groups.items():
        least = NearOptimal(program, best, 0.05, Options()).least(weights)
        most = NearOptimal(program, best, 0.05, Options()).least(-weights)
        assert (found[name].least, found[name].most) == pytest.approx(
            (least.objective, -most.objective), abs=1e-6
        )


def test_a_plan_within_the_cost_costs_what_its_columns_do() -> None:
    program, groups = program_and_groups("sources")
    best = tiny_plan().objective_usd_billion
    near = NearOptimal(program, best, 0.05, Options())
    values = near.least(-groups["grid"]).values
    assert near.cost(values) == pytest.approx(program.objective(values))
    assert near.cost(values) <= best + 0.05 * abs(best) + 1e-6
    assert near.is_floor(groups["grid"], 0.0)
    assert not near.is_floor(groups["grid"], 0.5)


def test_a_basis_that_leads_astray_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    program, groups = program_and_groups("sources")
    near = NearOptimal(program, tiny_plan().objective_usd_billion, 0.05, Options())
    first = near.least(groups["grid"])
    monkeypatch.setattr("planner.stochastic.near_optimal.LEAST_SECONDS", 0.0)
    monkeypatch.setattr("planner.stochastic.near_optimal.TIMES_FROM_COLD", 0.0)
    before = near.highs
    assert near.least(-groups["grid"]).objective == pytest.approx(-ranges(0.05).ranges["grid"].most)
    assert near.highs is not before
    assert near.least(groups["grid"]).objective == pytest.approx(first.objective)


def mapped(of: str, count: int) -> Alternatives:
    return planner.alternatives(tiny_case(), 0.1, of, map_plans=count)


@pytest.mark.parametrize("of", ["sources", "instruments"])
def test_plans_of_a_map_lie_in_the_ranges_and_begin_with_the_best(of: str) -> None:
    found = mapped(of, 4)
    first, *others = found.plans
    assert first.distance is None
    assert first.amounts == pytest.approx({name: each.plan for name, each in found.ranges.items()})
    assert first.cost_usd_billion == pytest.approx(found.objective_usd_billion)
    assert others
    for plan in others:
        assert plan.cost_usd_billion <= 1.1 * found.objective_usd_billion + 1e-6
        for name, each in found.ranges.items():
            assert each.least - 1e-6 <= plan.amounts[name] <= each.most + 1e-6


def test_distances_of_a_map_are_those_to_the_nearest_before_and_never_grow() -> None:
    found = mapped("sources", 4)
    spans = {n: each.most - each.least for n, each in found.ranges.items() if each.most - each.least > 1e-6}

    def apart(one: MapPlan, other: MapPlan) -> float:
        return sum(abs(one.amounts[n] - other.amounts[n]) / span for n, span in spans.items()) / len(spans)

    for k, plan in enumerate(found.plans[1:], start=1):
        assert plan.distance == pytest.approx(min(apart(plan, other) for other in found.plans[:k]))
    # The second is at least as far as any end of a range.
    program, groups = program_and_groups("sources")
    near = NearOptimal(program, found.objective_usd_billion, 0.1, Options())
    for weights in groups.values():
        for sign in (1.0, -1.0):
            values = near.least(sign * weights).values
            end = MapPlan(0.0, None, {n: float(w @ values) for n, w in groups.items()})
            assert apart(end, found.plans[0]) <= (found.plans[1].distance or 0.0) + 1e-6


def test_a_map_has_no_more_plans_than_there_are() -> None:
    assert len(planner.alternatives(tiny_case(), 0.0, "regions", map_plans=9).plans) < 9


def test_processes_find_the_same_ranges(tmp_path: Path) -> None:
    with local_backend(2) as backend:
        found = planner.alternatives(tiny_case(), 0.05, folder=tmp_path / "out", backend=backend)
    for name, each in ranges(0.05).ranges.items():
        there = found.ranges[name]
        assert (there.least, there.most) == pytest.approx((each.least, each.most), abs=1e-6)
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_map(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    asked = ["alternatives", str(TINY), "--within", "0.1", "--map", "3", "--out", str(out)]
    assert main(asked) == 0
    assert "as unlike each other as can be" in capfd.readouterr().out
    lines = (out / "map.csv").read_text().splitlines()
    assert lines[0] == "plan,cost_usd_billion,distance,engine,grid"
    record = json.loads((out / "alternatives.json").read_text())
    assert len(record["map"]) == len(lines) - 1
    assert set(record["map"][0]) == {"cost_usd_billion", "distance", "groups"}


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--map", "0", "--map 0 is too small"),
        ("--map", "x", "no whole number"),
        ("--workers", "0", "1 worker"),
    ],
)
def test_what_cannot_be_asked_is_told(
    option: str, value: str, said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["alternatives", str(TINY), option, value, "--out", str(tmp_path / "out")]) == 1
    assert said in capfd.readouterr().err


def test_what_is_no_kind_or_no_share_is_told() -> None:
    with pytest.raises(UserError, match="nothing called 'plants'"):
        planner.alternatives(tiny_case(), of="plants")
    with pytest.raises(UserError, match="Within 2 is no share"):
        planner.alternatives(tiny_case(), 2.0)
