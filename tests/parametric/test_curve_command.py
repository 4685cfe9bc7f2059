"""planner curve: a table on the screen, JSON, files that open, mistakes told as such."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from cases.tiny import ROOT, TINY, tiny_case
from documents import page
from parametric.curving import ENGINES, NEED, REQUIRED

from planner.cli import main
from planner.parametric.curve import curve
from planner.parametric.files import write

if TYPE_CHECKING:
    from pathlib import Path

    Printed = pytest.CaptureFixture[str]


def asked(*words: str) -> list[str]:
    """A command about the teaching case."""
    return ["curve", str(TINY), *words]


def test_a_curve_is_told_in_eighty_columns_and_kept_in_a_folder(tmp_path: Path, capsys: Printed) -> None:
    folder = tmp_path / "curve"
    words = asked(NEED, "--from", "0", "--to", "2", "--set", REQUIRED, "--out", str(folder))
    assert main(words) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.replace(str(folder), "").splitlines())) <= 80
    assert "engine\n" in out
    assert "No plan satisfies every rule from 1.13333 to 2." in out
    assert {path.name for path in folder.iterdir()} == {"curve.csv", "curve.json", "curve.png", "report.html"}
    frame = pd.read_csv(folder / "curve.csv")
    told: dict[str, Any] = json.loads((folder / "curve.json").read_text())
    assert list(frame["value"]) == [point["value"] for point in told["points"]]
    assert (folder / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert main([*words, "--quiet"]) == 0, "what a curve wrote it may write again"
    assert capsys.readouterr().out == ""


def test_a_curve_is_one_json_object(tmp_path: Path, capsys: Printed) -> None:
    assert main(asked(ENGINES, "--from", "4", "--to", "8", "--json", "--out", str(tmp_path / "c"))) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["without_plan"] == []
    assert [point["value"] for point in told["points"]] == pytest.approx([4, 6, 8])
    (change,) = (turn for turn in told["points"][1]["changes"] if turn["name"] == "supply pool connections")
    assert change["words"] == "supply pool connections binds no more"


def test_the_curve_of_the_guide_is_what_is_printed(tmp_path: Path, capsys: Printed) -> None:
    """But for what binds where several sets of prices are right: there machines differ."""
    (command,) = re.findall(r"^planner curve (inputs/tiny .*)$", page("sweeps"), flags=re.MULTILINE)
    case, *words = shlex.split(command)
    assert main(["curve", str(ROOT / case), *words, "--out", str(tmp_path / "c")]) == 0
    printed = breaks_in(capsys.readouterr().out)
    (shown,) = re.findall(
        r"^( +value  USD billion slope after.*?)^```", page("sweeps"), flags=re.MULTILINE | re.DOTALL
    )
    rows = breaks_in(shown)
    assert len(rows) == 3
    assert {numbers: changes - printed[numbers] for numbers, changes in rows.items()} == {
        numbers: set() for numbers in rows
    }


def breaks_in(text: str) -> dict[tuple[str, ...], set[str]]:
    """What changes at each break of a table on the screen, by the row's numbers as printed."""
    found: dict[tuple[str, ...], str] = {}
    for line in text.splitlines():
        row = re.match(r" +([\d.]+) +([\d.]+) +(-?[\d.]+)  (.*)", line)
        if row:
            numbers, told = row.groups()[:-1], row.groups()[-1]
            found[numbers] = told
        elif found and line.startswith(" " * 30):
            found[numbers] += " " + line.strip()
    return {numbers: set(told.split("; ")) - {"..."} for numbers, told in found.items()}


def test_where_nothing_can_be_written_nothing_is_solved(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setattr("planner.parametric.curve.curve", lambda *_: pytest.fail("solved"))
    words = asked(ENGINES, "--from", "4", "--to", "8", "--out", str(tmp_path / "file" / "curve"))
    assert main(words) == 1
    assert "curve cannot be written: Not a directory" in capsys.readouterr().err


def test_a_curve_stays_whole_where_the_next_is_half_made(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = asked(ENGINES, "--from", "4", "--to", "8", "--out", str(tmp_path / "c"))
    assert main(words) == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "c").iterdir()}
    monkeypatch.setattr("planner.parametric.files.page_of", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(curve(tiny_case(), ENGINES, 4, 8), tmp_path / "c")
    assert {path.name: path.read_bytes() for path in (tmp_path / "c").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["c"]


@pytest.mark.parametrize("name", ["curve.csv", ".hidden", "report.html"])
def test_what_bears_a_name_of_ours_without_our_record_is_left_alone(
    name: str, tmp_path: Path, capsys: Printed
) -> None:
    (tmp_path / name).write_text("mine")
    assert main(asked(ENGINES, "--from", "4", "--to", "8", "--out", str(tmp_path))) == 1
    assert f"holds what no curve wrote, such as {name}" in capsys.readouterr().err
    assert (tmp_path / name).read_text() == "mine"


def test_strange_files_are_left_alone(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    assert main(asked(ENGINES, "--from", "4", "--to", "8", "--out", str(tmp_path))) == 1
    assert "holds what no curve wrote, such as letter.txt" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        ((f"{ENGINES}4", "--from", "4", "--to", "8"), 1, "has a value of its own"),
        (("sources.capex_usd_per_kw*=", "--from", "1", "--to", "2"), 1, "moves more than limits"),
        ((NEED, "--from", "1.5", "--to", "2", "--set", REQUIRED), 2, "No plan satisfies every rule"),
        ((NEED, "--from", "1", "--to", "2", "--most", "0"), 1, "most 0 is too few"),
        ((NEED, "--from", "1", "--to", "2", "--within", "nan"), 1, "--within 'nan' is no finite number"),
        (("supply_limits.year+=", "--from", "0", "--to", "2"), 1, "it goes in whole steps"),
        ((NEED, "--from", "1"), 1, "the following arguments are required: --to"),
        ((NEED, "--from", "nan", "--to", "2"), 1, "--from 'nan' is no finite number"),
    ],
)
def test_what_cannot_be_is_said_and_writes_nothing(
    tmp_path: Path, capsys: Printed, words: tuple[str, ...], status: int, message: str
) -> None:
    assert main(asked(*words, "--out", str(tmp_path / "none"))) == status
    assert message in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
