"""A basis that is carried over into a form that has grown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from solver.programs import compiled

from planner.options import Options
from planner.solver import run
from planner.solver.decomposition.basis import Basis, are_cuts
from planner.solver.decomposition.benders import FLOOR, NOTHING, TIGHT, Search
from planner.solver.decomposition.benders_cuts import VIOLATED
from planner.solver.decomposition.master import Open

if TYPE_CHECKING:
    from pathlib import Path


def test_where_a_form_has_grown_only_its_news_have_to_be_made_good(tmp_path: Path) -> None:
    """New cuts, and limits of rows that had none; sites that join start at zero, so that no row of theirs is broken."""
    search = Search(compiled(tmp_path / "case", 9), Options(), None)
    everything = search.content.chosen
    stands = search.run(TIGHT, crossover=True).point().values
    search.content = replace(search.content, chosen=search.standing(stands, NOTHING))
    assert search.content.chosen < everything
    known = search.run(TIGHT, crossover=True)
    search.join(search.view(known, VIOLATED, NOTHING, FLOOR).cuts, everything)
    grown = Open(search.form, search.content)

    basis = Basis(known)
    news = basis.news(grown).limits.rows
    basis.put(grown)
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
    assert broken[cuts].max() > VIOLATED
