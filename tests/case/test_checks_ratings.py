"""Ratings: what does not fit together, and what is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.files import write_files
from cases.small import FILES

from planner.case import Case, read
from planner.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

    from cases.files import Edit

HEADER = "value_of_service_usd_billion_per_gw_year,revenue_usd_billion_per_gw_year"
LAYER = FILES | {
    "sponsors.csv": FILES["sponsors.csv"]
    .replace(HEADER, f"{HEADER},lease_debt_years,min_interest_coverage")
    .replace("10,25,10\n", "10,25,10,5,2\n")
    .replace("50,,,\n", "50,,,,,\n"),
    "ebitda.csv": "sponsor,year,ebitda_usd_billion_per_year\ncloud,2026,10\ncloud,2027,-2\n",
    "credit_steps.csv": "sponsor,debt_to_ebitda,spread_per_year\ncloud,3,0.01\ncloud,1.5,0\n",
}


def reading(folder: Path, *edits: Edit) -> Case:
    return read(write_files(folder, LAYER, *edits))


FAULTS = [
    (
        "credit_steps.csv",
        "1.5,0\n",
        "1.5,0.02\n",
        ("row 2, column spread_per_year: found 0.01", "at least 0.02"),
    ),
    ("credit_steps.csv", "cloud,1.5", "cloud,0", ("debt_to_ebitda: found 0", "above 0")),
    ("credit_steps.csv", "cloud,1.5", "cloud,-1", ("debt_to_ebitda: found '-1'", "at least 0")),
    ("credit_steps.csv", "cloud,1.5", "cloud,3", ("rows 2 and 3", "debt_to_ebitda")),
    ("credit_steps.csv", "cloud,1.5", "clod,1.5", ("column sponsor: found 'clod'", "did you mean cloud?")),
    ("credit_steps.csv", "3,0.01", "3,1%", ("spread_per_year: found '1%'", "write 0.01")),
    ("ebitda.csv", "cloud,2026,10", "cloud,2026,ten", ("ebitda_usd_billion_per_year: found 'ten'",)),
    ("sponsors.csv", "10,5,2\n", "10,5,-2\n", ("min_interest_coverage: found '-2'", "at least 0")),
    ("sponsors.csv", "10,5,2\n", "10,-5,2\n", ("lease_debt_years: found '-5'", "at least 0")),
]


@pytest.mark.parametrize(("file", "old", "new", "parts"), FAULTS)
def test_ratings_that_do_not_fit_together_are_refused(
    tmp_path: Path, file: str, old: str, new: str, parts: tuple[str, ...]
) -> None:
    with pytest.raises(CaseError) as caught:
        reading(tmp_path / "small", (file, old, new))
    message = str(caught.value)
    assert "mend: " in message
    for part in parts:
        assert part in message


NOTES = [
    (
        "ebitda.csv",
        "cloud,2026,10\ncloud,2027,-2\n",
        "",
        "ebitda.csv: cloud has steps of debt to Ebitda and no",
    ),
    (
        "ebitda.csv",
        "2027,-2",
        "2027,-2\nutility,2026,3",
        "ebitda.csv: the rows of utility do nothing",
    ),
    (
        "credit_steps.csv",
        "cloud,3,0.01\ncloud,1.5,0\n",
        "",
        "sponsors.csv, row 2: lease_debt_years is 5 and",
    ),
    (
        "sponsors.csv",
        "50,,,,,\n",
        "50,,,,,3\n",
        "ebitda.csv: utility has a min_interest_coverage and no row here",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "note"), NOTES)
def test_ratings_that_do_little_are_noted(tmp_path: Path, file: str, old: str, new: str, note: str) -> None:
    case = reading(tmp_path / "small", (file, old, new))
    assert [said for said in case.notes if said.startswith(note)]


def test_ratings_that_fit_together_are_read_without_a_note(tmp_path: Path) -> None:
    case = reading(tmp_path / "small")
    words = ("ebitda", "credit_steps", "lease", "coverage")
    assert [note for note in case.notes if any(word in note for word in words)] == []
    assert [row["lease_debt_years"] for row in case.rows("sponsors")] == [5, 0]
