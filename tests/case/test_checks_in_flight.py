"""What is under way before the horizon, as a case may and may not say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.worked import write_worked_credit

from planner.case import read
from planner.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "in_flight.csv"
HEADER = "asset,sponsor,region,arrives,gw\n"


def written(folder: Path, *rows: str) -> Path:
    write_worked_credit(folder)
    (folder / SHEET).write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return folder


@pytest.mark.parametrize(
    ("row", "column", "allowed", "mend"),
    [
        ("gas,cloud,west,2027Q1,1", "sponsor", "an owner of gas in owners.csv: utility", "name one of them"),
        ("weak,cloud,west,2027Q1,1", "region", "blank, as chips are counted nationally", "clear the region"),
        ("gas,utility,,2027Q1,1", "region", "a region of regions.csv", "write where it stands"),
        (
            "gas,utility,east,2027Q1,3.5",
            "gw",
            "at most 3 GW",
            "a larger limit_gw in row 2 of site_limits.csv",
        ),
        ("gas,utility,east,soon,1", "arrives", "quarter", "2026Q1"),
        ("gas,utility,east,2027Q1,-1", "gw", "at least 0", ""),
    ],
)
def test_a_fault_is_told_with_its_cell_and_mend(
    tmp_path: Path, row: str, column: str, allowed: str, mend: str
) -> None:
    with pytest.raises(CaseError) as raised:
        read(written(tmp_path / "case", row))
    (fault,) = raised.value.faults
    assert (fault.file, fault.row, fault.column) == (SHEET, 2, column)
    assert allowed in fault.allowed
    assert mend in fault.mend


def test_sites_count_what_stands_at_once_alone(tmp_path: Path) -> None:
    """Gas stands a year: what arrives as the first retires has its sites."""
    read(written(tmp_path / "case", "gas,utility,east,2026Q2,3", "gas,utility,east,2027Q2,3"))
    with pytest.raises(CaseError, match="row 3, column gw"):
        read(written(tmp_path / "other", "gas,utility,east,2026Q2,3", "gas,utility,east,2027Q1,3"))


def test_rows_that_do_nothing_are_noted(tmp_path: Path) -> None:
    case = read(written(tmp_path / "case", "gas,utility,east,2028Q2,1", "gas,utility,west,2025Q2,1"))
    assert "in_flight.csv, row 2: does nothing, for it arrives after 2028Q1" in case.notes
    assert "in_flight.csv, row 3: does nothing, for its life ends before 2026Q2" in case.notes
