"""What a plan leans on is noted, worked on made tables; and what is idle is told where it matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from cases.small import write_small
from cases.tiny import tiny_case, tiny_plan

import planner
from planner.results.leans import leans
from planner.results.stranded_text import stranded_text

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

NOW, END = "2027Q1", "2027Q4"
VEHICLES = {
    "vehicles.csv": "vehicle,management_fee_per_year\nclo,0.002\n",
    "vehicle_pools.csv": "vehicle,instrument,max_share_fraction,max_pool_fraction\nclo,loan,0.5,\n",
    "tranches.csv": """\
vehicle,tranche,seniority,market,rate_per_year,attachment_fraction,min_interest_coverage,tenor_years,\
structuring_fee_fraction,noncall_years
clo,senior,1,bonds,0.04,0.2,,5,0,
clo,junior,2,bonds,0.09,0,1,5,0,2
""",
    "ebitda.csv": "sponsor,year,ebitda_usd_billion_per_year\ncloud,2026,5\n",
    "credit_steps.csv": "sponsor,debt_to_ebitda,spread_per_year\ncloud,2,0\ncloud,4,0.01\n",
}


def frame(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The small case, whose cloud is a good tenant and borrows on tenants, with a vehicle and steps of rated debt."""
    write_small(tmp_path)
    for name, text in VEHICLES.items():
        (tmp_path / name).write_text(text)
    for name, column, at in (
        ("sponsors", "investment_grade", "cloud"),
        ("instruments", "offtake_usd_billion_per_gw", "notes"),
    ):
        header, *lines = (tmp_path / f"{name}.csv").read_text().splitlines()
        said = {"sponsors": "yes", "instruments": "10"}[name]
        filled = [f"{line},{said if line.startswith(f'{at},') else ''}" for line in lines]
        (tmp_path / f"{name}.csv").write_text("\n".join([f"{header},{column}", *filled]) + "\n")
    return planner.read(tmp_path)


def hosted(*rows: tuple[str, str, float, float]) -> dict[str, pd.DataFrame]:
    """Load of 2 GW each of the cloud and the utility, of which some is housed: tenant, host, GW and rent."""
    return {
        "shortfall": frame("sponsor period served_gw", ("cloud", NOW, 2.0), ("utility", NOW, 2.0)),
        "hosting": frame(
            "tenant host kind region period hosted_gw rent_usd_billion",
            *((tenant, host, "compute", "north", NOW, gw, rent) for tenant, host, gw, rent in rows),
        ),
    }


def test_rent_above_what_the_load_earns_is_told_as_a_gift(case: Case) -> None:
    """A GW earns 10 a year in dollars of 2025, a quarter of it in a quarter, at the prices of two years later."""
    earned = 10 / 4 * 1.02**2
    assert not list(leans(case, hosted(("cloud", "utility", 1.0, earned - 0.1))))
    (note,) = leans(case, hosted(("cloud", "utility", 1.0, earned + 0.5)))
    assert note.startswith("cloud pays utility USD 0.5 billion more in rent than its load there earns")


def test_a_landlord_of_good_tenants_who_rents_elsewhere_is_told(case: Case) -> None:
    """The cloud would house itself through the utility: what both house of each other is a swap."""
    swap = hosted(("cloud", "utility", 1.5, 0.0), ("utility", "cloud", 1.0, 0.0))
    assert not list(leans(case, swap)), "the utility is no good tenant"
    graded = planner.edit(case, "sponsors.investment_grade[sponsor=utility]=yes")
    (note,) = leans(graded, swap)
    assert note.startswith(
        "cloud houses investment-grade tenants while its own load stands with others, 1 GW"
    )


def test_notes_called_before_their_tenor_are_told_but_not_what_is_never_outstanding(case: Case) -> None:
    notes = "vehicle tranche period sold_usd_billion outstanding_usd_billion"
    called = "vehicle tranche period called_usd_billion"
    tie = {
        "notes": frame(notes, ("clo", "senior", NOW, 5.0, 3.0)),
        "waterfall": frame(called, ("clo", "senior", NOW, 2.0)),
    }
    assert not list(leans(case, tie))
    early = tie | {"waterfall": frame(called, ("clo", "senior", NOW, 2.0), ("clo", "senior", END, 3.0))}
    (note,) = leans(case, early)
    assert "of clo (USD 3 billion)" in note
    bound = early | {"waterfall": frame(called, ("clo", "junior", END, 3.0))}
    assert not list(leans(case, bound)), "the junior may not be called for two years"


def test_debt_that_pays_no_spread_at_the_end_is_told(case: Case) -> None:
    columns = "sponsor debt_to_ebitda period owed_usd_billion"
    before = ("cloud", 4.0, "2027Q3", 1.0)
    (note,) = leans(case, {"rated_debt": frame(columns, before, ("cloud", 4.0, END, 3.5))})
    assert note.startswith("cloud owes USD 2.5 billion more in steps that ask a spread at the end of 2027Q4")
    assert not list(leans(case, {"rated_debt": frame(columns, before, ("cloud", 2.0, END, 9.0))}))


def test_the_teaching_case_leans_on_nothing_and_leaves_nothing_idle() -> None:
    assert not list(leans(tiny_case(), tiny_plan().tables))
    assert stranded_text(tiny_case(), tiny_plan().tables) == ""


def test_what_stands_idle_is_told_with_what_lenders_would_lose() -> None:
    stranded = frame(
        "sponsor asset_class period idle_gw",
        ("cloud", "shell", "2026Q2", 0.05),
        ("cloud", "chips", "2026Q2", 0.5),
        ("cloud", "chips", "2026Q3", 1.25),
        ("other", "chips", "2026Q3", 0.25),
        ("cloud", "chips", "2026Q4", 9.0),
    )
    loss = frame("period loss_usd_billion", ("2026Q2", 1.0), ("2026Q2", 2.0), ("2026Q3", 2.5))
    assert stranded_text(tiny_case(), {"stranded": stranded}) == (
        "At most 1.5 GW of chips (2026Q3) stand without load."
    )
    assert stranded_text(tiny_case(), {"stranded": stranded, "lenders_loss": loss}).endswith(
        "Were what is idle worth nothing, lenders would lose USD 3.0 billion (2026Q2)."
    )
