"""What is legal and most likely not meant is said: at check, on the screen, in the record and in the report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY, tiny_plan, write_tiny

import planner
from planner import cli
from planner.case import SHEETS
from planner.results.plan_notes import plan_notes
from planner.results.traps import traps

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def test_an_asset_that_nothing_limits_is_told_with_what_is_ordered_of_it(tmp_path: Path) -> None:
    row = "boiler,power,100,2026,10,2,9,,,5,3,on_delivery,0.9,,,,0.9,,,\n"
    folder = write_tiny(tmp_path / "case")
    header = (folder / "sources.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    cells = {"source": "boiler", "kind": "power", "capex_usd_per_kw": "100", "dollar_year": "2026"}
    cells |= {
        "fixed_om_usd_per_kw_year": "10",
        "variable_om_usd_per_mwh": "2",
        "life_years": "5",
        "lead_months": "3",
    }
    cells |= {"spend_profile": "on_delivery", "availability_fraction": "0.9", "firm_credit_fraction": "0.9"}
    cells |= {"energy_price_usd_per_mwh": "9"}
    row = ",".join(cells.get(name, "") for name in header) + "\n"
    for sheet, text in (("sources", row), ("owners", "boiler,power_co,,\n")):
        with (folder / f"{sheet}.csv").open("a", encoding="utf-8") as file:
            file.write(text)
    (told,) = [note for note in plan_notes(planner.solve(planner.read(folder))) if "nothing limits" in note]
    assert "boiler (" in told
    assert "engine" not in told
    with (folder / "site_limits.csv").open("a", encoding="utf-8") as file:
        file.write("boiler,home,9,,\n")
    (told,) = [note for note in plan_notes(planner.solve(planner.read(folder))) if "nothing limits" in note]
    assert "boiler" not in told
    assert "shell (2 GW ordered), chips (2 GW ordered)" in told


def test_notes_are_on_the_screen_in_the_record_and_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["solve", str(TINY), "--out", str(tmp_path / "run"), "--report"]) == 0
    note = (
        "nothing limits shell (2 GW ordered), chips (2 GW ordered): say in supply_use or site_limits how much"
    )
    assert note in " ".join(capsys.readouterr().err.split())
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert [found for found in record["notes"] if found.startswith(note)]
    assert note in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_orders_that_nobody_would_take_are_counted() -> None:
    plan = tiny_plan()
    orders = plan.tables["orders"].copy()
    assert not [note for note in traps(plan.case, plan.tables) if "less than 10 MW" in note]
    orders.loc[0, "ordered_gw"] = 0.004
    (told,) = [
        note for note in traps(plan.case, {**plan.tables, "orders": orders}) if "less than 10 MW" in note
    ]
    assert told.startswith(
        f"1 of {len(orders)} orders is of less than 10 MW, the least of 4 MW of engine in 2026Q1"
    )


def test_a_price_below_zero_beside_storage_is_told() -> None:
    """Only where storage stands."""
    plan = tiny_plan()
    prices = plan.tables["power_price"].copy()
    prices["energy_usd_per_mwh"] = -1.0
    tables = {**plan.tables, "power_price": prices}
    assert not [note for note in traps(plan.case, tables) if "less than nothing" in note]
    battery = {**dict(plan.case.rows("sources")[0]), "kind": "storage"}
    sheets = {**plan.case.sheets, "sources": (battery,)}
    case = type("Case", (), {"rows": lambda _, name: sheets[name], "periods": plan.case.periods})()
    (told,) = [note for note in _below(case, tables) if "less than nothing" in note]
    assert told.startswith(
        "energy costs less than nothing where storage stands, on the mean of home in 2026Q2"
    )


def _below(case: object, tables: dict[str, pd.DataFrame]) -> list[str]:
    from planner.results.traps import _below_zero

    return list(_below_zero(case, tables))  # type: ignore[arg-type]


def test_a_result_that_hangs_on_one_assumed_row_is_told_with_its_row(tmp_path: Path) -> None:
    (told,) = [note for note in traps(tiny_plan().case, tiny_plan().tables) if "assumed row" in note]
    assert "60% of GW of sources in 2026Q4 on engine (sources.csv, row 2)" in told
    assert "100% of debt issued on bond (instruments.csv, row 2)" in told
    folder = write_tiny(tmp_path / "case")
    for sheet in ("sources", "compute", "instruments"):
        text = (folder / f"{sheet}.csv").read_text(encoding="utf-8")
        (folder / f"{sheet}.csv").write_text(text.replace(",A\n", ",S\n"), encoding="utf-8")
    plan = planner.solve(planner.read(folder))
    assert not [note for note in traps(plan.case, plan.tables) if "assumed row" in note]


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            [("owners.csv", "chips,cloud", "chips,power_co")],
            "cloud needs load, and may order no chips in owners.csv",
        ),
        (
            [("instrument_use.csv", "bond,cloud,", "bond,cloud,power")],
            "row 2: bond lends cloud on power, of which it may",
        ),
        (
            [("demand.csv", f"cloud,{year},", f"cloud,{year + 2},") for year in (2025, 2026)],
            "need is flat before",
        ),
    ],
)
def test_what_is_most_likely_not_meant_is_noted_at_check(
    edits: list[tuple[str, str, str]], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_tiny(tmp_path / "case", *edits)
    cli.main(["check", str(folder)])
    assert told in " ".join(capsys.readouterr().err.split())


@pytest.mark.skipif("hosting" not in SHEETS, reason="there is no such sheet")
def test_load_that_is_housed_by_others_is_no_trap(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case", ("owners.csv", "chips,cloud", "chips,power_co"))
    (folder / "hosting.csv").write_text(
        "tenant,host,kind,year,limit_gw,rent_usd_billion_per_gw_year\ncloud,power_co,compute,2026,9,1\n",
        encoding="utf-8",
    )
    assert not [
        note for note in planner.read(folder).notes if "may order no chips" in note and "cloud" in note
    ]
