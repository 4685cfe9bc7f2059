"""Hosting, worked by hand: from 2028 on, period 7, cloud may house the lab, and the utility cloud in shells alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases.small import write_small

import planner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Row = Callable[..., Any]


def test_hosted_within_limit_of_each_contract_over_regions(row: Row) -> None:
    assert row("hosted_within_limit", "lab", "cloud", "compute", 7) == {
        "Hosted[lab,cloud,compute,east,7]": 1,
        "Hosted[lab,cloud,compute,west,7]": 1,
        "<=": 1.5,
    }


def test_hosted_load_is_served_in_the_same_region_over_hosts_and_kinds(row: Row) -> None:
    assert row("hosted_load_is_served", "lab", "west", 7) == {
        "Hosted[lab,cloud,compute,west,7]": 1,
        "Hosted[lab,cloud,shell,west,7]": 1,
        "Served[lab,west,7]": -1,
        "<=": 0,
    }
    assert row("hosted_load_is_served", "lab", "west", 6) == {"Served[lab,west,6]": -1, "<=": 0}


def test_load_within_shells_is_ones_own_less_what_is_housed_elsewhere_and_what_is_housed(row: Row) -> None:
    # Cloud houses the lab in either kind, and is housed by the utility, which has neither load nor shells.
    assert row("load_within_shells", "cloud", "east", 7) == {
        "Served[cloud,east,7]": 1,
        "Hosted[cloud,utility,shell,east,7]": -1,
        "Hosted[lab,cloud,compute,east,7]": 1,
        "Hosted[lab,cloud,shell,east,7]": 1,
        "Standing[shell,cloud,east,7]": -1,
        "<=": 0,
    }
    assert row("load_within_shells", "utility", "east", 7) == {
        "Hosted[cloud,utility,shell,east,7]": 1,
        "<=": 0,
    }


def test_load_within_chips_moves_with_compute_alone(row: Row) -> None:
    assert row("load_within_chips", "lab", 7) == {
        "Own_load[lab,7]": 1,
        "Hosted[lab,cloud,compute,east,7]": -1,
        "Hosted[lab,cloud,compute,west,7]": -1,
        "National_standing[best,lab,7]": -1,
        "<=": 0,
    }


def small(folder: Path, rent: float, *edits: str) -> planner.Plan:
    """The small case, in which a landlord without load owns the shells and chips, and houses all of it."""
    write_small(folder)
    (folder / "hosting.csv").write_text(
        f"tenant,host,kind,year,limit_gw,rent_usd_billion_per_gw_year\ncloud,utility,compute,2026,9,{rent}\n"
    )
    return planner.solve(planner.edit(planner.read(folder), *edits))


def test_a_plan_with_a_landlord_says_who_houses_whom_and_who_pays_whom(tmp_path: Path) -> None:
    plan = small(tmp_path, 3, "owners.sponsor[asset=shell]=utility", "owners.sponsor[asset=chips]=utility")
    hosted, served, cash = (plan.tables[name] for name in ("hosting", "load", "cash"))
    assert hosted["hosted_gw"].sum() == pytest.approx(served["served_gw"].sum())
    assert hosted["hosted_gw"].sum() > 0
    years = hosted["period"].str[:4].astype(int) + (hosted["period"].str[5:].astype(int) - 1) / 4
    rent = hosted["hosted_gw"] * 3 / 4 * 1.02 ** (years - 2025)
    assert hosted["rent_usd_billion"].tolist() == pytest.approx(rent.tolist())
    for line, sponsor, side in (("rent_paid", "cloud", "use"), ("rent_received", "utility", "source")):
        of_line = cash[cash["line"] == line]
        assert set(of_line["sponsor"]) == {sponsor}
        assert set(of_line["side"]) == {side}
        assert of_line["usd_billion"].sum() == pytest.approx(hosted["rent_usd_billion"].sum())
    assert not plan.tables["costs"]["item"].str.contains("rent").any()
