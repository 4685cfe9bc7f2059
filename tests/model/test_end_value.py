"""What assets count for at the end where lenders say it, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases.edits import with_settings, without_funding
from cases.small import write_small

import planner
from planner.case import Case, read
from planner.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Row = Callable[..., Any]


def test_lender_value_at_the_end_adds_up_to_the_lower_of_book_and_curve_less_the_credit(row: Row) -> None:
    # At the end of 7 the sun of 6 has stood 2 of 80 quarters and that of 7 one: a power curve of 1 to 0.6 in a year is
    # below their books, and above those of gas. Gas of 5 has stood one of its two quarters; that of 6 is paid after the
    # end. Of the sun of 4 and 5 a credit of 0.3 * 0.9 is taken off.
    found = row("lender_value_at_the_end_adds_up", "utility")
    terms = {
        "Lender_value_at_end[utility]": 1,
        "National_ordered[gas,utility,5]": -(1 - 1 / 2) * 2.0 * 1.1**6,
        "National_ordered[gas,utility,4]": -(1 - 1 / 4) * 1.6 * 1.1**5,
        "National_ordered[gas,utility,3]": -(1 - 2 / 4) * 1.6 * 1.1**4,
        "National_ordered[gas,utility,2]": -(1 - 3 / 4) * 1.6 * 1.1**3,
        "National_ordered[sun,utility,7]": -(1 - 0.4 * 0.25) * 1.0 * 1.1**12,
        "National_ordered[sun,utility,6]": -(1 - 0.4 * 0.5) * 1.0 * 1.1**11,
        "National_ordered[sun,utility,5]": -(1 - 0.4 * 0.75) * 0.73 * 1.2 * 1.1**10,
        "National_ordered[sun,utility,4]": -0.6 * 0.73 * 1.2 * 1.1**9,
        "National_ordered[sun,utility,3]": -0.6 * 1.2 * 1.1**8,
        "National_ordered[sun,utility,2]": -0.6 * 1.2 * 1.1**7,
        "==": 0,
    }
    assert found == terms


@pytest.mark.parametrize("funding", [True, False])
def test_the_plan_counts_at_the_end_what_lenders_do(worked_case: Case, funding: bool) -> None:
    case = worked_case if funding else without_funding(worked_case)
    plan = planner.solve(case)
    costs = plan.tables["costs"]
    items = set(costs["item"])
    assert "lender_value_at_end" in items
    assert "book_value_at_end" not in items
    book = planner.solve(with_settings(case, money={"end_value": "book"}))
    assert "book_value_at_end" in set(book.tables["costs"]["item"])
    # Lenders count no more than the books do, so that the same plan is worth no more.
    assert plan.objective_usd_billion > book.objective_usd_billion


def test_a_class_that_lenders_do_not_know_cannot_count_at_the_end(tmp_path: Path) -> None:
    lender = ("case.yaml", "  power_tariff", "  end_value: lender\n  power_tariff")
    with pytest.raises(CaseError) as caught:
        read(write_small(tmp_path / "small", lender))
    message = str(caught.value)
    for part in ("money.end_value: found lender", "no rows for power", "mend: write rows for power"):
        assert part in message
    off = ("case.yaml", "title:", "funding: off\ntitle:")
    folder = write_small(tmp_path / "bare", lender, off)
    (folder / "lender_value.csv").unlink()
    with pytest.raises(CaseError, match="no rows for power and shell and chips"):
        read(folder)
    power = ("lender_value.csv", "shell,0,1", "power,0,1\nshell,0,1")
    assert read(write_small(tmp_path / "other", lender, power)).settings.money.end_value == "lender"


@pytest.mark.parametrize(("written", "found"), [("2025Q4", "2025Q4"), ("2028Q1", "2028Q1"), ("2027", "2027")])
def test_how_far_a_plan_is_read_is_within_the_horizon(tmp_path: Path, written: str, found: str) -> None:
    with pytest.raises(CaseError, match=f"calendar.read_to.*{found}"):
        read(write_small(tmp_path / "small", ("case.yaml", "  period:", f"  read_to: {written}\n  period:")))
