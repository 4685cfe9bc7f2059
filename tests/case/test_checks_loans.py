"""Loans as they are written: what is wrong with their terms, and which of them do nothing."""

from __future__ import annotations

import pytest
from cases.small import FILES, write_small

from planner.case import read
from planner.errors import CaseError

HEADER, *LINES = FILES["instruments.csv"].splitlines()
SCHEDULE = "instrument,age_years,balance_fraction\n"
CUSTOM = ("instruments.csv", "10,bullet", "10,custom")


def with_terms(column, **terms):
    """The instruments with one more column, filled where it is said."""
    rows = [f"{line},{terms.get(line.split(',')[0], '')}" for line in LINES]
    return "\n".join([f"{HEADER},{column}", *rows]) + "\n"


def all_terms(**by_name):
    """The instruments with all columns of commitments and vendors, filled as said by instrument."""
    columns = ("availability_years", "commitment_fee_per_year", "vendor", "vendor_share_fraction")
    rows = [
        ",".join([line, *(by_name.get(line.split(",")[0], {}).get(column, "") for column in columns)])
        for line in LINES
    ]
    return "\n".join([",".join([HEADER, *columns]), *rows]) + "\n"


def write(folder, *edits, schedule=None, instruments=None):
    """The small case, edited, with other instruments or a schedule of repayment."""
    write_small(folder)
    if instruments is not None:
        (folder / "instruments.csv").write_text(instruments)
    for name, old, new in edits:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))
    if schedule is not None:
        (folder / "repayment_schedules.csv").write_text(SCHEDULE + schedule)
    return folder


def refused(folder):
    with pytest.raises(CaseError) as caught:
        read(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("schedule", "parts"),
    [
        ("bnd,0,1\n", ("repayment_schedules.csv, row 2, column instrument", "did you mean bond?")),
        (
            "bond,1,1\nbond,5,0.5\n",
            ("row 2, column age_years: found 1", "0 in the earliest row", "bond,0,1"),
        ),
        ("bond,0,0.9\n", ("row 2, column balance_fraction: found 0.9", "as all is owed at issue", "write 1")),
        (
            "bond,6,0.5\nbond,0,1\nbond,3,0.4\n",
            ("row 2, column balance_fraction: found 0.5", "at most 0.4, which row 4 has at 3 years"),
        ),
        ("bond,0,1\nbond,1,1.2\n", ("balance_fraction: found '1.2'", "from 0 to 1")),
        ("bond,0,1\nbond,0,1\n", ("one row for each instrument, age_years",)),
        ("bond,-1,1\n", ("age_years: found '-1'", "of at least 0")),
        (
            None,
            (
                "instruments.csv, row 2, column repayment: found 'custom'",
                "rows of bond in repayment_schedules.csv",
            ),
        ),
        ("loan,0,1\n", ("column repayment: found 'custom'", "rows of bond")),
    ],
)
def test_a_schedule_at_fault_is_told_with_its_cell_and_its_mend(tmp_path, schedule, parts):
    message = refused(write(tmp_path / "small", CUSTOM, schedule=schedule))
    for part in ("mend:", *parts):
        assert part in message


def test_a_custom_loan_has_no_grace(tmp_path):
    grace = ("instruments.csv", "10,custom,", "10,custom,1")
    message = refused(write(tmp_path / "small", CUSTOM, grace, schedule="bond,0,1\n"))
    assert "row 2, column grace_years: found 1" in message
    assert "0 or blank, as the repayment is custom" in message


@pytest.mark.parametrize("least", ["", "0"])
def test_a_sculpted_loan_asks_for_coverage(tmp_path, least):
    message = refused(
        write(
            tmp_path / "small",
            ("instruments.csv", "5,level,1,secured,0.7,any,,,1.3", f"5,sculpted,,secured,0.7,any,,,{least}"),
        )
    )
    assert f"row 3, column min_dscr: found {least or 'blank'}" in message
    assert "above 0, as the repayment is sculpted" in message
    assert "or callable as the repayment" in message


def test_a_sculpted_loan_has_no_grace(tmp_path):
    message = refused(write(tmp_path / "small", ("instruments.csv", "5,level,1", "5,sculpted,1")))
    assert "row 3, column grace_years: found 1" in message
    assert "0 or blank, as the repayment is sculpted" in message


def test_a_sculpted_loan_with_coverage_is_read(tmp_path):
    case = read(write(tmp_path / "small", ("instruments.csv", "5,level,1", "5,sculpted,")))
    assert case.rows("instruments")[1]["repayment"] == "sculpted"


@pytest.mark.parametrize(
    ("name", "row", "why"),
    [("bond", 2, "the repayment is bullet"), ("bridge", 4, "the repayment is callable")],
)
def test_interest_is_capitalised_in_the_grace_of_a_level_or_straight_loan_alone(tmp_path, name, row, why):
    instruments = with_terms("grace_interest", **{name: "capitalised"})
    message = refused(write(tmp_path / "small", instruments=instruments))
    assert f"row {row}, column grace_interest: found 'capitalised'" in message
    assert f"paid or blank, as {why}" in message


def test_interest_is_not_capitalised_without_a_grace(tmp_path):
    instruments = with_terms("grace_interest", loan="capitalised").replace("level,1", "level,")
    assert "as there is no grace" in refused(write(tmp_path / "small", instruments=instruments))


def test_a_word_for_interest_of_the_grace_is_one_of_two(tmp_path):
    instruments = with_terms("grace_interest", loan="capitalized")
    message = refused(write(tmp_path / "small", instruments=instruments))
    assert "did you mean capitalised?" in message


def test_loans_that_are_as_the_contract_has_them_are_read(tmp_path):
    instruments = with_terms("grace_interest", loan="capitalised", notes="capitalised", bond="paid")
    case = read(
        write(tmp_path / "small", CUSTOM, instruments=instruments, schedule="bond,0,1\nbond,10,0.4\n")
    )
    assert [row["grace_interest"] for row in case.rows("instruments")] == [
        *("paid", "capitalised"),
        *("paid", "capitalised"),
    ]
    assert [note for note in case.notes if "repayment_schedules" in note] == []


@pytest.mark.parametrize(
    ("terms", "parts"),
    [
        (
            {"availability_years": "0.3"},
            ("availability_years: found 0.3", "a multiple of 0.25", "write 0.25"),
        ),
        ({"availability_years": "0"}, ("availability_years: found '0'", "above 0")),
        ({"commitment_fee_per_year": "2"}, ("commitment_fee_per_year: found '2'", "write 0.02 for 2 %")),
        (
            {"vendor": "NVIDEA", "vendor_share_fraction": "0.5"},
            (
                "row 3, column vendor: found 'NVIDEA'",
                "a vendor of chips in compute.csv: NVIDIA",
                "did you mean NVIDIA?",
            ),
        ),
        (
            {"vendor": "Halls", "vendor_share_fraction": "0.5"},
            ("column vendor: found 'Halls'", "clear the cell"),
        ),
        ({"vendor": "NVIDIA"}, ("vendor_share_fraction: found blank", "a number, as there is a vendor")),
        (
            {"vendor": "NVIDIA", "vendor_share_fraction": "1.5"},
            ("vendor_share_fraction: found '1.5'", "from 0 to 1"),
        ),
    ],
)
def test_a_commitment_or_a_vendor_at_fault_is_told_with_its_cell_and_its_mend(tmp_path, terms, parts):
    message = refused(write(tmp_path / "small", instruments=all_terms(loan=terms)))
    for part in ("instruments.csv, row 3", "mend:", *parts):
        assert part in message


@pytest.mark.parametrize(
    ("terms", "note"),
    [
        (
            {"commitment_fee_per_year": "0.01"},
            "instruments.csv, row 3: commitment_fee_per_year is 0.01 and does nothing, as availability_years is blank",
        ),
        (
            {"vendor_share_fraction": "0.5"},
            "instruments.csv, row 3: vendor_share_fraction is 0.5 and does nothing, as vendor is blank",
        ),
    ],
)
def test_a_term_that_does_nothing_is_noted(tmp_path, terms, note):
    assert note in read(write(tmp_path / "small", instruments=all_terms(loan=terms))).notes


def test_a_commitment_for_nothing_is_noted(tmp_path):
    free = ("instruments.csv", "loan,loans,0.07,0.01", "loan,loans,0.07,0")
    drawn = all_terms(loan={"availability_years": "0.5"})
    noted = "row 3: loan is committed for nothing, as fee_fraction is 0"
    assert any(noted in note for note in read(write(tmp_path / "free", free, instruments=drawn)).notes)
    assert not any(noted in note for note in read(write(tmp_path / "small", instruments=drawn)).notes)


def test_vendor_money_for_who_owns_none_of_its_chips_is_noted(tmp_path):
    money = {"vendor": "NVIDIA", "vendor_share_fraction": "0.5"}
    use = ("instrument_use.csv", "bond,cloud,", "bond,cloud,\nbond,utility,")
    case = read(write(tmp_path / "small", use, instruments=all_terms(bond=money)))
    assert [note for note in case.notes if "can issue nothing" in note] == [
        "instrument_use.csv, row 3: utility can issue nothing of bond, as it owns no chips of NVIDIA"
    ]


def test_a_commitment_and_a_vendor_as_the_contract_has_them_are_read(tmp_path):
    terms = {
        "loan": {"availability_years": "0.5"},
        "bridge": {"availability_years": "1", "commitment_fee_per_year": "0.01"},
        "bond": {"vendor": "NVIDIA", "vendor_share_fraction": "1"},
    }
    case = read(write(tmp_path / "small", instruments=all_terms(**terms)))
    assert [row["commitment_fee_per_year"] for row in case.rows("instruments")] == [0, 0, 0.01, 0]
    assert [note for note in case.notes if "does nothing" in note or "can issue" in note] == []


def test_a_schedule_of_another_loan_is_noted(tmp_path):
    case = read(write(tmp_path / "small", schedule="bond,0,1\n"))
    assert "repayment_schedules.csv: rows of bond do nothing, as its repayment is bullet" in case.notes
