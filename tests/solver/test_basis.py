"""A basis that is carried over into a form that has grown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from solver.programs import compiled

from planner.options import Options
from planner.solver import run
from planner.solver.basis import BLOCK, CUT, SUM, Basis, rows_of
from planner.solver.cuts import VIOLATED
from planner.solver.energy_form import Open
from planner.solver.energywise import NOTHING, TIGHT, Search

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_where_sets_are_split_only_their_sums_have_to_be_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each block others give just what the set cannot, so that no row of a block is broken."""
    monkeypatch.setattr("planner.solver.growing.TIMES_BEFORE_SPLIT", (1, 1))
    search = Search(compiled(tmp_path / "case", 9), Options(), None)
    stands = search.run(TIGHT, crossover=True)
    search.join(search.view(stands, VIOLATED, NOTHING), set(), np.inf, np.inf)
    grown = Open(search.form, search.content)

    Basis(stands).put(grown)
    grown.highs.setOptionValue("solver", "simplex")
    grown.highs.setOptionValue("simplex_iteration_limit", 0)
    run(grown.highs)

    rows = rows_of(grown)
    kinds = np.repeat(list(rows), [len(numbers) for numbers in rows.values()])
    activity = np.array(grown.highs.getSolution().row_value)
    assert grown.content.splits.short.any()
    assert activity[kinds == BLOCK].min() >= -1e-9
    assert activity[(kinds == SUM) | (kinds == CUT)].min() < -VIOLATED
