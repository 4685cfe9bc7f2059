"""The planner against the independent program, with each part of the credit layer by itself and with all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import reference
from cases import credit
from cases.credit_single import PARTS, random_part, single_case
from cases.credit_variants import BASE, CREDIT
from cases.edits import edited, valid, with_rows, without_funding
from cases.tiny import write_tiny

import planner
from planner.diagnose import apply
from planner.errors import NoPlan
from planner.results.prices import own_money

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

AGREES = 1e-9
"""Relative."""
beside = pytest.mark.skipif(
    not (BASE.exists() and CREDIT.exists()), reason="the cases beside the checkout are not there"
)


@beside
@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_one_part_of_the_layer_costs_what_the_independent_program_says(part: str, tmp_path: Path) -> None:
    folder = single_case(tmp_path / "case", part)
    plan = planner.solve(planner.read(folder))

    assert plan.objective_usd_billion == pytest.approx(reference.solve(folder).objective, rel=AGREES)


@pytest.mark.parametrize("seed", range(8))
def test_random_lenders_and_vehicles_cost_what_the_independent_program_says(
    seed: int, tmp_path: Path
) -> None:
    folder = random_part(tmp_path / "case", seed, credit.lenders)
    plan = planner.solve(planner.read(folder))

    assert plan.objective_usd_billion == pytest.approx(reference.solve(folder).objective, rel=1e-8)


@pytest.mark.parametrize("seed", range(8))
def test_random_ratings_cost_what_the_independent_program_says(seed: int, tmp_path: Path) -> None:
    folder = random_part(tmp_path / "case", seed, credit.ratings)
    plan = planner.solve(planner.read(folder))

    assert plan.objective_usd_billion == pytest.approx(reference.solve(folder).objective, rel=1e-8)


@pytest.mark.parametrize("seed", range(10))
def test_a_whole_random_layer_costs_what_the_independent_program_says(seed: int, tmp_path: Path) -> None:
    credit.write_credit(tmp_path / "case", seed)
    plan = planner.solve(planner.read(tmp_path / "case"))

    assert plan.objective_usd_billion == pytest.approx(reference.solve(tmp_path / "case").objective, rel=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_a_random_layer_on_a_variant_costs_what_the_independent_program_says(
    seed: int, tmp_path: Path
) -> None:
    credit.write_credit_variant(tmp_path / "case", seed)
    plan = planner.solve(planner.read(tmp_path / "case"))

    assert plan.objective_usd_billion == pytest.approx(reference.solve(tmp_path / "case").objective, rel=1e-8)


@pytest.fixture(scope="module")
def layered(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A small random case in which lenders' room binds, and vehicles make some."""
    return planner.read(random_part(tmp_path_factory.mktemp("layer") / "case", 3, credit.lenders))


def cost(case: Case) -> float:
    return planner.solve(case).objective_usd_billion


def test_a_vehicle_with_room_to_spare_changes_nothing(layered: Case) -> None:
    ample = planner.edit(layered, "lenders.room_usd_billion=1000")
    plan = planner.solve(ample)
    assert plan.tables["pools"]["pooled_usd_billion"].max() < 1e-6
    without = with_rows(with_rows(ample, "vehicle_pools", []), "tranches", [])
    assert plan.objective_usd_billion == pytest.approx(cost(with_rows(without, "vehicles", [])), rel=1e-9)


def test_two_lenders_with_half_the_room_each_never_cost_less(layered: Case) -> None:
    whole = [dict(row) for row in layered.rows("lenders")]
    halves = [
        row | {"lender": name, "room_usd_billion": row["room_usd_billion"] / 2}
        for row in whole
        for name in (row["lender"], f"{row['lender']} too")
    ]
    lent = [row["instrument"] for row in layered.rows("instruments") if row["lender"]]
    assert len(lent) > 1
    split = edited(
        with_rows(layered, "lenders", halves),
        "instruments",
        lambda row: row | ({"lender": f"{row['lender']} too"} if row["instrument"] == lent[0] else {}),
    )
    assert valid(split)
    assert cost(split) >= cost(layered) - 1e-7


def test_funding_off_drops_lenders_and_vehicles(layered: Case) -> None:
    bare = without_funding(layered)
    plan = planner.solve(bare)
    assert not {"pools", "notes", "lender_room"} & set(plan.tables)
    plain = with_rows(bare, "vehicles", [])
    assert plan.objective_usd_billion == pytest.approx(cost(plain), rel=1e-12)


def test_one_more_dollar_of_a_lenders_room_saves_what_its_bottleneck_says(layered: Case) -> None:
    plan = planner.solve(layered)
    found = plan.tables["bottlenecks"]
    # Where a lender has no room before its first row, one more dollar of its rows changes nothing.
    room = found[(found["kind"] == "lender") & (found["limit"] > 0)]
    assert len(room) > 0
    assert (room["price_usd_billion_per_unit"] > 0).all()
    discount = 1 / np.array(own_money(layered))
    at = {str(period): t for t, period in enumerate(layered.periods)}
    worth = sum(row.price_usd_billion_per_unit * discount[at[row.period]] for row in room.itertuples())
    # At a corner the price lies between what more room saves and what less of it costs.
    step = 1e-3
    more, less = (
        cost(planner.edit(layered, f"lenders.room_usd_billion{sign}={step}")) for sign in ("+", "-")
    )
    assert 0 < cost(layered) - more <= worth * step + 1e-8
    assert less - cost(layered) >= worth * step - 1e-8


def test_a_rated_sponsor_at_a_loss_is_told_by_the_rule_of_that_name(tmp_path: Path) -> None:
    columns = "revenue_usd_billion_per_gw_year,"
    folder = write_tiny(
        tmp_path / "tiny",
        ("sponsors.csv", columns, f"{columns}min_interest_coverage,"),
        ("sponsors.csv", "20,8,", "20,8,2,"),
        ("sponsors.csv", "0,0,,,", "0,0,,,,"),
    )
    (folder / "ebitda.csv").write_text("sponsor,year,ebitda_usd_billion_per_year\ncloud,2026,-4\n")
    with pytest.raises(NoPlan) as caught:
        planner.solve(planner.read(folder))
    problem = caught.value
    assert "ebitda_is_not_negative: cloud, 2026Q1" in str(problem)
    assert "ebitda.csv, row 2, column ebitda_usd_billion_per_year" in str(problem)
    (repair,) = [repair for repair in problem.repairs if repair.about == "cloud"]
    assert repair.proved
    mended = apply(planner.read(folder), repair)
    assert mended.rows("ebitda")[0]["ebitda_usd_billion_per_year"] == 0
    assert planner.solve(mended).objective_usd_billion > 0
