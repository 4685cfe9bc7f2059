"""Two hundred damaged cases, the same every time; scripts/fuzz runs thousands."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from fuzz.forms import judge_forms
from fuzz.judge import base, judge, put, wrong_of_workbook

from planner import cli
from planner.workbook.book import Book

if TYPE_CHECKING:
    from pathlib import Path

BATCHES, SIZE = 20, 10
MARK = "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_case_is_solved_or_refused_in_words(batch: int) -> None:
    verdicts = [judge(seed, compare=seed % 10 == 0) for seed in range(batch * SIZE, (batch + 1) * SIZE)]
    assert [str(verdict) for verdict in verdicts if verdict.wrong] == []


def marked(content: bytes) -> bytes:
    """A sheet whose every row comes from where a prankster wrote it, and whose names in words are his too."""
    header, *rows = csv.reader(io.StringIO(content.decode()))
    prose = [n for n, column in enumerate(header) if column in ("name", "vendor", "provenance")]
    if "provenance" not in header:
        header, rows = [*header, "provenance"], [[*row, MARK] for row in rows]
    text = io.StringIO()
    csv.writer(text).writerows(
        [header, *([MARK if n in prose else cell for n, cell in enumerate(row)] for row in rows)]
    )
    return text.getvalue().encode()


def test_no_free_text_can_run_in_a_spreadsheet(tmp_path: Path) -> None:
    files = {name: marked(text) if name.endswith(".csv") else text for name, text in base("tiny").items()}
    files["case.yaml"] = files["case.yaml"].replace(b"title: ", f'title: "{MARK}" #'.encode())
    run = tmp_path / "run"
    assert (
        cli.main(["solve", str(put(files, tmp_path / "case")), "--out", str(run), "--quiet", "--xlsx"]) == 0
    )
    assert wrong_of_workbook(run / "results.xlsx") == ""
    for path in run.rglob("*.csv"):
        cells = [cell for row in csv.reader(io.StringIO(path.read_text())) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "@"))] == [], path
        if path.parent == run:
            assert not any("calc" in cell for cell in cells), path


@pytest.mark.parametrize("formula", [MARK, '=HYPERLINK("x","y")', "=SUM('[b.xlsx]a'!A1)"])
def test_a_workbook_with_a_formula_that_is_not_ours_is_noticed(formula: str, tmp_path: Path) -> None:
    book = Book("any")
    book.tab("any").write_formula(0, 0, formula)
    (tmp_path / "any.xlsx").write_bytes(book.close())
    assert "holds a formula" in wrong_of_workbook(tmp_path / "any.xlsx")


@pytest.mark.parametrize(
    "name", [MARK, "=1", "+1", "-1", "@x", "＝1", "＠x", "a\u2028b", "a\u200bb", "\u202ea"]
)
def test_a_name_that_something_might_run_or_hide_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {file: text.replace(b"cloud", name.encode()) for file, text in base("tiny").items()}
    assert cli.main(["check", str(put(files, tmp_path / "case"))]) == 1
    assert "sponsors.csv, row 2, column sponsor" in capsys.readouterr().err


def test_text_that_a_terminal_would_obey_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = dict(base("tiny"))
    files["case.yaml"] = files["case.yaml"].replace(b"title: ", b'title: "\\e[2J" #')
    assert cli.main(["check", str(put(files, tmp_path / "case"))]) == 1
    told = capsys.readouterr().err
    assert "case.yaml, row 4, key title" in told
    assert "\x1b" not in told


@pytest.mark.parametrize("seed", range(6))
def test_a_case_costs_the_same_in_every_form(seed: int) -> None:
    verdict = judge_forms(seed)
    assert verdict.wrong == "", verdict
