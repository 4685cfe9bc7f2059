"""Site by site: the same optimum and the same certificate as the whole program at once, from any start."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from variants import write_variant

import planner
from planner import plan as plan_room
from planner.errors import NoPlan
from planner.model import build
from planner.options import Options
from planner.plan import in_whole_days
from planner.solver import answer, compile_model, hand_over, run, solve_sitewise
from planner.solver.certify import TOLERANCE
from planner.solver.sites import sites_in_use, sites_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solver import Program, Solution

SEEDS = (1, 4, 6, 7, 9)


def compiled(folder: Path, seed: int) -> Program:
    write_variant(folder, seed)
    return compile_model(build(planner.read(folder)))


def at_once(program: Program) -> Solution:
    highs = hand_over(program, Options())
    run(highs)
    return answer(highs, program)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("share", [0.0, 0.4])
def test_any_start_ends_at_the_optimum_of_the_whole_program(seed: int, share: float, tmp_path: Path) -> None:
    program = compiled(tmp_path / "case", seed)
    chance = random.Random(seed)
    first = [site for site in sites_of(program).names if chance.random() < share]

    found = solve_sitewise(program, first, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= TOLERANCE


def test_every_column_and_row_of_a_site_is_left_out_with_it(tmp_path: Path) -> None:
    program = compiled(tmp_path / "case", 4)
    sites = sites_of(program)

    columns, rows = sites.kept([])

    bare = program.matrix[rows][:, ~columns]
    assert bare[program.row_lower[rows] > 0].nnz == 0
    assert not columns[program.columns["Output"].cut].any()
    assert columns[program.columns["Own_load"].cut].all()
    assert not rows[program.rows["output_within_available_capacity"].cut].any()


def test_sites_in_use_are_those_with_orders(tmp_path: Path) -> None:
    program = compiled(tmp_path / "case", 1)
    solution = at_once(program)

    ordered = {(a, r) for (a, _, r, _) in solution.value("Ordered", 1e-6)}

    assert sites_in_use(program, solution.values, 1e-6) == ordered & set(sites_of(program).names)


@pytest.mark.parametrize("seed", [4, 9])
def test_a_plan_found_site_by_site_closes_its_books(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_variant(tmp_path / "case", seed)
    case = planner.read(tmp_path / "case")
    plain = planner.solve(case, Options(plain=True))
    monkeypatch.setattr(plan_room, "SITEWISE_ROWS", 0)

    found = planner.solve(case)

    assert "sites" in found.stages.seconds
    assert "sites" not in plain.stages.seconds
    assert found.objective_usd_billion == pytest.approx(plain.objective_usd_billion, rel=1e-9)


def test_a_case_without_a_plan_has_none_site_by_site_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_variant(tmp_path / "case", 0)
    limits = tmp_path / "case" / "supply_limits.csv"
    rows = limits.read_text(encoding="utf-8").splitlines()
    column = rows[0].split(",").index("limit_gw_per_year")
    emptied = [rows[0]]
    for row in rows[1:]:
        cells = row.split(",")
        cells[column] = "0"
        emptied.append(",".join(cells))
    limits.write_text("\n".join(emptied) + "\n", encoding="utf-8")
    monkeypatch.setattr(plan_room, "SITEWISE_ROWS", 0)

    with pytest.raises(NoPlan):
        planner.solve(planner.read(tmp_path / "case"))


def test_whole_days_have_one_block(tmp_path: Path) -> None:
    write_variant(tmp_path / "case", 4)
    assert in_whole_days(planner.read(tmp_path / "case")).settings.operations.hours_per_block == 24
