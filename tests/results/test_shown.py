"""Display names: whatever people look at has them, whatever programs read has the names themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import TINY, tiny_case, tiny_plan
from cases.worked import write_worked
from report.elements import Elements

import planner
from planner.case.column_kinds import DISPLAY_NAME
from planner.case.display_names import display_names, family_of_sheet, key_shown, named_sheets
from planner.report import report
from planner.report.technologies import colours_of_sources
from planner.results.answer_text import answer_text
from planner.results.run import Run, run_of
from planner.results.shown import as_shown, as_shown_together
from planner.study.compare import compare, comparison_text
from planner.study.comparison_page import comparison
from planner.workbook.run_workbook import run_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

SHOWN = (
    "sources.display_name[source=engine]=Gas engines",
    "sources.display_name[source=grid]=Utility link",
    "sponsors.display_name[sponsor=cloud]=Cloud Inc.",
    "instruments.display_name[instrument=bond]=Senior bond",
    "supply_limits.display_name[supply_pool=engine_makers]=Makers of engines",
    "compute.display_name[asset=shell]=Powered shell",
    "market_limits.display_name[market=bonds]=Bond market",
)


def named(case: Case) -> Case:
    """A case every name of which is shown otherwise."""
    edits = []
    for sheet in named_sheets():
        for row in case.rows(sheet):
            keys = [column for column in ("vehicle", "tranche") if sheet == "tranches"] or [next(iter(row))]
            conditions = ",".join(f"{column}={row[column]}" for column in keys)
            shown = "_".join(f"{sheet}:{row[column]}!" for column in keys)
            edits.append(f"{sheet}.{DISPLAY_NAME}[{conditions}]={shown}")
    return planner.edit(case, *dict.fromkeys(edits))


@pytest.fixture(scope="module")
def shown_run() -> Run:
    return run_of(planner.solve(tiny_case(*SHOWN)))


@pytest.mark.parametrize("name", ["tiny", "worked"])
def test_no_cell_of_a_table_that_is_shown_has_a_name_that_is_shown_otherwise(
    name: str, tmp_path: Path
) -> None:
    case = planner.read(TINY if name == "tiny" else write_worked(tmp_path / "worked"))
    found = as_shown(run_of(planner.solve(named(case))))
    words = {"power", "shell", "chips", "compute"}
    keys = {key_shown(sheet, row) for sheet in named_sheets() for row in case.rows(sheet)} - words
    names = re.compile(rf"(?<![\w:])({'|'.join(map(re.escape, keys))})(?![\w!])")
    told = {
        (table, column, str(cell))
        for table, frame in found.tables.items()
        for column in frame
        if not pd.api.types.is_numeric_dtype(frame[column]) and column not in ("rule", "line", "item")
        for cell in frame[column].unique()
        if names.search(str(cell))
    }
    assert told == set()


def test_the_case_that_is_shown_hangs_together(tmp_path: Path) -> None:
    case = named(planner.read(write_worked(tmp_path / "worked")))
    shown = as_shown(run_of(planner.solve(case))).case
    for sheet in named_sheets():
        names = display_names(case)[family_of_sheet(sheet)] if case.rows(sheet) else {}
        for before, after in zip(case.rows(sheet), shown.rows(sheet), strict=True):
            own = after["tranche"] if sheet == "tranches" else next(iter(after.values()))
            assert own == names[key_shown(sheet, before)]
    owners = {row["sponsor"] for row in shown.rows("owners")}
    assert owners <= {row["sponsor"] for row in shown.rows("sponsors")}
    assert display_names(shown) == {}


def test_a_run_without_display_names_is_shown_as_it_is() -> None:
    run = tiny_plan().finished()
    assert as_shown(run) is run


def test_the_screen_shows_display_names_and_tables_keep_names() -> None:
    plan = planner.solve(tiny_case(*SHOWN))
    told = answer_text(plan)
    for words in (
        "Gas engines            1.5",
        "Senior bond           15.0",
        "supply pool Makers of engines ",
        "covenant corporate debt, Cloud Inc. (Senior bond)",
        "market Bond market (step 1)",
    ):
        assert words in told
    assert set(plan.tables["capacity"]["asset"]) == {"engine", "grid", "shell", "chips"}
    assert plan.objective_usd_billion == pytest.approx(tiny_plan().objective_usd_billion)


def test_the_report_and_its_charts_show_display_names(shown_run: Run) -> None:
    page = report(shown_run)
    text = " ".join(Elements(page).text)
    assert {"Gas engines", "Utility link", "Cloud Inc.", "Senior bond", "Makers of engines"} <= {
        words
        for words in ("Gas engines", "Utility link", "Cloud Inc.", "Senior bond", "Makers of engines")
        if words in text
    }
    legend = [one["data-series"] for one in Elements(page).all("button") if one.get("data-series")]
    assert "Gas engines" in legend
    assert "engine" not in legend


def test_a_source_keeps_its_colour_whatever_it_is_shown_as(shown_run: Run) -> None:
    before, after = colours_of_sources(shown_run.case), colours_of_sources(as_shown(shown_run).case)
    assert list(before.values()) == list(after.values())
    assert list(after) == ["Gas engines", "Utility link"]


def test_comparisons_show_display_names_and_their_figures_keep_names(shown_run: Run) -> None:
    runs = [shown_run, tiny_plan().finished()]
    assert "engine" in {line.item for line in compare(runs).lines}
    told = comparison_text(compare(as_shown_together(runs)), everything=True)
    assert "Gas engines                                 1.5        1.5" in told
    assert "Gas engines" in comparison(runs)


def test_a_display_name_that_is_a_name_of_another_run_is_left_out() -> None:
    case = tiny_case("sources.display_name[source=engine]=turbine")
    other = planner.read(TINY)
    renamed = {
        sheet: tuple(
            row.changed({c: "turbine" for c in row if row[c] == "grid" and c in ("source", "asset")})
            for row in rows
        )
        for sheet, rows in other.sheets.items()
    }
    from dataclasses import replace

    runs = [run_of(planner.solve(case)), run_of(planner.solve(replace(other, sheets=renamed)))]
    assert [row["source"] for row in as_shown_together(runs)[0].case.rows("sources")] == ["engine", "grid"]


def test_the_views_of_a_workbook_show_display_names_over_the_same_figures(shown_run: Run) -> None:
    from io import BytesIO

    openpyxl = pytest.importorskip("openpyxl", reason="the extra `test` is not installed")
    book = openpyxl.load_workbook(BytesIO(run_workbook(shown_run)))
    view = [[cell.value for cell in row] for row in book["capacity_by_quarter"].iter_rows()]
    assert view[0][1:3] == ["Gas engines", "Utility link"]
    assert '"engine"' in view[1][1]
    assert {row[0].value for row in book["capacity"].iter_rows(min_row=2)} == {
        "engine",
        "grid",
        "shell",
        "chips",
    }
