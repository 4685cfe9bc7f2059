"""Capacity expansion with storage and representative days, the planner's against PyPSA's.

`rivals.network` says how one is translated into the other. These run where the extra `rivals` is installed:
`scripts/test-rivals`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.edits import without_funding
from cases.tiny import TINY
from cases.variants import write_short
from cases.worked import write_worked
from rivals.network import Network

import planner

if TYPE_CHECKING:
    from pathlib import Path

    from planner.results.plan import Plan

pytestmark = pytest.mark.rivals


def unfinanced(folder: Path) -> Plan:
    return planner.solve(without_funding(planner.read(folder)))


def test_the_case_solved_by_hand_costs_pypsa_as_much() -> None:
    assert Network(TINY).least_cost() == pytest.approx(25.821449, abs=1e-6)


def test_the_worked_case_costs_pypsa_as_much(tmp_path: Path) -> None:
    folder = write_worked(tmp_path / "worked")
    assert Network(folder).least_cost() == pytest.approx(unfinanced(folder).objective_usd_billion, rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_random_cases_cost_pypsa_as_much(seed: int, tmp_path: Path) -> None:
    """Two to three regions and sponsors, one to three days, in blocks of 24 to 4 hours."""
    folder = write_short(tmp_path / "case", seed, 6)
    assert Network(folder).least_cost() == pytest.approx(unfinanced(folder).objective_usd_billion, rel=1e-6)


def test_storage_is_charged_and_emptied_in_what_is_compared(tmp_path: Path) -> None:
    """The comparison is of something: where blocks are short, batteries run in both."""
    folder = write_short(tmp_path / "case", 4, 6)
    network = Network(folder)
    network.least_cost()
    plan = unfinanced(folder)

    assert network.net.storage_units_t.p_store.to_numpy().sum() > 0.1
    assert plan.tables["dispatch"]["charge_gw"].sum() > 0.1
