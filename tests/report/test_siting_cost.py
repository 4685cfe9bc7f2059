"""How flat siting is: what power for a GW takes in each region, where all of it comes from the neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.small import write_joined

import planner
from planner.report.catalogue import CHARTS
from planner.report.siting_cost import costs_of_siting, how_flat
from planner.results.write_run import write

if TYPE_CHECKING:
    from pathlib import Path

    from planner.results.run import Run


def joined(folder: Path, line: str) -> Run:
    """A run of the case whose south has power by a line of the utility alone."""
    write_joined(folder / "case", f"north,south,utility,{line}")
    plan = planner.solve(planner.read(folder / "case"))
    write(plan, folder / "run")
    return planner.read_run(folder / "run")


def test_power_by_a_line_that_loses_a_tenth_costs_a_ninth_more(tmp_path: Path) -> None:
    run = joined(tmp_path, "99,0.1,")
    costs = costs_of_siting(run)
    assert costs["north"] > 0
    # The utility buys what is lost, which is worth what it is to the sources.
    assert costs["south"] == pytest.approx(costs["north"] / 0.9, rel=1e-6)
    assert "11% of what its power costs" in how_flat(run)
    assert "from the cheapest region to south" in CHARTS["siting"](run).reading


def test_where_power_comes_free_the_map_is_flat(tmp_path: Path) -> None:
    run = joined(tmp_path, "99,,")
    costs = costs_of_siting(run)
    assert costs["south"] == pytest.approx(costs["north"], rel=1e-9)
    assert how_flat(run).endswith("So the map is flat: another would cost about the same.")
