"""How far a plan is read: a life of chips before the end, but not before the target."""

from __future__ import annotations

import pytest
from cases.tiny import tiny_case

from planner.parameters.horizon import periods_read, read_to


@pytest.mark.parametrize(
    ("edits", "last", "count"),
    [
        ((), "2026Q3", 3),  # chips outlive the horizon: the target
        (("case.target.close_by=2026Q1", "compute.life_years[kind=chips]=0.5"), "2026Q2", 2),
        (("case.calendar.read_to=2026Q4",), "2026Q4", 4),
        (("case.calendar.read_to=2026Q1",), "2026Q1", 1),
        (("case.target.close_by=2028Q1",), "2026Q4", 4),
        (("compute.life_years[kind=chips]=0.25", "case.calendar.end=2028Q4"), "2028Q3", 11),
        (
            ("case.calendar.end=2028Q4", "case.calendar.years_from=2027Q1", "case.calendar.read_to=2027Q2"),
            "2027Q2",
            5,
        ),
    ],
)
def test_how_far_a_plan_is_read(edits: tuple[str, ...], last: str, count: int) -> None:
    case = tiny_case(*edits)
    assert (str(read_to(case)), periods_read(case)) == (last, count)
