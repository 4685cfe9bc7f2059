"""A run as a workbook: every table, sums over them that have their values, and the program's own charts."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from cases.hostile import EVIL, write_hostile
from cases.tiny import TINY
from report.reported import large_run, tiny_run, worked_run, write_run

import planner
from planner import cli
from planner.report.theme import colours_of
from planner.results.run import Run, run_of
from planner.results.write_run import RESULTS
from planner.workbook import table_tabs
from planner.workbook.run_workbook import run_workbook
from planner.workbook.table_tabs import NUMBERED, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

Told = pytest.CaptureFixture[str]


def opened(run: Run, values: bool = False) -> openpyxl.Workbook:
    """The workbook of a run, as another program reads it: formulas, or the values stored beside them."""
    return openpyxl.load_workbook(io.BytesIO(run_workbook(run)), data_only=values)


def parts(content: bytes, name: str) -> dict[str, str]:
    """Parts of a workbook whose names match."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {part: archive.read(part).decode() for part in archive.namelist() if re.fullmatch(name, part)}


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run with storage, several markets and cash."""
    return worked_run(tmp_path_factory.mktemp("worked") / "worked")


def test_every_table_is_a_tab_with_all_its_rows_and_a_filter(worked: Run) -> None:
    book = opened(worked)
    check_tabs(worked, book)


def test_tables_of_optional_sheets_are_tabs_too(worked: Run, worked_case: Case) -> None:
    layered = run_of(planner.solve(worked_case))
    assert set(layered.tables) == set(TABLES) - {"supply_curve"}, "each with a line on what is in it"
    assert set(worked.tables) < set(TABLES)
    check_tabs(layered, opened(layered))


def check_tabs(run: Run, book: openpyxl.Workbook) -> None:
    """Check that every table is a tab, row by row."""
    for name, frame in run.tables.items():
        tab = book[name]
        rows = [[cell.value for cell in row] for row in tab.iter_rows(max_col=len(frame.columns))]
        assert rows[0] == list(frame.columns)
        frame = frame.assign(**{column: pd.to_numeric(frame[column]) for column in NUMBERED & set(frame)})
        plain = frame.astype(object).where(frame.notna() & (frame != ""), None).to_numpy().tolist()
        assert rows[1:] == plain
        assert frame.empty or tab.auto_filter.ref.startswith("A1:")
        assert tab.freeze_panes == "A2"


def test_columns_of_numbers_tell_their_unit(worked: Run) -> None:
    tab = opened(worked)["capacity"]
    units = {cell.value: cell.comment.text for cell in tab[1] if cell.comment}
    assert units == dict.fromkeys(("arriving_gw", "retiring_gw", "standing_gw"), "unit: GW")
    assert {cell.number_format for cell in tab["H"][1:]} == {"#,##0.000"}


def test_the_summary_tells_the_answer_and_leads_to_every_tab(worked: Run) -> None:
    book, values = opened(worked), opened(worked, values=True)
    tab = book["summary"]
    links = {cell.hyperlink.location for cell in tab["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames if name != "summary"}
    told = {row[0].value: row[2].value for row in values["summary"].iter_rows(max_col=3)}
    assert told["the whole plan"] == pytest.approx(worked.objective_usd_billion)
    assert told["most by which sources and uses of money differ, in any period"] == 0
    words = " ".join(str(cell.value) for cell in tab["A"])
    assert "unserved" in words or "shortfall" in words


def test_sums_are_formulas_that_have_the_values_of_the_tables(worked: Run) -> None:
    book, values = opened(worked), opened(worked, values=True)
    for name, table, keys, column in (
        ("capacity_by_quarter", "capacity", ("period", "asset"), "standing_gw"),
        ("load_by_quarter", "shortfall", ("period",), "served_gw"),
    ):
        sums = worked.tables[table].groupby(list(keys))[column].sum()
        heading = [cell.value for cell in book[name][1]]
        for row, stored in zip(
            book[name].iter_rows(min_row=2), values[name].iter_rows(min_row=2), strict=True
        ):
            for at, cell in enumerate(row[1:], 1):
                assert str(cell.value).startswith("=SUM")
                key = (row[0].value, heading[at]) if len(keys) > 1 else row[0].value
                if heading[at] in ("served", *worked.tables["capacity"]["asset"].unique()):
                    assert stored[at].value == pytest.approx(sums.get(key, 0.0))
    raised = worked.tables["issuance"]["issued_usd_billion"].sum()
    cash = worked.tables["cash"]
    equity = cash[cash["line"] == "equity_in"]["usd_billion"].sum()
    last = [row[-1].value for row in values["issuance_by_year"].iter_rows(min_row=2)]
    assert sum(last) == pytest.approx(raised + equity)


def test_sources_and_uses_add_up_line_by_line(worked: Run) -> None:
    rows = {
        (row[0].value, row[1].value): [cell.value for cell in row[2:]]
        for row in opened(worked, values=True)["sources_and_uses"].iter_rows(min_row=2)
    }
    sponsors = [row["sponsor"] for row in worked.case.rows("sponsors")]
    for sponsor in (*sponsors, "all sponsors"):
        assert rows[sponsor, "total sources"] == pytest.approx(rows[sponsor, "total uses"])
        assert rows[sponsor, "sources less uses"] == [0] * 8
        assert rows[sponsor, "brought forward less carried"] == [0] * 8
    each = zip(*(rows[sponsor, "capex"] for sponsor in sponsors), strict=True)
    assert rows["all sponsors", "capex"] == pytest.approx([sum(amounts) for amounts in each])
    own = (
        worked.tables["cash"]
        .query("sponsor == 'cloud' and line == 'capex'")
        .set_index("period")["usd_billion"]
    )
    assert rows["cloud", "capex"] == pytest.approx(
        own.reindex(map(str, worked.case.periods), fill_value=0).tolist()
    )


def test_a_dollar_that_does_not_add_up_is_seen(worked: Run) -> None:
    cash = worked.tables["cash"].copy()
    cash.loc[cash.index[0], "usd_billion"] += 0.5
    book = opened(dataclasses.replace(worked, tables={**worked.tables, "cash": cash}), values=True)
    told = {row[0].value: row[2].value for row in book["summary"].iter_rows(max_col=3)}
    assert told["most by which sources and uses of money differ, in any period"] == pytest.approx(0.5)


def test_names_that_a_spreadsheet_takes_for_each_other_are_told_apart(worked: Run) -> None:
    assert "SUMIFS(capacity!" in opened(worked)["capacity_by_quarter"]["B2"].value
    table = worked.tables["capacity"]
    odd = table.assign(asset=table["asset"].replace({table["asset"].iloc[0]: "GAS*"}))
    book = opened(dataclasses.replace(worked, tables={**worked.tables, "capacity": odd}))
    assert "EXACT(capacity!" in book["capacity_by_quarter"]["B2"].value


@pytest.mark.parametrize("name", ["total", "need", "all sponsors"])
def test_a_source_or_sponsor_may_be_called_as_our_own_columns(name: str) -> None:
    run = tiny_run()
    kinds = {"engine": name, "cloud": name}
    sheets = {
        sheet: tuple(
            type(row)(row.row, {key: kinds.get(cell, cell) for key, cell in row.items()}) for row in rows
        )
        for sheet, rows in run.case.sheets.items()
    }
    tables = {table: frame.replace(kinds) for table, frame in run.tables.items()}
    odd = dataclasses.replace(run, case=dataclasses.replace(run.case, sheets=sheets), tables=tables)
    plain, told = opened(run, values=True), opened(odd, values=True)
    for tab in ("capacity_by_quarter", "sources_and_uses"):
        cells = [
            [[cell.value for cell in row][2:] for row in book[tab].iter_rows(min_row=2)]
            for book in (plain, told)
        ]
        assert cells[0] == cells[1]


# ── charts ──


def test_charts_are_drawn_from_the_cells_in_the_colours_of_the_report(worked: Run) -> None:
    drawn = parts(run_workbook(worked), r"xl/charts/chart\d+\.xml")
    assert len(drawn) == 3
    capacity, load, issuance = drawn.values()
    colours = colours_of(worked.case, "sources")
    used = worked.tables["capacity"].query("standing_gw > 0")["asset"].unique()
    for source in [name for name in colours if name in used]:
        series = next(part for part in capacity.split("<c:ser>") if f"<c:v>{source}</c:v>" in part)
        assert colours[source].removeprefix("#").upper() in series.upper()
        assert re.search(r"<c:val>.*<c:f>capacity_by_quarter!\$[A-Z]+\$2:\$[A-Z]+\$9</c:f>", series)
    assert re.findall(r"<c:tx>.*?<c:v>([^<]+)</c:v>", load) == ["served", "unmet demand"]
    assert "<c:v>equity contribution</c:v>" in issuance
    assert all('<c:grouping val="stacked"/>' in chart for chart in drawn.values())
    titles = [re.findall(r"<a:t>([^<]+)</a:t>", chart) for chart in drawn.values()]
    assert [title[1:] for title in titles] == [["GW"], ["GW"], ["USD billion"]]


def test_charts_have_words_for_those_who_do_not_see_them(worked: Run) -> None:
    (drawing,) = parts(run_workbook(worked), r"xl/drawings/drawing\d+\.xml").values()
    assert len(re.findall(r'descr="Stacked [^"]{20,}"', drawing)) == 3


# ── odd runs ──


def test_without_funding_there_are_no_tabs_of_money() -> None:
    book = opened(tiny_run(funding=False))
    assert not {"sources_and_uses", "issuance_by_year", "cash"} & set(book.sheetnames)
    assert {"capacity_by_quarter", "load_by_quarter", "costs", "record"} <= set(book.sheetnames)


def test_names_and_titles_are_text_whatever_they_look_like(tmp_path: Path) -> None:
    run = run_of(planner.solve(planner.read(write_hostile(tmp_path / "evil"))))
    case = dataclasses.replace(run.case, settings=dataclasses.replace(run.case.settings, title="=1+1"))
    book = opened(dataclasses.replace(run, case=case))
    assert (book["summary"]["A1"].value, book["summary"]["A1"].data_type) == ("=1+1", "s")
    assert EVIL in [cell.value for cell in book["orders"]["A"]]
    sums = {"summary", "capacity_by_quarter", "load_by_quarter", "issuance_by_year", "sources_and_uses"}
    for tab in book.worksheets:
        kinds = {cell.data_type for row in tab.iter_rows() for cell in row}
        assert ("f" in kinds) == (tab.title in sums)


def test_a_plan_of_nothing_is_a_workbook_too() -> None:
    run = tiny_run()
    empty = {name: frame.iloc[:0] for name, frame in run.tables.items()}
    kept = {**empty, "shortfall": run.tables["shortfall"]}
    book = opened(dataclasses.replace(run, tables=kept), values=True)
    assert [cell.value for cell in book["capacity_by_quarter"][1]] == ["quarter, GW", "need"]
    assert book["load_by_quarter"]["B2"].value == 2


def test_a_table_too_long_for_a_workbook_is_named_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.workbook.run_workbook.MOST_ROWS", 60)
    run = tiny_run()
    long = [name for name, frame in run.tables.items() if len(frame) > 60]
    book = opened(run)
    assert long == ["prices"]
    assert "prices" not in book.sheetnames
    told = {row[0].value: row[1].value for row in book["summary"].iter_rows(max_col=2)}
    assert told["prices"] == f"left out, for it has {len(run.tables['prices']):,} rows; its CSV is in the run"
    assert table_tabs.MOST_ROWS < 1_048_576, "what a tab holds"


def test_infinite_and_missing_figures_are_blank_cells(worked: Run) -> None:
    table = worked.tables["bottlenecks"].assign(limit=float("nan"))
    book = opened(dataclasses.replace(worked, tables={**worked.tables, "bottlenecks": table}))
    assert {cell.value for cell in book["bottlenecks"]["E"][1:]} == {None}


def test_a_large_run_is_written_soon() -> None:
    run = large_run(regions=2)
    assert len(run.tables["capacity"]) == 1600
    content = run_workbook(run)
    assert len(content) < 5_000_000
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["capacity_by_quarter"]
    own = run.tables["capacity"].groupby("period", sort=False)["standing_gw"].sum()
    stored = pd.Series([row[21].value for row in values.iter_rows(min_row=2)], index=own.index)
    assert stored.tolist() == pytest.approx(own.tolist())


def test_the_record_says_how_the_run_came_about() -> None:
    told = {row[0].value: row[1].value for row in opened(tiny_run())["record"].iter_rows(min_row=2)}
    assert told["status"] == "optimal"
    assert told["versions.planner"] == planner.__version__
    assert len(told["inputs_sha256.demand.csv"]) == 64


# ── the commands ──


def test_solving_writes_the_workbook_where_it_is_asked_to(tmp_path: Path, capfd: Told) -> None:
    out = tmp_path / "run"
    assert cli.main(["solve", str(TINY), "--xlsx", "--out", str(out)]) == 0
    told = capfd.readouterr()
    assert told.out.endswith(f"Tables: {out}\nWorkbook: {out / RESULTS}\n")
    assert "writing the workbook" in told.err
    assert openpyxl.load_workbook(out / RESULTS)["summary"]["A1"].value
    assert cli.main(["audit", str(out), "--json"]) == 0
    assert cli.main(["solve", str(TINY), "--quiet", "--out", str(out)]) == 0
    assert not (out / RESULTS).exists(), "which would be that of another plan"


def test_a_run_on_disk_gives_the_same_workbook_as_the_plan_in_memory(tmp_path: Path, capfd: Told) -> None:
    folder = write_run(tmp_path / "tiny")
    assert cli.main(["workbook", str(folder)]) == 0
    assert cli.main(["workbook", str(folder)]) == 0, "again"
    assert capfd.readouterr().out == f"Workbook: {folder / RESULTS}\n" * 2
    ours, theirs = openpyxl.load_workbook(folder / RESULTS), opened(tiny_run())
    assert ours.sheetnames == theirs.sheetnames
    for name in [name for name in ours.sheetnames if name != "record"]:
        cells = [[[cell.value for cell in row] for row in book[name].iter_rows()] for book in (ours, theirs)]
        assert cells[0] == cells[1]


def test_a_workbook_elsewhere_is_never_overwritten(tmp_path: Path, capfd: Told) -> None:
    folder = write_run(tmp_path / "tiny")
    (tmp_path / "mine.xlsx").write_text("work")
    assert cli.main(["workbook", str(folder), "--out", str(tmp_path / "mine.xlsx")]) == 1
    assert "is there already" in capfd.readouterr().err
    assert (tmp_path / "mine.xlsx").read_text() == "work"
