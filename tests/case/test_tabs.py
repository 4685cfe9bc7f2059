"""A workbook is read as the folder is: the same case, the same faults, told by tab and cell."""

from __future__ import annotations

import datetime
import hashlib
import random
import zipfile

import pytest
from cases.small import FILES, write_small
from cases.workbooks import saved, workbook

import planner
from planner.case import SHEETS, read
from planner.errors import CaseError, Fault


def as_rows(case):
    return {name: [dict(row) for row in rows] for name, rows in case.sheets.items()}


@pytest.fixture
def book():
    return workbook(FILES)


@pytest.fixture
def refused(tmp_path, book):
    """The faults of the workbook as the test has left it, by place."""

    def refuse() -> dict[str, Fault]:
        with pytest.raises(CaseError) as caught:
            read(saved(book, tmp_path))
        return {fault.place: fault for fault in caught.value.faults}

    return refuse


def test_a_workbook_reads_as_the_folder_does(tmp_path, book):
    path, folder = saved(book, tmp_path), write_small(tmp_path / "small")
    case, same = planner.read(str(path)), read(folder)
    assert (case.name, case.settings, as_rows(case)) == ("small", same.settings, as_rows(same))
    assert case.hashes == {"small.xlsx": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert case.notes == tuple(note.replace(".csv", "") for note in same.notes)


def test_rows_have_the_numbers_that_the_spreadsheet_shows(tmp_path, book):
    book["demand"].insert_rows(1, 2)
    book["demand"].insert_rows(4)
    assert [row.row for row in read(saved(book, tmp_path)).rows("demand")] == [5, 6]


@pytest.mark.parametrize(
    ("tab", "cell", "value", "place", "found", "mend"),
    [
        ("sources", "C2", "1,5", "sources!C2 (capex_usd_per_kw)", "'1,5'", "a point, not a comma"),
        ("sources", "C2", "5 %", "sources!C2 (capex_usd_per_kw)", "'5 %'", "write 0.05"),
        ("sources", "C2", True, "sources!C2 (capex_usd_per_kw)", "'TRUE'", "a plain number"),
        ("sources", "C2", "=1+1", "sources!C2 (capex_usd_per_kw)", "a formula that has not", "save it"),
        ("sources", "A2", "=B2", "sources!A2 (source)", "a formula that has not", "calculate it"),
        ("sources", "C2", "#REF!", "sources!C2 (capex_usd_per_kw)", "the error #REF!", "mend the formula"),
        ("sources", "G2", "#N/A", "sources!G2 (heat_rate_mmbtu_per_mwh)", "the error #N/A", "mend"),
        (
            "sources",
            "S2",
            datetime.datetime(2026, 4, 1),
            "sources!S2 (first_delivery)",
            "the date 2026-04-01",
            "format the cell as Text",
        ),
        ("sources", "D2", datetime.time(1, 30), "sources!D2 (dollar_year)", "the date 01:30", "Text"),
        ("sources", "V2", 7, "sources!V2", "'7'", "give its column a header"),
        ("sources", "B1", "kin", "sources!B1 (kin)", "an unknown column", "did you mean kind?"),
        ("sources", "B1", "kin", "sources, row 1, column kind", "no such column", "write it: power makes"),
        ("sources", "B1", None, "sources!B1", "an unknown column", "remove it"),
        ("case", "B2", datetime.date(2025, 11, 1), "case!B2 (title)", "the date 2025-11-01", "Text"),
        ("case", "B2", None, "case!B2 (title)", "blank", "write a value"),
        ("case", "A3", "vintge", "case!A3 (vintge)", "an unknown key", "did you mean vintage?"),
        ("case", "A3", "vintge", "case, key vintage", "no such key", "write the key"),
        ("case", "A3", "title", "case!B3 (title)", "the key a second time", "rows 2 and 3"),
        ("case", "B1", "valeu", "case, row 1", "the columns key, valeu", "write these headers"),
        ("case", "B9", 2, "case!B9 (money.inflation_per_year)", "'2'", "write 0.02 for 2 %"),
        ("regions", "C2", 80, "regions!C2 (siting_share_min_fraction)", "'80'", "write 0.8 for 80 %"),
        ("owners", "A2", "gsa", "owners!A2 (asset)", "'gsa'", "did you mean gas?"),
        ("demand", "B3", 2025, "demand!A3 (sponsor)", "cloud, 2025", "keep one of rows 2 and 3"),
        ("days", "B2", 0.5, "days!B2 (share_of_days_fraction)", "a sum of 0.55", "sum"),
    ],
)
def test_a_fault_is_told_by_tab_and_cell(book, refused, tab, cell, value, place, found, mend):
    book[tab][cell] = value
    fault = refused()[place]
    assert found in (fault.found or "")
    assert mend in fault.mend


def test_all_faults_are_told_at_once(book, refused):
    book["case"]["B5"] = "2026-Q1"
    book["regions"]["C2"] = -1
    book["demand"]["B2"] = 1025
    book["supply_use"]["B2"] = "gsa"
    del book["fuels"]
    book.create_sheet("sorces")
    places = set(refused())
    assert places >= {
        "case!B5 (calendar.end)",
        "regions!C2 (siting_share_min_fraction)",
        "demand!B2 (year)",
        "supply_use!B2 (asset)",
        "fuels",
        "sorces",
    }


def test_a_fault_of_a_column_is_told_by_its_letter(book, refused):
    book["regions"]["D2"], book["regions"]["D3"] = 0.3, 0.3
    assert "regions!D:D (siting_share_max_fraction)" in refused()


def test_no_message_of_a_workbook_speaks_of_files(book, refused):
    book["demand"]["A2"] = "cluod"
    del book["owners"]
    book["lender_value"].delete_rows(2, 9)
    told = "\n".join(map(str, refused().values()))
    assert "lender_value" in told
    assert ".csv" not in told
    assert ".yaml" not in told


def test_a_stray_tab_is_refused_and_helpers_are_not(book, refused):
    for name in ("contents", "lists", "scenarios"):
        book.create_sheet(name)["A1"] = "=1/0"
    book.create_sheet("regoins")
    book.create_sheet("Demand (2)").sheet_state = "hidden"
    (strange, other) = refused().values()
    assert (strange.place, strange.found) == ("regoins", "an unknown tab")
    assert other.place == "Demand (2)"


def test_merged_cells_are_refused_where_the_table_is(book, refused):
    book["regions"].merge_cells("A2:A3")
    book["regions"].merge_cells("J40:K41")
    faults = refused()
    assert faults["regions!A2:A3"].mend == "unmerge them, and fill in each"
    assert not any("J40" in place for place in faults)


def test_hidden_rows_are_read_and_told(tmp_path, book):
    book["demand"].row_dimensions[3].hidden = True
    case = read(saved(book, tmp_path))
    assert len(case.rows("demand")) == 2
    assert "demand: hidden rows are read like the others: 3" in case.notes


def test_a_percentage_is_its_number(tmp_path, book):
    book["case"]["B9"], book["case"]["B9"].number_format = 0.02, "0%"
    assert read(saved(book, tmp_path)).settings.money.inflation_per_year == 0.02


@pytest.mark.parametrize("form", ["0.00E+00", '0.0" USD/day"', "[$USD] #,##0", "[Red]0", "@", r"0.0\d"])
def test_a_format_without_a_date_leaves_a_number(tmp_path, book, form):
    book["sources"]["C2"].number_format = form
    assert read(saved(book, tmp_path)).rows("sources")[0]["capex_usd_per_kw"] == 1000


def test_a_number_written_as_text_is_a_number(tmp_path, book):
    book["sources"]["C2"] = " 1.25e3 "
    book["sources"]["C2"].data_type = "s"
    assert read(saved(book, tmp_path)).rows("sources")[0]["capex_usd_per_kw"] == 1250


def test_whatever_is_blank_below_and_beside_the_table_is_nothing(tmp_path, book):
    for tab in book.worksheets:
        tab.cell(900, 60).font = openpyxl_bold()
        tab.cell(tab.max_row + 1, 2, "  ")
        tab.cell(1, 70, " ")
    assert as_rows(read(saved(book, tmp_path))) == as_rows(read(write_small(tmp_path / "small")))


def openpyxl_bold():
    from openpyxl.styles import Font

    return Font(bold=True)


def test_settings_may_be_blank_where_they_may_be_absent(tmp_path, book):
    book["case"].append(["funding", None])
    book["case"].append(["emissions.price_usd_per_tonne", None])
    assert read(saved(book, tmp_path)).settings == read(write_small(tmp_path / "small")).settings


@pytest.mark.parametrize("written", [False, "off", "OFF"])
def test_funding_is_off_however_a_spreadsheet_writes_it(tmp_path, book, written):
    book["case"].append(["funding", written])
    del book["instruments"]
    case = read(saved(book, tmp_path))
    assert case.settings.funding is False
    assert case.rows("instruments") == ()


def test_a_formula_counts_with_the_value_that_was_saved(tmp_path, book):
    path = saved(book, tmp_path)
    rewrite(
        path, "xl/worksheets/sheet5.xml", b'<c r="C2" t="n"><v>1</v></c>', b'<c r="C2"><f>3-1</f><v>2</v></c>'
    )
    rewrite(path, "xl/workbook.xml", b'fullCalcOnLoad="1"', b"")
    assert read(path).rows("demand")[0]["need_gw"] == 2


def rewrite(path, part, old, new):
    """Change the bytes of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part], parts[part][:2000]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "a file that is no workbook"),
        (b"region,name\n", "a file that is no workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old .xls workbook, or one with a password"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, content, found):
    path = tmp_path / "case.xlsx"
    path.write_bytes(content)
    with pytest.raises(CaseError, match=f"case.xlsx: found {found}"):
        read(path)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"regions.csv": b"a"}, "an archive that is no workbook"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "a workbook of another format"),
        ({"_rels/.rels": b"", "xl/workbook.bin": b""}, "a workbook of another format"),
        ({"_rels/.rels": b"<a"}, "a damaged workbook"),
    ],
)
def test_another_archive_is_refused(tmp_path, files, found):
    path = tmp_path / "case.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(CaseError, match=found):
        read(path)


def test_a_workbook_of_other_tabs_is_one_fault(tmp_path, book):
    for tab in book.worksheets[1:]:
        book.remove(tab)
    book["case"].title = "Budget"
    with pytest.raises(CaseError, match="found the tabs Budget") as caught:
        read(saved(book, tmp_path))
    assert len(caught.value.faults) == 1


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, book, monkeypatch):
    monkeypatch.setattr("planner.case.workbook_parts.LARGEST_FILE", 5000)
    with pytest.raises(CaseError, match=r"unpacks to more than .* MB"):
        read(saved(book, tmp_path))


def test_a_document_type_is_refused_unread(tmp_path, book):
    path = saved(book, tmp_path)
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><worksheet'
    rewrite(path, "xl/worksheets/sheet2.xml", b"<worksheet", bomb)
    with pytest.raises(CaseError, match="regions: found a damaged workbook"):
        read(path)


def test_garbled_bytes_are_read_or_refused_in_words(tmp_path, book):
    """Bytes of the file, and bytes within its parts, which no checksum then betrays."""
    whole = saved(book, tmp_path).read_bytes()
    with zipfile.ZipFile(tmp_path / "small.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "theme" not in name}
    refusals, path = 0, tmp_path / "garbled.xlsx"
    for seed in range(150):
        dice = random.Random(seed)
        if seed % 3:
            damaged = dict(parts)
            name = dice.choice([part for part in parts if parts[part]])
            damaged[name] = garbled(parts[name], dice)
            with zipfile.ZipFile(path, "w") as archive:
                for part, content in damaged.items():
                    archive.writestr(part, content)
        else:
            path.write_bytes(garbled(whole, dice))
        refusals += refuses(path)
    assert refusals > 75


def refuses(path):
    """Whether a workbook is refused, by faults that say how to mend them."""
    try:
        read(path)
    except CaseError as problem:
        return bool(problem.faults) and all(fault.mend for fault in problem.faults)
    return False


def garbled(content, dice):
    """Bytes overwritten, dropped, doubled or cut off."""
    at, length = dice.randrange(len(content)), dice.choice([1, 2, 8, 64])
    what = dice.randrange(4)
    if what == 0:
        return content[:at] + dice.randbytes(length) + content[at + length :]
    if what == 1:
        return content[:at] + content[at + length :]
    if what == 2:
        return content[: at + length] + content[at:]
    return content[:at]


def test_every_sheet_has_a_tab_of_its_name():
    assert max(map(len, SHEETS)) <= 31, "as long as the name of a tab may be"


def test_an_edited_workbook_is_told_by_its_cells(tmp_path, book):
    case = read(saved(book, tmp_path))
    assert planner.edit(case, "sources.life_years[source=gas]=7").rows("sources")[0]["life_years"] == 7
    with pytest.raises(CaseError, match=r"regions!C2 \(siting_share_min_fraction\)"):
        planner.edit(case, "regions.siting_share_max_fraction[region=north]=0.1")
    with pytest.raises(CaseError, match=r", sources!K2 \(life_years\): found -1"):
        planner.edit(case, "sources.life_years[source=gas]=-1")


def test_tabs_of_money_that_were_left_out_are_missed_once_funding_is_on(tmp_path, book):
    book["case"].append(["funding", "off"])
    del book["coverage"]
    case = read(saved(book, tmp_path))
    with pytest.raises(CaseError) as caught:
        planner.edit(case, "case.funding=on")
    assert caught.value.faults[-1].place == "coverage"
    assert caught.value.faults[-1].found == "no such tab"
