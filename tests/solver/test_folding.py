"""Blocks that are alike, as one: nothing is lost by it, neither values nor prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from solver.programs import at_once, compiled

from planner.options import Options
from planner.solver import folding, solve_energywise
from planner.solver.certify import TOLERANCE
from planner.solver.energy_form import EnergyForm

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solver import Program
    from planner.solver.folding import Folding

SEEDS = (1, 4, 7, 9)


def by_two_hours(folder: Path, seed: int) -> Program:
    return compiled(folder, seed, "case.operations.hours_per_block=2")


def folded(program: Program) -> tuple[EnergyForm, Folding]:
    form = EnergyForm(program)
    return form, form.folding(frozenset(form.sites.names))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_is_that_of_the_whole_program(seed: int, tmp_path: Path) -> None:
    program = by_two_hours(tmp_path / "case", seed)
    assert (folded(program)[1].size > 1).any()

    found = solve_energywise(program, Options())

    assert found.objective == pytest.approx(at_once(program).objective, rel=1e-9)
    assert max(found.residuals.values()) <= TOLERANCE
    assert len(found.value("Charge", 1e-3)) > 0


@pytest.mark.parametrize("fewest", [1, 99])
def test_it_is_the_optimum_however_few_blocks_are_folded(
    fewest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = compiled(tmp_path / "case", 4)
    expected = solve_energywise(program, Options()).objective
    monkeypatch.setattr(folding, "FEWEST_BLOCKS", fewest)
    assert solve_energywise(program, Options()).objective == pytest.approx(expected, rel=1e-9)


def test_a_segment_is_as_many_blocks_as_are_alike() -> None:
    begins = np.array([[True, False, True, True], [True, False, False, False]])
    first, last = folding._segments(begins)
    assert first.tolist() == [[0, 0, 2, 3], [0, 0, 0, 0]]
    assert last.tolist() == [[1, 1, 2, 3], [3, 3, 3, 3]]


def test_a_segment_ends_with_the_day(tmp_path: Path) -> None:
    form, _ = folded(by_two_hours(tmp_path / "case", 4))
    assert form.folding(frozenset()).ends[:, 11::12].all()


def test_a_store_does_the_same_throughout_a_segment_and_its_level_moves_on_a_line(tmp_path: Path) -> None:
    """Every block's own row holds where the row of its segment does."""
    program = by_two_hours(tmp_path / "case", 4)
    form, fold = folded(program)
    stores, rng = form.stores, np.random.default_rng(1)
    values = fold.columns @ (rng.random(len(program.cost)) * fold.kept_columns)
    rolls = program.matrix @ values
    of_segment = fold.rows @ rolls
    end, size = fold.last[stores.cell], fold.size[stores.cell]
    output, charge, level = (values[columns] for columns in stores.columns)

    assert (size > 1).any()
    assert np.array_equal(output, np.take_along_axis(output, end, axis=1))
    assert np.array_equal(charge, np.take_along_axis(charge, end, axis=1))
    row = np.take_along_axis(of_segment[stores.rolls], end, axis=1)
    assert rolls[stores.rolls] == pytest.approx(row / size)
    ends = fold.ends[stores.cell]
    assert level.max() <= level[ends].max()
    assert level.min() >= level[ends].min()


def test_a_price_of_one_block_is_one_of_all_that_are_alike(tmp_path: Path) -> None:
    fold = folded(by_two_hours(tmp_path / "case", 4))[1]
    cell, block = np.argwhere((fold.size > 1) & fold.ends)[0]
    prices = np.zeros(fold.size.shape)
    prices[cell, block] = 6.0
    found = fold.mean(prices)
    alike = fold.last[cell] == block
    assert found[cell, alike] == pytest.approx(6.0 / fold.size[cell, block])
    assert found.sum() == pytest.approx(6.0)
    assert fold.mean(prices[:, None, :])[:, 0] == pytest.approx(found)


def test_what_is_not_there_tells_no_blocks_apart(tmp_path: Path) -> None:
    """And what joins but cuts segments in two: what stood for one stands for a part of it."""
    form, all_there = folded(by_two_hours(tmp_path / "case", 4))
    none_there = form.folding(frozenset())
    assert none_there.ends.sum() < all_there.ends.sum()
    assert not (none_there.ends & ~all_there.ends).any()
