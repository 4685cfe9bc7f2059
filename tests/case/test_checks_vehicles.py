"""Lenders and vehicles: what does not fit together, and what is noted."""

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

INSTRUMENTS = (
    FILES["instruments.csv"]
    .replace("min_dscr\n", "min_dscr,lender\n")
    .replace("level,1,secured,0.7,any,,,1.3\n", "level,1,secured,0.7,any,,,1.3,banks\n")
)
LAYER = FILES | {
    "instruments.csv": "\n".join(
        line if line.count(",") == 13 else f"{line}," for line in INSTRUMENTS.splitlines()
    )
    + "\n",
    "lenders.csv": "lender,year,room_usd_billion\nbanks,2026,10\n",
    "vehicles.csv": "vehicle,management_fee_per_year\nclo,0.004\n",
    "vehicle_pools.csv": "vehicle,instrument,max_share_fraction,max_pool_fraction\nclo,loan,0.5,\n",
    "tranches.csv": """\
vehicle,tranche,seniority,market,rate_per_year,attachment_fraction,min_interest_coverage,tenor_years,\
structuring_fee_fraction,noncall_years
clo,aaa,1,bonds,0.05,0.3,1.2,5,0.01,1
clo,bb,2,bonds,0.07,0.1,,5,0.01,
clo,equity,3,bonds,0.1,0,1,5,0.01,
""",
}


def write(folder: Path, *edits: Edit) -> Path:
    return write_files(folder, LAYER, *edits)


def reading(folder: Path, *edits: Edit) -> Case:
    return read(write(folder, *edits))


FAULTS = [
    ("instruments.csv", "1.3,banks", "1.3,bank", ("column lender: found 'bank'", "did you mean banks?")),
    ("lenders.csv", "banks,2026,10\n", "", ("column lender: found 'banks'", "a name from lenders.csv")),
    ("lenders.csv", "banks,2026,10", "banks,2026,-1", ("room_usd_billion: found '-1'", "at least 0")),
    ("lenders.csv", "banks,2026,10", "banks,2026,inf", ("room_usd_billion", "clear lender in instruments")),
    ("vehicles.csv", "clo,0.004", "clo,4%", ("management_fee_per_year: found '4%'", "write 0.04")),
    (
        "vehicle_pools.csv",
        "clo,loan",
        "cdo,loan",
        ("column vehicle: found 'cdo'", "a name from vehicles.csv"),
    ),
    ("vehicle_pools.csv", "clo,loan", "clo,laon", ("column instrument: found 'laon'", "did you mean loan?")),
    ("vehicle_pools.csv", "0.5,", "1.5,", ("max_share_fraction: found '1.5'", "from 0 to 1")),
    (
        "instrument_use.csv",
        "loan,cloud,chips\n",
        "",
        ("vehicle_pools.csv, row 2", "column instrument: found 'loan'", "somebody may issue: bond, bridge"),
    ),
    ("tranches.csv", "bb,2,", "bb,4,", ("column seniority: found 4", "allowed: 3", "write 3")),
    ("tranches.csv", "bb,2,", "bb,1,", ("column seniority: found 1", "numbered from 1 on, each once")),
    ("tranches.csv", "aaa,1,", "aaa,0,", ("column seniority: found '0'", "at least 1")),
    ("tranches.csv", "0.07,0.1,", "0.07,0.3,", ("attachment_fraction: found 0.3", "less than that of aaa")),
    ("tranches.csv", "0.1,0,1,", "0.1,0.05,1,", ("attachment_fraction: found 0.05", "allowed: 0, as no")),
    (
        "tranches.csv",
        "0.1,0,1,",
        "0.1,0,,",
        ("min_interest_coverage: found blank", "nobody pays the coupons"),
    ),
    ("tranches.csv", "0.1,0,1,", "0.1,0,0.9,", ("min_interest_coverage: found 0.9", "write 1 or more")),
    ("tranches.csv", "0.01,1\n", "0.01,6\n", ("noncall_years: found 6", "at most tenor_years, which is 5")),
    ("tranches.csv", "0.01,1\n", "0.01,0.3\n", ("noncall_years: found 0.3", "write 0.25")),
    ("tranches.csv", "1.2,5,", "1.2,0,", ("tenor_years: found '0'", "above 0")),
    ("tranches.csv", "1,bonds", "1,notes", ("column market: found 'notes'", "market_limits.csv")),
    ("tranches.csv", "clo,bb", "clo,aaa", ("rows 2 and 3", "tranche")),
]


@pytest.mark.parametrize(("file", "old", "new", "parts"), FAULTS)
def test_a_vehicle_that_does_not_fit_together_is_refused(
    tmp_path: Path, file: str, old: str, new: str, parts: tuple[str, ...]
) -> None:
    with pytest.raises(CaseError) as caught:
        reading(tmp_path / "small", (file, old, new))
    message = str(caught.value)
    assert "mend: " in message
    for part in parts:
        assert part in message


NOTES = [
    ("instruments.csv", "1.3,banks", "1.3,", "lenders.csv: no row of instruments.csv uses the lender banks"),
    ("instruments.csv", "1.3,banks", "1.3,", "vehicle_pools.csv: clo makes no room, as no instrument that"),
    (
        "vehicle_pools.csv",
        "clo,loan,0.5,\n",
        "",
        "vehicles.csv: no row of vehicle_pools.csv uses the vehicle clo",
    ),
    (
        "vehicles.csv",
        "clo,0.004",
        "clo,0.004\ncdo,0",
        "vehicles.csv: no row of tranches.csv uses the vehicle cdo",
    ),
    (
        "tranches.csv",
        "2,bonds,0.07",
        "2,bonds,0.04",
        "tranches.csv, row 3: bb pays less than aaa, which is senior",
    ),
    (
        "market_limits.csv",
        "bonds,2026,1,10,0\n",
        "",
        "tranches.csv, row 2: aaa cannot be sold, as every step of bonds has a concession",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "note"), NOTES)
def test_a_vehicle_that_does_little_is_noted(
    tmp_path: Path, file: str, old: str, new: str, note: str
) -> None:
    case = reading(tmp_path / "small", (file, old, new))
    assert [said for said in case.notes if said.startswith(note)]


def test_a_vehicle_that_fits_together_is_read_without_a_note(tmp_path: Path) -> None:
    words = ("lender", "vehicle", "tranche", "bonds")
    case = reading(tmp_path / "small")
    assert [note for note in case.notes if any(word in note for word in words)] == []
    assert [row["noncall_years"] for row in case.rows("tranches")] == [1, 0, 0]


def test_a_market_of_notes_alone_is_used(tmp_path: Path) -> None:
    more = ("market_limits.csv", "bonds,2026,1", "rest,2026,1,1,0\nbonds,2026,1")
    case = reading(tmp_path / "small", more, ("tranches.csv", "3,bonds", "3,rest"))
    assert not [note for note in case.notes if "market rest" in note]
    unused = reading(tmp_path / "other", more)
    assert "market_limits.csv: no row of instruments.csv or tranches.csv uses the market rest" in unused.notes
