"""Random cases with every part of the credit layer at once, against an independent program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import reference
from cases.layers import write_layer

import planner

if TYPE_CHECKING:
    from pathlib import Path

FEW, MANY = range(10), range(10, 60)


def costs(folder: Path, seed: int) -> tuple[float, float]:
    """What the plan of a seed costs, and what it is to cost."""
    write_layer(folder, seed)
    return planner.solve(planner.read(folder)).objective_usd_billion, reference.solve(folder).objective


@pytest.mark.parametrize("seed", FEW)
def test_random_layers_cost_what_the_independent_program_says(seed: int, tmp_path: Path) -> None:
    found, expected = costs(tmp_path / "case", seed)
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_many_more_of_them_do(seed: int, tmp_path: Path) -> None:
    found, expected = costs(tmp_path / "case", seed)
    assert found == pytest.approx(expected, rel=1e-8)
