"""An irreducible infeasible set of rows, by HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.options import Options
from planner.solver import pass_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver import Program

    Rows = NDArray[np.int64]

FROM_LP, IRREDUCIBLE = 2, 4
"""HiGHS's `iis_strategy`: begin with its own elastic program, then drop rows until none can be."""


def iis_of(program: Program, seconds: float) -> Rows | None:
    """The numbers of an irreducible set of the rows of an impossible program, by HiGHS; None where it finds none."""
    highs = pass_model(program, Options())
    highs.setOptionValue("iis_strategy", FROM_LP + IRREDUCIBLE)
    highs.setOptionValue("iis_time_limit", seconds)
    status, iis = highs.getIis()
    if status == highspy.HighsStatus.kError or not iis.valid_ or not len(iis.row_index_):
        return None
    kept: Rows = np.sort(np.asarray(iis.row_index_, dtype=np.int64))
    return kept
