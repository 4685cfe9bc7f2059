"""A basis that is carried over into a master that has grown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from solver.programs import compiled

from planner.options import Options
from planner.solver import run
from planner.solver.decomposition.basis import MasterBasis, are_cuts
from planner.solver.decomposition.benders import STORE_FLOOR_GW, Decomposition
from planner.solver.decomposition.master import OpenMaster
from planner.tolerances import CROSSOVER_OPTIMALITY, CUT_VIOLATION_GW, STANDING_GW

if TYPE_CHECKING:
    from pathlib import Path


def test_where_a_master_has_grown_only_what_is_new_has_to_be_made_good(tmp_path: Path) -> None:
    """New cuts, and limits of rows that had none; candidates that join start at zero, which breaks no row of theirs."""
    search = Decomposition(compiled(tmp_path / "case", 9), Options(), None)
    everything = search.content.chosen
    stands = search.interior_point(CROSSOVER_OPTIMALITY, crossover=True).point().values
    search.content = replace(search.content, chosen=search.candidates_standing(stands, STANDING_GW))
    assert search.content.chosen < everything
    known = search.interior_point(CROSSOVER_OPTIMALITY, crossover=True)
    separated = search.separate(known, CUT_VIOLATION_GW, STANDING_GW, STORE_FLOOR_GW)
    search.join(separated.cuts, everything)
    grown = OpenMaster(search.master, search.content)

    basis = MasterBasis(known)
    news = basis.delta(grown).limits.rows
    basis.install(grown)
    grown.highs.setOptionValue("solver", "simplex")
    grown.highs.setOptionValue("simplex_iteration_limit", 0)
    run(grown.highs)

    cuts, new = are_cuts(grown), np.zeros(grown.highs.getNumRow(), dtype=bool)
    new[news] = True
    solution, program = grown.highs.getSolution(), grown.highs.getLp()
    activity = np.array(solution.row_value)
    broken = np.maximum(np.array(program.row_lower_) - activity, activity - np.array(program.row_upper_))
    assert broken[~new].max() <= 1e-7
    assert (new & ~cuts).sum() == (known.content.idle & known.rows).sum() > 0
    assert broken[cuts].max() > CUT_VIOLATION_GW
