"""Hosting, earnings and offtake: what is wrong with them, and which of them do nothing."""

from __future__ import annotations

import pytest
from cases.small import write_small

from planner.case import read
from planner.errors import CaseError

HOSTING = "tenant,host,kind,year,limit_gw,rent_usd_billion_per_gw_year"
OWNED = ("owners.csv", "shell,cloud\n", "shell,cloud\nshell,utility\nchips,utility\n")
"""Lets the utility of the small case house cloud."""


def write(folder, sheet, header, *rows, edits=()):
    """The small case with a sheet of these rows."""
    write_small(folder, *edits)
    (folder / f"{sheet}.csv").write_text("\n".join((header, *rows)) + "\n")
    return folder


def notes(case, word):
    return [note for note in case.notes if word in note]


FAULTS = [
    (
        ("cloud,cloud,compute,2026,1,5",),
        ("row 2, column host: found 'cloud'", "another sponsor than the tenant"),
    ),
    (
        ("cloud,utility,shell,2026,1,5", "utility,cloud,compute,2027,1,5"),
        ("row 3, column host: found 'cloud'", "utility by cloud by utility", "remove this row, or row 2"),
    ),
    (("cloud,utilty,compute,2026,1,5",), ("row 2, column host", "did you mean utility?")),
    (("clod,utility,compute,2026,1,5",), ("row 2, column tenant", "did you mean cloud?")),
    (("cloud,utility,chips,2026,1,5",), ("row 2, column kind: found 'chips'", "one of compute, shell")),
    (
        ("cloud,utility,compute,2026,,5",),
        ("row 2, column limit_gw: found blank", "a number of at least 0 (GW)"),
    ),
    (("cloud,utility,compute,2026,inf,5",), ("column limit_gw: found 'inf'", "which never binds")),
    (("cloud,utility,compute,2026,-1,5",), ("column limit_gw: found '-1'", "of at least 0")),
    (("cloud,utility,compute,2026,1,",), ("column rent_usd_billion_per_gw_year: found blank",)),
    (("cloud,utility,compute,2026,1,-5",), ("column rent_usd_billion_per_gw_year: found '-5'",)),
    (("cloud,utility,compute,,1,5",), ("column year: found blank",)),
    (
        ("cloud,utility,compute,2026,1,5", "cloud,utility,compute,2026,2,5"),
        ("one row for each tenant, host, kind, year", "keep one of rows 2 and 3"),
    ),
]


@pytest.mark.parametrize(("rows", "parts"), FAULTS)
def test_hosting_at_fault_is_told_with_its_cell_and_its_mend(tmp_path, rows, parts):
    folder = write(tmp_path / "small", "hosting", HOSTING, *rows, edits=(OWNED,))
    with pytest.raises(CaseError) as caught:
        read(folder)
    for part in ("hosting.csv, row", *parts):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("row", "parts"),
    [
        ("cloud,2026,1.2", ("earned_fraction: found '1.2'", "from 0 to 1")),
        ("cloud,2026,", ("earned_fraction: found blank",)),
        ("clod,2026,0.5", ("column sponsor", "did you mean cloud?")),
    ],
)
def test_earnings_at_fault_are_told_with_their_cell_and_their_mend(tmp_path, row, parts):
    with pytest.raises(CaseError) as caught:
        read(write(tmp_path / "small", "earnings", "sponsor,year,earned_fraction", row))
    for part in ("earnings.csv, row 2", *parts):
        assert part in str(caught.value)


def test_a_longer_circle_is_told_whole(tmp_path):
    edits = (("sponsors.csv", "utility,A utility", "third,A third,0.12,0.2,50,,,\nutility,A utility"),)
    rows = ("cloud,utility,shell,2026,1,5", "utility,third,shell,2026,1,5", "third,cloud,shell,2026,1,5")
    with pytest.raises(CaseError) as caught:
        read(write(tmp_path / "small", "hosting", HOSTING, *rows, edits=edits))
    assert "row 4, column host" in str(caught.value)
    assert "third by cloud by utility by third" in str(caught.value)
    assert "remove this row, or row 2, 3" in str(caught.value)


@pytest.mark.parametrize(
    ("row", "edits", "note"),
    [
        ("utility,cloud,shell,2026,1,0", (), "does nothing, as utility has no rows in demand.csv"),
        ("cloud,utility,compute,2026,1,5", (), "does nothing, as utility may order no shell and no chips"),
        ("cloud,utility,compute,2026,1,12", (OWNED,), "the rent is 12, above the revenue of the tenant, 10"),
    ],
)
def test_hosting_that_does_nothing_or_is_a_gift_is_noted(tmp_path, row, edits, note):
    case = read(write(tmp_path / "small", "hosting", HOSTING, row, edits=edits))
    assert [found.startswith("hosting.csv, row 2: " + note) for found in notes(case, "hosting.csv")] == [True]


def test_hosting_at_a_rent_that_is_earned_is_not(tmp_path):
    case = read(
        write(tmp_path / "small", "hosting", HOSTING, "cloud,utility,compute,2026,1,10", edits=(OWNED,))
    )
    assert notes(case, "hosting.csv") == []


def offtake(folder, instrument, *edits):
    """The small case with an offtake covenant of one instrument."""
    write_small(folder, *edits)
    sheet = folder / "instruments.csv"
    header, *rows = sheet.read_text().splitlines()
    rows = [f"{row},{10 if row.startswith(instrument + ',') else ''}" for row in rows]
    sheet.write_text("\n".join([header + ",offtake_usd_billion_per_gw", *rows]) + "\n")
    return read(folder)


def test_a_lender_who_looks_at_tenants_but_lends_on_neither_shells_nor_chips_is_noted(tmp_path):
    (note,) = notes(offtake(tmp_path / "small", "bond"), "offtake")
    assert note.endswith("does nothing, as nobody issues it against shells or chips")


def test_a_lender_who_looks_at_tenants_where_none_is_good_is_noted(tmp_path):
    (note,) = notes(offtake(tmp_path / "a", "loan"), "offtake")
    assert "nothing can be lent on shells or chips" in note
    graded = (
        (
            "sponsors.csv",
            "revenue_usd_billion_per_gw_year\n",
            "revenue_usd_billion_per_gw_year,investment_grade\n",
        ),
        ("sponsors.csv", "10,25,10\n", "10,25,10,yes\n"),
        ("sponsors.csv", "50,,,\n", "50,,,,\n"),
    )
    assert notes(offtake(tmp_path / "b", "loan", *graded), "offtake") == []
