"""The cases that are shipped, against the objectives that are known for them and the figures the guide prints."""

from __future__ import annotations

import csv
import dataclasses
import re
import shutil
from pathlib import Path

import pytest
from cases.us_2028 import write_bare
from documents import page, readme

import planner
from planner.errors import CaseError

ROOT = Path(__file__).parents[1]

with (Path(__file__).parent / "expected_objectives.csv").open(encoding="utf-8") as file:
    EXPECTED = list(csv.DictReader(file))


BARE = "us-2028 without its credit layer"


def folder_of(name: str, place: Path) -> Path:
    """The folder of a case; one that is made of a shipped case is written to `place`."""
    return write_bare(place / "bare") if name == BARE else ROOT / "inputs" / name


@pytest.mark.parametrize(
    "row", EXPECTED, ids=lambda row: f"{row['case']}-{row['hours_per_block']}h-{row['funding']}"
)
def test_a_shipped_case_costs_what_is_known(row: dict[str, str], tmp_path: Path) -> None:
    case = planner.read(folder_of(row["case"], tmp_path))
    operations = dataclasses.replace(case.settings.operations, hours_per_block=int(row["hours_per_block"]))
    settings = dataclasses.replace(case.settings, operations=operations, funding=row["funding"] == "on")
    plan = planner.solve(dataclasses.replace(case, settings=settings))
    tolerance = float(row["relative_tolerance"])
    expected = float(row["objective_usd_billion"])
    assert plan.objective_usd_billion == pytest.approx(expected, rel=tolerance), row["why"]
    assert max(plan.residuals.values()) < 1e-6


def test_every_expected_figure_says_why() -> None:
    assert all(row["why"] for row in EXPECTED)
    shipped = {path.name for path in (ROOT / "inputs").iterdir() if path.is_dir()}
    assert {row["case"] for row in EXPECTED} == {BARE, *shipped}


@pytest.mark.parametrize("name", ["tiny", "us-2026-update", "us-2028"])
def test_a_shipped_case_is_sound(name: str) -> None:
    assert planner.read(ROOT / "inputs" / name).notes == ()


BEGINS = {"A": "Assumption: ", "D": "Derived: ", "M": "From memory"}
"""How the provenance of a row begins that was not simply read."""


@pytest.mark.parametrize("name", ["tiny", "us-2026-update", "us-2028"])
def test_every_row_says_where_it_comes_from_and_how_sure_it_is(name: str) -> None:
    for sheet, rows in planner.read(ROOT / "inputs" / name).sheets.items():
        for row in rows:
            told, where = row["provenance"], f"{sheet}, row {row.row}"
            assert row["confidence"] is not None, where
            assert told.startswith(BEGINS.get(row["confidence"], "")), where
            assert re.search(r"\.md\b|facts/", told) is None, where


@pytest.mark.parametrize("name", ["us-2026-update", "us-2028"])
def test_every_row_of_the_united_states_cites_a_source_with_its_date(name: str) -> None:
    for sheet, rows in planner.read(ROOT / "inputs" / name).sheets.items():
        for row in rows:
            assert re.search(r"\b(19|20)\d\d\b", row["provenance"]), f"{sheet}, row {row.row}"


def test_the_gate_runs_the_readme_test_command() -> None:
    """Three steps, the same but for the name of the environment."""
    (told,) = re.findall(r"^python3 -m venv \.venv && (.*scripts/test)$", readme(), flags=re.MULTILINE)
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for step in told.split(" && "):
        assert step.replace(".venv/bin", '"$VIRTUAL_ENV/bin').replace("bin/pip", 'bin/pip"') in gate
    assert gate.rstrip().endswith("scripts/test")


def test_the_guide_lists_every_table_with_its_columns() -> None:
    plan = planner.solve(planner.read(ROOT / "inputs" / "tiny"))
    for name, frame in plan.tables.items():
        rows = re.findall(rf"^\| `{name}` \|(.*)$", page("tables"), flags=re.MULTILINE)
        assert len(rows) == 1, name
        # What is there in some cases alone is told after a semicolon.
        always = rows[0].partition(";")[0]
        assert re.findall(r"`(\w+)`", always) == list(frame.columns), name


MORE = {
    "a source that burns a new fuel": {
        "sources": "boiler,power,100,2026,10,2,9,coal,,,5,3,on_delivery,0.9,,,,0.9,,,",
        "owners": "boiler,power_co,,",
        "fuels": "coal,0.1,,",
        "fuel_prices": "coal,home,2026,2,,",
        "supply_limits": "boilers,2026,2,,",
        "supply_use": "boilers,boiler,1,,",
    },
    "storage": {
        "sources": "battery,storage,100,2026,10,0,,,,,5,3,on_delivery,0.9,,4,0.85,0.6,,,",
        "owners": "battery,power_co,,",
    },
    "an instrument": {
        "instruments": "loan,loans,0.06,0.01,2,level,,secured,0.5,any,,,1.2,,",
        "instrument_use": "loan,cloud,chips,,",
        "market_limits": "loans,2026,1,8,0,,",
    },
    "a region": {
        "regions": "away,Away,0,1,,",
        "fuel_prices": "gas,away,2026,4,,",
        "profiles": "\n".join(f"steady,away,{quarter},average,{'1,' * 24}," for quarter in (1, 2, 3, 4)),
    },
}
"""What the guide says that each takes, as rows."""


@pytest.mark.parametrize("what", MORE)
def test_more_is_a_row_of_data_and_is_used(what: str, tmp_path: Path) -> None:
    before = planner.solve(planner.read(ROOT / "inputs" / "tiny")).objective_usd_billion
    folder = tmp_path / "case"
    shutil.copytree(ROOT / "inputs" / "tiny", folder)
    for sheet, rows in MORE[what].items():
        with (folder / f"{sheet}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{rows}\n")
    assert planner.solve(planner.read(folder)).objective_usd_billion < before - 0.01


@pytest.mark.parametrize("what", MORE)
def test_each_sheet_that_more_takes_is_missed_where_it_is_left_out(what: str, tmp_path: Path) -> None:
    """Apart from pools, without which there is no limit, and from the row itself."""
    first, *others = MORE[what]
    for left_out in [sheet for sheet in others if not sheet.startswith("supply")]:
        folder = tmp_path / left_out
        shutil.copytree(ROOT / "inputs" / "tiny", folder)
        for sheet in [first, *others]:
            if sheet != left_out:
                with (folder / f"{sheet}.csv").open("a", encoding="utf-8") as file:
                    file.write(f"{MORE[what][sheet]}\n")
        assert complaints(folder), left_out


def complaints(folder: Path) -> str:
    """What is said of a case: why it is refused, or the notes on it."""
    try:
        return "\n".join(planner.read(folder).notes)
    except CaseError as refusal:
        return str(refusal)
