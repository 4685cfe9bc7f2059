"""The energy form: the same optimum and the same certificate as the whole program at once."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from solver.programs import at_once, compiled
from variants import write_variant

import planner
from planner import plan as plan_room
from planner.errors import Exhausted, NoPlan
from planner.model import build
from planner.options import Options
from planner.solver import compile_model, energywise, growing, solve_energywise
from planner.solver.certify import TOLERANCE
from planner.solver.cuts import Cuts, balances, by_merit, capacities, flow_of, merit_of, violated
from planner.solver.energy_form import EnergyForm
from planner.solver.flows import dispatch
from planner.solver.highs import proved

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from planner.solver import Program, Solution

    Floats = NDArray[np.float64]

SEEDS = (1, 4, 6, 7, 9)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_ends_at_the_optimum_of_the_whole_program(seed: int, tmp_path: Path) -> None:
    program = compiled(tmp_path / "case", seed)

    found = solve_energywise(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= TOLERANCE


@pytest.mark.parametrize("seed", [1, 4])
def test_it_does_so_with_years_after_quarters(seed: int, tmp_path: Path) -> None:
    """A block has the same share of a year as of a quarter, but not as many hours."""
    write_variant(tmp_path / "case", seed, years=True)
    program = compile_model(build(planner.read(tmp_path / "case")))

    found = solve_energywise(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= TOLERANCE


@pytest.mark.parametrize("rounds", [0, 1])
def test_it_does_so_from_wherever_the_loose_rounds_end(
    rounds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without loose rounds no store and no cut is there at first, and all of them join from a basis."""
    program = compiled(tmp_path / "case", 4)
    monkeypatch.setattr(energywise, "LOOSE_ROUNDS", rounds)
    assert solve_energywise(program, Options()).objective == pytest.approx(
        at_once(program).objective, rel=1e-9
    )


def test_it_does_so_whenever_sets_are_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = compiled(tmp_path / "case", 9)
    monkeypatch.setattr(growing, "TIMES_BEFORE_SPLIT", (1, 1))
    assert solve_energywise(program, Options()).objective == pytest.approx(
        at_once(program).objective, rel=1e-9
    )


def test_storage_matters_in_some_of_these_cases(tmp_path: Path) -> None:
    """A sign that is wrong there would show in no other."""
    used = [len(at_once(compiled(tmp_path / f"{seed}", seed)).value("Charge", 1e-3)) for seed in SEEDS]
    assert sum(count > 0 for count in used) >= 2


def test_a_dispatch_that_exists_violates_no_cut(tmp_path: Path) -> None:
    """Of any set of sources and any set of blocks, whatever they cost."""
    program = compiled(tmp_path / "case", 4)
    form, values = EnergyForm(program), at_once(program).values
    cells = form.cells
    sources, blocks = cells.energy.shape[1], len(cells.weight)
    dice = np.random.default_rng(1)
    cell = np.repeat(np.arange(len(cells.load)), 20)
    cuts = Cuts(
        cell,
        (dice.random((len(cell), sources)) < 0.5) & cells.there[cell],
        dice.random((len(cell), blocks)) < 0.5,
    )
    for some in (cuts, balances(cells), capacities(cells)):
        assert float((some.rows(cells, form.stores, len(values)) @ values).min()) >= -1e-7


def test_energies_without_a_violated_cut_have_a_dispatch(tmp_path: Path) -> None:
    """And those that have none are cut off, however their sources are ordered."""
    program = compiled(tmp_path / "case", 4)
    form, values = EnergyForm(program), at_once(program).values.copy()
    cells, there = form.cells, form.cells.there
    alike = np.zeros(cells.energy.shape)
    flow = flow_of(cells, form.stores, values)
    output, cuts = dispatch(cells, flow, merit_of(cells, flow, alike))
    assert len(cuts) == 0
    assert np.abs(output @ cells.weight - flow.energy)[there].max() < 1e-7
    assert np.abs(output.sum(1) - flow.net_load).max() < 1e-7

    cell = int(np.argmax(flow.energy.max(1)))
    column = cells.energy[cell, int(np.argmax(flow.energy[cell]))]
    values[column] *= 2.0  # more than all blocks together can take
    flow = flow_of(cells, form.stores, values)
    _, cuts = dispatch(cells, flow, merit_of(cells, flow, alike))
    assert set(cuts.cell.tolist()) == {cell}
    assert (cuts.rows(cells, form.stores, len(values)) @ values).max() < 0


def test_the_cheapest_run_first(tmp_path: Path) -> None:
    program = compiled(tmp_path / "case", 4)
    form, values = EnergyForm(program), at_once(program).values
    cells = form.cells
    flow = flow_of(cells, form.stores, values)
    price = np.random.default_rng(2).random(cells.energy.shape)
    output = by_merit(flow, merit_of(cells, flow, price))
    for c, b in product(range(0, len(cells.load), 7), range(len(cells.weight))):
        order = [k for k in np.argsort(price[c]) if cells.there[c, k]]
        left = flow.net_load[c, b]
        for source in order:
            given = min(left, flow.capacity[c, source, b])
            assert output[c, source, b] == pytest.approx(given, abs=1e-9)
            left -= given


def test_the_cut_of_a_prefix_is_the_most_violated_of_all_sets_of_blocks(tmp_path: Path) -> None:
    program = compiled(tmp_path / "case", 4)
    form, values = EnergyForm(program), at_once(program).values.copy()
    cells = form.cells
    values[cells.standing[cells.there]] *= 0.8
    flow = flow_of(cells, form.stores, values)
    merit = merit_of(cells, flow, np.zeros(cells.energy.shape))
    cuts, worst = violated(cells, flow, merit, 1e-3)
    told = -(cuts.rows(cells, form.stores, len(values)) @ values)
    assert worst == pytest.approx(told.max())
    for k in range(0, len(cuts), 11):
        every = np.array(list(product([False, True], repeat=len(cells.weight))))
        same = np.full(len(every), k)
        rivals = Cuts(cuts.cell[same], cuts.inner[same], every)
        assert told[k] == pytest.approx(float(-(rivals.rows(cells, form.stores, len(values)) @ values).min()))


@pytest.mark.parametrize("seed", [4, 9])
def test_a_plan_found_by_its_energy_form_closes_its_books(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_variant(tmp_path / "case", seed)
    case = planner.read(tmp_path / "case")
    plain = planner.solve(case, Options(plain=True))
    monkeypatch.setattr(plan_room, "ENERGYWISE_ROWS", 0)

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


def test_a_case_without_a_plan_has_none_by_its_energy_form_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_variant(tmp_path / "case", 0)
    without_supply(tmp_path / "case")
    monkeypatch.setattr(plan_room, "ENERGYWISE_ROWS", 0)

    with pytest.raises(NoPlan):
        planner.solve(planner.read(tmp_path / "case"))


def test_a_time_limit_is_kept_over_all_rounds(tmp_path: Path) -> None:
    with pytest.raises(Exhausted, match="time limit"):
        solve_energywise(compiled(tmp_path / "case", 4), Options(time_limit_seconds=1e-3))


def test_what_a_coarse_search_leaves_unproved_is_found_more_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut that lacks a thousandth of a GW on the mean lacks many times that in a block of few hours."""
    program = compiled(tmp_path / "case", 4)
    asked: list[float] = []

    def proving(program: Program, values: Floats, duals: Floats, counts: dict[str, int]) -> Solution:
        asked.append(float(program.cost @ values))
        return proved(program, values, duals, counts)

    monkeypatch.setattr(energywise, "USUAL", (1e-3, 1e-3))
    monkeypatch.setattr(energywise, "proved", proving)
    found = solve_energywise(program, Options())
    assert len(asked) == 2
    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
