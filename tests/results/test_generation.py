"""The generation mix and emissions by year, worked by hand on the teaching case, and shares with storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.tiny import tiny_case, tiny_plan
from cases.worked import write_worked

import planner
from planner.results.headline import headline_figures
from planner.results.tabular import records

if TYPE_CHECKING:
    from pathlib import Path

HOURS = 8766 / 4
ENGINE, GRID = 2.8, 2.0
"""GW quarters that each source gives: the engine 0.8, 1 and 1, the grid 1 and 1."""


def test_the_mix_of_a_year_is_what_the_sources_give_in_its_quarters() -> None:
    mix = {row.source: row for row in records(tiny_plan().tables["generation_mix"])}
    assert {(row.year, row.fuel) for row in mix.values()} == {(2026, "gas"), (2026, "")}
    assert mix["engine"].output_gwh == pytest.approx(ENGINE * HOURS)
    assert mix["engine"].share_of_load_fraction == pytest.approx(ENGINE / (ENGINE + GRID))
    assert mix["engine"].intensity_kg_per_mwh == pytest.approx(8 * 0.05 * 1000)
    assert mix["grid"].emissions_million_tonnes == pytest.approx(GRID * HOURS * 0.4 / 1000)


def test_emissions_of_a_year_are_those_of_its_mix_over_its_load() -> None:
    (row,) = records(tiny_plan().tables["emissions"])
    assert row.load_gwh == pytest.approx((ENGINE + GRID) * HOURS)
    assert row.emissions_million_tonnes == pytest.approx((ENGINE + GRID) * HOURS * 0.4 / 1000)
    assert row.intensity_kg_per_mwh == pytest.approx(400)
    assert row.additional_fraction == 1


def test_what_serves_others_already_is_not_additional() -> None:
    """A quarter of the engine's output alone: it costs nothing, and the answer tells the share."""
    plan = planner.solve(tiny_case("sources.additional_fraction[source=engine]=0.25"))
    assert plan.objective_usd_billion == pytest.approx(tiny_plan().objective_usd_billion, rel=1e-12)
    (row,) = records(plan.tables["emissions"])
    share = (0.25 * ENGINE + GRID) / (ENGINE + GRID)
    assert row.additional_fraction == pytest.approx(share)
    told = {figure.name: figure for figure in headline_figures(plan.case, plan.tables)}
    # The target is the third quarter, by which the engine gave 0.8 and 1, the grid 1.
    assert told["additional_percent"].to_target == pytest.approx(100 * (0.25 * 1.8 + 1) / 2.8)
    assert "additional_percent" not in {
        x.name for x in headline_figures(tiny_plan().case, tiny_plan().tables)
    }


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> planner.Plan:
    """A plan with sun, storage, and a cap on emissions, from the second quarter of a year to the first of another."""
    folder: Path = tmp_path_factory.mktemp("worked") / "case"
    edits = ("case.target.policy=priced", "sources.availability_fraction[source=gas]=0.7")
    return planner.solve(planner.edit(planner.read(write_worked(folder)), *edits))


def test_storage_passes_on_what_it_takes_so_that_shares_of_load_add_up(stored: planner.Plan) -> None:
    mix = stored.tables["generation_mix"]
    shares = mix.groupby("year")["share_of_load_fraction"].sum()
    assert shares.to_list() == pytest.approx([1.0] * len(shares))
    battery = mix[mix["source"] == "battery"]
    assert (battery["charge_gwh"] > battery["output_gwh"]).all(), "or nothing is stored"
    assert (battery["share_of_load_fraction"] < 0).all()


def test_the_cap_of_a_year_is_for_the_part_of_it_in_the_horizon(stored: planner.Plan) -> None:
    caps = stored.tables["emissions"].set_index("year")["limit_million_tonnes"].to_dict()
    assert caps == {
        year: cap for year, cap in {2026: 6 * 0.75, 2027: 5.0, 2028: 5 / 4}.items() if year in caps
    }
    assert 2027 in caps
