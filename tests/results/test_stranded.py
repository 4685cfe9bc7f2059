"""Whose load stands where, what stands without any, and who would lose by it, worked by hand on a made case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from cases.small import write_small
from cases.tiny import tiny_case, tiny_plan

import planner
from planner.results.lenders_loss import lenders_loss, loss_by_holder, losses_are_shared_out
from planner.results.occupancy import load_by_owner, load_is_told_by_owner
from planner.results.stranded import stranded
from planner.tolerances import RECONCILIATION

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

NOW = "2027Q1"
VEHICLES = {
    "vehicles.csv": "vehicle,management_fee_per_year\nclo,0.002\n",
    "vehicle_pools.csv": "vehicle,instrument,max_share_fraction,max_pool_fraction\nclo,loan,0.5,\n",
    "tranches.csv": """\
vehicle,tranche,seniority,market,rate_per_year,attachment_fraction,min_interest_coverage,tenor_years,\
structuring_fee_fraction,noncall_years
clo,junior,3,bonds,0.09,0,1,5,0,
clo,senior,1,bonds,0.04,0.6,,5,0,
clo,middle,2,bonds,0.06,0.2,,5,0,
""",
}


def frame(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A cloud, whose loans on chips a vehicle may buy, and a utility that houses it."""
    write_small(tmp_path)
    for name, text in VEHICLES.items():
        (tmp_path / name).write_text(text)
    return planner.read(tmp_path)


def made(**tables: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """2 GW of shells and 4 GW of chips of the cloud's, which serves 3 GW: 2 in shells of the utility, which has 2.5.

    Of the 2 the utility gives compute for 0.5. 3.6 GW of firm power stand; with a reserve of a tenth load asks 3.3.
    """
    return {
        "capacity": frame(
            "asset asset_class sponsor region period standing_gw",
            ("shell", "shell", "cloud", "north", NOW, 2.0),
            ("shell", "shell", "utility", "north", NOW, 2.5),
            ("chips", "chips", "cloud", "", NOW, 4.0),
            ("chips", "chips", "utility", "", NOW, 0.5),
            ("gas", "power", "utility", "north", NOW, 4.0),
        ),
        "shortfall": frame("sponsor period served_gw", ("cloud", NOW, 3.0)),
        "load": frame("sponsor region period served_gw", ("cloud", "north", NOW, 3.0)),
        "hosting": frame(
            "tenant host kind region period hosted_gw",
            ("cloud", "utility", "shell", "north", NOW, 1.5),
            ("cloud", "utility", "compute", "north", NOW, 0.5),
        ),
        "orders": frame(
            "asset sponsor ordered overnight_cost_usd_billion", ("chips", "cloud", "2026Q1", 100.0)
        ),
        **tables,
    }


def test_load_is_told_by_owner_of_what_it_stands_on(case: Case) -> None:
    tables = made()
    told = load_by_owner(case, tables, 1e-9)
    assert told.to_numpy().tolist() == [
        ["cloud", "cloud", "shell", NOW, 1.0],
        ["cloud", "cloud", "chips", NOW, 2.5],
        ["utility", "cloud", "shell", NOW, 2.0],
        ["utility", "cloud", "chips", NOW, 0.5],
    ]
    assert load_is_told_by_owner(case, tables | {"load_by_owner": told}) == 0
    told.loc[0, "load_gw"] = 1.1
    assert load_is_told_by_owner(case, tables | {"load_by_owner": told}) > RECONCILIATION


def test_what_stands_without_load_is_idle(case: Case) -> None:
    found = stranded(case, made(), 1e-9).set_index(["sponsor", "asset_class"])
    assert found["loaded_fraction"].to_dict() == pytest.approx(
        {
            ("cloud", "shell"): 0.5,
            ("utility", "shell"): 0.8,
            ("cloud", "chips"): 0.625,
            ("utility", "chips"): 1.0,
            ("utility", "power"): 3.3 / 3.6,
        }
    )
    assert found["idle_gw"].to_dict() == pytest.approx(
        {
            ("cloud", "shell"): 1.0,
            ("utility", "shell"): 0.5,
            ("cloud", "chips"): 1.5,
            ("utility", "chips"): 0.0,
            ("utility", "power"): 4.0 * 0.3 / 3.6,
        }
    )
    # Chips of 100 have stood for three of their twenty quarters, and lenders count five years down to nothing too.
    chips = found.loc[("cloud", "chips")]
    assert chips["idle_book_value_usd_billion"] == pytest.approx(0.375 * 100 * 17 / 20)
    assert chips["idle_lender_value_usd_billion"] == pytest.approx(0.375 * 100 * 17 / 20)


def test_what_is_still_building_is_worth_nothing_idle_yet(case: Case) -> None:
    late = made(
        orders=frame("asset sponsor ordered overnight_cost_usd_billion", ("chips", "cloud", "2026Q4", 100.0))
    )
    chips = stranded(case, late, 1e-9).set_index(["sponsor", "asset_class"]).loc[("cloud", "chips")]
    assert chips["idle_gw"] == pytest.approx(1.5)
    assert chips["idle_book_value_usd_billion"] == chips["idle_lender_value_usd_billion"] == 0


def test_the_teaching_case_leaves_nothing_idle_and_half_of_it_where_half_the_load_goes() -> None:
    assert tiny_plan().tables["stranded"]["idle_gw"].max() == 0
    tables = dict(tiny_plan().tables)
    for name in ("load", "shortfall"):
        tables[name] = tables[name].assign(served_gw=tables[name]["served_gw"] / 2)
    found = stranded(tiny_case(), tables, 1e-9).set_index(["asset_class", "period"])
    assert found.loc[("chips", "2026Q3"), "idle_gw"] == pytest.approx(1.0)
    assert found.loc[("chips", "2026Q3"), "idle_book_value_usd_billion"] == pytest.approx(
        0.5 * (24 * 0.9 + 36 * 0.95)
    )
    assert found.loc[("power", "2026Q3"), "idle_gw"] == pytest.approx(1.25)


DEBT = frame(
    "instrument sponsor asset_class period balance_usd_billion",
    ("bond", "cloud", "", NOW, 40.0),
    ("loan", "cloud", "chips", NOW, 60.0),
)
POOLS = frame("vehicle instrument period pooled_usd_billion", ("clo", "loan", NOW, 30.0))
NOTES = frame(
    "vehicle tranche period outstanding_usd_billion",
    ("clo", "senior", NOW, 12.0),
    ("clo", "middle", NOW, 15.0),
    ("clo", "junior", NOW, 3.0),
)


def test_lenders_lose_what_their_collateral_in_use_does_not_cover(case: Case) -> None:
    """Chips of 85 to lenders, of which five eighths carry load: 53.125 against 60 that are owed on them."""
    tables = made(debt=DEBT)
    assert lenders_loss(case, tables, 1e-9).to_numpy().tolist() == [
        ["cloud", "chips", NOW, 60.0, pytest.approx(85.0), 0.625, pytest.approx(6.875)]
    ]


def test_half_of_the_loss_falls_on_the_vehicle_whose_notes_lose_from_the_bottom(case: Case) -> None:
    tables = made(debt=DEBT, pools=POOLS, notes=NOTES)
    tables["lenders_loss"] = lenders_loss(case, tables, 1e-9)
    told = loss_by_holder(case, tables, 1e-9)
    rows = {tuple(row[:3]): row[4:] for row in told.to_numpy().tolist()}
    assert rows == {
        ("market", "bonds", ""): [40.0, 0.0],
        ("market", "loans", ""): [30.0, pytest.approx(3.4375)],
        ("vehicle", "clo", "senior"): [12.0, 0.0],
        ("vehicle", "clo", "middle"): [15.0, pytest.approx(0.4375)],
        ("vehicle", "clo", "junior"): [3.0, 3.0],
    }
    tables["loss_by_holder"] = told
    assert losses_are_shared_out(case, tables) < RECONCILIATION
    told.loc[1, "loss_usd_billion"] = 3.5
    assert losses_are_shared_out(case, tables) > RECONCILIATION


def test_lenders_and_vendors_are_told_by_name(tmp_path: Path) -> None:
    write_small(tmp_path)
    sheet = tmp_path / "instruments.csv"
    header, bond, loan, *rest = sheet.read_text().splitlines()
    more = [f"{line},," for line in (bond, *rest)]
    columns = "lender,vendor,vendor_share_fraction"
    sheet.write_text("\n".join([f"{header},{columns}", f"{loan},banks,,", *(f"{line}," for line in more)]))
    (tmp_path / "lenders.csv").write_text("lender,year,room_usd_billion\nbanks,2026,90\n")
    case = planner.read(tmp_path)
    tables = made(debt=DEBT)
    tables["lenders_loss"] = lenders_loss(case, tables, 1e-9)
    rows = [row[:3] + row[4:5] for row in loss_by_holder(case, tables, 1e-9).to_numpy().tolist()]
    assert rows == [["market", "bonds", "", 40.0], ["lender", "banks", "", 60.0]]
