"""The order of blocks that columns and rows of dispatch are counted by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from solver.programs import compiled

from planner.solver.decomposition.region_periods import expect_block_order, region_periods_of

if TYPE_CHECKING:
    from planner.solver import Block, Program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """One with storage, of several days."""
    return compiled(tmp_path_factory.mktemp("cases") / "case", 4)


def test_columns_that_are_counted_are_those_of_their_indices(program: Program) -> None:
    region_periods, output = region_periods_of(program), program.columns["Output"]
    within = expect_block_order(program)
    energy = program.columns["Energy"]
    for number, place in enumerate(program.columns["Load"].indices):
        for source in np.flatnonzero(region_periods.exists[number]).tolist():
            index = energy.indices[region_periods.energy[number, source] - energy.start]
            assert index[1:] == place
            found = region_periods.output[number, source] - output.start
            assert [output.indices[k] for k in found] == [(*index, *block) for block in within]


@pytest.mark.parametrize("name", ["Output", "Charge", "output_meets_load", "level_rolls_through_the_day"])
def test_blocks_in_another_order_are_refused(name: str, program: Program) -> None:
    """By block first and place second, say, in which other numbers would be read in silence."""
    kind = "columns" if name in program.columns else "rows"
    blocks = getattr(program, kind)
    shuffled = tuple(sorted(blocks[name].indices, key=lambda index: index[-1]))
    assert shuffled != blocks[name].indices
    other = replace(program, **{kind: {**blocks, name: replace(blocks[name], indices=shuffled)}})
    with pytest.raises(ValueError, match=f"order of set_of_blocks.*{name}"):
        region_periods_of(other)


def test_days_that_take_turns_are_refused(program: Program) -> None:
    """What a store keeps rolls on within a day, whose blocks must follow one another."""

    def in_turns(blocks: dict[str, Block]) -> dict[str, Block]:
        return {
            name: replace(
                block, indices=tuple((*i[:-2], "even" if i[-1] % 2 else "odd", i[-1]) for i in block.indices)
            )
            if block.dims.endswith("db")
            else block
            for name, block in blocks.items()
        }

    other = replace(program, columns=in_turns(program.columns), rows=in_turns(program.rows))
    with pytest.raises(ValueError, match="one day after another"):
        expect_block_order(other)
