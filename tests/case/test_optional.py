"""Sheets that may be left out, and blanks that are read as a value: one sheet of the kind, made up, all the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.small import other_notes, write_small

import planner
from planner.case import SHEETS, read
from planner.case.change import Change
from planner.case.changes import apply_changes
from planner.case.columns import Column, Sheet
from planner.case.write_case import write
from planner.cli import main
from planner.errors import CaseError
from planner.explain import explain
from planner.workbook.convert import to_folder, to_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

OUTAGES = Sheet(
    "outages",
    "when assets do not run",
    (
        Column("asset", "name", "what does not run", key=True, names=("sources", "compute")),
        Column("hours", "number", "how long", low=0),
        Column("kind", "word", "why", blank=True, default="planned", words=("planned", "forced")),
        Column("share_fraction", "number", "how much of it", blank=True, default=1.0, low=0, high=1),
        Column("crews", "integer", "who mends it", blank=True, default=2, low=0),
        Column("most_gw", "number", "most at once; blank is no limit", blank=True, low=0),
        Column("provenance", "text", "where it comes from", blank=True),
    ),
    optional=True,
)
WRITTEN = "asset,hours,kind,share_fraction,crews,most_gw\ngas,100,,,,\nsun,50,forced,0.5,0,3\nshell,9,,0,,0\n"


@pytest.fixture(autouse=True)
def outages(monkeypatch: pytest.MonkeyPatch) -> Sheet:
    """The sheet, as one of the contract."""
    monkeypatch.setitem(SHEETS, "outages", OUTAGES)
    return OUTAGES


@pytest.fixture
def whole(folder: Path) -> Case:
    """The small case with the sheet."""
    (folder / "outages.csv").write_text(WRITTEN)
    return read(folder)


def test_a_sheet_that_is_left_out_is_read_as_empty_and_is_no_fault(folder):
    case = read(folder)
    assert case.rows("outages") == ()
    assert list(case.frame("outages").columns) == [column.name for column in OUTAGES.columns]
    assert not case.had("outages")
    assert not [note for note in case.notes if "outages" in note]


def test_a_sheet_that_is_not_optional_is_missed_all_the_same(folder):
    (folder / "fuels.csv").unlink()
    with pytest.raises(CaseError, match=r"fuels\.csv: found no such file"):
        read(folder)


def test_a_header_alone_is_the_same_as_no_sheet(folder):
    without = read(folder)
    (folder / "outages.csv").write_text(WRITTEN.splitlines()[0] + "\n")
    case = read(folder)
    assert case.had("outages")
    assert (case.sheets, case.notes) == (without.sheets, without.notes)


def test_an_empty_file_is_a_fault_which_removing_it_mends(folder):
    (folder / "outages.csv").write_text("")
    with pytest.raises(CaseError, match="write the sheet, if only its header, or remove it"):
        read(folder)


def test_a_blank_is_read_as_the_default_of_its_column_and_stays_blank(whole):
    gas, sun, shell = whole.rows("outages")
    assert [gas[name] for name in ("kind", "share_fraction", "crews", "most_gw")] == ["planned", 1.0, 2, None]
    assert [sun[name] for name in ("kind", "share_fraction", "crews", "most_gw")] == ["forced", 0.5, 0, 3.0]
    assert [shell[name] for name in ("kind", "share_fraction", "crews", "most_gw")] == [
        "planned",
        0.0,
        2,
        0.0,
    ]
    assert gas.number("share_fraction") == dict(gas)["share_fraction"] == gas.get("share_fraction") == 1.0
    assert isinstance(gas["crews"], int)
    assert [gas.written(name) for name in ("kind", "share_fraction", "crews", "most_gw")] == [None] * 4
    assert whole.frame("outages")["crews"].tolist() == [2, 0, 2]


def test_columns_left_out_are_read_as_their_defaults_and_a_note_says_as_what(folder):
    (folder / "outages.csv").write_text("asset,hours\ngas,100\n")
    case = read(folder)
    (row,) = case.rows("outages")
    assert (row["kind"], row["share_fraction"], row["crews"], row["most_gw"]) == ("planned", 1.0, 2, None)
    assert other_notes(case) == (
        "outages.csv: read as planned, for there is no such column: kind; "
        "as 1, for there is no such column: share_fraction; as 2, for there is no such column: crews; "
        "as blank, for there is no such column: most_gw",
    )


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("gas,100", "gaz,100", ("outages.csv, row 2, column asset", "did you mean gas?")),
        ("gas,100", "gas,", ("row 2, column hours: found blank", "allowed: a number of at least 0")),
        (
            "forced",
            "fored",
            ("one of planned, forced, or blank, which is read as planned", "did you mean forced?"),
        ),
        (",0.5,", ",n/a,", ("from 0 to 1 (fraction), or blank, which is read as 1", "mend: clear the cell")),
        (",0.5,", ",5,", ("write 0.05 for 5 %",)),
        ("sun,50", "gas,50", ("one row for each asset", "keep one of rows 2 and 3")),
        ("asset,hours", "asset,hour", ("column hour: found an unknown column", "did you mean hours?")),
    ],
)
def test_what_an_optional_sheet_says_is_checked_like_any_other(folder, old, new, parts):
    assert old in WRITTEN
    (folder / "outages.csv").write_text(WRITTEN.replace(old, new, 1))
    with pytest.raises(CaseError) as caught:
        read(folder)
    for part in parts:
        assert part in str(caught.value)


def test_a_misspelt_optional_sheet_is_not_ignored(folder):
    (folder / "outage.csv").write_text(WRITTEN)
    with pytest.raises(CaseError, match=r"did you mean outages\.csv\?"):
        read(folder)


def test_a_name_from_a_sheet_that_is_left_out_is_a_fault(folder, monkeypatch):
    crews = Sheet(
        "crews", "who mends", (Column("asset", "name", "what", key=True, names=("outages",)),), optional=True
    )
    monkeypatch.setitem(SHEETS, "crews", crews)
    (folder / "crews.csv").write_text("asset\ngas\n")
    with pytest.raises(CaseError, match=r"a name from outages\.csv: none is defined"):
        read(folder)


def test_a_case_that_is_written_reads_as_the_same_case_blanks_and_all(whole, tmp_path):
    write(whole, tmp_path / "again")
    again = read(tmp_path / "again")
    assert again.sheets == whole.sheets
    assert [row.written("kind") for row in again.rows("outages")] == [None, "forced", None]
    lines = (tmp_path / "again" / "outages.csv").read_text().splitlines()
    assert lines[1:] == ["gas,100,,,,,", "sun,50,forced,0.5,0,3,", "shell,9,,0,,0,"]
    assert other_notes(again) == ()


def test_a_sheet_without_rows_is_not_written_where_it_may_be_left_out(folder, tmp_path):
    case = read(folder)
    write(case, tmp_path / "again")
    assert not (tmp_path / "again" / "outages.csv").exists()
    assert read(tmp_path / "again").sheets == case.sheets


def test_a_workbook_has_a_tab_for_it_and_reads_as_the_same_case(whole, folder, tmp_path):
    to_workbook(folder, tmp_path / "small.xlsx")
    book = read(tmp_path / "small.xlsx")
    assert book.sheets == whole.sheets
    assert [row.written("kind") for row in book.rows("outages")] == [None, "forced", None]
    to_folder(tmp_path / "small.xlsx", tmp_path / "back")
    assert read(tmp_path / "back").sheets == whole.sheets


def test_a_workbook_may_have_its_tab_blank_or_not_at_all(folder, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    to_workbook(folder, tmp_path / "small.xlsx")
    blank = read(tmp_path / "small.xlsx")
    assert blank.rows("outages") == ()
    assert blank.had("outages")
    book = openpyxl.load_workbook(tmp_path / "small.xlsx")
    contents = {row[0].value: row[3].value for row in book["contents"].iter_rows()}
    assert contents["outages"] == "optional"
    del book["outages"]
    book.save(tmp_path / "bare.xlsx")
    bare = read(tmp_path / "bare.xlsx")
    assert not bare.had("outages")
    assert bare.sheets == blank.sheets
    assert bare.notes == blank.notes


def test_clearing_a_cell_goes_back_to_the_default(whole):
    edited = planner.edit(whole, "outages.share_fraction[asset=sun]=blank", "outages.kind[asset=sun]=")
    row = edited.rows("outages")[1]
    assert (row["share_fraction"], row["kind"]) == (1.0, "planned")
    assert (row.written("share_fraction"), row.written("kind")) == (None, None)
    assert [str(change) for change in edited.changes] == [
        "outages.csv, row 3, column share_fraction: from 0.5 to blank",
        "outages.csv, row 3, column kind: from forced to blank",
    ]
    assert edited.changes[0].as_dict()["to"] is None


def test_arithmetic_leaves_what_is_blank_blank(whole):
    edited = planner.edit(whole, "outages.share_fraction*=0.5")
    assert [row.written("share_fraction") for row in edited.rows("outages")] == [None, 0.25, 0.0]
    with pytest.raises(CaseError, match="only blank cells"):
        planner.edit(whole, "outages.crews[asset=gas]+=1")


@pytest.mark.parametrize(
    ("condition", "assets"),
    [
        ("kind=planned", ["gas", "shell"]),
        ("kind=blank", ["gas", "shell"]),
        ("kind!=planned", ["sun"]),
        ("kind!=blank", ["sun"]),
        ("share_fraction=1", ["gas"]),
        ("share_fraction>0.4", ["gas", "sun"]),
        ("crews=2, share_fraction=0", ["shell"]),
        ("most_gw=blank", ["gas"]),
        ("most_gw=0", ["shell"]),
        ("most_gw!=0", ["gas", "sun"]),
    ],
)
def test_a_condition_is_on_what_a_cell_holds_or_is_read_as(whole, condition, assets):
    edited = planner.edit(whole, f"outages.hours[{condition}]=7")
    assert [row["asset"] for row in edited.rows("outages") if row["hours"] == 7] == assets


def test_an_edit_of_a_sheet_without_rows_says_so(folder):
    with pytest.raises(CaseError) as caught:
        planner.edit(read(folder), "outages.hours[asset=gas]*=2")
    assert "a sheet that has rows; outages.csv has none" in str(caught.value)
    assert "mend: write rows first: when assets do not run" in str(caught.value)


@pytest.mark.parametrize("workbook", [False, True], ids=["folder", "workbook"])
def test_a_row_is_added_to_a_sheet_that_was_left_out(folder, tmp_path, workbook):
    case = read(folder)
    if workbook:
        openpyxl = pytest.importorskip("openpyxl")
        to_workbook(folder, tmp_path / "small.xlsx")
        book = openpyxl.load_workbook(tmp_path / "small.xlsx")
        del book["outages"]
        book.save(tmp_path / "small.xlsx")
        case = read(tmp_path / "small.xlsx")
    grown = apply_changes(case, [Change("outages", "hours", 5.0, cells={"asset": "gas"})])
    (row,) = grown.rows("outages")
    assert (row.row, row["hours"], row["kind"], row["most_gw"]) == (2, 5.0, "planned", None)
    assert str(grown.changes[0]) == "outages.csv, new row: asset 'gas', hours 5"
    assert case.rows("outages") == ()
    write(grown, tmp_path / "grown")
    assert read(tmp_path / "grown").sheets == grown.sheets
    with pytest.raises(CaseError, match="did you mean gas"):
        apply_changes(case, [Change("outages", "hours", 5.0, cells={"asset": "gaz"})])


def test_funding_may_be_switched_on_without_an_optional_sheet_of_money(folder, monkeypatch):
    money = Sheet("ratings", "what it costs to owe", OUTAGES.columns, financing=True, optional=True)
    monkeypatch.setitem(SHEETS, "ratings", money)
    with (folder / "case.yaml").open("a") as settings:
        settings.write("funding: off\n")
    case = planner.edit(read(folder), "case.funding=on")
    assert case.settings.funding
    assert case.rows("ratings") == ()


def test_check_lists_the_sheets_that_are_left_out(folder, capsys):
    for name in {name for name, sheet in SHEETS.items() if sheet.optional} - {"outages"}:
        (folder / f"{name}.csv").write_text(",".join(column.name for column in SHEETS[name].columns))
    assert main(["check", str(folder)]) == 0
    assert "Left out, which is the same as having no rows: outages.\n" in capsys.readouterr().out
    (folder / "outages.csv").write_text(WRITTEN)
    assert main(["check", str(folder)]) == 0
    assert "Left out" not in capsys.readouterr().out


def test_explain_says_that_a_sheet_may_be_left_out_and_what_a_blank_is_read_as():
    text = explain("outages")
    assert text.startswith("SHEET outages\n    when assets do not run; it may be left out\n")
    share = "how much of it: a number from 0 to 1 (fraction), or blank, which is read as 1"
    assert f"    share_fraction (of the case)\n        {share}\n" in text
    most = "most at once; blank is no limit: a number of at least 0 (GW), or blank"
    assert f"    most_gw (of the case)\n        {most}\n" in text


def test_a_new_case_does_without(tmp_path):
    assert main(["new", str(tmp_path / "mine")]) == 0
    assert read(tmp_path / "mine").rows("outages") == ()


def test_blanks_of_the_contract_are_read_as_their_defaults(tmp_path):
    case = read(write_small(tmp_path / "small"))
    utility = case.rows("sponsors")[1]
    assert utility["revenue_usd_billion_per_gw_year"] == 0.0
    assert utility["value_of_service_usd_billion_per_gw_year"] is None
    assert utility["cash_limit_usd_billion"] is None
    gas = case.rows("sources")[0]
    assert (gas["energy_price_usd_per_mwh"], gas["emissions_t_per_mwh"]) == (0.0, 0.0)
    assert case.rows("compute")[0]["relative_compute_fraction"] == 1.0
    bond = case.rows("instruments")[0]
    assert (bond["grace_years"], bond["min_dscr"], bond["advance_fraction"]) == (0.0, 0.0, None)
