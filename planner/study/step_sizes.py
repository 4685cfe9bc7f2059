"""How far factors go, so that a sweep may take the steps that change a case little often, and the others seldom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.editing import edited_draft
from planner.errors import CaseError
from planner.patching import LIMITS

if TYPE_CHECKING:
    from planner.case import Case
    from planner.study.factors import Factor
    from planner.study.spec import Spec

WHOLE = 1.0
"""How far a factor goes at most; where more than limits move it is this, for then the model is written anew."""


def step_sizes(case: Case, spec: Spec) -> dict[str, float]:
    """How far each factor goes from its first value to its last, by name.

    Of limits it is the share that moves of all that stands in their columns, so of one supply pool less than of all.
    """
    return {factor.name: _step_size(case, factor) for factor in spec.factors}


def _step_size(case: Case, factor: Factor) -> float:
    """How far a factor goes."""
    try:
        first, last = (edited_draft(case, factor.words(value))[1] for value in (factor.low, factor.high))
    except CaseError:
        return WHOLE
    moved: dict[tuple[str, str], float] = {}
    for one, other in zip(first, last, strict=True):
        if one.column not in LIMITS.get(one.sheet, ()):
            return WHOLE
        column = one.sheet, one.column
        moved[column] = moved.get(column, 0.0) + abs(other.new - one.new)
    shares = (
        by / max(by, sum(row[name] for row in case.rows(sheet))) for (sheet, name), by in moved.items() if by
    )
    return float(min(WHOLE, sum(shares)))
