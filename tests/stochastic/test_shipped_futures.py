"""The futures that us-2028 ships: those that the question asks for, each made, and as likely as all together."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.stochastic.futures_file import read_futures
from planner.stochastic.made import make_tree

US_2028 = Path(__file__).parents[2] / "inputs" / "us-2028"


def test_us_2028_ships_steady_bust_boom_turbines_late_and_credit_freeze() -> None:
    tree = make_tree(planner.read(US_2028), read_futures(US_2028))
    assert set(tree.leaves) == {
        "steady",
        "bust",
        "boom-goes-on",
        "boom-ends",
        "turbines-late",
        "credit-freeze",
    }
    assert sum(tree.probability(leaf) for leaf in tree.leaves) == pytest.approx(1)
    assert {str(tree.nodes[name].since) for name in tree.children["trunk"]} == {"2027Q1"}


def test_every_probability_says_that_it_is_an_assumption() -> None:
    lines = (US_2028 / "futures.yaml").read_text().splitlines()
    stated = [line for line in lines if line.strip().startswith("probability:")]
    assert len(stated) == 7
    assert all("# assumption" in line for line in stated)


def test_the_freeze_is_no_margin_call() -> None:
    edits = [str(edit) for edit in read_futures(US_2028)["credit-freeze"].edits]
    assert edits
    assert not any("advance_fraction" in edit for edit in edits)
