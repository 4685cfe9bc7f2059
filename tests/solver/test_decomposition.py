"""Benders decomposition of dispatch: the same optimum and the same certificate as the whole program at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.credit import write_credit_variant, write_sheets
from cases.credit_base import read_sheets
from cases.files import read_settings
from cases.hosting import HOSTING, with_hosting
from cases.layers import write_layer
from cases.variants import write_variant
from solver.programs import at_once, compiled

import planner
from planner import pipeline
from planner.errors import Exhausted, NoPlan
from planner.model import build
from planner.options import Options
from planner.results.hosting import hosting
from planner.solver import compile_model, solve_by_decomposition
from planner.solver.decomposition import benders
from planner.solver.decomposition.master import Master
from planner.solver.highs import proved
from planner.tolerances import CERTIFICATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from planner.solver import Program, Solution, SolveRecord
    from planner.solver.decomposition.master import OpenMaster

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

SEEDS = (1, 4, 6, 7, 9)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_ends_at_the_optimum_of_the_whole_program(seed: int, tmp_path: Path) -> None:
    program = compiled(tmp_path / "case", seed)

    found, _ = solve_by_decomposition(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= CERTIFICATE


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_does_so_with_all_of_the_credit_layer(seed: int, tmp_path: Path) -> None:
    program = compile_model(build(planner.read(write_layer(tmp_path / "case", seed))))

    found, _ = solve_by_decomposition(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= CERTIFICATE


@pytest.mark.parametrize("seed", [1, 4])
def test_it_does_so_with_years_after_quarters(seed: int, tmp_path: Path) -> None:
    """A block has the same share of a year as of a quarter, but not as many hours."""
    write_variant(tmp_path / "case", seed, years=True)
    program = compile_model(build(planner.read(tmp_path / "case")))

    found, _ = solve_by_decomposition(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= CERTIFICATE


@pytest.mark.parametrize("rounds", [0, 1])
def test_it_does_so_from_wherever_the_interior_rounds_end(
    rounds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without interior rounds no cut is there at first, and all of them join from a basis."""
    program = compiled(tmp_path / "case", 4)
    monkeypatch.setattr(benders, "MOST_INTERIOR_ROUNDS", rounds)
    assert solve_by_decomposition(program, Options())[0].objective == pytest.approx(
        at_once(program).objective, rel=1e-9
    )


def interior_points_of(decomposition: benders.Decomposition, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every interior point that a decomposition runs from here on: whether a crossover followed it."""
    crossed, plain = [], decomposition.interior_point

    def run(tolerance: float, crossover: bool) -> OpenMaster:
        crossed.append(crossover)
        return plain(tolerance, crossover)

    monkeypatch.setattr(decomposition, "interior_point", run)
    return crossed


@pytest.mark.parametrize("many", [0, 10**9])
def test_it_does_so_by_interior_rounds_alone_and_by_simplex_alone(
    many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first basis lacks joins either way; candidates are asked there, whatever it lacks."""
    program = compiled(tmp_path / "case", 9)
    for rule in ("MANY_CUTS", "MANY_COLUMNS"):
        monkeypatch.setattr(benders, rule, many)
    monkeypatch.setattr(benders, "MOST_INTERIOR_ROUNDS", 1)
    decomposition = benders.Decomposition(program, Options(), None)
    decomposition.interior_rounds(thinning=1)
    crossed = interior_points_of(decomposition, monkeypatch)

    found = decomposition.simplex_rounds()

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert (False in crossed) == (many == 0)


@pytest.mark.parametrize("patience", [0.0, 1e3])
def test_it_starts_afresh_where_candidates_that_join_lead_simplex_astray(
    patience: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = compiled(tmp_path / "case", 9)
    monkeypatch.setattr(benders, "MOST_INTERIOR_ROUNDS", 1)
    monkeypatch.setattr(benders, "LOOSE_STANDING_GW", 1.0)
    for rule in ("RESTART_SAVING_USD_BILLION_PER_GW", "MANY_CUTS", "MANY_COLUMNS"):
        monkeypatch.setattr(benders, rule, float("inf"))
    monkeypatch.setattr(benders, "PRIMAL_ITERATIONS_PER_ROW", patience)
    decomposition = benders.Decomposition(program, Options(), None)
    decomposition.interior_rounds(thinning=1)
    few, afresh = decomposition.content.chosen, interior_points_of(decomposition, monkeypatch)

    found = decomposition.simplex_rounds()

    assert decomposition.content.chosen > few
    assert (len(afresh) > 1) == (patience == 0.0)
    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)


def test_where_a_plan_is_not_proved_it_is_more_exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is then found missing was there before, so that no step had been made since."""
    program = compiled(tmp_path / "case", 9)
    decomposition = benders.Decomposition(program, Options(), None)
    monkeypatch.setattr(benders, "USUAL", benders.Exactness(1e-2, 1e-7))
    decomposition.interior_rounds()

    found = decomposition.simplex_rounds()

    assert decomposition.exactness == benders.CLOSE
    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)


def test_where_a_region_or_a_source_has_nothing_the_candidate_with_most_is_kept(tmp_path: Path) -> None:
    """Without any candidate a region has no price, and whatever can be built there would seem to pay."""
    decomposition = benders.Decomposition(compiled(tmp_path / "case", 9), Options(), None)
    names, block = decomposition.master.candidates.names, decomposition.program.columns["Standing"]
    values = np.zeros(len(decomposition.program.cost))
    most = names[1]
    values[block.start + next(k for k, (a, _, r, _) in enumerate(block.indices) if (a, r) == most)] = 0.01

    kept = decomposition.candidates_standing(values, 0.05)

    assert most in kept
    assert {source for source, _ in kept} == {source for source, _ in names}
    assert {region for _, region in kept} == {region for _, region in names}
    assert len(kept) < len(names)


def test_storage_matters_in_some_of_these_cases(tmp_path: Path) -> None:
    """A sign that is wrong there would show in no other."""
    used = [len(at_once(compiled(tmp_path / f"{seed}", seed)).value("Charge", 1e-3)) for seed in SEEDS]
    assert sum(count > 0 for count in used) >= 2


@pytest.mark.parametrize("seed", [4, 9])
def test_a_plan_found_by_decomposition_closes_its_books(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_variant(tmp_path / "case", seed)
    case = planner.read(tmp_path / "case")
    plain = planner.solve(case, Options(plain=True))
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS", 0)

    found = planner.solve(case)

    assert "pass" in plain.stages.seconds
    assert "pass" not in found.stages.seconds
    assert found.objective_usd_billion == pytest.approx(plain.objective_usd_billion, rel=1e-9)


def without_supply(case: Path) -> None:
    """Set every limit of supply to zero."""
    limits = case / "supply_limits.csv"
    rows = [row.split(",") for row in limits.read_text(encoding="utf-8").splitlines()]
    column = rows[0].index("limit_gw_per_year")
    emptied = [rows[0], *([*row[:column], "0", *row[column + 1 :]] for row in rows[1:])]
    limits.write_text("\n".join(",".join(row) for row in emptied) + "\n", encoding="utf-8")


def test_a_case_without_a_plan_has_none_by_decomposition_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_variant(tmp_path / "case", 0)
    without_supply(tmp_path / "case")
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS", 0)

    with pytest.raises(NoPlan):
        planner.solve(planner.read(tmp_path / "case"))


def test_a_time_limit_is_kept_over_all_rounds(tmp_path: Path) -> None:
    with pytest.raises(Exhausted, match="time limit"):
        solve_by_decomposition(compiled(tmp_path / "case", 4), Options(time_limit_seconds=1e-3))


def test_what_a_coarse_search_leaves_unproved_is_found_more_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut that lacks a thousandth of a GW on the mean lacks many times that in a block of few hours."""
    program = compiled(tmp_path / "case", 4)
    asked: list[float] = []

    def proving(
        program: Program, values: Floats, duals: Floats, counts: dict[str, int], solved: SolveRecord
    ) -> Solution:
        asked.append(float(program.cost @ values))
        return proved(program, values, duals, counts, solved)

    monkeypatch.setattr(benders, "USUAL", benders.Exactness(1e-3, 1e-3))
    monkeypatch.setattr(benders, "proved", proving)
    found, _ = solve_by_decomposition(program, Options())
    assert len(asked) == 2
    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)


def limits_of(master: Master) -> Mask:
    """All rows that are no equations."""
    return np.not_equal(master.program.row_lower, master.program.row_upper)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_does_so_where_every_limit_is_left_out_at_first(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All sell without end then, so that there is no least cost until the limits are back."""
    program = compiled(tmp_path / "case", seed)
    monkeypatch.setattr(Master, "seldom", limits_of)

    found, _ = solve_by_decomposition(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= CERTIFICATE


def test_limits_that_interior_points_do_without_are_back_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = compiled(tmp_path / "case", 9)
    decomposition = benders.Decomposition(program, Options(), None)
    decomposition.interior_rounds()
    left_out, plain = [], decomposition.interior_point

    def run(tolerance: float, crossover: bool) -> OpenMaster:
        opened = plain(tolerance, crossover)
        left_out.append(opened.content.idle & opened.rows)
        return opened

    monkeypatch.setattr(decomposition, "interior_point", run)
    found = decomposition.simplex_rounds()

    assert left_out[0].any()
    assert not left_out[0][program.row_lower == program.row_upper].any()
    assert decomposition.solved is not None
    assert not decomposition.solved.opened.content.idle.any()
    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)


@pytest.mark.parametrize("seed", [2, 4, 5])
def test_it_serves_load_that_others_house(seed: int, tmp_path: Path) -> None:
    """With storage and more regions, under a random layer of hosting, earnings and offtake covenants."""
    write_credit_variant(tmp_path, seed)
    settings, layer = read_settings(tmp_path), read_sheets(tmp_path)
    settings["money"].pop("end_value")
    write_variant(tmp_path / "base", seed)
    write_sheets(tmp_path / "case", settings, with_hosting(read_sheets(tmp_path / "base"), layer, *HOSTING))
    case = planner.read(tmp_path / "case")
    program = compile_model(build(case))

    found, _ = solve_by_decomposition(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= CERTIFICATE
    assert hosting(case, found)["hosted_gw"].sum() > 0
