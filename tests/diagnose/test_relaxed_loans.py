"""What repairs may try of loans as they are written, so that what they propose is a case like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.worked import write_worked_credit

from planner.case import read
from planner.case.editing import edit
from planner.diagnose.trial_relaxations import trial_relaxations

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("loan", "least"), [("hall_term", 0.0), ("hall_sweep", 0.01)])
def test_the_least_coverage_tried_is_one_that_the_loan_may_have(
    loan: str, least: float, tmp_path: Path
) -> None:
    case = read(write_worked_credit(tmp_path))
    (trial,) = (x for x in trial_relaxations(case) if (x.about, x.words) == (loan, "min_dscr"))
    (change,) = trial.changes(trial.steps)
    assert change.new == least
    relaxed = edit(case, f"instruments.min_dscr[instrument={loan}]={change.new}")
    assert relaxed.rows("instruments")[change.row - 2]["min_dscr"] == least
